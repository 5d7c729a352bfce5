"""The templates of a scan's larger clusters, as plain data and as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.report import text as texts
from toolkit.report.template_view import template_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from toolkit.induce import Template

MAX_ARTICLE = 3_000
"""Characters shown of a mould's first article; its file has all."""
MAX_SOURCE = 6_000
MAX_SLOTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MouldView:
    """A cluster and its template.

    Attributes:
        cluster: its id.
        title: of the first article that the template was induced from, or its id.
        size: articles of the cluster.
        template: induced from some of them; falsy where they share too little.
        file: where the source is, beside the report; "" where there is none.
    """

    cluster: str
    title: str
    size: int
    template: Template
    file: str = ""

    def summary(self) -> str:
        """Return the template in a line."""
        report = self.template.report
        if not self.template:
            return f"no template: {report.reason}"
        learnt = f"from {texts.number(report.articles)} of {texts.plural(self.size, 'article')}"
        fixed = f"{texts.share(report.fixed_share, 1)} of the characters are fixed"
        return f"{learnt} · {fixed} · {texts.plural(len(self.template.slots), 'slot')}"

    def html(self) -> Markup:
        """Draw the first article with what varies in colour, the table of slots and, folded, the source."""
        return template_body(self.template, article=MAX_ARTICLE, source=MAX_SOURCE, slots=MAX_SLOTS, level=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class MouldsView:
    """The section on templates.

    Attributes:
        least: articles that a cluster must have.
        clusters: how many clusters have as many.
        moulds: those that are shown, of the largest clusters.
    """

    least: int
    clusters: int
    moulds: Sequence[MouldView]
