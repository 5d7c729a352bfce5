"""How many runs of shifted bytes are restored, and why the others are not, on texts that were not developed on.

    python benchmarks/repair_runs.py [--texts 600] [--seeds 3] [--wrong 0]

Texts are damaged by the forward model with random tables of 20 to 130 entries and repaired at `inferred`. Development
used every other paragraph and article; this takes those in between. A run is exact or wrong, and falls into one class:

- `whole`: nothing was lost but the bytes that swallowed brackets.
- `lost`: pairs of bytes vanished, and what is left tells how many there must have been at the least.
- `unseen`: a character vanished wholly, so that the text without it would give the same page: nobody can tell.
- `eaten`: a digit or another ASCII character was swallowed: nobody can tell which, it has to be reported.

A wrong run is `search`'s fault where the language model likes the truth better than what was found, and the `model`'s
where it does not; `left` are places that were reported and not touched.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from toolkit.generate import generate, names
from toolkit.generate.damage import damage
from toolkit.generate.kit import random_kit
from toolkit.repair import repair
from toolkit.repair.fluency import cost
from toolkit.repair.script_table import simplified, simplifying

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.article import Edit
    from toolkit.generate.damage import Damaged, Truth

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
CLASSES = ("whole", "lost", "unseen", "eaten")
FAULTS = ("search", "model", "left")
CONTEXT = 8  # characters on each side by which the language model compares


class Score(NamedTuple):
    """Counts by class, and texts of wrong runs."""

    counts: Counter[str]
    wrong: list[str]


def sources(texts: int, development: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Return named texts in traditional script: those that development did not look at, or those that it did."""
    import opencc

    convert = opencc.OpenCC("s2tw").convert
    own = [
        convert(made.text)
        for name in names()
        for made in generate(name, max(1, texts // 20), seed=78 if development else 77)
    ]
    honest = sorted((ROOT / "benchmarks" / "honest").glob("*.txt"))
    begin = 0 if development else 1
    yield "own articles", own + [convert(path.read_text(encoding="utf-8")) for path in honest]
    if SHARED.is_dir():
        found = json.loads((SHARED / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
        yield "encyclopaedia", [p["context"] for page in found["data"] for p in page["paragraphs"]][begin::2][:texts]
        with (SHARED / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
            yield "news", [convert(json.loads(line)["text"]) for line in list(lines)[begin::2][:texts]]


def alphabets() -> dict[str, str | None]:
    """Return what tables are drawn from: characters of real tables, or any that differ between the scripts."""
    return {"known": None, "differing": "".join(sorted(simplified()))}


def measure(texts: Sequence[str], seeds: int, alphabet: str | None) -> Score:
    """Damage each text with a few tables, repair, and sort what came of it."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for number, text in enumerate(texts):
        for seed in range(seeds):
            drawn = random.Random(f"{number} {seed}")
            kit = random_kit(drawn.randrange(1 << 30), drawn.randint(20, 130), alphabet=alphabet)
            done = damage(text, kit)
            edits = repair(done.text, "inferred", only=["shifted", "notes"]).edits
            right = {edit: done.clean_of(edit.start, edit.end) == edit.after for edit in edits}
            for edit in edits:
                if edit.certainty == "proved":
                    count[f"proved {edit.kind}"] += 1
                    count[f"proved {edit.kind} right"] += right[edit]
            for place in done.truth:
                kind = place.kind if place.kind == "notes" else class_of(done, place)
                over = [edit for edit in edits if edit.start < place.end and edit.end > place.start]
                exact = any(e.start <= place.start and place.end <= e.end and right[e] for e in over)
                count[kind] += 1
                count[f"{kind} right"] += exact
                if not exact and kind not in ("notes", "eaten"):
                    fault = fault_of(done, place, over)
                    count[f"{kind} {fault}"] += 1
                    wrong.append(f"{kind} {fault}: {place.clean} not {' '.join(edit.after for edit in over)}")
    return Score(count, wrong)


def class_of(done: Damaged, place: Truth) -> str:
    """Sort a run by what was lost."""
    if not place.lost:
        return "whole"
    if any(len(lost) == 4 and lost[2:] < "40" for lost in place.lost):
        return "eaten"
    for at in range(place.clean_start, place.clean_end):
        if done.kit.annotate(done.clean[:at] + done.clean[at + 1 :]) == done.text:
            return "unseen"
    return "lost"


def fault_of(done: Damaged, place: Truth, over: Sequence[Edit]) -> str:
    """Tell why a run is wrong."""
    if not over:
        return "left"
    left = done.undone[max(0, place.clean_start - CONTEXT) : place.clean_start]
    right = done.undone[place.clean_end : place.clean_end + CONTEXT]
    found = "".join(edit.after for edit in over) + done.text[over[-1].end : place.end]
    truth, other = (cost((left + text + right).translate(simplifying())) for text in (place.clean, found))
    return "search" if truth < other else "model"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=600, help="texts of each source")
    parser.add_argument("--seeds", type=int, default=3, help="tables for each text")
    parser.add_argument("--wrong", type=int, default=0, help="how many wrong runs to show of each source")
    parser.add_argument("--development", action="store_true", help="the texts that development looked at instead")
    options = parser.parse_args(argv)
    print(
        f"{'texts, table':26}{'notes':>16}{'proved runs':>14}", *(f"{name:>12}" for name in (*CLASSES, "all")), sep=""
    )
    total: Counter[str] = Counter()
    for name, texts in sources(options.texts, options.development):
        for table, alphabet in alphabets().items():
            count, wrong = measure(texts, options.seeds, alphabet)
            total += count
            print(row(f"{name}, {table}", count))
            for line in wrong[: options.wrong]:
                print("   ", line)
    print(row("all", total))
    print("\nwrong by", *FAULTS)
    for kind in CLASSES[:3]:
        print(f"{kind:8}", *(f"{total[f'{kind} {fault}']:6}" for fault in FAULTS))
    return 0


def row(name: str, count: Counter[str]) -> str:
    """Return one line of the table: exact of all."""
    runs = Counter({"all": sum(count[kind] for kind in CLASSES)})
    runs["all right"] = sum(count[f"{kind} right"] for kind in CLASSES)
    cells = [f"{count['notes right']}/{count['notes']}".rjust(16)]
    cells.append(f"{count['proved shifted right']}/{count['proved shifted']}".rjust(14))
    cells += [f"{count[f'{kind} right']}/{count[kind]}".rjust(12) for kind in CLASSES]
    cells.append(f"{runs['all right']}/{runs['all']}".rjust(12))
    return f"{name:26}" + "".join(cells)


if __name__ == "__main__":
    sys.exit(main())
