"""Recipes of copying: a YAML file that says which copies of each article are made, and the copies with their truth.

    copies:
      - name: spun                       # in the copies' ids
        share: 0.5                       # of the articles; 1 where nothing is said
        steps:                           # ways of copying first, then ways of damaging
          - synonyms: {rate: 0.3}
          - rename: {old: $platform, new: 红叶钱包}
          - notes: {level: 40}

`$slot` is what that slot wrote in the article, `$other` the next article of the same template. The ways and their
options are `toolkit.generate.copying.WAYS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from toolkit.errors import UsageError
from toolkit.generate.choose import Drawn
from toolkit.generate.copying import WAYS, copy
from toolkit.generate.copying.truth import contacts_of, copying_of, damage_of, sections_of
from toolkit.generate.copying.wording import happens
from toolkit.generate.lexicon import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.generate.article import Generated
    from toolkit.generate.mould import Mould
    from toolkit.generate.spintax import Spin

MAX_RECIPE = 100_000
"""Characters of a recipe file."""
MAX_NAME = 60
"""Characters of the name of a copy, which is part of the names of files."""
_PLAIN = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class CopySpec:
    """One kind of copy.

    Attributes:
        name: in the copies' ids.
        share: how many of the articles are copied so, 0 to 1.
        own: whether the copies are no near-duplicates of their articles any more: each is a cluster of its own.
        copying: steps that make another text.
        damage: steps that ill-treat it.
        where: file and line, for messages.
    """

    name: str
    share: float = 1.0
    own: bool = False
    copying: tuple[tuple[str, dict[str, Any]], ...] = ()
    damage: tuple[tuple[str, dict[str, Any]], ...] = ()
    where: str = field(default="", compare=False)


def read_recipe(source: str, name: str) -> tuple[CopySpec, ...]:
    """Read a recipe.

    Args:
        source: the YAML.
        name: its name, for messages.

    Raises:
        UsageError: it is wrong; the message begins with file and line.
    """
    if len(source) > MAX_RECIPE:
        raise UsageError(f"{name}: a recipe has at most {MAX_RECIPE:,} characters")
    try:
        top = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UsageError(f"{name}:{mark.line + 1 if mark else 1}: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise UsageError(f"{name}:{line}: {unreadable(error)}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{name}: {str(error) or 'nested too deep'}") from None
    copies = _mapping(name, top, {"copies"}).get("copies")
    if not isinstance(copies, yaml.SequenceNode) or not copies.value:
        raise UsageError(f"{_where(name, top)}: expected a list of copies under the key copies")
    specs = tuple(_spec(name, node) for node in copies.value)
    for index, spec in enumerate(specs):
        if spec.name in {other.name for other in specs[:index]}:
            raise UsageError(f"{spec.where}: there is another copy of the name {spec.name!r}")
    return specs


def _where(name: str, node: yaml.Node | None) -> str:
    return f"{name}:{node.start_mark.line + 1}" if node is not None else name


def _mapping(name: str, node: yaml.Node | None, known: set[str]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise UsageError(f"{_where(name, node)}: expected keys and values: {', '.join(sorted(known))}")
    out: dict[str, yaml.Node] = {}
    for label, key, value in _keys(name, node):
        if label not in known:
            raise UsageError(f"{_where(name, key)}: unknown key {label!r:.60}; known: {', '.join(sorted(known))}")
        out[label] = value
    return out


def _keys(name: str, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Yield key, its node and that of its value; a key twice is a mistake that YAML would hide."""
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise UsageError(f"{_where(name, key)}: a key is a plain word")
        if key.value in seen:
            raise UsageError(f"{_where(name, key)}: {key.value!r:.60} stands here a second time")
        seen.add(key.value)
        yield key.value, key, value


def _spec(name: str, node: yaml.Node) -> CopySpec:
    where = _where(name, node)
    parts = _mapping(name, node, {"name", "share", "own", "steps"})
    value = {key: _value(name, part) for key, part in parts.items() if key != "steps"}
    label, share, own = value.get("name"), value.get("share", 1.0), value.get("own", False)
    if not isinstance(label, str) or not label or any(sign in label for sign in "/\\~ ") or not label.isprintable():
        raise UsageError(f"{where}: a copy needs a name without spaces, strokes and ~")
    if len(label) > MAX_NAME:
        raise UsageError(f"{where}: the name of a copy has at most {MAX_NAME} characters")
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
        raise UsageError(f"{where}: share is between 0 and 1, not {share!r}")
    if not isinstance(own, bool):
        raise UsageError(f"{where}: own is true or false")
    steps = parts.get("steps")
    if not isinstance(steps, yaml.SequenceNode) or not steps.value:
        raise UsageError(f"{where}: expected a list of steps under the key steps")
    kinds: dict[str, list[tuple[str, dict[str, Any]]]] = {"copy": [], "damage": []}
    for step in steps.value:
        way, options = _step(name, step)
        kind = WAYS[way].kind
        if kind == "copy" and kinds["damage"]:
            raise UsageError(f"{_where(name, step)}: {way} makes another text; it stands before what damages it")
        kinds[kind].append((way, options))
    return CopySpec(label, float(share), own, tuple(kinds["copy"]), tuple(kinds["damage"]), where)


def _step(name: str, node: yaml.Node) -> tuple[str, dict[str, Any]]:
    """Read `way`, `way: {option: value}`, and hold it to what the way takes."""
    where = _where(name, node)
    options: dict[str, Any] = {}
    if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        ((way, _, inner),) = _keys(name, node)
        if isinstance(inner, yaml.MappingNode):
            options = {key: _value(name, part) for key, _, part in _keys(name, inner)}
        elif not (isinstance(inner, yaml.ScalarNode) and inner.value in ("", "null", "~")):
            raise UsageError(f"{where}: the options of a step are written {{name: value}}")
    elif isinstance(node, yaml.ScalarNode):
        way = node.value
    else:
        raise UsageError(f"{where}: a step is the name of a way, or one name with its options")
    if way not in WAYS:
        raise UsageError(f"{where}: no way of copying is called {way!r:.60}; known: {', '.join(sorted(WAYS))}")
    try:
        WAYS[way].check(options)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None
    return way, options


def _value(name: str, node: yaml.Node) -> Any:
    try:
        value = yaml.SafeLoader("").construct_object(node) if isinstance(node, yaml.ScalarNode) else None
    except (ValueError, yaml.YAMLError):  # no such day, digits without end, a tag of Python's
        value = None
    if not isinstance(value, _PLAIN):
        raise UsageError(f"{_where(name, node)}: expected a text, a number, true or false")
    return value


def copies(mould: Mould | Spin, article: Generated, specs: tuple[CopySpec, ...]) -> Iterator[dict[str, Any]]:
    """Yield an article and its copies as rows with their truth, the article first.

    A row has `id title text template seed index synthetic`, and of the truth `cluster clean sections contacts copying
    damage edits`. What a copy looks like depends on the article and the copy's name and steps alone.

    Args:
        mould: the template that wrote it.
        article: the article.
        specs: the copies.

    Raises:
        UsageError: a step cannot be done: a slot that the template does not have, a value out of range.
    """
    yield {**_head(article, article.id, article.title, article.text), **_truth_of(article)}
    for spec in specs:
        key = f"{article.id}~{spec.name}"
        if not happens(Drawn(f"{key}:share"), spec.share):
            continue
        others: list[Generated] = []
        try:
            recipe = [(way, _looked_up(mould, article, options, others)) for way, options in spec.copying]
            copied = copy(article.text, recipe, f"{key}:copy")
            damaged = copy(copied.text, spec.damage, f"{key}:damage")
        except UsageError as error:
            raise UsageError(f"{spec.where}: {error}") from None
        yield {
            **_head(article, key, damaged.text.split("\n", 1)[0], damaged.text),
            "cluster": key if spec.own else article.id,
            "clean": copied.text,
            "sections": sections_of(article, copied) if article.annotated and not others else None,
            "contacts": contacts_of(article, copied, others) if article.annotated else None,
            "copying": copying_of(copied),
            "damage": [kind for step in damaged.steps for kind in damage_of(step)],
            "edits": damaged.to_dict(),
        }


def _head(article: Generated, key: str, title: str | None, text: str) -> dict[str, Any]:
    return {
        "id": key,
        "title": title,
        "text": text,
        "template": article.template,
        "seed": article.seed,
        "index": article.index,
        "synthetic": article.synthetic,
    }


def _truth_of(article: Generated) -> dict[str, Any]:
    return {
        "cluster": article.id,
        "clean": article.text,
        "sections": [section._asdict() for section in article.sections] if article.annotated else None,
        "contacts": [contact._asdict() for contact in article.contacts] if article.annotated else None,
        "copying": [],
        "damage": [],
        "edits": [],
    }


def _looked_up(
    mould: Mould | Spin, article: Generated, options: Mapping[str, Any], others: list[Generated]
) -> dict[str, Any]:
    """Replace `$slot` by what the slot wrote, and `$other` by the text of another article."""
    out: dict[str, Any] = {}
    for option, value in options.items():
        out[option] = value
        if not isinstance(value, str) or not value.startswith("$"):
            continue
        if value == "$other":
            others.append(mould.article(article.index + 1, article.seed))
            out[option] = others[-1].text
            continue
        node = next((node for node in article.derivation if node.node == value[1:]), None)
        if node is None:
            raise UsageError(f"the template {article.template!r} wrote nothing for the slot {value[1:]!r}")
        out[option] = article.text[node.start : node.end]
    return out
