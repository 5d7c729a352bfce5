"""The word lists: complete in both scripts, and every pattern compiles."""

from __future__ import annotations

import re
from importlib import resources

import opencc
import pytest

from toolkit.parse import lexicon

LISTS = [
    path.name.removesuffix(".tsv")
    for path in (resources.files("toolkit.parse") / "lexicon").iterdir()
    if path.name.endswith(".tsv")
]
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("name", [name for name in LISTS if name not in ("variants", "noname", "host", "surname")])
def test_every_character_has_its_traditional_forms(name: str) -> None:
    converters = [opencc.OpenCC(config) for config in ("s2t", "s2tw", "s2hk")]
    forms = lexicon.variants()
    missing = {
        (char, converter.convert(char))
        for row in lexicon.rows(name)
        for char in HAN.findall(row[-1])
        for converter in converters
        if converter.convert(char) not in forms.get(char, char)
    }
    assert not missing


@pytest.mark.parametrize("name", ["lead", "conclusion", "footer", "furniture", "qa", "contact", "byline", "role"])
def test_every_pattern_compiles(name: str) -> None:
    for row in lexicon.rows(name):
        re.compile(lexicon.expand(row[-1]))


def test_variants_are_single_characters_listed_once() -> None:
    simple = [row[0] for row in lexicon.rows("variants")]
    assert len(simple) == len(set(simple))
    assert all(len(char) == 1 for char in simple)


@pytest.mark.parametrize("words", ["責任編輯", "责任编辑", "責(zé)任編(biān)輯(jí)"])
def test_an_entry_meets_both_scripts_and_notes(words: str) -> None:
    assert re.fullmatch(lexicon.expand("责任编辑"), words)


def test_a_quantifier_holds_for_the_character_with_its_note() -> None:
    assert re.fullmatch(lexicon.expand("编?者"), "者")
    assert re.fullmatch(lexicon.expand("编?者"), "編(biān)者")


def test_classes_of_characters_are_left_alone() -> None:
    assert lexicon.expand("[编者]") == "[编者]"
