"""Signs of a content farm in one article: how it speaks and whom it names. They say nothing of templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from toolkit.measure.evasion import LABEL, is_hidden, stuffing
from toolkit.measure.phrases import Phrase, find_phrases, fold_pattern, packaged_rows
from toolkit.measure.quotes import Quote
from toolkit.measure.voices import said_in
from toolkit.sketch.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.measure.voices import Said
    from toolkit.parse import Contact, Outline

REACHABLE = frozenset({"phone", "email", "qq", "wechat", "telegram"})
"""Kinds of contacts by which somebody is reached; editors, domains and addresses of pages stand in any newspaper."""

ADDRESSING = frozenset({"promise", "closing", "call"})
"""Kinds of stock phrases in which an article speaks of itself or to its reader."""

TITLE = 60
"""Folded characters of a first line at most that is taken for a title; longer ones are paragraphs."""

AROUND = 120
"""Characters beside a contact that tell what it is for: the line, where the text has lines of its own."""

REPORTED = 30
"""Characters in front of a word in which a sentence may say that somebody else says it."""

_REPORTS = re.compile("[写寫印附][着著明道有上]|[注註标標]明|[声聲宣辩辯谎謊号號自方站台臺家人][称稱]")
"""Verbs of who tells what others write."""

FULL_ADDRESS = 3
"""Such phrases from which more say no more."""

OWN_ADDRESS = 1
"""Of them, those that count where one person tells: who cooks and writes about it says goodbye to his readers, too."""

FULL_PADDING = 0.08
"""Share of padding from which more says no more: the highest percentile of news articles has 0.065."""


@cache
def _editors() -> tuple[str, ...]:
    """Return the words by which a site's editor speaks of himself, as the fold writes them."""
    return tuple(map(fold, ("小编", "编辑", "本站", "笔者")))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the packaged patterns by kind, as the fold writes them: `question`, `promise`, `disowned`."""
    kinds: dict[str, list[str]] = {}
    for kind, pattern in packaged_rows("signs.tsv"):
        kinds.setdefault(kind, []).append(fold_pattern(pattern))
    return {kind: re.compile("|".join(listed)) for kind, listed in kinds.items()}


@cache
def _deletions() -> tuple[str, ...]:
    """Return the words by which a site asks to be told what to delete, as the fold writes them."""
    return tuple(map(fold, ("侵权", "删帖", "删除", "删稿")))


@cache
def _takedowns() -> tuple[str, ...]:
    """Return the words by which farms ask to be reached, as the fold writes them.

    Numbers to call and numbers for complaints (投訴, 舉報) are none: banks, museums and offices have them.
    """
    return (*_deletions(), *map(fold, ("商务合作", "广告合作", "合作联系", "合作请", "加盟")))


@cache
def _pictures() -> tuple[str, ...]:
    """Return what an article of one's own may be illustrated with, as the fold writes it."""
    return tuple(map(fold, ("图片", "配图", "插图", "图文", "图源", "照片", "音乐", "字体")))


@cache
def _writings() -> tuple[str, ...]:
    """Return what a site prints that is not its own, as the fold writes it."""
    return tuple(map(fold, ("文章", "本文", "内容", "资料", "信息", "稿", "作品", "素材")))


def _line(text: str, at: int) -> str:
    """Return the folded line around a character, `AROUND` characters of it on either side at most."""
    start, stop = max(0, at - AROUND), min(len(text), at + AROUND)
    end = text.find("\n", at, stop)
    return fold(text[max(start, text.rfind("\n", start, at) + 1) : stop if end < 0 else end])


@dataclass(frozen=True)
class Signs:
    """Signs found in one article.

    Attributes:
        contacts: contacts by which somebody is reached.
        takedown: those that stand on a line about infringement, deletion, advertising or joining.
        disclaimers: the lines that disclaim responsibility.
        frame: headings of a lead and of a conclusion.
        editorial: those of them that speak as the site's editor, such as 小編導語.
        addressing: stock phrases that speak of the article itself or to its reader.
        padding: share of the characters in the other stock phrases.
        bait: what in the title asks as one types into a search field, and what promises an answer.
        disowned: the words by which the site says that the article is somebody else's.
        kit: characters with pinyin notes, where the notes are those of a farm's generator; see `toolkit.repair`.
        kit_proved: whether the page behaves like a generator's in every way, not in some.
        deletion: those of `takedown` that stand on a line about infringement or deletion, not of pictures.
        hidden: contacts that are written so that filters do not find them, as they are written.
        stuffed: the words of a baiting title that the article says over and over, where it says them first.
        personal: whether one person tells the article, in whose mouth `addressing` is courtesy; see `voices_of`.
    """

    contacts: tuple[Contact, ...]
    takedown: tuple[Contact, ...]
    disclaimers: tuple[Quote, ...]
    frame: tuple[Quote, ...]
    editorial: tuple[Quote, ...]
    addressing: tuple[Quote, ...]
    padding: float
    bait: tuple[Quote, ...] = ()
    disowned: tuple[Quote, ...] = ()
    kit: tuple[Quote, ...] = ()
    kit_proved: bool = False
    personal: bool = False
    deletion: tuple[Contact, ...] = ()
    hidden: tuple[Quote, ...] = ()
    stuffed: tuple[Quote, ...] = ()

    def features(self) -> dict[str, float]:
        """Return the numbers that the model weighs, each from 0 to 1."""
        addressing = min(len(self.addressing), OWN_ADDRESS) if self.personal else len(self.addressing)
        return {
            "contacts": min(1.0, len(self.contacts) / 2),
            "takedown": float(bool(self.takedown)),
            "disclaimer": float(bool(self.disclaimers)),
            "frame": min(1.0, len(self.frame) / 2),
            "editorial": min(1.0, len(self.editorial) / 2),
            "addressing": min(1.0, addressing / FULL_ADDRESS),
            "padding": min(1.0, self.padding / FULL_PADDING),
            "bait": min(1.0, len(self.bait) / 2),
            "disowned": float(bool(self.disowned)),
            "kit": (1.0 if self.kit_proved else 0.5) if self.kit else 0.0,
        }

    def witnesses(self) -> dict[str, float]:
        """Return what no model weighs, and speaks for `likely` beside the words; see `toolkit.measure.model`."""
        return {
            "deletion": float(bool(self.deletion)),
            "hidden": float(bool(self.hidden)),
            "stuffed": float(bool(self.stuffed)),
        }


def reachable(text: str) -> tuple[Contact, ...]:
    """Return the contacts of a text by which somebody is reached."""
    from toolkit.parse import contacts

    return tuple(contact for contact in contacts(text) if contact.kind in REACHABLE)


def find_signs(
    text: str,
    outline: Outline,
    phrases: Sequence[Phrase] | None = None,
    *,
    title: str | None = None,
    said: Said | None = None,
    reached: Sequence[Contact] | None = None,
) -> Signs:
    """Find the signs in an article. What it quotes is not its own: who warns of farms cites what they say.

    Args:
        text: the article.
        outline: of the same text.
        phrases: its stock phrases, if they were looked for already.
        title: of the article where it does not stand in the text.
        said: who says what in the article, if that was told already.
        reached: its `reachable` contacts, if they were looked for already.
    """
    said = said or said_in(text)
    folded, offsets, voices = said
    if phrases is None:
        phrases = find_phrases(folded)
    headed = [node.heading for node in outline.children if node.kind in ("lead", "conclusion")]
    frame = tuple(_stripped(text, heading.start, heading.end) for heading in headed if heading is not None)
    # An editor's heading is a sign of its own, and is not counted again as what the article says.
    titled = [
        (node.start, node.end) for node in headed if node is not None and any(w in fold(node.text) for w in _editors())
    ]
    spoken = [
        phrase
        for phrase in phrases
        if phrase.kind in ADDRESSING
        and said.itself(phrase.start, phrase.end)
        and not any(start <= offsets[phrase.start] < end for start, end in titled)
    ]
    rest = sum(phrase.end - phrase.start for phrase in phrases if phrase.kind not in ADDRESSING)
    reached = tuple(reached) if reached is not None else reachable(text)
    lines = {contact.start: _line(voices.plain, contact.start) for contact in reached}
    takedown = tuple(c for c in reached if any(word in lines[c.start] for word in _takedowns()))
    deletion = (c for c in takedown if any(word in lines[c.start] for word in _deletions()))
    kit, proved = _kit(text)
    bait = _bait(text, outline, title)
    return Signs(
        reached,
        takedown,
        tuple(_stripped(text, node.start, node.end) for node in outline.walk() if node.kind == "disclaimer"),
        frame,
        tuple(heading for heading in frame if any(word in fold(heading) for word in _editors())),
        # quoted as the article writes them: a moderator reads the evidence beside the article, not beside its fold
        tuple(Quote.of(text, offsets[phrase.start], offsets[phrase.end - 1] + 1) for phrase in spoken),
        rest / max(1, len(folded)),
        bait,
        tuple(
            Quote.of(text, offsets[match.start()], offsets[match.end() - 1] + 1)
            for match in _patterns()["disowned"].finditer(folded)
            if said.itself(*match.span())
            and not _reported(text, offsets[match.start()])
            # whoever borrows a picture says so, and answers for the article
            and not _of_pictures(_line(voices.plain, offsets[match.start()]))
        ),
        kit,
        proved,
        voices.personal,
        tuple(c for c in deletion if not _of_pictures(lines[c.start])),
        tuple(_labelled(text, contact) for contact in reached if is_hidden(text, contact)),
        # News repeat the names in their titles, too; a title that waits for a search engine asks or promises besides.
        _stuffed(text, said, title) if bait else (),
    )


def _stripped(text: str, start: int, end: int) -> Quote:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Quote.of(text, start, start + len(words.strip()))


def _labelled(text: str, contact: Contact) -> Quote:
    """Quote a contact with what stands in front of it on its line."""
    start = max(text.rfind("\n", 0, contact.start) + 1, contact.start - LABEL)
    return Quote.of(text, start, contact.end)


def _stuffed(text: str, said: Said, title: str | None) -> tuple[Quote, ...]:
    phrase = stuffing(text, title, said)
    at = said.folded.find(phrase) if phrase else -1
    return () if at < 0 else (Quote.of(text, said.offsets[at], said.offsets[at + len(phrase) - 1] + 1),)


def _reported(text: str, at: int) -> bool:
    """Return whether what stands at a character is told of somebody else, in the same sentence."""
    start = max(at - REPORTED, max(text.rfind(mark, 0, at) for mark in "。！？!?\n") + 1)
    return _REPORTS.search(text, start, at) is not None


def _of_pictures(line: str) -> bool:
    """Return whether a folded line speaks of pictures, and of no text."""
    return any(word in line for word in _pictures()) and not any(word in line for word in _writings())


def _bait(text: str, outline: Outline, given: str | None) -> tuple[Quote, ...]:
    """Return what baits in a title, as it is written there: at most one question and one promise."""
    place = next((node.start for node in outline.children if node.kind == "title"), None)
    if place is None:
        place = len(text) - len(text.lstrip())
        first = text[place:].partition("\n")[0]
    else:
        first = next(node.text for node in outline.children if node.kind == "title")
    found: dict[str, Quote] = {}
    at: int | None
    for title, at in ((given, None), (first, place)):
        if not title:
            continue
        title = title[: TITLE * 8]  # a first line may be the whole of a long text
        said = said_in(title)
        for kind in ("question", "promise") if len(said.folded) <= TITLE else ():
            for match in _patterns()[kind].finditer(said.folded):
                if said.itself(*match.span()):
                    start, end = said.offsets[match.start()], said.offsets[match.end() - 1] + 1
                    places = (None, None) if at is None else (at + start, at + end)
                    found.setdefault(kind, Quote(title[start:end], *places))
    return tuple(found.values())


def _kit(text: str) -> tuple[tuple[Quote, ...], bool]:
    """Return the characters that a generator annotated, and whether that is proved."""
    if "(" not in text:
        return (), False
    from toolkit.repair.kits import read_kit, scan_notes

    kit = read_kit(text, scan_notes(text))
    if kit.certainty not in ("proved", "inferred"):
        return (), False
    notes = (f"{char}({reading})" for char, reading in kit.readings.items())
    return tuple(_found(text, note) for note in notes), kit.certainty == "proved"


def _found(text: str, words: str) -> Quote:
    """Quote the first place where words stand; without a place where they stand in pieces, as notes in runs do."""
    at = text.find(words)
    return Quote(words) if at < 0 else Quote.of(text, at, at + len(words))
