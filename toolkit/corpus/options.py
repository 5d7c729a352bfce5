"""What a caller may choose about reading, with the defaults and the usual column names."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from toolkit.errors import UsageError

if TYPE_CHECKING:
    import os

StdinFormat = Literal["auto", "text", "html", "jsonl", "json", "csv", "tsv", "parquet"]
"""What standard input holds; `auto` looks at the first bytes."""

MAX_BYTES = 10 * 2**20
"""Largest article in bytes (10 MiB, about 3.5 million Chinese characters): several long novels. A "record" above
this is a broken export (a missing line feed, a quote that never closes), not an article."""

TEXT_NAMES = (
    "text", "content", "body", "article", "正文", "内容", "內容", "文本", "文章", "raw_content",
    "article_text", "content_text", "full_text", "fulltext", "maintext", "main_text",
)  # fmt: skip
"""Names of a text column, the most usual first."""

ID_NAMES = ("id", "doc_id", "docid", "uuid", "guid", "article_id", "record_id", "_id", "编号", "編號")
"""Names of an id column, the most usual first."""

TITLE_NAMES = ("title", "headline", "标题", "標題", "题目", "題目", "article_title", "subject")
"""Names of a title column, the most usual first."""

URL_NAMES = ("url", "link", "source_url", "href", "uri", "page_url", "网址", "網址", "链接", "鏈接", "連結")
"""Names of a column with the page's address, the most usual first."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are found and understood.

    Attributes:
        text_column: the column that holds the article; None takes the first of `TEXT_NAMES` that exists.
        id_column: the column that holds the article's own id; None takes the first of `ID_NAMES`, if any.
        title_column: the column that holds the title; None takes the first of `TITLE_NAMES`, if any.
        url_column: the column that holds the address; None takes the first of `URL_NAMES`, if any.
        encoding: a Python codec name that all bytes are decoded with; None detects it for each file.
        exclude: patterns (see `toolkit.corpus.ignore`) of files and folders that are not read.
        max_bytes: largest article (one line of JSONL, one row, one file) in bytes; larger ones are rejected.
        stdin_format: what standard input holds.
        extract_html: take the main text out of HTML files; False keeps their source as the text.
        skip_dirs: folders never entered while walking (the output folder, when it lies inside the input).

    Raises:
        UsageError: an unknown encoding or format, or a limit below one byte.
    """

    text_column: str | None = None
    id_column: str | None = None
    title_column: str | None = None
    url_column: str | None = None
    encoding: str | None = None
    exclude: tuple[str, ...] = ()
    max_bytes: int = MAX_BYTES
    stdin_format: StdinFormat = "auto"
    extract_html: bool = True
    skip_dirs: tuple[str | os.PathLike[str], ...] = ()

    def __post_init__(self) -> None:
        if self.max_bytes < 1:
            raise UsageError(f"--max-bytes must be at least 1, not {self.max_bytes}")
        if self.stdin_format not in get_args(StdinFormat):
            known = ", ".join(get_args(StdinFormat))
            raise UsageError(f"unknown input format {self.stdin_format!r}: choose one of {known}")
        if self.encoding is not None:
            try:
                is_text = codecs.lookup(self.encoding)._is_text_encoding
            except (LookupError, ValueError):
                is_text = False
            if not is_text:
                raise UsageError(f"unknown encoding {self.encoding!r}: try utf-8, gb18030, big5, big5hkscs or utf-16")
