"""Full-width Latin letters and digits folded to ASCII: `ＡＰＰ`, `１５０`, `ｗｗｗ．ａ．ｃｏｍ`. Run on request only.

Full-width punctuation is what Chinese text uses and stays, except inside an address or a number made of full-width
characters, where it joins two letters or digits: `１２：３０`, `ａ＠ｂ．ｃｏｍ`, `５０％`.
"""

from __future__ import annotations

import re

from toolkit.article import Edit

KIND = "widths"

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ALNUM = "Ａ-Ｚａ-ｚ０-９"
_ANY_ALNUM = f"{_ALNUM}A-Za-z0-9"
_DIGIT = "0-9０-９"
# What joins letters and digits in addresses, mails and numbers. A colon joins the digits of a time or ends a scheme
# (after a word it introduces something, `ＱＱ：１００`); a comma parts thousands.
_JOIN = (
    "[．＠－＿／＋＝＆＃＊]|：／／"
    f"|(?<=[{_DIGIT}])：(?=[{_DIGIT}]{{2}}(?![{_DIGIT}]))"
    f"|(?<=[{_DIGIT}])(?<![{_DIGIT}]{{4}})，(?=[{_DIGIT}]{{3}}(?![{_DIGIT}]))"
)
_TOKEN = re.compile(f"[{_ALNUM}]+(?:(?:{_JOIN})[{_ANY_ALNUM}]+)*(?:(?<=[{_DIGIT}])％)?")


def find_widths(text: str) -> list[Edit]:
    """Find full-width Latin letters and digits.

    >>> [(edit.before, edit.after) for edit in find_widths("下載ＡＰＰ，１２：３０，ＱＱ：１００")]
    [('ＡＰＰ', 'APP'), ('１２：３０', '12:30'), ('ＱＱ', 'QQ'), ('１００', '100')]
    """
    why = "full-width letters or digits in place of ASCII"
    return [
        Edit(KIND, match.start(), match.end(), match[0], match[0].translate(_FOLD), "proved", why)
        for match in _TOKEN.finditer(text)
    ]
