"""What one article may cost: steps, characters and seconds, counted where a template could run away.

Jinja's sandbox keeps templates from Python's attributes, not from work without end: a macro that calls itself twice, a
string that is doubled forty times, a slot that names another twice, which names a third twice. Each such place spends
from the budget of the article, so that any template ends soon, in one message.
"""

from __future__ import annotations

import time
from typing import NoReturn

from toolkit.errors import UsageError

MAX_STEPS = 50_000
"""Draws, items of loops, calls of macros and included files of one article. The longest templates known take 300."""
MAX_JOINED = 20_000_000
"""Characters that may be put together in making one article, intermediate results counted each time."""
MAX_SECONDS = 10.0
"""Time for one article: steps are cheap, but a thousand lines of a template may stand in a loop."""
_LOOK = 64
"""Steps after which the clock is looked at."""


class Budget:
    """What is left for one article.

    Attributes:
        steps: steps left. Who takes many takes them here, and calls `look` when fewer than `looked` are left.
        characters: characters left. Who writes often takes them here, and calls `refuse` below 0.
        looked: steps that were left when somebody looked, less `_LOOK`.
    """

    __slots__ = ("_deadline", "characters", "looked", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.characters = MAX_JOINED
        self._deadline = 0.0
        self.looked = MAX_STEPS - _LOOK

    def step(self, count: int = 1) -> None:
        """Spend steps.

        Raises:
            UsageError: they are used up, or the time is.
        """
        self.steps -= count
        if self.steps < self.looked:
            self.look()

    def write(self, count: int) -> None:
        """Spend characters.

        Raises:
            UsageError: they are used up.
        """
        self.characters -= count
        if self.characters < 0:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Say that the characters are used up."""
        raise UsageError(f"an article puts together more than {MAX_JOINED:,} characters")

    def look(self) -> None:
        """Look whether steps and time are left.

        Raises:
            UsageError: they are used up.
        """
        if self.steps < 0:
            raise UsageError(
                f"an article takes more than {MAX_STEPS:,} steps (draws, items of loops, macro calls, includes)"
            )
        self.looked = self.steps - _LOOK
        now = time.monotonic()
        if not self._deadline:
            self._deadline = now + MAX_SECONDS
        elif now > self._deadline:
            raise UsageError(f"an article takes longer than {MAX_SECONDS:g} seconds")
