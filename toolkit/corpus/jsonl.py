"""JSON Lines (https://jsonlines.org): one object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from toolkit.corpus.rows import Broken, RawLine, Row
from toolkit.corpus.textlines import text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from toolkit.corpus.options import ReadOptions


def read_jsonl(stream: BinaryIO, options: ReadOptions) -> Iterator[Row | Broken]:
    """Yield one row a line that is not blank; a record's number is its line.

    Raises:
        BrokenInputError, OSError, EOFError: the stream breaks off; what came before has been yielded.
    """
    for line in text_lines(stream, options):
        if isinstance(line, Broken):
            yield line
        elif not line.text.isspace():
            value = parse_object(line.text)
            if isinstance(value, str):
                yield Broken(line.number, value)
            else:
                yield Row(line.number, value, line.encoding, RawLine(line.text))


def parse_object(text: str) -> dict[str, object] | str:
    """Return the JSON object that `text` is, or the reason why it is none.

    >>> parse_object('{"text": "甲"}')
    {'text': '甲'}
    >>> parse_object("[1]"), parse_object('{"text": ')
    ('a list, not a JSON object', 'invalid JSON: Expecting value (at character 9)')
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return f"invalid JSON: {error.msg} (at character {error.pos:,})"
    except RecursionError:
        return "invalid JSON: nested too deeply"
    except ValueError as error:  # an integer of thousands of digits
        return f"invalid JSON: {error}"
    if isinstance(value, dict):
        return value
    kinds = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return f"{kinds.get(type(value), 'a number')}, not a JSON object"
