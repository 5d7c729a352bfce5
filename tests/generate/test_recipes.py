"""Recipes: read with every mistake named, applied with the truth of each copy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolkit.errors import UsageError
from toolkit.generate import load
from toolkit.generate.copying import WAYS
from toolkit.generate.mould import Mould
from toolkit.generate.recipes import copies, read_recipe
from toolkit.repair import repair

RECIPE = """
copies:
  - name: spun
    share: 0.5
    steps:
      - synonyms: {rate: 0.3}
      - rename: {old: $platform, new: 红叶钱包}
      - notes: {level: 60}
  - name: stitched
    own: true
    steps:
      - stitch: {other: $other, keep: 0.5}
  - name: hidden
    steps: [zero_width, hide_contacts: {digits: circled}]
"""


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return made(RECIPE)


def made(recipe: str, n: int = 12) -> list[dict[str, Any]]:
    mould = load("loan_guide")
    assert isinstance(mould, Mould)
    specs = read_recipe(recipe, "r.yaml")
    return [row for article in mould.articles(n, 3) for row in copies(mould, article, specs)]


def test_articles_and_copies_with_their_clusters(rows: list[dict[str, Any]]) -> None:
    originals = [row for row in rows if "~" not in row["id"]]
    spun = [row for row in rows if row["id"].endswith("~spun")]
    assert len(originals) == 12
    assert 2 <= len(spun) <= 10
    assert all(row["text"] == row["clean"] and row["cluster"] == row["id"] for row in originals)
    assert all(row["cluster"] == row["id"].split("~")[0] for row in spun)
    stitched = [row for row in rows if row["id"].endswith("~stitched")]
    assert len(stitched) == 12
    assert all(row["cluster"] == row["id"] and row["sections"] is None for row in stitched)
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["synthetic"] is True for row in rows)


def test_truth_points_at_what_it_says(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for contact in row["contacts"]:
            assert row["clean"][contact["start"] : contact["end"]] == contact["raw"]
        for section in row["sections"] or ():
            first = row["clean"][section["start"] : section["end"]].split("\n", 1)[0]
            assert first.endswith(section["heading"]) or not section["heading"]
        assert [step["kind"] for step in row["damage"] if step["places"] < 1] == []


def test_names_are_looked_up_and_damage_can_be_undone(rows: list[dict[str, Any]]) -> None:
    spun = [row for row in rows if row["id"].endswith("~spun")]
    for row in spun:
        assert "红叶钱包" in row["clean"]
        assert {step["way"] for step in row["copying"]} == {"synonyms", "rename"}
        assert {step["kind"] for step in row["damage"]} <= {"notes", "shifted", "folded"}
    hidden = next(row for row in rows if row["id"].endswith("~hidden"))
    assert {step["kind"] for step in hidden["damage"]} == {"zero_width", "hide_contacts"}
    assert "\u200b" not in repair(hidden["text"]).text


def test_the_same_recipe_gives_the_same_copies_and_others_change_nothing(rows: list[dict[str, Any]]) -> None:
    assert json.dumps(made(RECIPE), ensure_ascii=False) == json.dumps(rows, ensure_ascii=False)
    alone = made("copies: [{name: hidden, steps: [zero_width, hide_contacts: {digits: circled}]}]", 3)
    assert alone == [row for row in rows if row["index"] < 3 and row["id"].split("~")[-1] in ("hidden", row["id"])]


@pytest.mark.parametrize(
    ("recipe", "line", "message"),
    [
        ("copies: [", 1, ""),
        ("", None, "expected keys"),
        ("copies: []", 1, "expected a list of copies"),
        ("copys: []", 1, "unknown key 'copys'"),
        ("copies:\n  - steps: [notes]", 2, "needs a name"),
        ("copies:\n  - {name: a/b, steps: [notes]}", 2, "needs a name"),
        ("copies:\n  - {name: a}", 2, "expected a list of steps"),
        ("copies:\n  - {name: a, share: 2, steps: [notes]}", 2, "between 0 and 1"),
        ("copies:\n  - {name: a, share: yes, steps: [notes]}", 2, "between 0 and 1"),
        ("copies:\n  - {name: a, own: 1, steps: [notes]}", 2, "true or false"),
        ("copies:\n  - {name: a, steps: [notes]}\n  - {name: a, steps: [notes]}", 3, "another copy"),
        ("copies:\n  - name: a\n    steps:\n      - note", 4, "no way of copying is called 'note'"),
        ("copies:\n  - name: a\n    steps:\n      - notes: {levels: 3}", 4, "no option 'levels'"),
        ("copies:\n  - name: a\n    steps:\n      - rename: {old: x}", 4, "needs the option 'new'"),
        ("copies:\n  - name: a\n    steps:\n      - notes: 3", 4, "are written {name: value}"),
        ("copies:\n  - name: a\n    steps:\n      - [notes]", 4, "a step is the name"),
        ("copies:\n  - name: a\n    steps:\n      - notes: {level: [3]}", 4, "expected a text"),
        ("copies:\n  - name: a\n    steps:\n      - notes\n      - synonyms", 5, "stands before what damages"),
        ("copies:\n  - name: a\n    steps: [{synonyms: {rate: 3}}]", 3, "rate is between 0 and 1"),
        ("copies:\n  - name: a\n    steps: [{rename: {old: $nothing, new: x}}]", 2, "wrote nothing for the slot"),
    ],
)
def test_every_mistake_is_named_with_its_line(recipe: str, line: int | None, message: str) -> None:
    with pytest.raises(UsageError, match=r"r\.yaml") as raised:
        made(recipe, 1)
    assert message in str(raised.value)
    assert line is None or str(raised.value).startswith(f"r.yaml:{line}:")


def test_every_way_can_stand_in_a_recipe() -> None:
    need = {"rename": "{old: $platform, new: x}", "stitch": "{other: $other}"}
    for name in WAYS:
        rows = made(f"copies: [{{name: a, steps: [{name}: {need.get(name, 'null')}]}}]", 1)
        assert len(rows) == 2


STEP = "copies:\n  - name: a\n    steps:\n      - {}\n"


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        ("? [a]\n: b\n", r"^r.yaml:1: a key is a plain word"),
        ("copies:\n  - ? [a]\n    : b\n", r"^r.yaml:2: a key is a plain word"),
        (STEP.format("synonyms: {? [a] : b}"), r"^r.yaml:4: a key is a plain word"),
        (STEP.format("? [synonyms]\n        : null"), r"^r.yaml:4: a key is a plain word"),
        ("copies:\n  - name: a\n    name: b\n    steps: [nbsp]\n", r"^r.yaml:3: 'name' stands here a second time"),
        ("copies:\n  - name: 2024-13-45\n    steps: [nbsp]\n", r"^r.yaml:2: expected a text"),
        ("copies:\n  - name: !!python/name:os.system x\n    steps: [nbsp]\n", r"^r.yaml:2: expected a text"),
        ('copies:\n  - name: "\\ud800"\n    steps: [nbsp]\n', r"^r.yaml:2: a copy needs a name"),
        ('copies:\n  - name: "a\\nb"\n    steps: [nbsp]\n', r"^r.yaml:2: a copy needs a name"),
        (f"copies:\n  - name: {'a' * 61}\n    steps: [nbsp]\n", r"^r.yaml:2: the name of a copy has at most 60"),
        ("copies:\n  - \0", r"^r.yaml:2: U\+0000 has no place in a YAML file"),
        (STEP.format(f"notes: {{level: {'9' * 5000}}}"), r"^r.yaml:4: expected a text, a number"),
        (STEP.format("notes: {level: abc}"), r"^r.yaml:4: notes: level is a whole number, not 'abc'"),
        (STEP.format("notes: {level: true}"), r"^r.yaml:4: notes: level is a whole number, not True"),
        (STEP.format("notes: {fold: 1}"), r"^r.yaml:4: notes: fold is true or false, not 1"),
        (STEP.format("advertise: {count: 1.5}"), r"^r.yaml:4: advertise: count is a whole number, not 1.5"),
        (STEP.format("drop_section: {count: -1}"), r"^r.yaml:4: drop_section: count is not negative"),
        (STEP.format("synonyms: {rate: .nan}"), r"^r.yaml:4: synonyms: rate is between 0 and 1, not nan"),
        (STEP.format("spaces: {rate: true}"), r"^r.yaml:4: spaces: rate is between 0 and 1, not True"),
        (STEP.format("rename: {old: 3, new: b}"), r"^r.yaml:4: rename: old is a text, not 3"),
        (STEP.format("stitch: {other: 5}"), r"^r.yaml:4: stitch: other is a text, not 5"),
    ],
)
def test_hostile_recipes_end_in_one_message_with_file_and_line(recipe: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        read_recipe(recipe, "r.yaml")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("script: {to: bogus}", "no conversion of scripts is called 'bogus'"),
        ("script: {to: s2x}", "OpenCC knows no conversion 's2x'"),
        ("script: {to: ../../x.json}", "no conversion of scripts"),
        ("mojibake: {read: rot13}", "no encoding of texts is called 'rot13'"),
        ("mojibake: {written: nosuch}", "no encoding of texts is called 'nosuch'"),
    ],
)
def test_what_only_the_copy_can_tell_is_named_with_the_line_of_the_copy(step: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"^r.yaml:2: .*{message}"):
        made(STEP.format(step), 1)


def test_every_edit_of_the_damage_is_told() -> None:
    """Applied to the clean text step by step, the edits give the copy, to the character."""
    every = [way for way in WAYS if WAYS[way].kind == "damage" and way != "rotation"]
    specs = [f"  - name: {way}\n    steps: [{way}, half_width]\n" for way in every]
    for row in made("copies:\n" + "".join(specs), 2):
        text = row["clean"]
        for step in row["edits"]:
            assert "order" not in step
            for change in reversed(step["changes"]):
                assert text[change["start"] : change["end"]] == change["before"]
                text = text[: change["start"]] + change["after"] + text[change["end"] :]
        assert text == row["text"]
        assert bool(row["edits"]) == ("~" in row["id"])
    turned = made("copies:\n  - name: turned\n    steps: [rotation: {rate: 1.0}]\n", 1)[1]
    (step,) = turned["edits"]
    assert "".join(turned["clean"][start:end] for start, end in step["order"]) == turned["text"]
