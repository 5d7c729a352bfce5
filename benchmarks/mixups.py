"""How much of a text comes back that was read in a wrong charset, and whether what is called proved is right.

    python benchmarks/mixups.py [--texts 3] [--only NAME] [--script hans|hant] [--show] [--json FILE]

Generated articles (pages, paragraphs and lines of 22 characters) go through decoders that keep, replace or drop what
they cannot read. While they do, it is noted which characters of the text each character that is seen came from. So an
edit is judged at its own place: it is right if it says what stood there, in the text or, where a text was confused
twice, in what lay between, give or take a character at its ends whose bytes are gone. Columns: texts, those exact at
`inferred` and at `proved`, characters right at `inferred` (one less the edit distance per character), share of the
characters that edits at `proved` restored, proved edits, and how many of these are wrong.
"""

from __future__ import annotations

import argparse
import codecs
import json
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import ftfy.bad_codecs  # noqa: F401  (registers Windows-1252 as browsers read it)
import opencc
from rapidfuzz.distance import Levenshtein

from toolkit.generate import generate, names
from toolkit.repair import repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SIZES = ("page", "paragraph", "line")
LINE = 22
"""Characters of a line that stands alone: a title."""

PARAGRAPH = 60
"""Characters from which on a line is a paragraph."""

MOST_UNWRITABLE = 0.03
"""Share of characters that the right charset lacks from which on a text is left out: nobody wrote it so."""

USER_DEFINED = range(0xE000, 0xF900)
"""Private use: what decoders of GBK without the user-defined area drop."""


class Step(NamedTuple):
    """A wrong decoding.

    Attributes:
        right: codec of the bytes.
        wrong: the one that they were read in.
        lost: what stands for what it cannot read.
        area: whether it knows the user-defined area.
    """

    right: str
    wrong: str
    lost: str = "\ufffd"
    area: bool = True


Span = tuple[int, int]

MIXUPS: dict[str, tuple[Step, ...]] = {
    "UTF-8 > GB 18030": (Step("utf-8", "gb18030"),),
    "UTF-8 > GB 18030, ?": (Step("utf-8", "gb18030", "?"),),
    "UTF-8 > GB 18030, no area": (Step("utf-8", "gb18030", area=False),),
    "UTF-8 > GBK": (Step("utf-8", "gbk"),),
    "UTF-8 > GBK, dropped": (Step("utf-8", "gbk", ""),),
    "UTF-8 > Big5-HKSCS": (Step("utf-8", "big5hkscs"),),
    "UTF-8 > Big5": (Step("utf-8", "cp950"),),
    "UTF-8 > Latin-1": (Step("utf-8", "latin-1"),),
    "UTF-8 > 1252": (Step("utf-8", "cp1252"),),
    "UTF-8 > 1252, dropped": (Step("utf-8", "cp1252", ""),),
    "GBK > Latin-1": (Step("gbk", "latin-1"),),
    "GBK > 1252": (Step("gbk", "sloppy-windows-1252"),),
    "GBK > 1252, dropped": (Step("gbk", "cp1252", ""),),
    "Big5 > Latin-1": (Step("big5hkscs", "latin-1"),),
    "Big5 > 1252, dropped": (Step("big5hkscs", "cp1252", ""),),
    "GBK > Big5": (Step("gbk", "cp950"),),
    "GBK > Big5-HKSCS": (Step("gbk", "big5hkscs"),),
    "Big5 > GBK": (Step("cp950", "gbk"),),
    "Big5-HKSCS > GB 18030": (Step("big5hkscs", "gb18030"),),
    "UTF-16 > GB 18030": (Step("utf-16-le", "gb18030"),),
    "UTF-16 > Latin-1": (Step("utf-16-le", "latin-1"),),
    "UTF-8 > Latin-1 twice": (Step("utf-8", "latin-1"), Step("utf-8", "latin-1")),
    "UTF-8 > Latin-1, UTF-8 > 1252": (Step("utf-8", "latin-1"), Step("utf-8", "cp1252")),
    "UTF-8 > GB 18030 twice": (Step("utf-8", "gb18030"), Step("utf-8", "gb18030")),
    "GBK > Latin-1, UTF-8 > GB 18030": (Step("gbk", "latin-1"), Step("utf-8", "gb18030")),
    "GBK > Latin-1, UTF-8 > Latin-1": (Step("gbk", "latin-1"), Step("utf-8", "latin-1")),
    "UTF-8 > GB 18030, UTF-8 > Latin-1": (Step("utf-8", "gb18030"), Step("utf-8", "latin-1")),
    "UTF-8 > Latin-1, UTF-8 > GB 18030": (Step("utf-8", "latin-1"), Step("utf-8", "gb18030")),
}
"""The mix-ups of one way. Besides them each second line may be confused, in one of `BY_LINE`, one after the other."""

BY_LINE = ("UTF-8 > GB 18030", "GBK > Latin-1", "UTF-8 > Latin-1", "GBK > Big5", "Big5 > Latin-1")
LINE_BY_LINE = "line by line"
MARK = "\ufeff"
WITH_MARK = ("UTF-8 > GB 18030", "UTF-8 > Latin-1")
"""Mix-ups that are also tried with a byte order mark in front."""


class Seen(NamedTuple):
    """What a text looks like behind a step.

    Attributes:
        text: what is seen.
        spans: for each character of it those of the text before that it came from.
    """

    text: str
    spans: list[Span]


def confuse(text: str, step: Step) -> Seen:
    """Decode a text wrongly and note where everything went, byte by byte.

    >>> confuse("中文", Step("utf-8", "gb18030"))
    Seen(text='涓枃', spans=[(0, 1), (0, 2), (1, 2)])
    """
    owners = [index for index, char in enumerate(text) for _ in char.encode(step.right, "replace")]
    decoder = codecs.getincrementaldecoder(step.wrong)("replace" if step.lost else "ignore")
    chars: list[str] = []
    spans: list[Span] = []
    since = 0  # the first byte of which nothing has been seen yet
    for at, byte in enumerate(text.encode(step.right, "replace")):
        read = decoder.decode(bytes([byte]), at + 1 == len(owners))
        behind = at + 1 - len(decoder.getstate()[0])
        for number, char in enumerate(read):
            # What could not be read is one byte in front of what could.
            first = min(since + number, behind - 1)
            last = behind - 1 if number + 1 == len(read) else first
            if step.area or ord(char) not in USER_DEFINED:
                chars.append(step.lost if char == "\ufffd" else char)
                spans.append((owners[first], owners[last] + 1))
        since = behind
    return Seen("".join(chars), spans)


class Case(NamedTuple):
    """A confused text.

    Attributes:
        stages: the text, what lay between, and what is seen.
        ways: for each step where the characters came from.
    """

    stages: list[str]
    ways: list[list[Span]]

    def origin(self, start: int, end: int, back: int) -> Span:
        """Return where characters `start:end` of what is seen came from in the stage `back` steps before it."""
        for spans in self.ways[::-1][:back]:
            if start >= end or not spans:
                return start, start
            start, end = spans[min(start, len(spans) - 1)][0], spans[end - 1][1]
        return start, end


def case(text: str, steps: Sequence[Step]) -> Case:
    """Confuse a text in several steps."""
    stages, ways = [text], []
    for step in steps:
        seen = confuse(stages[-1], step)
        stages.append(seen.text)
        ways.append(seen.spans)
    return Case(stages, ways)


def by_line(text: str) -> Case:
    """Confuse each second line, in another way than the one before."""
    lines, spans, at = [], [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        seen = Seen(line, [(index, index + 1) for index in range(len(line))])
        if number % 2:
            (step,) = MIXUPS[BY_LINE[number // 2 % len(BY_LINE)]]
            line = writable(line, step.right)
            seen = confuse(line, step)
        lines.append((line, seen.text))
        spans += [(start + at, end + at) for start, end in seen.spans]
        at += len(line)
    return Case(["".join(line for line, _ in lines), "".join(seen for _, seen in lines)], [spans])


def says(case: Case, start: int, end: int, after: str) -> bool:
    """Tell whether an edit of characters `start:end` of what is seen says what stood there at some stage.

    What was confused twice may be read once in one part of it and twice in another.
    """
    after = after.lstrip(MARK)
    if any(
        _stands(case.stages[-1 - back], case.origin(start, end, back), after) for back in range(1, len(case.stages))
    ):
        return True
    if len(case.stages) != 3:
        return False
    text, between, _ = case.stages
    low, high = case.origin(start, end, 1)
    reach = {low - 1, low, low + 1} - {-1}  # places in what lay between
    for char in after:
        following = set()
        for at in reach:
            if at < len(between):
                if between[at] == char:
                    following.add(at + 1)
                first, last = case.ways[0][at]
                following |= {at + 1 for index in range(max(0, first - 1), last) if text[index] == char}
                following |= {at + width for width in (2, 3, 4) if _whole(case, at, at + width) == char}
        reach = following | {at + 1 for at in following if at < len(between) and between[at] == "\x1a"}
        if not reach:
            return False
    return any(abs(at - high) <= 1 for at in reach)


def _whole(case: Case, start: int, end: int) -> str:
    """Return the character that characters of what lay between came from, if it is one."""
    spans = case.ways[0][start:end]
    if len(spans) < end - start:
        return ""
    common = set.intersection(*(set(range(*span)) for span in spans))
    return case.stages[0][min(common)] if common else ""


def _stands(text: str, place: Span, after: str) -> bool:
    """Tell whether `after` stands at a place of the text, give or take a character at either end."""
    low, high = place
    return any(
        text[start:end] == after
        for start in range(max(0, low - 1), low + 2)
        for end in range(max(start, high - 1), high + 2)
    )


class Result(NamedTuple):
    """What became of the texts of one mix-up."""

    texts: int = 0
    exact: int = 0
    exact_proved: int = 0
    length: int = 0
    distance: int = 0
    restored: int = 0
    proved: int = 0
    wrong: int = 0

    def plus(self, other: Result) -> Result:
        """Add two results."""
        return Result(*(one + another for one, another in zip(self, other, strict=True)))

    @property
    def right(self) -> float:
        """Share of characters that are right at `inferred`."""
        return 1 - self.distance / max(1, self.length)

    @property
    def proved_right(self) -> float:
        """Share of proved edits that are right; 1 where there are none."""
        return 1 - self.wrong / max(1, self.proved)

    @property
    def restored_share(self) -> float:
        """Share of the characters of the texts that proved edits restored."""
        return self.restored / max(1, self.length)


def judge(case: Case) -> tuple[Result, list[tuple[str, str, str]]]:
    """Repair a confused text and compare; return the proved edits that are wrong, too, with what stood there."""
    truth, seen = case.stages[0].lstrip(MARK), case.stages[-1]
    inferred = repair(seen, "inferred").text.lstrip(MARK)
    proved = repair(seen, "proved")
    edits = [edit for edit in proved.edits if edit.kind == "mojibake"]
    wrong, restored = [], 0
    for edit in edits:
        if says(case, edit.start, edit.end, edit.after):
            start, end = case.origin(edit.start, edit.end, len(case.ways))
            restored += min(len(edit.after), end - start)
        else:
            start, end = case.origin(edit.start, edit.end, len(case.ways))
            wrong.append((edit.before, edit.after, truth[start:end]))
    result = Result(
        1,
        inferred == truth,
        proved.text.lstrip(MARK) == truth,
        len(truth),
        Levenshtein.distance(inferred, truth),
        restored,
        len(edits),
        len(wrong),
    )
    return result, wrong


def writable(text: str, codec: str) -> str:
    """Return a text with question marks for what a codec lacks."""
    return text.encode(codec, "replace").decode(codec)


@cache
def articles(texts: int, seed: int) -> dict[str, list[str]]:
    """Return generated articles in both scripts, `texts` of each template."""
    found = [article.text for name in names() for article in generate(name, texts, seed=seed)]
    return {
        "hans": [opencc.OpenCC("tw2sp").convert(text) for text in found],
        "hant": [opencc.OpenCC("s2twp").convert(text) for text in found],
    }


def units(texts: Iterable[str], size: str, most: int) -> list[str]:
    """Return at most so many pages, paragraphs or lines of some texts, drawn evenly."""
    found: list[str] = []
    for text in texts:
        lines = text.split("\n")
        if size == "page":
            found.append(text)
        elif size == "paragraph":
            found += [line for line in lines if len(line) > PARAGRAPH][:3]
        else:
            found += [line[:LINE] for line in lines if len(line) > LINE][:3]
    return found[:: max(1, len(found) // most)][:most]


def cases(name: str, texts: Iterable[str]) -> Iterator[Case]:
    """Confuse texts in the way of this name."""
    for text in texts:
        if name == LINE_BY_LINE:
            yield by_line(text)
            continue
        plain = name.removesuffix(" with a mark")
        written = writable(text, MIXUPS[plain][0].right)
        if written.count("?") <= MOST_UNWRITABLE * len(written):
            yield case(MARK * (plain != name) + written, MIXUPS[plain])


def all_names() -> list[str]:
    """Return the names of all mix-ups."""
    return [*MIXUPS, *(f"{name} with a mark" for name in WITH_MARK), LINE_BY_LINE]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=3, help="texts of each size and script")
    parser.add_argument("--only", action="append", help="mix-ups whose names hold this; may be given again")
    parser.add_argument("--script", choices=("hans", "hant"), help="only this script")
    parser.add_argument("--seed", type=int, default=11, help="of the generated articles")
    parser.add_argument("--show", action="store_true", help="show the proved edits that are wrong")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    chosen = [name for name in all_names() if any(part in name for part in options.only or [""])]
    found: dict[str, Result] = defaultdict(Result)
    print("script size      texts exact proved  right restored  edits wrong  mix-up")
    for script, texts in articles(1 + options.texts // len(names()), options.seed).items():
        if options.script not in (None, script):
            continue
        for size in SIZES:
            for name in chosen:
                if size != "page" and name == LINE_BY_LINE:
                    continue
                total = Result()
                mistakes = []
                for one in cases(name, units(texts, size, options.texts)):
                    result, wrong = judge(one)
                    total = total.plus(result)
                    mistakes += wrong
                if not total.texts:
                    continue
                found[f"{script} {size} {name}"] = total
                found[f"all {name}"] = found[f"all {name}"].plus(total)
                print(
                    f"{script}   {size:9} {total.texts:5} {total.exact:5} {total.exact_proved:6} {total.right:6.3f} "
                    f"{total.restored_share:8.3f} {total.proved:6} {total.wrong:5}  {name}"
                )
                for before, after, stood in mistakes if options.show else ():
                    print(f"    {_short(before)} -> {_short(after)}, where {_short(stood)} stood")
    overall = Result()
    for key, total in found.items():
        if key.startswith("all "):
            overall = overall.plus(total)
    print(f"{overall.proved:,} proved edits, {overall.wrong:,} wrong: {overall.proved_right:.2%} right")
    if options.json:
        rows = {
            key: {**row._asdict(), "right": row.right, "restored": row.restored_share} for key, row in found.items()
        }
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _short(text: str) -> str:
    text = re.sub(r"\s", "⏎", text)
    return text if len(text) <= 60 else f"{text[:28]}…{text[-28:]}"


if __name__ == "__main__":
    sys.exit(main())
