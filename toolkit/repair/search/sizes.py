"""How far a search goes, and what its suppositions cost: constants that the search in Python and the kernel share."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Sizes of a search.

    Attributes:
        beam: texts kept at each character.
        alike: of which so many may agree in what matters for the rest: they are the runners-up.
        gap: dearer than the cheapest by so much, a text is given up; in nats, as are all prices.
        surprise: only where the next character costs more is it tried whether bytes vanished.
        speakers: texts with the same pending byte for which that is tried.
        tried: texts for which it is tried at each character, of all pending bytes.
        reach: a text with vanished bytes is given up where it costs so much more than one without.
        completed: likeliest characters before vanished bytes that are gone on with.
        leads: likeliest characters behind vanished bytes that are gone on with.
        chain: characters between vanished pairs, of which nothing is seen, that are supposed side by side.
        kept: texts with so many of them that get one more.
    """

    beam: int
    alike: int
    gap: float
    surprise: float
    speakers: int
    tried: int
    reach: float
    completed: int
    leads: int
    chain: int
    kept: int


# Fixed on damaged paragraphs and news: ten times larger ones find as much (see docs/methods_repair.md).
QUICK = Size(16, 3, 9.0, 2.5, 1, 2, 9.0, 4, 6, 1, 1)
"""Finds what is sure."""

WIDE = Size(64, 8, 12.0, 1.0, 5, 16, 12.0, 12, 24, 3, 6)
"""Finds what lost bytes, where nothing is sure."""

LONGEST = 160  # observed characters: no run is as long
CONTEXT = 4  # characters in step that are read after a run, to judge its end

# Prices, in nats.
# A vanished pair, by which the text is a character longer than what is seen of it: the model knows less of Chinese
# than there is to know, and finds each character dearer than it is.
VANISHED = 0.5
EATEN = 3.0  # an ASCII character that was swallowed: they are one in 20
CLOSING = 5.0  # taken off for a swallowed 等 that closes an enumeration
UNREAD = 6.0  # brackets in step that are no reading of what stands before them
HOPELESS = 20.0  # what stands for the cost where nothing explains the observation without a loss

# What can be lost in a run.
PAIR_LOST = "a pair of bytes"
BYTE_LOST = "byte 80"
ASCII_LOST = "an ASCII character"
