"""The compiled search on one page: what it needs of the page as arrays, and what it finds as runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from toolkit.repair.evidence import Placed, Run, is_converted
from toolkit.repair.gbk import pairs
from toolkit.repair.script_table import simplified
from toolkit.repair.search import beam_kernels as kernels
from toolkit.repair.search import fact_kernels as facts
from toolkit.repair.search import model as m
from toolkit.repair.search import model_kernels as k
from toolkit.repair.search import path_kernels as p
from toolkit.repair.search.memory import Memory
from toolkit.repair.search.model import model, names
from toolkit.repair.search.sizes import ASCII_LOST, BYTE_LOST, LONGEST, PAIR_LOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.repair.evidence import Page
    from toolkit.repair.search.model import Array
    from toolkit.repair.search.sizes import Size

MOST_STEPS = 8 * LONGEST  # of one token a path makes six at the most: a pair that vanished, three more, byte 80, itself
LAST_STAMP = 1 << 30  # stamps are 32 bits wide; one search makes far fewer than remain
_LOST = {p.LOST_PAIR: PAIR_LOST, p.LOST_80: BYTE_LOST, p.LOST_ASCII: ASCII_LOST}


class End:
    """A text that the compiled search ended with; see `beam.End`, which has the same attributes."""

    __slots__ = ("_memory", "_path", "cost", "steady", "worst")

    def __init__(self, memory: Memory, path: int) -> None:
        self._memory = memory
        self._path = path
        self.cost = float(memory.array(p.COSTS)[path, p.COST])
        self.worst = float(memory.array(p.COSTS)[path, p.WORST])
        self.steady = int(memory.array(p.NUMBERS)[path, p.STEADY])

    def runs(self) -> tuple[Run, ...]:
        """Cut the text into its runs; only until the next search."""
        steps = np.empty((MOST_STEPS, p.WILD), np.int32)
        count = kernels.unwind(self._memory.address, self._path, steps)
        return _cut(steps[:count].tolist())


class CompiledSearch:
    """A search behind one break.

    Args:
        text: the page.
        page: what is known about it.
        left: the few clean characters before the break.
        at: where it is.
        tail: the last two original bytes before it, as a number.
        lead: a first byte that is pending there; 0 for none.
    """

    def __init__(self, text: str, page: Page, left: str, at: int, tail: int, lead: int) -> None:
        self._memory = memory = _memory()
        _facts(memory, text, page)
        _renew_stamps(memory)
        short = simplified()
        before = np.array([ord(short.get(char, char)) for char in left], np.int64)
        kernels.set_out(memory.address, before, at, tail, lead)
        self._last = at + LONGEST + (lead > 0)

    def ends(self, size: Size) -> Sequence[End] | None:
        """Search on from where it stands; None where there is no room for so much, which is for `Steps` to search."""
        memory = self._memory
        if not kernels.search(memory.address, size, self._last):
            return None
        numbers = memory.array(p.NUMBERS)
        paths = memory.array(p.BEAM_PATHS)[: memory.array(p.COUNTERS)[p.BEAM]]
        rows = numbers[paths]
        return [End(memory, path) for path in paths[(rows[:, p.PENDING] == 0) & (rows[:, p.BACK] >= 0)].tolist()]

    def go_back(self) -> bool:
        """Go back to where bytes may have vanished first, for a wider search; False where it would find the same."""
        return bool(kernels.go_back(self._memory.address))


def costs(texts: Sequence[str]) -> list[float]:
    """Return the cost of each text, as `fluency.cost`; only between searches."""
    found = np.empty(len(texts))
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    k.costs(_memory().address, code_points("".join(texts)), ends, found)
    return found.tolist()


def simplify(text: str) -> str:
    """Return a text in simplified characters: as `translate` does it, in a tenth of the time."""
    found = code_points(text)
    shorts = model().chars[:, m.SHORT]
    simple = np.where(found < m.PLANE, shorts[np.minimum(found, m.LAST_ROW)], found)
    return simple.astype(np.int32).tobytes().decode("utf-32-le", "surrogatepass")


def _cut(steps: list[list[int]]) -> tuple[Run, ...]:
    """As `unshift._runs`."""
    characters, name = pairs(), names().name
    runs = []
    start = -1
    made: list[str] = []
    entries: list[Placed] = []
    lost: list[str] = []
    length = 0
    before = steps[0][p.AT]
    for _, at, pending, _, _, _, _, code, extra, entry, reading, gone in steps[1:]:
        if start < 0:
            if not pending:
                before = at
                continue
            start = before
            made, entries, lost, length = [], [], [], 0
        if code:
            made.append(characters[code])
            length += 2
            if extra:
                made.append(chr(extra))
                length += 1
        if gone:
            lost.append(_LOST[gone])
        if entry:
            entries.append(Placed(chr(entry), name[reading], length + (pending != 0)))
        if not pending:
            runs.append(Run(start, at, "".join(made), tuple(entries), tuple(lost)))
            start = -1
        before = at
    return tuple(runs)


_local = threading.local()
"""One memory a thread: kernels release the lock."""


def _memory() -> Memory:
    """Return the memory of this thread: the model, and 40 MB of addresses, of which a search touches little."""
    memory: Memory | None = getattr(_local, "memory", None)
    if memory is not None:
        return memory
    memory = _local.memory = Memory(p.ARRAYS)
    for number, array in enumerate(model()):
        memory.put(number, array)
    sizes = np.zeros(6, np.int64)
    sizes[m.MASK] = len(model().keys) - 1
    sizes[m.WORD_COUNT] = len(model().word_costs) - m.PLANE
    memory.put(m.SIZES, sizes)
    memory.put(k.FRONTS, np.empty((p.FRONTS, k.FRONT_WIDTH), np.int32))
    memory.put(k.FRONT_COSTS, np.empty((p.FRONTS, k.FRONT_COST_WIDTH)))
    memory.put(k.AHEAD, np.empty(k.AHEAD_NODE + k.OPEN_WORDS, np.int32))
    memory.put(k.AHEAD_COSTS, np.empty(k.BEGUN + k.OPEN_WORDS))
    memory.put(k.CONTINUES, np.zeros(m.PLANE, np.int32))
    memory.put(p.NUMBERS, np.empty((p.PATHS, p.WIDTH), np.int32))
    memory.put(p.COSTS, np.empty((p.PATHS, 2)))
    memory.put(p.FOUND_NUMBERS, np.empty((p.CANDIDATES, 2), np.int32))
    memory.put(p.FOUND_COSTS, np.empty(p.CANDIDATES))
    memory.put(p.CODES, np.empty(p.SUPPOSITIONS, np.int32))
    memory.put(p.SEEN, np.zeros(m.PLANE, np.int32))
    memory.put(p.GROWN_PATHS, np.empty(p.PATHS, np.int32))
    memory.put(p.ORDER, np.empty((2, p.PATHS), np.int32))
    memory.put(p.BEAM_PATHS, np.empty(p.CANDIDATES, np.int32))
    memory.put(p.RESUME_PATHS, np.empty(p.CANDIDATES, np.int32))
    memory.put(p.HOLES, np.empty((2, p.CANDIDATES), np.int32))
    memory.put(p.TRIED, np.empty(0x101, np.int32))
    memory.put(p.ALIKE, np.empty(p.KEYS_ALIKE, np.int64))
    memory.put(p.ALIKE_COUNTS, np.empty(p.KEYS_ALIKE, np.int32))
    memory.put(p.COUNTERS, np.zeros(p.AHEAD_STAMP + 1, np.int64))
    memory.put(p.BEST, np.zeros(1))
    memory.put(m.KNOWN_AS, np.zeros(m.PLANE, np.int32))
    memory.put(m.GRAMS, np.zeros(1, np.int64))
    return memory


def address() -> int:
    """Return the address of the arrays of this thread."""
    return _memory().address


def _renew_stamps(memory: Memory) -> None:
    """Count stamps from zero again before they are too large for their arrays, which is so after hours of searching."""
    counters = memory.array(p.COUNTERS)
    if max(counters[p.STAMP], counters[p.AHEAD_STAMP]) > LAST_STAMP:
        for marked in (p.SEEN, k.CONTINUES):
            memory.array(marked).fill(0)
        counters[[p.STAMP, p.AHEAD_STAMP]] = 0


def code_points(text: str) -> Array:
    """Return the code points of a text, int32; also of lone surrogates."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)


def _facts(memory: Memory, text: str, page: Page) -> None:
    """Put what a page says into the memory, if it is not there."""
    if getattr(_local, "page", None) is page:
        return
    _local.page = None  # who is interrupted in between must not find half of it
    number = names().number
    clean = code_points(page.text)
    notes = [(ord(char), count) for char, count in page.annotated.items() if ord(char) < m.PLANE]
    kit = [(ord(char), number.get(name, 0)) for char, name in page.kit.items() if ord(char) < m.PLANE]
    known = memory.array(m.KNOWN_AS)
    if (before := getattr(_local, "known", None)) is not None:  # far fewer than all there are
        facts.clear(known, *before)
    tables = _table(notes), _table(kit)
    _local.known = clean, *tables
    simple = facts.count(memory.address, clean, *tables, known)
    vocabulary = code_points(page.vocabulary).copy()
    room = 1 << (4 * len(vocabulary) + 1).bit_length()
    grams = memory.array(m.GRAMS)
    if len(grams) < room:  # kept from page to page: fresh memory takes longer than all else here
        grams = np.zeros(room, np.int64)
        memory.put(m.GRAMS, grams)
    grams = grams[:room]
    grams.fill(0)
    facts.gather(memory.address, vocabulary, grams)
    observed = code_points(text)
    for place, array in ((m.TEXT, observed), (m.CLEAN, clean), (m.VOCABULARY, vocabulary)):
        memory.put(place, array)
    sizes = memory.array(m.SIZES)
    sizes[m.TEXT_LENGTH] = len(observed)
    sizes[m.VOCABULARY_LENGTH] = len(vocabulary)
    sizes[m.GRAM_MASK] = len(grams) - 1
    sizes[m.CONVERTED] = is_converted(int(simple), len(clean))
    _local.page = page


def _table(rows: list[tuple[int, int]]) -> Array:
    table: Array = np.array(rows, np.int32).reshape(-1, 2)
    return table
