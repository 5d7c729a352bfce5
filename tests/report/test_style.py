"""The style sheet: text can be read in light, in dark and on paper, and every rule still has something to style."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from toolkit.report import render

if TYPE_CHECKING:
    from toolkit.report import ReportData

CSS = resources.files("toolkit.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of body text."""


def palette(rule: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", rule))


LIGHT, DARK, PRINT = (palette(rule) for rule in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, two: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "soft", "accent", "away") for ground in ("paper", "raised", "faint")),
        ("accent", "accent-soft"),
        ("away", "away-soft"),
    ],
)
def test_text_can_be_read(colours: dict[str, str], text: str, ground: str) -> None:
    assert contrast(colours[text], colours[ground]) >= READABLE


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_bars_stand_out(colours: dict[str, str]) -> None:
    # WCAG 2.2, 1.4.11: graphics need 3 to 1 against what is next to them.
    assert contrast(colours["bar"], colours["paper"]) >= 3


def test_every_theme_has_every_colour() -> None:
    assert LIGHT.keys() == DARK.keys() == PRINT.keys()


def test_every_class_of_the_style_sheet_is_drawn(demo: ReportData) -> None:
    drawn = {
        name
        for node in LexborHTMLParser(render(demo)).css("[class]")
        for name in (node.attributes["class"] or "").split()
    }
    # `js` is set by the script; the rest is drawn for data that the demo does not hold.
    rare = {"js", "s-furn", "delete", "roomy"}
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"\{.*?\}", "{}", CSS)))
    assert styled - drawn - rare == set()
