"""Large groups: the template is learnt from some articles and read from the others; who has more is learnt from too.

What a mould can do shows in a thousand articles. The others are read by the regular expression of their template
(`toolkit.induce.regular`); those it does not read exactly are solved together with the first, until it reads all.
"""

from __future__ import annotations

import copy
import gc
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolkit.errors import ContractError
from toolkit.induce import core, deviations, members, tally, tidy
from toolkit.induce.columnar import Columnar
from toolkit.induce.experience import Experience
from toolkit.induce.match import BOUNDS
from toolkit.induce.nodes import Repeat, walk
from toolkit.induce.readings import edits_of, pieces
from toolkit.induce.regular import TRIED, Regular, UnreadableError
from toolkit.induce.spine import sample
from toolkit.induce.template import rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.induce import ends
    from toolkit.induce.nodes import Node, Reading
    from toolkit.induce.template import Template

LEARNT = 400
"""Distinct articles that are solved: a part that one article in a hundred has is there four times."""
LARGE = 2 * LEARNT
"""Distinct articles from which reading the others saves anything."""
ROUNDS = 3
"""Times that articles are solved; a group that is still not read is solved whole."""
WORDED = 0.1
"""Share of the articles up to which those not read are tried with further wordings of closed lists, which the articles
learnt from do not show: what else is new in so many, more articles had better tell."""
FEW, MANY = 0.002, 0.1
"""Share of the articles up to which those that the template does not have are told by edits: where more may be learnt,
and in the last round."""


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
    experience: Experience | None = None
    for number in range(ROUNDS):
        places = [i for i, text in enumerate(texts) if text in learnt]
        experience = Experience(experience)
        found = core.solved([texts[i] for i in places], core.Memory(experience))
        if found is None or found.noisy:
            return None
        try:
            regular = Regular(found.tree, found.cols, found.readings, found.edits)
            columnar = Columnar(found.tree, found.cols, regular, sample(sorted(learnt), TRIED))
        except UnreadableError:
            return None
        read: dict[int, Reading] = {}
        edits: dict[int, ends.Edits] = {}
        strange: dict[str, list[int]] = {}
        for i, text in enumerate(texts):
            if text not in able or text in learnt:
                continue
            if text in strange:
                strange[text].append(i)
                continue
            quick = columnar.read(text)
            this = regular.read(text) if quick is None else (quick, False)
            if this is None:
                strange[text] = [i]
                continue
            read[i], deviates = this
            if deviates:
                edits[i] = deviations.differences(rendered(found.tree, read[i]), text)
        if len(strange) > len(distinct) / 2:
            return None
        few = (FEW if number + 1 < ROUNDS else MANY) * len(distinct)
        if few < len(strange) <= WORDED * len(distinct):
            _read_worded(found, columnar, strange, read)
        if len(strange) > few:
            learnt |= set(sample(sorted(strange), LEARNT))
            continue
        reader = Aligned(found) if strange else None
        for text, places_of in strange.items():
            aligned = reader.read(text) if reader is not None else None
            if aligned is not None:
                for i in places_of:
                    read[i], edits[i] = copy.deepcopy(aligned)
        return _whole(found, places, read, edits, texts, originals)
    return None


def _read_worded(
    found: core.Found, columnar: Columnar, strange: dict[str, list[int]], read: dict[int, Reading]
) -> None:
    """Read what has wordings that its template's closed lists do not hold; what is read is strange no more.

    Only closed lists of the columns that stop the reading are opened: what is clear elsewhere stays so.

    Args:
        found: the template.
        columnar: which does not read the strange.
        strange: texts and their places; what is read is taken away.
        read: readings by place; those found are added.
    """
    opened = frozenset[int]().union(*map(columnar.unread, sample(sorted(strange), TRIED)))
    try:
        columnar = Columnar(found.tree, found.cols, Regular(found.tree, found.cols, found.readings, opened=opened))
    except UnreadableError:
        return
    for text, places in list(strange.items()):
        reading = columnar.read(text)
        if reading is not None:
            read.update((i, copy.deepcopy(reading)) for i in places)
            del strange[text]


class Aligned:
    """Reads what deviates from a template, by its cheapest path: what the template does not have becomes edits.

    Args:
        found: the template.
    """

    def __init__(self, found: core.Found) -> None:
        from toolkit.induce.reader import Reader  # compiled kernels take half a second to load

        self._reader = Reader(found.tree, found.alphabet.table())
        self._bounds = BOUNDS.get(found.kind, BOUNDS["template"])
        self._tree = found.tree
        self._names: dict[int, str] = defaultdict(str)

    def read(self, text: str) -> tuple[Reading, ends.Edits] | None:
        """Return the reading of a text and what is left to edits, or None where it is not of the template."""
        most = self._reader.raw(text) * (1 - self._bounds.saved)
        read = self._reader.read(text, most)
        if read is None or read.found < self._bounds.found or read.bits > most:
            return None
        edits = edits_of(list(pieces(self._tree, read.reading, self._names)), text)
        deviations.forget(read.reading, self._tree)
        return read.reading, edits


def _whole(
    found: core.Found,
    places: Sequence[int],
    read: dict[int, Reading],
    edits: dict[int, ends.Edits],
    texts: Sequence[str],
    originals: Sequence[str],
) -> Template | None:
    """Put what was solved and what was read together and write it; None where it does not render exactly."""
    solved = [places[k] for k in found.members]
    edits.update(zip(solved, found.edits, strict=True))
    learnt = sum(len(texts[i]) for i in solved)
    read.update(zip(solved, found.readings, strict=True))
    found.members = sorted(read)
    # The bits of the others are those of the learnt ones, by length.
    share = sum(len(texts[i]) for i in found.members) / learnt
    found.raw, found.bits = found.raw * share, found.bits * share
    found.readings = [read[i] for i in found.members]
    found.edits = [edits.get(i, []) for i in found.members]
    _admit(found.tree, found.readings)
    found.cols = tally.columns(found.tree, found.readings, rows=False)
    tidy.close(found.tree, found.cols, found.alphabet)
    try:
        return core.written(found, texts, originals)
    except ContractError:
        return None  # read otherwise than it is rendered: solving tells it right


def _admit(tree: Node, readings: Sequence[Reading]) -> None:
    """Let lists hold items of no kind that were read as such."""
    held = tally.strange(tree, readings)
    for node in walk(tree):
        if isinstance(node, Repeat) and node.id in held:
            node.other = True
