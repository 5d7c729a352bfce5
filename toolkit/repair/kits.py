"""Read an annotator's kit off a page: which characters it annotates, and how much the page behaves like one.

A converted page annotates a character always or never, each with its usual reading, in running text, and only
characters that differ between the scripts. People who write readings do otherwise: a dictionary lists them, a lesson
writes the readings that are *not* usual or several of one character, a newspaper glosses a rare character once, a
primer annotates everything. `read_kit` weighs these signs; nothing is removed on the strength of a note alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.generate.kit import known_order
from toolkit.generate.readings import readings
from toolkit.repair.brackets import BREAK as BREAK
from toolkit.repair.brackets import NOTE as NOTE
from toolkit.repair.marks import char_class
from toolkit.repair.plausible import costs, is_han
from toolkit.repair.script_table import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.article import Certainty

# Signs of a converted page, fixed by hand on the real excerpts and the negatives of tests/repair/cases.
MANY = 4  # "more than a few" characters
MOSTLY = 0.8  # share of annotated characters that differ between the scripts; on real pages it is 1
RUNNING = 0.6  # share of notes that stand inside a run of Han characters; on real excerpts it is 0.95
PRIMER = 0.65  # share of all Han characters annotated; above it the text is for learners; a short title may reach 0.6
FEW = 3  # characters, below which the notes of characters common to both scripts say nothing
LESSON = 0.25  # share of characters with one reading, below which the notes are about readings; in GBK it is 0.5
STRAY = 0.1  # share of characters that may speak against a kit (annotated here, not there) on a page of one
COMMON = 10.0  # nats: a character of the 3,000 most frequent ones, which nobody glosses for its rarity
RARE = 0.25  # share of common or listed characters, below which a text glosses rare ones: on damaged pages it is 0.5
OFTEN = 4  # notes, all of one or two common characters, none of which stands without
SHORT = 500  # characters up to which a text is gone through sooner than looked through for each listed character
TALKED = 20  # annotated characters, below which a page may be one that talks of their readings
NESTED = 0.25  # share of characters out of place, up to which a page follows the known order


# A syllable with a tone that stands by itself, in no note and no run of shifted bytes.
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_BARE = re.compile(rf"(?<![A-Za-z{_TONED}(?])[a-zü]{{0,4}}[{_TONED}][a-zü{_TONED}]{{0,4}}(?![A-Za-z{_TONED})])")


class Note(NamedTuple):
    """A reading in brackets behind the character that it is a reading of.

    Attributes:
        start: where the opening bracket is.
        end: one past the closing bracket.
        reading: what is in the brackets.
        char: the annotated character. Behind an ASCII letter it is the character made of the last byte before the
            letter and the letter itself, as in `借款A(yù)PP`: the second byte of 款 and `A` are 預.
    """

    start: int
    end: int
    reading: str
    char: str


@dataclass(frozen=True, slots=True)
class PageKit:
    """What a page's notes say about the kit that made them.

    Attributes:
        certainty: how sure it is that the page was made by a kit at all; None where it is not.
        readings: the annotated characters that the kit must have, with their readings.
        doubtful: characters annotated here but not there, or not with their usual reading.
    """

    certainty: Certainty | None
    readings: dict[str, str]
    doubtful: dict[str, str]


class Tally(NamedTuple):
    """What is counted of the notes of a page, by character.

    Attributes:
        names: all annotated characters in the order of their first notes, with the readings of these.
        annotated: how many notes each has.
        several: those with notes of more than one reading.
        plain: those that stand without a note, too.
        runs_on: whether the notes stand in running text.
    """

    names: dict[str, str]
    annotated: dict[str, int]
    several: set[str]
    plain: set[str]
    runs_on: bool


def scan_notes(text: str) -> list[Note]:
    """Find every reading in ASCII brackets that is a reading of what stands before it.

    >>> [(note.char, note.reading) for note in scan_notes("借款A(yù)PP 導(dǎo)語 導(dao)語 銀行(yínháng)")]
    [('預', 'yù'), ('導', 'dǎo')]
    """
    notes = []
    known = readings().of
    for match in NOTE.finditer(text):
        start, end = match.span()
        if start == 0:
            continue
        reading = match[1]
        char = text[start - 1]
        if "@" <= char <= "~" and start > 1:
            char = _straddled(text, start, char)
        if char in known and reading in known[char]:
            notes.append(Note(start, end, reading, char))
    return notes


def _straddled(text: str, start: int, letter: str) -> str:
    """Return the character of the last GBK byte before `letter` and the letter, or an empty string."""
    at = start - 2
    if text[at] == ")":  # a note stands between them
        at = max(text.rfind("(", max(0, at - 7), at), text.rfind("?", max(0, at - 7), at)) - 1
        if at < 0:
            return ""
    before = text[at]
    if "!" <= before <= "/" or before in ":;?":  # full-width before the page was folded
        before = chr(ord(before) + 0xFEE0)
    try:
        lead = before.encode("gbk")[-1:]
        return (lead + letter.encode("ascii")).decode("gbk") if lead >= b"\x81" else ""
    except UnicodeError:
        return ""


def read_kit(text: str, notes: Sequence[Note]) -> PageKit:
    """Judge the notes of a page.

    Args:
        text: the page.
        notes: its notes, from `scan_notes`.

    Returns:
        The kit. Its certainty is `proved` only for a page that behaves like a converted one in every way, with more
        than a few characters, so that the forward model has something to prove; `inferred` for a few characters that
        nobody would gloss; None for a lesson, a dictionary, a primer, or a text without notes.
    """
    return judge(text, tally(text, notes)) if notes else PageKit(None, {}, {})


def tally(text: str, notes: Sequence[Note]) -> Tally:
    """Count what `judge` asks for; `toolkit.repair.page_arrays` counts the same, compiled."""
    names: dict[str, str] = {}
    several: set[str] = set()
    annotated: dict[str, int] = {}
    for _, _, name, char in notes:
        if char not in names:
            names[char] = name
            annotated[char] = 1
        else:
            annotated[char] += 1
            if names[char] != name:
                several.add(char)
    plain = {char for char, count in annotated.items() if count < text.count(char)}
    return Tally(names, annotated, several, plain, _runs_on(text, notes))


def judge(text: str, counted: Tally) -> PageKit:
    """Judge a page by what was counted of its notes; see `read_kit`."""
    table = readings().usual
    names, annotated, lesson, plain, runs_on = counted
    certain: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    several = len(lesson)  # characters whose notes are about readings
    for char, name in names.items():
        if char in lesson:
            continue
        if name != table[char]:
            several += 1
            doubtful[char] = name
        elif char not in plain:
            certain[char] = name
        else:
            doubtful[char] = name
    certainty: Certainty | None = None
    if runs_on:
        if certain and len(doubtful) + several <= STRAY * len(certain) + (len(certain) >= MANY):
            certainty = _strength(certain, annotated, text)
        elif not several and _of_several_pages(certain, doubtful):
            return PageKit("inferred", {**certain, **doubtful}, {})
    if certainty is None or (len(names) < TALKED and _talks_of(text, counted)):
        return PageKit(None, {}, {**certain, **doubtful})
    return PageKit(certainty, certain, doubtful)


def _talks_of(text: str, counted: Tally) -> bool:
    """Tell whether a page writes the readings of half of its annotated characters bare, too: it is about them."""
    names, annotated, several, _, _ = counted
    more = sum([text.count(name) > annotated[char] or char in several for char, name in names.items()])
    if 2 * more < len(names):  # most pages have them nowhere but in the notes
        return False
    bare = set(_BARE.findall(text))
    return bool(bare) and 2 * sum(name in bare for name in names.values()) >= len(names)


def _of_several_pages(certain: dict[str, str], doubtful: dict[str, str]) -> bool:
    """Tell whether the notes look like those of pages of different kits, or none, that were put together.

    Each page annotates always or never, the whole does neither; all else is as on one page, and there is more of it.
    """
    chars = [*certain, *doubtful]
    order = known_order()
    scripts = simplified()
    return (
        len(chars) >= 2 * MANY
        and sum(char in scripts for char in chars) >= MOSTLY * len(chars)
        and sum(char in order for char in chars) >= len(chars) / 2
    )


def _runs_on(text: str, notes: Sequence[Note]) -> bool:
    """Tell whether the notes stand in running text: within words, and not behind every character of their lines."""
    chars = done = 0
    for start, _, _, _ in notes:
        if start < done:
            continue
        begin, done = text.rfind("\n", 0, start) + 1, text.find("\n", start)
        line = text[begin : done if done >= 0 else None]
        # UTF-8 has three bytes for a Han character, two for the letter with a tone mark that each note has.
        chars += len(line.encode("utf-8", "surrogatepass")) - len(line)
        if done < 0:
            break
    if len(notes) > PRIMER * ((chars - len(notes)) // 2):
        return False
    starts: dict[int, int] = {}
    inside = 0
    last = len(text)
    for start, end, _, _ in notes:
        starts[end] = start
        if end < last and ("\u4e00" <= text[end] <= "\u9fff" or is_han(text[end])):
            inside += 1
            continue
        before = start - 2
        while before + 1 in starts:  # step over the note of the character before
            before = starts[before + 1] - 1
        inside += before >= 0 and is_han(text[before])
    return inside >= RUNNING * len(notes)


def _strength(certain: dict[str, str], annotated: dict[str, int], text: str) -> Certainty | None:
    """Weigh the characters that are annotated wherever they occur."""
    differing = len(certain.keys() & simplified().keys())
    repeated = sum([annotated[char] > 1 for char in certain])
    several = len(certain) >= MANY and differing >= MOSTLY * len(certain)
    price = costs()
    listed = known_order()
    usual = sum([price[char] <= COMMON or char in listed for char in certain])
    if len(certain) >= MANY and usual < RARE * len(certain):
        return None  # who writes for readers may gloss 嗩吶 wherever it stands, but not what they can read
    # Each repetition is a chance to have been left out; so is each character that comes earlier in the order.
    if several and (repeated >= MANY or follows_order(certain, text)):
        return "proved"
    if several:
        # Who glosses rare characters of a text in traditional script glosses such that differ, too.
        return "inferred" if usual >= len(certain) / 2 or repeated >= len(certain) / 2 else None
    # A kit with characters common to both scripts. None is known, but people do not annotate common characters that
    # have but one reading, nor every occurrence.
    plain = repeated >= FEW - 1 or usual >= MOSTLY * len(certain)
    if len(certain) >= FEW and _single(certain) >= LESSON * len(certain) and plain:
        return "inferred"
    if usual == len(certain) and _often(certain, annotated):
        return "inferred"
    if differing == len(certain) and (usual >= len(certain) / 2 or repeated >= len(certain) / 2):
        return "inferred"
    return None


def _often(certain: dict[str, str], annotated: dict[str, int]) -> bool:
    """Tell whether a character or two are annotated so often, and never not, that it must be by a program.

    The notes of a lesson are about readings: a character with several of them has to have even more notes.
    """
    of = readings().of
    return any(annotated[char] >= OFTEN for char in certain) and all(
        len(of[char]) == 1 or annotated[char] >= OFTEN for char in certain
    )


def trusted(text: str, notes: Sequence[Note]) -> PageKit:
    """Return the kit of a page of which it is known that an annotator made it: notes were found inside characters."""
    table = readings().usual
    annotated = Counter(note.char for note in notes)
    certain: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for note in notes:
        always = table[note.char] == note.reading and annotated[note.char] >= text.count(note.char)
        (certain if always else doubtful)[note.char] = note.reading
    for char in doubtful:
        certain.pop(char, None)
    return PageKit("inferred", certain, doubtful)


def _single(chars: Iterable[str]) -> int:
    """Return how many of the characters have but one reading."""
    of = readings().of
    return sum(len(of[char]) == 1 for char in chars)


def follows_order(certain: dict[str, str], text: str) -> bool:
    """Tell whether the annotated characters are a prefix of the known order among the characters of the page."""
    level, wrong = best_level(certain, text)
    levels = _levels()
    within = sum([levels[char] <= level for char in levels.keys() & certain.keys()])
    return within >= MANY and wrong <= NESTED * within


def best_level(annotated: dict[str, str], text: str) -> tuple[int, int]:
    """Return how far down the known order the annotations reach, and how many characters are out of place there.

    The level is the prefix length that leaves the fewest characters of the page on the wrong side: annotated beyond
    it, or plain within it. The places in the order are estimates, so a few are out of place on real pages too.
    """
    return _best_level(text, frozenset(_levels().keys() & annotated.keys()))


@lru_cache(maxsize=2)  # asked for to judge a page, and to tell its level
def _best_level(text: str, annotated: frozenset[str]) -> tuple[int, int]:
    levels = _levels()
    listed = sorted([levels[char] for char in annotated])
    beyond = len(listed)
    best = (0, beyond)
    plain = sorted([levels[char] for char in _listed(text) if char not in annotated])
    for level in listed:  # only an annotated character makes a longer prefix fit better
        beyond -= 1
        wrong = beyond + bisect_left(plain, level)
        if wrong <= best[1]:
            best = (level, wrong)
    return best


def _listed(text: str) -> set[str]:
    """Return the characters of the known order that a text has."""
    if len(text) <= SHORT:
        return set(_any_listed().findall(text))
    return {char for char in known_order() if char in text}


@cache
def _any_listed() -> re.Pattern[str]:
    return re.compile(char_class(known_order()))


@cache
def _levels() -> dict[str, int]:
    """Return how long the prefix of the known order is that ends with a character."""
    return {char: level for level, char in enumerate(known_order(), 1)}
