"""Ways of copying that move, cut and insert: sentences, sections, the end of the article, advertising."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.generate.choose import shuffled
from toolkit.generate.copying.pieces import Piece, replaced
from toolkit.generate.copying.wording import happens
from toolkit.generate.copying.words import adverts, convert, is_traditional

if TYPE_CHECKING:
    from toolkit.generate.choose import Chooser
    from toolkit.generate.copying.pieces import Change

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”」]?")
_LINE = re.compile(r"[^\n]*\n?")
_HEADINGS = (
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"第[一二三四五六七八九十]{1,3}(?:章|部分|天)"),
    re.compile(r"【[^】\n]{1,30}】$", re.MULTILINE),
    re.compile(r"(?:问题|問題)[一二三四五六七八九十]{1,3}[：:]"),
)
_END = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、)?(?:小编总结|小編總結|结语|結語|总结|總結|写在最后|寫在最後|【(?:总结|结论|购买建议|写在最后)】)$"
    r"|(?:责任编辑|責任編輯|特别声明|特別聲明|免责声明|免責聲明|版权声明|版權聲明|内容侵权|內容侵權)",
    re.MULTILINE,
)
_FEWEST_SENTENCES = 3


def sentences(text: str, choices: Chooser, *, rate: float = 0.5) -> list[Piece]:
    """Reorder the sentences of paragraphs that have three or more, each paragraph at `rate`."""
    pieces: list[Piece] = []
    at = 0
    for line in _LINE.finditer(text):
        spans = [match.span() for match in _SENTENCE.finditer(text, line.start(), line.end())]
        if len(spans) < _FEWEST_SENTENCES or not happens(choices, rate):
            continue
        pieces.append(Piece(at, spans[0][0]))
        pieces += [Piece(*spans[index]) for index in shuffled(choices, len(spans))]
        at = spans[-1][1]
    return [*pieces, Piece(at, len(text))]


def _sections(text: str) -> list[tuple[int, int]]:
    """Return the spans of the top sections, from the first heading of a family to the conclusion or the footer."""
    starts: list[int] = []
    lines = [match.start() for match in _LINE.finditer(text) if match[0]]
    for family in _HEADINGS:
        found = [start for start in lines if family.match(text, start)]
        if len(found) > 1 and (not starts or found[0] < starts[0]):
            starts = found
    ends = [start for start in lines if starts and start > starts[0] and _END.match(text, start)]
    end = ends[0] if ends else len(text)
    starts = [start for start in starts if start < end]
    return list(zip(starts, [*starts[1:], end], strict=True)) if len(starts) > 1 else []


def sections(text: str, choices: Chooser) -> list[Piece]:
    """Reorder the top sections; their numbers stay as they were written, as on pages that were cut and pasted."""
    spans = _sections(text)
    if not spans:
        return [Piece(0, len(text))]
    if not text[spans[-1][0] : spans[-1][1]].endswith("\n"):
        spans.pop()  # the last line of a text has no line end to take along
    order = shuffled(choices, len(spans))
    return [Piece(0, spans[0][0]), *(Piece(*spans[index]) for index in order), Piece(spans[-1][1], len(text))]


def drop_section(text: str, choices: Chooser, *, count: int = 1) -> list[Piece]:
    """Leave out `count` of the top sections; one always stays."""
    spans = _sections(text)
    dropped = shuffled(choices, len(spans))[: min(count, len(spans) - 1)] if spans else []
    return replaced(text, [(*spans[index], "") for index in sorted(dropped)])


def truncate(text: str, choices: Chooser, *, keep: float = 0.8) -> list[Piece]:  # noqa: ARG001 - nothing to choose
    """Keep about the first `keep` of the text, up to the end of a sentence or line."""
    limit = round(len(text) * keep)
    if limit >= len(text):
        return [Piece(0, len(text))]
    cuts = [match.end() for match in re.finditer(r"[。！？!?]|(?=\n)", text) if 0 < match.end() <= limit]
    return [Piece(0, cuts[-1] if cuts else limit)]


def advertise(text: str, choices: Chooser, *, count: int = 1) -> list[Piece]:
    """Insert advertising lines, in the text's script, after lines of the text."""
    traditional = is_traditional(text)
    breaks = [match.end() for match in re.finditer("\n", text)]
    stock = adverts()
    order = shuffled(choices, len(stock))
    changes: list[Change] = []
    for place in sorted(breaks[index] for index in shuffled(choices, len(breaks))[:count]) or [len(text)]:
        line = stock[order[len(changes) % len(order)]]
        line = convert(line, "s2t") if traditional else line
        changes.append((place, place, f"{line}\n" if breaks else f"\n{line}"))
    return replaced(text, changes)


def stitch(text: str, choices: Chooser, *, other: str, keep: float = 0.5) -> list[Piece]:
    """Go on with the second half of another article after about the first `keep` of this one."""
    (head,) = truncate(text, choices, keep=keep)
    tail_start = round(len(other) * keep)
    at = other.find("\n", tail_start)
    tail = other[at:] if at >= 0 else "\n" + other[tail_start:]
    return [head, Piece(head.end, len(text), ""), Piece(len(text), len(text), tail)]
