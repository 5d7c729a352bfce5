"""A mould: a template and its lexicon, ready to write articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.generate.article import Generated
from toolkit.generate.choose import Drawn, Replayed
from toolkit.generate.drawing import Drawers
from toolkit.generate.lexicon import Lexicon, read_lexicon
from toolkit.generate.library import ARTICLE, LEXICON, locate, reader
from toolkit.generate.sandbox import compile_template, environment, render
from toolkit.generate.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2 import Template

    from toolkit.generate.choose import Chooser


class Mould:
    """A template ready for use.

    Args:
        name: what its articles are said to come from.
        lexicon: its slots.
        template: its compiled `article.j2`.
    """

    def __init__(self, name: str, lexicon: Lexicon, template: Template) -> None:
        self.name = name
        self.lexicon = lexicon
        self._template = template
        self._drawers = Drawers.of(lexicon)

    @property
    def about(self) -> str:
        """One line that says what it is."""
        return self.lexicon.about

    @classmethod
    def load(cls, name: str) -> Mould:
        """Read a template.

        Args:
            name: one of `toolkit.generate.names()`, or the path of a folder of the user's own.

        Raises:
            UsageError: it does not exist or is wrong; the message begins with file and line.
        """
        folder, within = locate(name)
        read = reader(folder)
        lexicon = read_lexicon(f"{within}/{LEXICON}", read)
        return cls(within, lexicon, compile_template(environment(read), f"{within}/{ARTICLE}"))

    def articles(self, n: int, seed: int) -> Iterator[Generated]:
        """Write `n` articles; article i depends on name, seed and i alone, not on n.

        Args:
            n: how many.
            seed: any whole number.

        Raises:
            UsageError: the template fails.
        """
        for index in range(n):
            article = self.article(index, seed)
            if index == 0:
                article.derivation  # noqa: B018 - a template whose truth cannot be told fails at once
            yield article

    def article(self, index: int, seed: int) -> Generated:
        """Write article number `index` alone.

        Raises:
            UsageError: the template fails.
        """
        return self._write(Drawn(f"{self.name}:{seed}:{index}"), seed, index)

    def replay(self, choices: Sequence[int], seed: int = 0, index: int = 0) -> Generated:
        """Write the article that these decisions make.

        Args:
            choices: `Generated.choices`.
            seed: kept in the result, not used.
            index: kept in the result, not used.

        Raises:
            UsageError: the decisions are not of this template.
        """
        return self._write(Replayed(choices), seed, index)

    def _write(self, choices: Chooser, seed: int, index: int) -> Generated:
        writing = Writing(self.lexicon, choices, self._drawers)
        text, walk, notes = render(self._template, writing.names, writing.budget)
        title = writing.first_title
        return Generated(self.name, seed, index, tuple(choices.log), text.rstrip("\n"), title, walk, notes)
