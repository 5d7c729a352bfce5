"""The Jinja environment of templates: sandboxed, strict about names, few filters, bounded work and output.

A template may come from anyone. It sees the functions of `toolkit.generate.writing` and the variables of its lexicon.
It cannot reach Python's attributes (Jinja's sandbox), and whatever it repeats, joins, calls or includes spends from the
article's budget (`toolkit.generate.budget`).
"""

from __future__ import annotations

import itertools
import operator
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, pass_environment
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from toolkit.errors import UsageError
from toolkit.generate.budget import Budget
from toolkit.generate.code import Code, prepared
from toolkit.generate.slots import Record
from toolkit.generate.tags import ArticleTags
from toolkit.generate.written import Noted, Written, closed, lengths, notes_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jinja2 import Environment, Template, nodes

    from toolkit.generate.written import Note

MAX_CHARACTERS = 1_000_000
"""Characters that one article may have."""
MAX_WALK = 20 * MAX_CHARACTERS
"""Characters of its derivation; the densest templates known have four for each of the text."""
_AT_ONCE = 1024
"""Pieces of text after which the length is looked at; most articles have a hundred."""
MAX_SOURCE = 256 * 1024
"""Characters of one template file; compiling takes time, too."""
MAX_NUMBER = 10**15
"""Largest result of a calculation: squares of squares fill the memory with digits."""
_FILTERS = ("default", "first", "int", "last", "length", "list", "reverse")
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
        return source, path, None


class _Now(threading.local):
    """The budget of the article that a thread is writing."""

    def __init__(self) -> None:
        self.budget = Budget()


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, with a budget, and without the ways that lead to large or endless work.

    The methods without a docstring of Jinja's are called by compiled templates; see `toolkit.generate.code`.
    """

    code_generator_class = Code
    intercepted_binops = frozenset(["*", "**", "%", "+"])

    closed = closed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = _Now()

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(prepared(source), name, filename, defer_init)

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """Load a template; an include or import of a running one costs a step."""
        self.now.budget.step()
        return super().get_template(*args, **kwargs)

    def concat(self, pieces: Iterable[Any]) -> str:
        """Join what a macro or a block wrote."""
        parts = [piece if isinstance(piece, str) else self.written(piece) for piece in pieces]
        walks = [lengths[len(part)] if part.__class__ is str else part.walk for part in parts]  # type: ignore[attr-defined]
        self.now.budget.write(sum(map(len, parts)) + sum(map(len, walks)))
        walk = "".join(walks)
        return written("".join(parts), walk, notes_of(parts)) if "[" in walk else "".join(parts)

    def joined(self, values: Sequence[Any]) -> str:
        """Return what `a ~ b` writes."""
        for value in values:
            if value.__class__ is not Written and value.__class__ is not str:
                return self.concat(values)
        walks = [lengths[len(value)] if value.__class__ is str else value.walk for value in values]
        self.now.budget.write(sum(map(len, values)) + sum(map(len, walks)))
        return written("".join(values), "".join(walks))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers, within bounds; put strings or lists together."""
        if operator == "+":
            if isinstance(left, str) and isinstance(right, str):
                return self.concat((left, right))
            if isinstance(left, list) and isinstance(right, list):
                self.now.budget.step(len(left) + len(right))
                return left + right
        if operator == "**" or not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
            raise SecurityError("** is not for templates" if operator == "**" else f"{operator} is for numbers")
        result = super().call_binop(context, operator, left, right)
        if not -MAX_NUMBER <= result <= MAX_NUMBER:
            raise SecurityError(f"a number is beyond {MAX_NUMBER:,}")
        return result

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, at the price of a step; the article's own functions are called without this."""
        self.now.budget.step()
        return super().call(context, obj, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; fields of records, which are most of them, without asking twice."""
        if type(obj) is Record:
            found = obj.fields.get(attribute)
            return self.undefined(f"the record has no field {attribute!r}") if found is None else found
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse what Jinja refuses, the methods of strings (`'x'.ljust(10 ** 9)`), and the inside of records."""
        return not isinstance(obj, (str, Record)) and super().is_safe_attribute(obj, attr, value)

    def each(self, values: Any) -> Any:
        """Return what a loop runs over, paid for."""
        if not isinstance(values, (str, *_CONTAINERS)):
            values = list(values)
        self.now.budget.step(len(values))
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


def _members(values: Any) -> Iterable[Any]:
    return itertools.chain(values, values.values()) if isinstance(values, dict) else values


@pass_environment
def _join(environment: Any, values: Any, between: str = "") -> str:
    """Join the members of a list (the filter `join`)."""
    assert isinstance(environment, Sandbox)
    parts = [environment.written(value) for value in environment.each(values)]
    between = environment.written(between)
    if between:
        parts = [part for member in parts for part in (between, member)][1:]
    return environment.concat(parts)


def _cased(convert: Callable[[str], str]) -> Callable[[Any], str]:
    """Return a filter that converts a text and keeps who wrote it, as long as no character becomes several."""

    def cased(value: Any) -> str:
        text = value if isinstance(value, str) else str(value)
        converted = convert(text)
        if not isinstance(text, Written):
            return converted
        if len(converted) != len(text):
            raise SecurityError("characters would become several; what a slot wrote cannot be counted then")
        return written(converted, text.walk, text.notes)

    return cased


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
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.filters |= {"join": _join, "string": Sandbox.written, "lower": _cased(str.lower), "upper": _cased(str.upper)}
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


class Rendered(NamedTuple):
    """What a template wrote.

    Attributes:
        text: the text.
        walk: who wrote which characters of it, see `toolkit.generate.written`.
        notes: what must be listed.
    """

    text: str
    walk: str
    notes: Sequence[Note]


def render(template: Template, names: Callable[[], dict[str, Any]], budget: Budget) -> Rendered:
    """Render a template.

    Args:
        template: the template.
        names: returns what it can name; drawing the variables may fail, too.
        budget: what the article may cost.

    Raises:
        UsageError: the template fails or does too much; the message begins with file and line.
    """
    env = template.environment
    assert isinstance(env, Sandbox)
    env.now.budget = budget
    pieces: list[str] = []
    walks: list[str] = []
    notes: list[Note] = []
    characters = walked = 0
    try:
        running = template.root_render_func(template.new_context(names()))
        while more := list(itertools.islice(running, _AT_ONCE)):
            kinds = list(map(type, more))
            if Record in kinds:
                more = list(map(env.written, more))
                kinds = list(map(type, more))
            starts = list(itertools.accumulate(map(len, more), initial=characters))
            walk = [lengths[len(piece)] if piece.__class__ is str else piece.walk for piece in more]  # type: ignore[attr-defined]
            characters = starts[-1]
            walked += sum(map(len, walk))
            if characters > MAX_CHARACTERS or walked > MAX_WALK:
                break
            pieces += more
            walks += walk
            noted = map(operator.is_, kinds, itertools.repeat(Noted))
            for start, piece in itertools.compress(zip(starts, more, strict=False), noted):
                notes += [(at + start, kind, value, about) for at, kind, value, about in piece.notes]  # type: ignore[attr-defined]
    except TemplateSyntaxError as error:
        raise UsageError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
    except TemplateNotFound as error:
        missing = f"there is no template {error.name!r:.200}; paths count from the folder of templates, and stay in it"
        raise UsageError(f"{_where(template, error)}: {missing}") from None
    except RecursionError as error:
        raise UsageError(f"{_where(template, error)}: a macro or include calls itself without end") from None
    except UsageError as error:
        raise UsageError(f"{_where(template, error)}: {error}") from None
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UsageError(f"{_where(template, error)}: {str(error) or type(error).__name__}") from None
    if characters > MAX_CHARACTERS or walked > MAX_WALK:
        raise UsageError(f"{template.filename}: the article is longer than {MAX_CHARACTERS} characters")
    return Rendered("".join(pieces), "".join(walks), notes)


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
