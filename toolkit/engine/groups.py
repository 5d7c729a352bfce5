"""Articles that share a contact, directly or through one another: the connected components of who-names-what.

The same rule as in `toolkit.links` says which contacts are hubs: shared by articles that have nothing else in common.
They are listed and connect nothing.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.links.build import connected, reach
from toolkit.links.facts import FOOTER_PARTS, Key
from toolkit.links.hubs import HubRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from toolkit.links import Mention, Reach


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
    """Collects which article names which contact, judges the contacts, and finds the groups.

    Args:
        link_by: kinds of contact that connect articles; others are only counted.
        rule: the thresholds for hubs; None takes the defaults.
    """

    def __init__(self, link_by: Collection[str], rule: HubRule | None = None) -> None:
        self._link_by = frozenset(link_by)
        self._rule = rule or HubRule()
        self._articles: dict[Key, list[int]] = defaultdict(list)
        self._raws: dict[Key, dict[str, None]] = defaultdict(dict)
        self._cited: dict[Key, int] = defaultdict(int)
        self._reach: dict[Key, Reach] = {}
        # Signals of the articles, in arrays: numbers take 8 bytes there and 32 as objects.
        self._hosts: dict[str, int] = {}
        self._host = array("q")
        self._kit = array("q")
        self._headings = array("q")
        self._heading_count = array("q")

    def add(
        self,
        article: int,
        contacts: Iterable[Mention],
        host: str | None = None,
        headings: Sequence[int] = (),
        *,
        kit: bool = False,
    ) -> None:
        """Record one article.

        Args:
            article: its index; articles are added in ascending order, from 0, none left out.
            contacts: what it names; repeats count once.
            host: what served it.
            headings: see `toolkit.links.facts.heading_pairs`.
            kit: whether it carries the notes of an annotator's kit.
        """
        own: set[Key] = set()
        named: set[Key] = set()
        for contact in contacts:
            key = contact.key
            articles = self._articles[key]
            if not articles or articles[-1] != article:
                articles.append(article)
            self._raws[key].setdefault(contact.raw)
            (own if contact.part in FOOTER_PARTS else named).add(key)
        for key in named - own:
            self._cited[key] += 1
        self._host.append(-1 if host is None else self._hosts.setdefault(host, len(self._hosts)))
        self._kit.append(0 if kit else -1)
        self._headings.extend(headings)
        self._heading_count.append(len(headings))

    def judge(self, clusters: NDArray[Any]) -> None:
        """Find the hubs among the contacts; without it there are none.

        Args:
            clusters: for each article the number of its cluster of near-duplicates, below 0 without a copy.
        """
        import numpy as np

        from toolkit.links.signals import moulds

        host = np.array(self._host, dtype=np.int64)
        signals = {
            "cluster": np.asarray(clusters),
            "mould": moulds(np.array(self._headings, dtype=np.int64), np.array(self._heading_count, dtype=np.int64)),
            "kit": np.array(self._kit, dtype=np.int64),
            "host": host,
        }
        served = {("host", name): np.flatnonzero(host == number).tolist() for name, number in self._hosts.items()}
        self._reach = reach({**served, **self._articles}, self._cited, signals, self._rule, self._link_by)

    def __len__(self) -> int:
        return len(self._articles)

    def count(self) -> tuple[int, int]:
        """Return how many contacts of the linking kinds there are, and how many of them two or more articles name."""
        named = [len(articles) for key, articles in self._articles.items() if self.could_link(key)]
        return len(named), sum(number > 1 for number in named)

    def links(self, key: Key) -> bool:
        """Tell whether sharing this contact puts two articles into one group."""
        return self.could_link(key) and not self.hub(key)

    def could_link(self, key: Key) -> bool:
        """Tell whether contacts of this kind connect articles, hubs or not."""
        return key[0] in self._link_by

    def hub(self, key: Key) -> str:
        """Say why a contact that could connect articles does not; empty when it is no hub."""
        found = self._reach.get(key)
        return found.why if found is not None and self.could_link(key) else ""

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
        # Articles are renumbered densely: most of a corpus shares no contact.
        members = sorted({article for _, articles in links for article in articles})
        position = {article: at for at, article in enumerate(members)}
        labels = connected(len(members), [[position[article] for article in articles] for _, articles in links])
        articles_of: dict[int, list[int]] = defaultdict(list)
        contacts_of: dict[int, list[Key]] = defaultdict(list)
        for article, label in zip(members, labels, strict=True):
            articles_of[label].append(article)
        for key, articles in links:
            contacts_of[labels[position[articles[0]]]].append(key)
        groups = [Group(tuple(articles_of[label]), tuple(sorted(contacts_of[label]))) for label in articles_of]
        return sorted(groups, key=lambda group: (-len(group.articles), group.articles))
