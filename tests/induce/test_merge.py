"""Clusters of one mould are put together, those of two moulds that print the same footer are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.induce import induce
from toolkit.induce.merge import merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce import Template

FOOTER = "聲明：以上內容由網友上傳，版權歸原作者所有，不代表本站立場，如有侵權請聯繫客服刪除，感謝您的理解與支持。\n"


def found(texts: dict[str, Sequence[str]]) -> dict[tuple[str, ...], Template]:
    templates = {name: induce(some) for name, some in texts.items()}
    return merged(templates, texts, lambda union: induce([t for name in union for t in texts[name]]), induce)


def test_halves_of_a_mould_are_one(farm: list[str]) -> None:
    assert list(found({"a": farm[:10], "b": farm[10:20]})) == [("a", "b")]


def test_copies_of_one_article_belong_to_its_mould(farm: list[str]) -> None:
    """They save next to nothing beside what they save by themselves."""
    copies = [farm[20], farm[20].replace("小編", "筆者"), farm[20].replace("本站", "本網")]
    assert list(found({"a": farm[:10], "b": copies})) == [("a", "b")]


def test_moulds_that_share_a_footer_stay_apart(farm: list[str]) -> None:
    towns = ("霧海", "石笙", "雲浦", "臨江", "松嶺", "望海")
    notes = [
        f"{town}停水通知\n{town}將於{k + 3}日檢修水管，屆時水壓偏低，請居民提前儲水備用。\n"
        for k, town in enumerate(towns)
    ]
    assert not found({"a": [t + FOOTER for t in farm[:6]], "b": [t + FOOTER for t in notes]})
