"""Patterns of files that are not read: `.contentfarmignore` files and the `exclude` option.

The syntax is a subset of gitignore's (https://git-scm.com/docs/gitignore): one pattern a line, `#` starts a
comment, `*` and `?` stay within one name, `**` crosses folders, `[abc]` is a set, a trailing `/` matches folders
only, a `/` elsewhere ties the pattern to the folder it was given for, a leading `!` takes a match back. The last
pattern that matches decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

IGNORE_FILE = ".contentfarmignore"
"""Name of the file whose patterns hold for the folder it lies in and all below."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of an ignore file, ready to match a path relative to the folder it was given for."""

    line: str
    regex: re.Pattern[str]
    folders_only: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns given for one folder, in order."""

    patterns: tuple[Pattern, ...]

    def verdict(self, relative: str, *, is_folder: bool) -> Pattern | None:
        """Return the last pattern that matches `relative` (`/` between names), or None."""
        for pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and pattern.regex.fullmatch(relative):
                return pattern
        return None


def compile_patterns(lines: Iterable[str]) -> Patterns:
    """Turn the lines of an ignore file into patterns; blank lines and comments are dropped.

    >>> spec = compile_patterns(["*.html", "/draft/", "!keep.html  # not a comment: no, gitignore has none"])
    >>> [p.line for p in spec.patterns][:2]
    ['*.html', '/draft/']
    >>> spec.verdict("a/b.html", is_folder=False).line
    '*.html'
    >>> spec.verdict("a/draft", is_folder=True) is None
    True
    """
    compiled = (_compile(line) for line in lines)
    return Patterns(tuple(pattern for pattern in compiled if pattern is not None))


@lru_cache(maxsize=1024)
def _compile(line: str) -> Pattern | None:
    body = line.strip("\r\n").rstrip()
    if not body or body.startswith("#"):
        return None
    shown = body
    negated = body.startswith("!")
    body = body[1:] if negated else body
    body = body[1:] if body.startswith(("\\#", "\\!")) else body
    folders_only = body.endswith("/")
    body = body.rstrip("/")
    if not body:
        return None
    anchored = "/" in body
    body = body.removeprefix("/")
    prefix = "" if anchored else "(?:.*/)?"
    return Pattern(shown, re.compile(prefix + _translate(body), re.DOTALL), folders_only, negated)


def _translate(glob: str) -> str:
    """Translate one glob into a regular expression; `*` and `?` never match `/`."""
    out: list[str] = []
    at = 0
    while at < len(glob):
        if glob.startswith("**/", at):
            out.append("(?:.*/)?")
            at += 3
            continue
        char = glob[at]
        at += 1
        if char == "*":
            crosses = glob.startswith("*", at)
            at += crosses
            out.append(".*" if crosses else "[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "\\" and at < len(glob):
            out.append(re.escape(glob[at]))
            at += 1
        elif char == "[" and (end := glob.find("]", at + 1 + glob.startswith("!", at))) >= 0:
            out.append(_translate_set(glob[at:end]))
            at = end + 1
        else:
            out.append(re.escape(char))
    return "".join(out)


def _translate_set(inside: str) -> str:
    negated = inside.startswith(("!", "^"))
    members = re.sub(r"([\\\[\]&~|^])", r"\\\1", inside[negated:])
    try:
        re.compile(f"[{members}]")
    except re.error:  # a reversed range such as [z-a] matches nothing, as in the shell
        return "(?!)"
    return f"(?!/)[{'^' if negated else ''}{members}]"
