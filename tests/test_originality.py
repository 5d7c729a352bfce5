"""What this project contains was written for it: no sentence of the real samples stands in any of its files."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

LENGTH = 12
"""Han characters in a row that two texts do not share by chance; set phrases and the facts of a format are shorter."""

BETWEEN = re.compile(r"[^㐀-鿿]+")


def fold(text: str) -> str:
    """Keep the Han characters only, in simplified form, so that notes, script and punctuation hide nothing."""
    import opencc

    return str(opencc.OpenCC("t2s").convert(BETWEEN.sub("", text)))


def grams(text: str) -> set[str]:
    folded = fold(text)
    return {folded[at : at + LENGTH] for at in range(len(folded) - LENGTH + 1)}


def decoded(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


@pytest.mark.real
def test_no_sentence_of_the_samples_is_copied(root: Path, shared_data: Path) -> None:
    theirs: set[str] = set()
    for path in shared_data.rglob("*"):
        if path.is_file():
            theirs |= grams(decoded(path))
    assert len(theirs) > 10_000
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    copied = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if path.is_file() and (shared := grams(decoded(path)) & theirs):
            copied[name] = sorted(shared)[:3]
    assert not copied
