"""JSON Lines (https://jsonlines.org): one object a line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from toolkit.corpus.rows import Broken, RawLine, Row, names
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


class _RepeatedMemberError(ValueError):
    """A member that an object has twice, with different values."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's members; one that stands there twice must have the same value both times.

    Some readers take the first and some the last (RFC 8259, section 4, calls it unpredictable): to choose one would
    lose the other unseen, and a corpus that is written again would mean one text here and another elsewhere.
    """
    members = dict(pairs)
    if len(members) < len(pairs):
        first: dict[str, str] = {}
        for name, value in pairs:
            shown = repr(value)  # tells 1 from true and 1.0, and NaN from nothing
            if first.setdefault(name, shown) != shown:
                raise _RepeatedMemberError(f"{names([name])} stands twice in one object, with different values")
    return members


_DECODER = json.JSONDecoder(object_pairs_hook=_members)


def parse_object(text: str) -> dict[str, object] | str:
    """Return the JSON object that `text` is, or the reason why it is none.

    >>> parse_object('{"text": "甲"}')
    {'text': '甲'}
    >>> parse_object("[1]"), parse_object('{"text": ')
    ('a list, not a JSON object', 'invalid JSON: Expecting value (at character 9)')
    >>> parse_object('{"text": "甲", "text": "乙"}')
    "invalid JSON: 'text' stands twice in one object, with different values"
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return f"invalid JSON: {error.msg} (at character {error.pos:,})"
    except RecursionError:
        return "invalid JSON: nested too deeply"
    except _RepeatedMemberError as error:
        return f"invalid JSON: {error}"
    except ValueError:  # Python's guard against the quadratic time of long integers
        return f"a number of more than {sys.get_int_max_str_digits():,} digits; write it as a string to keep it"
    if isinstance(value, dict):
        return value
    kinds = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return f"{kinds.get(type(value), 'a number')}, not a JSON object"
