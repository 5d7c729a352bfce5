"""Whether the p-values of `toolkit.score` are p-values: how often honest texts that it never saw reach each level.

Usage: python benchmarks/measure_p_values.py [--seed N] [--texts N] [--json FILE]

The packaged distribution was measured on honest texts of the one side of `measure_data.honest`, against 600 others and
ten articles of each development mould. Here the other side is scored against references of its own, with articles of
the held-out moulds. A p-value is valid where at most a share α of honest texts has p ≤ α; the largest excess over α,
from 0.01 on, is the one-sided Kolmogorov-Smirnov distance `D+`, given with its critical value at 5 %, sqrt(ln 20 / 2n).
Below the diagonal a p-value is cautious, as those of counts must be: they have ties.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import measure_data
from toolkit.measure.reference import Reference
from toolkit.measure.scoring import score

LEVELS = (0.01, 0.05, 0.1, 0.25)
REFERENCE_HONEST = 600
SIBLINGS = 10
SHOWN = ("siblings", "pieces", "template_saving", "replicated", "replicated_short", "saved", "stock", "outline")


def p_values(texts: int, seed: int) -> dict[str, list[float]]:
    """Return the p-values of each feature, and of the score, of held-out honest texts cut to lengths of all kinds."""
    rng = random.Random(seed)
    natural = [text for name, listed in measure_data.honest(dev=False).items() if name != "own" for text in listed]
    rng.shuffle(natural)
    background, fresh = natural[:REFERENCE_HONEST], natural[REFERENCE_HONEST:][:texts]
    farm, formulaic = measure_data.moulded(dev=False, n=SIBLINGS, seed=seed)
    known = [text for group in (farm, formulaic) for listed in group.values() for text in listed]
    reference = Reference.build([*background, *known])
    found: dict[str, list[float]] = {}
    for text in fresh:
        given = score(text[: int(2 ** rng.uniform(7, 11))], reference)
        null, length = reference.null, given.evidence.length
        values = given.evidence.features() | {"templated": given.templatedness, "value": given.value}
        for name in (*SHOWN, "templated", "value"):
            p = null.p_value(name, values[name], length)
            if p is not None:
                found.setdefault(name, []).append(p)
    return found


def excess(values: list[float], least: float = 0.01) -> float:
    """Return the largest excess of the share with p ≤ α over α, for α from `least` on.

    >>> excess([0.1, 0.2, 0.9, 1.0])
    0.3
    """
    ascending = np.sort(np.array(values))
    share = np.arange(1, len(ascending) + 1) / len(ascending)
    return max(0.0, round(float((share - np.maximum(ascending, least)).max()), 4))


def report(texts: int, seed: int) -> dict[str, Any]:
    """Return for each feature the share of honest texts at each level, and the distance with its critical value."""
    out: dict[str, Any] = {}
    for name, values in p_values(texts, seed).items():
        p = np.array(values)
        out[name] = {
            "n": len(values),
            **{f"p <= {level}": round(float((p <= level).mean()), 4) for level in LEVELS},
            "D+": excess(values),
            "critical": round(math.sqrt(math.log(20) / (2 * len(values))), 4),
        }
    return out


def main(argv: list[str]) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args(argv)
    if not measure_data.SHARED.is_dir():
        print("the honest texts belong beside the checkout, in shared/data", file=sys.stderr)
        return 1
    figures = report(options.texts, options.seed)
    for name, row in figures.items():
        print(f"{name:18}" + "  ".join(f"{key} {value:<6}" for key, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
