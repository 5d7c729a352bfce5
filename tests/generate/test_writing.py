"""Writing: what is looked up and put together is what the naive way writes, with the same decisions."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate import expand, generate, load, names
from toolkit.generate.choose import Drawn, Replayed
from toolkit.generate.compiling import MAX_VARIANTS, compile_phrase, writer
from toolkit.generate.drawing import Drawers
from toolkit.generate.lexicon import Lexicon
from toolkit.generate.mould import Mould
from toolkit.generate.phrases import Group, Place, parse_phrase
from toolkit.generate.slots import Number, Records, Values
from toolkit.generate.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = Values("word", "phrase", (("甲",), ("乙", Place("town", "river")), ()), (3, 4, 9))
TOWN = Records(
    "town", ({"name": ("云溪",), "river": ("溪",)}, {"name": ("白渡",), "river": ("渡", Group((("a",), ())))}),
    {"name": "name", "river": "phrase"}, None,
)  # fmt: skip
MAIL = Values("mail", "email", (("Ed@A.example",), ("ed@a.example",)), None)
LEXICON = Lexicon(
    "", "hans", ("chinese",), {"town": TOWN, "nothing": Values("nothing", "name", ((),), None)},
    {"word": WORDS, "mail": MAIL, "number": Number("number", 1, 90, 1, 1),
     "one": Values("one", "phrase", (("x",),), None)},
)  # fmt: skip
PLACES = [Place(name) for name in ("word", "town", "mail", "number", "one", "nothing")] + [Place("town", "river")]
MARKS = "\ufdd0\ufdd1"
PART = st.one_of(st.text(st.characters(exclude_characters=MARKS), max_size=3), st.sampled_from(PLACES))
PHRASES = st.recursive(
    st.lists(PART, max_size=4).map(tuple),
    lambda inner: st.lists(
        st.one_of(PART, st.lists(inner, min_size=2, max_size=3).map(lambda members: Group(tuple(members)))), max_size=4
    ).map(tuple),
    max_leaves=12,
)


@settings(max_examples=150)
@given(PHRASES, st.integers())
def test_any_phrase_is_written_as_the_naive_way_writes_it(oracle: Any, phrase: tuple[object, ...], seed: int) -> None:
    naive = oracle.Marked(LEXICON, Drawn(str(seed)))
    text, nodes = oracle.spans(naive.expand(phrase) + "。", naive.labels)  # type: ignore[arg-type]
    write = writer(compile_phrase(phrase, LEXICON))  # type: ignore[arg-type]
    drawers = Drawers.of(LEXICON)
    for _ in range(2):  # the second time out of the tables
        choices = Drawn(str(seed))
        found = write(Writing(LEXICON, choices, drawers))
        assert found + "。" == text
        assert expand([*json.loads(f"[{found.walk[1:]}]"), 1], found + "。") == nodes
        assert choices.log == naive.choices.log
    replayed = Replayed(choices.log)
    assert write(Writing(LEXICON, replayed, drawers)) == found
    assert replayed.log == choices.log


@pytest.mark.parametrize("name", names())
def test_every_template_is_written_as_the_naive_way_writes_it(oracle: Any, name: str) -> None:
    mould = load(name)
    assert isinstance(mould, Mould)
    for article in mould.articles(30, 3):
        choices = Drawn(f"{name}:3:{article.index}")
        text, nodes = oracle.write(mould, choices)
        assert article.text == text
        assert list(article.derivation) == nodes
        assert article.choices == tuple(choices.log)


@pytest.mark.parametrize("name", names())
@given(seed=st.integers(0, 10**6))
@settings(max_examples=8)
def test_rendering_a_derivation_again_gives_the_article(name: str, seed: int) -> None:
    mould = load(name)
    article = mould.article(0, seed)
    again = mould.replay(article.choices, seed)
    assert again == article
    assert again.to_json() == article.to_json()
    titles = [article.text[n.start : n.end] for n in article.derivation if n[2:4] == ("title", "part")]
    assert titles[:1] == [article.title]


@pytest.mark.parametrize("name", names())
def test_a_line_of_json_is_the_article(name: str) -> None:
    for article in load(name).articles(15, 8):
        assert json.loads(article.to_json()) == json.loads(json.dumps(article.to_dict()))
        row = json.loads(article.to_json())
        assert expand(row["derivation"], row["text"]) == [
            node._replace(value=json.loads(json.dumps(node.value))) for node in article.derivation
        ]
        assert article.sections == article._sections()


def test_many_closed_lists_are_divided_among_tables(oracle: Any) -> None:
    phrase = parse_phrase("{a|b|c}" * 9 + "。" + "{" + "|".join(map(str, range(MAX_VARIANTS * 2))) + "}")
    write = writer(compile_phrase(phrase, LEXICON))
    drawers = Drawers.of(LEXICON)
    for seed in range(40):
        naive = oracle.Marked(LEXICON, Drawn(str(seed)))
        text, nodes = oracle.spans(naive.expand(phrase), naive.labels)
        found = write(Writing(LEXICON, Drawn(str(seed)), drawers))
        assert found == text
        assert expand(json.loads(f"[{found.walk[1:]}]"), text) == nodes


def test_an_empty_part_is_where_it_stands(template: Callable[..., str]) -> None:
    """Sections of nothing are moved to where their surroundings end; both ways of listing them agree."""
    path = template(
        "x\n{% section '', numbered=false %}\n{% section '', numbered=false %}\n\n{% endsection %}\n"
        "{% endsection %}\n\n"
    )
    (article,) = generate(path)
    assert article.text == "x"
    assert [section[3:] for section in article.sections] == [(1, 1), (1, 1)]
    assert json.loads(article.to_json())["sections"] == [s._asdict() for s in article.sections]


def test_an_article_travels_between_processes_with_its_truth() -> None:
    article = next(generate("loan_guide", seed=4))
    again = pickle.loads(pickle.dumps(article))
    assert again.to_dict() == article.to_dict()
    assert again == article
    assert type(article.text) is type(article.sections[0].heading) is str


def test_an_unknown_slot_is_named_alike(template: Callable[..., str]) -> None:
    for name in ("'none'", "3"):
        with pytest.raises(UsageError, match="there is no slot"):
            next(generate(template(f"{{{{ pick({name}) }}}}")))
