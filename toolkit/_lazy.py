"""Names of a room that are loaded when first used (PEP 562), so that importing the room costs nothing."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def loader(module_name: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a `__getattr__` for the module `module_name`.

    Args:
        module_name: the `__name__` of the module.
        places: name to the module that holds it.
    """

    def load(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(places[name]), name)
        setattr(sys.modules[module_name], name, value)
        return value

    return load
