"""The tags that templates of articles have beyond Jinja's: parts of an article, optional parts, choices, permutations.

    {% section pick('why') %} … {% endsection %}         a heading with its number, and what stands under it
    {% lead '小編導語' %} … {% endlead %}                  the lead; an empty heading writes none
    {% conclusion '小編總結' %} … {% endconclusion %}      the conclusion
    {% list %} … {% endlist %}                           a list; its items count from 1
    {% footer %} … {% endfooter %}                       the footer
    {% optional 'fees', 0.7 %} … {% endoptional %}       is written in 7 of 10 articles
    {% oneof 'tone' %} … {% or %} … {% endoneof %}       one of the branches is written
    {% permuted 'parts' %} … {% or %} … {% endpermuted %}  all branches, in random order

Each compiles to plain output around its body, without a macro: an article has dozens of them, and calls cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.ext import Extension

from toolkit.generate.writing import TAG_FUNCTIONS

if TYPE_CHECKING:
    from jinja2.parser import Parser

PARTS = ("section", "lead", "conclusion", "list", "footer")
CLOSING = {tag: f"end{tag}" if tag in ("list", "footer") else "endsection" for tag in PARTS}
CHOICES = ("optional", "oneof", "permuted")


class ArticleTags(Extension):
    """Parser of the tags; what they compile to calls functions of `toolkit.generate.writing.Writing`."""

    tags = {*PARTS, *CHOICES}  # noqa: RUF012 - declared so by Jinja

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Return the nodes that a tag stands for."""
        token = next(parser.stream)
        tag, line = token.value, token.lineno
        args, kwargs = self._arguments(parser)
        if tag in PARTS:
            body = list(parser.parse_statements((f"name:end{tag}",), drop_needle=True))
            return [self._output(tag, args, kwargs, line), *body, self._output(CLOSING[tag], [], [], line)]
        if tag == "optional":
            return self._optional(parser, args, line)
        return self._branches(parser, tag, args, line)

    def _arguments(self, parser: Parser) -> tuple[list[nodes.Expr], list[nodes.Keyword]]:
        """Read expressions, then `name=expression` pairs, with commas between them, up to the end of the tag."""
        args: list[nodes.Expr] = []
        kwargs: list[nodes.Keyword] = []
        stream = parser.stream
        while stream.current.type != "block_end":
            if args or kwargs:
                stream.expect("comma")
            if stream.current.type == "name" and stream.look().type == "assign":
                key = next(stream)
                next(stream)
                kwargs.append(nodes.Keyword(key.value, parser.parse_expression(), lineno=key.lineno))
            elif kwargs:
                parser.fail("an expression after a named argument", stream.current.lineno)
            else:
                args.append(parser.parse_expression())
        return args, kwargs

    def _optional(self, parser: Parser, args: list[nodes.Expr], line: int) -> list[nodes.Node]:
        body = list(parser.parse_statements(("name:endoptional",), drop_needle=True))
        test = self._call("maybe", args, [], line)
        # What is left out leaves an empty node: where it would have stood is part of the truth.
        begin = self._output("begin", [nodes.Const("optional"), *args[:1]], [], line)
        return [begin, nodes.If(test, body, [], [], lineno=line), self._closed(line)]

    def _branches(self, parser: Parser, tag: str, args: list[nodes.Expr], line: int) -> list[nodes.Node]:
        """Compile `oneof` and `permuted` to a loop over the numbers of the branches that are written."""
        bodies: list[list[nodes.Node]] = []
        needle = "or"
        while needle == "or":
            bodies.append(list(parser.parse_statements(("name:or", f"name:end{tag}"), drop_needle=False)))
            needle = next(parser.stream).value
        target = parser.free_identifier(line).name
        chosen: list[nodes.Node] = []
        for index in range(len(bodies) - 1, -1, -1):
            test = nodes.Compare(
                nodes.Name(target, "load", lineno=line), [nodes.Operand("eq", nodes.Const(index))], lineno=line
            )
            chosen = [nodes.If(test, bodies[index], [], chosen, lineno=line)]
        order = self._call("one_of" if tag == "oneof" else "order", [nodes.Const(len(bodies))], [], line)
        branch = self._output("branch", [nodes.Name(target, "load", lineno=line)], [], line)
        loop = nodes.For(
            nodes.Name(target, "store", lineno=line),
            order,
            [branch, *chosen, self._closed(line)],
            [],
            None,
            False,
            lineno=line,
        )
        begin = self._output("begin", [nodes.Const(tag), *args[:1]], [], line)
        return [begin, loop, self._closed(line)]

    def _call(self, name: str, args: list[nodes.Expr], kwargs: list[nodes.Keyword], line: int) -> nodes.Call:
        return nodes.Call(nodes.Name(TAG_FUNCTIONS[name], "load", lineno=line), args, kwargs, None, None, lineno=line)

    def _output(self, name: str, args: list[nodes.Expr], kwargs: list[nodes.Keyword], line: int) -> nodes.Output:
        return nodes.Output([self._call(name, args, kwargs, line)], lineno=line)

    def _closed(self, line: int) -> nodes.Output:
        """Return what closes a node; it is always the same."""
        return nodes.Output([nodes.EnvironmentAttribute("closed", lineno=line)], lineno=line)
