"""Words of which nothing is left: could a repair that explains every byte lack a character that vanished wholly?

Where a character's second byte begins pairs that vanish, any character with the same second byte may have stood behind
it: the pair in between took their other bytes along (`，同時` and `，時` look alike, for 同 ends as ， does). Likewise
before a character, one with the same first byte (`曾在` and `在`). The search finds such texts where it has reason to
look; this asks for all of them, which is what a proof needs.
"""

from __future__ import annotations

import math
from bisect import insort
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from toolkit.repair.gbk import VANISHING_SECOND, codes, plains, vanishing_first
from toolkit.repair.language import IMPOSSIBLE
from toolkit.repair.neighbours import alone, characters_after
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import simplifying
from toolkit.repair.search.switch import costs

if TYPE_CHECKING:
    from collections.abc import Iterable

TRIED = 4  # characters at each place whose price is worked out in full
COMMON = 11.0  # nats: rarer characters, below one in 60,000, are not considered
NEAR = 4  # characters on each side that are read for it


def cheapest_insertion(left: str, clean: str, right: str) -> float:
    """Return how much dearer a text becomes, in nats, by the likeliest character that may have vanished from it.

    Args:
        left: what stands before the run.
        clean: the text of the run.
        right: what stands behind it.

    >>> cheapest_insertion("為目標", "，時", "訴諸於") < 3 < 7 < cheapest_insertion("用不當", "的方式進", "行宣傳")
    True
    """
    whole = (left[-NEAR:] + clean + right[:NEAR]).translate(simplifying())
    begin = min(NEAR, len(left))
    texts: list[str] = []  # for each place: as it is, and with each of the characters
    sizes: list[int] = []
    for at, char in enumerate(clean, begin):
        if char not in codes():
            continue
        lead, trail = codes()[char]
        places = []
        if trail in vanishing_first():
            places.append((at + 1, _ending_in(trail)))
        if lead in VANISHING_SECOND:
            places.append((at, _beginning_with(lead)))
        for place, characters in places:
            before, behind = whole[max(0, place - NEAR) : place], whole[place : place + NEAR]
            likeliest = _likeliest(before[-1:], characters, behind[:1])
            if likeliest:
                texts.append(before + behind)
                texts += [before + other + behind for other in likeliest]
                sizes.append(len(likeliest))
    least = IMPOSSIBLE
    found = iter(costs(texts))
    for size in sizes:
        as_it_is = next(found)
        least = min([least, *(cost - as_it_is for cost in islice(found, size))])
    return least


def _likeliest(before: str, characters: tuple[tuple[str, float], ...], behind: str) -> list[str]:
    """Return the few characters that go best with both neighbours, by pairs of characters."""
    listed, unlisted = characters_after(before)
    found: list[tuple[float, str]] = []
    dearest = math.inf  # of those found, once there are enough
    for char, rarity in characters:
        price = listed.get(char)
        if price is None:
            price = unlisted + rarity
        if price > dearest:  # what follows costs something, too
            continue
        after = characters_after(char)
        follows = after.listed.get(behind)
        insort(found, (price + (after.unlisted + alone(behind) if follows is None else follows), char))
        if len(found) >= TRIED:
            del found[TRIED:]
            dearest = found[-1][0]
    return [char for _, char in found]


@cache
def _ending_in(trail: int) -> tuple[tuple[str, float], ...]:
    return _characters(lead << 8 | trail for lead in VANISHING_SECOND)


@cache
def _beginning_with(lead: int) -> tuple[tuple[str, float], ...]:
    return _characters(lead << 8 | trail for trail in vanishing_first())


def _characters(numbers: Iterable[int]) -> tuple[tuple[str, float], ...]:
    """Return the characters, simplified, that are common enough, the commonest first, and their costs."""
    found = {plains()[number] for number in numbers}
    known = [(alone(char), char) for char in found if char == "，" or is_han(char or " ")]
    return tuple((char, price) for price, char in sorted(known) if char == "，" or price < COMMON)
