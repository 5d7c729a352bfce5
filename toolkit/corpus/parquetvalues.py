"""Arrow's values as Python's, also where Python has none that fits.

A carried column may hold what Python's types cannot: times to the nanosecond, a year after 9999, a time zone that this
machine does not know, a string that is not valid UTF-8, and any of them inside lists and structs. None of that is a
reason to lose the article, so such a value becomes text, and only it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import types

from toolkit.corpus.rows import unique_names

if TYPE_CHECKING:
    from collections.abc import Callable

_UNFIT = (pa.ArrowException, ArithmeticError, LookupError, NotImplementedError, TypeError, ValueError)
"""What pyarrow raises for a value that Python cannot hold (an unknown time zone is a `KeyError`)."""

_EPOCH = "1970-01-01"


def python_values(column: pa.Array) -> list[Any]:
    """Return the values of a column as Python objects, those that Python cannot hold in a form that it can.

    Nanoseconds become text (Python's times end at microseconds) or, for durations, their number; a time out of
    Python's range becomes text in ISO 8601 or the number that is stored, with its unit; a string that is not valid
    UTF-8 stays bytes.

    >>> python_values(pa.array([0, 3_000_000], pa.date32()))
    [datetime.date(1970, 1, 1), '10183-09-21']
    >>> python_values(pa.array([[1]], pa.list_(pa.timestamp("ns"))))
    [['1970-01-01 00:00:00.000000001']]
    """
    if not _has_nanoseconds(column.type):  # pyarrow would give them by whether pandas is installed
        try:
            return list(column.to_pylist())
        except _UNFIT:
            pass
    return [_value(scalar) for scalar in column]


def _has_nanoseconds(kind: pa.DataType) -> bool:
    if types.is_temporal(kind):
        return getattr(kind, "unit", None) == "ns"
    if types.is_dictionary(kind):
        return _has_nanoseconds(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return _has_nanoseconds(kind.storage_type)
    return any(_has_nanoseconds(kind.field(index).type) for index in range(kind.num_fields))


def _value(scalar: pa.Scalar) -> Any:
    if not scalar.is_valid:
        return None
    kind = scalar.type
    if types.is_dictionary(kind) or isinstance(kind, pa.BaseExtensionType):
        return _value(scalar.value)
    if types.is_struct(kind):
        names = unique_names([field.name for field in kind])
        return {name: _value(scalar[index]) for index, name in enumerate(names)}
    if types.is_map(kind):
        pairs = scalar.values
        return [[_value(key), _value(value)] for key, value in zip(pairs.field(0), pairs.field(1), strict=True)]
    if types.is_nested(kind):
        return [_value(item) for item in scalar.values]
    if types.is_temporal(kind):
        return _time(scalar)
    if hasattr(scalar, "as_buffer"):
        return _text_or_bytes(scalar)
    return _first(scalar.as_py, lambda: str(scalar.cast(pa.string()).as_py()))


def _time(scalar: Any) -> Any:
    kind = scalar.type
    unit = getattr(kind, "unit", "days" if types.is_date32(kind) else "ms")
    if types.is_duration(kind):
        return scalar.value if unit == "ns" else _first(scalar.as_py, lambda: f"{scalar.value} {unit}")
    attempts: list[Callable[[], Any]] = [] if unit == "ns" else [scalar.as_py]
    attempts.append(lambda: _formatted(scalar))
    if types.is_timestamp(kind) and kind.tz is not None:  # of an unknown time zone: the moment itself is known
        attempts.append(lambda: f"{_formatted(pa.scalar(scalar.value, pa.timestamp(unit)))}Z")
    return _first(*attempts, lambda: f"{scalar.value} {unit} since {_EPOCH}")


def _formatted(scalar: pa.Scalar) -> str:
    text = str(scalar.cast(pa.string()).as_py())
    if text.startswith("<"):  # `<value out of range: …>`
        raise ValueError(text)
    return text


def _text_or_bytes(scalar: Any) -> str | bytes:
    data = bytes(scalar.as_buffer())
    kind = scalar.type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    return data


def _first(*attempts: Callable[[], Any]) -> Any:
    """Return what the first attempt that succeeds gives."""
    for attempt in attempts[:-1]:
        try:
            return attempt()
        except _UNFIT:
            pass
    return attempts[-1]()
