"""The one place that runs Jinja: exact, sandboxed, without escaping."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment


@cache
def environment(*, trusted: bool = False) -> Environment:
    """Return the environment; it keeps the last line end.

    Args:
        trusted: the source was just written by this room; else (it may come from a file) it runs in a sandbox.
    """
    from jinja2 import Environment, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    kind = Environment if trusted else ImmutableSandboxedEnvironment
    return kind(keep_trailing_newline=True, autoescape=False, undefined=StrictUndefined)


@lru_cache(maxsize=64)
def renderer(source: str, *, trusted: bool = False) -> Callable[[Mapping[str, Any]], str]:
    """Compile a source and return the function from context to text."""
    template = environment(trusted=trusted).from_string(source)
    root, new_context = template.root_render_func, template.new_context

    def render(context: Mapping[str, Any]) -> str:
        # What Template.render does, without the guard that rewrites tracebacks: half of the time for short templates.
        return "".join(root(new_context(dict(context))))

    return render
