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


def induce(texts: Iterable[str], originals: Iterable[str] | None = None, *, script: str = "keep") -> Template:
    """Find the template of a group of articles.

    Args:
        texts: articles that may come from one mould; order plays no part in the template.
        originals: where `texts` are the repaired forms of damaged articles, the articles as they were found, in the
            same order. The template is learnt from the repaired forms; contexts and spans are those of the originals,
            and what the damage did to an article is among the edits of its context.
        script: `hans`, `hant`, `tw`, `hk` or one of OpenCC's configurations (see `toolkit.repair`): learn from the
            texts in that script, so that copies in both have one wording; `common` takes the script, and the width of
            punctuation, of most of the texts.
            Contexts and spans are still those of the texts as they are, the characters that differ among the edits.

    Returns:
        A `Template`: rendering `contexts[k]` gives article `members[k]` exactly, which has been checked. Texts that are
        not of the template are listed in `unparsed`. It is falsy, with all texts unparsed, where they share too little.

    Raises:
        UsageError: something else than texts was given, or not as many originals as texts, or an unknown script.

    >>> template = induce([f"{n}是一款面向{w}的應用，額度{a}元。" for n, w, a in
    ...     [("青禾", "學生", 500), ("小舟", "上班族", 8000), ("微潮", "商戶", 12000), ("橙柚", "學生", 300)]])
    >>> template.render(template.contexts[1])
    '小舟是一款面向上班族的應用，額度8000元。'
    """
    if isinstance(texts, str) or isinstance(originals, str):
        raise UsageError("induce takes a list of texts; one text alone has no template")
    from toolkit.induce.bulk import run

    listed = list(texts)
    found = listed if originals is None else list(originals)
    if len(found) != len(listed):
        raise UsageError(f"{len(listed)} texts and {len(found)} originals; give the original of each text")
    for i, text in enumerate([*listed, *(() if originals is None else found)]):
        if not isinstance(text, str):
            which = f"text {i}" if i < len(listed) else f"original {i - len(listed)}"
            raise UsageError(f"{which} is {type(text).__name__}, not str")
    if script != "keep":
        from toolkit.induce.scripts import in_one

        listed = in_one(listed, script)
    return run(listed, found)


__getattr__ = loader(__name__, _LAZY)


make_callable(__name__, induce)
