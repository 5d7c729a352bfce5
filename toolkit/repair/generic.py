"""Mix-ups of UTF-8 with single-byte charsets of the world, undone by ftfy; only its step for encodings is used.

ftfy (Robyn Speer, Apache-2.0) works line by line with its own measure of badness. Each of its changes is turned into
edits of the characters that changed, and kept only where the result costs less than what stood there.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.article import Edit
from toolkit.repair.charsets import to_bytes
from toolkit.repair.plausible import cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_LINE = 20_000
"""Longest stretch given to ftfy at once, in characters; longer lines are cut at ASCII characters or, failing that,
anywhere. Its `fix_text` cuts at a million."""

_CUT = re.compile(rf"[^\n]{{1,{MAX_LINE}}}")
_RUN = re.compile(r"[^\x00-\x7f]+")
_WHY = "UTF-8 read as {}; the result, mixed up again, gives what stands here"


_LATIN = ("latin-1", "windows-1252", "iso-8859-1", "cp1252")
"""Names by which ftfy calls that charset and Latin-1, which is a part of it."""

_HAN = re.compile("[\u3000-\u9fff]")  # no single-byte charset has any of these


@cache
def _mixed() -> re.Pattern[str]:
    """Match what begins a UTF-8 sequence: in a line that cannot be of a single-byte charset ftfy changes nothing else.

    This asks for less than its own detector, and is one look-up a character.
    """
    from ftfy.chardata import UTF8_CLUES

    leads = "".join([UTF8_CLUES[f"utf8_first_of_{size}"] for size in (2, 3, 4)])
    return re.compile(f"[{leads}][{UTF8_CLUES['utf8_continuation']}]")


@cache
def _config() -> Any:
    from ftfy import TextFixerConfig

    # Lossy sequences would become U+FFFD, and lone C1 controls are the business of another fixer.
    return TextFixerConfig(replace_lossy_sequences=False, fix_c1_controls=False)


def find_generic(text: str) -> list[Edit]:
    """Find what ftfy can undo in `text`.

    >>> [(edit.before, edit.after) for edit in find_generic("un cafÃ© frappÃ©, s’il vous plaÃ®t")]
    [('Ã©', 'é'), ('Ã©', 'é'), ('Ã®', 'î')]
    """
    from ftfy import fix_encoding_and_explain
    from ftfy.badness import is_bad

    edits: list[Edit] = []
    mixed = _mixed()
    for match in _CUT.finditer(text):
        line = match[0]
        if line.isascii() or (_HAN.search(line) and not mixed.search(line)) or not is_bad(line):
            continue
        fixed, plan = fix_encoding_and_explain(line, _config())
        if fixed != line:
            edits.extend(_edits(line, fixed, plan or [], match.start()))
    return edits


def _edits(line: str, fixed: str, plan: Sequence[tuple[str, str]], offset: int) -> Iterator[Edit]:
    """Yield the difference of a line and its fixed form as edits, one for each run of characters that changed."""
    exact = _replays(line, fixed, plan)
    for start, before, after in _changes(line, fixed):
        if cost(before) <= cost(after):
            continue
        codec = exact or _single_codec(before, after)
        if codec and _is_only(before, codec):
            yield Edit(
                "mojibake", offset + start, offset + start + len(before), before, after, "proved", _WHY.format(codec)
            )
        else:
            why = "UTF-8 read in a single-byte charset, with something lost on the way"
            yield Edit("mojibake", offset + start, offset + start + len(before), before, after, "inferred", why)


def _changes(line: str, fixed: str) -> Iterator[tuple[int, str, str]]:
    """Yield (start, before, after) of what differs; ASCII stays ASCII, so the runs between are matched one by one."""
    runs, fixed_runs = list(_RUN.finditer(line)), list(_RUN.finditer(fixed))
    if _RUN.split(line) == _RUN.split(fixed):
        pairs = [(run.start(), run[0], other[0]) for run, other in zip(runs, fixed_runs, strict=True)]
    else:
        pairs = [(0, line, fixed)]
    for start, before, after in pairs:
        if before == after:
            continue
        shared = min(len(before), len(after))
        head = next((i for i in range(shared) if before[i] != after[i]), shared)
        tail = next((i for i in range(shared - head) if before[-1 - i] != after[-1 - i]), shared - head)
        yield start + head, before[head : len(before) - tail], after[head : len(after) - tail]


def _replays(line: str, fixed: str, plan: Sequence[tuple[str, str]]) -> str | None:
    """Return the name of the wrong charset if going back over the plan turns the fixed line into the seen one."""
    text = fixed
    wrong = None
    steps = list(plan)
    while steps:
        if len(steps) < 2 or (steps[-2][0], steps[-1][0]) != ("encode", "decode"):
            return None
        (_, wrong), (_, right) = steps[-2:]
        del steps[-2:]
        try:
            text = text.encode(right).decode(wrong)
        except UnicodeError:
            return None
    return _plain(wrong) if wrong and text == line else None


def _single_codec(before: str, after: str) -> str | None:
    from ftfy.chardata import CHARMAP_ENCODINGS

    for codec in CHARMAP_ENCODINGS:
        try:
            if after.encode("utf-8").decode(codec) == before:
                return _plain(codec)
        except UnicodeError:
            continue
    return None


def _is_only(before: str, codec: str) -> bool:
    """Tell whether `codec` is the only charset that shows these characters.

    What Windows-1252 shows, too, was far more often read in it, by a decoder that lost something.
    """
    return codec in _LATIN or not to_bytes("latin").keys() >= {char for char in before if char >= "\x80"}


def _plain(codec: str) -> str:
    return codec.removeprefix("sloppy-")
