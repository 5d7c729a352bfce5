"""What the package promises as a whole: one version, a cheap import, a public face that is there."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit

HEAVY = ("numba", "scipy", "datasketch", "pyarrow", "opencc", "ftfy", "pypinyin", "phonenumbers", "trafilatura", "rich")


def test_citation_has_the_version_of_the_package(root: Path) -> None:
    citation = (root / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.+)$", citation, re.MULTILINE)[1] == toolkit.__version__  # type: ignore[index]


def test_changelog_names_the_version(root: Path) -> None:
    assert f"## {toolkit.__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


OTHERS = ("jieba", "snownlp", "jionlp", "pypinyin", "cjclassifier", "Lucene", "OpenCC", "Unicode Character Database")


def test_the_notice_names_whose_work_the_tables_come_from(root: Path) -> None:
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^  (toolkit/\S+) {2,}(.+)$", notice, re.MULTILINE))
    missing = [name for name in listed if not (root / name).is_file()]
    for path in sorted((root / "toolkit").glob("*/data/*")):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        head = b"".join(line for line in content.splitlines(keepends=True)[:6] if line.startswith(b"#")).decode()
        name = path.relative_to(root).as_posix()
        missing += [f"{name}: {work}" for work in OTHERS if work in head and work not in listed.get(name, "")]
    assert missing == []


def test_every_public_name_can_be_had() -> None:
    missing = [name for name in toolkit.__all__ if not hasattr(toolkit, name)]
    assert missing == []


def test_rooms_named_like_verbs_can_be_called() -> None:
    assert toolkit.repair("平靜的一句話。").text == "平靜的一句話。"
    assert "repair" in toolkit.repair.__doc__.lower() or toolkit.repair.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        toolkit.no_such_name  # noqa: B018


def imported_by(code: str) -> set[str]:
    program = f"import sys; {code}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_loads_nothing_heavy() -> None:
    loaded = imported_by(
        "from toolkit.cli.main import run; import io, contextlib\n"
        "with contextlib.redirect_stdout(io.StringIO()): run(['--help'])"
    )
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)


def test_the_public_face_loads_nothing_heavy() -> None:
    assert imported_by("import toolkit").isdisjoint(HEAVY)


def test_repairing_a_clean_text_loads_no_dictionary() -> None:
    loaded = imported_by("import toolkit; toolkit.repair('今天天氣很好,我們去公園散步。')")
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)
