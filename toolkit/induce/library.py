"""Many templates against many articles: pieces of fixed text as an index, so that few templates are tried on each.

An article is looked up by its k-grams in a table of pieces of the templates' obligatory text; only templates of which
enough pieces are there are tried in full. A hundred templates cost an article no more look-ups than one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.nodes import Seq, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from toolkit.induce.match import Match
    from toolkit.induce.template import Template

WIDTH = 5
"""Characters of a piece: five Han characters in a row are seldom shared by chance, and fit into short fixed texts."""
PIECES = 24
"""Pieces that a template puts into the index, spread over its fixed text."""
ENOUGH = 0.4
"""Share of a template's pieces that make an article a candidate; `match` asks for more of the text itself."""


class Hit(NamedTuple):
    """An article that comes from a template of a library.

    Attributes:
        name: of the template.
        match: how the article reads by it.
    """

    name: str
    match: Match


class Library:
    """Templates by name, and their index.

    Args:
        templates: by name; those that found nothing are left out.
    """

    def __init__(self, templates: Mapping[str, Template]) -> None:
        self.templates = {name: template for name, template in templates.items() if template}
        self._index: dict[str, list[str]] = defaultdict(list)
        self._needed: dict[str, int] = {}
        self._always: list[str] = []
        for name, template in self.templates.items():
            pieces = _pieces(template)
            if not pieces:
                self._always.append(name)
                continue
            self._needed[name] = max(1, int(ENOUGH * len(pieces)))
            for piece in pieces:
                self._index[piece].append(name)

    def __len__(self) -> int:
        return len(self.templates)

    def candidates(self, text: str) -> list[str]:
        """Return the names of the templates worth trying on a text, the likeliest first."""
        index = self._index
        seen = {piece for i in range(len(text) - WIDTH + 1) if (piece := text[i : i + WIDTH]) in index}
        counts: Counter[str] = Counter()
        for piece in seen:
            counts.update(index[piece])
        found = [name for name, n in counts.items() if n >= self._needed[name]]
        found.sort(key=lambda name: (-counts[name] / self._needed[name], name))
        return [*found, *self._always]

    def match(self, text: str) -> Hit | None:
        """Return the template that saves most on a text, with the reading, or None where none fits."""
        best: Hit | None = None
        for name in self.candidates(text):
            found = self.templates[name].match(text)
            if found and (best is None or found.bits_saved > best.match.bits_saved):
                best = Hit(name, found)
        return best

    def match_all(self, texts: Iterable[str]) -> Iterator[Hit | None]:
        """Yield `match` of each text."""
        for text in texts:
            yield self.match(text)


def _pieces(template: Template) -> list[str]:
    """Return pieces of the obligatory fixed text, spread over it, each once."""
    tree = template.tree
    parts = tree.parts if isinstance(tree, Seq) else [tree]
    all_pieces = [
        part.text[i : i + WIDTH]
        for part in parts
        if isinstance(part, Text)
        for i in range(0, len(part.text) - WIDTH + 1, max(1, WIDTH // 2))
    ]
    distinct = list(dict.fromkeys(all_pieces))
    if len(distinct) <= PIECES:
        return distinct
    step = len(distinct) / PIECES
    return [distinct[int(k * step)] for k in range(PIECES)]
