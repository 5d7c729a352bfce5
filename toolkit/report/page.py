"""Draw a report: one HTML file that asks nothing of anybody.

Three layers keep hostile text harmless. Every value that a template prints goes through `_finalize`, which spells out
what cannot be seen, and then through Jinja's autoescape. The page carries a Content-Security-Policy that forbids every
load and allows exactly its own style sheet and script, by hash. No link is ever made from data.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from toolkit.report import svg, text
from toolkit.report.data import Limits, ReportData
from toolkit.report.view import EXCERPT, build, showing


def render(data: ReportData, limits: Limits | None = None) -> str:
    """Draw `data` as one self-contained HTML page.

    Args:
        data: what to show.
        limits: how much of it at most; the defaults if None.

    Returns:
        The page. It can always be encoded as UTF-8, whatever the data holds.
    """
    limits = limits or Limits()
    css, script = packaged("report.css"), packaged("report.js")
    if data.moulds is not None:
        css += packaged("induced.css")
    template = environment().get_template("report.html.j2")
    return template.render(
        view=build(data, limits),
        css=Markup(css),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=content_security_policy(css, script),
        field_limit=limits.field,
        excerpt=EXCERPT,
    )


def content_security_policy(css: str, script: str) -> str:
    """Forbid every load, and allow the one inline style sheet and the one inline script by their hashes.

    `data:` images are allowed for the empty icon that keeps browsers from asking a server for one.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(css)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def stylesheet() -> str:
    """Return the report's style sheet, for other pages that shall look like it."""
    return packaged("report.css")


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def packaged(name: str) -> str:
    """Return a style sheet or script of this package, for pages that shall look like the report."""
    content = resources.files("toolkit.report").joinpath("templates", name).read_text(encoding="utf-8")
    # Browsers hash the element's text after they have normalised line ends; a checkout may have changed ours.
    return content.replace("\r\n", "\n")


def _finalize(value: Any) -> Any:
    """Make what a template is about to print visible; markup has been through `text.marked` already."""
    if isinstance(value, Markup):
        return value
    return text.visible(value if isinstance(value, str) else str(value))


@cache
def environment() -> Environment:
    """Return the environment of all pages: autoescape on, and nothing invisible is ever printed."""
    environment = Environment(
        loader=PackageLoader("toolkit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {
        "marked": text.marked,
        "clip": text.clip,
        "number": text.number,
    }
    environment.globals |= {
        "plural": text.plural,
        "share": text.share,
        "showing": showing,
        "strip": svg.strip,
    }
    return environment
