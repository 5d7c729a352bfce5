"""The one place that runs Jinja: exact, sandboxed, without escaping."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.errors import ContractError

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
def renderer(source: str) -> Callable[[Mapping[str, Any]], str]:
    """Compile a source for the sandbox and return the function from context to text."""
    template = environment().from_string(source)
    root, new_context = template.root_render_func, template.new_context

    def render(context: Mapping[str, Any]) -> str:
        # What Template.render does, without the guard that rewrites tracebacks: half of the time for short templates.
        return "".join(root(new_context(dict(context))))

    return render


def checker(source: str) -> Callable[[Mapping[str, Any]], str]:
    """Compile a source that was just written and return the function from context to text, for thousands of contexts.

    It runs what Jinja compiles of the source, as `renderer` does. Only what looks names up is quicker: a rich mould has
    five hundred, of which an article holds one hundred, and Jinja asks a method of Python for each of them; and an
    attribute of a list's item is looked for among its keys first, where it always is. Nothing is drawn at random: where
    a context lacks a value, that is an error.

    Raises:
        ContractError: (rendering) a value would be drawn, or is not there.
    """
    from jinja2.exceptions import UndefinedError
    from jinja2.utils import missing

    undrawn = _Undrawn()
    env = environment(trusted=True).overlay()
    env.getattr = _by_key  # type: ignore[assignment]
    env.filters = {**env.filters, "random": lambda *_: undrawn}
    template = env.from_string(source)
    root = template.root_render_func
    absent = dict(template.globals)

    class Names(dict[str, Any]):
        """The names of a context; those that the source asks for and that are absent are noted for the next one."""

        def __missing__(self, name: str) -> Any:
            absent[name] = missing
            return missing

    def render(context: Mapping[str, Any]) -> str:
        names = Names(absent)
        names.update(context)
        light = template.new_context({}, shared=True)
        light.resolve_or_missing = names.__getitem__  # type: ignore[assignment]
        try:
            return "".join(root(light))
        except (KeyError, UndefinedError) as error:
            raise ContractError(f"a context lacks {error}; please report this with its text") from error

    return render


class _Undrawn:
    """Stands for a value that would be drawn; no text can be made of it."""

    def __str__(self) -> str:
        raise ContractError("a context lacks a value of a closed list; please report this with its text")


def _by_key(of: Any, name: str) -> Any:
    """Return an attribute as Jinja finds it where no key of a dict is called like one of its methods."""
    return of[name] if type(of) is dict else getattr(of, name)
