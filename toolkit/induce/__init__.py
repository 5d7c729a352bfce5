"""A group of articles in, the mould they were printed from out: `toolkit.induce(texts)`.

The template is Jinja source that renders every article exactly; what varies has a name, a type and its values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit._callable import make_callable
from toolkit._lazy import loader
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.induce.match import Match
    from toolkit.induce.template import Report, SlotInfo, Template, VariableSpan

__all__ = ["Match", "Report", "SlotInfo", "Template", "VariableSpan", "induce"]

_LAZY = {
    "Match": "toolkit.induce.match",
    "Report": "toolkit.induce.template",
    "SlotInfo": "toolkit.induce.template",
    "Template": "toolkit.induce.template",
    "VariableSpan": "toolkit.induce.template",
}


def induce(texts: Iterable[str]) -> Template:
    """Find the template of a group of articles.

    Args:
        texts: articles that may come from one mould; order plays no part in the template.

    Returns:
        A `Template`: rendering `contexts[k]` gives text `members[k]` exactly, which has been checked. Texts that are
        not of the template are listed in `unparsed`. It is falsy, with all texts unparsed, where they share too little.

    Raises:
        UsageError: something else than texts was given.

    >>> template = induce([f"{n}是一款面向{w}的應用，額度{a}元。" for n, w, a in
    ...     [("青禾", "學生", 500), ("小舟", "上班族", 8000), ("微潮", "商戶", 12000), ("橙柚", "學生", 300)]])
    >>> template.render(template.contexts[1])
    '小舟是一款面向上班族的應用，額度8000元。'
    """
    if isinstance(texts, str):
        raise UsageError("induce takes a list of texts; one text alone has no template")
    from toolkit.induce.core import run

    listed = list(texts)
    for i, text in enumerate(listed):
        if not isinstance(text, str):
            raise UsageError(f"text {i} is {type(text).__name__}, not str")
    return run(listed)


__getattr__ = loader(__name__, _LAZY)


make_callable(__name__, induce)
