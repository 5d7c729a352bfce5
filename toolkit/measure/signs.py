"""Signs of a content farm in one article: how it speaks and whom it names. They say nothing of templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from toolkit.measure.phrases import Phrase, find_phrases
from toolkit.sketch.fold import fold, fold_with_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.parse import Contact, Outline

REACHABLE = frozenset({"phone", "email", "qq", "wechat", "telegram"})
"""Kinds of contacts by which somebody is reached; editors, domains and addresses of pages stand in any newspaper."""

ADDRESSING = frozenset({"promise", "closing", "call"})
"""Kinds of stock phrases in which an article speaks of itself or to its reader."""

FULL_ADDRESS = 3
"""Such phrases from which more say no more."""

FULL_PADDING = 0.08
"""Share of padding from which more says no more: the highest percentile of news articles has 0.065."""


@cache
def _editors() -> tuple[str, ...]:
    """Return the words by which a site's editor speaks of himself, as the fold writes them."""
    return tuple(map(fold, ("小编", "编辑", "本站", "笔者")))


@cache
def _takedowns() -> tuple[str, ...]:
    """Return the words by which farms ask to be reached, as the fold writes them: any notice has a number to call."""
    return tuple(map(fold, ("侵权", "删帖", "删除", "删稿", "投诉", "举报", "合作", "投稿", "加盟")))


def _line(text: str, at: int) -> str:
    """Return the folded line around a character."""
    end = text.find("\n", at)
    return fold(text[text.rfind("\n", 0, at) + 1 : len(text) if end < 0 else end])


@dataclass(frozen=True)
class Signs:
    """Signs found in one article.

    Attributes:
        contacts: contacts by which somebody is reached.
        takedown: those that stand on a line about infringement, deletion, complaints or cooperation.
        disclaimers: the lines that disclaim responsibility.
        frame: headings of a lead and of a conclusion.
        editorial: those of them that speak as the site's editor, such as 小編導語.
        addressing: stock phrases that speak of the article itself or to its reader.
        padding: share of the characters in the other stock phrases.
    """

    contacts: tuple[Contact, ...]
    takedown: tuple[Contact, ...]
    disclaimers: tuple[str, ...]
    frame: tuple[str, ...]
    editorial: tuple[str, ...]
    addressing: tuple[str, ...]
    padding: float

    def features(self) -> dict[str, float]:
        """Return the numbers that the model weighs, each from 0 to 1."""
        return {
            "contacts": min(1.0, len(self.contacts) / 2),
            "takedown": float(bool(self.takedown)),
            "disclaimer": float(bool(self.disclaimers)),
            "frame": min(1.0, len(self.frame) / 2),
            "editorial": min(1.0, len(self.editorial) / 2),
            "addressing": min(1.0, len(self.addressing) / FULL_ADDRESS),
            "padding": min(1.0, self.padding / FULL_PADDING),
        }


def find_signs(text: str, outline: Outline, phrases: Sequence[Phrase] | None = None) -> Signs:
    """Find the signs in an article.

    Args:
        text: the article.
        outline: of the same text.
        phrases: its stock phrases, if they were looked for already.
    """
    from toolkit.parse import contacts

    folded, offsets = fold_with_offsets(text)
    if phrases is None:
        phrases = find_phrases(folded)
    headed = [node.heading for node in outline.children if node.kind in ("lead", "conclusion")]
    frame = tuple(heading.text.strip() for heading in headed if heading is not None)
    spoken = [phrase for phrase in phrases if phrase.kind in ADDRESSING]
    rest = sum(phrase.end - phrase.start for phrase in phrases if phrase.kind not in ADDRESSING)
    reached = tuple(contact for contact in contacts(text) if contact.kind in REACHABLE)
    return Signs(
        reached,
        tuple(contact for contact in reached if any(word in _line(text, contact.start) for word in _takedowns())),
        tuple(node.text.strip() for node in outline.walk() if node.kind == "disclaimer"),
        frame,
        tuple(heading for heading in frame if any(word in fold(heading) for word in _editors())),
        # quoted as the article writes them: a moderator reads the evidence beside the article, not beside its fold
        tuple(text[offsets[phrase.start] : offsets[phrase.end - 1] + 1] for phrase in spoken),
        rest / max(1, len(folded)),
    )
