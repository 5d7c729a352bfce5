"""The fold: what it joins, what it drops, and that it cannot be moved by normalisation or conversion."""

from __future__ import annotations

import importlib.util
import sys
import unicodedata
import zlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import ContractError
from toolkit.sketch import fold as fold_of
from toolkit.sketch import fold_with_offsets
from toolkit.sketch.fold import BUILT_WITH, FOLD_VERSION, load_table, table_version

ANY_TEXT = st.text(st.characters(exclude_categories=()))
CHINESE = st.text(
    st.sampled_from("平臺台的問题题发發髮里裡裏后後面麵 ,。?()（）ABab12ａ１ǎtáiyùpp\u0301\u200b⒂㎡ﬁ⼀⺠")
)

SENTENCES = (
    "平臺推出的借款產品在後台發佈,用戶的頭髮與麵條無關,只是舉例說明繁簡轉換的難處。",
    "这家公司在北京设立了数据中心,里面有几千台服务器,后来又搬到了乌兰察布。",
    "他只用了三天,就把皇后的故事寫成了一齣戲,劇裡裡外外都是舊時的風味。",
    "并且、並非、合併、幷州;冲茶与衝突;干净、乾淨、幹部、干涉;鐘錶與鍾情,游泳與旅遊。",
    "台灣的臺北市、颱風、枱燈;香港的衞生署、麪包、裏面、説明;日本の図書館と関係。",
)


@cache
def converters() -> tuple[Any, ...]:
    from opencc import OpenCC

    names = ("s2t", "s2tw", "s2hk", "t2s", "t2tw", "t2hk", "tw2s", "hk2s", "tw2t", "hk2t")
    return tuple(OpenCC(name) for name in names)


def build_script(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_fold", root / "scripts" / "build_fold.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("sentence", SENTENCES)
def test_script_conversion_keeps_the_key(sentence: str) -> None:
    for converter in converters():
        assert fold_of(converter.convert(sentence)) == fold_of(sentence), converter.config


def test_script_conversion_of_every_character_keeps_the_key() -> None:
    # A line a character, so that no phrase table can look at a neighbour.
    blocks = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))
    characters = [chr(code) for block in blocks for code in block]
    keys = [fold_of(char) for char in characters]
    for converter in converters():
        converted = converter.convert("\n".join(characters)).split("\n")
        assert [fold_of(char) for char in converted] == keys, converter.config


@given(ANY_TEXT | CHINESE)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold_of(fold_of(text)) == fold_of(text)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@given(text=st.lists(st.sampled_from(["(tái)", "?wèi)", *"臺é ﬁ⒂㎡ａ１Å가각がガ①ⅷ½⼀北京yí,"])).map("".join))
def test_normalisation_keeps_the_key(form: Any, text: str) -> None:
    assert fold_of(unicodedata.normalize(form, text)) == fold_of(text)


def known(char: str) -> bool:
    """Whether both this Python's Unicode and the table's know the character (a newer Python knows more)."""
    category = unicodedata.category(char)
    return category != "Cn" and not (category[0] in "LN" and not fold_of(char))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_normalisation_of_every_character_keeps_the_key(form: Any) -> None:
    moved = [
        hex(code)
        for code in range(0x110000)
        if known(chr(code)) and fold_of(chr(code)) != fold_of(unicodedata.normalize(form, chr(code)))
    ]
    assert moved == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("平臺(tái)的導(dǎo)語", "平臺的導語"),
        ("借款A(yù)PP", "借款app"),
        ("隊(duì)?wèi)?yīng)", "隊"),
        ("數?shù)方", "數方"),
        ("臺（tái）", "臺"),
        ("zhuān(zhuāng)", "zhuan"),
        ("利率(APR)是(men)", "利率apr是men"),
        ("(tái", "(tai"),
        ("(táibcdefghij)", "taibcdefghij"),
        ("()", ""),
        ("⒂㎡ﬁ①", "15m2fi1"),
        ("催 收\u200b\u3000平\ufeff臺\u00ad", "催收平臺"),
        ("\ud800a\udfff\x00", "a"),
        ("", ""),
    ],
)
def test_what_vanishes_and_what_stays(text: str, key: str) -> None:
    assert fold_of(text) == fold_of(key)
    assert not set(fold_of(text)) & set("()?（） \u200b\u3000\ufeff\u00ad\x00")


@pytest.mark.parametrize("different", ["末未", "己已", "土士", "人入", "日曰", "0o", "1l", "催崔"])
def test_look_alikes_stay_apart(different: str) -> None:
    assert fold_of(different[0]) != fold_of(different[1])


@given(ANY_TEXT | CHINESE)
def test_offsets_lead_back_to_what_was_folded(text: str) -> None:
    key, offsets = fold_with_offsets(text)
    assert key == fold_of(text)
    assert len(offsets) == len(key)
    assert offsets == sorted(offsets)
    for char, offset in zip(key, offsets, strict=True):
        assert char in fold_of(text[offset])


def test_the_table_is_the_one_the_version_names(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Path(fold_of.__code__.co_filename).parent / "data" / "fold.bin"
    assert table_version(shipped.read_bytes()) == FOLD_VERSION
    monkeypatch.setattr(sys.modules[load_table.__module__], "FOLD_VERSION", "1.00000000")
    with pytest.raises(ContractError, match=r"expects 1\.00000000"):
        load_table.__wrapped__()


def test_the_script_makes_the_table_again(root: Path) -> None:
    import opencc

    if opencc.__version__ != BUILT_WITH["opencc"] or unicodedata.unidata_version != BUILT_WITH["unicode"]:
        pytest.skip(f"the table was made with {BUILT_WITH}")
    shipped = (root / "toolkit/sketch/data/fold.bin").read_bytes()
    assert zlib.decompress(build_script(root).build()) == zlib.decompress(shipped)
