"""How templates are compiled: as Jinja does, but joins, loops and lists ask the environment, and own functions do not.

Jinja's sandbox asks at every call whether the callable is safe. The functions of an article are; since a template
cannot give their names to anything else (`prepared` refuses that), calls by those names go straight to them.
"""

from __future__ import annotations

from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator

from toolkit.generate.writing import FUNCTIONS, TAG_FUNCTIONS, TEXT_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2.compiler import Frame

_LOOPS = frozenset({TAG_FUNCTIONS["one_of"], TAG_FUNCTIONS["order"]})


class Code(CodeGenerator):
    """Jinja's code generator, with calls of `toolkit.generate.sandbox.Sandbox` in a few places."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call: straight to a function of the article or of the environment, else through the sandbox."""
        target = node.node
        own = isinstance(target, nodes.EnvironmentAttribute) or (
            isinstance(target, nodes.Name) and target.name in FUNCTIONS
        )
        starred = node.dyn_args is not None or node.dyn_kwargs is not None
        if not own or starred or forward_caller or any(iskeyword(argument.key) for argument in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        if isinstance(target, nodes.Name):
            self.write(frame.symbols.ref(target.name))  # it is there: Jinja need not look
        else:
            self.visit(target, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Write `a ~ b`."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_List(self, node: nodes.List, frame: Frame) -> None:  # noqa: N802
        """Write a list."""
        self._shallow(super().visit_List, node, node.items, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802
        """Write a tuple, or the names that a loop or `set` gives values to."""
        self._shallow(super().visit_Tuple, node, [] if node.ctx == "store" else node.items, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        """Write a dict."""
        self._shallow(super().visit_Dict, node, [part for pair in node.items for part in (pair.key, pair.value)], frame)

    def _shallow(self, visit: Callable[[Any, Frame], None], node: nodes.Expr, values: list[Any], frame: Frame) -> None:
        ask = any(not isinstance(value, nodes.Const) for value in values)
        if ask:
            self.write("environment.shallow(")
        visit(node, frame)
        if ask:
            self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        del frame, finalize  # neither escaping nor finalizing is done
        text = isinstance(node, nodes.EnvironmentAttribute) or (
            isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TEXT_FUNCTIONS
        )
        self.write("(" if text else "environment.written(")


def prepared(source: nodes.Template) -> nodes.Template:
    """Make a parsed template ready to be compiled: its loops pay, and it takes no function's name.

    Raises:
        TemplateSyntaxError: it gives the name of a function to something else, or begins what it does not end.
    """
    for name, line in _given(source):
        if name in FUNCTIONS:
            raise TemplateSyntaxError(f"{name!r} is the name of a function of templates; take another", line)
    first = next((node for node in source.body if not _blank(node)), None)
    for extends in source.find_all(nodes.Extends):
        if extends is not first:  # what was begun before it would never end: the rest is not written
            raise TemplateSyntaxError("extends stands at the top of a template", extends.lineno)
    for escape in source.find_all((nodes.EvalContextModifier,)):
        raise TemplateSyntaxError("text is never escaped; there is no autoescape", escape.lineno)
    for loop in source.find_all(nodes.For):
        if (
            isinstance(loop.iter, nodes.Call)
            and isinstance(loop.iter.node, nodes.Name)
            and loop.iter.node.name in _LOOPS
        ):
            continue  # over the branches of a tag: as long as the template
        each = nodes.EnvironmentAttribute("each", lineno=loop.lineno)
        loop.iter = nodes.Call(each, [loop.iter], [], None, None, lineno=loop.lineno)
    return source


def _blank(node: nodes.Node) -> bool:
    """Tell whether a node writes nothing but white space."""
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _given(source: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield the names that a template gives values to, and where."""
    for node in source.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Name):
            if node.ctx != "load":
                yield node.name, node.lineno
        elif isinstance(node, nodes.Macro):
            yield node.name, node.lineno
        elif isinstance(node, nodes.Import):
            yield node.target, node.lineno
        elif isinstance(node, nodes.FromImport):
            for name in node.names:
                yield name if isinstance(name, str) else name[1], node.lineno
