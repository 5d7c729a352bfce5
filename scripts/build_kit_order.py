"""Build `toolkit/generate/data/kit_order.tsv` from counts of annotated characters on real pages.

    python scripts/build_kit_order.py path/to/annotated_chars.tsv

The counts are facts about characters (columns char, pinyin, pages_annotated, pages_not), not text. Kits are prefixes
of one fixed order and a page annotates a character always or never, so the share of pages that annotate a character,
of those that contain it, falls along the order. Shares are smoothed by one page annotated in two (Laplace's rule of
succession), so that a character seen once does not come first; ties go to the more frequent character.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "toolkit" / "generate" / "data" / "kit_order.tsv"
HEADER = """\
# Characters that real kits annotate, in the order in which kits take them in (estimated), with the reading inserted,
# the pages seen that annotate the character, and the pages seen that contain it without a note.
# Built by scripts/build_kit_order.py from counts on public pages; do not edit.
"""


def main(source: str) -> int:
    """Write the file and say how many characters it holds."""
    rows = []
    with Path(source).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            annotated, plain = int(row["pages_annotated"]), int(row["pages_not"])
            if annotated:
                share = (annotated + 1) / (annotated + plain + 2)
                rows.append((-share, -annotated, row["char"], row["pinyin"], annotated, plain))
    rows.sort()
    lines_out = [f"{char}\t{reading}\t{annotated}\t{plain}" for _, _, char, reading, annotated, plain in rows]
    TARGET.write_text(HEADER + "\n".join(lines_out) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(rows)} characters", file=sys.stderr)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
