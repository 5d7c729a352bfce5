"""Lexicons: `lexicon.yaml` read into slots, every mistake named with file and line.

The YAML is composed, not loaded: its nodes know the line they stand on, and no tag of the file can make an object.
The form is described in docs/templates.md.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import yaml

from toolkit.errors import UsageError
from toolkit.generate.phrases import PhraseError, bare_members, parse_phrase, places
from toolkit.generate.slots import TYPES, VALUE_TYPES, Clock, Day, Number, Records, Values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.generate.phrases import Phrase
    from toolkit.generate.slots import Slot

RESERVED = frozenset(
    {"pick", "sample", "shuffle", "plain", "part", "title", "item", "question", "range"}
    | {"true", "false", "none", "True", "False", "None", "self", "loop", "caller", "varargs", "kwargs"}
)
"""Names that mean something else in every template: functions, and what Jinja keeps for itself."""
Reader = Callable[[str], str]
"""Returns the text of a file named from the top of the templates folder; raises `FileNotFoundError`."""

MAX_VALUES = 20_000
"""Values that one lexicon may have in all, included files counted."""
MAX_SOURCE = 1024 * 1024
"""Characters of one lexicon file."""
MAX_WEIGHT = 1_000_000
"""Of one value: sums of weights stay far below what a float holds exactly."""
MAX_DECIMALS = 6
MAX_NUMBER = 10**12
"""Bounds for number slots: more says nothing in an article, and `1e999999999` would take the memory."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The slots of one template.

    Attributes:
        about: one line that says what the template is.
        script: `hans` or `hant`, the script the template is written in.
        numbering: families of heading numbers by depth, names of `toolkit.generate.numbering.FAMILIES`.
        variables: slots drawn once an article, in the order of the file.
        slots: slots drawn anew at each use.
        kind: `farm`, or `bulletin` for legitimate text that is templated, too.
    """

    about: str
    script: str
    numbering: tuple[str, ...]
    variables: Mapping[str, Slot]
    slots: Mapping[str, Slot]
    kind: str = "farm"


@dataclass
class _File:
    """A file being read: its name, its text's reader, and what has been counted so far."""

    name: str
    read: Reader
    values: int = 0
    where: dict[str, str] = field(default_factory=dict)

    def fail(self, node: yaml.Node | None, message: str) -> UsageError:
        line = f":{node.start_mark.line + 1}" if node is not None else ""
        return UsageError(f"{self.name}{line}: {message}")


def read_lexicon(name: str, read: Reader) -> Lexicon:
    """Read a lexicon.

    Args:
        name: its path from the top of the templates folder, `loan_guide/lexicon.yaml`.
        read: returns the text of such a path; `include` goes through it, too.

    Raises:
        UsageError: the file is missing or wrong; the message begins with file and line.
    """
    from toolkit.generate.numbering import FAMILIES

    file = _File(name, read)
    top = _mapping(file, _compose(file, name))
    known = {"about", "kind", "script", "numbering", "include", "variables", "slots"}
    for key in top:
        if key not in known:
            raise file.fail(top[key][0], f"unknown key {key!r}; known: {', '.join(sorted(known))}")
    sections: dict[str, dict[str, Slot]] = {"variables": {}, "slots": {}}
    if "include" in top:
        for node in _sequence(file, top["include"][1]):
            path = _scalar(file, node)
            included = _File(path, read, file.values)
            inner = _mapping(included, _compose(included, path, asked=(file, node)))
            for section, slots in sections.items():
                if section in inner:
                    slots.update(_slots(included, inner[section][1]))
            file.values, file.where = included.values, file.where | included.where
    for section, slots in sections.items():
        if section in top:
            slots.update(_slots(file, top[section][1]))
    for name in sections["variables"]:
        if name in RESERVED:
            raise UsageError(f"{file.where[name]}: {name!r} cannot be the name of a variable: it means something else")
    both = sections["variables"].keys() & sections["slots"].keys()
    if both:
        raise file.fail(None, f"{min(both)!r} is both a variable and a slot")
    script = _scalar(file, top["script"][1]) if "script" in top else "hans"
    if script not in ("hans", "hant"):
        raise file.fail(top["script"][1], f"script is hans or hant, not {script!r}")
    numbering = tuple(_scalar(file, n) for n in _sequence(file, top["numbering"][1])) if "numbering" in top else ()
    for family in numbering:
        if family not in FAMILIES:
            raise file.fail(top["numbering"][1], f"unknown numbering {family!r}; known: {', '.join(FAMILIES)}")
    _check_places(file, sections["variables"], sections["slots"])
    about = _scalar(file, top["about"][1]) if "about" in top else ""
    kind = _scalar(file, top["kind"][1]) if "kind" in top else "farm"
    if kind not in ("farm", "bulletin"):
        raise file.fail(top["kind"][1], f"kind is farm or bulletin, not {kind!r}")
    return Lexicon(about, script, numbering or ("chinese", "dotted"), sections["variables"], sections["slots"], kind)


def _compose(file: _File, path: str, asked: tuple[_File, yaml.Node] | None = None) -> yaml.Node:
    """Parse the YAML of a file without building objects from it."""
    try:
        text = file.read(path)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        message = f"there is no file {path}"
        raise (asked[0].fail(asked[1], message) if asked else UsageError(message)) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 (byte {error.start})") from None
    if len(text) > MAX_SOURCE:
        raise UsageError(f"{path}: a lexicon has at most {MAX_SOURCE:,} characters, this one {len(text):,}")
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}" if mark else path
        written = text.splitlines()[mark.line : mark.line + 1] if mark else []
        braced = any("- {" in line or ": {" in line for line in written)
        hint = "; a value that begins with a brace needs quotes" if braced else ""
        raise UsageError(f"{where}: {error.problem or error.context}{hint}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UsageError(f"{path}:{line}: {unreadable(error)}") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: {error}") from None
    except RecursionError:
        raise UsageError(f"{path}: nested too deep") from None
    if node is None:
        raise UsageError(f"{path}: the file is empty")
    return node


def unreadable(error: yaml.reader.ReaderError) -> str:
    """Return what is wrong with a file that YAML refuses for one of its characters, in one line."""
    return f"U+{error.character:04X} has no place in a YAML file"


def _mapping(file: _File, node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return key -> (node of the key, node of the value); a key twice is a mistake that YAML would hide."""
    if not isinstance(node, yaml.MappingNode):
        raise file.fail(node, "expected keys and values here")
    out: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        name = _scalar(file, key)
        if name in out:
            raise file.fail(key, f"{name!r} stands here a second time")
        out[name] = (key, value)
    return out


def _sequence(file: _File, node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise file.fail(node, "expected a list here")
    return list(node.value)


def _scalar(file: _File, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        hint = "; a value that begins with a brace needs quotes" if isinstance(node, yaml.MappingNode) else ""
        raise file.fail(node, f"expected a plain value here{hint}")
    return str(node.value)


def _slots(file: _File, node: yaml.Node) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    for name, (key, value) in _mapping(file, node).items():
        if not name.isidentifier() or not name.isascii() or name.startswith("_"):
            raise file.fail(key, f"{name!r} is no name for a slot: ASCII letters, digits and _, not first")
        file.where[name] = f"{file.name}:{key.start_mark.line + 1}"
        slots[name] = _slot(file, name, value)
    return slots


def _slot(file: _File, name: str, node: yaml.Node) -> Slot:
    """Read one slot: a bare list is a stock of phrases, a mapping says its type."""
    if isinstance(node, yaml.SequenceNode):
        return _values(file, name, "phrase", node, {})
    spec = _mapping(file, node)
    type_ = _scalar(file, spec["type"][1]) if "type" in spec else "phrase"
    if type_ not in TYPES:
        raise file.fail(spec["type"][1], f"unknown type {type_!r}; known: {', '.join(TYPES)}")
    allowed = _KEYS.get(type_, {"type", "values", "fields"})
    for key, (where, _) in spec.items():
        if key not in allowed:
            raise file.fail(where, f"a slot of type {type_} has no {key!r}; it has {', '.join(sorted(allowed))}")
    if type_ in VALUE_TYPES:
        if "values" not in spec:
            raise file.fail(node, f"slot {name!r} has no values")
        return _values(file, name, type_, spec["values"][1], spec)
    return _BUILD[type_](file, name, node, spec)


_KEYS = {
    "number": {"type", "min", "max", "step", "decimals"},
    "date": {"type", "from", "to", "format"},
    "time": {"type", "from", "to", "step"},
}


def _phrase(file: _File, node: yaml.Node) -> Phrase:
    try:
        return parse_phrase(_scalar(file, node))
    except PhraseError as error:
        raise file.fail(node, str(error)) from None


def _values(file: _File, name: str, type_: str, node: yaml.Node, spec: Mapping[str, Any]) -> Slot:
    """Read the list of values of a slot: plain, weighted (`{text: …, weight: 3}`) or records."""
    nodes = _sequence(file, node)
    if not nodes:
        raise file.fail(node, f"slot {name!r} has no values")
    file.values += len(nodes)
    if file.values > MAX_VALUES:
        raise file.fail(node, f"more than {MAX_VALUES} values in one lexicon")
    rows: list[dict[str, Phrase]] = []
    weights: list[int] = []
    for value in nodes:
        if isinstance(value, yaml.ScalarNode):
            row, weight = {"text": _phrase(file, value)}, 1
        else:
            fields = _mapping(file, value)
            weight = _whole(file, fields.pop("weight")[1]) if "weight" in fields else 1
            row = {key: _phrase(file, inner) for key, (_, inner) in fields.items()}
        if not 1 <= weight <= MAX_WEIGHT:
            raise file.fail(value, f"a weight is a whole number from 1 to {MAX_WEIGHT:,}")
        if rows and row.keys() != rows[0].keys():
            raise file.fail(value, f"fields differ from the first value's: {', '.join(rows[0])}")
        if not row or (type_ != "record" and row.keys() != {"text"}):
            raise file.fail(value, f"a value of type {type_} is a text, or has the keys text and weight")
        rows.append(row)
        weights.append(weight)
    cumulative = tuple(itertools.accumulate(weights)) if len(set(weights)) > 1 else None
    if type_ != "record":
        return Values(name, type_, tuple(row["text"] for row in rows), cumulative)
    types = dict.fromkeys(rows[0], "phrase")
    if "fields" in spec:
        for key, (where, inner) in _mapping(file, spec["fields"][1]).items():
            if key not in types or _scalar(file, inner) not in VALUE_TYPES:
                raise file.fail(where, f"{key!r} is no field of the values, or its type is not one of values")
            types[key] = _scalar(file, inner)
    return Records(name, tuple(rows), types, cumulative)


def _whole(file: _File, node: yaml.Node) -> int:
    try:
        return int(_scalar(file, node))
    except ValueError:
        raise file.fail(node, f"{_scalar(file, node)!r:.60} is not a whole number") from None


def _need(file: _File, node: yaml.Node, spec: Mapping[str, Any], *keys: str) -> None:
    for key in keys:
        if key not in spec:
            raise file.fail(node, f"{key!r} is missing")


def _number(file: _File, name: str, node: yaml.Node, spec: Mapping[str, Any]) -> Slot:
    _need(file, node, spec, "min", "max")
    decimals = _whole(file, spec["decimals"][1]) if "decimals" in spec else 0
    if not 0 <= decimals <= MAX_DECIMALS:
        raise file.fail(spec["decimals"][1], f"decimals are 0 to {MAX_DECIMALS}")
    units: dict[str, int] = {"step": 1}
    for key in ("min", "max", "step"):
        if key not in spec:
            continue
        try:
            number = Decimal(_scalar(file, spec[key][1]))
            if not -MAX_NUMBER <= number <= MAX_NUMBER:
                raise file.fail(spec[key][1], f"{key} is beyond {MAX_NUMBER}")
            scaled = number.scaleb(decimals)
            units[key] = int(scaled)
        except InvalidOperation:
            raise file.fail(spec[key][1], f"{key} is not a number") from None
        if scaled != units[key]:
            raise file.fail(spec[key][1], f"{key} has more than {decimals} decimals")
    if units["step"] < 1 or units["max"] < units["min"]:
        raise file.fail(node, "max is below min, or step is not positive")
    return Number(name, units["min"], (units["max"] - units["min"]) // units["step"] + 1, units["step"], decimals)


def _date(file: _File, name: str, node: yaml.Node, spec: Mapping[str, Any]) -> Slot:
    _need(file, node, spec, "from", "to")
    days: list[datetime.date] = []
    for key in ("from", "to"):
        try:
            days.append(datetime.date.fromisoformat(_scalar(file, spec[key][1])))
        except ValueError:
            raise file.fail(spec[key][1], f"{key} is not a date like 2024-03-01") from None
    if days[1] < days[0]:
        raise file.fail(node, "to is before from")
    form = _scalar(file, spec["format"][1]) if "format" in spec else "YYYY年M月D日"
    return Day(name, days[0], (days[1] - days[0]).days + 1, form)


def _time(file: _File, name: str, node: yaml.Node, spec: Mapping[str, Any]) -> Slot:
    _need(file, node, spec, "from", "to")
    minutes: list[int] = []
    for key in ("from", "to"):
        try:
            clock = datetime.time.fromisoformat(_scalar(file, spec[key][1]))
        except ValueError:
            raise file.fail(spec[key][1], f"{key} is not a time like 08:30 (in quotes)") from None
        minutes.append(clock.hour * 60 + clock.minute)
    step = _whole(file, spec["step"][1]) if "step" in spec else 1
    if step < 1 or minutes[1] < minutes[0]:
        raise file.fail(node, "to is before from, or step is not positive")
    return Clock(name, minutes[0], (minutes[1] - minutes[0]) // step + 1, step)


_BUILD: dict[str, Callable[[_File, str, yaml.Node, Mapping[str, Any]], Slot]] = {
    "number": _number,
    "date": _date,
    "time": _time,
}


def _check_places(file: _File, variables: Mapping[str, Slot], slots: Mapping[str, Slot]) -> None:
    """Refuse places that name no slot, and slots that contain themselves: they would be written without end."""
    everything = {**variables, **slots}
    wants: dict[str, set[str]] = {}
    for name, slot in everything.items():
        wants[name] = set()
        phrases: list[Phrase] = []
        if isinstance(slot, Values):
            phrases = list(slot.phrases)
        elif isinstance(slot, Records):
            phrases = [phrase for row in slot.rows for phrase in row.values()]
        for word in (word for phrase in phrases for word in bare_members(phrase)):
            if word in everything:
                where = file.where[name]
                raise UsageError(f"{where}: slot {name!r} lists the word {word!r}; write {{{word}}} for the slot")
        for place in (place for phrase in phrases for place in places(phrase)):
            target = everything.get(place.name)
            shown = f"{file.where[name]}: slot {name!r} names {{{place.name}"
            if target is None:
                raise UsageError(f"{shown}}}, which is no slot of this lexicon")
            if isinstance(target, Records) and place.field is not None and place.field not in target.types:
                raise UsageError(f"{shown}.{place.field}}}, but {place.name!r} has no such field")
            if place.field is not None and not isinstance(target, Records):
                raise UsageError(f"{shown}.{place.field}}}, but {place.name!r} has no fields")
            wants[name].add(place.name)
    _refuse_cycles(file, wants)


def _refuse_cycles(file: _File, wants: Mapping[str, set[str]]) -> None:
    from graphlib import CycleError, TopologicalSorter

    try:
        TopologicalSorter({name: sorted(targets) for name, targets in wants.items()}).prepare()
    except CycleError as error:
        circle = list(error.args[1])
        raise UsageError(f"{file.where[circle[0]]}: {' → '.join(circle)} goes round in circles") from None
