"""Undo the damage of converted, annotated and re-encoded Chinese pages, one explained edit at a time.

`repair(text)` runs the fixers of `FIXERS` in their order, and again where references, spaces or invisible characters
that are gone now hid a mix-up or notes. Each fixer is a pure function from a text to a list of
edits; this module only chooses, orders and composes them. By default only `proved` edits are applied, so that clean
text comes back unchanged; everything else that was found is listed in `Repair.left`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from toolkit._callable import make_callable
from toolkit.article import CERTAINTIES, Certainty, Edit, at_least
from toolkit.errors import UsageError
from toolkit.repair.plan import Layers, Repair
from toolkit.repair.screen import SCREENED, shows

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from toolkit.repair.annotation import Annotation

__all__ = ["FIXERS", "Fixer", "Repair", "repair"]


@dataclass(frozen=True, slots=True)
class Fixer:
    """One kind of damage and the function that finds it.

    Attributes:
        name: the kind of its edits, and what a caller writes in `only` and `skip`.
        target: `module:function`, loaded on first use, so that listing the fixers costs nothing. The function takes
            the text (and the options named in `options`, as keywords) and returns edits of that text, sorted, not
            overlapping, of any certainty; a place that is only reported has `after == before`. It costs next to
            nothing on text without such damage, and is linear in length on any text.
        summary: what it undoes, in one line.
        risk: what it could get wrong, and what keeps it from it.
        default: whether it runs when the caller names no fixers.
        options: keyword options of `repair` that are handed on.
        together: neighbours in the table with the same word here see the same text, because they are kinds of one
            damage; their edits never overlap.
    """

    name: str
    target: str
    summary: str
    risk: str
    default: bool = True
    options: tuple[str, ...] = field(default=())
    together: str | None = None

    def load(self) -> Callable[..., Sequence[Edit]]:
        """Import and return the function."""
        return _load(self.target)


@cache
def _load(target: str) -> Callable[..., Sequence[Edit]]:
    module, _, function = target.partition(":")
    found: Callable[..., Sequence[Edit]] = getattr(importlib.import_module(module), function)
    return found


ANNOTATION = "annotation"  # a kit of pinyin notes did it
HIDING = ("invisible", "entities", "spaces")
"""What may hide a mix-up of charsets: `&Atilde;&copy;` is `Ã©`, a no-break space before `Ã©` seems a part of it; or
notes: `&#40;dǎo&#41;`. A text that still looks confused or annotated behind the last of them is gone through again
when they have done something."""

BEHIND = ("radicals", "holes", "punctuation", "widths", "commas", "script")
"""What changes the characters that mix-ups, runs and holes are read by. Where one of them has done something, the text
is gone through again if there is more to find now; a second run must not be the one to find it."""

MOST_BEGUN = 4
"""How often at most."""

MOST_READ = 3
"""How often an annotated page is read at most: what was repaired is evidence for what was not."""

# The order is part of the contract. Byte-level damage is undone first, newest layer first: whole-text mojibake hides
# everything else; zero-width characters interrupt the patterns of notes; shifted bytes must be undone before any
# normalisation destroys the bytes, and before the notes that prove them are gone; holes are read off repaired
# words; script conversion comes last, as it needs whole words.
_ALL: tuple[Fixer, ...] = (
    Fixer(
        "mojibake",
        "toolkit.repair.mojibake:find_mojibake",
        "bytes read in the wrong charset, ÖÐÎÄ and 涓枃 for 中文",
        "rare characters and accented letters that are meant: undone only where far likelier than what stands there",
    ),
    Fixer(
        "invisible",
        "toolkit.repair.invisible:find_invisible",
        "zero-width and bidirectional characters, byte order marks, controls",
        "emoji, Arabic, Indic and other scripts need some: kept where a neighbour needs them",
    ),
    Fixer(
        "shifted",
        "toolkit.repair.shifted:find_shifted",
        "characters decoded one byte off behind a note inside a character, 不當?shù)姆绞竭M行",
        "the lost bytes have several readings: proved only when the forward model gives the damaged text back and one "
        "text is clearly ahead",
        together=ANNOTATION,
    ),
    Fixer(
        "notes",
        "toolkit.repair.notes:find_notes",
        "pinyin notes after characters, 導(dǎo)語",
        "dictionary entries and language lessons: kept unless the page behaves like a converted page",
        together=ANNOTATION,
    ),
    Fixer(
        "entities",
        "toolkit.repair.entities:find_entities",
        "HTML character references, &nbsp; &#20013; &amp;ldquo;",
        "addresses and texts about markup: parameters and quoted or explained references stay",
    ),
    Fixer(
        "radicals",
        "toolkit.repair.radicals:find_radicals",
        "Kangxi radicals, CJK radicals and compatibility ideographs for characters, ⼀ for 一",
        "charts and lines about radicals, Japanese and Korean text: left as they are",
    ),
    Fixer(
        "spaces",
        "toolkit.repair.spaces:find_spaces",
        "no-break, thin and other odd spaces in Chinese lines",
        "other languages set them on purpose: lines without Han characters stay, and so does the ideographic space",
    ),
    Fixer(
        "holes",
        "toolkit.repair.holes:find_holes",
        "words that a word filter cut out, 催收問也 for 催收問題也",
        "the word is never certain: all its edits are guesses",
    ),
    Fixer(
        "punctuation",
        "toolkit.repair.punctuation:find_punctuation",
        "half-width , : ? ! ; . between Han characters made full-width",
        "a matter of style; numbers, times, addresses and text in other scripts stay",
        default=False,
    ),
    Fixer(
        "widths",
        "toolkit.repair.widths:find_widths",
        "full-width Latin letters and digits folded, ＡＰＰ１２３",
        "a matter of style; full-width punctuation stays but inside addresses and numbers",
        default=False,
    ),
    Fixer(
        "commas",
        "toolkit.repair.commas:find_commas",
        "doubled commas, 情況,,安排",
        "they show where a word was deleted; three and more stay",
        default=False,
    ),
    Fixer(
        "script",
        "toolkit.repair.script:find_script",
        "simplified and traditional characters converted by OpenCC, as the option `script` says",
        "one character may have several forms in the other script: OpenCC decides by phrases",
        default=False,
        options=("script",),
    ),
)

FIXERS: dict[str, Fixer] = {fixer.name: fixer for fixer in _ALL}
"""All fixers by name, in the order in which they run."""

SCRIPT_KEEP = "keep"


def repair(
    text: str,
    level: Certainty = "proved",
    *,
    only: Iterable[str] | None = None,
    also: Iterable[str] = (),
    skip: Iterable[str] = (),
    script: str = SCRIPT_KEEP,
) -> Repair:
    """Find damage in `text`, apply what is at least as certain as `level`, and report the rest.

    Args:
        text: any string, also one with lone surrogates or NUL.
        level: the least certainty that is applied: `proved`, `inferred` or `guess`.
        only: names of the fixers to run; None runs those that are on by default. The order is always that of
            `FIXERS`, whatever the order of the names.
        also: names of fixers to run besides, such as those that are off by default.
        skip: names of fixers not to run.
        script: `keep`, or what to convert the repaired text to: `hans`, `hant`, `tw`, `hk`, or the name of one of
            OpenCC's configurations (see `toolkit.repair.script`). Naming one runs the fixer `script`, whatever `only`
            says.

    Returns:
        The repaired text with its edits. `repair(x).text is x` where nothing is edited.

    Raises:
        UsageError: an unknown fixer, level or script, or something else than a text.

    >>> repair("乾淨的文字").edits
    ()
    """
    if not isinstance(text, str):
        raise UsageError(f"repair takes a text, not {type(text).__name__}; for bytes, see toolkit.corpus.read")
    if level not in CERTAINTIES:
        raise UsageError(f"unknown level {level!r}; known: {', '.join(CERTAINTIES)}")
    usual = only is None and also == () and skip == () and script == SCRIPT_KEEP
    layers = Layers(text)
    left: list[Edit] = []
    kit_level: int | None = None
    sure_enough = _sure_enough(level)
    stages = _usual_stages() if usual else _stages(_chosen(only, also, skip, script), script)
    begun = read = 1
    index = 0
    uncovered = unshifted = behind = False
    screened: str | None = None  # the text that was screened last, and whether it shows anything
    shows_something = False
    waiting: Container[Edit] | None = None  # what is confused, but not surely enough to be undone
    while index < len(stages):
        together, finders, last_hiding = stages[index]
        index += 1
        page = layers.text
        if together == "mojibake":
            waiting = None  # gone through again, as a second run would
        if together in SCREENED:
            if screened is not page:
                screened, shows_something = page, shows(page)
            found: list[Edit] = [*finders[0](page)] if shows_something else []
        else:
            found = [edit for find in finders for edit in find(page)]
        if found:
            found.sort(key=attrgetter("start", "end"))
            if waiting is not None and together in _OF_BYTES:
                found = [edit for edit in found if layers.to_original(edit) not in waiting]
            # A place that is only reported (`after == before`) is never applied.
            accepted: list[Edit] = []
            others: list[Edit] = []
            for edit in found:
                (accepted if edit.certainty in sure_enough and edit.after != edit.before else others).append(edit)
            reported = [layers.to_original(edit) for edit in others] if layers.edits else others
            layers.add(accepted)
            uncovered = uncovered or (bool(accepted) and together in HIDING)
            unshifted = unshifted or (bool(accepted) and together == ANNOTATION)
            behind = behind or (bool(accepted) and together in BEHIND)
            if together == ANNOTATION:
                kit_level = _annotators()[0](page) if kit_level is None else kit_level
                if accepted and read < MOST_READ and _is_mixed(page, layers.text):
                    read += 1
                    index -= 1
                    reported = [edit for edit in reported if not edit.before]  # what has a text is found again
            left += reported
            if together == "mojibake" and reported:
                waiting = _waiting(text, reported)
        if last_hiding and (uncovered or unshifted) and begun < MOST_BEGUN:
            # Characters of repaired runs may look confused, too; a second run must not be the one to find that.
            suspicious = _is_suspicious(layers.text)
            if (suspicious and (uncovered or _finds(stages, "mojibake", layers.text, sure_enough))) or (
                uncovered and _may_be_annotated(layers.text) and _finds(stages, ANNOTATION, layers.text, sure_enough)
            ):
                begun += 1
                index = 0
            uncovered = unshifted = False
        if index == len(stages) and behind and begun < MOST_BEGUN:
            if any(_finds(stages, asked, layers.text, sure_enough) for asked in _may_show(layers.text, sure_enough)):
                begun += 1
                index = 0
            behind = False
    if begun > 1:  # most of what was left has been found again; of runs what was found with the page's notes counts
        once: dict[object, Edit] = {}
        for edit in left:
            once.setdefault(edit.span if edit.kind == "shifted" else edit, edit)
        left = list(once.values())
    left.sort(key=attrgetter("start", "end"))
    return Repair(text, layers.text if layers.edits else text, tuple(layers.edits), tuple(left), kit_level)


def _waiting(text: str, left: Sequence[Edit]) -> Container[Edit]:
    from toolkit.repair.waiting import Waiting  # a clean text does without

    return Waiting(text, left)


_OF_BYTES = ("invisible", "spaces")
"""Fixers of what bytes of a mix-up look like in Latin-1, controls and no-break spaces."""


@cache
def _sure_enough(level: Certainty) -> frozenset[Certainty]:
    return frozenset(certainty for certainty in CERTAINTIES if at_least(certainty, level))


_Stage = tuple[str, "tuple[Callable[[str], Sequence[Edit]], ...]", bool]


def _stages(fixers: Iterable[Fixer], script: str) -> tuple[_Stage, ...]:
    """Group neighbours that see the same text.

    Returns:
        For each group the word that they share, or the fixer's name; the functions of its fixers; whether it is the
        last of `HIDING`.
    """
    groups = groupby(fixers, key=lambda fixer: fixer.together or fixer.name)
    stages = [(together, tuple([_finder(fixer, script) for fixer in stage])) for together, stage in groups]
    last = max((index for index, (together, _) in enumerate(stages) if together in HIDING), default=-1)
    return tuple((together, finders, index == last) for index, (together, finders) in enumerate(stages))


def _finder(fixer: Fixer, script: str) -> Callable[[str], Sequence[Edit]]:
    find = fixer.load()
    return partial(find, script=script) if "script" in fixer.options else find


@cache
def _usual_stages() -> tuple[_Stage, ...]:
    """Return the stages of a call that names no fixer: short texts would spend a third of their time on choosing."""
    return _stages(_chosen(None, (), (), SCRIPT_KEEP), SCRIPT_KEEP)


def _is_mixed(page: str, repaired: str) -> bool:
    """Tell whether a page that was partly repaired may hold more for one that reads it again.

    That is so where it is put together of several pages or too short to tell its kit.
    """
    _, annotation, note, opening_lost = _annotators()
    if annotation(page).kit.certainty == "proved":
        return False
    return note.search(repaired) is not None or opening_lost.search(repaired) is not None


@cache
def _annotators() -> tuple[Callable[[str], int | None], Callable[[str], Annotation], re.Pattern[str], re.Pattern[str]]:
    """Load what is asked about an annotated page: its level, its reading, and the patterns of notes."""
    from toolkit.repair.annotation import annotation
    from toolkit.repair.brackets import BREAK, NOTE
    from toolkit.repair.notes import kit_level

    return kit_level, annotation, NOTE, BREAK


def _finds(stages: Sequence[_Stage], asked: str, text: str, sure_enough: frozenset[Certainty]) -> bool:
    """Tell whether the fixers of a stage, where it is asked for, have something to do."""
    return any(
        edit.certainty in sure_enough and edit.after != edit.before
        for together, finders, _ in stages
        if together == asked
        for find in finders
        for edit in find(text)
    )


def _may_show(text: str, sure_enough: frozenset[Certainty]) -> Iterator[str]:
    """Yield the stages that are worth asking about a text whose characters were changed."""
    yield "invisible"
    if _may_be_annotated(text):
        yield ANNOTATION
    if "guess" in sure_enough:
        yield "holes"
    if _is_suspicious(text):
        yield "mojibake"


def _may_be_annotated(text: str) -> bool:
    return "(" in text or "?" in text


def _is_suspicious(text: str) -> bool:
    from toolkit.repair.marks import suspicious

    return suspicious().search(text) is not None


def _chosen(only: Iterable[str] | None, also: Iterable[str], skip: Iterable[str], script: str) -> list[Fixer]:
    """Return the fixers to run, in order."""
    skipped = _known(skip)
    wanted = {fixer.name for fixer in _ALL if fixer.default} if only is None else _known(only)
    wanted |= _known(also)
    if script != SCRIPT_KEEP:
        from toolkit.repair.script import check_script

        check_script(script)
        wanted.add("script")
    return [fixer for fixer in FIXERS.values() if fixer.name in wanted and fixer.name not in skipped]


def _known(names: Iterable[str]) -> set[str]:
    asked = {names} if isinstance(names, str) else set(names)
    for name in sorted(asked - FIXERS.keys()):
        raise UsageError(f"unknown fixer {name!r}; known: {', '.join(FIXERS)}")
    return asked


make_callable(__name__, repair)
