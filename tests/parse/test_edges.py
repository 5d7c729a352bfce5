"""The last line of an article: parts of footers and pages by hundreds of wordings, and endings that stay text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from toolkit.parse import parse

BODY = (
    "河邊的樹\n河邊有一排老柳樹，春天的時候枝條垂到水面上，孩子們喜歡在樹下玩耍。\n"
    "到了夏天，樹下坐滿了乘涼的人，大家搖著扇子聊天，直到月亮升起來才散去。\n"
)
ROWS = [
    line.split("\t", 1)
    for line in (Path(__file__).parent / "edges.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def last_kind(line: str) -> str:
    return list(parse(BODY + line + "\n").leaves())[-1].kind.replace("paragraph", "p")


@pytest.mark.parametrize("kind", ["editor", "source", "disclaimer", "contact", "furniture", "p"])
def test_last_lines(kind: str) -> None:
    wrong = [(line, last_kind(line)) for want, line in ROWS if want == kind and last_kind(line) != kind]
    assert not wrong


BLOCKS = [
    [tuple(part.split("|", 1)) for part in line.split(" ¦ ")]
    for line in (Path(__file__).parent / "endings.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0][1])
def test_blocks_of_last_lines(block: list[tuple[str, str]]) -> None:
    outline = parse(BODY + "\n".join(line for _, line in block) + "\n")
    kinds = [leaf.kind.replace("paragraph", "p") for leaf in outline.leaves()]
    assert kinds == ["title", "p", "p", *(kind for kind, _ in block)]


def test_there_are_hundreds_of_each() -> None:
    counts = Counter(kind for kind, _ in ROWS)
    assert min(counts.values()) >= 60


@pytest.mark.parametrize(("kind", "line"), ROWS[::7])
def test_what_ends_an_article_is_no_footer_inside_it(kind: str, line: str) -> None:
    inside = parse(BODY + line + "\n後來樹老了，枝幹空了，鎮上的人給它圍起欄杆，逢年過節還掛上紅布條。\n")
    assert [leaf.kind for leaf in inside.leaves()][-1] == "paragraph"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("三、聯系方式\n電話：0571-88001234\n", ["heading", "paragraph"]),
        ("小編總結\n借貸有風險，選擇須謹慎。\n", ["heading", "paragraph"]),
        ("特此通告。\n望江縣文化館\n2024年6月3日\n", ["paragraph", "paragraph", "furniture"]),
        ("領事保護電話：+1-268-000-0000\n當地報警電話：000\n", ["item", "item"]),
        ("相關閱讀\n河邊的橋\n橋邊的人？\n", ["furniture", "furniture", "furniture"]),
    ],
)
def test_neighbours_decide(text: str, kinds: list[str]) -> None:
    before = "一、樹\n河邊有樹，也有草。\n二、草\n草長得很高，沒過了膝蓋。\n"
    assert [leaf.kind for leaf in parse(f"河邊\n{before}{text}").leaves()][-len(kinds) :] == kinds
