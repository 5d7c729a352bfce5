"""Character patterns: what a sentence looks like when its content words are taken out.

Shaib et al. (2024, "Detection and Measurement of Syntactic Templates in Generated Text") call a sequence of parts of
speech that recurs over a corpus a template. Taggers for Chinese are large and disagree; this is the same measure over
a coarser tagging by characters, which needs none: function characters stay as they are, and runs of other Han
characters, digits and letters become one tag each.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from toolkit.sketch.fold import fold_char

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

FUNCTION = frozenset(
    fold_char(char)
    for char in "的了着过得地们在是有和与及或而且但虽因为所以如果则就都也还又再更最很太不没未无非于从到向往"
    "由对把被将让使给跟同比"
    "之其此这那某每各该即便只仅才已曾正可能会要应须需必一二三四五六七八九十两几多少个些种次年月日时上下中内外前后里间等吗呢吧啊呀么"
    "我你您他她它谁何怎哪什"
)
"""Function characters: pronouns, particles, prepositions, adverbs, auxiliaries, numerals, measure words (as folded)."""

HAN, DIGIT, LETTER = "H", "N", "L"

LENGTH = 8
"""Tags in a pattern: the 4 to 8 parts of speech of the paper's templates; one character is half a word or a tag."""

TOP = 100
"""Most frequent patterns that count as templates, as in the paper."""


def tags(folded: str) -> str:
    """Return the tags of a folded text, one character each.

    >>> tags("我在银行借了3000元")
    '我在H了NH'
    """
    out: list[str] = []
    for char in folded:
        if char in FUNCTION:
            out.append(char)
            continue
        tag = DIGIT if char.isdigit() else LETTER if char.isascii() else HAN
        if not out or out[-1] != tag:
            out.append(tag)
    return "".join(out)


def patterns(folded: str) -> list[str]:
    """Return the patterns of a folded text in order, with repeats; those that are all content are left out."""
    line = tags(folded)
    found = (line[i : i + LENGTH] for i in range(len(line) - LENGTH + 1))
    return [pattern for pattern in found if sum(tag in FUNCTION for tag in pattern) >= 2]


def templates(texts: Iterable[str]) -> frozenset[str]:
    """Return the `TOP` patterns that most of the folded texts have, of those that at least two have; ties by name."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(patterns(text)))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return frozenset(pattern for pattern, count in ranked[:TOP] if count > 1)


def rates(texts: Sequence[str], reference: Iterable[str] | None = None) -> NDArray[np.float64]:
    """Return the share of each folded text's patterns that are templates of `reference`, or of the texts themselves."""
    common = templates(texts if reference is None else reference)
    found = []
    for text in texts:
        listed = patterns(text)
        found.append(sum(pattern in common for pattern in listed) / max(1, len(listed)))
    return np.array(found, np.float64)
