"""The second engine: spintax, with the truth of its choices."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate import generate, load
from toolkit.generate.spintax import MAX_DEPTH, Choice, Spin, parse_spintax

TREES = st.recursive(
    st.text(st.sampled_from("甲乙\n|{}\\a"), min_size=1, max_size=3),
    lambda inner: st.lists(st.lists(inner, max_size=3), min_size=1, max_size=3),
    max_leaves=10,
)


def spun(tree: object) -> str:
    """Write a tree as spintax: a list is a choice, everything in a text is meant."""
    if isinstance(tree, str):
        return "".join("\\" + char if char in "{}|\\" else char for char in tree)
    assert isinstance(tree, list)
    return "{" + "|".join("".join(map(spun, member)) for member in tree) + "}"


def all_texts(tree: object) -> set[str]:
    """Return every text that a tree can write, one choice after the other: the naive way."""
    if isinstance(tree, str):
        return {tree}
    assert isinstance(tree, list)
    return {"".join(texts) for member in tree for texts in itertools.product(*map(all_texts, member))}


@given(st.lists(TREES, max_size=3), st.integers(0, 3))
def test_what_is_written_is_one_of_the_texts_and_spans_nest(trees: list[object], seed: int) -> None:
    possible = {"".join(texts) for texts in itertools.product(*(sorted(all_texts(tree))[:40] for tree in trees))}
    if any(len(all_texts(tree)) > 40 for tree in trees):
        return
    spin = Spin("x", parse_spintax("".join(map(spun, trees))))
    for article in spin.articles(3, seed):
        assert article.text in {text.rstrip("\n") for text in possible}
        assert spin.replay(article.choices).to_dict()["text"] == article.text
        for node in article.derivation:
            assert 0 <= node.start <= node.end <= len(article.text)
            if node.parent >= 0:
                outer = article.derivation[node.parent]
                assert outer.start <= node.start
                assert node.end <= outer.end


@given(st.text(st.sampled_from("甲{}|\\\n"), max_size=30))
def test_anything_is_read_or_refused_with_its_line(source: str) -> None:
    depth = 0
    for piece in re.findall(r"\\[{}|\\]|[{}]", source):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth < 0:
            break
    if depth:
        with pytest.raises(UsageError, match=r"^f\.spin:[0-9]+: "):
            parse_spintax(source, "f.spin")
    else:
        parse_spintax(source, "f.spin")


def test_choices_are_nodes() -> None:
    spin = Spin("x", parse_spintax("今天{{很|}好|{下雨}}。"))
    article = spin.replay([0, 0])
    assert article.text == "今天很好。"
    assert [node[:5] for node in article.derivation] == [(2, 4, "", "choice", 0), (2, 3, "", "choice", 0)]
    assert spin.replay([1]).text == "今天下雨。"
    assert parse_spintax("甲|乙") == ("甲|乙",)
    assert isinstance(parse_spintax("{甲}")[0], Choice)


def test_a_file_is_a_template(tmp_path: Path) -> None:
    path = tmp_path / "notice.spin"
    path.write_text("{通知|公告}\n{各位|尊敬的}住户，{明天|后天}停水。\n", encoding="utf-8")
    articles = list(generate(str(path), 40, seed=2))
    assert len({article.text for article in articles}) == 8
    assert articles[0].to_dict()["sections"] is None, "nobody has said where they are"
    assert articles[0].id == "notice-2-0"
    assert {article.title for article in articles} == {"通知", "公告"}
    assert load(str(path)).about == "spintax"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("一\n{二\n三", r"f\.spin:2: a brace that is never closed"),
        ("一\n二}\n", r"f\.spin:2: a closing brace too many"),
        ("{" * (MAX_DEPTH + 1), r"f\.spin:1: braces nested deeper"),
        ("x" * 1_000_001, r"f\.spin: at most"),
    ],
)
def test_mistakes(source: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_spintax(source, "f.spin")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.spin: No such file"):
        load(str(tmp_path / "none.spin"))
    (tmp_path / "bad.spin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not UTF-8"):
        load(str(tmp_path / "bad.spin"))
