"""Between readings (by node id) and contexts (by name): what a person reads and Jinja renders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, Slot, Text, walk
from toolkit.induce.source import EDITS, is_plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Context = dict[str, Any]
"""Name to value: a text for a slot, a bool for an optional part, the number of a branch (from 1; 0 for none) for a
choice, a list for a list: of texts, or of dicts with `kind` (from 1; 0 for a text of no kind, under `text`) and the
names inside the item. `edits` holds where the article deviates from the template: `[start, end, text]`."""


class Naming:
    """Translates readings of a tree.

    Args:
        tree: the finished tree.
        names: of its slots, optional parts, choices and lists.
    """

    def __init__(self, tree: Node, names: Mapping[int, str]) -> None:
        self._names = names
        self._choices = {n.id for n in walk(tree) if isinstance(n, Choice)}
        self._repeats = {n.id: n for n in walk(tree) if isinstance(n, Repeat)}
        self._ids = {name: i for i, name in names.items()}
        self._plain = {key for key in names if key not in self._choices and key not in self._repeats}

    def context(self, reading: Reading, edits: Sequence[tuple[int, int, str]] = ()) -> Context:
        """Return the context of a reading."""
        out = self._context(reading, None)
        if edits:
            out[EDITS] = [list(edit) for edit in edits]
        return out

    def contexts(self, readings: Sequence[Reading], edits: Sequence[Sequence[tuple[int, int, str]]]) -> list[Context]:
        """Return the contexts of many readings; items of lists that they share are told once, and copied."""
        known: dict[int, Context] = {}
        out = []
        for reading, edit in zip(readings, edits, strict=True):
            context = self._context(reading, known)
            if edit:
                context[EDITS] = [list(one) for one in edit]
            out.append(context)
        return out

    def _context(self, reading: Reading, known: dict[int, Context] | None) -> Context:
        names, plain = self._names, self._plain
        out: Context = {}
        for key, value in reading.items():
            if key in plain:
                out[names[key]] = value
            elif key in self._choices:
                out[names[key]] = value + 1
            elif key in self._repeats:
                node = self._repeats[key]
                out[names[key]] = self._plain_items(node, value) if is_plain(node) else self._items(value, known)
        return out

    def _plain_items(self, node: Repeat, listed: Sequence[tuple[int, Any]]) -> list[str]:
        texts = [kind.text for kind in node.kinds if isinstance(kind, Text)]
        return [item if kind == OTHER else texts[kind] for kind, item in listed]

    def _items(self, listed: Sequence[tuple[int, Any]], known: dict[int, Context] | None) -> list[Context]:
        out: list[Context] = []
        for kind, item in listed:
            if kind == OTHER:
                out.append({"kind": 0, "text": item})
                continue
            told = None if known is None else known.get(id(item))
            if told is None:
                told = {"kind": kind + 1, **self._context(item, known)}
                if known is not None and self._repeats.keys().isdisjoint(item):
                    known[id(item)] = told
            out.append(told if known is None else told.copy())
        return out

    def reading(self, context: Mapping[str, Any]) -> Reading:
        """Return the reading of a context; names that the template does not know are left out."""
        out: Reading = {}
        for name, value in context.items():
            key = self._ids.get(name)
            if key is None:
                continue
            if key in self._choices:
                out[key] = int(value) - 1
            elif key in self._repeats:
                node = self._repeats[key]
                out[key] = [self._read_item(node, item) for item in value]
            else:
                out[key] = value
        return out

    def _read_item(self, node: Repeat, item: Any) -> tuple[int, Any]:
        if is_plain(node):
            texts = [kind.text for kind in node.kinds if isinstance(kind, Text)]
            return (texts.index(item), {}) if item in texts else (OTHER, item)
        if item["kind"] == 0:
            return OTHER, item["text"]
        return item["kind"] - 1, self.reading({k: v for k, v in item.items() if k != "kind"})


__all__ = ["Context", "Naming", "Opt", "Slot"]
