"""`contentfarm dedup` as a person meets it."""

from __future__ import annotations

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from toolkit.cli.dedup_output import differences
from toolkit.cli.main import run

RIVER = "河岸邊的舊書攤每到週末便熱鬧起來。攤主把詩集排在最前面,小說放在後頭,地圖則掛在繩上隨風搖晃。"
BAKER = "麵包師傅天還沒亮就開始揉麵,等到第一班公車開過,櫥窗裡已經擺滿了剛出爐的吐司和肉桂捲。"
ROWS = [
    {"id": "甲", "text": RIVER, "title": "書攤", "score": 1, "day": "2024-03-02"},
    {"id": "乙", "text": BAKER, "title": "<b>麵包</b>", "score": 9},
    {"id": "丙", "text": RIVER.replace("熱鬧", "热闹(nào)") + "傍晚收攤。", "score": 7.5, "day": "2024-03-01"},
    {"id": "丁", "text": RIVER, "day": "2024-03-03"},
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "some articles.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return path


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_clusters_go_to_stdout_and_the_balance_to_stderr(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dedup", str(corpus)]) == 0
    captured = capsys.readouterr()
    (cluster,) = lines(captured.out)
    assert cluster["size"] == 3
    assert cluster["representative"] in {"甲", "丁"}
    members = cluster["members"]
    assert isinstance(members, list)
    assert [m["id"] for m in members] == ["甲", "丙", "丁"]
    assert [m["kept"] for m in members] == [True, False, False]
    assert members[0]["similarity"] == 1.0 > members[1]["similarity"] >= 0.7
    balance, recall = captured.err.splitlines()
    assert balance == "2 kept + 2 copies + 0 rejected = 4 read; 1 clusters"
    assert recall.startswith("recall at similarity 0.7: expected 0.990, measured 1.000 (0.")
    assert "25 bands of 5 rows" in recall


def test_articles_alone_on_request(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dedup", str(corpus), "--all", "-q"]) == 0
    captured = capsys.readouterr()
    assert [c["size"] for c in lines(captured.out)] == [3, 1]
    assert captured.err == ""


def test_the_order_of_files_plays_no_part(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turned = tmp_path / "turned.jsonl"
    turned.write_text("".join(corpus.read_text(encoding="utf-8").splitlines(keepends=True)[::-1]), encoding="utf-8")
    found = []
    for path in (corpus, turned):
        assert run(["dedup", str(path), "-q", "--workers", "1"]) == 0
        (cluster,) = lines(capsys.readouterr().out)
        found.append((cluster["cluster"], cluster["representative"]))
    assert found[0] == found[1]


def test_a_table_for_people(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dedup", str(corpus), "--format", "table", "--all"]) == 0
    out = capsys.readouterr().out
    assert "<b>麵包</b>" in out
    assert "≥ 1.000" in out


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("first", "甲"),
        ("last", "丁"),
        ("longest", "丙"),
        ("score", "丙"),
        ("score:min", "甲"),
        ("day", "丁"),
        ("day:min", "丙"),
    ],
)
def test_tables_go_to_a_folder(
    corpus: Path, tmp_path: Path, keep: str, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out put"
    assert run(["dedup", str(corpus), "-o", str(out), "--keep", keep]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert str(out) in captured.err
    clusters = pq.read_table(out / "clusters.parquet").to_pylist()
    assert [row["id"] for row in clusters] == ["甲", "乙", "丙", "丁"]
    assert set(clusters[0]) == {"id", "cluster", "representative", "similarity"}
    pairs = pq.read_table(out / "pairs.parquet").to_pylist()
    assert {(row["id_a"], row["id_b"]) for row in pairs} == {("甲", "丙"), ("甲", "丁"), ("丙", "丁")}
    assert {row["kind"] for row in pairs} == {"whole"}
    removed = [json.loads(line) for line in (out / "removed.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["id"] for row in removed} == {"甲", "丙", "丁"} - {kept}
    assert {row["kept"] for row in removed} == {kept}
    assert all(set(row) == {"id", "kept", "similarity", "why", "differs"} for row in removed)
    assert all(row["similarity"] >= 0.7 for row in removed)
    explained = {row["id"]: row["differs"] for row in removed}
    if kept != "丙":
        assert explained["丙"] == ["+「。傍晚收攤」"]  # the note plays no part
        assert [] in explained.values()
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    counts = manifest["counts"]
    assert counts["kept"] + counts["removed"] + counts["rejected"] == counts["read"] == 4
    assert manifest["dedup"]["signature"]["scheme"] == "fastsim64"
    assert manifest["dedup"]["measured_recall"]["recall"] == 1.0
    assert manifest["peak_memory_bytes"] > 0
    assert manifest["options"] | {"keep": keep, "recall": 0.98, "parts": None, "apply": False} == manifest["options"]
    assert manifest["reading"]["text_column"] is None
    assert {"python", "numpy", "pyarrow"} <= set(manifest["versions"])
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]


def test_apply_writes_the_corpus_without_the_copies(corpus: Path, tmp_path: Path) -> None:
    (corpus.parent / "copy.txt").write_text(BAKER + "完", encoding="utf-8")
    (corpus.parent / "alone.txt").write_text("山路上只有風聲,走了半日才遇見一個挑柴的人。", encoding="utf-8")
    out = corpus.parent / "out"  # inside the input folder: never read as input
    before = corpus.read_text(encoding="utf-8").splitlines()
    for _ in range(2):
        assert run(["dedup", str(corpus.parent), "-o", str(out), "--apply", "-q"]) == 0
        written = files_below(out / "corpus")
        removed = [json.loads(line) for line in (out / "removed.jsonl").read_text(encoding="utf-8").splitlines()]
        assert written == {"alone.txt", "copy.txt", corpus.name}
        # Whatever stays is there as it was, line by line.
        gone = {row["id"] for row in removed}
        left = (out / "corpus" / corpus.name).read_text(encoding="utf-8").splitlines()
        assert left == [line for line, row in zip(before, ROWS, strict=True) if row["id"] not in gone]
        assert gone == {"乙", "丙", "丁"}
    assert corpus.read_text(encoding="utf-8").splitlines() == before


def test_another_choice_leaves_no_copy_of_the_first_behind(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("a.txt", "b.txt"):
        (source / name).write_text(RIVER, encoding="utf-8")
    (out / "corpus").mkdir(parents=True)
    (out / "corpus" / "mine.txt").write_text("不是我們寫的", encoding="utf-8")
    for keep, name in (("first", "a.txt"), ("last", "b.txt")):
        assert run(["dedup", str(source), "-o", str(out), "--apply", "--keep", keep, "-q"]) == 0
        assert files_below(out / "corpus") == {name, "mine.txt"}
    assert run(["dedup", str(source), "-o", str(out), "-q"]) == 0
    assert files_below(out / "corpus") == {"mine.txt"}


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", [["--apply"], ["-", "--apply", "-o", "out"]])
def test_apply_needs_a_folder_and_files(words: list[str], corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dedup", str(corpus), *words]) == 2
    assert "--apply" in capsys.readouterr().err


def test_an_unknown_column_names_those_there_are(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dedup", str(corpus), "--keep", "best"]) == 2
    assert "columns: day, score" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "contentfarm dedup corpus/"),
        (["{corpus}", "-t", "2"], "threshold"),
        (["{corpus}", "--num-perm", "0"], "num_perm"),
    ],
)
def test_wrong_usage(words: list[str], said: str, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dedup", *(word.format(corpus=corpus) for word in words)]) == 2
    assert said in capsys.readouterr().err


def test_rejects_are_named_and_counted(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with corpus.open("a", encoding="utf-8") as file:
        file.write("{no json\n")
    assert run(["dedup", str(corpus), "-o", str(tmp_path / "out")]) == 3
    assert "record 5" in capsys.readouterr().err
    assert (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_findings_decide_the_exit_code_on_request(corpus: Path, tmp_path: Path) -> None:
    assert run(["dedup", str(corpus), "-q", "--fail-on", "duplicates"]) == 4
    alone = tmp_path / "alone.txt"
    alone.write_text(BAKER, encoding="utf-8")
    assert run(["dedup", str(alone), "-q", "--fail-on", "duplicates"]) == 0


def test_standard_input(corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(corpus.read_bytes())))
    assert run(["dedup", "-", "--stdin-format", "jsonl", "-q"]) == 0
    assert len(lines(capsys.readouterr().out)) == 1


def test_nothing_to_read_is_an_empty_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty folder"
    empty.mkdir()
    run(["dedup", str(empty)])
    assert capsys.readouterr().out == ""


LAKE = "湖面結了薄冰以後,渡船便停在岸邊不再開了,船夫每天只是來敲一敲船舷,看看有沒有漏水,然後坐到茶棚裡烤火。"
HILL = "山坡上的茶樹要等到清明前後才採頭一遍,採茶的人天不亮就上山,指尖染得發青,傍晚再把鮮葉一筐筐背到曬場去。"
PARTS = [
    {"id": "湖", "text": LAKE + BAKER},
    {"id": "山", "text": HILL + "後來下了雨。"},
    {"id": "拼", "text": LAKE + HILL},
]


def test_shared_passages_are_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "parts.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in PARTS), encoding="utf-8")
    assert run(["dedup", str(path), "--parts", "--part-length", "40"]) == 0
    captured = capsys.readouterr()
    one, two, stitched = lines(captured.out)
    assert (one["id_a"], one["id_b"], one["relation"]) == ("湖", "拼", "passage")
    assert (two["id_a"], two["id_b"], two["relation"]) == ("山", "拼", "within")
    assert stitched["id"] == "拼"
    assert "2 pairs share passages" in captured.err
    out = tmp_path / "out"
    assert run(["dedup", str(path), "--parts", "--part-length", "40", "-o", str(out), "-q"]) == 0
    pairs = pq.read_table(out / "pairs.parquet").to_pylist()
    assert [(row["kind"], row["relation"]) for row in pairs] == [("part", "passage"), ("part", "within")]
    passages = pq.read_table(out / "passages.parquet").to_pylist()
    texts = {row["id"]: row["text"] for row in PARTS}
    for row in passages:
        assert texts[row["id_a"]][row["start_a"] : row["end_a"]] == texts[row["id_b"]][row["start_b"] : row["end_b"]]
    assert len((out / "stitched.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert run(["dedup", str(path), "--parts", "-q", "--fail-on", "duplicates"]) == 0  # no whole article is one


def test_another_threshold_takes_the_signatures_of_a_run(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, second, fresh = tmp_path / "out", tmp_path / "second", tmp_path / "fresh"
    assert run(["dedup", str(corpus), "-o", str(out), "-q"]) == 0
    assert run(["dedup", "--rethreshold", str(out), "-t", "0.95", "-o", str(second)]) == 0
    assert "3 taken from" in capsys.readouterr().err
    assert run(["dedup", str(corpus), "-t", "0.95", "-o", str(fresh), "-q"]) == 0
    for name in ("clusters.parquet", "pairs.parquet", "removed.jsonl", "signatures.arrow"):
        assert (second / name).read_bytes() == (fresh / name).read_bytes()
    assert run(["dedup", "--rethreshold", str(out), "-t", "0.8", "-o", str(out)]) == 0  # in its own place
    assert run(["dedup", "--rethreshold", str(out), "--seed", "2"]) == 2
    assert "seed 1 against 2" in capsys.readouterr().err
    assert run(["dedup", "--rethreshold", str(out), "--signature", "affine32"]) == 2
    assert "scheme 'fastsim64' against 'affine32'" in capsys.readouterr().err
    assert run(["dedup", "--rethreshold", str(out), "-t", "0.2"]) == 2
    assert "16" in capsys.readouterr().err
    assert run(["dedup", "--rethreshold", str(tmp_path), str(corpus)]) == 2
    assert run(["dedup", "--rethreshold", str(tmp_path)]) == 2


@pytest.mark.parametrize(
    ("kept", "gone", "told"),
    [
        ("一、春天,來了。\n我們去看花。", "一春天來了\u3000我們去看樹", ["「花。」→「樹」"]),
        ("春天來了,去看花。", "春天來了。去看花", ["「,」→「。」", "-「。」"]),
        ("去看花", "去看花", []),
        (
            "甲乙丙丁戊己庚辛壬癸子丑",
            "甲乙一丁戊二庚辛三癸子四",
            ["「丙」→「一」", "「己」→「二」", "「壬」→「三」", "…"],
        ),
    ],
)
def test_what_weighs_is_told_first(kept: str, gone: str, told: list[str]) -> None:
    assert differences(kept, gone) == told


@pytest.mark.parametrize("data", [b"", b"no Arrow", None])
def test_damaged_signatures_are_one_clear_error(
    corpus: Path, tmp_path: Path, data: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["dedup", str(corpus), "-o", str(out), "-q"]) == 0
    table = out / "signatures.arrow"
    table.write_bytes(table.read_bytes()[:-20] if data is None else data)
    assert run(["dedup", "--rethreshold", str(out), "-t", "0.8", "-o", str(tmp_path / "second")]) == 1
    said = capsys.readouterr().err
    assert "cannot read the signatures" in said
    assert "without --rethreshold" in said
    assert not (tmp_path / "second").exists()


@pytest.mark.parametrize(("inputs", "said"), [(["-"], "read standard input"), ("in.jsonl", "holds no run of dedup")])
def test_inputs_that_a_run_does_not_name(
    corpus: Path, tmp_path: Path, inputs: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["dedup", str(corpus), "-o", str(out), "-q"]) == 0
    (out / "manifest.json").write_text(json.dumps({"inputs": inputs}), encoding="utf-8")
    assert run(["dedup", "--rethreshold", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert run(["dedup", "--rethreshold", str(out), str(corpus), "-q"]) == 0


def test_numbers_in_a_csv_file_decide_by_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f'{name},"{BAKER}",{score}\n' for name, score in (("a", "9"), ("b", "10"), ("c", ""), ("d", "-3")))
    path.write_text("id,text,score\n" + rows, encoding="utf-8")
    for keep, kept in (("score", "b"), ("score:min", "d")):
        assert run(["dedup", str(path), "--keep", keep, "-q"]) == 0
        (cluster,) = lines(capsys.readouterr().out)
        assert [member["id"] for member in cluster["members"] if member["kept"]] == [kept]
