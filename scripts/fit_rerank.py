"""Fit the weights of `toolkit.repair.rerank`, on damaged texts of the development half.

    python scripts/fit_rerank.py [--texts 1300] [--seeds 24] [--first 200]

The texts are those of `benchmarks/repair_runs.py --development`, damaged by other tables. Each search with several
finalists, of which one is right, is an example; the weights are those under which the right ones are likeliest (a
conditional logit, with a little of the ridge), four parts of the texts being fitted without a fifth in turn to see
how many come back. Prints the line for `rerank.py`.
"""

from __future__ import annotations

import argparse
import random
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.repair_runs import alphabets, sources
from toolkit.generate.damage import Damaged, damage
from toolkit.generate.kit import FULL_WIDTH_ASCII, random_kit
from toolkit.repair.annotation import annotation
from toolkit.repair.rerank import Features, features
from toolkit.repair.search import unshift

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.repair.evidence import Page, Run

FOLDS = 5
RIDGE = 1.0  # of weights of features with a deviation of one
START = 0.7  # the weight of the search's price that the others are additions to


class Example(NamedTuple):
    """The finalists of a search: their features, less those of the cheapest one, and which are right."""

    fold: int
    features: Any
    right: Any


def main(argv: Sequence[str] | None = None) -> int:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=1300, help="texts of each source")
    parser.add_argument("--seeds", type=int, default=24, help="tables for each text")
    parser.add_argument("--first", type=int, default=200, help="the first of them, beyond those of the benchmark")
    options = parser.parse_args(argv)
    found = [*examples(options.texts, range(options.first, options.first + options.seeds))]
    right = 0
    for fold in range(FOLDS):
        weights = fit([one for one in found if one.fold != fold])
        right += sum(one.right[np.argmin(one.features @ weights)] for one in found if one.fold == fold)
    print(f"{len(found)} searches: the cheapest is right in {sum(one.right[0] for one in found)}, the best in {right}")
    print(f"WEIGHTS = Features({', '.join(f'{weight:.2f}' for weight in fit(found))})")
    return 0


def examples(texts: int, seeds: Sequence[int]) -> Iterator[Example]:
    """Yield the searches that have the right text and a wrong one among their finalists."""
    searches: list[tuple[list[Sequence[Run]], list[Features]]] = []

    def recording(
        text: str, left: str, start: int, page: Page, finalists: Sequence[tuple[float, Sequence[Run]]]
    ) -> list[Features]:
        found = features(text, left, start, page, finalists)
        searches.append(([runs for _, runs in finalists], found))
        return found

    unshift.features = recording  # type: ignore[attr-defined]
    for name, several in sources(texts, development=True):
        for alphabet in alphabets().values():
            for number, text in enumerate(several):
                for seed in seeds:
                    drawn = random.Random(f"{number} {seed}")
                    kit = random_kit(drawn.randrange(1 << 30), drawn.randint(20, 130), alphabet=alphabet)
                    done = damage(text, kit)
                    searches.clear()
                    annotation(done.text)
                    for finalists, table in searches:
                        right = np.array([is_right(done, runs) for runs in finalists])
                        if right.any() and not right.all():
                            rows = np.array(table)
                            fold = zlib.crc32(f"{name} {number}".encode()) % FOLDS
                            yield Example(fold, rows - rows[0], right)


def is_right(done: Damaged, runs: Sequence[Run]) -> bool:
    """Tell whether all runs are what they were."""
    return all(done.clean_of(run.start, run.end) == run.clean.translate(FULL_WIDTH_ASCII) for run in runs)


def fit(found: Sequence[Example]) -> Any:
    """Return the weights under which the right texts are likeliest."""
    table = np.concatenate([one.features for one in found])
    right = np.concatenate([one.right for one in found])
    sizes = np.array([len(one.right) for one in found])
    starts = np.cumsum(sizes) - sizes
    scale = table.std(0)
    scale[scale == 0] = 1.0  # a feature that is the same everywhere, as may be among few texts
    table = table / scale
    prior = np.zeros(len(scale))
    prior[0] = START * scale[0]

    def shares(likely: Any, within: Any) -> tuple[Any, Any]:
        weighed = np.exp(likely) * within
        total = np.add.reduceat(weighed, starts)
        return weighed / np.repeat(total, sizes), np.log(total)

    def loss(weights: Any) -> tuple[float, Any]:
        likely = -(table @ weights)
        likely -= np.repeat(np.maximum.reduceat(likely, starts), sizes)
        of_all, all_of_them = shares(likely, 1.0)
        of_right, right_ones = shares(likely, right)
        away = weights - prior
        value = (all_of_them - right_ones).sum() + RIDGE * (away @ away)
        return float(value), table.T @ (of_right - of_all) + 2 * RIDGE * away

    return minimize(loss, prior, jac=True, method="L-BFGS-B").x / scale


if __name__ == "__main__":
    sys.exit(main())
