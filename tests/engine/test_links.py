"""The job behind `contentfarm links`: from a run or a corpus to files that agree with each other."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import toolkit
from toolkit.cli.main import run
from toolkit.engine import link
from toolkit.errors import InputError, OutputError, UsageError

FARM = (
    "{name}怎麼樣\n小編導語\n{name}近來被人提起。\n一、申請的流程\n{one}\n二、逾期以後怎樣\n{two}\n"
    "三、給借款人的話\n量入為出。\n"
)
FOOTER = "責任編輯：林若川\n如有侵權請聯繫刪除：{phone}\n"
WORDS = ("晨光灑在山坡上", "渡船靠岸以後", "集市散得很早", "老人修好了木車", "雨一直下到半夜", "孩子們數著路燈")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two operators on two hosts each, and travellers' notes that cite one hotline."""
    rows = []
    for at in range(8):
        phone = ("15000000001", "150 0000 0002")[at // 4]
        text = FARM.format(name=f"橙子{at}號", one=WORDS[at % 6] * (at + 2) + "。", two=WORDS[(at + 2) % 6] * 3 + "。")
        text += FOOTER.format(phone=phone)
        rows.append({"id": f"farm{at}", "text": text, "url": f"https://www.farm{at // 2}.example/{at}"})
    for at in range(6):
        text = (
            f"{WORDS[at]}\n"
            + "，".join(WORDS[(at * k + 1) % 6] for k in range(1, 3 + at))
            + "。旅客可撥打010-82300000求助。"
        )
        rows.append({"id": f"news{at}", "text": text, "url": f"https://paper.example/{at}"})
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_run_and_its_corpus_give_the_same(corpus: Path, tmp_path: Path) -> None:
    toolkit.scan(corpus, tmp_path / "scan")
    one, other = link(tmp_path / "scan", tmp_path / "one"), link(corpus, tmp_path / "other")
    assert {path.name for path in one.folder.iterdir()} == {
        "links.graphml",
        "links.html",
        "nodes.parquet",
        "edges.parquet",
        "components.parquet",
        "hosts.jsonl",
        "hosts.ublacklist.txt",
        "hosts.cft.txt",
        "manifest.json",
    }
    for name in ("links.graphml", "hosts.jsonl", "nodes.parquet", "edges.parquet", "components.parquet"):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()
    assert one.counts == other.counts


def test_files_agree_with_each_other_and_with_the_texts(corpus: Path, tmp_path: Path) -> None:
    scan = toolkit.scan(corpus, tmp_path / "scan")
    found = link(scan.folder, tmp_path / "out")
    texts = dict(zip(scan.articles["id"].to_pylist(), scan.articles["text"].to_pylist(), strict=True))
    nodes = {row["id"]: row for row in pq.read_table(found.folder / "nodes.parquet").to_pylist()}
    edges = pq.read_table(found.folder / "edges.parquet").to_pylist()
    assert len(nodes) == found.counts["articles"] + found.counts["nodes"]
    assert len(edges) == found.counts["edges"]
    for edge in edges:
        assert {edge["source"], edge["target"]} <= nodes.keys()
        if edge["kind"] == "names":
            text = texts[edge["source"].removeprefix("article:")]
            assert text[edge["start"] : edge["end"]] == edge["raw"]
    members: dict[str, set[str]] = {}
    for row in pq.read_table(found.folder / "components.parquet").to_pylist():
        members.setdefault(row["component"], set()).add(row["id"])
        assert nodes[f"article:{row['id']}"]["component"] == row["component"]
    assert sorted(map(sorted, members.values())) == [[f"farm{n}" for n in range(4)], [f"farm{n}" for n in range(4, 8)]]
    assert nodes["phone:+861082300000"]["hub"]
    assert not nodes["phone:+861082300000"]["ties"]
    assert nodes["phone:+8615000000002"]["component"] == nodes["article:farm7"]["component"]
    root = ET.parse(found.folder / "links.graphml").getroot()
    assert sum(1 for _ in root.iter("{http://graphml.graphdrawing.org/xmlns}edge")) == len(edges)


def test_only_hosts_with_evidence_are_proposed(corpus: Path, tmp_path: Path) -> None:
    found = link(corpus, tmp_path / "out", title="名單")
    farms = [f"farm{n}.example" for n in range(4)]
    assert sorted(evidence.host for evidence in found.hosts) == farms
    for name in ("hosts.ublacklist.txt", "hosts.cft.txt"):
        text = (found.folder / name).read_text(encoding="utf-8")
        assert all(host in text for host in farms)
        assert "paper.example" not in text
        assert "REVIEW BEFORE USE" in text


def test_the_scan_has_the_same_groups(corpus: Path, tmp_path: Path) -> None:
    scan = toolkit.scan(corpus, tmp_path / "scan")
    groups: dict[str, set[str]] = {}
    for row in scan.groups.to_pylist():
        groups.setdefault(row["group"], set()).add(row["id"])
    links = toolkit.links(scan)
    ids = [fact.id for fact in links.articles]
    assert sorted(map(sorted, groups.values())) == sorted(
        sorted(ids[at] for at in c.articles) for c in links.components
    )
    page = scan.report.read_text(encoding="utf-8")
    assert "6 articles cite it" in page
    assert set(scan.contacts["part"].to_pylist()) >= {"contact", "editor", "paragraph"}


def test_what_ties_can_be_chosen(corpus: Path, tmp_path: Path) -> None:
    by_host = link(corpus, tmp_path / "out", by=("host",))
    sizes = sorted(len(component.articles) for component in by_host.links.components)
    assert sizes == [2, 2, 2, 2, 6]


def test_what_cannot_be_is_refused_before_anything_is_written(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="telex"):
        link(corpus, tmp_path / "out", by=("telex",))
    scan = toolkit.scan(corpus, tmp_path / "scan")
    (scan.folder / "clusters.parquet").write_bytes(b"broken")
    with pytest.raises(InputError, match="no complete run"):
        link(scan.folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(OutputError):
        link(corpus, corpus)


def test_on_the_command_line(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["links", str(corpus), "-o", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "14 articles, 8 of them in 2 components" in shown
    assert "phone:+8615000000001" in shown
    assert str(out / "links.html") in shown.replace("\n", "")
    assert run(["links", str(corpus), "-o", str(out), "-q", "--by", "host,phone"]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["by"] == ["host", "phone"]
    assert run(["links", str(corpus), str(tmp_path / "none.txt"), "-o", str(out)]) == 3
    assert run(["links", "-o", str(out)]) == 2
    assert run(["links", str(corpus)]) == 2
