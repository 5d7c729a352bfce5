"""Templates as a run: what those of `contentfarm induce`, or the lines of `contentfarm match`, say of articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from toolkit.errors import InputError, UsageError
from toolkit.evaluate.alignment import Carrier
from toolkit.evaluate.inputs import Found, read_jsonl
from toolkit.evaluate.templates import Structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from toolkit.evaluate.spans import Span
    from toolkit.induce import Template

MANIFEST = "manifest.json"


def is_library(path: Path) -> bool:
    """Tell whether a folder was written by `contentfarm induce`."""
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("command") == "induce"


def read_library(path: Path) -> Iterator[Found]:
    """Yield the articles from which the templates of a folder were induced.

    Raises:
        InputError: a file cannot be read, is no template, or does not say which articles it comes from.
    """
    from toolkit.induce import Template

    for file in sorted(path.glob("*.json")):
        if file.name == MANIFEST:
            continue
        try:
            data = json.loads(file.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{file} cannot be read: {error}") from error
        if not isinstance(data, dict) or "tree" not in data:
            continue
        template = Template.from_dict(data)
        ids: dict[int, str] = {}
        for key, positions in (("ids", template.members), ("unparsed_ids", template.unparsed)):
            named = data.get(key)
            if not isinstance(named, list) or len(named) != len(positions):
                raise InputError(f"{file}: does not name the articles that it was induced from")
            ids.update(zip(positions, map(str, named), strict=True))
        yield from of_template(template, str(data.get("name") or file.stem), ids)


def of_template(template: Template, name: str, ids: Mapping[int, str] | Sequence[str]) -> Iterator[Found]:
    """Yield the articles from which a template was induced, with what it says of them.

    Args:
        template: the template.
        name: its name.
        ids: the id of each text by its position.
    """
    for k, position in enumerate(template.members):
        variable = [(span.start, span.end) for span in template.spans(position)]
        optional, lists = structural(template, k)
        text = template.render(template.contexts[k])
        yield Found(ids[position], text, structure=Structure(name, variable, optional, lists))
    for position in template.unparsed:
        yield Found(ids[position], "", structure=Structure(None, None, (), ()))


def structural(template: Template, k: int) -> tuple[list[Span], list[Span]]:
    """Return where optional parts and lists stand in the text of member number `k` of a template.

    A part that is left out and a list without items stand nowhere.
    """
    from toolkit.induce.nodes import OTHER, Choice, Opt, Repeat, Seq, Slot, Text

    optional: list[Span] = []
    lists: list[Span] = []
    context = template.contexts[k]
    article = template.naming.reading(context)

    def visit(node: Any, reading: Mapping[int, Any], at: int) -> int:
        """Return where the node ends that begins at `at`."""
        if isinstance(node, Text):
            return at + len(node.text)
        if isinstance(node, Slot):
            return at + len((article if node.shared else reading).get(node.id, ""))
        end = at
        if isinstance(node, Seq):
            for part in node.parts:
                end = visit(part, reading, end)
        elif isinstance(node, Opt):
            if reading.get(node.id):
                optional.append((at, at))
                own = len(optional) - 1
                end = visit(node.body, reading, at)
                optional[own] = at, end
        elif isinstance(node, Choice):
            branch = reading.get(node.id, -1)
            if branch >= 0:
                end = visit(node.branches[branch], reading, at)
        elif isinstance(node, Repeat):
            own = len(lists)
            lists.append((at, at))
            for number, (kind, item) in enumerate(reading.get(node.id, ())):
                end += len(node.sep) if number else 0
                end = end + len(item) if kind == OTHER else visit(node.kinds[kind], item, end)
            lists[own] = at, end
        return end

    visit(template.tree, article, 0)
    if "edits" in context:
        from toolkit.induce.template import rendered

        carry = Carrier(rendered(template.tree, article), template.render(context)).carry
        optional, lists = ([(carry(start), carry(end)) for start, end in some] for some in (optional, lists))
    return [span for span in optional if span[0] < span[1]], [span for span in lists if span[0] < span[1]]


def read_matches(path: Path) -> Iterator[Found]:
    """Yield the articles of lines that `contentfarm match` wrote, with `--spans` if characters are to be scored.

    Raises:
        InputError: the file cannot be read, or a line is no object.
        UsageError: a line is no match.
    """
    for number, row in enumerate(read_jsonl(path), start=1):
        template, spans = row.get("template"), row.get("spans")
        if not isinstance(row.get("id"), str) or "template" not in row:
            raise UsageError(f"{path}:{number}: a line of contentfarm match has id and template")
        try:
            variable = None if spans is None else [(int(span[0]), int(span[1])) for span in spans]
        except (TypeError, ValueError, LookupError):
            raise UsageError(f"{path}:{number}: spans are pairs of start and end, and what they hold") from None
        if not isinstance(template, (str, type(None))):
            raise UsageError(f"{path}:{number}: template is a name or null")
        yield Found(row["id"], "", structure=Structure(template, variable))
