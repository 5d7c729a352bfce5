"""Build `toolkit/repair/data/script_marks.tsv`: the characters that only simplified, or only traditional text uses.

    python scripts/build_script_marks.py

Simplified-only is what OpenCC `s2t` changes and the first plane of Big5 (the 5,401 characters of everyday traditional
text) does not have; traditional-only is what `t2s` changes and GB 2312 does not have. So 后 里 台 (everyday characters
of both scripts) and 乾 著 (in GB 2312, for names and readings) say nothing.
"""

from __future__ import annotations

from pathlib import Path

import opencc

TARGET = Path(__file__).resolve().parent.parent / "toolkit" / "repair" / "data" / "script_marks.tsv"
HEADER = f"""\
# Characters that only simplified text uses, and those that only traditional text uses (OpenCC {opencc.__version__}).
# Built by scripts/build_script_marks.py; do not edit.
"""
BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


def in_big5_first_plane(char: str) -> bool:
    """Tell whether `char` is among the frequent characters of Big5, A440 to C67E."""
    pair = char.encode("big5", "ignore")
    return b"\xa4\x40" <= pair <= b"\xc6\x7e"


def main() -> None:
    """Write the table."""
    to_traditional, to_simplified = opencc.OpenCC("s2t"), opencc.OpenCC("t2s")
    chars = [chr(code) for block in BLOCKS for code in block]
    simplified = [c for c in chars if to_traditional.convert(c) != c and not in_big5_first_plane(c)]
    traditional = [c for c in chars if to_simplified.convert(c) != c and not c.encode("gb2312", "ignore")]
    both = set(simplified) & set(traditional)  # 輼 緼 …: mapped either way
    simplified = [c for c in simplified if c not in both]
    traditional = [c for c in traditional if c not in both]
    body = f"simplified\t{''.join(simplified)}\ntraditional\t{''.join(traditional)}\n"
    TARGET.write_text(HEADER + body, encoding="utf-8")


if __name__ == "__main__":
    main()
