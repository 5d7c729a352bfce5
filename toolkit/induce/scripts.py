"""A group in one script, so that 應用 and 应用 are one wording and no choice: what is learnt from is converted.

Farm pages differ in the width of their punctuation just so, since some were decoded with it folded (`，` as `,`), and
some print digits and letters in full width (`３７`).

The conversion is no part of the template: 发 may stand for 發 or 髮, so that what OpenCC makes of a text cannot be
undone by rule. An article of the other script is learnt from in its converted form, like a damaged one in its repaired
form, and its context holds the characters that differ as edits; rendering gives the article as it was found.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.article import apply_edits
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEEP, COMMON = "keep", "common"
"""Names beside those of `toolkit.repair`: as it is, and the script of most of the texts."""

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％＋－／＠＃＆]")
_HALVED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if _WIDE.match(chr(code))}
"""Digits, Latin letters and signs of full width, which are learnt from in half width wherever some articles have them
so: only there is a number known as one."""
_LETTER = re.compile(r"[0-9A-Za-z]")
_NARROW = str.maketrans("，：；！？（）", ",:;!?()")
_HALF, _FULL = (re.compile(rf"(?<=[\u4e00-\u9fff])[{marks}]") for marks in (",:;!?", "，：；！？"))
LEAST = 4
"""Marks from which their width is told: a page that was printed in half width has one in every line."""
AROUND = 2
"""Characters on either side that tell how a character is written: 周转 in 小额周转服务."""


def check(script: str) -> None:
    """Raise a UsageError unless `script` is `common` or a script that `toolkit.repair` knows."""
    if script not in (KEEP, COMMON):
        from toolkit.repair.script import scripts

        if script not in scripts():
            raise UsageError(f"unknown script {script!r}; known: {COMMON}, {', '.join(scripts())}")


def common(texts: Iterable[str]) -> str:
    """Return the script that most of the texts are written in, or `keep` where all are in one, or none tells.

    >>> common(["导语与电话", "导语", "導語"]), common(["導語", "中文"])
    ('hans', 'keep')
    """
    from toolkit.repair.script import script_of

    labels = [script_of(text).label for text in texts]
    simple, traditional, mixed = labels.count("hans"), labels.count("hant"), labels.count("mixed")
    if not mixed and not (simple and traditional):
        return KEEP
    return "hans" if simple > traditional else "hant"


def converted(text: str, script: str) -> str:
    """Return a text in a script.

    >>> converted("后来的导语", "hant"), converted("後來", "keep")
    ('後來的導語', '後來')
    """
    from toolkit.repair.script import find_script

    return apply_edits(text, find_script(text, script))


def in_one(texts: Sequence[str], script: str) -> list[str]:
    """Return texts in one script.

    `common` means the script and the width of punctuation that most of them have, and digits and letters in half width
    where some have them so.

    Raises:
        UsageError: an unknown script.
    """
    check(script)
    if script != COMMON:
        return [converted(text, script) for text in texts] if script != KEEP else list(texts)
    script, width = common(texts), _common_width(texts)
    wide = [bool(_WIDE.search(text)) for text in texts]
    mixed = any(wide) and any(not is_wide and _LETTER.search(text) for is_wide, text in zip(wide, texts, strict=True))
    strange = [
        (mixed and is_wide) or _is_strange(text, script, width) for is_wide, text in zip(wide, texts, strict=True)
    ]
    if not any(strange):
        return list(texts)
    usage = _usage([text for text, other in zip(texts, strange, strict=True) if not other])
    halved = [text.translate(_HALVED) if mixed else text for text in texts]
    return [_as_usual(t, script, width, usage) if other else t for t, other in zip(halved, strange, strict=True)]


def _width(text: str) -> str:
    """Return `half` or `full` by the punctuation behind Han characters, "" where there is little of it."""
    half, full = len(_HALF.findall(text)), len(_FULL.findall(text))
    return "" if half + full < LEAST else "half" if half > full else "full"


def _common_width(texts: Iterable[str]) -> str:
    """Return the width of punctuation that most texts have, or "" where all have one."""
    found = Counter(map(_width, texts))
    if not (found["half"] and found["full"]):
        return ""
    return "half" if found["half"] > found["full"] else "full"


def _is_strange(text: str, script: str, width: str) -> bool:
    from toolkit.repair.script import script_of

    return (script != KEEP and script_of(text).label not in (script, "none")) or (
        width != "" and _width(text) not in (width, "")
    )


def _folded(text: str) -> str:
    """Return a text without what the articles of one mould may differ in: simplified, with half-width punctuation."""
    return converted(text, "hans").translate(_NARROW)


def _usage(texts: Iterable[str]) -> dict[str, str]:
    """Return how texts write a character, by its folded neighbours.

    OpenCC has to guess whether 周转 was 周轉 or 週轉; the other articles of the mould tell.
    """
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        folded = _folded(text)
        if len(folded) == len(text):
            for k, char in enumerate(text):
                seen.setdefault(folded[max(0, k - AROUND) : k + AROUND + 1], Counter())[char] += 1
    return {around: min(counts, key=lambda c: (-counts[c], c)) for around, counts in seen.items()}


def _as_usual(text: str, script: str, width: str, usage: dict[str, str]) -> str:
    """Return a text in a script and width, as others write it where they say the same, else as it is converted."""
    from toolkit.repair.punctuation import find_punctuation

    guess = converted(text, script)
    if width == "half":
        guess = guess.translate(_NARROW)
    elif width:
        guess = apply_edits(guess, find_punctuation(guess))
    folded = _folded(text)
    if len(folded) != len(guess):
        return guess
    return "".join([usage.get(folded[max(0, k - AROUND) : k + AROUND + 1], char) for k, char in enumerate(guess)])


def forms(text: str) -> tuple[str, ...]:
    """Return a text as it is, and in the other script where that is another text.

    >>> forms("導語"), forms("中文")
    (('導語', '导语'), ('中文',))
    """
    from toolkit.repair.script import script_of

    label = script_of(text).label
    other = "none" if label == "none" else converted(text, "hans" if label != "hans" else "hant")
    return (text,) if label == "none" or other == text else (text, other)
