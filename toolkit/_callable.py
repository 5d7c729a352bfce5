"""Let a room be called by its verb: `toolkit.repair` is the package *and* `toolkit.repair(text)` works.

Python supports giving a module a class of its own (`module.__class__`, language reference, "Customizing module
attribute access"); here that class only adds `__call__`.
"""

from __future__ import annotations

import inspect
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def make_callable(module_name: str, verb: Callable[..., Any]) -> None:
    """Make calls of the module `module_name` go to `verb`; help and signature come along.

    Args:
        module_name: the `__name__` of a module that is being imported.
        verb: the function that the module stands for.
    """

    class Room(ModuleType):
        """A module that can be called."""

        __signature__ = inspect.signature(verb)

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return verb(*args, **kwargs)

    Room.__call__.__doc__ = verb.__doc__
    sys.modules[module_name].__class__ = Room
