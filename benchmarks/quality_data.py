"""The fixed benchmark of near-duplicates: articles, copies of every kind, bulletins and honest texts, with their truth.

Everything is drawn from `SEED`; `digest` is compared with `DIGEST`, so that figures of two machines or two years are
about the same texts. Templates, word lists or OpenCC's dictionaries that change make another benchmark: the digest says
so, and a new one is pinned with new figures.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.generate import load, names
from toolkit.generate.copying import copy
from toolkit.sketch import fold, jaccard, shingles

ROOT = Path(__file__).resolve().parent.parent
HONEST = (ROOT / "scripts" / "honest", ROOT / "benchmarks" / "honest")

SEED = 20240607
ARTICLES = 44
"""Articles of each farm mould."""
BULLETINS = 60
"""Bulletins: legitimate, templated, and each its own cluster."""
COPIES = 4
"""Copies of each article, of kinds that take turns."""
DIGEST = "7c03b7125a7414e90dfed5bb380e98df5a43aeda6367e673c47de4631025bbfb"
"""SHA-256 of ids and texts."""

KINDS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "notes, 40 entries": [("notes", {"level": 40})],
    "notes, 137 entries": [("notes", {"level": 137})],
    "holes and notes": [("holes", {}), ("notes", {"level": 90})],
    "other script": [("script", {"to": "?"})],
    "mixed script": [("mixed_script", {"to": "?", "rate": 0.4})],
    "synonyms, a quarter": [("synonyms", {"rate": 0.25})],
    "synonyms, all": [("synonyms", {"rate": 1.0})],
    "sentences reordered": [("sentences", {"rate": 1.0})],
    "sections reordered": [("sections", {})],
    "section dropped": [("drop_section", {})],
    "cut at 70 %": [("truncate", {"keep": 0.7})],
    "advertising": [("advertise", {"count": 2})],
    "clauses turned, a tenth": [("rotation", {"rate": 0.1})],
    "homophones": [("homophones", {"rate": 0.5})],
    "look-alikes": [("lookalikes", {"rate": 0.5})],
    "split characters": [("split_characters", {"rate": 0.5})],
    "ASCII over characters": [("noise", {"rate": 0.02})],
    "spaces": [("spaces", {"rate": 0.2})],
    "zero-width": [("zero_width", {"rate": 0.15})],
    "half-width signs": [("half_width", {})],
    "full-width letters": [("full_width", {})],
    "doubled commas": [("doubled_commas", {"rate": 0.6})],
    "radicals": [("radicals", {"rate": 0.6})],
    "HTML entities": [("entities", {"rate": 0.2})],
    "mojibake, half": [("mojibake", {"rate": 0.5})],
    "contacts hidden": [("hide_contacts", {})],
    "spun hard": [("synonyms", {"rate": 1.0}), ("sentences", {"rate": 1.0}), ("drop_section", {})],
    "spun and noted": [("synonyms", {"rate": 0.5}), ("sections", {}), ("notes", {"level": 60})],
}
"""Kinds of copy: steps of `toolkit.generate.copying`; the script `?` is the one that the article is not in."""


@dataclass(frozen=True)
class Row:
    """One text of the benchmark.

    Attributes:
        id: unique.
        text: what every tool gets.
        cluster: true cluster: the id of the article that was copied.
        kind: of the copy; empty for what is no copy.
        similarity: Jaccard similarity of the copy to its article: 5-character shingles of the folded texts, as they are
            found, unrepaired; 1 for what is no copy.
        raw: the same of the texts as they are, not folded.
    """

    id: str
    text: str
    cluster: str
    kind: str = ""
    similarity: float = 1.0
    raw: float = 1.0


def build() -> list[Row]:
    """Draw the benchmark."""
    rows: list[Row] = []
    kinds = list(KINDS)
    turn = 0
    for name in names():
        mould = load(name)
        farm = getattr(mould, "lexicon").kind == "farm"  # noqa: B009 - spintax has none
        script = getattr(mould, "lexicon").script  # noqa: B009
        for article in mould.articles(ARTICLES if farm else BULLETINS, SEED):
            rows.append(Row(article.id, article.text, article.id))
            if not farm:
                continue
            folded, raw = shingles(fold(article.text)), shingles(article.text)
            for _ in range(COPIES):
                kind = kinds[turn % len(kinds)]
                turn += 1
                to = "t2s" if script == "hant" else "s2t"
                recipe = [(way, {k: to if v == "?" else v for k, v in o.items()}) for way, o in KINDS[kind]]
                if any(way == "notes" for way, _ in recipe) and script == "hans":
                    recipe.insert(0, ("script", {"to": "s2t"}))  # kits annotate traditional text
                made = copy(article.text, recipe, f"{SEED}:{article.id}:{kind}")
                found = jaccard(folded, shingles(fold(made.text))), jaccard(raw, shingles(made.text))
                rows.append(Row(f"{article.id}~{kind}", made.text, article.id, kind, *found))
    for folder in HONEST:
        rows += [Row(p.stem, text, p.stem) for p in sorted(folder.glob("*.txt")) if (text := p.read_text("utf-8"))]
    return rows


def digest(rows: list[Row]) -> str:
    """Return the SHA-256 of ids and texts."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(f"{row.id}\0{row.text}\0".encode("utf-8", "surrogatepass"))
    return whole.hexdigest()
