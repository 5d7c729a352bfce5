"""The outline that a group shares where the words differ: stock headings, numbered headings, labelled lines.

Lines that stand once in most articles (`小編導語`, `責任編輯：…`) are the joints; between two of them stands a list of
lines, each of a form: a heading of the first or second level, a list item, a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.induce import units
from toolkit.induce.abstract import ORDINAL
from toolkit.induce.sentences import explain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.induce.solve import Solved, Solver

_NUMERALS = "(?:[一二三四五六七八九十百]+|{O})"
FORMS = {
    "first": rf"{_NUMERALS}、|第{_NUMERALS}[章节節部]|[IVX]+\.",
    "second": rf"[（(]{_NUMERALS}[）)]|{{N}}(?=[ \u3000]|(?![.、．,，)）年月日元%個个]){{LETTER}})",
    "item": r"{N}[.、．)）]|[①-⑳]|第{N}[,，、：:]",
    "question": rf"[问問][题題]?(?:{_NUMERALS}|{{N}})?[：:]",
    "answer": r"[答回][答覆复案]?[：:]",
    "bracket": r"【(?=[^】]{1,16}】\s*$)",
}
"""How a line of a form begins; `{N}` stands for the sign of a number, `{O}` for that of a heading's."""
LABEL = re.compile(r"[^\s：:，。]{2,16}[：:]")
LEVELS = ("first", "second", "item", "question", "bracket")
JOINT = 2 / 3
"""Share of the articles that must have a line for it to be a joint."""
NUMBERED = 3
"""Numbered lines that every article must have for the outline to be one."""


def skeleton(
    solver: Solver, values: Sequence[str], weights: Sequence[int], sign_of: Mapping[str, str]
) -> Solved | None:
    """Explain articles by the outline they share, or return None where they share none.

    Args:
        solver: solves the columns inside.
        values: distinct lifted texts.
        weights: how many articles have each.
        sign_of: kind of typed value to its sign.
    """
    number, ordinal = sign_of.get("number", "0"), sign_of.get(ORDINAL, "零")
    forms = {
        name: re.compile(pattern.replace("{N}", number).replace("{O}", ordinal).replace("{LETTER}", r"[^\W\d]"))
        for name, pattern in FORMS.items()
    }
    rows = [re.findall(r"[^\n]*\n|[^\n]+", value) for value in values]
    keys = [[_key(line, forms) for line in row] for row in rows]
    shaped = [[_form(line, forms) for line in row] for row in rows]
    numbered = [sum(form in LEVELS for form in row) for row in shaped]
    if min(numbered, default=0) < NUMBERED:
        return None
    joints = _joints(keys)
    if not joints:
        return None
    names = sorted({form for row in shaped for form in row})
    sorts = [_sorts(row, key, joints, names) for row, key in zip(shaped, keys, strict=True)]
    present = {c for row in sorts for c in row}
    layout = _layout(len(joints), len(names), present)
    return explain(solver, rows, sorts, layout, weights, 0)


def _form(line: str, forms: dict[str, re.Pattern[str]]) -> str:
    return next((name for name, pattern in forms.items() if pattern.match(line)), "paragraph")


def _key(line: str, forms: dict[str, re.Pattern[str]]) -> str:
    """Return what makes a line a joint: its words without a number before them, or its label; "" for neither."""
    body = line.strip()
    for pattern in forms.values():
        if match := pattern.match(body):
            body = body[match.end() :].strip()
            break
    label = LABEL.match(body)
    if label:
        return label.group().rstrip("：:")
    return body if 0 < len(body) <= 16 else ""


def _joints(keys: list[list[str]]) -> list[str]:
    """Return the keys that stand once in most articles, in the order in which they stand."""
    held: Counter[str] = Counter()
    for row in keys:
        held.update(key for key, n in Counter(row).items() if key and n == 1)
    twice = {key for row in keys for key, n in Counter(row).items() if n > 1}
    need = max(2, JOINT * len(keys))
    found = sorted(key for key, n in held.items() if n >= need and key not in twice)
    mean = {key: sum(r.index(key) / len(r) for r in keys if key in r) / held[key] for key in found}
    found.sort(key=lambda key: (mean[key], key))
    out: list[str] = []
    for key in found:
        if all(_before(other, key, keys) for other in out):
            out.append(key)
    return out


def _before(a: str, b: str, keys: list[list[str]]) -> bool:
    return all(row.index(a) < row.index(b) for row in keys if a in row and b in row)


def _sorts(row: list[str], keys: list[str], joints: list[str], names: list[str]) -> list[int]:
    """Return the class of each line: joint k is class k, a form between joints is numbered after them."""
    out = []
    region = 0
    for form, key in zip(row, keys, strict=True):
        if key in joints and joints.index(key) >= region:
            out.append(joints.index(key))
            region = joints.index(key) + 1
        else:
            out.append(len(joints) + region * len(names) + names.index(form))
    return out


def _layout(joints: int, forms: int, present: set[int]) -> units.Layout:
    groups: list[list[int]] = []
    repeats: list[bool] = []
    for region in range(joints + 1):
        first = joints + region * forms
        inside = [c for c in range(first, first + forms) if c in present]
        if inside:
            groups.append(inside)
            repeats.append(True)
        if region < joints:
            groups.append([region])
            repeats.append(False)
    return units.Layout(groups, repeats, {c: g for g, members in enumerate(groups) for c in members})
