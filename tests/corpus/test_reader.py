"""The whole of reading: every input is an article or a reject, whatever is thrown at it."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Article, Reject
from toolkit.corpus import ReadOptions, read, streams
from toolkit.corpus.reader import sniff_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Outcome


def test_a_text_file_is_one_article_as_it_stands(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("標題\r\n\r\n一段話。\r\n".encode("utf-8-sig"))
    assert outcome(path).items == [Article(str(path), str(path), "標題\r\n\r\n一段話。\r\n", encoding="utf-8")]


def test_every_kind_of_bad_input_at_once(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    """The rest goes through, and each is named with file, record and reason."""
    good = '{"text": "好。"}'
    (tmp_path / "a-good.txt").write_text("好文章。", encoding="utf-8")
    (tmp_path / "b-empty.txt").write_bytes(b"")
    (tmp_path / "c-blank.txt").write_text(" \n\t\u3000\n", encoding="utf-8")
    (tmp_path / "d-binary.txt").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "e-cut.jsonl.gz").write_bytes(gzip.compress(f"{good}\n".encode() * 2000)[:-10])
    (tmp_path / "f-cut.jsonl.zst").write_bytes(zstandard.compress(f"{good}\n".encode() * 2000)[:-3])
    (tmp_path / "g-nogzip.txt.gz").write_bytes(b"plain text")
    (tmp_path / "h-column.csv").write_text("id,summary\n1,a\n")
    (tmp_path / "i-line3.jsonl").write_text(f"{good}\n{good}\n{{oops\n{good}\n", encoding="utf-8")
    (tmp_path / "j-surrogate.jsonl").write_text('{"text": "\\ud800"}\n')
    (tmp_path / "k-nul.txt").write_bytes(b"one\0two and more text")
    (tmp_path / "l-large.txt").write_bytes(b"x" * 3000)
    (tmp_path / "m-no.parquet").write_bytes(b"PAR1")
    (tmp_path / "n-gone.txt").symlink_to("nowhere")
    (tmp_path / "o-loop").symlink_to(tmp_path)
    got = outcome(tmp_path, max_bytes=2000)
    named = {(Path(reject.source).name, reject.record): reject.reason for reject in got.rejects}
    assert {name[:1] for name, _ in named} == set("bcdefghijklmno")
    assert named["b-empty.txt", None] == "the file is empty"
    assert named["c-blank.txt", None] == "the text is empty"
    assert "binary" in named["d-binary.txt", None]
    assert "truncated" in named["e-cut.jsonl.gz", None]
    assert "truncated" in named["f-cut.jsonl.zst", None]
    assert "gzip" in named["g-nogzip.txt.gz", None]
    assert "'id', 'summary'" in named["h-column.csv", None]
    assert named["i-line3.jsonl", 3].startswith("invalid JSON")
    assert "lone surrogate" in named["j-surrogate.jsonl", 1]
    assert "NUL" in named["k-nul.txt", None]
    assert named["l-large.txt", None] == "the file is larger than 2.0 KiB; raise the limit with --max-bytes"
    assert "Parquet" in named["m-no.parquet", None]
    assert "dangling" in named["n-gone.txt", None]
    assert "loop" in named["o-loop", None]
    sources = [Path(article.source).name[0] for article in got.articles]
    assert sources.count("a") == 1
    assert sources.count("i") == 3
    assert sources.count("e") >= 1000
    assert len({article.id for article in got.articles}) == len(got.articles)


def test_reading_again_gives_the_same(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    for name in "cab":
        (tmp_path / f"{name}.jsonl").write_text('{"id": 1, "text": "甲。"}\n{"id": 1, "text": "乙。"}\n')
    assert outcome(tmp_path).items == outcome(tmp_path).items


@pytest.mark.parametrize("error", [PermissionError(13, "no"), FileNotFoundError(2, "no"), OSError(5, "no")])
def test_files_that_cannot_be_opened(
    error: OSError, tmp_path: Path, outcome: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("好文章。", encoding="utf-8")
    real = Path.open

    def open_(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "a.txt":
            raise error
        return real(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", open_)
    got = outcome(tmp_path)
    assert len(got.articles) == 1
    expected = {13: "permission denied", 2: "it vanished before it could be read", 5: "the device reports a read error"}
    assert got.reasons == [(None, expected[error.errno or 0])]


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "甲。"}\n' * 3, encoding="utf-8")
    items = []
    for item in read([path]):
        items.append(item)
        if len(items) == 1:
            with path.open("a") as file:
                file.write("\n")
    assert [type(item) for item in items] == [Article, Article, Article, Reject]
    assert "changed while it was being read" in items[-1].reason  # type: ignore[union-attr]


def test_stopping_early_closes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "甲。"}\n' * 3, encoding="utf-8")
    items = read([path])
    next(items)
    items.close()  # type: ignore[attr-defined]  # warnings are errors: an open file would be one
    path.unlink()


def test_an_encoding_that_the_caller_names(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("价钱".encode("gbk"))
    assert outcome(path, encoding="gb2312").texts == ["价钱"]
    assert "cannot be decoded as utf-8" in outcome(path, encoding="utf-8").reasons[0][1]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "text"),
        (b'{"text": "a"}\n{"text": "b"}', "jsonl"),
        (b'\xef\xbb\xbf {"text": "a"}', "jsonl"),
        (b'{\n  "text": "a"\n}', "json"),
        (b'[\n {"text": "a"}]', "json"),
        (b"{a} is a set.", "text"),
        (b"[1] A footnote.", "text"),
        (b"<html><body>", "html"),
        (b"  <!DOCTYPE HTML>", "html"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html>", "html"),
        (b"<3 is a heart", "text"),
        (b"PAR1", "parquet"),
        ("導語".encode("big5"), "text"),
    ],
)
def test_sniffing(head: bytes, kind: str) -> None:
    assert sniff_kind(head) == kind


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_standard_input_tells_its_kind_and_compression(
    pack: Callable[[bytes], bytes], outcome: Callable[..., Outcome]
) -> None:
    assert outcome(pack(b'{"text": "a.", "n": 1}\n')).items == [
        Article("-#1", "-", "a.", 1, encoding="utf-8", extra={"n": 1})
    ]
    assert outcome(pack(b"just text.")).items == [Article("-", "-", "just text.", encoding="utf-8")]
    assert outcome(pack(b"text\na.\n"), stdin_format="csv").texts == ["a."]


def test_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert list(read(["-"])) == [Reject("-", None, "this process has no standard input")]


def test_columns_that_the_caller_names_are_not_asked_of_texts_and_pages(
    tmp_path: Path, outcome: Callable[..., Outcome]
) -> None:
    (tmp_path / "a.txt").write_text("甲文。", encoding="utf-8")
    (tmp_path / "b.html").write_text("<title>乙</title><p>乙文不長,也有一句話。</p>", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text('{"body": "丙文。", "no": 3, "title": "丙"}\n', encoding="utf-8")
    got = outcome(tmp_path, text_column="body", id_column="no", title_column="title")
    assert got.rejects == []
    assert [(a.text[:2], a.title) for a in got.articles] == [("甲文", None), ("乙文", "乙"), ("丙文", "丙")]
    assert got.articles[2].id == "3"


def test_not_every_object_has_every_member_but_a_misspelt_name_is_seen(outcome: Callable[..., Outcome]) -> None:
    lines = b'{"text": "a."}\n{"text": "b.", "web": "http://b.example"}\n'
    got = outcome(lines, url_column="web")
    assert [article.url for article in got.articles] == [None, "http://b.example"]
    assert got.rejects == []
    wrong = outcome(lines, url_column="wbe")
    assert wrong.texts == ["a.", "b."]
    assert wrong.reasons == [(None, "no record has the column 'wbe' (--url-column)")]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_a_pipe_from_the_shell() -> None:
    reader, writer = os.pipe()
    os.write(writer, b'{"text": "a."}\n')
    os.close(writer)
    items = list(read([f"/dev/fd/{reader}"]))
    os.close(reader)
    assert [item.text for item in items if isinstance(item, Article)] == ["a."]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_a_file_that_the_shell_opened(tmp_path: Path) -> None:
    path = tmp_path / "no-extension"
    path.write_text('{"text": "a."}\n')
    with path.open() as file:
        items = list(read([f"/dev/fd/{file.fileno()}"]))
    assert [item.text for item in items if isinstance(item, Article)] == ["a."]


KINDS = ["txt", "html", "jsonl", "json", "csv", "tsv", "parquet", "txt.gz", "jsonl.zst", "parquet.gz", "csv.gz"]


@given(
    data=st.binary(max_size=200) | st.text(st.sampled_from('{}[]":,text甲。\n\0<p>')).map(str.encode),
    kind=st.sampled_from(KINDS),
    packed=st.booleans(),
    options=st.sampled_from([{}, {"max_bytes": 20}, {"text_column": "a"}, {"encoding": "big5"}]),
)
def test_any_bytes_under_any_name_are_articles_or_rejects(
    data: bytes, kind: str, packed: bool, options: dict[str, object], tmp_path: Path
) -> None:
    if packed:
        data = gzip.compress(data) if kind.endswith("gz") else zstandard.compress(data)
    path = tmp_path / f"a.{kind}"
    path.write_bytes(data)
    items = list(read([path], ReadOptions(**options)))  # type: ignore[arg-type]
    assert all(isinstance(item, Article | Reject) for item in items)
    for item in items:
        json.dumps(item.text if isinstance(item, Article) else item.to_dict(), ensure_ascii=False).encode()
    ids = [item.id for item in items if isinstance(item, Article)]
    assert len(ids) == len(set(ids))


objects = st.dictionaries(
    st.sampled_from(["text", "id", "title", "tag"]), st.none() | st.integers() | st.text(max_size=5), max_size=4
)


@given(st.lists(objects, max_size=8))
def test_as_many_items_as_records(records: list[dict[str, object]]) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    items = list(read(["-"], ReadOptions(stdin_format="jsonl"), stdin=io.BytesIO(lines)))
    assert len(items) == max(1, len(records))  # nothing at all is one empty input
    array = json.dumps(records).encode()
    items = list(read(["-"], ReadOptions(stdin_format="json"), stdin=io.BytesIO(array)))
    assert len(items) == max(1, len(records))


def test_a_stream_that_gives_little_at_a_time() -> None:
    class Drip(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.data = data

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            piece, self.data = self.data[:3], self.data[3:]
            buffer[: len(piece)] = piece  # type: ignore[index]
            return len(piece)

    lines = "".join(f'{{"text": "第{n}篇。"}}\n' for n in range(9))
    for stream in (Drip(lines.encode()), streams.buffered(Drip(lines.encode()))):  # type: ignore[arg-type]
        items = list(read(["-"], stdin=stream))  # type: ignore[arg-type]
        assert [item.text for item in items if isinstance(item, Article)] == [f"第{n}篇。" for n in range(9)]


@pytest.mark.real
def test_real_news_and_seeds(shared_data: Path) -> None:
    items = list(read([shared_data / "news" / "articles.jsonl", shared_data / "seeds"]))
    assert sum(isinstance(item, Article) for item in items) >= 2449
    assert all(item.record for item in items if isinstance(item, Reject))
