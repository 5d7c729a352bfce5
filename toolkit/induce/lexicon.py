"""What words mean, for naming: packaged lists of words by what they tell about a slot, and the spelling of the others.

`data/names.tsv` says which words stand behind a number (元 is an amount), before or behind a slot, at the end of its
values, and what words mean; `data/syllables.tsv` spells a character. Both are in simplified script; text is simplified
character by character to be looked up.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from toolkit.repair.script_table import simplifying

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONG = 16
"""Characters of a value that are looked at: how it begins tells what it is."""
SINGLE = 1
"""Characters of a value up to which words of one character count: in longer ones they are parts of words."""
MOST, MANY = 0.8, 8
"""Share of the values that must look alike to be of one kind, and number of values from which not all need to."""
SPELT = 4
"""Characters that are spelt at most."""
PARTICLES = frozenset("的了是在和与就也都着过之而及或被把将")
"""Words at which spelling stops: what stands before them says what the value is about."""
FILLERS = re.compile(
    r"(?:[：:「“《（(【〔\s]|大约|高达|超过|至少|最多|不到|接近|只要|只需|仅需|左右|每股|[约为是在达至到仅共就])+$"
)
"""What may stand between a label and its value."""
_QUANTITY = re.compile(r"\d(\D{1,4})$")
_ALSO = {ord("著"): "着", ord("祇"): "只"}
"""Characters that both scripts have, and simplified text writes otherwise in the words that matter here."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@cache
def words(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a kind, each with the names that it stands for.

    >>> words("unit")["元"], words("before")["客服电话"]
    (('amount',), ('service_phone',))
    """
    return _table().get(kind, {})


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in _data("names.tsv").splitlines():
        if not line.startswith("#"):
            name, kind, listed = line.split("\t")
            of_kind = out.setdefault(kind, {})
            for word in listed.split(" "):
                of_kind[word] = (*of_kind.get(word, ()), name)
    return out


@cache
def _longest(kind: str) -> int:
    return max(map(len, words(kind)), default=0)


@cache
def _syllables() -> dict[str, str]:
    out: dict[str, str] = {}
    for line in _data("syllables.tsv").splitlines():
        if not line.startswith("#"):
            name, chars = line.split("\t")
            out.update(dict.fromkeys(chars, name))
    return out


def _data(name: str) -> str:
    return files("toolkit.induce").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _table_of_characters() -> dict[int, str]:
    return simplifying() | _ALSO


@lru_cache(maxsize=1 << 14)
def simplified(text: str) -> str:
    """Return a text in simplified characters, each by itself.

    >>> simplified("平臺與電話")
    '平台与电话'
    """
    return text if text.isascii() else text.translate(_table_of_characters())


def ending_in(text: str, kind: str) -> str | None:
    """Return the name of the longest word of a kind that a text ends in; fillers behind it do not matter.

    >>> ending_in("撥打客服電話：", "before"), ending_in("票價約為", "measure"), ending_in("天氣", "before")
    ('service_phone', 'fare', None)
    """
    text = simplified(text)
    known = words(kind)
    for bare in dict.fromkeys((text, FILLERS.sub("", text))):
        for size in range(min(_longest(kind), len(bare)), 0, -1):
            if found := known.get(bare[len(bare) - size :]):
                return found[0]
    return None


def beginning_in(text: str, kind: str) -> str | None:
    """Return the name of the longest word of a kind that a text begins with.

    >>> beginning_in(" 萬元起", "unit"), beginning_in("天氣", "after")
    ('amount', None)
    """
    text = simplified(text.lstrip())
    known = words(kind)
    for size in range(min(_longest(kind), len(text)), 0, -1):
        if found := known.get(text[:size]):
            return found[0]
    return None


@lru_cache(maxsize=1 << 14)
def _meanings(value: str, kind: str) -> tuple[tuple[str, float], ...]:
    """Return the names of the words in a value, each with the share of the value that its words are."""
    text = simplified(value[:LONG])
    core = sum(map(str.isalnum, text))
    if not core:
        return ()
    known = words(kind)
    shares: dict[str, float] = {}
    least = 1 if core <= SINGLE or kind != "is" else 2
    at = 0
    while at < len(text):
        for size in range(min(_longest(kind), len(text) - at), least - 1, -1):
            if found := known.get(text[at : at + size]):
                for name in found:
                    shares[name] = shares.get(name, 0.0) + size / core
                at += size
                break
        else:
            at += 1
    return tuple(shares.items())


def meaning(values: Sequence[str], kind: str = "is") -> tuple[str, float]:
    """Return what most of the values mean, and the mean share of a value that is words of that meaning.

    Args:
        values: distinct values; how often each comes plays no part.
        kind: `is`, or `about` for longer parts.

    >>> meaning(["迅速", "飛快", "蓬勃"]), meaning(["阿", "布"])
    (('fast', 1.0), ('', 0.0))
    """
    votes: dict[str, float] = {}
    for value in values:
        for name, share in _meanings(value, kind):
            votes[name] = votes.get(name, 0.0) + share
    if not votes:
        return "", 0.0
    best = max(votes, key=lambda name: votes[name])  # the first of equals, in the order of the values
    return best, votes[best] / len(values)


def endings(values: Sequence[str]) -> tuple[str, float]:
    """Return what the values are by how they end, and the share of them that end so.

    >>> endings(["青禾貸", "小舟貸", "微潮分期"])
    ('platform', 1.0)
    """
    votes: Counter[str] = Counter()
    known = words("ending")
    for value in values:
        text = simplified(value)
        for size in range(min(_longest("ending"), len(text) - 1), 0, -1):
            if found := known.get(text[len(text) - size :]):
                votes[found[0]] += 1
                break
    if not votes:
        return "", 0.0
    best = max(votes, key=lambda name: votes[name])
    return best, votes[best] / len(values)


def measured(values: Sequence[str]) -> str:
    """Return what most of the values end in a quantity of, or "".

    >>> measured(["放大116亿", "縮減98億"]), measured(["放大", "縮減"])
    ('amount', '')
    """
    votes = Counter(found for v in values if (m := _QUANTITY.search(v)) and (found := beginning_in(m[1], "unit")))
    best = max(votes, key=lambda name: votes[name], default="")
    return best if best and votes[best] >= MOST * len(values) else ""


def are_people(values: Collection[str]) -> bool:
    """Tell whether most values look like names of people: a surname, of the common ones, and one or two characters.

    >>> are_people(["岑小满", "戚南乔"]), are_people(["老程", "小何"]), are_people(["天氣", "風力"])
    (True, True, False)
    """
    surnames = words("surname")

    def is_name(value: str) -> bool:
        text = simplified(value)
        if not 2 <= len(text) <= 4 or not _HAN.fullmatch(text):
            return False
        if text[0] in "老小阿" and len(text) == 2:
            return text[1] in surnames
        return any(text[:n] in surnames and 1 <= len(text) - n <= 2 for n in (2, 1)) and text not in words("is")

    # A page has rare surnames, too, but of a handful of words each must look like a name.
    return sum(map(is_name, values)) >= (MOST if len(values) >= MANY else 1) * len(values)


def spelt(text: str) -> str:
    """Return the first characters of a text in pinyin, as a name; "" where there is nothing to spell.

    It stops at a particle, so that a name is a word and not the beginning of a sentence.

    >>> spelt("口齒清楚"), spelt("，讓人驚喜的是"), spelt("踩雷"), spelt("④")
    ('kou_chi_qing_chu', 'rang_ren_jing_xi', 'cai_lei', '')
    """
    known = _syllables()
    found = _HAN.search(simplified(text[: 2 * LONG]))
    said: list[str] = []
    for char in found[0].lstrip("".join(PARTICLES)) if found else "":
        if len(said) == SPELT or (len(said) > 1 and char in PARTICLES) or char not in known:
            break
        said.append(known[char])
    return "_".join(said)
