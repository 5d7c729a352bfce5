"""Read a new article by a template: does it come from this mould, and with which values?

Fixed texts are found first (exactly, else by alignment); what stands between them is read by the nodes between them,
the cheapest way in bits. The article is accepted if most of the template's obligatory text is there and the template
explains the article in clearly fewer bits than its characters alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf, log2
from typing import TYPE_CHECKING, Any

from toolkit.induce import spine, units
from toolkit.induce.abstract import ENTITIES
from toolkit.induce.bits import NEW_CHARACTER, NODE, Bits, length_bits
from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce.contexts import Context
    from toolkit.induce.template import Template, VariableSpan

FOUND = 0.7
"""Share of the obligatory fixed text (by characters) that must be found. Held-out draws lose what chance made look
obligatory in a small group; articles of other moulds of the same trade share below 0.3."""
SAVED = 0.15
"""Share of the article's bits that the template must save."""
FEW = 3
"""Nodes up to which a stretch that no strict reading fits is read again with every cut tried."""
BEAM = 3
"""Places from which a stretch is read on."""
MAX_CUTS = 20
"""Places at which a stretch read by several nodes may be cut; beyond, only every n-th is tried."""
_TYPED = {kind: re.compile(pattern, re.ASCII) for kind, pattern in ENTITIES.items()}
_ANY_TYPED = re.compile("|".join(ENTITIES.values()), re.ASCII)


@dataclass(frozen=True, slots=True)
class Match:
    """How an article reads by a template. True if it comes from the mould.

    Attributes:
        accepted: whether it does.
        context: slot values and choices, by name, as in `Template.contexts`.
        spans: the variable characters of the article; what is not in a span is fixed text of the template.
        found: share of the template's obligatory fixed text that is in the article.
        bits_saved: bits that the template saves on this article, at least 0 for an accepted one.
        raw_bits: bits of the article's characters alone.
    """

    accepted: bool
    context: Context
    spans: tuple[VariableSpan, ...]
    found: float
    bits_saved: float
    raw_bits: float

    def __bool__(self) -> bool:
        return self.accepted


def match(template: Template, text: str) -> Match:
    """Read `text` by `template`; see `Match`."""
    if not template:
        return Match(False, {}, (), 0.0, 0.0, 0.0)
    reader = Reader(template.costs)
    node = template.tree
    found = reader.found(node, text)
    raw = reader.raw(text)
    if found < FOUND:
        return Match(False, {}, (), found, 0.0, raw)
    reading: Reading = {}
    bits = reader.read(node, text, reading)
    accepted = bits <= raw * (1 - SAVED)
    if not accepted and isinstance(node, Seq):
        reading = {}
        bits = Reader(template.costs, careful=node.parts).read(node, text, reading)
        accepted = bits <= raw * (1 - SAVED)
    if not accepted:
        return Match(False, {}, (), found, raw - bits, raw)
    from toolkit.induce.tidy import settle

    edits = settle([reading], node, [text], noisy=False)[0]
    spans = template.spans_of(reading, edits)
    return Match(True, template.naming.context(reading, edits), tuple(spans), found, raw - bits, raw)


class Reader:
    """Reads texts by nodes, counting bits.

    Args:
        costs: bits of each known character.
        careful: nodes in a row whose lone line ends and marks are not taken for joints, because they also stand
            inside what varies; slower.
    """

    def __init__(self, costs: dict[str, float], careful: Sequence[Node] | None = None) -> None:
        self._careful = careful
        self._costs = Bits(costs)
        self._memo: dict[tuple[int, str], tuple[float, Reading]] = {}

    def raw(self, text: str) -> float:
        """Return the bits of a text without any template."""
        return sum(map(self._costs.__getitem__, text)) + length_bits(len(text))

    def found(self, node: Node, text: str) -> float:
        """Return the share of the obligatory fixed text that is in `text`, in order."""
        texts = [part.text for part in _parts(node) if isinstance(part, Text)]
        total = sum(map(len, texts))
        if not total:
            return 1.0
        places = spine.read(text, texts)
        return sum(len(t) for t, place in zip(texts, places, strict=True) if place) / total

    def read(self, node: Node, text: str, out: Reading) -> float:
        """Read `text` as `node`, put the values into `out`, and return the bits; inf where it cannot be.

        The reading gives `text` back (`nodes.text_of`).
        """
        if isinstance(node, Slot):
            return self._slot(node, text, out)
        if isinstance(node, Text):
            return self._text(node, text, out)
        if isinstance(node, Opt):
            out[node.id] = bool(text)
            return 1.0 + (self.read(node.body, text, out) if text else 0.0)
        key = (id(node), text)
        known = self._memo.get(key)
        if known is None:
            reading: Reading = {}
            if isinstance(node, Seq):
                bits = self._seq(node.parts, text, reading)
            elif isinstance(node, Choice):
                bits = self._choice(node, text, reading)
            else:
                bits = self._list(node, text, reading)
            known = self._memo[key] = (bits, reading)
        bits, reading = known
        for slot, value in reading.items():
            out.setdefault(slot, value)
        return bits

    def _text(self, node: Text, text: str, out: Reading) -> float:
        if text == node.text:
            return 0.0
        from rapidfuzz.distance import Levenshtein

        out[node.id] = text
        return NODE + Levenshtein.distance(node.text, text) * NEW_CHARACTER

    def _slot(self, node: Slot, text: str, out: Reading) -> float:
        known = out.get(node.id)
        if known is not None and node.at >= 0:
            if known == text:
                return 0.0
            out[node.at] = text
            return NODE + self.raw(text)
        out[node.id] = text
        if text in node.choices:
            return log2(len(node.choices) + 1)
        bits = self.raw(text) + (log2(len(node.choices) + 1) if node.choices else 0.0)
        if node.kind in _TYPED and not _TYPED[node.kind].fullmatch(text):
            bits += NODE
        return bits

    def _choice(self, node: Choice, text: str, out: Reading) -> float:
        out[node.id] = -1
        best = 1.0 if not text else inf
        chosen: Reading = {}
        for k, branch in enumerate(node.branches):
            reading: Reading = {}
            bits = self.read(branch, text, reading) + log2(len(node.branches) + 1)
            if text and bits < best:
                best, chosen = bits, {node.id: k, **reading}
        out.update(chosen)
        return best

    def _list(self, node: Repeat, text: str, out: Reading) -> float:
        items = text.split(node.sep) if node.sep else (units.split([text]) or [[text]])[0]
        if not text:
            items = []
        listed: list[tuple[int, Any]] = []
        bits = 1.0
        for item in items:
            best, kind, chosen = self.raw(item) + NODE, OTHER, {}
            for k, body in enumerate(node.kinds):
                if len(node.kinds) > FEW and not _plausible(body, item):
                    continue
                reading: Reading = {}
                cost = self.read(body, item, reading) + log2(len(node.kinds) + 1)
                if cost < best:
                    best, kind, chosen = cost, k, reading
            listed.append((kind, item if kind == OTHER else chosen))
            bits += best
        out[node.id] = listed
        return bits

    def _seq(self, parts: Sequence[Node], text: str, out: Reading) -> float:
        """Read by nodes in a row: fixed texts first, then the stretches between them."""
        careful = parts is self._careful
        fixed = [(k, p.text) for k, p in enumerate(parts) if isinstance(p, Text) and (not careful or _solid(p))]
        places = spine.read(text, [fixed_text for _, fixed_text in fixed])
        bits = 0.0
        at = 0
        begin = 0
        for k, place in zip([*(k for k, _ in fixed), len(parts)], [*places, (len(text), len(text))], strict=True):
            if place is None:
                continue
            start, end = place
            bits += self._stretch(parts[begin:k], text[at:start], out, careful=careful)
            if k < len(parts):
                bits += self.read(parts[k], text[start:end], out)
            at, begin = end, k + 1
        return bits

    def _stretch(self, nodes: Sequence[Node], text: str, out: Reading, *, careful: bool) -> float:
        """Read a stretch by nodes without a fixed text found among them: cut it where that is cheapest."""
        bits = 0.0
        steady: list[Node] = []
        for node in nodes:
            if isinstance(node, Text) and (not careful or _solid(node)):  # obligatory, not found: nothing is there
                bits += self.read(node, "", out)
            else:
                steady.append(node)
        if not steady:
            if text:
                last = next((n for n in reversed(nodes) if isinstance(n, Text)), None)
                if last is None:
                    return inf
                out[last.id] = text
                bits += self.raw(text)
            return bits
        if len(steady) == 1:
            return bits + self.read(steady[0], text, out)
        found = self._cut(steady, text, out, strict=True)
        if found == inf and len(steady) <= FEW:
            found = self._cut(steady, text, out, strict=False)
        return bits + found

    def _cut(self, nodes: list[Node], text: str, out: Reading, *, strict: bool) -> float:
        cuts = _cuts(nodes, text)
        n = len(cuts)
        best = [0.0 if k == 0 else inf for k in range(n)]
        rest = [self.raw(text[cut:]) for cut in cuts]
        paths: list[list[tuple[int, int]]] = []
        for node in nodes:
            after = [inf] * n
            back = [(-1, -1)] * n
            for i in range(n):
                if best[i] == inf:
                    continue
                for j in range(i, n):
                    piece = text[cuts[i] : cuts[j]]
                    if isinstance(node, Text) and piece not in ("", node.text):
                        continue
                    if strict and not _plausible(node, piece):
                        continue
                    cost = best[i] + self.read(node, piece, dict(out))
                    if cost < after[j]:
                        after[j], back[j] = cost, (i, j)
            # Only the few likeliest places go on: what is read so far, and what the rest would cost as mere text.
            likely = sorted((cost + rest[j], j) for j, cost in enumerate(after) if cost < inf)[:BEAM]
            best = [inf] * n
            for _, j in likely:
                best[j] = after[j]
            best[-1] = after[-1]
            paths.append(back)
        if best[-1] == inf:
            return inf
        at = n - 1
        pieces = []
        for back in reversed(paths):
            i, j = back[at]
            pieces.append(text[cuts[i] : cuts[j]])
            at = i
        for node, piece in zip(nodes, reversed(pieces), strict=True):
            self.read(node, piece, out)
        return best[-1]


def _plausible(node: Node, text: str) -> bool:
    """Tell whether a piece may be what a node wrote, by its two ends; a quick look before it is read in full."""
    if isinstance(node, Slot | Repeat):
        return True
    if isinstance(node, Text):
        return not text or text[:1] == node.text[:1] or text[-1:] == node.text[-1:]
    if not text:
        return True
    if isinstance(node, Opt):
        return _plausible(node.body, text)
    if isinstance(node, Choice):
        return any(_plausible(branch, text) for branch in node.branches)
    first, last = node.parts[0], node.parts[-1]
    if isinstance(first, Text) and text.startswith(first.text[:2]):
        return True
    if isinstance(last, Text) and text.endswith(last.text[-2:]):
        return True
    return not isinstance(first, Text) and not isinstance(last, Text)


def _parts(node: Node) -> Sequence[Node]:
    return node.parts if isinstance(node, Seq) else [node]


def _cuts(nodes: Sequence[Node], text: str) -> list[int]:
    """Return where a stretch may be cut: ends of units, of typed values, and of known values."""
    out = {0, len(text)}
    for level in units.LEVELS:
        out.update(m.end() for m in level.finditer(text))
    for m in _ANY_TYPED.finditer(text):
        out.update(m.span())
    for node in nodes:
        for value in node.choices if isinstance(node, Slot) else ():
            at = text.find(value) if value else -1
            if at >= 0:
                out.update((at, at + len(value)))
        for inner in _edges(node):
            at = text.find(inner)
            while at >= 0:
                out.update((at, at + len(inner)))
                at = text.find(inner, at + len(inner)) if isinstance(node, Text) else -1
    ordered = sorted(out)
    most = MAX_CUTS * (3 if any(isinstance(node, Text) for node in nodes) else 1)
    if len(ordered) > most:
        step = len(ordered) / most
        ordered = sorted({ordered[int(k * step)] for k in range(most)} | {0, len(text)})
    return ordered


def _solid(node: Text) -> bool:
    """Tell whether a fixed text is found wherever it stands; a lone line end or mark stands everywhere."""
    return sum(map(str.isalnum, node.text)) > 1


def _edges(node: Node) -> list[str]:
    """Return fixed texts at the ends of an optional part or of alternatives, or the fixed text itself."""
    if isinstance(node, Text):
        return [node.text] if node.text else []
    if isinstance(node, Opt):
        return _edges(node.body)
    if isinstance(node, Choice):
        return [text for branch in node.branches for text in _edges(branch)]
    parts = _parts(node)
    return [part.text for part in (parts[0], parts[-1]) if isinstance(part, Text)] if parts else []
