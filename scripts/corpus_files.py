"""Bytes of the corpus's files: plain text, pages with their furniture, records; used by build_corpus.py."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = {"csv": "content", "jsonl": "text", "parquet": "text"}
"""Name of the column that holds the article, by kind of file: readers have to find either."""


def as_text(text: str, encoding: str) -> bytes:
    """Return a text file: lines end in LF, and UTF-16 carries its mark, little end first on every machine."""
    data = (text + "\n").encode("utf-16-le" if encoding == "utf-16" else encoding)
    return b"\xff\xfe" + data if encoding == "utf-16" else data


def as_page(
    *, text: str, headings: dict[int, int], site: str, title: str, encoding: str, charset: str, synthetic: bool
) -> bytes:
    """Return a page as farms and papers serve it: navigation, side bar and footer around the article.

    Args:
        text: the article; its first line is the title.
        headings: number of a line (from 0) -> level of the heading that it is (2 or 3).
        site: name of the site.
        title: title of the page.
        encoding: encoding of the bytes.
        charset: what the page says its encoding is.
        synthetic: whether a meta element marks the article as made by a program.
    """
    body: list[str] = []
    for number, line in enumerate(text.split("\n")):
        tag = f"h{headings[number]}" if number in headings else "p"
        body.append(f"      <{tag}>{html.escape(line, quote=False)}</{tag}>")
    mark = '\n  <meta name="synthetic" content="true">' if synthetic else ""
    page = f"""<!DOCTYPE html>
<html lang="zh">
<head>
  <meta charset="{charset}">
  <title>{html.escape(title)} - {html.escape(site)}</title>{mark}
  <style>body {{ font-family: sans-serif }} .side {{ float: right }}</style>
</head>
<body>
  <header><a href="/">{html.escape(site)}</a>
    <nav><ul><li><a href="/">首页</a></li><li><a href="/new/">最新</a></li><li><a href="/hot/">热门</a></li></ul></nav>
  </header>
  <div class="crumbs"><a href="/">首页</a> &gt; <a href="/life/">生活</a> &gt; 正文</div>
  <div class="side"><h3>猜你喜欢</h3>
    <ul><li><a href="/1.html">一周热文</a></li><li><a href="/2.html">编辑精选</a></li></ul></div>
  <main>
    <article>
{chr(10).join(body)}
    </article>
  </main>
  <footer><a href="/about/">关于我们</a> | <a href="/map.xml">网站地图</a> | Copyright {html.escape(site)}</footer>
  <script>document.title = document.title;</script>
</body>
</html>
"""
    return page.encode(encoding)


def as_jsonl(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return JSON Lines in UTF-8."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_csv(rows: Sequence[dict[str, Any]], encoding: str) -> bytes:
    """Return a CSV file with a header; articles are quoted and keep their line ends."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return a Parquet file; its bytes differ between versions of the library, its rows do not."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), sink, compression="zstd")
    return sink.getvalue()


def packed(data: bytes, name: str) -> bytes:
    """Compress data as its file's name says, without a time in it."""
    if name.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    if name.endswith(".zst"):
        import zstandard

        return zstandard.compress(data)
    return data


def content(data: bytes, name: str) -> Any:
    """Return what a file holds, for comparison: compressed and Parquet files differ between library versions."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".zst"):
        import zstandard

        return zstandard.decompress(data)
    if name.endswith(".parquet"):
        import pyarrow.parquet as pq

        return pq.read_table(io.BytesIO(data)).to_pylist()
    return data
