"""Ways of hiding contacts from filters: circled and Chinese digits, spaces, VX, a written-out @."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.errors import UsageError
from toolkit.generate.copying.pieces import replaced

if TYPE_CHECKING:
    from toolkit.generate.choose import Chooser
    from toolkit.generate.copying.pieces import Change, Piece

_DIGITS = "0123456789"
_STYLES = {
    "chinese": str.maketrans(_DIGITS, "〇一二三四五六七八九"),
    "capital": str.maketrans(_DIGITS, "零壹贰叁肆伍陆柒捌玖"),
    "circled": str.maketrans(_DIGITS, "⓪①②③④⑤⑥⑦⑧⑨"),
    "full": str.maketrans(_DIGITS, "０１２３４５６７８９"),
    "spaced": None,
    "hyphens": None,
}
STYLES = tuple(_STYLES)
_NUMBER = re.compile(r"(?<![0-9A-Za-z@._-])[1-9][0-9]{7,11}(?![0-9A-Za-z@])")
_WECHAT = re.compile("微信(?:号|號)?")
_VX = ("VX", "V信", "薇信", "威信", "vx", "微❤")
_AT = (" at ", "(at)", "＠", "#")
_MAIL = re.compile(r"(?<=[0-9A-Za-z])@(?=[0-9A-Za-z])")
_MOBILE = 11


def hide_contacts(text: str, choices: Chooser, *, digits: str = "any", mail: bool = True) -> list[Piece]:
    """Write telephone and QQ numbers, 微信 and @ so that a reader understands them and a filter does not.

    Args:
        text: the text.
        choices: who decides.
        digits: one of `STYLES`, or `any` to draw one a number.
        mail: whether the @ of mail addresses is hidden, too.

    Raises:
        UsageError: there is no such style.
    """
    if digits not in (*STYLES, "any"):
        raise UsageError(f"digits are written {', '.join(STYLES)} or any, not {digits!r}")
    changes: list[Change] = []
    for match in _NUMBER.finditer(text):
        style = STYLES[choices.below(len(STYLES))] if digits == "any" else digits
        changes.append((match.start(), match.end(), _number(match[0], style)))
    changes += [(m.start(), m.end(), _VX[choices.below(len(_VX))]) for m in _WECHAT.finditer(text)]
    if mail:
        changes += [(m.start(), m.end(), _AT[choices.below(len(_AT))]) for m in _MAIL.finditer(text)]
    return replaced(text, sorted(changes))


def _number(number: str, style: str) -> str:
    if style == "spaced":
        return " ".join(number)
    if style == "hyphens":
        return f"{number[:3]}-{number[3:7]}-{number[7:]}" if len(number) == _MOBILE else "-".join(number)
    return number.translate(_STYLES[style] or {})
