"""Damage a clean text with an annotator's kit, and keep the truth of every place that changed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Literal

from toolkit.errors import ContractError
from toolkit.generate.kit import REPLACEMENT, Entry, Kit, decode, fold_width, is_user_defined, random_kit, stretches

Place = Literal["notes", "shifted"]


@dataclass(frozen=True, slots=True)
class Truth:
    """One damaged place.

    Attributes:
        kind: `notes`, a note between characters; `shifted`, a run of characters decoded one byte off.
        start: first character of the place in the damaged text.
        end: one past its last character.
        damaged: what the damaged text shows there.
        clean_start: first character in the undone text (see `Damaged.undone`).
        clean_end: one past its last character; equal to `clean_start` for a note.
        clean: what stands there in the undone text.
        lost: what the decoder swallowed on the way, as hexadecimal bytes: vanished pairs, 0x80, and ASCII eaten by a
            lead byte. Empty where the place holds all that is needed to undo it.
    """

    kind: Place
    start: int
    end: int
    damaged: str
    clean_start: int
    clean_end: int
    clean: str
    lost: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the place as plain JSON types."""
        return {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "damaged": self.damaged,
            "clean_start": self.clean_start,
            "clean_end": self.clean_end,
            "clean": self.clean,
            "lost": list(self.lost),
        }


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged text and the truth about it.

    Attributes:
        text: what the kit makes of `clean`.
        clean: the text that was damaged.
        undone: what undoing the notes and the shifted bytes must give: `clean`, with its full-width ASCII folded
            where the kit folds it (folding is a damage of its own).
        truth: the damaged places in order; between them `text` and `undone` are alike.
        kit: the kit that did it.
    """

    text: str
    clean: str
    undone: str
    truth: tuple[Truth, ...]
    kit: Kit

    def clean_of(self, start: int, end: int) -> str | None:
        """Return what should stand instead of a stretch of `text`; None where it cuts through a damaged place."""
        parts = []
        at = start
        for place in self.truth:
            if place.end <= start or place.start >= end:
                continue
            if place.start < start or place.end > end:
                return None
            parts += [self.text[at : place.start], place.clean]
            at = place.end
        return "".join([*parts, self.text[at:end]])


def damage(text: str, kit: Kit | int, seed: int = 0) -> Damaged:
    """Damage `text` as an annotated farm page is damaged.

    Args:
        text: clean traditional text (simplified text is annotated where the kit has its characters).
        kit: the kit, or how many entries `random_kit(seed, entries)` shall draw.
        seed: fixes the drawn kit. A kit itself leaves nothing to chance.

    Returns:
        The damaged text with the place of every note and every shifted run.

    >>> done = damage("不當的方式出現", Kit.of([("數", "shù"), ("現", "xiàn")]))
    >>> done.text
    '不當?shù)姆绞匠霈F(xiàn)'
    >>> [(place.kind, place.damaged, place.clean) for place in done.truth]
    [('shifted', '?shù)姆绞匠霈F', '的方式出現'), ('notes', '(xiàn)', '')]
    """
    if isinstance(kit, int):
        kit = random_kit(seed, kit)
    shown: list[str] = []
    places: list[Truth] = []
    at = out = 0
    for part, writable in stretches(text):
        if writable:
            piece, found = _damage_stretch(part, kit, at, out)
            places.extend(found)
        else:
            piece = part
        shown.append(piece)
        at += len(part)
        out += len(piece)
    damaged = "".join(shown)
    if damaged != kit.annotate(text):
        raise ContractError(f"the truth of the kit {kit.entries!r} does not give its page")
    return Damaged(damaged, text, fold_width(text) if kit.fold else text, tuple(places), kit)


def _damage_stretch(text: str, kit: Kit, at: int, out: int) -> tuple[str, list[Truth]]:
    """Damage a text that GBK can write; `at` and `out` are where it begins in the clean and in the damaged page."""
    data = text.encode("gbk")
    inserted = kit.insertions(data)
    offsets = [0]  # byte offset of each character, and of the end
    for char in text:
        offsets.append(offsets[-1] + (1 if char < "\x80" else 2))
    begins = set(offsets)
    shown: list[str] = []
    length = 0  # of all that is shown
    places: list[Truth] = []
    position = 0  # byte of `data` up to which all is shown; always where a character begins
    written = 0  # notes before this byte are written
    for where in sorted(inserted):
        if where < written:
            continue  # inside the run that was just written
        written = where + 1
        index = bisect_left(offsets, where)
        if offsets[index] == where:  # between two characters
            pieces = [decode(data[position:where], fold=kit.fold), f"({inserted[where].reading})"]
            clean_end = index
            end = where
            lost: tuple[str, ...] = ()
            kind: Place = "notes"
        else:
            index -= 1
            run, end, written, lost = _shifted_run(data, inserted, offsets[index], begins)
            pieces = [decode(data[position : offsets[index]], fold=kit.fold), fold_width(run) if kit.fold else run]
            clean_end = bisect_left(offsets, end)
            kind = "shifted"
        start = length + len(pieces[0])
        length = start + len(pieces[1])
        clean = text[index:clean_end]
        places.append(
            Truth(
                kind,
                out + start,
                out + length,
                pieces[1],
                at + index,
                at + clean_end,
                fold_width(clean) if kit.fold else clean,
                lost,
            )
        )
        shown += pieces
        position = end
    shown.append(decode(data[position:], fold=kit.fold))
    return "".join(shown), places


def _shifted_run(
    data: bytes, inserted: dict[int, Entry], start: int, begins: set[int]
) -> tuple[str, int, int, tuple[str, ...]]:
    """Decode from byte `start`, a lead byte with a note behind it, until the decoder is in step again.

    Returns:
        What is shown (not folded); the byte where a character begins and the decoder with it; the byte before which
        all notes are written (one more, where the last one was swallowed); and what was lost.
    """
    shown: list[str] = []
    lost: list[str] = []
    at = start
    while True:
        lead = data[at]
        noted = at + 1 in inserted
        if lead < 0x80:
            shown.append(chr(lead))
            at += 1
        elif lead == 0x80:  # nothing to see; the brackets of a note behind it are safe
            lost.append("80")
            at += 1
        elif noted:  # the lead byte swallows the opening bracket
            shown.append(f"{REPLACEMENT}{inserted[at + 1].reading})")
            at += 1
            noted = False
        elif at + 1 == len(data):
            shown.append(REPLACEMENT)
            at += 1
        else:
            pair = data[at : at + 2]
            piece = decode(pair, fold=False)
            shown.append(piece)
            if is_user_defined(*pair) or piece == REPLACEMENT:
                lost.append(pair.hex())
            at += 2
            noted = at in inserted
        if at in begins:
            return "".join(shown), at, at if noted or at not in inserted else at + 1, tuple(lost)
        if noted:
            shown.append(f"({inserted[at].reading})")
