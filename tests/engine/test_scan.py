"""The main job: nothing is lost, nothing is half-written, and how the work is shared out does not show."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import toolkit
from toolkit.article import Edit, Reject, apply_edits
from toolkit.engine import ScanOptions, pool
from toolkit.engine import analyse as analyse_module
from toolkit.errors import InputError, OutputError, UsageError

BODY = (
    "許多讀者來信詢問如何挑選一臺合用的除濕機。本文從坪數、噪音與耗電三個方面說明,並附上保養的步驟。"
    "首先量出房間的大小,再對照機身上的標示;若房間朝北,宜選大一級的機種。其次,夜間使用者應留意分貝數。"
)
GUIDE = (
    f"除濕機怎麼挑\n小編導語\n{BODY}\n一、先量坪數\n1.1 量法\n用捲尺量出長與寬,相乘即得。\n"
    "二、再看噪音\n臥室宜低於四十分貝。\n"
)
FOOTER = "如有侵權請聯繫刪除:13900001111 nobody@example.com\n"
OTHER = "昨日午後,城南的老槐樹下,幾位老人擺開棋局。觀棋的人越聚越多,直到路燈亮起才散去。有人說,這棵樹比街道還老。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Good, copied, damaged and broken inputs, in several formats."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(GUIDE + FOOTER, encoding="utf-8")
    (folder / "b.txt").write_text(GUIDE.replace("捲尺", "卷尺") + FOOTER, encoding="utf-8")
    (folder / "sub" / "c.txt").write_bytes((GUIDE + OTHER).encode("gb18030"))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "cut.txt.gz").write_bytes(gzip.compress(OTHER.encode() * 200, compresslevel=0)[:3000])
    records = [
        json.dumps({"id": "r1", "text": OTHER + FOOTER, "site": "one"}, ensure_ascii=False),
        "{not json",
        json.dumps({"id": "r3", "text": None}),
        json.dumps({"id": "r1", "text": OTHER + "\u200b再見。", "site": "two"}, ensure_ascii=False),
    ]
    (folder / "records.jsonl").write_text("\n".join(records), encoding="utf-8")
    (folder / "notes.xyz").write_text("not an article", encoding="utf-8")
    return folder


def lines(run: toolkit.Scan, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run.folder / name).read_text(encoding="utf-8").splitlines()]


def test_nothing_is_lost(corpus: Path, tmp_path: Path) -> None:
    ignored: list[str] = []
    run = toolkit.scan(corpus, tmp_path / "out", on_ignored=lambda path, _reason: ignored.append(path))
    counts = run.counts
    assert counts["read"] == counts["kept"] + counts["rejected"] == 9
    assert counts["kept"] == run.articles.num_rows == run.clusters.num_rows == len(lines(run, "articles.jsonl")) == 5
    assert len(set(run.articles["id"].to_pylist())) == 5
    assert {(Path(r.source).name, r.record) for r in run.rejects} == {
        ("empty.txt", None),
        ("cut.txt.gz", None),
        ("records.jsonl", 2),
        ("records.jsonl", 3),
    }
    assert all(reject.reason for reject in run.rejects)
    assert [Path(path).name for path in ignored] == ["notes.xyz"]
    assert counts["ignored"] == 1


def test_every_file_of_the_contract_is_there_and_nothing_else(corpus: Path, tmp_path: Path) -> None:
    run = toolkit.scan(corpus, tmp_path / "out")
    names = {path.name for path in run.folder.iterdir()}
    assert names == {
        "articles.jsonl",
        "articles.parquet",
        "clusters.parquet",
        "contacts.parquet",
        "groups.parquet",
        "manifest.json",
        "pairs.parquet",
        "rejects.jsonl",
        "report.html",
    }
    assert set(run.manifest["files"]) == names - {"manifest.json"}


def test_written_edits_and_outlines_are_true(corpus: Path, tmp_path: Path) -> None:
    run = toolkit.scan(corpus, tmp_path / "out", options=ScanOptions(keep_raw=True))
    raw = dict(zip(run.articles["id"].to_pylist(), run.articles["raw"].to_pylist(), strict=True))
    edited = 0
    for row in lines(run, "articles.jsonl"):
        edits = [Edit(**edit) for edit in row["edits"]]
        edited += len(edits)
        assert apply_edits(raw[row["id"]], edits) == row["text"]
        assert "".join(leaves(row["outline"])) == row["text"]
        for contact in row["contacts"]:
            assert row["text"][contact["start"] : contact["end"]] == contact["raw"]
    assert edited


def leaves(node: dict[str, Any]) -> list[str]:
    if "children" in node:
        return [text for child in node["children"] for text in leaves(child)]
    return [node["text"]]


def test_copies_and_contacts_are_found(corpus: Path, tmp_path: Path) -> None:
    run = toolkit.scan(corpus, tmp_path / "out")
    cluster = dict(zip(run.clusters["id"].to_pylist(), run.clusters["cluster"].to_pylist(), strict=True))
    by_name = {Path(name).name: cluster for name, cluster in cluster.items()}
    assert by_name["a.txt"] == by_name["b.txt"]
    assert len(set(by_name.values())) < len(by_name)
    groups = {Path(i).name for i in run.groups["id"].to_pylist()}
    assert {"a.txt", "b.txt"} <= groups
    assert run.counts["shared_contacts"] == 2
    assert "+8613900001111" in run.contacts["value"].to_pylist()


def test_the_users_columns_are_carried_through(corpus: Path, tmp_path: Path) -> None:
    run = toolkit.scan(corpus, tmp_path / "out")
    assert sorted(filter(None, run.articles["site"].to_pylist())) == ["one", "two"]


def test_the_number_of_processes_does_not_show(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "INLINE", 1)
    monkeypatch.setattr(pool, "BATCH", 1)
    one = toolkit.scan(corpus, tmp_path / "one", options=ScanOptions(workers=1))
    two = toolkit.scan(corpus, tmp_path / "two", options=ScanOptions(workers=2))
    for name in ("articles.parquet", "articles.jsonl", "clusters.parquet", "pairs.parquet", "contacts.parquet"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name


def test_a_second_run_does_not_read_the_first_ones_results(corpus: Path) -> None:
    first = toolkit.scan(corpus, corpus / "out")
    second = toolkit.scan(corpus, corpus / "out")
    assert first.counts["read"] == second.counts["read"] == 9


def test_an_interrupted_run_leaves_the_earlier_one_as_it_was(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    toolkit.scan(corpus, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.dedup.dedup", interrupt)
    with pytest.raises(KeyboardInterrupt):
        toolkit.scan(corpus, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    with pytest.raises(KeyboardInterrupt):
        toolkit.scan(corpus, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_article_that_breaks_the_toolkit_becomes_a_reject(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = analyse_module._analyse

    def fragile(article: toolkit.Article, options: ScanOptions) -> analyse_module.Analysed:
        if article.id.endswith("b.txt"):
            raise RuntimeError("a defect")
        return real(article, options)

    monkeypatch.setattr(analyse_module, "_analyse", fragile)
    seen: list[Reject] = []
    run = toolkit.scan(corpus, tmp_path / "out", on_reject=seen.append)
    assert run.counts["kept"] == 4
    assert any("a defect" in reject.reason and reject.source.endswith("b.txt") for reject in run.rejects)
    assert sorted(map(str, seen)) == sorted(map(str, run.rejects))


def test_without_a_folder_the_results_live_as_long_as_the_object(corpus: Path) -> None:
    run = toolkit.scan(corpus)
    folder = run.folder
    assert folder.is_dir()
    assert "5 articles" in repr(run)
    del run
    assert not folder.exists()


def test_a_corpus_without_articles_is_a_complete_run_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    run = toolkit.scan(tmp_path / "in", tmp_path / "out")
    assert (run.counts["read"], run.counts["kept"], run.counts["rejected"], run.counts["clusters"]) == (1, 0, 1, 0)
    assert "nothing to read" in run.rejects[0].reason
    assert run.report.exists()


@pytest.mark.parametrize(
    "wrong", [{"threshold": 0.0}, {"threshold": 1.5}, {"level": "sure"}, {"workers": -1}, {"num_perm": 1}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ScanOptions(**wrong)


def test_unknown_repairs_are_refused_before_anything_is_read(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no_such_kind"):
        toolkit.scan(corpus, tmp_path / "out", options=ScanOptions(only=("no_such_kind",)))
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="file"):
        toolkit.scan(corpus, tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_without_a_run_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no complete run"):
        toolkit.Scan(tmp_path)
