"""Hubs: contacts and hosts that unrelated articles share, and that therefore say nothing about one hand.

A consular hotline stands in news of every kind, a portal's complaint number below articles of everybody. What tells
them from a farm's number is that the articles have nothing else in common. So the articles of a contact are divided
by their *other* signals (near-duplicate cluster, mould, annotator's kit, host), and the contact is a hub when too many
parts remain. A contact that articles cite is one also when those who cite it sign with different contacts of their own.
Formulas, thresholds and figures are in docs/methods_links.md.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toolkit.links.facts import Key

_PERSONAL = frozenset({"qq", "wechat", "telegram"})
_MAIL_PROVIDERS = frozenset({"qq.com", "163.com", "126.com", "foxmail.com", "gmail.com", "outlook.com", "hotmail.com"})


@dataclass(frozen=True, slots=True)
class HubRule:
    """When a shared contact or host ties nothing.

    Attributes:
        dispersion: largest dispersion (see `Reach`) that still ties; one half means that an article of the contact
            has, on average, one relative among the others.
        public: articles from which a contact is judged that anybody may cite (landlines, service numbers, addresses,
            mail of an organisation) and that stands in the body.
        personal: the same for accounts of persons (mobiles, QQ, WeChat, Telegram, free mail) in the body.
        own_public: the same for public ones that mostly stand in footers, where the publisher names itself.
        own_personal: the same for accounts of persons in footers.
        host: the same for hosts.
        hands_public: hands (see `Reach`) that cite a public contact, from which it is nobody's among them.
        hands_personal: the same for accounts of persons.
    """

    dispersion: float = 0.5
    public: int = 3
    personal: int = 20
    own_public: int = 100
    own_personal: int = 1000
    host: int = 20
    hands_public: int = 2
    hands_personal: int = 5

    def to_dict(self) -> dict[str, Any]:
        """Return the thresholds as plain JSON types."""
        return asdict(self)

    def least(self, key: Key, cited: float) -> int:
        """Return from how many articles a contact is judged.

        Args:
            key: kind and value.
            cited: share of its articles that name it in the body only.
        """
        if key[0] == "host":
            return self.host
        if is_personal(key):
            return self.personal if cited >= 0.5 else self.own_personal
        return self.public if cited >= 0.5 else self.own_public


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a contact reaches, and what that means.

    Attributes:
        articles: articles that name it.
        groups: parts into which they fall when those that share a cluster, a mould, a kit or, for contacts in footers,
            a host are put together.
        cited: how many of them name it in the body only.
        hands: components of two or more articles, tied by contacts in footers, that it would join; 0 where it stands
            in footers itself.
        hub: whether it ties nothing.
        why: one sentence for a person; empty where it ties.
    """

    articles: int
    groups: int
    cited: int
    hands: int
    hub: bool
    why: str

    @property
    def dispersion(self) -> float:
        """0 when all its articles are related otherwise, 1 when no two of them are: (groups - 1) / (articles - 1)."""
        return (self.groups - 1) / (self.articles - 1) if self.articles > 1 else 0.0


def is_personal(key: Key) -> bool:
    """Tell whether a contact is the account of a person rather than of an organisation.

    >>> [is_personal(key) for key in (("phone", "+8615000001234"), ("phone", "+861012308"), ("qq", "360000001"))]
    [True, False, True]
    """
    kind, value = key
    if kind == "phone":
        return len(value) == 14 and value.startswith("+861") and value[4] in "3456789"
    return kind in _PERSONAL or (kind == "email" and value.rpartition("@")[2] in _MAIL_PROVIDERS)


def judge(key: Key, articles: int, groups: int, cited: int, rule: HubRule, hands: int = 0) -> Reach:
    """Decide whether a contact is a hub.

    Args:
        key: kind and value; `("host", name)` for a host.
        articles: articles that name it.
        groups: parts into which these fall by their other signals.
        cited: how many of them name it in the body only.
        rule: the thresholds.
        hands: components of contacts in footers that it would join.
    """
    reach = Reach(articles, groups, cited, hands, hub=False, why="")
    if hands >= (rule.hands_personal if is_personal(key) else rule.hands_public):
        why = f"{articles:,} articles cite it, and by the contacts of their footers they belong to {hands:,} hands"
        return replace(reach, hub=True, why=why)
    if articles < rule.least(key, cited / max(1, articles)) or reach.dispersion <= rule.dispersion:
        return reach
    if key[0] == "host":
        place, signals = "are served by it", "copies and moulds"
    elif 2 * cited < articles:
        place, signals = "name it, most in a footer", "copies, moulds and hosts"
    else:
        place, signals = "cite it", "copies and moulds"
    why = f"{articles:,} articles {place}, and by {signals} they fall into {groups:,} unrelated groups"
    return replace(reach, hub=True, why=why)


def agreement(articles_of: Sequence[Sequence[int]], signals: Sequence[NDArray[Any]]) -> list[int]:
    """Count, for each set of articles, the groups into which it falls by what its articles share otherwise.

    Two articles of a set are in one group when some signal has the same value for both, directly or through others
    of the set. All sets are divided by one search for connected components.

    Args:
        articles_of: the sets, as indexes of articles.
        signals: integer arrays with a value for each article; below 0 is "unknown" and agrees with nothing.

    Returns:
        The number of groups of each set.
    """
    if not articles_of:
        return []
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    sizes = np.array([len(articles) for articles in articles_of])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    article = np.concatenate([np.asarray(articles, dtype=np.int64) for articles in articles_of])
    total = len(owner)
    rows, columns = [], []
    offset = total
    for signal in signals:
        value = signal[article] if total else article
        known = np.flatnonzero(value >= 0)
        if not len(known):
            continue
        # One vertex for each value within each set: the same mould under two contacts says nothing about either.
        code = owner[known] * (int(value.max()) + 1) + value[known]
        _, vertex = np.unique(code, return_inverse=True)
        rows.append(known)
        columns.append(offset + vertex)
        offset += int(vertex.max()) + 1
    if not rows:
        return [int(size) for size in sizes]
    row, column = np.concatenate(rows), np.concatenate(columns)
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(offset, offset))
    _, labels = connected_components(graph, directed=False)
    pairs = np.unique(np.stack([owner, labels[:total].astype(np.int64)]), axis=1)
    return [int(n) for n in np.bincount(pairs[0], minlength=len(sizes))]
