"""`contentfarm measure` as a person meets it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from toolkit.cli.main import run
from toolkit.measure import MEASURES

MOULD = (
    "{0}怎麼樣\n小編導語\n隨著網絡借貸的快速發展,越來越多的人開始使用{0}。本站將為大家詳細介紹{0}的相關情況。\n"
    "一、{0}的概述\n{0}成立已有{1}年,申請只要{2}分鐘。\n二、小編總結\n希望這篇文章對您有所幫助。\n"
    "特別聲明:本文不代表本站立場。\n刪帖電話:1650000{3}"
)
NAMES = ("青禾速借", "小舟花", "橙柚貸", "蜂巢易借", "暖橋錢包", "<b>雲杉</b>")
HONEST = (
    "河岸邊的舊書攤每到週末便熱鬧起來。攤主把詩集排在最前面,小說放在後頭,地圖則掛在繩上隨風搖晃,路過的人常常伸手去翻。",
    "麵包師傅天還沒亮就開始揉麵,等到第一班公車開過,櫥窗裡已經擺滿了剛出爐的吐司和肉桂捲,整條巷子都是奶油的味道。",
)
ROWS = [
    *({"id": f"farm-{i}", "text": MOULD.format(name, i + 2, i + 5, 1234 + i)} for i, name in enumerate(NAMES)),
    *({"id": f"honest-{i}", "text": text} for i, text in enumerate(HONEST)),
]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "some articles.jsonl", ROWS)


def test_the_table_goes_to_stdout_and_the_totals_to_stderr(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", str(corpus)]) == 0
    captured = capsys.readouterr()
    for name in MEASURES:
        assert name in captured.out
    assert captured.err == "8 of 8 texts measured\n"


def test_scores_tell_farm_from_honest(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", str(corpus), "-r", str(corpus), "--format", "csv", "-q"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["id"]: row["label"] for row in rows} == {
        row["id"]: "likely" if row["id"].startswith("farm") else "none" for row in ROWS
    }
    for row in rows:
        if row["label"] == "likely":
            assert "小編導語" in row["why"]  # what it says
            assert "farm-" in row["why"]  # and where else it says so
        else:
            assert row["why"].startswith("no sign of a content farm")


def test_titles_of_a_column_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": "a", "title": "河岸", "text": HONEST[0]},
        {"id": "b", "title": "小舟花怎麼樣,看完就懂", "text": HONEST[1]},
    ]
    corpus = write(tmp_path / "titled.jsonl", rows)
    assert run(["measure", str(corpus), "-r", str(corpus), "--format", "csv", "-q"]) == 0
    found = {row["id"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert "看完就懂" in found["b"]["why"]
    assert float(found["b"]["value"]) > float(found["a"]["value"])
    assert found["b"]["label"] == "none"  # a title alone accuses nobody


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([HONEST[0]] * 5, "copies, not a template"),
        (["甲好", "乙好", "丙好"], "too few to say much"),
    ],
)
def test_tables_that_say_little_say_so(
    texts: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = write(tmp_path / "few.jsonl", [{"id": str(i), "text": text} for i, text in enumerate(texts)])
    assert run(["measure", str(corpus), "-q"]) == 0
    assert said in capsys.readouterr().out


def test_inputs_without_a_text_are_told_and_end_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    binary = tmp_path / "noise.txt"
    binary.write_bytes(bytes(range(256)) * 20)
    for path, said in ((folder, "nothing to read"), (binary, "binary data"), (tmp_path / "gone", "no such file")):
        assert run(["measure", str(path)]) == 3
        assert said in capsys.readouterr().err


def test_json_holds_everything(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["measure", str(corpus), "-r", str(corpus), "--only", "near_duplicates,self_repetition", "--format", "json"]
    assert run([*args, "-q", "--length", "40", "--sample", "6", "--seed", "3", "--level", "0.9"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in found["measures"]] == ["self_repetition", "near_duplicates"]
    assert (found["measured"], found["texts"], found["length"], found["level"]) == (6, 8, 40, 0.9)
    assert len(found["scores"]) == 8
    assert any(part["evidence"] for part in found["scores"][0]["contributions"])


def test_csv_without_scores_is_the_table(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", str(corpus), "--format", "csv", "-q"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in rows] == list(MEASURES)


def test_a_folder_with_tables_and_a_page(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["measure", str(corpus), "-r", str(corpus), "-o", str(out), "--title", "A & <B>"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "6 likely, 0 possible, 2 none" in captured.err
    names = {"measure.html", "measures.parquet", "scores.parquet", "scores.jsonl", "rejects.jsonl", "manifest.json"}
    assert {path.name for path in out.iterdir()} == names
    assert pq.read_table(out / "measures.parquet").column("name").to_pylist() == list(MEASURES)
    scores = pq.read_table(out / "scores.parquet").to_pylist()
    lines = [json.loads(line) for line in (out / "scores.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in scores] == [line["id"] for line in lines] == [row["id"] for row in ROWS]
    page = (out / "measure.html").read_text(encoding="utf-8")
    assert "A &amp; &lt;B&gt;" in page
    assert "<b>雲杉" not in page
    assert "<script" not in page
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == {"read": 8, "kept": 8, "rejected": 0}


def test_a_reference_is_stored_and_used(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "known.cfref"
    assert run(["measure", str(corpus), "--save-reference", str(stored), "-q"]) == 0
    capsys.readouterr()
    args = ["measure", str(corpus), "--format", "json", "-q"]
    assert run([*args, "-r", str(stored)]) == 0
    one = capsys.readouterr().out
    assert run([*args, "-r", str(corpus)]) == 0
    assert capsys.readouterr().out == one


def test_findings_can_fail_a_run(corpus: Path, tmp_path: Path) -> None:
    args = ["-r", str(corpus), "-q", "--format", "json"]
    honest = write(tmp_path / "honest.jsonl", ROWS[6:])
    assert run(["measure", str(corpus), *args, "--fail-on", "likely"]) == 4
    assert run(["measure", str(honest), *args, "--fail-on", "possible"]) == 0


def test_what_one_host_repeats_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row | {"url": "https://farm.example/page"} for row in ROWS]
    corpus = write(tmp_path / "hosts.jsonl", rows)
    assert run(["measure", str(corpus), "--only", "replicated_shingles", "--format", "json", "-q", "--by-host"]) == 0
    assert json.loads(capsys.readouterr().out)["measures"][0]["value"] == 0


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ([], "nothing to measure"),
        (["CORPUS", "--only", "nonsense"], "known: compression_gain"),
        (["CORPUS", "--fail-on", "likely"], "--reference"),
        (["CORPUS", "--by-host"], "'farm-0' has none"),
        (["CORPUS", "--level", "2"], "level"),
        (["ONE"], "at least two"),
        (["CORPUS", "-r", "ONE.cfref"], "no stored reference"),
    ],
)
def test_wrong_usage_is_named(
    extra: list[str], said: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {
        "CORPUS": str(corpus),
        "ONE": str(write(tmp_path / "one.jsonl", ROWS[:1])),
        "ONE.cfref": str(tmp_path / "broken.cfref"),
    }
    (tmp_path / "broken.cfref").write_bytes(b"PK\x03\x04 broken")
    assert run(["measure", *(places.get(word, word) for word in extra)]) == 2
    assert said in capsys.readouterr().err


def test_rejects_are_counted(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with corpus.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    out = tmp_path / "out"
    assert run(["measure", str(corpus), "-o", str(out), "--only", "near_duplicates"]) == 3
    assert "rejected" in capsys.readouterr().err
    assert len((out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_one_article_is_scored_against_a_reference(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = str(write(tmp_path / "one.jsonl", [{"id": "new", "text": MOULD.format("霧燈花", 9, 8, 7777)}]))
    assert run(["measure", one, "-r", str(corpus), "--format", "csv"]) == 0
    captured = capsys.readouterr()
    (row,) = csv.DictReader(io.StringIO(captured.out))
    assert (row["id"], row["label"]) == ("new", "likely")
    assert "at least two" in captured.err
    assert captured.err.endswith("1 text scored; content farm: 1 likely, 0 possible, 0 none\n")
    assert run(["measure", one, "-r", str(corpus), "-o", str(tmp_path / "out")]) == 0
    assert "new" in (tmp_path / "out" / "measure.html").read_text(encoding="utf-8")
    assert pq.read_table(tmp_path / "out" / "measures.parquet").column("value").to_pylist() == [None] * len(MEASURES)
    assert run(["measure", one, "--save-reference", str(tmp_path / "one.cfref")]) == 0
    assert (tmp_path / "one.cfref").is_file()


def test_where_everything_is_rejected_the_rejects_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.jsonl").write_text("{broken\n{broken\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run(["measure", str(tmp_path / "bad.jsonl"), "-o", str(out)]) == 3
    assert "at least two" in capsys.readouterr().err
    assert len((out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    counts = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["counts"]
    assert counts == {"read": 2, "kept": 0, "rejected": 2}


def test_a_reference_that_lost_inputs_is_told(corpus: Path, tmp_path: Path) -> None:
    known = write(tmp_path / "known.jsonl", ROWS)
    with known.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    assert run(["measure", str(corpus), "-r", str(known), "--only", "near_duplicates", "--format", "csv"]) == 3


def test_statements_are_printed_for_what_is_suspected(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", str(corpus), "-r", str(corpus), "--format", "text", "-q"]) == 0
    said = capsys.readouterr().out
    assert said.count("likely a content farm's article\n") == len(NAMES)
    assert "honest-" not in said
    assert "together, a probability of" in said
    assert run(["measure", str(corpus), "--format", "text", "-q"]) == 2


def test_what_cannot_be_scored_ends_with_3(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.measure import scoring

    whole = scoring.find_signs

    def sometimes(text: str, *args: object, **options: object) -> object:
        if "舊書攤" in text:
            raise RuntimeError("no luck")
        return whole(text, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(scoring, "find_signs", sometimes)
    out = tmp_path / "out"
    assert run(["measure", str(corpus), "-r", str(corpus), "-o", str(out)]) == 3
    assert "failed to score 'honest-0'" in capsys.readouterr().err
    assert pq.read_table(out / "scores.parquet").num_rows == len(ROWS) - 1
    reject = json.loads((out / "rejects.jsonl").read_text(encoding="utf-8"))
    assert "no luck" in reject["reason"]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == {"read": 8, "kept": 7, "rejected": 1}


def test_addresses_tell_whose_a_mould_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def owners(hosts: list[str]) -> set[str]:
        rows = [row | {"url": f"https://{host}/a"} for row, host in zip(ROWS, hosts, strict=True)]
        corpus = str(write(tmp_path / "placed.jsonl", rows))
        assert run(["measure", corpus, "-r", corpus, "--only", "near_duplicates", "--format", "json", "-q"]) == 0
        scores = json.loads(capsys.readouterr().out)["scores"]
        whys = [c["why"] for s in scores if s["id"].startswith("farm") for c in s["contributions"]]
        return {why.rpartition("all of them ")[2] for why in whys if "all of them" in why}

    assert owners([f"farm{i}.example" for i in range(len(ROWS))]) == {"on other hosts"}
    assert owners([f"{i}.farm.example" for i in range(len(ROWS))]) == {"on the same host"}
    assert owners(["farm0.example", *[""] * (len(ROWS) - 1)]) == set()
