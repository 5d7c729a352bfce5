"""Corpora written again: the same records in the same format, only the texts changed."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Article, Reject
from toolkit.corpus import ReadOptions, RunFolder, read, rewrite
from toolkit.corpus.rewriters import replace_member
from toolkit.errors import ContractError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


def again(
    source: Path, out: Path, fix: Callable[[str], str], **options: object
) -> tuple[list[Article | Reject], list[Article | Reject]]:
    """Rewrite `source` into `out`; return what was read and what reading the output gives."""
    with RunFolder(out) as run:
        change = lambda articles: (fix(article.text) for article in articles)  # noqa: E731
        before = list(rewrite([source], run, change, ReadOptions(**options)))  # type: ignore[arg-type]
    return before, list(read([out]))


def upper(text: str) -> str:
    return text.replace("甲", "乙")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """One file of each format, with a broken record in each that can have one."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    rows = [{"id": f"{n}", "text": f'第{n}甲。\n說"好"。', "tag": n} for n in range(4)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "a.txt").write_bytes("甲文。\r\n第二行。".encode("gb18030"))
    (folder / "b.html").write_text("<title>題</title><p>甲段的話不多,說完就走了。</p>", encoding="utf-8")
    (folder / "c.jsonl").write_text("\n".join([*lines[:2], "{broken", *lines[2:]]), encoding="utf-8")
    (folder / "d.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode("big5")))
    (folder / "e.json.zst").write_bytes(zstandard.compress(json.dumps(rows, indent=1).encode()))
    (folder / "deep" / "f.json").write_text("\n".join(lines), encoding="utf-8")
    out = io.StringIO()
    writer = csv.DictWriter(out, ["id", "tag", "text"], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "g.csv").write_text(out.getvalue() + "5;5\r\n", encoding="utf-8-sig", newline="")
    (folder / "h.tsv").write_text('id\ttext\n1\t"甲"說。\n2\t"甲\n二"\n', encoding="utf-8")
    table = pa.Table.from_pylist([*rows, {"id": "4", "text": None, "tag": 4}])
    pq.write_table(table.replace_schema_metadata({"own": "kept"}), folder / "i.parquet")
    return folder


def test_every_format_keeps_its_records(corpus: Path, tmp_path: Path) -> None:
    before, after = again(corpus, tmp_path / "out", upper)
    kept = [item for item in before if isinstance(item, Article)]
    assert [item.source for item in before if isinstance(item, Reject)] == [
        str(corpus / name) for name in ("c.jsonl", "g.csv", "i.parquet")
    ]
    assert all(isinstance(item, Article) for item in after)
    assert [item.text for item in after if isinstance(item, Article)] == [upper(item.text) for item in kept]
    assert [item.extra for item in after if isinstance(item, Article)] == [item.extra for item in kept]
    names = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*"))
    assert names == [
        "a.txt",
        "b.html.txt",
        "c.jsonl",
        "d.jsonl.gz",
        "deep/f.json",
        "e.json.zst",
        "g.csv",
        "h.tsv",
        "i.parquet",
    ]


def test_records_that_stay_the_same_are_copied(corpus: Path, tmp_path: Path) -> None:
    again(corpus, tmp_path / "out", str)
    out = tmp_path / "out"
    lines = (corpus / "c.jsonl").read_text(encoding="utf-8").splitlines()
    assert (out / "c.jsonl").read_text(encoding="utf-8").splitlines() == [*lines[:2], *lines[3:]]
    whole = (corpus / "g.csv").read_text(encoding="utf-8-sig")
    assert (out / "g.csv").read_bytes().decode() == whole.removesuffix("5;5\n").replace("\n", "\r\n").replace(
        "\r\n說", "\n說"
    )
    assert (out / "h.tsv").read_bytes() == (corpus / "h.tsv").read_bytes()
    assert (out / "a.txt").read_bytes() == "甲文。\r\n第二行。".encode()


def test_parquet_keeps_schema_and_metadata(corpus: Path, tmp_path: Path) -> None:
    again(corpus, tmp_path / "out", upper)
    old, new = pq.read_table(corpus / "i.parquet"), pq.read_table(tmp_path / "out" / "i.parquet")
    assert new.schema.equals(old.schema, check_metadata=True)
    assert new.drop(["text"]).equals(old.slice(0, 4).drop(["text"]))


def test_the_same_again_gives_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        again(corpus, tmp_path / name, upper)
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_files_of_one_name_get_a_number(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_text(f'{{"text": "{folder}."}}\n')
    paths = [tmp_path / folder / "x.jsonl" for folder in ("a", "b", "c")]
    with RunFolder(tmp_path / "out") as run:
        assert len(list(rewrite(paths, run, lambda articles: (a.text for a in articles)))) == 3
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["x.jsonl", "x~2.jsonl", "x~3.jsonl"]


@pytest.mark.parametrize(
    ("data", "name"), [(b'{"text": "a."}', "stdin.jsonl"), (b"a.", "stdin.txt"), (b'[{"text": "a."}]', "stdin.json")]
)
def test_standard_input_gets_a_name(data: bytes, name: str, tmp_path: Path) -> None:
    with RunFolder(tmp_path / "out") as run:
        list(rewrite(["-"], run, lambda articles: (a.text for a in articles), stdin=io.BytesIO(data)))
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]


def test_changing_may_read_ahead(corpus: Path, tmp_path: Path) -> None:
    """A pool that takes all articles before it gives the first text back must give the same files."""

    def ahead(articles: Iterator[Article]) -> Iterable[str]:
        return [upper(article.text) for article in list(articles)]

    with RunFolder(tmp_path / "ahead") as run:
        items = list(rewrite([corpus], run, ahead))
    before, _ = again(corpus, tmp_path / "lazy", upper)
    assert items == before
    for path in (tmp_path / "lazy").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "ahead" / path.relative_to(tmp_path / "lazy")).read_bytes()


def test_articles_may_be_left_out_and_files_put_below(corpus: Path, tmp_path: Path) -> None:
    with RunFolder(tmp_path / "out") as run:
        change = lambda articles: (None if a.text.startswith("第1") else a.text for a in articles)  # noqa: E731
        items = list(rewrite([corpus], run, change, under="kept/"))
    kept = [item.text for item in items if isinstance(item, Article) and not item.text.startswith("第1")]
    assert len(kept) < sum(isinstance(item, Article) for item in items)
    assert [item.text for item in read([tmp_path / "out" / "kept"]) if isinstance(item, Article)] == kept


@pytest.mark.parametrize("change", [lambda a: [], lambda a: ["x" for _ in a] + ["y"]], ids=["fewer", "more"])
def test_as_many_texts_as_articles(change: Callable[..., list[str]], corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ContractError), RunFolder(tmp_path / "out") as run:
        list(rewrite([corpus / "c.jsonl"], run, lambda articles: change(list(articles))))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["a.txt", "c.jsonl", "e.json.zst", "g.csv", "i.parquet"])
def test_lone_surrogates_never_reach_a_file(name: str, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="lone surrogate"):
        again(corpus / name, tmp_path / "out", lambda text: text + "\ud800")
    assert not (tmp_path / "out").exists()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=4), plain), st.text(max_size=4), st.text(), st.sampled_from([None, 2]))
def test_one_member_is_replaced_and_the_rest_stays(
    row: dict[str, object], name: str, new: str, indent: int | None
) -> None:
    text = json.dumps({**row, name: "old"}, indent=indent)
    changed = replace_member(text, name, new)
    assert json.loads(changed) == {**row, name: new}
    assert replace_member(changed, name, "old") == text


def test_a_repeated_member_is_replaced_wherever_it_stands() -> None:
    assert replace_member('{"t": "a", "n":1, "t" : "a" }', "t", "b") == '{"t": "b", "n":1, "t" : "b" }'
    with pytest.raises(KeyError):
        replace_member("{}", "t", "b")
