"""How much a text looks like what people write: the measure by which a mix-up of encodings is judged.

A character costs what it tells: the negative natural logarithm of its probability, in nats, under a model of one
character at a time. Han characters have their frequency in Chinese text (`data/han_frequency.tsv`); other scripts
have one price for each class, that of a page really written in that script, so that honest French, Russian or
Japanese is cheap and stays cheaper than any Chinese reading of its bytes. What nobody writes (private use, control
characters, U+FFFD) is dear. The difference of the costs of two readings of the same bytes is the logarithm of
their likelihood ratio, without the encoder's own prior.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

UNSEEN_HAN = 17.0
"""Cost of a Han character that the frequency table does not list: below one in 20 million."""

REPLACEMENT_COST = 20.0
"""Cost of U+FFFD: two of them in place of 锟斤拷 must never look like an improvement."""

FOREIGN = 4.0
"""What a character of another script, or a symbol hardly used in Chinese, costs more in a proposed reading: one
mix-up in 50 is of such a text."""

_PUNCTUATION = "，。、：；！？「」『』（）《》〈〉【】“”‘’…—·～％\u3000"
_CLASS_COSTS: tuple[tuple[str, float], ...] = (
    # Letters that European languages write often: about one in 150 characters where they occur at all.
    ("äöüßéèêàâçñåøæóíáúÄÖÜÉÀÅØœ", 5.0),
    (_PUNCTUATION, 5.0),
    (
        "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ０１２３４５６７８９",
        7.0,
    ),
    ("°×±§©®™€£¥℃→←↑↓①②③④⑤⑥⑦⑧⑨⑩●○■□★☆◆◇▲△▼▽※", 8.0),
)
_CHINESE = frozenset("".join(chars for chars, _ in _CLASS_COSTS))
_ASCII = 4.0  # only counts where a byte of a pair is ASCII, so that one reading has the letter and the other has not
_LATIN_LETTER = 8.5
_KANA = 4.5  # about 1/90: kana make up more than half of Japanese text, and there are some 100 in use
_RARE_KANA = 8.0
_LETTER = 5.5  # Greek, Cyrillic, Arabic, Thai …, where the page is written in that script
_HANGUL = 7.0
_SYMBOL = 9.0
_OTHER = 10.0
_JUNK = 15.0  # controls, private use, unassigned, lone surrogates, combining marks on nothing
_COMMON_KANA = frozenset(
    "のにはをたがでてとしれさいうかなるりあこきもまつけよせすめみらくそちどだおえわばやんっイスルトンラリクアドシレマタロジフサコカッテキグィバプメニムブナデャウェパオビピミ・ー"
)


@cache
def costs() -> dict[str, float]:
    """Return the cost of every character, in nats; any character may be asked for."""
    table = _Costs()
    text = files("toolkit.repair").joinpath("data/han_frequency.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            half_nats, chars = line.split("\t")
            table.update(dict.fromkeys(chars, min(int(half_nats) / 2, UNSEEN_HAN)))
    for chars, price in _CLASS_COSTS:
        table.update(dict.fromkeys(chars, price))
    table["\ufffd"] = REPLACEMENT_COST
    return table


@cache
def reading_costs() -> dict[str, float]:
    """Return the cost of every character as part of a reading that is proposed instead of what stands there.

    What stands there may be any language; what is proposed is Chinese, or else has to gain more.
    """
    return _ReadingCosts()


class _ReadingCosts(dict[str, float]):
    def __missing__(self, char: str) -> float:
        price = self[char] = costs()[char] + (0.0 if char < "\u0250" or is_han(char) or char in _CHINESE else FOREIGN)
        return price


class _Costs(dict[str, float]):
    """Costs by character; those of characters outside the table follow from their class and are kept."""

    def __missing__(self, char: str) -> float:
        price = self[char] = _class_cost(char)
        return price


def _class_cost(char: str) -> float:
    if char < "\x7f":
        return _ASCII if char.isprintable() else (_JUNK if char not in "\t\n\r" else _ASCII)
    category = unicodedata.category(char)
    if category in ("Cc", "Co", "Cn", "Cs", "Mn", "Me"):
        return _JUNK
    if "\u3041" <= char <= "\u30ff":
        return _KANA if char in _COMMON_KANA else _RARE_KANA
    if is_han(char):
        return UNSEEN_HAN
    if "\uac00" <= char <= "\ud7a3":
        return _HANGUL
    if category[0] == "L":
        if char < "\u0250":
            return _LATIN_LETTER
        return _LETTER if char < "\u2e80" else _OTHER
    return _SYMBOL if category[0] in "PSZN" else _OTHER


def is_han(char: str) -> bool:
    """Tell whether `char` is a unified ideograph or 〇 (compatibility forms and radicals are not)."""
    return "\u3400" <= char <= "\u9fff" or char == "〇" or "\U00020000" <= char <= "\U0003ffff"


def cost(text: str) -> float:
    """Return how much `text` costs, in nats: the lower, the more it looks like written language.

    >>> cost("中文") < cost("ÖÐÎÄ") < cost("笢恅") + cost("涓枃")
    True
    """
    return sum(map(costs().__getitem__, text))


def reading_cost(text: str) -> float:
    """Return how much `text` costs as a reading that is proposed, in nats (see `reading_costs`)."""
    return sum(map(reading_costs().__getitem__, text))


def gain(seen: str, read: str, *, distinct: bool) -> float:
    """Return how much likelier `read` is than `seen`, in nats.

    Args:
        seen: what stands there.
        read: what is proposed.
        distinct: count each character once. Right where characters stand for characters: a name or a doubled word
            (猫猫, 莽莽撞撞) is one surprise however often it is repeated.
    """
    if distinct:
        return sum(map(costs().__getitem__, set(seen))) - sum(map(reading_costs().__getitem__, set(read)))
    return cost(seen) - reading_cost(read)


def is_mostly_chinese(text: str) -> bool:
    """Tell whether at least half of the characters outside ASCII are Han or Chinese punctuation."""
    chars = [char for char in text if char >= "\x80"]
    return 2 * sum(is_han(char) or char in _PUNCTUATION for char in chars) >= len(chars) > 0
