"""Ways of damaging that farm kits have: words that a filter deleted, and pinyin notes with the bytes they shift."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from toolkit.errors import UsageError
from toolkit.generate.copying.pieces import replaced
from toolkit.generate.copying.wording import happens

if TYPE_CHECKING:
    from toolkit.generate.choose import Chooser
    from toolkit.generate.copying.pieces import Change, Piece
    from toolkit.generate.kit import Kit

_FILTERED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("电话|電話"), " "),
    (re.compile("(?<!法律[问問])(?<=[问問])[题題]"), ""),
    (re.compile("(?<=突)发情|(?<=突)發情"), ""),
    (re.compile("(?<=[0-9])-(?=[0-9])"), ""),
    (re.compile("(?:(?<=[。！？\n])|(?<![\\s\\S]))(?:同时|同時|然而|此外|另外|但是|因此)[，,]"), ""),
)
"""What filters of farm kits delete, and what they leave: read off real pages (docs/methods.md, holes)."""


def holes(text: str, choices: Chooser, *, rate: float = 1.0) -> list[Piece]:
    """Delete what a word filter deletes: 电话 becomes a space, 问题 loses its end, openings of sentences vanish.

    Args:
        text: the text.
        choices: who decides.
        rate: share of the finds that are deleted; filters are older than some pages.
    """
    changes: list[Change] = []
    for pattern, left in _FILTERED:
        changes += [(m.start(), m.end(), left) for m in pattern.finditer(text) if happens(choices, rate)]
    changes.sort()
    kept: list[Change] = []
    for change in changes:
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return replaced(text, kept)


def notes(text: str, choices: Chooser, *, level: int = 40, fold: bool = True) -> list[Piece]:  # noqa: ARG001
    """Annotate as a real kit does, with all that follows from it: notes, shifted bytes, folded full-width signs.

    Args:
        text: the text; traditional, for the kits known annotate traditional characters.
        choices: not used, a kit leaves nothing to chance.
        level: how many characters of the known order the kit has taken in.
        fold: whether the page shows ASCII for full-width signs.

    Raises:
        UsageError: the level is negative or beyond the known order.
    """
    from toolkit.generate.damage import damage
    from toolkit.generate.kit import FULL_WIDTH_ASCII

    kit = known_kit(fold)
    if not 0 <= level <= len(kit.entries):
        raise UsageError(f"level is between 0 and {len(kit.entries)}, not {level}")
    done = damage(text, kit.prefix(level))
    changes: list[Change] = [(place.clean_start, place.clean_end, place.damaged) for place in done.truth]
    if fold:
        taken = {index for start, end, _ in changes for index in range(start, end)}
        changes += [
            (index, index + 1, chr(FULL_WIDTH_ASCII[ord(char)]))
            for index, char in enumerate(text)
            if ord(char) in FULL_WIDTH_ASCII and index not in taken
        ]
    return replaced(text, sorted(changes))


@cache
def known_kit(fold: bool = True) -> Kit:
    """Return the kit of all characters known from real kits, in their order, each with its usual reading.

    Characters that would annotate the notes of others are left out, as in `toolkit.generate.kit.random_kit`.
    """
    from toolkit.generate.kit import Kit, known_order
    from toolkit.generate.readings import readings

    usual = readings().usual
    entries: list[tuple[str, str]] = []
    for char in known_order():
        if char not in usual:
            continue
        try:
            Kit.of([*entries, (char, usual[char])])
        except UsageError:
            continue
        entries.append((char, usual[char]))
    return Kit.of(entries, fold=fold)
