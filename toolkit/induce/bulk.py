"""Large groups: the template is learnt from some articles and read from the others; who has more is learnt from too.

What a mould can do shows in a thousand articles. The others are read by the regular expression of their template
(`toolkit.induce.regular`); those it does not read exactly are solved together with the first, until it reads all.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolkit.errors import ContractError
from toolkit.induce import core, members, tidy
from toolkit.induce.regular import Regular, UnreadableError
from toolkit.induce.spine import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.induce.nodes import Reading
    from toolkit.induce.template import Template

LEARNT = 1000
"""Distinct articles that are solved: a part that one article in a hundred has is there ten times."""
LARGE = 2 * LEARNT
"""Distinct articles from which reading the others saves anything."""
ROUNDS = 3
"""Times that articles are added; a group that still has others is solved whole."""


def run(texts: Sequence[str], originals: Sequence[str] | None = None) -> Template:
    """Induce the template of a group of texts of any size; see `toolkit.induce.induce`."""
    with _uncollected():
        distinct = set(texts) if len(texts) > LARGE else set()
        if distinct:
            distinct -= {texts[i] for i in members.oversized([len(text) for text in texts])}
        if len(distinct) > LARGE:
            template = _large(texts, texts if originals is None else originals, sorted(distinct))
            if template is not None:
                return template
        return core.run(texts, originals)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of reference cycles away: readings are millions of small dicts without any."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _large(texts: Sequence[str], originals: Sequence[str], distinct: Sequence[str]) -> Template | None:
    """Learn from some of the texts and read the others; None where that does not explain all."""
    learnt = set(sample(distinct, LEARNT))
    able = set(distinct)
    for _ in range(ROUNDS):
        places = [i for i, text in enumerate(texts) if text in learnt]
        found = core.solved([texts[i] for i in places])
        if found is None or found.noisy:
            return None
        try:
            regular = Regular(found.tree, found.cols)
        except UnreadableError:
            return None
        read: dict[int, Reading] = {}
        strange: set[str] = set()
        for i, text in enumerate(texts):
            if text in able and text not in learnt and text not in strange:
                reading = regular.read(text)
                if reading is None:
                    strange.add(text)
                    if len(strange) > len(learnt):
                        return None
                else:
                    read[i] = reading
        if not strange:
            return _whole(found, places, read, texts, originals)
        learnt |= strange
    return None


def _whole(
    found: core.Found, places: Sequence[int], read: dict[int, Reading], texts: Sequence[str], originals: Sequence[str]
) -> Template | None:
    """Put what was solved and what was read together and write it; None where it does not render exactly."""
    solved = [places[k] for k in found.members]
    edits = dict(zip(solved, found.edits, strict=True))
    learnt = sum(len(texts[i]) for i in solved)
    read.update(zip(solved, found.readings, strict=True))
    found.members = sorted(read)
    # The bits of the others are those of the learnt ones, by length.
    share = sum(len(texts[i]) for i in found.members) / learnt
    found.raw, found.bits = found.raw * share, found.bits * share
    found.readings = [read[i] for i in found.members]
    found.edits = [edits.get(i, []) for i in found.members]
    found.cols = tidy.columns(found.tree, found.readings, rows=False)
    tidy.close(found.tree, found.cols, found.alphabet)
    try:
        return core.written(found, texts, originals)
    except ContractError:
        return None  # read otherwise than it is rendered: solving tells it right
