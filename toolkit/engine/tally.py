"""Running totals of a scan: small, whatever the size of the corpus."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.report.data import DamageExample, DamageKind, Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from toolkit.article import Article, Edit
    from toolkit.engine.analyse import Analysed


@dataclass(slots=True)
class _Kind:
    edits: int = 0
    left: int = 0
    articles: int = 0
    certainties: Counter[str] = field(default_factory=Counter)
    applied: list[DamageExample] = field(default_factory=list)
    reported: list[DamageExample] = field(default_factory=list)


class Tally:
    """Counts what a scan sees, and keeps a few examples of each kind of damage.

    Args:
        limits: how many examples of a kind are kept.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._kinds: dict[str, _Kind] = {}
        self.articles = 0
        self.characters = 0
        self.damaged = 0
        self.edits = 0
        self.left = 0
        self.with_contacts = 0
        self.with_sections = 0
        self.encodings: Counter[str] = Counter()
        self.scripts: Counter[str] = Counter()
        self.kit_levels: Counter[int] = Counter()

    def add(self, result: Analysed, link_by: Collection[str]) -> None:
        """Count one article.

        Args:
            result: what was found out about it.
            link_by: kinds of contact that say who is behind an article; its editor's name alone does not count.
        """
        article = result.article
        self.articles += 1
        self.characters += len(article.text)
        self.damaged += bool(result.edits)
        self.edits += len(result.edits)
        self.left += len(result.left)
        self.with_contacts += any(contact.kind in link_by for contact in result.contacts)
        self.with_sections += bool(result.sections)
        self.encodings[article.encoding or "text"] += 1
        self.scripts[result.script] += 1
        if result.kit_level is not None:
            self.kit_levels[result.kit_level] += 1
        applied = self._count(article, result.edits, result.text)
        reported = self._count(article, result.left, None)
        for kind in applied | reported:
            self._kinds[kind].articles += 1

    def _count(self, article: Article, edits: Iterable[Edit], repaired: str | None) -> set[str]:
        """Count edits: those applied, which made `repaired`, or with None those that were left."""
        applied = repaired is not None
        seen: set[str] = set()
        shift = 0  # how much longer the edits so far made the text
        for edit in edits:
            kind = self._kinds.setdefault(edit.kind, _Kind())
            kind.certainties[edit.certainty] += 1
            if applied:
                kind.edits += 1
            else:
                kind.left += 1
            examples = kind.applied if applied else kind.reported
            # One example an article: six places of one page would show one page, not the corpus.
            if edit.kind not in seen and len(examples) < self._limits.examples:
                now = None if repaired is None else (repaired, edit.start + shift)
                examples.append(DamageExample.of(article.id, article.text, edit, now=now))
            seen.add(edit.kind)
            shift += len(edit.after) - len(edit.before)
        return seen

    def damage(self) -> list[DamageKind]:
        """Return the damage found, a kind a row, in the order in which the fixers run."""
        from toolkit.repair import FIXERS

        rank = {name: at for at, name in enumerate(FIXERS)}
        rows = []
        for name, kind in sorted(self._kinds.items(), key=lambda entry: (rank.get(entry[0], len(rank)), entry[0])):
            rows.append(
                DamageKind(
                    name=name,
                    summary=FIXERS[name].summary if name in FIXERS else "",
                    edits=kind.edits,
                    left=kind.left,
                    articles=kind.articles,
                    certainties=dict(kind.certainties),
                    examples=(kind.applied + kind.reported)[: self._limits.examples],
                )
            )
        return rows
