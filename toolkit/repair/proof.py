"""Prove repairs by going forward: annotate the repaired text again, and compare with what was observed."""

from __future__ import annotations

import heapq
import re
import sys
from bisect import bisect_right
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import UsageError
from toolkit.generate.kit import Entry, Kit, decode, fold_width, known_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MANY = 16  # notes from which on their pairs of bytes are looked for all at once
WINDOW = 12  # clean characters on each side of a repair that are annotated again where its whole line fails

# ASCII punctuation next to a Han character was full-width before the page was folded.
_FOLDED_MARK = re.compile("[,:;!?()](?:(?=[⺀-鿿])|(?<=[⺀-鿿].))")  # the mark first: such a search is fast
_UNFOLD = {mark: chr(ord(mark) + 0xFEE0) for mark in ",:;!?()"}
_MARK_LEAD = 0xA3  # the first byte of all of them in GBK
_MARK_TRAILS = frozenset(ord(mark) + 0x80 for mark in _UNFOLD)


class Piece(NamedTuple):
    """One repair: `text[start:end]` of the page becomes `clean`.

    Attributes:
        start: first character replaced.
        end: one past the last.
        clean: what stands there instead, full-width ASCII not folded.
        entries: the table entries whose notes were there: character, reading, and behind how many bytes of `clean`.
    """

    start: int
    end: int
    clean: str
    entries: tuple[tuple[str, str, int], ...]


class Proof:
    """Whether the repairs of a page are borne out by the forward model.

    The kit is made of all entries that the repairs suppose; its order is found from the places where two entries
    overlap, of which only the earlier one could be found by the annotator.
    """

    def __init__(self, page: str, pieces: Sequence[Piece]) -> None:
        self._page = page
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]
        self._held: dict[int, bool] = {}

    def holds(self, start: int) -> bool:
        """Tell whether the repair that begins at `start` is proved."""
        held = self._held.get(start)
        if held is None:
            self._prove_line(start)
            held = self._held[start]
        return held

    def _prove_line(self, start: int) -> None:
        """Decide for all repairs of the line, at once where the whole line is borne out."""
        if self._whole:
            self._held = dict.fromkeys(self._starts, True)
            return
        begin = self._page.rfind("\n", 0, start) + 1
        end = self._page.find("\n", start) + 1 or len(self._page)
        first = bisect_right(self._starts, begin - 1)
        last = bisect_right(self._starts, end - 1)
        whole = self._same(begin, end, first, last)
        for index in range(first, last):
            self._held[self._starts[index]] = whole or self._window_holds(index, begin, end)

    @cached_property
    def _whole(self) -> bool:
        """Whether the whole page is borne out: notes go where they were found, and each run is shown as it was."""
        if self._plain():
            return True
        layout = self._layout
        if layout is None:
            return False
        data, noted = layout
        if not all_found(data, noted):
            kit = self._kit
            if kit is None:
                return False
            if kit.insertions(data) != noted:
                return self._same(0, len(self._page), 0, len(self._pieces))
        return all(is_shown(self._page, *piece) for piece in self._runs)

    def _plain(self) -> bool:
        """Tell whether nothing was shifted, and all notes are borne out at a glance (see `notes_hold`)."""
        if any(piece.clean or len(piece.entries) != 1 for piece in self._pieces):
            return False
        return notes_hold(self._page, [(start, end, *entries[0][1::-1]) for start, end, _, entries in self._pieces])

    @property
    def _runs(self) -> Iterable[Piece]:
        return (piece for piece in self._pieces if piece.clean)

    @cached_property
    def _unfolded(self) -> str:
        """The repaired page as it was before it was folded."""
        return unfold(self._clean(0, len(self._page), 0, len(self._pieces)))

    @cached_property
    def _layout(self) -> tuple[bytes, dict[int, tuple[str, str]]] | None:
        """The repaired page in GBK as it was before it was folded, and behind how many bytes which note stood.

        None where GBK cannot write the page.
        """
        unfolded = self._unfolded
        noted: dict[int, tuple[str, str]] = {}
        parts: list[bytes] = []
        length = at = 0  # bytes, and characters of the repaired page
        shift = 0  # how much shorter the repaired page is, up to here
        try:
            for piece in self._pieces:
                begin = piece.start - shift
                parts.append(unfolded[at:begin].encode("gbk"))
                length += len(parts[-1])
                for char, reading, offset in piece.entries:
                    noted[length + offset] = (char, reading)
                at = begin
                shift += piece.end - piece.start - len(piece.clean)
            parts.append(unfolded[at:].encode("gbk"))
        except UnicodeEncodeError:
            return None
        return b"".join(parts), noted

    def _window_holds(self, index: int, begin: int, end: int) -> bool:
        """Tell whether the surroundings of one repair are borne out, cut where the decoder is in step."""
        first = last = index
        at, room = self._pieces[index].start, WINDOW
        while room > 0 and at > begin:
            if first > 0 and self._pieces[first - 1].end == at:
                first -= 1
                at = self._pieces[first].start
            else:
                at -= 1
                room -= 1
        low = at
        at, room = self._pieces[index].end, WINDOW
        while room > 0 and at < end:
            if last + 1 < len(self._pieces) and self._pieces[last + 1].start == at:
                last += 1
                at = self._pieces[last].end
            else:
                at += 1
                room -= 1
        return self._same(low, at, first, last + 1)

    def _same(self, begin: int, end: int, first: int, last: int) -> bool:
        kit = self._kit
        if kit is None:
            return False
        observed = fold_width(self._page[begin:end])
        clean = self._clean(begin, end, first, last)
        if kit.annotate(unfold(clean)) == observed:
            return True
        return kit.annotate(clean) == observed

    def _clean(self, begin: int, end: int, first: int, last: int) -> str:
        parts = []
        at = begin
        for piece in self._pieces[first:last]:
            parts.append(self._page[at : piece.start])
            parts.append(piece.clean)
            at = piece.end
        parts.append(self._page[at:end])
        return "".join(parts)

    @cached_property
    def _kit(self) -> Kit | None:
        """The kit that the repairs suppose, in an order that explains them; None where there is none."""
        table: dict[str, str] = {}
        for piece in self._pieces:
            for char, reading, _ in piece.entries:
                if table.setdefault(char, reading) != reading:
                    return None
        order = _ordered(table, self._precedences(table))
        if order is None:
            return None
        try:
            return Kit.of((char, table[char]) for char in order)
        except UsageError:
            return None

    def _precedences(self, table: dict[str, str]) -> set[tuple[str, str]]:
        """Return pairs of characters of which the first comes earlier in the table.

        Two entries overlap where the second byte of one is the first byte of the other. Both annotated: the right one
        came first, for the left one's note parts the right one's bytes. Only the left annotated: it came first.
        """
        by_lead: dict[int, list[str]] = {}
        pair_of = {char: char.encode("gbk") for char in table}
        for char, pair in pair_of.items():
            by_lead.setdefault(pair[0], []).append(char)
        overlaps = [
            (char, other, pair + pair_of[other][1:])
            for char, pair in pair_of.items()
            for other in by_lead.get(pair[1], ())
            if other != char
        ]
        layout = self._layout if overlaps else None
        found: set[tuple[str, str]] = set()
        if layout is None:
            return found
        data, noted = layout
        for left, right, three in overlaps:
            at = data.find(three)
            while at >= 0:
                if at + 2 in noted:
                    found.add((right, left) if at + 3 in noted else (left, right))
                at = data.find(three, at + 1)
        return found


def is_shown(page: str, start: int, end: int, clean: str, entries: Iterable[tuple[str, str, int]]) -> bool:
    """Tell whether the decoder shows a run just as the page does; see `Piece`."""
    data = clean.encode("gbk")
    parts: list[bytes] = []
    at = 0
    for char, reading, offset in entries:
        parts += (data[at:offset], Entry(char, reading).note)
        at = offset
    return decode(b"".join([*parts, data[at:]])) == fold_width(page[start:end])


def all_found(data: bytes, noted: Mapping[int, tuple[str, str]]) -> bool:
    """Tell whether it is plain, without a kit and its order, that an annotator puts notes just where they were.

    As in `notes_hold`: no two entries overlap, and each pair of bytes occurs as often as it has a note.

    Args:
        data: the repaired page in GBK.
        noted: behind how many bytes of it which note stood, ascending: its character, and the reading.
    """
    counts: dict[str, int] = {}
    for char, _ in noted.values():
        counts[char] = counts.get(char, 0) + 1
    readings = dict(noted.values())
    if len(set(noted.values())) != len(readings):
        return False  # one character, two readings
    try:
        pairs = "".join(counts).encode("gbk")
        written = f"({')('.join(readings.values())})".encode("gbk")
    except UnicodeEncodeError:
        return False
    if len(pairs) != 2 * len(counts):
        return False
    if len(noted) >= MANY and "numpy" in sys.modules:  # else to load it would cost more than it saves
        from toolkit.repair.pair_positions import only_at

        return only_at(data, [*noted], "".join([char for char, _ in noted.values()]).encode("gbk"), written)
    if not _as_often(data, pairs, counts.values(), written):
        return False
    pair_of = {char: pairs[2 * index : 2 * index + 2] for index, char in enumerate(counts)}
    return all(data[at - 2 : at] == pair_of[char] for at, (char, _) in noted.items())


def notes_hold(page: str, notes: Sequence[tuple[int, int, str, str]]) -> bool:
    """Tell whether a page of nothing but notes is borne out, where that is seen without annotating it again.

    That is where no two entries overlap, so that their order says nothing: the bytes of each character of the kit must
    then occur as often as the character was annotated, and in no note.

    Args:
        page: the page.
        notes: all notes that are taken away, in order: start, end, reading, and the character, as in `kits.Note`.
    """
    counts: dict[str, int] = {}
    table: dict[str, str] = {}
    parts: list[str] = []
    at = 0
    for start, end, reading, char in notes:
        if page[start - 1 : start] != char:
            return False
        if char not in table:
            table[char] = reading
            counts[char] = 1
        elif table[char] == reading:
            counts[char] += 1
        else:
            return False
        parts.append(page[at:start])
        at = end
    parts.append(page[at:])
    try:
        pairs = "".join(counts).encode("gbk")
        clean = "".join(parts)
        if _MARK_LEAD in pairs[1::2] or not _MARK_TRAILS.isdisjoint(pairs[::2]):
            clean = unfold(clean)  # the bytes of a mark may be a part of a pair: else it may as well be ASCII
        data = clean.encode("gbk")
        written = f"({')('.join(table.values())})".encode("gbk")
    except UnicodeEncodeError:
        return False
    return len(pairs) == 2 * len(counts) and _as_often(data, pairs, counts.values(), written)


def _as_often(data: bytes, pairs: bytes, counts: Iterable[int], written: bytes) -> bool:
    """Tell whether pairs of bytes occur as often as they have notes, in no note, and no two of them overlap.

    Args:
        data: the repaired page in GBK.
        pairs: the bytes of each character of the kit, one behind the other.
        counts: how many notes each of them has.
        written: the notes.
    """
    firsts, seconds = pairs[::2], pairs[1::2]
    for index, count in enumerate(counts):
        pair = pairs[2 * index : 2 * index + 2]
        if data.count(pair) != count or pair in written:
            return False
        follower = firsts.find(pair[1])
        while follower >= 0:  # its bytes and those of another entry may overlap
            if pair + seconds[follower : follower + 1] in data:
                return False
            follower = firsts.find(pair[1], follower + 1)
    return True


def unfold(text: str) -> str:
    """Make ASCII punctuation next to Han characters full-width, as it was before the page was folded."""
    return _FOLDED_MARK.sub(lambda match: _UNFOLD[match[0]], text)


@cache
def _ranks() -> dict[str, int]:
    return {char: place for place, char in enumerate(known_order())}


def _ordered(chars: Iterable[str], precedences: set[tuple[str, str]]) -> list[str] | None:
    """Sort characters so that all precedences hold, else by the known order; None where they contradict."""
    rank = _ranks()
    if not precedences:
        return sorted(chars, key=lambda char: (rank.get(char, len(rank)), char))
    later: dict[str, list[str]] = {char: [] for char in chars}
    waiting = dict.fromkeys(later, 0)
    for first, second in precedences:
        later[first].append(second)
        waiting[second] += 1
    ready = [(rank.get(char, len(rank)), char) for char, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, char = heapq.heappop(ready)
        order.append(char)
        for second in later[char]:
            waiting[second] -= 1
            if waiting[second] == 0:
                heapq.heappush(ready, (rank.get(second, len(rank)), second))
    return order if len(order) == len(later) else None
