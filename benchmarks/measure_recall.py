"""What the labels of `toolkit.score` are worth: farm articles called `likely`, and honest ones, on untouched moulds.

Usage: python benchmarks/measure_recall.py [--seed N] [--json FILE] [--side untouched|seen]

`untouched` are the moulds of measure_data.untouched: nothing was fitted, chosen or worded on them. `seen` are the
held-out moulds of measure.py, which nothing is fitted on but whose misses were looked at. Shares are given with
95 % intervals (Clopper and Pearson 1934) by siblings in the reference, mould, length, and what was done to the article.
Articles of one mould are no independent draws: moulds are counted, too. Honest series of one house, and the pages that
one prints, ask and bid as farms do; each is scored with the others of its series in the reference. All of these are
scored twice: without hosts, and with them, where a farm's mould is spread over `NETWORK` sites, a series stands on one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks import measure_data
from toolkit.measure.reference import Reference
from toolkit.measure.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
SIBLINGS = (0, 1, 3, 10, 100)
SCORED = 20
REFERENCE_HONEST = 500
NETWORK = 4
"""Sites that print from one farm mould, where hosts are known."""
HONEST_SIBLINGS = 10
"""Articles of each mould in the reference that the natural honest texts are scored against."""
HONEST_SCORED = 1000
"""Natural honest texts at most."""
HONEST_LENGTHS = (150, 300, 600, 100_000)
"""Characters that each natural honest text is cut to, for false alarms by length; the last is none."""
STRATA = (0, 200, 400)
"""Folded characters from which an article counts as short, of middle length, long."""
STRATUM_NAMES = ("under 200", "200 to 399", "400 and more")
SPOILT_NAMES = ("as written", "as written", "spun with synonyms", "1 % noise", "pinyin notes")


class Found(NamedTuple):
    """One article scored."""

    kind: str
    mould: str
    siblings: int
    stratum: str
    spoilt: str
    label: str
    templated: bool
    value: float
    likely_by_host: bool


def stratum_of(length: int) -> str:
    """Return the name of the stratum of a length."""
    return STRATUM_NAMES[sum(length >= least for least in STRATA) - 1]


def measure(side: str, seed: int, *, own_only: bool = False) -> list[Found]:
    """Score the articles of one side."""
    rng = random.Random(seed)
    sources = measure_data.honest(dev=False)
    own = sources.pop("own")
    natural = [] if own_only else [text for texts in sources.values() for text in texts]
    rng.shuffle(natural)
    background, fresh = natural[:REFERENCE_HONEST], natural[REFERENCE_HONEST:][:HONEST_SCORED]
    if own_only:
        background, own = own[:10], own[10:]
    found: list[Found] = []

    def add(
        kind: str, mould: str, k: int, spoilt: str, text: str, reference: Reference, host: str | None = None
    ) -> None:
        given = score(text, without_hosts(reference))
        likely = (score(text, reference, host=host).label if host else given.label) == "likely"
        stratum = stratum_of(given.evidence.length)
        found.append(Found(kind, mould, k, stratum, spoilt, given.label, given.templated, given.value, likely))

    def against(more: dict[str, list[str]], network: int = 1) -> Reference:
        hosts = [f"{i}.example" for i in range(len(background))]
        hosts += [site(name, at, network) for name, texts in more.items() for at in range(len(texts))]
        return Reference.build([*background, *(text for texts in more.values() for text in texts)], hosts=hosts)

    series = measure_data.series()
    known = against(series)
    for name, texts in series.items():
        for text in texts:
            add("series", name, len(texts) - 1, "as written", text, known, site(name, 0, 1))
    for k in SIBLINGS:
        printed = measure_data.printed(k + SCORED, seed)
        reference = against({name: texts[:k] for name, texts in printed.items()})
        for name, texts in printed.items():
            for text in texts[k:]:
                add("printed", name, k, "as written", text, reference, site(name, 0, 1))
        farm, formulaic = _drawn(side, k + SCORED, seed + 1000 + k)
        reference = against({name: listed[:k] for name, listed in {**farm, **formulaic}.items()}, NETWORK)
        for kind, drawn in (("farm", farm), ("formulaic", formulaic)):
            for name, listed in drawn.items():
                for at, text in enumerate(listed[k:], start=k):
                    spoilt = SPOILT_NAMES[at % len(SPOILT_NAMES)] if kind == "farm" else "as written"
                    add(kind, name, k, spoilt, text, reference, site(name, at, NETWORK))
        if k == HONEST_SIBLINGS:
            for at, text in enumerate(fresh):
                shown = measure_data.laid_out(text, at) if at % 4 == 0 else text
                for length in HONEST_LENGTHS:
                    if length > max(HONEST_LENGTHS[:-1]) or len(shown) > length:
                        add("natural", str(at), k, "as written", shown[:length], reference)
            for at, text in enumerate(own):
                add("own", str(at), k, "as written", text, reference)
            for name, text in measure_data.addressing(dev=False).items():
                add("addressing", name, k, "as written", text, reference)
            for at, text in enumerate(measure_data.singles()):
                add("single", str(at), k, "as written", text, reference)
    return found


def site(mould: str, at: int, network: int) -> str:
    """Return where an article of a mould stands."""
    return f"{mould}-{at % network}.example"


def without_hosts(reference: Reference) -> Reference:
    """Return a reference that does not know where its texts stand; made once for each."""
    if "unplaced" not in reference.__dict__:
        groups = np.arange(len(reference), dtype=np.int32)
        reference.__dict__["unplaced"] = replace(reference, groups=groups, hosts=())
    unplaced: Reference = reference.__dict__["unplaced"]
    return unplaced


def _drawn(side: str, n: int, seed: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    if side == "untouched":
        return measure_data.untouched(n, seed)
    return measure_data.moulded(dev=False, n=n, seed=seed)


def interval(hits: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share (Clopper and Pearson 1934).

    >>> [round(end, 4) for end in interval(0, 3000)]
    [0.0, 0.0012]
    """
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, count - hits + 1))
    high = 1.0 if hits == count else float(beta.ppf(1 - tail, hits + 1, count - hits))
    return low, high


def table(found: list[Found], by: Callable[[Found], Any]) -> dict[str, dict[str, Any]]:
    """Return for each group of articles how many there are and the share of each label."""
    groups: dict[Any, list[Found]] = defaultdict(list)
    for row in found:
        groups[by(row)].append(row)
    out: dict[str, dict[str, Any]] = {}
    for name, rows in sorted(groups.items(), key=lambda item: str(item[0]).rjust(30)):
        line: dict[str, Any] = {"n": len(rows)}
        for label, hits in (
            ("likely", sum(row.label == "likely" for row in rows)),
            ("suspected", sum(row.label != "none" for row in rows)),
            ("by host", sum(row.likely_by_host for row in rows)),
            ("templated", sum(row.templated for row in rows)),
        ):
            low, high = interval(hits, len(rows))
            line[label] = {
                "hits": hits,
                "share": round(hits / len(rows), 4),
                "low": round(low, 4),
                "high": round(high, 4),
            }
        out[str(name)] = line
    return out


def by_moulds(found: list[Found], seed: int, draws: int = 2000) -> list[float]:
    """Return the 95 % interval of the share called `likely` when moulds are drawn anew, not articles."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for row in found:
        hits[row.mould].append(row.label == "likely")
    shares = np.array([np.mean(listed) for listed in hits.values()])
    drawn = np.random.default_rng(seed).integers(0, len(shares), (draws, len(shares)))
    return [round(float(end), 4) for end in np.quantile(shares[drawn].mean(1), [0.025, 0.975])]


def area(farm: list[Found], other: list[Found]) -> float:
    """Return the area under the curve of the value."""
    from benchmarks.measure import auc

    return round(auc(*(np.array([row.value for row in rows]) for rows in (farm, other))), 4)


def distinct(found: list[Found], label: str) -> tuple[int, int]:
    """Return how many natural texts are called `label` or worse at any length, and how many there are."""
    bad = ("likely",) if label == "likely" else ("likely", "possible")
    texts = {row.mould for row in found if row.kind == "natural"}
    hit = {row.mould for row in found if row.kind == "natural" and row.label in bad}
    return len(hit), len(texts)


def report(side: str, seed: int, *, own_only: bool = False) -> dict[str, Any]:
    """Return all tables."""
    found = measure(side, seed, own_only=own_only)
    farm = [row for row in found if row.kind == "farm"]
    known = [row for row in farm if row.siblings]
    formulaic = [row for row in found if row.kind == "formulaic"]
    natural = [row for row in found if row.kind in ("natural", "own")]
    return {
        "side": side,
        "seed": seed,
        "farm": table(known, lambda _: "from one sibling up"),
        "farm likely, moulds drawn anew": by_moulds(known, seed),
        "area, farm against formulaic honest": area(known, [row for row in formulaic if row.siblings]),
        "farm by siblings": table(farm, lambda row: row.siblings),
        "farm by mould": table(known, lambda row: row.mould),
        "farm by length": table(known, lambda row: row.stratum),
        "farm by what was done to it": table(known, lambda row: row.spoilt),
        "formulaic honest": table(formulaic, lambda _: "all"),
        "formulaic honest by siblings": table(formulaic, lambda row: row.siblings),
        "formulaic honest by mould": table([r for r in formulaic if r.siblings], lambda row: row.mould),
        "natural honest": table(natural, lambda row: row.kind),
        "natural honest by length": table(natural, lambda row: row.stratum),
        "honest that address their readers": table([r for r in found if r.kind == "addressing"], lambda _: "all"),
        "honest that disown, warn of farms or quote them": table(
            [r for r in found if r.kind == "single"], lambda _: "all"
        ),
        "honest series of one house": table([r for r in found if r.kind == "series"], lambda row: row.mould),
        "honest printed pages": table([r for r in found if r.kind == "printed"], lambda row: row.mould),
        "honest printed pages by siblings": table([r for r in found if r.kind == "printed"], lambda row: row.siblings),
        "natural texts called likely at any length": distinct(found, "likely"),
        "natural texts suspected at any length": distinct(found, "possible"),
    }


def show(figures: dict[str, Any]) -> None:
    """Print the tables."""
    for name, rows in figures.items():
        if not isinstance(rows, dict):
            print(f"{name}: {rows}")
            continue
        print(f"\n{name}")
        for group, line in rows.items():
            cells = "".join(
                f"  {label} {line[label]['share']:6.1%} ({line[label]['low']:.1%}–{line[label]['high']:.1%})"
                for label in ("likely", "by host", "suspected", "templated")
            )
            print(f"  {group:32}{line['n']:6}{cells}")


def main(argv: list[str]) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--side", choices=("untouched", "seen"), default="untouched")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args(argv)
    figures = report(options.side, options.seed, own_only=not measure_data.SHARED.is_dir())
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
