"""Names for what varies: what a person would call it, from its type, the words around it, and its values.

A number is named by the label before it or the unit behind it; a text by its label, by what its values mean
(`{快速|迅猛}` is `fast`), by how they end (…貸 is a platform), by its place (a title, a heading); the wordings that no
lexicon knows are spelt: `{口齒|普通話}` is `kou_chi`. The same tree and values give the same names, whatever the order
of the articles, and a name is an identifier that neither Jinja nor Python's dicts know otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from toolkit.induce.lexicon import are_people, beginning_in, ending_in, endings, meaning, measured, spelt
from toolkit.induce.nodes import Choice, Node, Opt, Repeat, Slot, Text, children, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.induce.tally import Column

_TAKEN = """
kind text item article edits at start end new loop self super caller varargs kwargs
true false none and or not in is if elif else endif for endfor set endset block extends include import from macro call
filter with without context ignore missing recursive scoped required do break continue raw autoescape
range dict lipsum cycler joiner namespace
clear copy fromkeys get items keys pop popitem setdefault update values
"""
RESERVED = frozenset(_TAKEN.split())
"""Names that are taken; a slot of that name gets a number. They are, line by line, what contexts and the source use
themselves, Jinja's words and globals, and the methods of a dict: `item.items` is no value in it."""
LOOKED_AT = 40
"""Distinct values that name a slot, the most frequent ones."""
SURE = 0.5
"""Share of the values that known words cover for them to say what the slot is; of two synonyms one is enough."""
LIKELY = 0.18
"""The same, where nothing else names the slot: one word of six characters in each value."""
PART = 0.04
"""Share of a longer part's first words that tell its subject: one word in a sentence of fifty characters."""
ENOUGH = 0.6
"""Share of the values that must agree on an ending."""
SEVERAL = 3
"""Values from which names of people are told by their surnames: two words may begin like that by chance."""
FEW = 3
"""Distinct values from which a label without a colon is one: 去 stands before two verbs, too."""
OPEN = 24
"""Distinct values above which one of them cannot stand for all."""
AROUND = 12
"""Characters before and behind a slot that are looked at."""
SUBJECT = 12
"""Characters of the longest value of what an article is about."""
FIRST = 16
"""Characters of a part that are spelt or looked up as its beginning."""

NUMERALS = re.compile(r"[一二三四五六七八九十百千零〇两兩]+")
SENTENCE = re.compile(r"[。！？!?]")
CLAUSES = re.compile(r"[，。；：,;:]")
"""Marks inside a line that says something; few headings have one."""
MARK = re.compile(r"[①-⑳⑴-⒇]|[（(]?\d+[.、．)）]")
CLOCK = re.compile(r"\D{0,3}\d{1,2}[:：]\d\d\D{0,2}")
PRODUCT = re.compile(r"[\u4e00-\u9fff]+[A-Za-z]+\d*(?: ?[A-Za-z]+)?")
MINUS = frozenset("-−－")
ITEM_ENDS = frozenset(".、．)）:： \u3000")
NUMBERED = re.compile(r"(?:_\d+)+$")
TYPED = frozenset({"url", "email", "domain", "date", "time", "phone", "id"})
LABELLED = frozenset({"phone", "id"})
"""Types that a label tells more of: whose telephone, which identifier."""
CONTACTS = frozenset({"phone", "mobile", "service_phone", "wechat", "qq", "email", "url"})
"""Labels that hold without a colon, too: 電話 stands before nothing else."""
PLURALS = {"summary": "summaries", "advice": "advice", "food": "food", "weather": "weather", "contact": "contacts"}


class Named:
    """Names given so far; a second one of a kind gets a number."""

    def __init__(self, reserved: Sequence[str] = ()) -> None:
        self._used = {*RESERVED, *reserved}
        self._last: Counter[str] = Counter()

    def take(self, name: str) -> str:
        """Return `name`, or `name_2` … where it is taken."""
        told = name
        while told in self._used:
            self._last[name] += 1
            told = f"{name}_{self._last[name] + 1}"
        self._used.add(told)
        return told


class Place(NamedTuple):
    """Where a slot first stands: the fixed text before and behind it, and whether that is the article's first line."""

    before: str = ""
    after: str = ""
    first: bool = False


def name_all(tree: Node, cols: Mapping[int, Column], reserved: Sequence[str] = ()) -> dict[int, str]:
    """Return a name for each slot, optional part, choice and list.

    Args:
        tree: the finished tree.
        cols: the values of its slots.
        reserved: further names that may not be used.
    """
    places = _places(tree)
    often: Counter[int] = Counter(node.id for node in walk(tree) if isinstance(node, Slot))
    values = {i: _commonest(cols[i].counts) for i in places if i in cols}
    named = Named(reserved)
    out: dict[int, str] = {}
    for node in walk(tree):
        if isinstance(node, Slot) and node.id not in out:
            inside = values.get(node.id, [])
            blank = "" if inside or node.id not in cols else _blank(cols[node.id].counts)
            out[node.id] = named.take(blank or _slot(node.kind, inside, places[node.id], often[node.id]))
    slots = dict(out)
    for node in walk(tree):
        if isinstance(node, Opt):
            out[node.id] = named.take("has_" + _topic([node.body], values, slots))
        elif isinstance(node, Choice):
            out[node.id] = named.take(_topic(node.branches, values, slots) + "_choice")
        elif isinstance(node, Repeat):
            out[node.id] = named.take(_plural(_topic(node.kinds, values, slots)))
    return out


def _commonest(counts: Counter[str]) -> list[str]:
    """Return the distinct values that are not empty, the most frequent first."""
    return sorted((v for v in counts if v.strip()), key=lambda v: (-counts[v], v))[:LOOKED_AT]


def _blank(values: Iterable[str]) -> str:
    """Return what values are that are all blank: a line end, or spaces, that some articles have."""
    said = "".join(values)
    return "line_end" if "\n" in said else "space" if said else ""


def _places(tree: Node) -> dict[int, Place]:
    """Return the first place of each slot. What may be left out, or is one of several, does not count as around it."""
    out: dict[int, Place] = {}
    leaves = [node for node in walk(tree) if isinstance(node, Text | Slot)]
    first = any(isinstance(leaf, Text) and "\n" in leaf.text for leaf in leaves)
    for k, leaf in enumerate(leaves):
        if isinstance(leaf, Text):
            first = first and "\n" not in leaf.text
        elif leaf.id not in out:
            before, after = leaves[k - 1] if k else None, leaves[k + 1] if k + 1 < len(leaves) else None
            out[leaf.id] = Place(
                before.text[-AROUND:] if isinstance(before, Text) else "" if before else "\n",
                after.text[:AROUND] if isinstance(after, Text) else "" if after else "\n",
                first,
            )
    return out


def _slot(kind: str, values: Sequence[str], place: Place, often: int) -> str:
    if kind in TYPED:
        return (ending_in(place.before, "before") or kind) if kind in LABELLED else kind
    if kind == "number":
        return _number(place)
    return _told(values, place, often) or _spelt(values) or "words"


def _number(place: Place) -> str:
    label, unit = ending_in(place.before, "measure"), beginning_in(place.after, "unit")
    if label or unit:
        return label or unit or ""
    if place.after[:1] in ITEM_ENDS and place.before[-1:] in {"\n", "（", "(", "第"}:
        return "item_number"
    return (ending_in(place.before, "before") if place.before.rstrip().endswith((":", "：")) else None) or "number"


def _told(values: Sequence[str], place: Place, often: int) -> str:
    """Return what lexicons and forms tell of a text slot, or ""."""
    if not values:
        return ""
    label = ending_in(place.before, "before")
    if label and (label in CONTACTS or place.before.rstrip().endswith((":", "："))):
        return label
    if form := _form(values, place):
        return form
    whole = place.before.endswith(("\n", "【")) and place.after.startswith(("\n", "】"))
    what, share = meaning(values)
    if share >= SURE and not whole:
        return what
    end, agree = endings(values)
    longest = max(map(len, values))
    if agree >= ENOUGH and len(values) > 1 and longest <= SUBJECT:
        return end
    if len(values) >= SEVERAL and are_people(values):
        return "person"
    found = beginning_in(place.after, "after") or (label if len(values) >= FEW else None)
    if found and longest <= SUBJECT:
        return found
    if often > 2 and longest <= SUBJECT:
        return "subject"
    if whole:
        return "title" if place.first else _line(values)
    if share >= LIKELY:
        return what
    if place.first:
        return "title_words"
    return measured(values) or _long(values)


def _line(values: Sequence[str]) -> str:
    """Name what fills lines: most headings say nothing (`收費標準`), a footer does (`投訴請聯繫：…`)."""
    if any("\n" in v for v in values):
        return "lines"
    says = sum(bool(CLAUSES.search(v)) for v in values)
    return "heading" if says < ENOUGH * len(values) else _about(values, "line")


def _form(values: Sequence[str], place: Place) -> str:
    """Return what the characters of the values tell, whatever they mean."""
    if all(NUMERALS.fullmatch(v) for v in values):
        unit = beginning_in(place.after, "unit")
        return unit or ("item_number" if place.after[:1] in ITEM_ENDS else "numeral")
    for name, form in (("item_mark", MARK), ("time", CLOCK), ("product", PRODUCT)):
        if sum(bool(form.fullmatch(v)) for v in values) >= ENOUGH * len(values):
            return name
    return _marks(values)


def _marks(values: Sequence[str]) -> str:
    """Return what marks alone are, or "" where there are letters or numbers too."""
    if not values or any(c.isalnum() for v in values for c in v):
        return ""
    if MINUS.issuperset(values):
        return "minus"
    return "punctuation" if all(category(c)[0] in "PZC" for v in values for c in v) else "symbol"


def _long(values: Sequence[str]) -> str:
    """Name what holds lines or sentences by what it is about."""
    lines, sentence = any("\n" in v for v in values), any(SENTENCE.search(v) for v in values)
    if not lines and not sentence and len(values) <= OPEN:
        return ""
    return _about(values, "lines" if lines else "sentence" if sentence else "words")


def _about(values: Sequence[str], form: str) -> str:
    """Return a name of a form (words, a sentence …) with what the values are about, if that is known."""
    what, share = meaning([v[: 3 * FIRST] for v in values], "about")
    return f"{what}_{form}" if share >= PART else form


def _spelt(values: Sequence[str]) -> str:
    """Return the commonest value in pinyin; a single syllable could be mistaken for English (`can`, `he`)."""
    for value in values if len(values) <= OPEN else ():
        if name := spelt(value):
            return name if "_" in name else f"word_{name}"
    return ""


def _topic(parts: Sequence[Node], values: Mapping[int, Sequence[str]], slots: Mapping[int, str]) -> str:
    """Name a part, or several wordings of one, by the words in it, else by the first slot in it."""
    texts = [text for part in parts if (text := _text(part, values).strip())]
    name, share = meaning(texts, "is")
    if share >= SURE:
        return name
    about, said = meaning([text[: 3 * FIRST] for text in texts], "about")
    if said >= PART:
        return about
    if share >= LIKELY:
        return name
    spelling = next((found for text in texts if (found := spelt(text))), "")
    if spelling:
        return spelling if "_" in spelling else f"word_{spelling}"
    inner = next((slots[n.id] for part in parts for n in walk(part) if isinstance(n, Slot) and n.id in slots), "")
    return NUMBERED.sub("", inner) or _marks(texts) or "part"


def _plural(name: str) -> str:
    """Return the name of a list; what is spelt, or plural already, says that it is one."""
    return PLURALS.get(name) or name + ("_list" if "_" in name or name.endswith("s") else "s")


def _text(node: Node, values: Mapping[int, Sequence[str]]) -> str:
    """Return how a part begins: its fixed text, with the commonest value of each slot, up to 64 characters."""
    out: list[str] = []
    size = 0
    for piece in _pieces(node, values):
        out.append(piece)
        size += len(piece)
        if size >= 4 * FIRST:
            break
    return "".join(out)


def _pieces(node: Node, values: Mapping[int, Sequence[str]]) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.text
    elif isinstance(node, Slot):
        known = values.get(node.id)
        if known and not node.kind and len(known) <= SEVERAL:
            yield known[0]
    elif isinstance(node, Choice):
        yield from _pieces(node.branches[0], values)
    else:
        for child in children(node):
            yield from _pieces(child, values)
