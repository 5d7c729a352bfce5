"""`contentfarm induce` and `contentfarm match`, end to end."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from jinja2 import Environment

from toolkit.cli.main import run


def article(rng: random.Random) -> str:
    name, year = rng.choice(["青禾速借", "小舟花", "微潮分期", "橙柚貸"]), rng.randrange(2001, 2024)
    return (
        f"{name}靠譜嗎？\n小編導語\n{name}成立於{year}年，主要為上班族提供小額周轉服務，在應用商店裡有不少評價。\n"
        f"一、{name}的由來\n隨著互聯網金融的發展，{name}逐漸被人們熟悉，客服電話是1650000{rng.randrange(10000):04}。\n"
        f"小編總結\n希望本文能幫助您了解{name}，歡迎在評論區留言。"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rng = random.Random(3)
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps({"id": f"a{i}", "text": article(rng)}) + "\n" for i in range(30)))
    return path


def test_a_library_is_written_and_matched(
    corpus: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["induce", str(corpus), "-o", str(tmp_path / "t"), "--one-group", "--spintax"]) == 0
    names = {path.name for path in (tmp_path / "t").iterdir()}
    assert names == {"all.j2", "all.json", "all.spintax.txt", "index.html", "manifest.json", "others.jsonl"}
    data = json.loads((tmp_path / "t" / "all.json").read_text())
    source = (tmp_path / "t" / "all.j2").read_bytes().decode()
    texts = [json.loads(line)["text"] for line in corpus.read_text().splitlines()]
    plain = Environment().from_string(source)
    assert [plain.render(context) for context in data["contexts"]] == texts
    assert data["ids"] == [f"a{i}" for i in range(30)]
    page = (tmp_path / "t" / "index.html").read_text()
    assert "default-src &#39;none&#39;" in page
    assert "小編導語" in page

    new = tmp_path / "new.jsonl"
    rng = random.Random(9)
    rows = [article(rng), "一篇毫不相干的文章，講的是下雨天的河水和住在河邊的人家。"]
    new.write_text("".join(json.dumps({"id": f"n{i}", "text": t}) + "\n" for i, t in enumerate(rows)))
    capsysbinary.readouterr()
    assert run(["match", str(tmp_path / "t"), str(new), "--all", "--spans", "-q"]) == 0
    lines = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [line["template"] for line in lines] == ["all", None]
    assert plain.render(lines[0]["slots"]) == rows[0]
    assert all(rows[0][start:end] for start, end, _ in lines[0]["spans"])
    assert run(["match", str(tmp_path / "t" / "all.json"), str(new), "--fail-on", "match", "-q"]) == 4


def test_clusters_of_a_scan_are_taken(corpus: Path, tmp_path: Path) -> None:
    assert run(["scan", str(corpus), "-o", str(tmp_path / "run"), "-t", "0.3", "-q"]) == 0
    assert run(["induce", str(tmp_path / "run"), "-o", str(tmp_path / "t"), "-q"]) == 0
    assert list((tmp_path / "t").glob("*.j2"))


def test_clusters_are_looked_for(corpus: Path, tmp_path: Path) -> None:
    assert run(["induce", str(corpus), "-o", str(tmp_path / "t"), "--min-size", "5", "-q"]) == 0
    assert (tmp_path / "t" / "cluster-001.j2").exists()


def test_articles_of_no_cluster_are_counted(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "alone.txt").write_text("湖邊的木棧道修好了，傍晚有人帶著孩子去看水鳥。", encoding="utf-8")
    run(["induce", str(corpus), str(tmp_path / "alone.txt"), "-o", str(tmp_path / "moulds")])
    assert "1 of 31 articles is in no group of 3 or more" in capsys.readouterr().err


def rich(rng: random.Random) -> str:
    """Return an article of a mould whose articles share short phrases only."""

    def words(n: int) -> str:
        return "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(n))

    stock = [
        "今天要為各位讀者介紹的是",
        "許多人在選購之前都會想知道",
        "最後再來談談它的售後服務",
        "如果您也有同樣的疑問請留言",
    ]
    stock += ["根據實際使用者的反映可以發現", "以上便是本期評測的全部內容", "價格方面則與往年相差無幾"]
    return "。".join(phrase + words(rng.randrange(14, 30)) for phrase in stock) + "。"


def test_moulds_are_found_whose_articles_share_too_little_for_a_cluster(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(8)
    rows = [{"id": f"r{i}", "text": rich(rng)} for i in range(9)]
    both = [*map(json.loads, corpus.read_text().splitlines()), *rows]
    outputs = []
    for k in range(2):
        path = tmp_path / f"{k}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in both))
        assert run(["induce", str(path), "-o", str(tmp_path / f"t{k}"), "-q"]) == 0
        files = [json.loads(f.read_text()) for f in (tmp_path / f"t{k}").glob("*.json") if f.stem != "manifest"]
        outputs.append({(f["name"], f["source"], frozenset(f["ids"])) for f in files})
        rng.shuffle(both)
    assert outputs[0] == outputs[1]
    assert {ids for _, _, ids in outputs[0]} == {
        frozenset(f"a{i}" for i in range(30)),
        frozenset(f"r{i}" for i in range(9)),
    }
    assert run(["induce", str(path), "-o", str(tmp_path / "n"), "--no-kindred"]) == 0
    assert "9 of 39 articles are in no group" in capsys.readouterr().err


def test_an_article_far_too_long_is_unparsed_and_spoils_nothing(corpus: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in corpus.read_text().splitlines()[:5]]
    rows.append({"id": "long", "text": "哈" * 300_000})
    path = tmp_path / "l.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run(["induce", str(path), "-o", str(tmp_path / "t"), "--one-group", "-q"]) == 0
    data = json.loads((tmp_path / "t" / "all.json").read_text())
    assert data["ids"] == [f"a{i}" for i in range(5)]
    assert (data["unparsed_ids"], data["unparsed_why"]) == (["long"], ["far longer than the others"])


def test_damaged_articles_teach_by_their_repaired_form(tmp_path: Path) -> None:
    rng = random.Random(4)
    clean = [article(rng) for _ in range(12)]
    notes = {"導": "導(dǎo)", "應": "應(yīng)", "區": "區(qū)"}
    found = [text if i % 3 else "".join(notes.get(c, c) for c in text) for i, text in enumerate(clean)]
    path = tmp_path / "d.jsonl"
    path.write_text("".join(json.dumps({"id": f"a{i}", "text": t}) + "\n" for i, t in enumerate(found)))
    assert run(["induce", str(path), "-o", str(tmp_path / "t"), "--one-group", "-q"]) == 0
    data = json.loads((tmp_path / "t" / "all.json").read_text())
    plain = Environment().from_string((tmp_path / "t" / "all.j2").read_bytes().decode())
    assert [plain.render(context) for context in data["contexts"]] == found
    assert [bool(context.get("edits")) for context in data["contexts"]] == [i % 3 == 0 for i in range(12)]
    assert "小編導語" in data["source"]
    assert run(["induce", str(path), "-o", str(tmp_path / "n"), "--one-group", "--no-repair", "-q"]) == 0
    assert "(dǎo)" in json.loads((tmp_path / "n" / "all.json").read_text())["source"]


def test_clusters_of_one_mould_become_one_template(corpus: Path, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [json.loads(line) for line in corpus.read_text().splitlines()]
    pq.write_table(pa.table({k: [row[k] for row in rows] for k in ("id", "text")}), tmp_path / "articles.parquet")
    clusters = {"id": [row["id"] for row in rows], "cluster": [f"c{i % 2}" for i in range(len(rows))]}
    pq.write_table(pa.table(clusters), tmp_path / "clusters.parquet")
    assert run(["induce", str(tmp_path), "-o", str(tmp_path / "t"), "-q"]) == 0
    (file,) = (tmp_path / "t").glob("*.j2")
    data = json.loads(file.with_suffix(".json").read_text())
    assert data["clusters"] == ["c0", "c1"]
    assert sorted(data["ids"]) == sorted(clusters["id"])
    assert run(["induce", str(tmp_path), "-o", str(tmp_path / "u"), "--no-merge", "-q"]) == 0
    assert len(list((tmp_path / "u").glob("*.j2"))) == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["induce"], 2),
        (["induce", "{corpus}"], 2),
        (["induce", "{corpus}", "-o", "{out}", "--min-size", "99", "-q"], 0),
        (["match"], 2),
        (["match", "{corpus}"], 2),
        (["match", "{tmp}/nothing", "{corpus}"], 1),
        (["match", "{corpus}", "{corpus}"], 1),
        (["match", "{tmp}", "{corpus}"], 1),
    ],
)
def test_exit_codes(words: list[str], code: int, corpus: Path, tmp_path: Path) -> None:
    filled = [w.format(corpus=corpus, out=tmp_path / "t", tmp=tmp_path) for w in words]
    assert run(filled) == code
    assert not (tmp_path / "t").exists()


def _run_of(folder: Path, rows: list[dict[str, str]], cluster: dict[str, str]) -> Path:
    """Write what `contentfarm induce` reads of the folder of a scan."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir()
    pq.write_table(pa.table({k: [row[k] for row in rows] for k in ("id", "text")}), folder / "articles.parquet")
    ids = [row["id"] for row in rows]
    pq.write_table(pa.table({"id": ids, "cluster": [cluster.get(i, i) for i in ids]}), folder / "clusters.parquet")
    return folder


def test_articles_that_a_scan_left_alone_are_read_by_the_templates(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in corpus.read_text().splitlines()]
    rows.append({"id": "honest", "text": "湖邊的木棧道修好了，傍晚有人帶著孩子去看水鳥。"})
    rows.append({"id": "other", "text": "隔壁的書店搬走了，門口還貼著從前的告示，字已經看不清。"})
    run_folder = _run_of(tmp_path / "run", rows, {f"a{i}": "c" for i in range(20)})
    assert run(["induce", str(run_folder), "-o", str(tmp_path / "t")]) == 0
    said = capsys.readouterr().err
    assert "10 articles of no cluster are read by a template" in said
    assert "2 of 32 articles are in no group" in said
    data = json.loads((tmp_path / "t" / "c.json").read_text())
    assert sorted(data["ids"]) == sorted(f"a{i}" for i in range(30))
    assert sorted(data["joined_ids"]) == sorted(f"a{i}" for i in range(20, 30))
    others = [json.loads(line) for line in (tmp_path / "t" / "others.jsonl").read_text().splitlines()]
    assert others == [{"id": i, "group": "", "why": "in no group"} for i in ("honest", "other")]
    assert run(["induce", str(run_folder), "-o", str(tmp_path / "n"), "--no-kindred", "-q"]) == 0
    assert len(json.loads((tmp_path / "n" / "c.json").read_text())["ids"]) == 20


def test_every_article_is_in_a_template_or_among_the_others(corpus: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in corpus.read_text().splitlines()]
    rows.append({"id": "strange", "text": "哈" * 300_000})
    path = tmp_path / "m.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run(["induce", str(path), "-o", str(tmp_path / "t"), "--one-group", "-q"]) == 0
    data = json.loads((tmp_path / "t" / "all.json").read_text())
    (other,) = [json.loads(line) for line in (tmp_path / "t" / "others.jsonl").read_text().splitlines()]
    assert other == {"id": "strange", "group": "all", "why": "far longer than the others"}
    assert len(data["ids"]) == 30


def test_copies_in_both_scripts_are_one_mould(corpus: Path, tmp_path: Path) -> None:
    from toolkit.induce.scripts import converted

    rows = [json.loads(line) for line in corpus.read_text().splitlines()]
    for row in rows[::2]:
        row["text"] = converted(row["text"], "hans")
    path = tmp_path / "b.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    slots: dict[str, int] = {}
    saved: dict[str, float] = {}
    for script in ("common", "keep", "hans"):
        assert run(["induce", str(path), "-o", str(tmp_path / script), "--one-group", "--script", script, "-q"]) == 0
        data = json.loads((tmp_path / script / "all.json").read_text())
        plain = Environment().from_string((tmp_path / script / "all.j2").read_bytes().decode())
        assert [plain.render(context) for context in data["contexts"]] == [row["text"] for row in rows]
        slots[script], saved[script] = len(data["slots"]), data["report"]["saved"]
    assert slots["common"] == slots["hans"] == 3
    assert saved["common"] > saved["keep"]
    assert run(["induce", str(path), "-o", str(tmp_path / "x"), "--script", "klingon", "-q"]) == 2


def test_the_sample_corpus_comes_apart_into_its_moulds(root: Path, tmp_path: Path) -> None:
    """No template holds articles of two moulds, nor an honest one; nearly all of the farm's are in a template."""
    truth = {}
    for line in (root / "corpus" / "truth.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        truth[row["id"]] = row
    assert run(["induce", str(root / "corpus"), "-o", str(tmp_path / "t"), "-q"]) == 0
    prefix = str(root / "corpus") + "/"
    moulds = []
    for file in (tmp_path / "t").glob("*.json"):
        if file.stem != "manifest":
            ids = [id_.removeprefix(prefix) for id_ in json.loads(file.read_text())["ids"]]
            moulds.append({truth[id_]["family"] for id_ in ids})
            assert {truth[id_]["kind"] for id_ in ids} == {"farm"}
    assert all(len(families) == 1 for families in moulds)
    assert len(moulds) <= 7
    others = [json.loads(line)["id"] for line in (tmp_path / "t" / "others.jsonl").read_text("utf-8").splitlines()]
    left = [id_ for id_ in others if truth[id_.removeprefix(prefix)]["kind"] == "farm"]
    assert len(left) <= 2
