"""One look at a text that spares most texts several: whether it has any of the characters that some fixers look for.

Invisible characters, references, radicals and odd spaces are all found by a character of their own. Each of the fixers
looks for its own class; here the classes are one, so that a text without any is gone through once.
"""

from __future__ import annotations

import re
from functools import cache

SCREENED = frozenset({"invisible", "entities", "radicals", "spaces"})
"""The fixers that find nothing in a text that `shows` nothing."""


@cache
def _any_of_them() -> re.Pattern[str]:
    from toolkit.repair.invisible import CHARACTERS
    from toolkit.repair.radicals import FORMS
    from toolkit.repair.spaces import SPACES

    # Everything above U+FFFF is let through: a class of a few ranges up there costs each character one comparison.
    return re.compile(f"[{CHARACTERS}{FORMS}{SPACES}&\U00010000-\U0010ffff]")


def shows(text: str) -> bool:
    r"""Tell whether one of the fixers `SCREENED` may find something in `text`.

    >>> shows("乾淨的文字。"), shows("空\u200b白"), shows("&nbsp;")
    (False, True, True)
    """
    return _any_of_them().search(text) is not None
