"""The result of measuring a corpus: one row a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a corpus.

    Attributes:
        name: of the measure; its definition stands under this name in `docs/methods_measure.md`.
        value: None where it cannot be told; `note` says why.
        low: lower end of the bootstrap interval, None where there is none.
        high: upper end.
        n: what the value is a mean over: texts, or what `per` says.
        per: `texts`, `pairs`, `blocks` or `slots`.
        unit: of the value.
        formula: in short.
        length_control: what keeps texts of different length comparable.
        note: what the reader should know, empty for nothing.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    per: str
    unit: str
    formula: str
    length_control: str
    note: str = ""


@dataclass(frozen=True, eq=False)
class Table(Mapping[str, Row]):
    """Measures of a corpus by name, in a fixed order; Arrow, pandas, polars and DuckDB read it as a table.

    Attributes:
        rows: the measures.
        texts: texts given.
        measured: texts that were measured: not empty, and at most as many as the sample allows.
        characters: folded characters of these.
        length: folded characters that length-controlled measures cut texts to.
        level: coverage of the intervals.
        settings: what else decides the values: seed, sample, fold version.
        parts: the numbers behind a row, one a text (or pair, block, slot), for figures.
    """

    rows: tuple[Row, ...]
    texts: int
    measured: int
    characters: int
    length: int
    level: float
    settings: dict[str, Any]
    parts: dict[str, NDArray[np.float64]] = field(repr=False, default_factory=dict)

    def __getitem__(self, name: str) -> Row:
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter([row.name for row in self.rows])

    def __len__(self) -> int:
        return len(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain JSON types."""
        return {
            "texts": self.texts,
            "measured": self.measured,
            "characters": self.characters,
            "length": self.length,
            "level": self.level,
            "settings": dict(self.settings),
            "measures": [asdict(row) for row in self.rows],
        }

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table` with one row a measure and the columns of `Row`."""
        import pyarrow as pa

        kinds = {"value": pa.float64(), "low": pa.float64(), "high": pa.float64(), "n": pa.int64()}
        names = list(Row.__dataclass_fields__)
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
        return pa.Table.from_pylist([asdict(row) for row in self.rows], schema=schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Let other libraries take the table without a copy (the Arrow PyCapsule interface)."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td>{escape(row.name)}</td><td>{number(row.value)}</td><td>{interval(row)}</td>"
            f"<td>{row.n} {escape(row.per)}</td><td>{escape(row.unit)}</td>"
            f"<td>{escape('; '.join(filter(None, [row.length_control, row.note])))}</td></tr>"
            for row in self.rows
        )
        return (
            f"<p>{self.measured} of {self.texts} texts measured, {self.characters} characters. "
            "Templated is not the same as spam.</p>"
            "<table><thead><tr><th>measure</th><th>value</th>"
            f"<th>{self.level:.0%} interval</th><th>n</th><th>unit</th><th>control</th></tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )


def number(value: float | None) -> str:
    """Write a value with four significant digits; a dash for none.

    >>> number(0.123456), number(None)
    ('0.1235', '–')
    """
    return "–" if value is None else f"{value:.4g}"


def interval(row: Row) -> str:
    """Write the interval of a row."""
    return "–" if row.low is None or row.high is None else f"{number(row.low)} to {number(row.high)}"
