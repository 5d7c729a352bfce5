"""Every exception that this toolkit raises on purpose, as one tree.

A room raises the narrowest class that fits; `toolkit.cli.main` turns the class into an exit code, and nothing
else does. Messages say what was wrong, where (file, line, record) and what to do next.
"""

from __future__ import annotations

from typing import ClassVar


class ContentFarmError(Exception):
    """Base of all errors raised on purpose. `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 1


class UsageError(ContentFarmError):
    """The caller asked for something that cannot be: an unknown name, a value out of range, a missing column."""

    exit_code = 2


class InputError(ContentFarmError):
    """An input could not be read at all. A *run* does not raise it: it writes a reject and goes on."""


class OutputError(ContentFarmError):
    """The results could not be written (no space, no permission, the folder is something else)."""


class ContractError(ContentFarmError):
    """An invariant that the toolkit promises did not hold (kept + removed + rejected = read, edits undo …).

    This is always a defect of the toolkit; the message carries what is needed to report it.
    """


class SignatureMismatchError(UsageError):
    """Two sets of signatures differ in scheme, fold version, shingle width, permutations or seed."""


def is_interrupt(error: BaseException | None) -> bool:
    """Tell whether an exception is Ctrl-C, or what a compiled kernel made of Ctrl-C: a SystemError that it caused.

    >>> is_interrupt(KeyboardInterrupt()), is_interrupt(ValueError("no")), is_interrupt(None)
    (True, False, False)
    """
    while isinstance(error, SystemError):
        error = error.__cause__ or error.__context__
    return isinstance(error, KeyboardInterrupt)
