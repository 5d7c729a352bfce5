"""Types of the users' own columns in Parquet: found from the values, widened when later values do not fit.

The ladder is `null < bool`, `null < int < float`, and everything `< text`: a column whose values have no common
type is text, strings as they are and other values as their JSON. Lists and objects are JSON text from the start,
because an Arrow struct would add the keys that other rows have. So nothing is lost, whatever comes. What is stored
depends on the values alone, never on where a batch ended.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Literal

from toolkit.corpus.writers import finite

if TYPE_CHECKING:
    from collections.abc import Sequence

ColumnKind = Literal["null", "bool", "int", "bigint", "float", "text"]

ARROW_NAMES: dict[ColumnKind, str] = {
    "null": "string",
    "bool": "bool",
    "int": "int64",
    "bigint": "int64",
    "float": "float64",
    "text": "string",
}
"""Kind to the Arrow type it is stored as."""

_EXACT_IN_FLOAT = 2**53
"""Integers up to this are exact as IEEE 754 doubles."""
_INT64 = 2**63


def kind_of(value: Any) -> ColumnKind:
    """Return the narrowest kind that holds one value.

    >>> [kind_of(v) for v in (None, True, 7, 2**60, 2**80, 0.5, "x", [1])]
    ['null', 'bool', 'int', 'bigint', 'text', 'float', 'text', 'text']
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        if abs(value) <= _EXACT_IN_FLOAT:
            return "int"
        return "bigint" if -_INT64 <= value < _INT64 else "text"
    return "float" if isinstance(value, float) else "text"


def join(one: ColumnKind, other: ColumnKind) -> ColumnKind:
    """Return the narrowest kind that holds the values of both; order does not matter.

    >>> join("int", "float"), join("bigint", "float"), join("null", "bool"), join("bool", "int")
    ('float', 'text', 'bool', 'text')
    """
    if one == other:
        return one
    pair = {one, other}
    if "null" in pair:
        return (pair - {"null"}).pop()
    if pair == {"int", "bigint"}:
        return "bigint"
    return "float" if pair == {"int", "float"} else "text"


def fit(values: Sequence[Any], kind: ColumnKind) -> Sequence[Any]:
    """Return the values as those of a column of `kind`.

    >>> fit(["a", 1, None, {"b": True}], "text")
    ['a', '1', None, '{"b": true}']
    """
    if kind == "text":
        return [value if value is None or isinstance(value, str) else as_text(value) for value in values]
    if kind == "float":
        return [None if value is None else float(value) for value in values]
    return values


def as_text(value: Any) -> str | None:
    """Return a value that is no string as JSON text; None for NaN, which JSON does not have.

    A whole number has no point, whether it came as an integer or as a float: a column of both is one of floats, from
    which nobody could tell them apart when a later value makes it text. Infinities keep their names.

    >>> [as_text(value) for value in (1, 1.0, 0.5, 1e300, True, float("nan"), [1.0, float("nan")])]
    ['1', '1', '0.5', '1e+300', 'true', None, '[1.0, null]']
    """
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if value.is_integer() and abs(value) <= _EXACT_IN_FLOAT and str(value) != "-0.0":
            value = int(value)
    elif isinstance(value, dict | list | tuple):
        value = finite(value)
    return json.dumps(value, ensure_ascii=False)
