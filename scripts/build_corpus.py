"""Build corpus/: the articles of corpus_plan.yaml from the templates and scripts/honest/, and truth.jsonl.

    python scripts/build_corpus.py            write corpus/ anew
    python scripts/build_corpus.py --check    exit 1 when corpus/ is not what this script makes

Near-duplicates are labelled by construction, and the label is then held against every pair: within a cluster the
5-character shingles of the folded texts must have a Jaccard similarity of at least `SAME`, across clusters at most
`OTHER`, so that a threshold of 0.7 is never a matter of luck.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.corpus_files import COLUMNS, as_csv, as_jsonl, as_page, as_parquet, as_text, content, packed
from toolkit.generate import Generated, generate
from toolkit.generate.copying import Copy, copy
from toolkit.generate.copying.truth import contacts_of, copying_of, damage_of, sections_of
from toolkit.generate.copying.words import is_traditional
from toolkit.sketch import fold, jaccard, shingles

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
HONEST = Path(__file__).resolve().parent / "honest"
SAME, OTHER = 0.75, 0.65
LASTING = frozenset({"rotation", "noise", "homophones", "lookalikes", "split_characters", "holes"})
"""Damage that a repair cannot undo, or only by guessing: it lowers the similarity of what is compared."""
NOT_ANNOTATED = frozenset({"07-lesson", "08-manual", "12-code-tutorial", "16-minutes", "20-notice", "11-interview"})
"""Honest articles with parts of their own, which nobody has annotated: their `sections` are null, not empty."""


@dataclass(frozen=True)
class Piece:
    """One article of the corpus and its truth."""

    key: str
    kind: str
    genre: str
    family: str
    cluster: str
    clean: str
    found: str
    compared: str
    title: str
    site: str
    url: str
    copying: list[dict[str, Any]]
    damage: list[dict[str, Any]]
    sections: list[dict[str, Any]] | None
    contacts: list[dict[str, Any]]


class Builder:
    """Makes the articles of a plan, each once."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.seed = int(plan["seed"])
        self._drawn: dict[str, list[Generated]] = {}

    def source(self, key: str) -> Generated:
        """Return the generated article that an article goes back to."""
        row = self.plan["articles"][key]
        if "of" in row:
            return self.source(row["of"])
        mould, index = row["mould"], int(row["index"])
        if mould not in self._drawn:
            count = 1 + max(int(r["index"]) for r in self.plan["articles"].values() if r.get("mould") == mould)
            self._drawn[mould] = list(generate(mould, count, self.seed))
        return self._drawn[mould][index]

    def copied(self, key: str) -> Copy:
        """Return the clean text of an article, as a copy of what was generated."""
        row = self.plan["articles"][key]
        recipe: list[tuple[str, dict[str, Any]]] = []
        for name, options in row.get("copy", []):
            recipe.append((name, {k: self._value(key, v) for k, v in options.items()}))
        if "of" in row and "copy" in self.plan["articles"][row["of"]]:
            raise SystemExit(f"{key}: a copy of a copy; give it all steps")
        return copy(self.source(key).text, recipe, f"{self.seed}:{key}:copy")

    def _value(self, key: str, value: Any) -> Any:
        """Look up `$slot` in the derivation of the article, and `$key` among the articles."""
        if not (isinstance(value, str) and value.startswith("$")):
            return value
        if value[1:] in self.plan["articles"]:
            return self.source(value[1:]).text
        article = self.source(key)
        for node in article.derivation:
            if node.node == value[1:]:
                return article.text[node.start : node.end]
        raise SystemExit(f"{key}: the article has no slot {value[1:]}")

    def others(self, key: str) -> list[Generated]:
        """Return the articles that this one was stitched together with."""
        steps = self.plan["articles"][key].get("copy", [])
        return [self.source(options["other"][1:]) for _, options in steps if "other" in options]

    def cluster(self, key: str) -> str:
        """Return the key of the first article of the cluster."""
        row = self.plan["articles"][key]
        return self.cluster(row["of"]) if "of" in row and not row.get("own") else key

    def piece(self, key: str) -> Piece:
        """Return one article of the farm."""
        row = self.plan["articles"][key]
        article, copied = self.source(key), self.copied(key)
        recipe = [(name, dict(options)) for name, options in row.get("damage", [])]
        seed = f"{self.seed}:{key}:damage"
        damaged = copy(copied.text, recipe, seed)
        lasting = copy(copied.text, [step for step in recipe if step[0] in LASTING], seed)
        network = {n.node: article.text[n.start : n.end] for n in article.derivation if n.type in ("domain", "phrase")}
        host = network.get("network.host", "www.example.com")
        return Piece(
            key=key,
            kind="farm",
            genre=article.template,
            family=article.template,
            cluster=self.cluster(key),
            clean=copied.text,
            found=damaged.text,
            compared=lasting.text,
            title=damaged.text.split("\n", 1)[0],
            site=network.get("network.site", "例文站"),
            url=f"https://{host}/{key}.html",
            copying=copying_of(copied),
            damage=[kind for step in damaged.steps for kind in damage_of(step)],
            sections=None if self.others(key) else sections_of(article, copied),
            contacts=contacts_of(article, copied, self.others(key)),
        )


@cache
def honest() -> dict[str, Piece]:
    """Return the honest articles by key; their sources are named `NN-genre.script.txt`."""
    out: dict[str, Piece] = {}
    for path in sorted(HONEST.glob("*.txt")):
        key = path.name.split(".", 1)[0]
        text = path.read_text(encoding="utf-8").rstrip("\n")
        sections: list[dict[str, Any]] | None = None if key in NOT_ANNOTATED else []
        out[key] = Piece(
            key=key,
            kind="honest",
            genre=key.split("-", 1)[1],
            family=key,
            cluster=key,
            clean=text,
            found=text,
            compared=text,
            title=text.split("\n", 1)[0],
            site="例报",
            url=f"https://news.example.org/{key}.html",
            copying=[],
            damage=[],
            sections=sections,
            contacts=[],
        )
    return out


def build(plan: dict[str, Any]) -> dict[str, bytes]:
    """Return the bytes of every file of the corpus by its path."""
    builder = Builder(plan)
    pieces = {**{key: builder.piece(key) for key in plan["articles"]}, **honest()}
    check_clusters(list(pieces.values()))
    used = [key for spec in plan["files"].values() for key in spec["articles"]]
    if sorted(used) != sorted(pieces):
        raise SystemExit(f"in no file, or in two: {sorted(set(used) ^ set(pieces)) or sorted(used)}")
    files: dict[str, bytes] = {}
    truth: list[dict[str, Any]] = []
    for path, spec in plan["files"].items():
        members = [pieces[key] for key in spec["articles"]]
        files[path] = packed(_file(path, spec, members), path)
        alone = _kind(path) in ("txt", "html")
        truth += [_truth(piece, path, spec, None if alone else n) for n, piece in enumerate(members, 1)]
    files["truth.jsonl"] = as_jsonl(truth)
    return files


def _kind(path: str) -> str:
    return next(part for part in path.split(".")[1:] if part in ("txt", "html", "jsonl", "csv", "parquet"))


def _file(path: str, spec: dict[str, Any], members: list[Piece]) -> bytes:
    kind, encoding = _kind(path), str(spec["encoding"])
    if kind == "txt":
        (piece,) = members
        return as_text(piece.found, encoding)
    if kind == "html":
        (piece,) = members
        return as_page(
            text=piece.found,
            headings=_heading_lines(piece),
            site=piece.site,
            title=piece.title,
            encoding=encoding,
            charset=str(spec.get("charset", encoding)),
            synthetic=piece.kind == "farm",
        )
    rows = [_row(piece, COLUMNS[kind]) for piece in members]
    if kind == "csv":
        return as_csv(rows, encoding)
    return as_jsonl(rows) if kind == "jsonl" else as_parquet(rows)


def _row(piece: Piece, text_column: str) -> dict[str, Any]:
    row: dict[str, Any] = {"id": piece.key, "title": piece.title, text_column: piece.found}
    return {**row, "url": piece.url, "site": piece.site, "synthetic": piece.kind == "farm"}


def _heading_lines(piece: Piece) -> dict[int, int]:
    """Return line -> level of heading on a page: the title is h1, sections h2, what is within them h3."""
    if piece.found.count("\n") != piece.clean.count("\n"):
        raise SystemExit(f"{piece.key}: damage that changes the lines cannot be put on a page")
    title_line = 1 if piece.clean.startswith(("内容侵权", "內容侵權")) else 0
    lines = {title_line: 1}
    for part in piece.sections or []:
        if part["heading"]:
            lines[piece.clean.count("\n", 0, part["start"])] = 3 if len(part["number"]) > 1 else 2
    return lines


def _truth(piece: Piece, path: str, spec: dict[str, Any], record: int | None) -> dict[str, Any]:
    return {
        "id": path if record is None else piece.key,
        "file": path,
        "record": record,
        "encoding": spec["encoding"],
        "kind": piece.kind,
        "genre": piece.genre,
        "family": piece.family,
        "cluster": piece.cluster,
        "script": "hant" if is_traditional(piece.found) else "hans",
        "copying": piece.copying,
        "damage": piece.damage,
        "clean": piece.clean,
        "sections": piece.sections,
        "contacts": piece.contacts,
        "synthetic": piece.kind == "farm",
    }


def check_clusters(pieces: list[Piece]) -> None:
    """Hold the labels against every pair, of clean texts and of what repair can at best make of the damaged ones."""
    for name, texts in (("clean", [p.clean for p in pieces]), ("repaired", [p.compared for p in pieces])):
        sets = [shingles(fold(text)) for text in texts]
        for (i, a), (j, b) in itertools.combinations(enumerate(pieces), 2):
            similarity = jaccard(sets[i], sets[j])
            same = a.cluster == b.cluster
            if (same and similarity < SAME) or (not same and similarity > OTHER):
                where = "one cluster" if same else "two clusters"
                raise SystemExit(f"{name}: {a.key} and {b.key} are in {where}, their similarity is {similarity:.3f}")


def stale(files: dict[str, bytes]) -> list[str]:
    """Return what is wrong with corpus/ as it lies there."""
    found = {
        p.relative_to(CORPUS).as_posix() for f in ("farm", "honest") for p in (CORPUS / f).rglob("*") if p.is_file()
    }
    wrong = [f"{path}: not made by this script" for path in sorted(found - files.keys())]
    for path, data in files.items():
        target = CORPUS / path
        if not target.is_file():
            wrong.append(f"{path}: missing")
        elif target.read_bytes() != data and content(target.read_bytes(), path) != content(data, path):
            wrong.append(f"{path}: differs")
    return wrong


def main(argv: list[str]) -> int:
    """Build or check the corpus; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when something differs")
    check = parser.parse_args(argv).check
    plan = yaml.safe_load((Path(__file__).parent / "corpus_plan.yaml").read_text(encoding="utf-8"))
    files = build(plan)
    wrong = stale(files)
    if check:
        print("\n".join(wrong) if wrong else f"corpus/ is what the plan makes: {len(files)} files")
        return 1 if wrong else 0
    for line in wrong:
        path, _, what = line.partition(": ")
        target = CORPUS / path
        if what.startswith("not made"):
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path])
    print(f"corpus/: {len(wrong)} of {len(files)} files written, {sum(map(len, files.values())):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
