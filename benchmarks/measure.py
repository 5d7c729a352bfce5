"""How well templated articles are told from honest ones: the combined score beside each published single measure.

Usage: python benchmarks/measure.py [--seed N] [--json FILE] [--own-only] [--untouched]

Everything here is held out: moulds, bulletins and honest texts of the test side of measure_data.py, which
scripts/fit_score.py never reads; with --untouched moulds that nobody had looked at. References hold 0, 1, 3, 10 or 30
articles of each mould among honest texts; honest texts are cut to the lengths of the generated ones; all measures see
the same texts, folded in the same way.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import measure_data
from toolkit.measure.columns import Folded
from toolkit.measure.reference import Reference
from toolkit.measure.scoring import Score, score

ROOT = Path(__file__).resolve().parent.parent
SIBLINGS = (0, 1, 3, 10, 30)
SCORED = 20
HONEST_SCORED = 300
REFERENCE_HONEST = 800
LAID_OUT = 4
"""One honest text of so many is laid out with headings and lists."""
OWN_KNOWN = 10
"""Honest texts of this project that go into the reference where there are no others; the rest is scored."""
ROUGE_SAMPLE = 60
RESAMPLES = 500

Floats = NDArray[np.float64]


@dataclass
class Round:
    """One reference and the articles scored against it."""

    siblings: int
    reference_texts: list[str]
    texts: list[str]
    kinds: list[str]
    moulds: list[str]


def rounds(seed: int, *, own_only: bool = False, untouched: bool = False) -> list[Round]:
    """Draw the references and the articles to score."""
    rng = random.Random(seed)
    sources = measure_data.honest(dev=False)
    own = sources.pop("own")
    found = [] if own_only else [text for texts in sources.values() for text in texts]
    rng.shuffle(found)
    found = [measure_data.laid_out(text, at) if at % LAID_OUT == 0 else text for at, text in enumerate(found)]
    background, fresh = found[:REFERENCE_HONEST], found[REFERENCE_HONEST:]
    out = []
    for k in SIBLINGS:
        n, drawn_by = k + SCORED, seed + 100 + k
        if untouched:
            farm, bulletins = measure_data.untouched(n, drawn_by)
        else:
            farm, bulletins = measure_data.moulded(dev=False, n=n, seed=drawn_by)
        moulds = [*farm.values(), *bulletins.values()]
        lengths = [len(text) for texts in farm.values() for text in texts]
        drawn = rng.sample(fresh, min(HONEST_SCORED, len(fresh)))
        groups = {
            "farm": [(name, text) for name, texts in farm.items() for text in texts[k:]],
            "bulletin": [(name, text) for name, texts in bulletins.items() for text in texts[k:]],
            "honest": [("", text) for text in measure_data.length_matched(drawn, lengths, seed)],
            "own": [("", text) for text in (own[OWN_KNOWN:] if own_only else own)],
        }
        reference = (
            background + [text for texts in moulds for text in texts[:k]] + (own[:OWN_KNOWN] if own_only else [])
        )
        listed = [(kind, name, text) for kind, group in groups.items() for name, text in group]
        kinds, names, texts = (list(column) for column in zip(*listed, strict=True))
        out.append(Round(k, reference, texts, kinds, names))
    return out


def auc(positive: Floats, negative: Floats) -> float:
    """Return the probability that a positive exceeds a negative; ties count half (Mann and Whitney 1947)."""
    from scipy.stats import rankdata

    ranks = rankdata(np.concatenate([positive, negative]))
    n, m = len(positive), len(negative)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


# -- published measures: each takes the folded articles and the folded reference, and gives one number an article ------


def compression_ratio(texts: list[str], _reference: list[str]) -> Floats:
    """Bytes over compressed bytes of the article (Shaib et al. 2024: CR, gzip)."""
    return np.array([len(t.encode()) / len(gzip.compress(t.encode(), mtime=0)) for t in texts])


def conditional_compression(texts: list[str], reference: list[str]) -> Floats:
    """One less the compressed size given the reference over that without (Cilibrasi and Vitányi 2005; zstd)."""
    import zstandard

    joined = zstandard.ZstdCompressionDict("".join(reference).encode(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    settings = zstandard.ZstdCompressionParameters.from_level(9, window_log=24)
    given = zstandard.ZstdCompressor(dict_data=joined, compression_params=settings)
    alone = zstandard.ZstdCompressor(compression_params=settings)
    return np.array([1 - len(given.compress(t.encode())) / len(alone.compress(t.encode())) for t in texts])


def _sets(texts: list[str], width: int) -> list[set[str]]:
    return [{t[i : i + width] for i in range(len(t) - width + 1)} for t in texts]


def _overlaps(texts: list[str], reference: list[str]) -> list[tuple[int, list[tuple[int, int]]]]:
    """For each article its number of 5-shingles and (shared, size) of each reference text."""
    others = _sets(reference, 5)
    holders: dict[str, list[int]] = {}
    for at, shingles in enumerate(others):
        for shingle in shingles:
            holders.setdefault(shingle, []).append(at)
    out = []
    for shingles in _sets(texts, 5):
        shared: Counter[int] = Counter()
        for shingle in shingles:
            shared.update(holders.get(shingle, ()))
        out.append((len(shingles), [(count, len(others[at])) for at, count in shared.items()]))
    return out


def nearest_jaccard(texts: list[str], reference: list[str]) -> Floats:
    """Resemblance to the most similar reference text, 5-character shingles (Broder 1997)."""
    return np.array(
        [max((s / (n + m - s) for s, m in shared), default=0.0) for n, shared in _overlaps(texts, reference)]
    )


def nearest_containment(texts: list[str], reference: list[str]) -> Floats:
    """Containment in the reference text that contains most of it (Broder 1997)."""
    return np.array([max((s / max(1, n) for s, _ in shared), default=0.0) for n, shared in _overlaps(texts, reference)])


def self_repetition(texts: list[str], reference: list[str], width: int) -> Floats:
    """Logarithm of one more than the sum, over the n-grams, of the texts that have them too (Salkar et al. 2022)."""
    counts = Counter(gram for grams in _sets(reference, width) for gram in grams)
    return np.array([np.log(1 + sum(counts[g] for g in grams)) for grams in _sets(texts, width)])


def known_ngrams(texts: list[str], reference: list[str], width: int) -> Floats:
    """Share of the n-grams that are not novel (McCoy et al. 2023)."""
    known = set().union(*_sets(reference, width))
    return np.array([len(grams & known) / max(1, len(grams)) for grams in _sets(texts, width)])


def homogenisation(texts: list[str], reference: list[str]) -> Floats:
    """Mean ROUGE-L to a sample of the reference (Padmakumar and He 2024; the score of Shaib et al. 2024)."""
    from rapidfuzz.distance import LCSseq

    sample = random.Random(0).sample(reference, min(ROUGE_SAMPLE, len(reference)))
    return np.array([np.mean([2 * LCSseq.similarity(t, r) / max(1, len(t) + len(r)) for r in sample]) for t in texts])


def language_model(texts: list[str], reference: list[str]) -> Floats:
    """Minus the bits a character of a Witten-Bell trigram model of the reference (as CCNet: Wenzek et al. 2020)."""
    counts: list[Counter[str]] = [Counter() for _ in range(4)]
    types: list[Counter[str]] = [Counter() for _ in range(3)]
    for text in reference:
        for order in (1, 2, 3):
            counts[order].update(text[i : i + order] for i in range(len(text) - order + 1))
    counts[0][""] = sum(counts[1].values())
    for order in (1, 2, 3):
        types[order - 1].update(gram[:-1] for gram in counts[order])

    def bits(text: str) -> float:
        total = 0.0
        for i in range(len(text)):
            p = 1 / 20000
            for order in range(min(3, i + 1)):
                context = text[i - order : i]
                seen, kinds = counts[order][context], types[order][context]
                if seen and kinds:
                    p = (counts[order + 1][context + text[i]] + kinds * p) / (seen + kinds)
            total -= np.log2(p)
        return total / max(1, len(text))

    return np.array([-bits(text) for text in texts])


def template_rate(texts: list[str], reference: list[str]) -> Floats:
    """Templates a character: the reference's most frequent character patterns (Shaib et al. 2024, without a tagger)."""
    from toolkit.measure.patterns import rates

    return rates(texts, reference)


PUBLISHED: dict[str, Any] = {
    "compression ratio (Shaib 2024)": compression_ratio,
    "conditional compression (Cilibrasi 2005)": conditional_compression,
    "nearest resemblance (Broder 1997)": nearest_jaccard,
    "nearest containment (Broder 1997)": nearest_containment,
    "self-repetition, 4-grams (Salkar 2022)": lambda t, r: self_repetition(t, r, 4),
    "self-repetition, 8-grams (Salkar 2022)": lambda t, r: self_repetition(t, r, 8),
    "known 5-grams (McCoy 2023)": lambda t, r: known_ngrams(t, r, 5),
    "known 10-grams (McCoy 2023)": lambda t, r: known_ngrams(t, r, 10),
    "homogenisation, ROUGE-L (Padmakumar 2024)": homogenisation,
    "trigram model (Wenzek 2020)": language_model,
    "template rate, patterns (Shaib 2024)": template_rate,
}
OURS = ("score", "templatedness")


def measure_round(part: Round) -> tuple[dict[str, Floats], list[Score]]:
    """Return every measure's numbers for the articles of one round."""
    reference = Reference.build(part.reference_texts)
    scores = [score(text, reference) for text in part.texts]
    found: dict[str, Floats] = {
        "score": np.array([s.value for s in scores]),
        "templatedness": np.array([s.templatedness for s in scores]),
    }
    folded, known = Folded.of(part.texts), Folded.of(part.reference_texts)
    texts = [folded.text(i) for i in range(len(folded))]
    others = [known.text(i) for i in range(len(known))]
    for name, function in PUBLISHED.items():
        found[name] = function(texts, others)
    return found, scores


def report(seed: int, *, own_only: bool = False, untouched: bool = False) -> dict[str, Any]:
    """Run all rounds and return the figures."""
    parts = rounds(seed, own_only=own_only, untouched=untouched)
    measured = [measure_round(part) for part in parts]
    honest = ("own",) if own_only else ("honest", "own")
    columns: dict[str, dict[str, float]] = {}
    pooled: dict[str, tuple[Floats, Floats]] = {}
    for name in (*OURS, *PUBLISHED):
        columns[name] = {}
        both: list[tuple[Floats, Floats]] = []
        for part, (values, _) in zip(parts, measured, strict=True):
            kinds = np.array(part.kinds)
            pair = values[name][kinds == "farm"], values[name][np.isin(kinds, honest)]
            columns[name][str(part.siblings)] = round(auc(*pair), 4)
            if part.siblings:
                both.append(pair)
        pooled[name] = np.concatenate([p for p, _ in both]), np.concatenate([n for _, n in both])
        columns[name]["pooled"] = round(auc(*pooled[name]), 4)
    best = max(PUBLISHED, key=lambda name: columns[name]["pooled"])
    labels: dict[str, dict[str, dict[str, float]]] = {}
    for part, (_, scores) in zip(parts, measured, strict=True):
        labels[str(part.siblings)] = {}
        for kind in ("farm", "bulletin", *honest):
            mine = [s for s, k in zip(scores, part.kinds, strict=True) if k == kind]
            counted = Counter(s.label for s in mine) + Counter(["templated"] * sum(s.templated for s in mine))
            labels[str(part.siblings)][kind] = {
                name: round(counted[name] / len(mine), 4) for name in ("possible", "likely", "templated")
            }
    return {
        "seed": seed,
        "honest": "own texts only" if own_only else "news, encyclopaedia (shared/data) and own texts",
        "articles": {kind: sum(part.kinds.count(kind) for part in parts) for kind in ("farm", "bulletin", *honest)},
        "auc": columns,
        "best_published": best,
        "margin": round(columns["score"]["pooled"] - columns[best]["pooled"], 4),
        "margin_interval": margin_interval(pooled["score"], pooled[best], seed),
        "labels": labels,
        "by_mould": by_mould(parts, [values["score"] for values, _ in measured], honest),
        "curve": curve(*pooled["score"]),
    }


def by_mould(parts: list[Round], scores: list[Floats], honest: tuple[str, ...]) -> dict[str, float]:
    """Return the area of the score for each held-out farm mould, where the reference has one article of it or more."""
    farm: dict[str, list[float]] = {}
    negative: list[float] = []
    for part, values in zip(parts, scores, strict=True):
        for kind, name, value in zip(part.kinds, part.moulds, values, strict=True):
            if part.siblings and kind == "farm":
                farm.setdefault(name, []).append(float(value))
            elif part.siblings and kind in honest:
                negative.append(float(value))
    return {name: round(auc(np.array(found), np.array(negative)), 4) for name, found in sorted(farm.items())}


def margin_interval(ours: tuple[Floats, Floats], theirs: tuple[Floats, Floats], seed: int) -> list[float]:
    """Return the 95 % interval of the difference of two areas, articles drawn anew with both their numbers."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        p, n = (rng.integers(0, len(side), len(side)) for side in ours)
        found.append(auc(ours[0][p], ours[1][n]) - auc(theirs[0][p], theirs[1][n]))
    return [round(float(q), 4) for q in np.quantile(found, [0.025, 0.975])]


def curve(positive: Floats, negative: Floats) -> list[dict[str, float]]:
    """Return the share of farm articles found at each share of honest ones accused."""
    levels = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
    cuts = np.quantile(negative, [1 - level for level in levels], method="higher")
    return [
        {"honest": level, "farm": round(float((positive > cut).mean()), 4), "value": round(float(cut), 4)}
        for level, cut in zip(levels, cuts, strict=True)
    ]


def show(found: dict[str, Any]) -> None:
    """Print the figures."""
    print(f"held-out articles: {found['articles']}; honest: {found['honest']}; seed {found['seed']}\n")
    print("AUC, farm against honest, by articles of the mould in the reference (pooled: from 1 up)")
    heads = [*map(str, SIBLINGS), "pooled"]
    print(f"{'':44}" + "".join(f"{head:>9}" for head in heads))
    order = [*OURS, *sorted(PUBLISHED, key=lambda name: -found["auc"][name]["pooled"])]
    for name in order:
        print(f"{name:44}" + "".join(f"{found['auc'][name][head]:9.4f}" for head in heads))
    low, high = found["margin_interval"]
    print(f"\nscore above {found['best_published']}: {found['margin']:+.4f} ({low:+.4f} to {high:+.4f})\n")
    print("share of articles by label")
    for k, rows in found["labels"].items():
        for kind, shares in rows.items():
            print(f"  {k:>3} siblings  {kind:9}" + "".join(f"  {name} {share:6.1%}" for name, share in shares.items()))
    print("\nAUC of the score by mould: " + ", ".join(f"{name} {area:.4f}" for name, area in found["by_mould"].items()))
    print("\nfarm articles found at a share of honest articles accused (pooled)")
    for point in found["curve"]:
        print(f"  {point['honest']:6.1%}  {point['farm']:6.1%}  (value above {point['value']:.3f})")


def main(argv: list[str]) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--own-only", action="store_true", help="use only the honest texts of this project")
    parser.add_argument("--untouched", action="store_true", help="the moulds of measure_data.untouched")
    options = parser.parse_args(argv)
    own_only = options.own_only or not measure_data.SHARED.is_dir()
    began = time.perf_counter()
    found = report(options.seed, own_only=own_only, untouched=options.untouched)
    show(found)
    print(f"\n{time.perf_counter() - began:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
