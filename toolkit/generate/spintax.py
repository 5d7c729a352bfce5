r"""Spintax, the format of text spinners: `{a|b}` is one of, nested; `{a|}` is optional; `\{` is a brace.

A second engine, independent of the moulds: no variables, no lists, no numbering, only choices within choices. What it
writes has the same truth of characters (a node a choice); nobody has said where its sections and contacts are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from toolkit.errors import UsageError
from toolkit.generate.article import Generated
from toolkit.generate.choose import Drawn, Replayed
from toolkit.generate.written import lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.generate.choose import Chooser

SUFFIX = ".spin"
MAX_SOURCE = 1_000_000
"""Characters of a file; an article never has more than its file."""
MAX_DEPTH = 50
"""Choices within choices."""

_PIECE = re.compile(r"\\[{}|\\]|[{}|]|[^{}|\\]+|\\")

Part: TypeAlias = "str | Choice"


class Choice(tuple["tuple[Part, ...]", ...]):
    """The members of one choice, each a sequence of texts and choices."""

    __slots__ = ()


def parse_spintax(source: str, name: str = "spintax") -> tuple[Part, ...]:
    """Read spintax.

    Args:
        source: the text; a bar outside of braces is a bar.
        name: its name, for messages.

    Raises:
        UsageError: braces do not match, or are nested too deep; the message begins with name and line.

    >>> parse_spintax("今天{天气|}很{好|{不错|舒服}}")
    ('今天', (('天气',), ()), '很', (('好',), ((('不错',), ('舒服',)),)))
    """
    if len(source) > MAX_SOURCE:
        raise UsageError(f"{name}: at most {MAX_SOURCE:,} characters, this has {len(source):,}")
    top: list[Part] = []
    # Members that are being read, and before them the finished members of the same choice; lines of opening braces.
    stack: list[tuple[list[tuple[Part, ...]], list[Part]]] = [([], top)]
    opened: list[int] = []
    line = 1
    for piece in _PIECE.findall(source):
        finished, parts = stack[-1]
        if piece == "{":
            if len(stack) > MAX_DEPTH:
                raise UsageError(f"{name}:{line}: braces nested deeper than {MAX_DEPTH}")
            opened.append(line)
            stack.append(([], []))
        elif piece == "}":
            if not opened:
                raise UsageError(f"{name}:{line}: a closing brace too many; a brace that is meant is written \\}}")
            stack.pop()
            opened.pop()
            stack[-1][1].append(Choice((*finished, tuple(parts))))
        elif piece == "|" and opened:
            finished.append(tuple(parts))
            parts.clear()
        else:
            text = piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece
            parts[-1:] = [parts[-1] + text] if parts and isinstance(parts[-1], str) else [*parts[-1:], text]
            line += piece.count("\n")
    if opened:
        raise UsageError(f"{name}:{opened[-1]}: a brace that is never closed")
    return tuple(top)


class Spin:
    """A spintax file ready for use; the counterpart of `toolkit.generate.mould.Mould`.

    Args:
        name: what its articles are said to come from.
        parts: `parse_spintax` of its text.
    """

    def __init__(self, name: str, parts: tuple[Part, ...]) -> None:
        self.name = name
        self._parts = parts

    @property
    def about(self) -> str:
        """One line that says what it is."""
        return "spintax"

    @classmethod
    def load(cls, path: str) -> Spin:
        """Read a file.

        Raises:
            UsageError: it cannot be read or is wrong; the message begins with file and line.
        """
        try:
            source = Path(path).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from None
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: not UTF-8 (byte {error.start})") from None
        return cls(Path(path).stem, parse_spintax(source, path))

    def articles(self, n: int, seed: int) -> Iterator[Generated]:
        """Write `n` articles; article i depends on name, seed and i alone."""
        for index in range(n):
            yield self.article(index, seed)

    def article(self, index: int, seed: int) -> Generated:
        """Write article number `index` alone."""
        return self._write(Drawn(f"{self.name}:{seed}:{index}"), seed, index)

    def replay(self, choices: Sequence[int], seed: int = 0, index: int = 0) -> Generated:
        """Write the article that these decisions make.

        Raises:
            UsageError: the decisions are not of this file.
        """
        return self._write(Replayed(choices), seed, index)

    def _write(self, choices: Chooser, seed: int, index: int) -> Generated:
        pieces: list[str] = []
        walk: list[str] = []

        def write(parts: tuple[Part, ...]) -> None:
            for part in parts:
                if isinstance(part, str):
                    pieces.append(part)
                    walk.append(lengths[len(part)])
                else:
                    chosen = choices.below(len(part))
                    walk.append(f",[{chosen}")
                    write(part[chosen])
                    walk.append("]")

        write(self._parts)
        text = "".join(pieces).rstrip("\n")
        title = text.lstrip("\n").split("\n", 1)[0] or None
        return Generated(self.name, seed, index, tuple(choices.log), text, title, "".join(walk), annotated=False)
