"""Fit the models of `toolkit.score` and measure how honest text scores; writes toolkit/measure/data/.

Usage: python scripts/fit_score.py [--seed N]

Fitted on the development moulds, bulletins and honest texts of benchmarks/measure_data.py; nothing of the other side is
read. Only numbers are written, no text. Needs the honest texts beside the checkout, and says so when they are absent.

Each article is scored against references that hold 0, 1, 3, 10 or 30 articles of its mould among honest ones. Features
that a mould may simply not have (headings, stock phrases, contacts) are taken away in copies of the training rows, so
that the model learns to do with what there is.

The labels begin where honest text ends: every honest development text, natural and formulaic, is scored at several
lengths against references that do not hold it, and a threshold is the lowest value at which the upper 95 % bound of the
share of texts that reach it (Clopper and Pearson 1934) is below the target, over all texts and in no stratum of length
higher than its number of texts allows.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from benchmarks import measure_data
from toolkit.measure import model as model_module
from toolkit.measure import scoring as score_module
from toolkit.measure.columns import Folded
from toolkit.measure.null import LENGTHS, Null
from toolkit.measure.reference import Reference

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, float]

DATA = ROOT / "toolkit" / "measure" / "data"
SIBLINGS = (0, 1, 3, 10, 30)
SCORED = 20
"""Articles of each mould that are scored for each reference."""
REFERENCE_HONEST = 600
HONEST_SCORED = 250
LAID_OUT = 3
"""One honest text of so many is laid out with headings and lists; see `measure_data.laid_out`."""
RIDGE = 1e-3
"""Weight of the squared standardised coefficients: just enough that separable data has an answer."""
CAPS = {"stock": 0.08, "template_saving": 0.3, "widespread": 0.4, "replicated": 0.8, "saved": 0.8}
"""Values from which more of a feature says no more; without them a copied story outweighs everything."""
MOST = {
    "templated": 5.0,
    "contacts": 1.0,
    "disclaimer": 1.0,
    "frame": 1.5,
    "bait": 2.0,
    "takedown": 2.0,
    "disowned": 1.5,
}
USUAL_MOST = 3.0
"""Log-odds that a sign may add at most: half as much where any notice or report has it too. Chosen on the development
moulds, each left out in turn, its articles without contacts, disclaimers and headings (area 0.996; 0.992 without)."""
OFFICIAL: Row = {"contacts": 1.0, "disclaimer": 1.0}
"""What a bulletin of an office may have and be none of a farm: `possible` begins above it, `likely` above that with
headings of a lead and a conclusion."""
FOOTER: Row = {"contacts": 1.0, "takedown": 1.0, "disclaimer": 1.0, "disowned": 1.0}
"""What one line at the foot of a page may say: a site that takes letters from its readers is no farm for that."""
POSSIBLE_FPR, LIKELY_FPR = 0.01, 0.001
"""Share of honest texts, formulaic ones among them, that may reach the labels, by its upper bound."""
LEVEL = 0.95
"""Confidence of that bound, one-sided."""
CALIBRATED = 80
"""Articles of each honest mould that the thresholds see, for each number of siblings in `CALIBRATED_SIBLINGS`."""
CALIBRATED_SIBLINGS = (0, 3, 30)
CUTS = (150, 300, 600)
"""Characters that each natural honest text is also cut to: what is short has less to speak for it."""
STRATA = (0, 200, 400)
"""Folded characters from which a text counts as short, of middle length, long."""

TEMPLATED = (
    "saved",
    "replicated",
    "widespread",
    "replicated_short",
    "template_saving",
    "pieces",
    "siblings",
    "outline",
    "stock",
)
FARM = (
    "templated",
    "contacts",
    "takedown",
    "disclaimer",
    "frame",
    "editorial",
    "addressing",
    "padding",
    "bait",
    "disowned",
    "kit",
)
MISSING_TEMPLATED = ("outline", "stock")
MISSING_FARM = (
    ("contacts", "takedown", "disclaimer", "disowned"),
    ("frame", "editorial"),
    ("addressing", "padding"),
    ("bait",),
    ("kit",),
)


if TYPE_CHECKING:
    from numpy.typing import NDArray


def gather(seed: int) -> tuple[list[tuple[str, int, Row]], dict[int, list[Row]]]:
    """Return (kind, siblings in the reference, features) of every training article, and honest rows by length."""
    rng = random.Random(seed)
    honest = [text for texts in measure_data.honest(dev=True).values() for text in texts]
    if len(honest) < REFERENCE_HONEST + HONEST_SCORED:
        raise SystemExit(f"too few honest texts ({len(honest)}); they belong beside the checkout, in shared/data")
    rng.shuffle(honest)
    honest = [measure_data.laid_out(text, at) if at % LAID_OUT == 0 else text for at, text in enumerate(honest)]
    background, scored = honest[:REFERENCE_HONEST], honest[REFERENCE_HONEST:]
    rows: list[tuple[str, int, Row]] = []
    null_rows: dict[int, list[Row]] = {}
    for k in SIBLINGS:
        farm, bulletins = measure_data.moulded(dev=True, n=k + SCORED, seed=seed + k)
        bulletins = {name: measure_data.with_contacts(texts) for name, texts in bulletins.items()}
        moulds = [*farm.values(), *bulletins.values()]
        reference = Reference.build(background + [text for texts in moulds for text in texts[:k]])
        for kind, group in (("farm", farm), ("bulletin", bulletins)):
            for texts in group.values():
                rows += [(kind, k, score_module.raw_features(text, reference)) for text in texts[k:]]
        lengths = [len(text) for texts in moulds for text in texts]
        for text in measure_data.length_matched(rng.sample(scored, HONEST_SCORED), lengths, seed):
            rows.append(("honest", k, score_module.raw_features(text, reference)))
        if k == SIBLINGS[-2]:
            null_rows = honest_rows(scored, reference)
        print(f"{k} siblings: {len(rows)} rows", file=sys.stderr)
    return rows, null_rows


def honest_rows(texts: list[str], reference: Reference) -> dict[int, list[Row]]:
    """Return the features of honest texts, cut to each length of the distribution."""
    from toolkit.sketch.fold import fold_with_offsets

    rows: dict[int, list[Row]] = {}
    for text in texts:
        _, offsets = fold_with_offsets(text)
        for length in LENGTHS:
            if len(offsets) >= length:
                piece = text[: offsets[length - 1] + 1]
                rows.setdefault(length, []).append(score_module.raw_features(piece, reference))
    return rows


def calibration(seed: int) -> list[tuple[str, int, Row]]:
    """Return (text, folded characters, features) of honest texts, each against a reference that does not hold it."""
    rng = random.Random(seed + 1)
    natural = [text for texts in measure_data.honest(dev=True).values() for text in texts]
    rng.shuffle(natural)
    rows: list[tuple[str, int, Row]] = []

    def add(name: str, text: str, reference: Reference) -> None:
        rows.append((name, Folded.of([text]).offsets[-1], score_module.raw_features(text, reference)))

    for k in CALIBRATED_SIBLINGS:
        farm, formulaic = measure_data.moulded(dev=True, n=k + CALIBRATED, seed=seed + 500 + k)
        formulaic = {name: measure_data.with_contacts(texts) for name, texts in formulaic.items()}
        known = [text for group in (farm, formulaic) for texts in group.values() for text in texts[:k]]
        half = len(natural) // 2
        for fold, (held, scored) in enumerate(((natural[:half], natural[half:]), (natural[half:], natural[:half]))):
            reference = Reference.build(held[:REFERENCE_HONEST] + known)
            if not fold:
                for name, texts in formulaic.items():
                    for at, text in enumerate(texts[k:]):
                        add(f"{name} {k} {at}", text, reference)
            if k != CALIBRATED_SIBLINGS[1]:
                continue
            if not fold:
                for text in measure_data.addressing(dev=True).values():
                    add(text, text, reference)
            for text in scored:
                shown = measure_data.laid_out(text, len(text)) if len(text) % LAID_OUT == 0 else text
                for cut in (*(cut for cut in CUTS if cut < len(shown)), len(shown)):
                    add(text, shown[:cut], reference)
    return rows


def bound(hits: int, count: int) -> float:
    """Return the one-sided upper bound of a share (Clopper and Pearson 1934)."""
    from scipy.stats import beta

    return 1.0 if hits >= count else float(beta.ppf(LEVEL, hits + 1, count - hits))


def threshold(scored: list[tuple[str, int, float]], target: float) -> float:
    """Return the lowest value that honest texts pass seldom enough: by bound over all, and by stratum of length.

    A text counts once in a stratum and once in all, by its highest value. Where a stratum has too few texts for the
    bound, the bound of none among them is asked for.
    """
    found = 0.0
    for low, high in [(0, 1 << 62), *zip(STRATA, (*STRATA[1:], 1 << 62), strict=True)]:
        best: dict[str, float] = {}
        for text, length, value in scored:
            if low <= length < high:
                best[text] = max(best.get(text, 0.0), value)
        values = sorted(best.values(), reverse=True)
        allowed = 0
        while bound(allowed + 1, len(values)) <= target:
            allowed += 1
        found = max(found, values[allowed])
    return found


def reached(scored: list[tuple[str, int, float]], least: float) -> dict[str, float]:
    """Return how many texts reach a value, and the bound of their share."""
    texts = {text for text, _, _ in scored}
    hits = {text for text, _, value in scored if value >= least}
    return {"texts": len(hits), "bound": round(bound(len(hits), len(texts)), 5)}


def fit(
    rows: list[Row],
    positive: list[bool],
    weights: list[float],
    names: tuple[str, ...],
    most: dict[str, float] | None = None,
) -> dict[str, Any]:
    """Fit a logistic model with coefficients from 0 up, to `most` where it is given; both answers weigh the same."""
    x: NDArray[np.float64] = np.array([[min(row[n], CAPS.get(n, np.inf)) for n in names] for row in rows])
    sign = np.where(positive, 1.0, -1.0)
    weight = np.array(weights)
    for side in (1.0, -1.0):
        weight[sign == side] /= 2 * weight[sign == side].sum()
    scale = x.std(0) + 1e-9
    x = x / scale

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (b[0] + x @ b[1:])
        pull = -sign * weight / (1 + np.exp(margin))
        value = float((weight * np.logaddexp(0, -margin)).sum() + RIDGE * (b[1:] ** 2).sum())
        return value, np.concatenate([[pull.sum()], x.T @ pull + 2 * RIDGE * b[1:]])

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    for name, s in zip(names, scale, strict=True):
        bounds.append((0, None if most is None else most.get(name, USUAL_MOST) * s))
    b = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds).x
    coefficients = {name: round(float(c), 4) for name, c in zip(names, b[1:] / scale, strict=True)}
    caps = {name: cap for name, cap in CAPS.items() if name in names}
    return {"intercept": round(float(b[0]), 4), "weights": coefficients, "caps": caps}


def without(row: Row, names: tuple[str, ...]) -> Row:
    """Return a row in which some features are not there."""
    return {name: 0.0 if name in names else value for name, value in row.items()}


def subsets(parts: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Return all subsets, the empty one first."""
    return [chosen for size in range(len(parts) + 1) for chosen in itertools.combinations(parts, size)]


def main(argv: list[str]) -> int:
    """Fit and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args(argv).seed
    rows, null_rows = gather(seed)

    # A bulletin whose mould the reference does not have is, for all one can see, an honest text.
    is_templated = [kind == "farm" or (kind == "bulletin" and k > 0) for kind, k, _ in rows]
    data, positive, weights = [], [], []
    for (kind, _, row), yes in zip(rows, is_templated, strict=True):
        for gone in subsets(MISSING_TEMPLATED) if yes and kind == "farm" else [()]:
            data.append(without(row, gone))
            positive.append(yes)
            weights.append(0.25 if yes and kind == "farm" else 1.0)
    templated = fit(data, positive, weights, TEMPLATED)
    first = model_module.Logistic(templated["intercept"], templated["weights"], templated["caps"])

    def mould(row: Row) -> Row:
        return {"templated": first.probability(row)}

    data, positive, weights = [], [], []
    for kind, k, row in rows:
        full = row | mould(row)
        # Bulletins are few among the rows and many in the world: they weigh as much as the honest texts.
        for gone in subsets(MISSING_FARM) if kind == "farm" else [()]:
            data.append(without(full, tuple(itertools.chain(*gone))))
            positive.append(kind == "farm")
            weights.append(
                1 / 2 ** len(MISSING_FARM) if kind == "farm" else 3.0 if kind == "bulletin" and k > 0 else 1.0
            )
    farm = fit(data, positive, weights, FARM, MOST)
    second = model_module.Logistic(farm["intercept"], farm["weights"], farm["caps"])

    def value(row: Row) -> float:
        return second.probability(row | mould(row))

    # No text is quite unlike a mould's: with the least templatedness there is, the floors hold for real articles.
    nothing = dict.fromkeys(FARM, 0.0) | mould(dict.fromkeys(TEMPLATED, 0.0))
    office = dict.fromkeys(FARM, 0.0) | OFFICIAL | {"templated": 1.0}
    report = office | {"frame": 1.0}
    # One sign is not even possible, and all that a footer says is not likely, where nothing says that it is templated.
    sign = max(second.probability(nothing | {name: 1.0}) for name in FARM)
    footer = second.probability(nothing | FOOTER)
    calibrated = calibration(seed)
    scored = [(text, length, value(row)) for text, length, row in calibrated]
    # What nothing but its words speaks against is never likely, whatever its value.
    witnessed = [
        (text, length, value(row) if model_module.corroborated(first, row) else 0.0) for text, length, row in calibrated
    ]
    possible = threshold(scored, POSSIBLE_FPR)
    likely = threshold(witnessed, LIKELY_FPR)
    floors = max(second.probability(office), sign), max(second.probability(report), footer)
    print(f"by honest texts {possible:.4f} {likely:.4f}; by what is no farm's alone {floors}", file=sys.stderr)
    possible, likely = max(possible, floors[0]), max(likely, floors[1])
    honest = [first.probability(row) for kind, _, row in rows if kind == "honest"]
    fitted = [name for group in measure_data.moulded(dev=True, n=1, seed=seed) for name in group]
    shares = {kind: sum(k == kind for k, _, _ in rows) for kind in ("farm", "bulletin", "honest")}
    model = {
        "version": model_module.MODEL_VERSION,
        "templated": templated,
        "farm": farm,
        "possible": round(possible + 0.0005, 4),
        "likely": round(likely + 0.0005, 4),
        "templated_from": round(max(0.5, float(np.quantile(honest, 0.95))), 4),
        "about": {
            "moulds": sorted({*measure_data.DEV_FARM, *measure_data.DEV_BULLETINS, *fitted}),
            "siblings": list(SIBLINGS),
            "rows": shares,
            "seed": seed,
            "calibration": {
                "texts": len({text for text, _, _ in scored}),
                "possible": reached(scored, possible + 0.0005),
                "likely": reached(witnessed, likely + 0.0005),
            },
        },
    }
    write("model.json", model)
    null = {
        length: [row | mould(row) | {"value": value(row)} for row in listed] for length, listed in null_rows.items()
    }
    source = f"news and encyclopaedia articles, against {REFERENCE_HONEST} others and {SIBLINGS[-2]} articles a mould"
    write("null.json", Null.of_features(null, source).to_dict())
    return 0


def write(name: str, content: dict[str, Any]) -> None:
    """Write one data file."""
    (DATA / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {name}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
