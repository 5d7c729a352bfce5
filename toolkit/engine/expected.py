"""How many records there will be, told before they are read: for a progress bar with the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.article import Reject
from toolkit.corpus.find import find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.corpus import ReadOptions
    from toolkit.corpus.find import Found

LOOKS, LOOK_BYTES = 16, 1 << 16
"""Places in a file, and bytes read at each, that tell how long its lines are: some hundred articles."""


def expected_records(paths: Sequence[str], options: ReadOptions) -> int | None:
    """Return how many records the inputs have, None where only reading them can tell.

    Parquet says it, a text or a page is one, and of JSON Lines it follows from the size, about.

    Args:
        paths: what will be read.
        options: how.
    """
    total = 0
    for found in find(paths, options):
        if not isinstance(found, Reject):
            count = _of_one(found)
            if count is None:
                return None
            total += count
    return total


def _of_one(found: Found) -> int | None:
    """Return how many records one input has, as far as that can be told at once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if found.path is None or not found.path.is_file():  # a pipe can be read only once
        return None
    if found.kind in {"text", "html"}:
        return 1
    if found.packing is not None:
        return None
    try:
        if found.kind == "parquet":
            rows: int = pq.read_metadata(found.path).num_rows
            return rows
        if found.kind == "jsonl":
            size = found.path.stat().st_size
            with found.path.open("rb") as file:
                if size <= LOOKS * LOOK_BYTES:
                    return file.read().count(b"\n")
                lines = 0
                for look in range(LOOKS):  # the first articles may be longer than the others
                    file.seek(size * look // LOOKS)
                    lines += file.read(LOOK_BYTES).count(b"\n")
            return size * lines // (LOOKS * LOOK_BYTES) if lines else None
    except (OSError, ValueError, pa.ArrowException):
        pass  # reading it will say what is wrong
    return None
