"""How headings and list items are numbered, one function a family: 一、 1.1 第一章 （一） ①.

A family gets the whole path of a heading (`(2, 1)` for 2.1) and returns what is written in front of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_CHINESE = 99
_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def chinese(number: int) -> str:
    """Write a number of 1 to 99 in Chinese.

    >>> [chinese(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    if number > MAX_CHINESE:
        raise UsageError(f"numbers in Chinese go to {MAX_CHINESE}; there are more headings or items than that")
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def roman(number: int) -> str:
    """Write a number of 1 to 39 in Roman numerals.

    >>> roman(4), roman(19)
    ('IV', 'XIX')
    """
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out


class _Families(dict[str, "Callable[[tuple[int, ...]], str]"]):
    """Families by name; to ask for one that does not exist is a mistake of a template."""

    def __missing__(self, name: object) -> NoReturn:
        raise UsageError(f"unknown numbering {name!r:.60}; known: {', '.join(self)}")


FAMILIES: Mapping[str, Callable[[tuple[int, ...]], str]] = _Families(
    {
        "none": lambda _path: "",
        "chinese": lambda path: f"{chinese(path[-1])}、",
        "chinese_paren": lambda path: f"（{chinese(path[-1])}）",
        "dotted": lambda path: ".".join(map(str, path)) + " ",
        "arabic": lambda path: f"{path[-1]}. ",
        "arabic_mark": lambda path: f"{path[-1]}、",
        "paren": lambda path: f"（{path[-1]}）",
        "chapter": lambda path: f"第{chinese(path[-1])}章 ",
        "part": lambda path: f"第{chinese(path[-1])}部分：",
        "step": lambda path: f"步骤{chinese(path[-1])}：",
        "step_hant": lambda path: f"步驟{chinese(path[-1])}：",
        "day": lambda path: f"第{chinese(path[-1])}天：",
        "question": lambda path: f"问题{chinese(path[-1])}：",
        "question_hant": lambda path: f"問題{chinese(path[-1])}：",
        "roman": lambda path: f"{roman(path[-1])}. ",
        "circled": lambda path: _CIRCLED[path[-1] - 1] if path[-1] <= len(_CIRCLED) else f"({path[-1]})",
    }
)
"""Name of a family -> what stands before the heading with this path."""
