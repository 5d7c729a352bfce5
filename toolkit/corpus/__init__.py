"""Reading corpora, and writing the results of a run.

    from toolkit.corpus import ReadOptions, read
    for item in read(["articles/", "more.jsonl.gz"], ReadOptions(text_column="body")):
        ...  # an Article or a Reject; every input record is one or the other

Names are loaded when first used: nothing heavy is imported before an input needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit._lazy import loader

if TYPE_CHECKING:
    from toolkit.corpus.options import MAX_BYTES, ReadOptions, StdinFormat
    from toolkit.corpus.parquet_out import ParquetWriter
    from toolkit.corpus.reader import read
    from toolkit.corpus.rewrite import rewrite
    from toolkit.corpus.runfolder import RunFolder
    from toolkit.corpus.writers import JsonlWriter, with_own

__all__ = [
    "MAX_BYTES",
    "JsonlWriter",
    "ParquetWriter",
    "ReadOptions",
    "RunFolder",
    "StdinFormat",
    "read",
    "rewrite",
    "with_own",
]

_LAZY = {
    "JsonlWriter": "toolkit.corpus.writers",
    "MAX_BYTES": "toolkit.corpus.options",
    "ParquetWriter": "toolkit.corpus.parquet_out",
    "ReadOptions": "toolkit.corpus.options",
    "RunFolder": "toolkit.corpus.runfolder",
    "StdinFormat": "toolkit.corpus.options",
    "read": "toolkit.corpus.reader",
    "rewrite": "toolkit.corpus.rewrite",
    "with_own": "toolkit.corpus.writers",
}

__getattr__ = loader(__name__, _LAZY)


def __dir__() -> list[str]:
    return sorted(__all__)
