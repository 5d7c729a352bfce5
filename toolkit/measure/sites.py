"""Which hosts are one site's: what stands there is one publisher's own, however alike it is."""

from __future__ import annotations

_SECOND = frozenset({"ac", "co", "com", "edu", "gob", "gov", "idv", "mil", "ne", "net", "or", "org"})
"""Labels in front of a country's under which names are registered, as in `co.uk`, `com.cn`, `idv.tw`."""


def site_of(host: str) -> str:
    """Return the registered name of a host, or the host itself where it is a number; empty for an empty one.

    Hosts of one name are one site: `www`, `m` and `news` are its parts, and so are the thousand hosts of a spider pool.
    Blogs that share a name are taken for one site as well, which only makes their moulds say less. Two labels are the
    name, three below the second levels that countries have in common; there is no list of all of them here.

    >>> site_of("www.a.example.com.cn"), site_of("m.example.net"), site_of("192.0.2.7")
    ('example.com.cn', 'example.net', '192.0.2.7')
    """
    host = host.rstrip(".")
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    name = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND else 2
    return ".".join(labels[-name:])
