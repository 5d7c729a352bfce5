"""Compare outlines: the skeleton of one, the likeness of two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.lexicon import NOTE

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from toolkit.parse.model import Node, Outline

HOLE = "□"
"""Stands for variable words in a skeleton."""

_NOTE = re.compile(NOTE[:-1])
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_TOPIC_MIN, _TOPIC_MAX = 2, 8  # characters of a platform's name


def topic(outline: Outline) -> str | None:
    """Return the name that changes from copy to copy; see `shared_name`."""
    return shared_name(outline.title, [node.text for node in outline.walk() if node.kind == "heading"])


def shared_name(title: str | None, headings: Sequence[str], least: int = 2) -> str | None:
    """Return the words that the title and most headings share: usually the name that changes from copy to copy.

    It is the longest run of 2 to 8 characters of the title that stands in more headings than any other, and in at
    least `least` of them; None when there is none. Notes are left out.
    """
    if not title or len(headings) < 2:
        return None
    from collections import Counter

    headings = [_NOTE.sub("", heading) for heading in headings]
    counts: Counter[str] = Counter()
    for run in _HAN_RUN.findall(_NOTE.sub("", title)):
        for size in range(_TOPIC_MIN, _TOPIC_MAX + 1):
            for start in range(len(run) - size + 1):
                counts[run[start : start + size]] = 0
    for words in counts:
        counts[words] = sum(words in heading for heading in headings)
    best = max(counts, key=lambda words: (counts[words], len(words)), default=None)
    return best if best is not None and counts[best] >= least else None


def skeleton(outline: Outline) -> str:
    """Return the outline with the variable words taken out, one node a line, indented by level.

    Headings stay without notes and with the topic replaced by `□`; of paragraphs, items and the other leaves only
    the kind stays, of items and footers also the label, and repeated lines are counted (`paragraph ×3`).
    """
    name = topic(outline)
    lines: list[str] = []
    counts: list[int] = []
    stack: list[tuple[Node, int]] = [(node, 0) for node in reversed(outline.children)]
    while stack:
        node, depth = stack.pop()
        if node.kind == "heading":
            words = _NOTE.sub("", " ".join(node.text.split()))
            line = "heading " + (words.replace(name, HOLE) if name else words)
        elif node.kind in ("editor", "source", "disclaimer", "contact") and node.label:
            line = f"{node.kind} {_NOTE.sub('', node.label)}"
        else:
            line = node.kind
        line = "  " * depth + line
        if lines and lines[-1] == line and not node.children:
            counts[-1] += 1
        else:
            lines.append(line)
            counts.append(1)
        stack.extend((child, depth + 1) for child in reversed(node.children))
    return "\n".join(line if n == 1 else f"{line} ×{n}" for line, n in zip(lines, counts, strict=True))


def tokens(outline: Outline) -> list[str]:
    """Return the structure as a sequence of tokens: level, kind, family and number of each node; no words."""
    out: list[str] = []
    stack: list[tuple[Node, int]] = [(node, 0) for node in reversed(outline.children)]
    while stack:
        node, depth = stack.pop()
        number = ".".join(map(str, node.number)) if node.number and node.kind == "section" else ""
        out.append(f"{depth} {node.kind} {node.family or ''} {number}")
        stack.extend((child, depth + 1) for child in reversed(node.children))
    return out


def similarity(one: Outline, other: Outline) -> float:
    """Return how alike two outlines are in structure, from 0 to 1, whatever their words.

    The measure is the normalised indel similarity (2 × longest common subsequence over the sum of lengths) of the two
    sequences of `tokens`. Two empty outlines are alike.
    """
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(tokens(one), tokens(other)))
