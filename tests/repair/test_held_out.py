"""Honest texts of many kinds, written to be mistaken for damage: none is edited (`benchmarks/repair_honest`)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from toolkit.repair import repair

NAMES = sorted(path.name for path in (Path(__file__).parents[2] / "benchmarks" / "repair_honest").glob("*.txt"))
KEPT = re.compile(r"https?://[!-~]+|[\w.]+@[\w.]+[a-z]|[0-9]+(?:[.,:/-][0-9]+)+|&[a-z]+;|\w+=\w+,\w+", re.ASCII)
"""Addresses, mails, decimals, times, dates, references, settings."""


def honest(root: Path, name: str) -> str:
    return (root / "benchmarks" / "repair_honest" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_text_is_untouched(root: Path, name: str) -> None:
    text = honest(root, name)
    assert repair(text, "inferred").edits == ()


def test_there_are_many_and_they_get_few_guesses(root: Path) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["repair"]
    assert len(NAMES) >= floors["honest texts"]
    guessed = {name for name in NAMES if repair(honest(root, name), "guess").edits}
    assert 1 - len(guessed) / len(NAMES) >= floors["honest texts: no guess either"], guessed


@pytest.mark.parametrize("name", NAMES)
def test_what_runs_on_request_leaves_addresses_and_numbers(root: Path, name: str) -> None:
    text = honest(root, name)
    assert KEPT.findall(repair(text, only=["punctuation", "commas"]).text) == KEPT.findall(text)


def test_damage_in_odd_layouts_comes_back(root: Path) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["repair"]
    cases = json.loads((root / "benchmarks" / "repair_odd.json").read_text(encoding="utf-8"))
    wrong = [case["label"] for case in cases if repair(case["original"], case["level"]).text != case["expected"]]
    assert 1 - len(wrong) / len(cases) >= floors["odd layouts"], wrong
    for case in cases:
        result = repair(case["original"], case["level"])
        assert result.undo() == case["original"]
        assert result.replay(case["original"]) == result.text
        assert repair(result.text, case["level"]).text == result.text, case["label"]
