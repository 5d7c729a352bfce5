"""Cases as data (`cases/*.json`): damage as it is found, clean text that must stay, made-up damage, known failures.

A case is `label`, `original`, `level`, and `expected` (the original itself where it is missing). What the fixers cannot
do yet stands in `known_failures.json`; when one of them succeeds, its test fails until it moves to another file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolkit.repair import repair

FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    found = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    marks = [pytest.mark.xfail(strict=True)] if name == "known_failures.json" else []
    return [pytest.param(case, id=case["label"], marks=marks) for case in found]


ALL = [*cases("in_the_wild.json"), *cases("negative.json"), *cases("synthetic.json")]


@pytest.mark.parametrize("case", [*ALL, *cases("known_failures.json")])
def test_repair_gives_what_is_expected(case: dict[str, str]) -> None:
    assert repair(case["original"], case["level"]).text == case.get("expected", case["original"])


@pytest.mark.parametrize("case", ALL)
def test_the_plan_replays_undoes_and_is_complete(case: dict[str, str]) -> None:
    for level in ("proved", "inferred", "guess"):
        result = repair(case["original"], level)
        assert result.undo() == case["original"]
        assert result.replay(case["original"]) == result.text
        assert repair(result.text, level).text == result.text


@pytest.mark.parametrize("case", cases("negative.json"))
def test_what_must_stay_is_not_even_suggested_strongly(case: dict[str, str]) -> None:
    found = repair(case["original"], "proved")
    assert not [edit for edit in found.left if edit.kind in {"notes", "shifted"} and edit.certainty == "inferred"]
