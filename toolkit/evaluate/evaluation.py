"""The result of an evaluation: figures, where they come from, and their forms for programs and notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.evaluate.figures import Bootstrap, Figure

ROOMS = {
    "repair": "Repair",
    "parse": "Outlines",
    "contacts": "Contacts",
    "duplicates": "Near-duplicates",
    "templates": "Templates",
}
"""Rooms in the order of the tables, with their headings."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run against a truth.

    Attributes:
        figures: all scores, room by room; those of the whole corpus before those of a part.
        compared: articles of the run that the truth knows.
        unknown: ids of articles that the truth does not know; they play no part.
        missing: ids that the run does not have; they play no part either, and are named for that reason.
        bootstrap: how the intervals were drawn.
    """

    figures: tuple[Figure, ...]
    compared: int
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    bootstrap: Bootstrap

    def value(self, room: str, name: str, group: str = "") -> float | None:
        """Return one score.

        Raises:
            UsageError: there is no such figure.
        """
        for figure in self.figures:
            if (figure.room, figure.name, figure.group) == (room, name, group):
                return figure.value
        raise UsageError(f"no figure {name!r} of {room!r}" + (f" for {group!r}" if group else ""))

    def to_dict(self) -> dict[str, Any]:
        """Return all as plain JSON types."""
        return {
            "compared": self.compared,
            "unknown": list(self.unknown),
            "missing": list(self.missing),
            "bootstrap": {
                "resamples": self.bootstrap.resamples,
                "level": self.bootstrap.level,
                "seed": self.bootstrap.seed,
            },
            "figures": [figure.to_dict() for figure in self.figures],
        }

    def to_arrow(self) -> Any:
        """Return the figures as a `pyarrow.Table`, one row each."""
        import pyarrow as pa

        kinds = dict.fromkeys(("room", "name", "group"), pa.string())
        kinds |= dict.fromkeys(("value", "low", "high", "hits", "of"), pa.float64())
        schema = pa.schema([*kinds.items(), ("units", pa.int64())])
        return pa.Table.from_pylist([figure.to_dict() for figure in self.figures], schema=schema)

    def _repr_html_(self) -> str:
        from toolkit.evaluate.page import tables

        return str(tables(self))


def written(figure: Figure) -> tuple[str, str, str]:
    """Return value, interval and counts of a figure as a person reads them.

    >>> from toolkit.evaluate.figures import Figure
    >>> written(Figure("repair", "x", "", 0.5, 0.25, 0.75, 1.0, 2.0, 2))
    ('0.500', '0.250 to 0.750', '1 / 2')
    """
    value = "–" if figure.value is None else f"{figure.value:.3f}"
    interval = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
    counts = "" if figure.hits is None or figure.of is None else f"{figure.hits:,.0f} / {figure.of:,.0f}"
    return value, interval, counts
