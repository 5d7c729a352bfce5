"""The one place that runs Jinja: exact, sandboxed, without escaping."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment


@cache
def environment() -> Environment:
    """Return the environment: sandboxed (a template may have been loaded from a file), keeping the last line end."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(keep_trailing_newline=True, autoescape=False, undefined=StrictUndefined)


@lru_cache(maxsize=64)
def renderer(source: str) -> Callable[[Mapping[str, Any]], str]:
    """Compile a source and return the function from context to text."""
    template = environment().from_string(source)
    return lambda context: template.render(context)
