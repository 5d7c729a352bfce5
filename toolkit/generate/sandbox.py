"""The Jinja environment of templates: sandboxed, strict about names, few filters, bounded work and output.

A template may come from anyone. It sees the functions of `toolkit.generate.writing` and the variables of its lexicon.
It cannot reach Python's attributes (Jinja's sandbox), and whatever it repeats, joins, calls or includes spends from the
article's budget (`toolkit.generate.budget`).
"""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, pass_environment
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from toolkit.errors import UsageError
from toolkit.generate.budget import Budget
from toolkit.generate.code import Code, prepared
from toolkit.generate.marks import FORBIDDEN
from toolkit.generate.slots import Record
from toolkit.generate.tags import ArticleTags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jinja2 import Environment, Template, nodes

MAX_CHARACTERS = 1_000_000
"""Characters, marks included, that one article may have."""
MAX_SOURCE = 256 * 1024
"""Characters of one template file; compiling takes time, too."""
MAX_NUMBER = 10**15
"""Largest result of a calculation: squares of squares fill the memory with digits."""
_FILTERS = ("default", "first", "int", "last", "length", "list", "lower", "reverse", "upper")
_TESTS = ("defined", "divisibleby", "eq", "even", "ge", "gt", "in", "le", "lt", "ne", "none", "odd", "undefined")
_CONTAINERS = (list, tuple, dict, range)


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
        if len(source) > MAX_SOURCE:
            raise UsageError(f"{path}: a template has at most {MAX_SOURCE:,} characters, this one {len(source):,}")
        found = FORBIDDEN.search(source)
        if found:
            line = source.count("\n", 0, found.start()) + 1
            raise UsageError(f"{path}:{line}: the noncharacters U+FDD0 and U+FDD1 are reserved for marking slots")
        return source, path, None


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, with a budget, and without the ways that lead to large or endless work.

    The methods without a docstring of Jinja's are called by compiled templates; see `toolkit.generate.code`.
    """

    code_generator_class = Code
    intercepted_binops = frozenset(["*", "**", "%", "+"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = threading.local()

    @property
    def budget(self) -> Budget:
        """The budget of the article that this thread is writing."""
        budget: Budget | None = getattr(self._now, "budget", None)
        if budget is None:
            budget = self._now.budget = Budget()
        return budget

    @budget.setter
    def budget(self, budget: Budget) -> None:
        self._now.budget = budget

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(prepared(source), name, filename, defer_init)

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """Load a template; an include or import of a running one costs a step."""
        self.budget.step()
        return super().get_template(*args, **kwargs)

    def concat(self, pieces: Iterable[str]) -> str:
        """Join what a macro or a block wrote."""
        text = "".join(pieces)
        self.budget.write(len(text))
        return text

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers, within bounds; put strings or lists together."""
        if operator == "+":
            if isinstance(left, str) and isinstance(right, str):
                return self.concat((left, right))
            if isinstance(left, list) and isinstance(right, list):
                self.budget.step(len(left) + len(right))
                return left + right
        if operator == "**" or not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            raise SecurityError(f"{operator} is for numbers, and ** is not for templates")
        result = super().call_binop(context, operator, left, right)
        if not -MAX_NUMBER <= result <= MAX_NUMBER:
            raise SecurityError(f"a number is beyond {MAX_NUMBER:,}")
        return result

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, at the price of a step; the article's own functions are called without this."""
        self.budget.step()
        return super().call(context, obj, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; fields of records, which are most of them, without asking twice."""
        if type(obj) is Record:
            found = obj.field(attribute)
            return self.undefined(f"the record has no field {attribute!r}") if found is None else found
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse what Jinja refuses, and the methods of strings (`'x'.ljust(10 ** 9)`)."""
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def each(self, values: Any) -> Any:
        """Return what a loop runs over, paid for."""
        if not isinstance(values, (str, *_CONTAINERS)):
            values = list(values)
        self.budget.step(len(values))
        return values

    def shallow(self, values: Any) -> Any:
        """Return a list, tuple or dict; lists within lists within lists double with every line and are refused."""
        for value in _members(values):
            if isinstance(value, _CONTAINERS) and any(isinstance(inner, _CONTAINERS) for inner in _members(value)):
                raise SecurityError("lists are nested deeper than two")
        return values

    @staticmethod
    def written(value: Any) -> str:
        """Return what `{{ value }}` writes."""
        if isinstance(value, str):
            return value
        if isinstance(value, _CONTAINERS):
            raise SecurityError("a list is no text; join it, or loop over it")
        return str(value)

    def joined(self, values: Sequence[Any]) -> str:
        """Return what `a ~ b` writes."""
        return self.concat(map(self.written, values))


def _members(values: Any) -> Iterable[Any]:
    return itertools.chain(values, values.values()) if isinstance(values, dict) else values


@pass_environment
def _join(environment: Any, values: Any, between: str = "") -> str:
    """Join the members of a list (the filter `join`)."""
    assert isinstance(environment, Sandbox)
    text = environment.written(between).join(map(environment.written, environment.each(values)))
    environment.budget.write(len(text))
    return text


def environment(read: Callable[[str], str]) -> Sandbox:
    """Return an environment over the templates that `read` returns by path.

    Tags on a line of their own leave no line behind (`trim_blocks`, `lstrip_blocks`); text is never escaped: it is
    plain text, and becomes HTML only in the hands of those who write HTML.
    """
    made = Sandbox(
        loader=_Loader(read),
        extensions=[ArticleTags],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )
    made.filters = {name: made.filters[name] for name in _FILTERS} | {"join": _join, "string": Sandbox.written}
    made.tests = {name: made.tests[name] for name in _TESTS}
    made.globals.clear()
    return made


def compile_template(env: Sandbox, path: str) -> Template:
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
    except (RecursionError, MemoryError):  # Python's own compiler reports what is nested too deep as either
        raise UsageError(f"{path}: nested too deep") from None


def render(template: Template, names: dict[str, Any], budget: Budget) -> str:
    """Render a template to text, with marks if the functions among `names` write them.

    Raises:
        UsageError: the template fails or does too much; the message begins with file and line.
    """
    env = template.environment
    assert isinstance(env, Sandbox)
    env.budget = budget
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
