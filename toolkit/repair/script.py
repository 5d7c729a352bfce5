"""Which script a text is written in, and its conversion by OpenCC for display.

The *mixture* is measured on the characters that only one script uses (`data/script_marks.tsv`); the many that both
use say nothing. The *conversion* is OpenCC's own, phrase by phrase; its edits are the smallest pieces that differ.

`hans`, `hant`, `tw` and `hk` convert what is in the other script and leave the rest: a traditional text with three
simplified characters gets those three changed, while 后 and 里, which are right as they stand, stay. Words are not
exchanged; that is what the configurations with a `p` do (`s2twp`: 软件 becomes 軟體). Any configuration that OpenCC
ships can be named and is applied to the whole text as it is.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from toolkit.article import Edit
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "script"

ScriptLabel = Literal["hans", "hant", "mixed", "none"]

MIXED_SHARE = 0.05
"""From this share of the rarer script on a text is called mixed. In clean corpora no article exceeds 0.03, by variant
characters in names and quotations."""

MIXED_LEAST = 2
"""How many characters of the rarer script a mixed text has at least."""

_TO: dict[str, tuple[str, str | None]] = {
    "hans": ("t2s", None),
    "hant": ("s2t", None),
    "tw": ("s2tw", "t2tw"),
    "hk": ("s2hk", "t2hk"),
}
"""For each target the configuration for text in the other script, and the one for traditional text of another place."""


class ScriptMix(NamedTuple):
    """The scripts of one text.

    Attributes:
        han: number of Han characters of the basic plane.
        simplified: how many of them only simplified text uses.
        traditional: how many of them only traditional text uses.
    """

    han: int
    simplified: int
    traditional: int

    @property
    def share(self) -> float:
        """The rarer script's share of the characters that tell, from 0 to 0.5; 0 where none does."""
        telling = self.simplified + self.traditional
        return min(self.simplified, self.traditional) / telling if telling else 0.0

    @property
    def label(self) -> ScriptLabel:
        """`hans`, `hant`, `mixed`, or `none` where no character tells."""
        if not self.simplified and not self.traditional:
            return "none"
        if self.share >= MIXED_SHARE and min(self.simplified, self.traditional) >= MIXED_LEAST:
            return "mixed"
        return "hans" if self.simplified > self.traditional else "hant"


@cache
def _marks() -> tuple[frozenset[str], frozenset[str]]:
    """Return the simplified-only and the traditional-only characters."""
    source = files("toolkit.repair").joinpath("data/script_marks.tsv").read_text(encoding="utf-8")
    rows = dict(line.split("\t") for line in source.splitlines() if not line.startswith("#"))
    return frozenset(rows["simplified"]), frozenset(rows["traditional"])


@cache
def _classes() -> Any:
    """Return the class of each code point of the basic plane: 0 other, 1 Han, 2 simplified-only, 3 traditional-only."""
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    table[0x3400:0x4DC0] = 1
    table[0x4E00:0xA000] = 1
    for value, chars in enumerate(_marks(), start=2):
        table[[ord(char) for char in chars]] = value
    return table


def script_of(text: str) -> ScriptMix:
    """Measure the scripts of `text`; about 5 ns a character.

    >>> script_of("导语：導語与后记"), script_of("导语").label, script_of("中文").label
    (ScriptMix(han=7, simplified=4, traditional=2), 'hans', 'none')
    """
    import numpy as np

    # Surrogates, lone or of characters above the basic plane, are of class 0.
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    _, han, simplified, traditional = np.bincount(_classes()[units], minlength=4).tolist()
    return ScriptMix(han + simplified + traditional, simplified, traditional)


def scripts() -> tuple[str, ...]:
    """Return everything that `script` may be: `keep`, the four targets, and the configurations of OpenCC."""
    import opencc

    return ("keep", *_TO, *sorted(name.removesuffix(".json") for name in opencc.CONFIGS))


def check_script(script: str) -> None:
    """Raise a UsageError, naming the known ones, unless `script` is one of `scripts()`."""
    if script != "keep" and script not in _TO and script not in (known := scripts()):
        raise UsageError(f"unknown script {script!r}; known: {', '.join(known)}")


def find_script(text: str, script: str = "keep") -> list[Edit]:
    """Find what a conversion to `script` changes.

    Args:
        text: any string.
        script: one of `scripts()`.

    Raises:
        UsageError: an unknown script.

    >>> [(edit.before, edit.after) for edit in find_script("后来的软件开发", "hant")]
    [('后来', '後來'), ('软', '軟'), ('开发', '開發')]
    >>> find_script("皇后與公里的導語", "hant")
    []
    """
    check_script(script)
    if script == "keep" or text.isascii():
        return []
    if script in _TO:
        return list(_towards(text, script))
    return list(_changes(text, script, 0))


def _towards(text: str, script: str) -> Iterator[Edit]:
    """Yield the edits that bring each line to a script, from whatever it is in."""
    simplified, traditional = _marks()
    other, local = _TO[script]
    strange = traditional if script == "hans" else simplified
    at = 0
    for line in text.split("\n"):
        mix = script_of(line)
        count = mix.traditional if script == "hans" else mix.simplified
        if count * 2 > mix.simplified + mix.traditional:
            yield from _changes(line, other, at)
        elif count:
            # A line in the right script with some characters of the other: only those are strange.
            yield from (edit for edit in _changes(line, other, at) if not strange.isdisjoint(edit.before))
        elif local:
            yield from _changes(line, local, at)
        at += len(line) + 1


@cache
def _converter(config: str) -> Any:
    import opencc

    return opencc.OpenCC(config)


_CLAUSE = re.compile(r"[^，。、；：！？,.;:!?\s]+")
_CONVERTIBLE = re.compile("[^\x00\ud800-\udfff]+")  # OpenCC stops at NUL and takes UTF-8
LONGEST_ALIGNED = 400
"""Longest clause whose change is aligned character by character; alignment takes quadratic time."""


def _changes(text: str, config: str, offset: int) -> Iterator[Edit]:
    """Yield what one configuration changes in `text`, which begins at `offset` of the whole."""
    converter = _converter(config)
    for part in _CONVERTIBLE.finditer(text):
        converted = converter.convert(part[0])
        if converted == part[0]:
            continue
        pairs = [(0, part[0], converted)]
        clauses, converted_clauses = list(_CLAUSE.finditer(part[0])), _CLAUSE.findall(converted)
        if len(clauses) == len(converted_clauses):
            pairs = [(m.start(), m[0], after) for m, after in zip(clauses, converted_clauses, strict=True)]
        for start, before, after in pairs:
            if before != after:
                yield from _pieces(before, after, config, offset + part.start() + start)


def _pieces(before: str, after: str, config: str, offset: int) -> Iterator[Edit]:
    """Yield the smallest pieces that differ."""
    why = f"OpenCC {config}"
    for start, end, new in _opcodes(before, after):
        yield Edit(KIND, offset + start, offset + end, before[start:end], new, "proved", why)


def _opcodes(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    if len(before) == len(after):
        # Nearly always character for character.
        start = None
        for i in range(len(before) + 1):
            if i < len(before) and before[i] != after[i]:
                start = i if start is None else start
            elif start is not None:
                yield start, i, after[start:i]
                start = None
        return
    if max(len(before), len(after)) > LONGEST_ALIGNED:
        yield 0, len(before), after
        return
    from rapidfuzz.distance import Levenshtein

    pending: tuple[int, int, int, int] | None = None  # neighbouring changes are one
    for op in Levenshtein.opcodes(before, after):
        if op.tag != "equal":
            first = pending or (op.src_start, 0, op.dest_start, 0)
            pending = (first[0], op.src_end, first[2], op.dest_end)
        elif pending:
            yield pending[0], pending[1], after[pending[2] : pending[3]]
            pending = None
    if pending:
        yield pending[0], pending[1], after[pending[2] : pending[3]]
