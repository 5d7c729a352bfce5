"""Write articles from templates, with the truth of every character.

`toolkit.generate("loan_guide", 100, seed=7)` writes a hundred articles; each knows its sections, contacts and which
slot wrote which characters. `toolkit.generate.copying` makes spun and damaged copies of them. Everything is drawn from
the seed, so a corpus is a name, a number and a seed. All of it is marked `synthetic`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit._callable import make_callable
from toolkit.errors import UsageError
from toolkit.generate.article import Generated, Section, TrueContact
from toolkit.generate.derivation import Node, expand
from toolkit.generate.library import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.generate.mould import Mould
    from toolkit.generate.spintax import Spin

__all__ = ["Generated", "Node", "Section", "TrueContact", "expand", "generate", "load", "names"]


@lru_cache(maxsize=32)
def _builtin(name: str) -> Mould:
    from toolkit.generate.mould import Mould

    return Mould.load(name)


def load(name: str) -> Mould | Spin:
    """Return a template ready for use: one of `names()`, a folder of the user's own, or a spintax file (`.spin`).

    Raises:
        UsageError: it does not exist or is wrong; the message begins with file and line.
    """
    if name in names():
        return _builtin(name)
    if name.endswith(".spin"):
        from toolkit.generate.spintax import Spin

        return Spin.load(name)
    from toolkit.generate.mould import Mould

    return Mould.load(name)


def generate(name: str, n: int = 1, seed: int = 0) -> Iterator[Generated]:
    """Write articles from a template.

    Args:
        name: one of `toolkit.generate.names()`, the path of a folder with `article.j2` and `lexicon.yaml`, or a
            spintax file whose name ends in `.spin`.
        n: how many articles.
        seed: any whole number. The same name, seed and number of an article give the same article, to the byte;
            asking for more articles leaves the first ones as they are.

    Returns:
        An iterator of `Generated`, written as they are asked for.

    Raises:
        UsageError: the template does not exist or is wrong (file and line are named), or n is negative.

    >>> first, second = generate("loan_guide", 2, seed=7)
    >>> first.synthetic, first.text == next(generate("loan_guide", seed=7)).text, first.text == second.text
    (True, True, False)
    """
    if n < 0:
        raise UsageError(f"cannot write {n} articles")
    return load(name).articles(n, seed)


make_callable(__name__, generate)
