"""Text whose bytes were read in the wrong charset: found, undone where the result is clearly better, or reported.

The whole family of UTF-8, GBK/GB 18030, Big5/Big5-HKSCS and Latin-1/Windows-1252 read as one another is undone
here, in a whole text or in parts of it, also twice over (`toolkit.repair.utf8_runs`, `toolkit.repair.mixups`,
`toolkit.repair.crossed`); mix-ups of UTF-8 with other single-byte charsets are left to ftfy (`toolkit.repair.generic`).
Where the bytes are gone (U+FFFD, 锟斤拷) the place is reported and left.

A reading is accepted when it is likelier than what stands there, the rarity of such mix-ups included (`PRIOR`), on
its own or together with the other places of the text. Where no byte was lost the edit is `proved`: the result, encoded
in the right charset and decoded in the wrong one, gives what was seen. Where bytes were lost it is `inferred`, and
the next best reading is its runner-up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, partial
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from toolkit.article import Edit
from toolkit.repair.examples import doubt_examples
from toolkit.repair.forward import Way, happen
from toolkit.repair.losses import find_losses
from toolkit.repair.marks import suspicious
from toolkit.repair.pieces import are_utf8, doubted, narrowed, outvoted
from toolkit.repair.plan import Layers
from toolkit.repair.plausible import is_han, is_mostly_chinese

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from toolkit.repair.charsets import Charset
    from toolkit.repair.mixups import Reading

KIND = "mojibake"

PRIOR = 12.0
"""What a place must gain to be undone on its own, in nats. exp(-12) is one in 160,000: mix-ups begin more rarely than
that per character in any corpus worth reading, and four wrong letters already tell more."""

PRIOR_WHOLE = 7.0
"""The same for UTF-8 where the place is all that a text has besides ASCII: one text in 1,000 is confused as a whole."""

NEIGHBOUR = 2.0
"""What a place must gain, in nats, where the same mix-up is certain nearby: a likelihood ratio of 7."""

REACH = 100
"""How near the same mix-up must be certain for that, in characters: about a sentence or two."""

MAX_ROUNDS = 6
"""How often a text is searched again after an edit. Mix-ups of more than two turns hardly survive their lost bytes."""

MOST = 0.8
"""Share of the characters outside ASCII from which on one mix-up explains a text, and no other is tried with it."""


_APART = "\uffff"
"""What keeps lines apart that are not neighbours: no charset reads it, so that no reading goes over it."""


class _Mixup(NamedTuple):
    right: Charset | None  # None for UTF-8
    wrong: Charset
    find: Callable[[str], Iterator[Reading]]
    twice: bool = False  # by way of Latin-1 and UTF-8

    @property
    def way(self) -> Way:
        """The way that its bytes went."""
        return Way(self.right, self.wrong, self.twice)


class _Group(NamedTuple):
    """Mix-ups that compete for the same characters; or one by two decoders, of which one leaves the other nothing."""

    mixups: tuple[_Mixup, ...]
    variants: bool = False


@cache
def _groups() -> tuple[_Group, ...]:
    """Return the mix-ups in the order in which they are tried. Clean text does without what finds them."""
    from toolkit.repair.crossed import pairs_in_pairs
    from toolkit.repair.mixups import pairs_in_latin, pairs_in_latin_twice
    from toolkit.repair.utf8_runs import utf8_readings

    return (
        _Group((_Mixup(None, "latin", partial(utf8_readings, wrong="latin")),)),
        _Group(
            (
                _Mixup(None, "gbk", partial(utf8_readings, wrong="gbk")),
                _Mixup("gbk", "gbk", partial(pairs_in_latin_twice, right="gbk", wrong="gbk"), twice=True),
                _Mixup("big5", "gbk", partial(pairs_in_latin_twice, right="big5", wrong="gbk"), twice=True),
            )
        ),
        _Group((_Mixup(None, "big5", partial(utf8_readings, wrong="big5")),)),
        _Group(
            (
                _Mixup("gbk", "latin", partial(pairs_in_latin, right="gbk")),
                _Mixup("big5", "latin", partial(pairs_in_latin, right="big5")),
            )
        ),
        _Group(
            (
                _Mixup("gbk", "big5", partial(pairs_in_pairs, right="gbk", wrong="big5")),
                _Mixup("gbk", "cp950", partial(pairs_in_pairs, right="gbk", wrong="cp950")),
            ),
            variants=True,
        ),
        _Group((_Mixup("big5", "gbk", partial(pairs_in_pairs, right="big5", wrong="gbk")),)),
    )


_NAMES: dict[Charset | None, str] = {None: "UTF-8", "latin": "Latin-1", "gbk": "GBK", "big5": "Big5", "cp950": "Big5"}

_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def find_mojibake(text: str) -> list[Edit]:
    """Find what was read in the wrong charset.

    Args:
        text: any string.

    Returns:
        Edits of kind `mojibake`, sorted, not overlapping; those that only report a loss have `after == before`.

    >>> [edit.after for edit in find_mojibake("公告：¹ØÓÚ½µ¼ÛµÄÍ¨Öª")]
    ['关于降价的通知']
    """
    if text.isascii():
        return []
    layers = Layers(text)
    if suspicious().search(text):
        layers.add(_surrogate_pairs(text) or _whole(text))
        settled = again = False
        for _ in range(MAX_ROUNDS):
            if not suspicious().search(layers.text):
                break
            edits, complete = ([], True) if settled else _round(layers.text, again=again)
            edits = edits or _generic(layers.text)
            if not edits:
                break
            layers.add(edits)
            again = True
            settled = complete and not _shows_another(layers.text, edits)
    losses = find_losses(layers)
    edits = sorted([*layers.edits, *losses], key=attrgetter("start")) if losses else layers.edits
    return doubt_examples(text, outvoted(edits)) if edits else []


def _generic(text: str) -> list[Edit]:
    from toolkit.repair.generic import find_generic  # ftfy takes a while to load

    return find_generic(text)


def _whole(text: str) -> list[Edit]:
    """Undo a mix-up of the whole text that lost nothing."""
    from toolkit.repair.mixups import has_odd_stretch, may_have_dropped
    from toolkit.repair.whole import PAIRS, read_whole

    found = read_whole(text, PRIOR)
    if found is None:
        return []
    codecs, pieces = found
    in_pairs = codecs.wrong == "latin-1" and codecs.right in PAIRS
    if in_pairs and may_have_dropped(text) and any(has_odd_stretch(piece.after) for piece in pieces):
        return []  # bytes may have been dropped: each run by itself
    names = {
        "latin-1": "Latin-1",
        "utf-8": "UTF-8",
        "gbk": "GBK",
        "gb18030": "GBK",
        "big5hkscs": "Big5",
        "cp950": "Big5",
        "utf-16-le": "UTF-16",
        "utf-16-be": "UTF-16",
    }
    why = f"{names[codecs.right]} read as {names[codecs.wrong]}; the result, mixed up again, gives what stands here"
    return [Edit(KIND, p.start, p.end, text[p.start : p.end], p.after, "proved", why) for p in pieces]


def _shows_another(text: str, edits: Sequence[Edit]) -> bool:
    """Tell whether a text looks confused where edits have just been made: a mix-up of a mix-up.

    Args:
        text: what they made.
        edits: edits of the text before, in order.
    """
    looks = [match.start() for match in suspicious().finditer(text)]
    if not looks:
        return False
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        shift += len(edit.after) - len(edit.before)
        at = bisect_left(looks, start - 1)
        if at < len(looks) and looks[at] < end:
            return True
    return False


def _round(text: str, *, again: bool) -> tuple[list[Edit], bool]:
    """Undo one mix-up at each place: the one that gains most there.

    Returns:
        The edits, and whether all mix-ups were tried in all of the text, none being in the way of another.
    """
    candidates, complete = _candidates_again(text) if again else _candidates(text)
    if not any(reading.gain >= NEIGHBOUR for reading, _ in candidates):
        return [], complete
    certain = {id(mixup) for reading, mixup in candidates if reading.gain >= PRIOR}
    candidates.sort(key=lambda candidate: -candidate[0].gain - PRIOR * (id(candidate[1]) in certain))
    taken = bytearray(len(text))
    best: dict[int, tuple[_Mixup, list[Reading]]] = {}
    for reading, mixup in candidates:
        # What speaks against a mix-up (a negative gain) counts unless a better reading explains the place. Between the
        # pieces of a reading, where it says nothing, another one may.
        spans = reading.spans()
        for start, end in spans:
            if taken.find(1, start, end) >= 0:
                if complete:  # what of it is free may be read in the next round
                    complete = all(taken.find(0, start, end) < 0 for start, end in spans)
                break
        else:
            best.setdefault(id(mixup), (mixup, []))[1].append(reading)
            if reading.gain >= NEIGHBOUR:
                for start, end in spans:
                    taken[start:end] = b"\1" * (end - start)
    edits: list[Edit] = []
    for mixup, readings in best.values():
        edits += _edits(text, _accepted(text, readings, mixup), mixup)
    edits.sort(key=attrgetter("start"))
    return edits, complete


def _candidates(text: str) -> tuple[list[tuple[Reading, _Mixup]], bool]:
    """Return the readings of all mix-ups, or only up to those that explain most of the text; and whether it is all.

    Such a text is confused as a whole. What else is in it is found in the next round, in clean surroundings.
    """
    candidates: list[tuple[Reading, _Mixup]] = []
    enough = MOST * (len(text) - len(text.encode("ascii", "ignore")))
    from toolkit.repair.crossed import favours_cp950

    for mixups, variants in _groups():
        explained = 0
        for mixup in reversed(mixups) if variants and favours_cp950(text) else mixups:
            if variants and explained > enough:
                break
            found = list(mixup.find(text))
            candidates += [(reading, mixup) for reading in found]
            explained += sum([reading.end - reading.start for reading in found if reading.gain >= PRIOR])
        if explained > enough:
            return candidates, False
    return candidates, True


def _candidates_again(text: str) -> tuple[list[tuple[Reading, _Mixup]], bool]:
    """Return the readings of all mix-ups in the lines that still look confused: few, when the first round is done.

    Where there may be pairs in Latin-1 the whole text counts, because any letter of it may speak against them.
    """
    spans = suspicious_lines(text)
    if 2 * sum([end - start for start, end in spans]) > len(text):
        return _candidates(text)
    candidates, complete = _candidates(_APART.join([text[start:end] for start, end in spans]))
    if any(mixup.wrong == "latin" and mixup.right and reading.gain >= NEIGHBOUR for reading, mixup in candidates):
        return _candidates(text)
    # Where each of the lines begins among them, and by how much further in the text.
    begins = [0, *accumulate([end - start + len(_APART) for start, end in spans])][:-1]
    shifts = [start - begin for (start, _), begin in zip(spans, begins, strict=True)]
    return [
        (reading.shifted(shifts[bisect_right(begins, reading.start) - 1]), mixup) for reading, mixup in candidates
    ], complete


def suspicious_lines(text: str) -> list[tuple[int, int]]:
    r"""Return where the lines are that look confused, neighbours as one.

    >>> suspicious_lines("一\nÖÐ\nÖÐ\n二\nÖÐ")
    [(2, 8), (10, 12)]
    """
    pattern = suspicious()
    spans: list[tuple[int, int]] = []
    match = pattern.search(text)
    while match:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start()) + 1 or len(text)
        if spans and spans[-1][1] == start:
            start = spans.pop()[0]
        spans.append((start, end))
        match = pattern.search(text, end)
    return spans


def _accepted(text: str, readings: list[Reading], mixup: _Mixup) -> list[Reading]:
    """Return the readings of one mix-up to believe: likely ones, and those that others make likely."""
    if mixup.right and (mixup.wrong == "latin" or mixup.twice) and sum(reading.gain for reading in readings) >= PRIOR:
        # Here every run of the text is a reading, for or against, so that the whole text can be judged as one.
        return [reading for reading in readings if reading.gain >= NEIGHBOUR]
    if mixup.right is None and len(readings) == 1 and readings[0].gain >= PRIOR_WHOLE:
        from toolkit.repair.mixups import is_plausible

        reading = readings[0]
        alone = text[: reading.start].isascii() and text[reading.end :].isascii()
        several = sum(map(is_han, reading.after)) > 1
        if alone and several and is_plausible(reading.after) and is_mostly_chinese(reading.after):
            return readings
    accepted = []
    near = -1  # up to here an accepted reading makes others likely
    waiting: list[Reading] = []
    for reading in sorted(readings, key=lambda reading: reading.start):
        if reading.gain < NEIGHBOUR:
            continue
        if reading.gain >= PRIOR:
            accepted += [other for other in waiting if other.end + REACH >= reading.start]
            waiting.clear()
        elif reading.start > near:
            waiting.append(reading)
            continue
        accepted.append(reading)
        near = max(near, reading.end + REACH) if reading.gain >= PRIOR else near
    return accepted


def _edits(text: str, readings: Sequence[Reading], mixup: _Mixup) -> list[Edit]:
    """Return the edits of the readings of one mix-up, each piece one, with what proves it."""
    chosen, doubtful, proved, lenient = _reasons(mixup.right, mixup.wrong, mixup.twice)
    pieces = [piece for reading in readings for piece in reading.pieces]
    if mixup.wrong != "latin":
        pieces = doubted(pieces) if mixup.right is None else pieces if mixup.twice else narrowed(text, pieces)
    if (
        mixup.right
        and mixup.right != "latin"
        and (mixup.twice or mixup.wrong == "latin")
        and are_utf8(pieces, mixup.right)
    ):
        pieces = [piece._replace(lost=True) for piece in pieces]
    whole = [piece for piece in pieces if not piece.lost]
    happens = iter(
        happen([piece.after for piece in whole], [text[piece.start : piece.end] for piece in whole], mixup.way)
    )
    edits = []
    for start, end, after, lost, runner_up in pieces:
        exact = not lost and next(happens)
        before = text[start:end]
        if after == before:
            continue
        if lost:
            why = doubtful if runner_up is None else chosen
            edits.append(Edit(KIND, start, end, before, after, "inferred", why, runner_up))
        elif exact:
            edits.append(Edit(KIND, start, end, before, after, "proved", proved))
        else:
            edits.append(Edit(KIND, start, end, before, after, "inferred", lenient, runner_up))
    return edits


@cache
def _reasons(right: Charset | None, wrong: Charset, twice: bool) -> tuple[str, str, str, str]:
    """Return how an edit is explained where bytes were lost, where they may have been, where it is proved, and else."""
    way = " read as Latin-1, and its UTF-8" if twice else ""
    names = f"{_NAMES[right]}{way} read as {_NAMES[wrong]}"
    return (
        f"{names}, with bytes lost; the likeliest characters were chosen",
        f"{names}; what stands here may come from other bytes, too",
        f"{names}; the result, mixed up again, gives what stands here",
        f"{names}, through a decoder that is lenient in its own way",
    )


def _surrogate_pairs(text: str) -> list[Edit]:
    why = "the two halves of one character in UTF-16, kept apart"
    return [
        Edit(KIND, m.start(), m.end(), m[0], m[0].encode("utf-16", "surrogatepass").decode("utf-16"), "proved", why)
        for m in _SURROGATES.finditer(text)
    ]
