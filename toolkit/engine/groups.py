"""Articles that share a contact, directly or through one another: the connected components of who-names-what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Key = tuple[str, str]
"""A contact's kind and normalised value."""


@dataclass(frozen=True, slots=True)
class Group:
    """Articles connected by contacts.

    Attributes:
        articles: indexes of the articles, ascending; two or more.
        contacts: the contacts that connect them (each named by two or more of them), sorted.
    """

    articles: tuple[int, ...]
    contacts: tuple[Key, ...]


class ContactIndex:
    """Collects which article names which contact, and finds the groups.

    Args:
        link_by: kinds of contact that connect articles; others are only counted.
    """

    def __init__(self, link_by: Collection[str]) -> None:
        self._link_by = frozenset(link_by)
        self._articles: dict[Key, list[int]] = defaultdict(list)
        self._raws: dict[Key, dict[str, None]] = defaultdict(dict)

    def add(self, article: int, contacts: Iterable[tuple[str, str, str]]) -> None:
        """Record the contacts of one article.

        Args:
            article: its index; articles are added in ascending order.
            contacts: (kind, value, raw spelling) triples; repeats within an article count once.
        """
        for kind, value, raw in contacts:
            articles = self._articles[kind, value]
            if not articles or articles[-1] != article:
                articles.append(article)
            self._raws[kind, value].setdefault(raw)

    def __len__(self) -> int:
        return len(self._articles)

    def links(self, key: Key) -> bool:
        """Tell whether sharing this contact puts two articles into one group."""
        return key[0] in self._link_by

    def raws(self, key: Key) -> list[str]:
        """Return the distinct spellings of a contact, in the order they were met."""
        return list(self._raws[key])

    def shared(self) -> list[tuple[Key, list[int]]]:
        """Return the contacts named by two or more articles, those behind the most articles first."""
        found = [(key, articles) for key, articles in self._articles.items() if len(articles) > 1]
        return sorted(found, key=lambda entry: (-len(entry[1]), entry[0]))

    def groups(self) -> list[Group]:
        """Return the groups of two or more articles, the largest first."""
        links = [(key, articles) for key, articles in self.shared() if self.links(key)]
        if not links:
            return []
        import numpy as np
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        # Bipartite: articles are renumbered densely, contacts follow after them; an edge says "names".
        members = sorted({article for _, articles in links for article in articles})
        position = {article: at for at, article in enumerate(members)}
        rows = [position[article] for _, articles in links for article in articles]
        columns = [len(members) + at for at, (_, articles) in enumerate(links) for _ in articles]
        size = len(members) + len(links)
        graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
        count, labels = connected_components(graph, directed=False)
        articles_of: list[list[int]] = [[] for _ in range(count)]
        contacts_of: list[list[Key]] = [[] for _ in range(count)]
        for at, article in enumerate(members):
            articles_of[labels[at]].append(article)
        for at, (key, _) in enumerate(links):
            contacts_of[labels[len(members) + at]].append(key)
        groups = [Group(tuple(a), tuple(sorted(c))) for a, c in zip(articles_of, contacts_of, strict=True)]
        return sorted(groups, key=lambda group: (-len(group.articles), group.articles))
