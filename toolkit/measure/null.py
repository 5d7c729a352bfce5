"""How honest text scores, by length: what empirical p-values are read from."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.errors import UsageError
from toolkit.measure.model import ELSEWHERE, REPLICATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.measure.reference import Reference

LENGTHS = (125, 250, 500, 1000, 2000)
"""Folded characters that honest texts are cut to; a text is compared with the nearest of these on a log scale."""

LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.998, 0.999, 1.0)
"""Quantiles that are kept: fine where decisions are made, in the upper tail."""

FEW = 40
"""Different values of a feature up to which each is kept with the share of honest texts that reach it: counts and signs
have few, and what is linear between them would promise more than they can tell."""

GIVEN = "honest texts that were given"
"""How the source of a distribution ends that a caller measured."""

HAIR = 1e-6
"""What rounding may take from a value that is kept."""

LEAST = 20
"""Honest texts of a length below which its quantiles say nothing."""


@dataclass(frozen=True)
class Null:
    """Quantiles of each feature among honest texts, by length.

    Attributes:
        counts: honest texts of each length.
        quantiles: length to feature to values at `LEVELS`.
        source: what the honest texts were, for a person.
        steps: length to feature to (value, share of texts that reach it), ascending, for features of few values; the
            others are in `quantiles`.
    """

    counts: dict[int, int]
    quantiles: dict[int, dict[str, tuple[float, ...]]]
    source: str
    steps: dict[int, dict[str, tuple[tuple[float, float], ...]]] = field(default_factory=dict)

    @classmethod
    def of_features(cls, rows: Mapping[int, Sequence[Mapping[str, float]]], source: str) -> Null:
        """Summarise features of honest texts, given by the length they were cut to."""
        counts: dict[int, int] = {}
        quantiles: dict[int, dict[str, tuple[float, ...]]] = {}
        steps: dict[int, dict[str, tuple[tuple[float, float], ...]]] = {}
        for length, listed in sorted(rows.items()):
            if len(listed) < LEAST:
                continue
            counts[length] = len(listed)
            quantiles[length], steps[length] = {}, {}
            for name in listed[0]:
                if name.startswith((REPLICATION, ELSEWHERE)):
                    continue  # honest texts had no siblings of other people's to tell apart
                values = np.array([row[name] for row in listed])
                seen = np.unique(values.round(6))
                if len(seen) <= FEW:
                    reached = ((float(value), float((values.round(6) >= value).mean())) for value in seen)
                    steps[length][name] = tuple((value, round(share, 6)) for value, share in reached)
                else:
                    quantiles[length][name] = tuple(round(float(q), 6) for q in np.quantile(values, LEVELS))
        if not counts:
            raise UsageError(
                f"p-values need at least {LEAST} honest texts of {LENGTHS[0]} folded characters or more; "
                "give more of them, or none to use the packaged distribution"
            )
        return cls(counts, quantiles, source, steps)

    @classmethod
    def measure(cls, honest: Sequence[str], reference: Reference) -> Null:
        """Score honest texts, cut to each of `LENGTHS`, against a reference.

        Raises:
            UsageError: fewer than `LEAST` of them are long enough.
        """
        from toolkit.measure.scoring import model_features
        from toolkit.sketch.fold import fold_with_offsets

        rows: dict[int, list[dict[str, float]]] = {}
        for text in honest:
            _, offsets = fold_with_offsets(text)
            for length in LENGTHS:
                if len(offsets) >= length:
                    piece = text[: offsets[length - 1] + 1]
                    own = next(iter(reference.rows_of(_key(text))), None)
                    rows.setdefault(length, []).append(model_features(piece, reference, own=own))
        return cls.of_features(rows, f"{len(honest)} {GIVEN}")

    def p_value(self, name: str, value: float, length: int) -> float | None:
        """Return the share of honest texts of about `length` characters that reach `value`, or None if unknown.

        It is never below one over the number of honest texts plus one (Phipson and Smyth 2010). Of features of few
        values it is the share itself, ties and all, so that it errs to the high side; of others it is linear between
        the quantiles that are kept.
        """
        near = min(self.counts, key=lambda at: abs(math.log(at / max(1, length))), default=None)
        if near is None:
            return None
        least = 1 / (self.counts[near] + 1)
        if name in self.steps.get(near, ()):
            reached = [share for seen, share in self.steps[near][name] if seen >= value - HAIR]
            return max(least, reached[0]) if reached else least
        if name not in self.quantiles[near]:
            return None
        values = self.quantiles[near][name]
        if value > values[-1]:
            return least
        # Ties: the p-value of a value is the share at or above it, so the lowest quantile that reaches it counts.
        at = int(np.searchsorted(values, value, side="left"))
        if at == 0:
            return 1.0
        low, high = values[at - 1], values[at]
        level = LEVELS[at - 1] + (LEVELS[at] - LEVELS[at - 1]) * (value - low) / (high - low)
        return float(min(1.0, max(least, 1 - level)))

    def to_dict(self) -> dict[str, Any]:
        """Return the distribution as plain JSON types."""
        return {
            "source": self.source,
            "levels": list(LEVELS),
            "counts": {str(length): count for length, count in self.counts.items()},
            "quantiles": {
                str(length): {name: list(values) for name, values in row.items()}
                for length, row in self.quantiles.items()
            },
            "steps": {
                str(length): {name: [list(step) for step in steps] for name, steps in row.items()}
                for length, row in self.steps.items()
            },
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Null:
        """Read what `to_dict` wrote."""
        return cls(
            {int(length): int(count) for length, count in stored["counts"].items()},
            {
                int(length): {name: tuple(values) for name, values in row.items()}
                for length, row in stored["quantiles"].items()
            },
            str(stored["source"]),
            {
                int(length): {name: tuple((value, share) for value, share in steps) for name, steps in row.items()}
                for length, row in stored.get("steps", {}).items()
            },
        )


def _key(text: str) -> Any:
    from toolkit.measure.columns import Folded

    return Folded.of([text]).keys[0]


@cache
def packaged_null() -> Null:
    """Return the distribution that comes with the toolkit; `scripts/fit_score.py` measures it."""
    stored = resources.files(__package__).joinpath("data/null.json").read_text(encoding="utf-8")
    return Null.from_dict(json.loads(stored))
