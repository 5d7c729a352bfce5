"""The packaged classes of suspicious characters beside those that are worked out."""

from __future__ import annotations

import re

from toolkit.repair.marks import hints, suspicious


def members(inside: str) -> set[str]:
    return set(re.findall(f"[{inside}]", "".join(map(chr, range(0x10000)))))


def test_what_is_packaged_is_what_the_charsets_and_costs_say() -> None:
    match = re.fullmatch(r"\[(.*)\]\(\?:\[(.*)\]\|\[@-~\]\[(.*)\]\)", suspicious().pattern, re.DOTALL)
    assert match is not None
    for inside, chars in zip(match.groups(), hints(), strict=True):
        # Where this fails, the costs of characters have changed: run scripts/build_suspicious.py.
        assert members(inside) == {char for char in chars if char < "\U00010000"}
