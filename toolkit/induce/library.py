"""Many templates against many articles: an index of their wording, so that few templates are read for each.

One pass over an article tells how many of its characters each template's k-grams cover, whatever the number of
templates. That is the very figure by which `match` refuses an article unread, so the index loses nothing. Templates are
then read from the most covering to the least, and given up as soon as they cannot save more than the best so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.grams import GramIndex, code_points
from toolkit.induce.match import match_likely, needed
from toolkit.induce.nodes import literals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from toolkit.induce.match import Match
    from toolkit.induce.template import Template


class Hit(NamedTuple):
    """An article that comes from a template of a library.

    Attributes:
        name: of the template.
        kind: of the template: `template`, or `skeleton` where only the outline is shared.
        match: how the article reads by it.
    """

    name: str
    kind: str
    match: Match


class Library:
    """Templates by name, and their index.

    Args:
        templates: by name; those that found nothing are left out.
    """

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self.templates = {name: template for name, template in templates.items() if template}
        self._names = sorted(self.templates)
        self._index = GramIndex([literals(self.templates[name].tree) for name in self._names])

    def __len__(self) -> int:
        return len(self.templates)

    def covered(self, text: str) -> dict[str, float]:
        """Return the share of a text's characters that the words of each template cover, by name."""
        counts = self._index.covered(code_points(text)).tolist()
        return {name: n / max(1, len(text)) for name, n in zip(self._names, counts, strict=True)}

    def candidates(self, text: str) -> list[str]:
        """Return the names of the templates worth reading a text by, the likeliest first."""
        covered = self._index.covered(code_points(text)).tolist()
        found = [
            (n, name)
            for name, n in zip(self._names, covered, strict=True)
            if n and n >= needed(self.templates[name], len(text))
        ]
        return [name for n, name in sorted(found, key=lambda pair: (-pair[0], pair[1]))]

    def match(self, text: str) -> Hit | None:
        """Return the template that saves most on a text, with the reading, or None where none fits."""
        best: Hit | None = None
        for name in self.candidates(text):
            found = match_likely(self.templates[name], text, best.match.bits_saved if best else 0.0)
            if found and (best is None or found.bits_saved > best.match.bits_saved):
                best = Hit(name, self.templates[name].report.kind, found)
        return best

    def match_all(self, texts: Iterable[str]) -> Iterator[Hit | None]:
        """Yield `match` of each text."""
        for text in texts:
            yield self.match(text)
