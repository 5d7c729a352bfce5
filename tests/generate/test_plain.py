"""Writing without marks makes the decisions, and the text, of writing with marks."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate import generate, load, names
from toolkit.generate.choose import Drawn
from toolkit.generate.lexicon import Lexicon
from toolkit.generate.marks import strip
from toolkit.generate.phrases import Group, Place
from toolkit.generate.plain import Drawers, Plain, compile_phrase
from toolkit.generate.slots import Records, Values
from toolkit.generate.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = Values("word", "phrase", (("甲",), ("乙", Place("town", "river")), ()), (3, 4, 9))
TOWN = Records("town", ({"name": ("云溪",), "river": ("溪",)}, {"name": ("白渡",), "river": ("渡",)}), {}, None)
LEXICON = Lexicon(
    "", "hans", ("chinese",), {"town": Records("town", TOWN.rows, {"name": "name", "river": "phrase"}, None)},
    {"word": WORDS},
)  # fmt: skip
PART = st.one_of(st.text(max_size=3), st.sampled_from([Place("word"), Place("town"), Place("town", "river")]))
PHRASES = st.recursive(
    st.lists(PART, max_size=4).map(tuple),
    lambda inner: st.lists(
        st.one_of(PART, st.lists(inner, min_size=1, max_size=3).map(lambda members: Group(tuple(members)))), max_size=4
    ).map(tuple),
    max_leaves=12,
)


@given(PHRASES, st.integers())
def test_any_phrase_is_written_alike(phrase: tuple[object, ...], seed: int) -> None:
    marked, plain = Writing(LEXICON, Drawn(str(seed))), Plain(LEXICON, Drawn(str(seed)), Drawers.of(LEXICON))
    text = "".join(p for p in phrase if isinstance(p, str))
    if any(mark in text for mark in "\ufdd0\ufdd1"):
        return
    expanded = marked.expand(phrase)  # type: ignore[arg-type]
    written = compile_phrase(phrase)(plain)  # type: ignore[arg-type]
    assert strip(expanded, marked.labels).text == written.rstrip("\n")
    assert marked.choices.log == plain.choices.log


@pytest.mark.parametrize("name", names())
def test_every_template_is_written_alike(name: str) -> None:
    mould = load(name)
    for article in mould.articles(25, 3):
        writing = Writing(mould.lexicon, Drawn(f"{name}:3:{article.index}"))
        titles = [article.text[n.start : n.end] for n in article.derivation if n[2:4] == ("title", "part")]
        assert titles[:1] == [article.title]
        assert mould.replay(article.choices).text == article.text
        assert writing.choices.log == []


def test_an_article_travels_between_processes_with_its_truth() -> None:
    article = next(generate("loan_guide", seed=4))
    again = pickle.loads(pickle.dumps(article))
    assert again.to_dict() == article.to_dict()
    assert again == article


def test_an_unknown_slot_is_named_alike(template: Callable[..., str]) -> None:
    for name in ("'none'", "3"):
        with pytest.raises(UsageError, match="there is no slot"):
            next(generate(template(f"{{{{ pick({name}) }}}}")))
