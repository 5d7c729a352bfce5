"""The Jinja environment of templates: sandboxed, strict about names, few filters, bounded output.

A template may come from anyone. It sees the functions of `toolkit.generate.writing` and the variables of its lexicon;
it cannot reach Python's attributes (Jinja's sandbox), repeat strings, or loop beyond the article's budget. A template
that doubles a string in many `set` lines can still take memory; limits of the process are the remedy for that.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from toolkit.errors import UsageError
from toolkit.generate.marks import FORBIDDEN
from toolkit.generate.tags import ArticleTags
from toolkit.generate.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment, Template

MAX_CHARACTERS = 1_000_000
"""Characters, marks included, that one article may have."""
_FILTERS = ("default", "first", "int", "join", "last", "length", "list", "lower", "reverse", "string", "upper")
_TESTS = ("defined", "divisibleby", "eq", "even", "ge", "gt", "in", "le", "lt", "ne", "none", "odd", "undefined")


class _Loader(BaseLoader):
    """Loads templates by their path from the top of the templates folder; `..` leads nowhere."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002
        """Return the source and the name that errors shall show."""
        path = "/".join(split_template_path(template))
        try:
            source = self._read(path)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise TemplateNotFound(template) from None
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: not UTF-8 (byte {error.start})") from None
        found = FORBIDDEN.search(source)
        if found:
            line = source.count("\n", 0, found.start()) + 1
            raise UsageError(f"{path}:{line}: the noncharacters U+FDD0 and U+FDD1 are reserved for marking slots")
        return source, path, None


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, where strings and lists are not multiplied and nothing is raised to a power."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers only."""
        if operator == "**" or not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            raise SecurityError(f"{operator} is for numbers, and ** is not for templates")
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls; the article's own functions, which are most of it, without asking twice."""
        if type(obj) is MethodType and type(obj.__self__) is Writing:
            # What Jinja adds for functions that want its context (jinja2.runtime.Context.call); ours do not.
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return obj(*args, **kwargs)
        return super().call(context, obj, *args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse what Jinja refuses, and the methods of strings (`'x'.ljust(10 ** 9)`)."""
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)


def environment(read: Callable[[str], str]) -> SandboxedEnvironment:
    """Return an environment over the templates that `read` returns by path.

    Tags on a line of their own leave no line behind (`trim_blocks`, `lstrip_blocks`); text is never escaped: it is
    plain text, and becomes HTML only in the hands of those who write HTML.
    """
    made = _Sandbox(
        loader=_Loader(read),
        extensions=[ArticleTags],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.tests = {name: made.tests[name] for name in _TESTS}
    made.globals.clear()
    return made


def compile_template(env: SandboxedEnvironment, path: str) -> Template:
    """Compile a template.

    Raises:
        UsageError: it is missing or wrong; the message begins with file and line.
    """
    try:
        return env.get_template(path)
    except TemplateSyntaxError as error:
        raise UsageError(f"{error.filename or error.name or path}:{error.lineno}: {error.message}") from None
    except TemplateNotFound as error:
        raise UsageError(f"there is no template {error.name}") from None
    except RecursionError:
        raise UsageError(f"{path}: nested too deep") from None


def render(template: Template, names: dict[str, Any]) -> str:
    """Render a template to text with marks.

    Raises:
        UsageError: the template fails or writes too much; the message begins with file and line.
    """
    pieces: list[str] = []
    written = 0
    try:
        for piece in template.root_render_func(template.new_context(names)):
            pieces.append(piece)
            written += len(piece)
            if written > MAX_CHARACTERS:
                break
    except TemplateSyntaxError as error:
        raise UsageError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
    except RecursionError as error:
        raise UsageError(f"{_where(template, error)}: a macro or include calls itself without end") from None
    except UsageError as error:
        raise UsageError(f"{_where(template, error)}: {error}") from None
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UsageError(f"{_where(template, error)}: {str(error) or type(error).__name__}") from None
    if written > MAX_CHARACTERS:
        raise UsageError(f"{template.filename}: the article is longer than {MAX_CHARACTERS} characters")
    return "".join(pieces)


def _where(template: Template, error: BaseException) -> str:
    """Return file and line of the innermost line of a template that was running."""
    where = str(template.filename)
    trace = error.__traceback__
    while trace is not None:
        # Compiled templates carry themselves in their globals; Jinja's own tracebacks rely on it, too.
        running = trace.tb_frame.f_globals.get("__jinja_template__")
        if running is not None:
            where = f"{running.filename}:{running.get_corresponding_lineno(trace.tb_lineno)}"
        trace = trace.tb_next
    return where
