"""How many edits honest texts get that were written to be mistaken for damage, and which odd damage comes back.

    python benchmarks/repair_false.py [--texts FOLDER] [--show]

Every edit of a text in `benchmarks/repair_honest` (or another folder of clean texts in UTF-8) is false. The damaged
pages of `benchmarks/repair_odd.json` have gold by hand: notes, runs, mix-ups and holes in titles, cells, tags, beside
digits and addresses, and behind other damage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.article import CERTAINTIES
from toolkit.repair import FIXERS, repair

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
CONTEXT = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, default=HERE / "repair_honest", help="folder of clean texts")
    parser.add_argument("--show", action="store_true", help="show each false edit and each page that is not exact")
    options = parser.parse_args(argv)
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.texts.glob("*.txt"))]
    print(f"{len(texts)} honest texts, false edits by kind")
    for level in CERTAINTIES:
        kinds: Counter[str] = Counter()
        for text in texts:
            for edit in repair(text, level).edits:
                kinds[edit.kind] += 1
                if options.show and edit.certainty == level:
                    left, right = text[max(0, edit.start - CONTEXT) : edit.start], text[edit.end : edit.end + CONTEXT]
                    print(f"    {edit.kind}: {left}[-{edit.before}-]{{+{edit.after}+}}{right}".replace("\n", "⏎"))
        each = ", ".join(f"{kind} {kinds[kind]}" for kind in FIXERS if kinds[kind])
        print(f"{level:9}{kinds.total():5}  {each}")
    cases = json.loads((HERE / "repair_odd.json").read_text(encoding="utf-8"))
    wrong = [case["label"] for case in cases if repair(case["original"], case["level"]).text != case["expected"]]
    print(f"{len(cases) - len(wrong)} of {len(cases)} damaged pages in odd layouts are exact")
    for label in wrong if options.show else ():
        print(f"    {label}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
