"""Shared passages in a scan: tables, counts and report, apart from whole-article copies; and what a run measures."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

import toolkit
from toolkit.engine import ScanOptions
from toolkit.engine.part_views import parts_view
from toolkit.errors import UsageError
from toolkit.report.data import Limits
from toolkit.sketch import fold

PEOPLE = ("老陳", "賣花的姑娘", "隔壁的木匠", "值班的護士", "鎮上的郵差", "修鐘錶的師傅", "學校的門衛", "擺渡的船家")
DEEDS = (
    "把院子裡的落葉掃成一堆", "在窗臺上擺了兩盆薄荷", "翻出一本舊帳簿慢慢核對", "沿著河邊走了很久", "買了三斤枇杷",
    "給遠方的朋友寫了一封長信", "把修好的自行車推回車棚", "在黑板上畫了一張地圖", "坐在門檻上聽收音機",
    "用鉛筆描了一遍圖紙", "替鄰居照看了半天孩子", "把借來的書還給圖書館", "在集市上換了一袋麥種",
)  # fmt: skip
FOOTER = (
    "特別說明:本欄目刊登的故事均由熱心讀者提供,編輯只更正錯別字,不改動情節與人名;"
    "若與真實人物有相似之處,純屬巧合,歡迎來信指出,我們會在下一期刊物的末頁加以說明。"
)


def story(rng: random.Random, sentences: int = 24) -> str:
    def sentence() -> str:
        first, second, third = (rng.randrange(10_000) for _ in range(3))
        return f"{rng.choice(PEOPLE)}在第{first}天{rng.choice(DEEDS)},第{second}天{rng.choice(DEEDS)},見{third}。"

    return "".join(sentence() for _ in range(sentences))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Strangers with one footer; one made of two of them, one within another, one whole copy."""
    rng = random.Random(8)
    own = {f"s{at:02}": story(rng) for at in range(16)}
    half = len(own["s00"]) // 2
    made = {
        **own,
        "stitched": own["s00"][:half] + own["s01"][half:],
        "within": own["s02"][120:380],
        "copy": own["s03"].replace("老陳", "老張", 2),
        "quoting": story(rng, 12) + own["s04"][100:190] + story(rng, 12),
    }
    return {name: text + FOOTER for name, text in made.items()}


@pytest.fixture(scope="module")
def source(texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "stories.jsonl"
    path.write_text(
        "".join(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n" for name, text in texts.items()),
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def found(source: Path, tmp_path_factory: pytest.TempPathFactory) -> toolkit.Scan:
    return toolkit.scan(source, tmp_path_factory.mktemp("out"), options=ScanOptions(parts=True))


def lines(run: toolkit.Scan, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run.folder / name).read_text(encoding="utf-8").splitlines()]


def test_what_is_shared_is_told_apart_from_copies(found: toolkit.Scan) -> None:
    pairs = {(row["id_a"], row["id_b"]): row for row in found.pairs.to_pylist()}
    relations = {key: row["relation"] for key, row in pairs.items()}
    assert relations == {
        ("s00", "stitched"): "passage",
        ("s01", "stitched"): "passage",
        ("s02", "within"): "contains",
        ("s03", "copy"): "copy",
        ("s04", "quoting"): "passage",
    }
    assert {key for key, row in pairs.items() if row["kind"] == "whole"} == {("s03", "copy")}
    assert pairs["s02", "within"]["share_b"] == pytest.approx(1.0, abs=0.15)
    (stitched,) = lines(found, "stitched.jsonl")
    assert stitched["id"] == "stitched"
    assert sorted(stitched["sources"]) == ["s00", "s01"]


def test_passages_are_places_in_the_repaired_texts(found: toolkit.Scan) -> None:
    texts = dict(zip(found.articles["id"].to_pylist(), found.articles["text"].to_pylist(), strict=True))
    rows = found.passages.to_pylist()
    assert {(row["id_a"], row["id_b"]) for row in rows} >= {("s02", "within"), ("s04", "quoting")}
    for row in rows:
        one = texts[row["id_a"]][row["start_a"] : row["end_a"]]
        assert fold(one) == fold(texts[row["id_b"]][row["start_b"] : row["end_b"]])
        assert len(fold(one)) >= 50


def test_boilerplate_is_named_and_makes_no_pair(found: toolkit.Scan, texts: dict[str, str]) -> None:
    (told,) = lines(found, "boilerplate.jsonl")
    assert fold(texts[told["id"]][told["start"] : told["end"]]) == fold(FOOTER)
    assert told["articles"] == len(texts) - 1  # of the two copies only the representative is asked
    assert found.counts["part_pairs"] == 4  # 20 articles with one footer would make 190


def test_parts_change_no_cluster(found: toolkit.Scan, source: Path, tmp_path: Path) -> None:
    without = toolkit.scan(source, tmp_path / "out")
    assert without.clusters.equals(found.clusters)
    assert set(without.pairs["kind"].to_pylist()) == {"whole"}
    assert without.counts["part_pairs"] == 0
    assert without.manifest["options"]["parts"] is None
    assert not {"passages.parquet", "stitched.jsonl", "boilerplate.jsonl"} & set(without.manifest["files"])
    assert 'id="passages"' not in without.report.read_text(encoding="utf-8")


def test_the_report_shows_them(found: toolkit.Scan) -> None:
    section = LexborHTMLParser(found.report.read_text(encoding="utf-8")).css_first("#passages")
    said = " ".join(section.text().split())
    assert "4 pairs" in said
    assert "% from 2 articles" in said
    assert "the first contains the second" in said
    assert fold(FOOTER) in fold(said)
    assert len(section.css(".stitched svg rect")) >= 2


def test_a_run_measures_its_recall_time_and_memory(found: toolkit.Scan) -> None:
    manifest = found.manifest
    measured = manifest["dedup"]["measured_recall"]
    assert (measured["pairs"], measured["found"], measured["recall"]) == (1, 1, 1.0)
    assert 0 < measured["low"] < 1 == measured["high"]
    assert "near-duplicate; 1 of them was found" in " ".join(found.report.read_text(encoding="utf-8").split())
    assert {"articles", "duplicates", "contacts", "report"} <= manifest["seconds"].keys()
    assert {"sketch", "band", "verify", "parts", "measure"} <= manifest["dedup"]["seconds"].keys()
    assert manifest["peak_memory_bytes"] > 1 << 20
    assert manifest["dedup"]["signature"]["scheme"] == manifest["options"]["signature"] == "fastsim64"


def test_at_a_low_threshold_a_source_may_be_a_near_duplicate() -> None:
    rng = random.Random(3)
    one, two = story(rng), story(rng)
    texts = [one, two, one[: len(one) // 2] + two[len(two) // 2 :]]
    clusters = toolkit.dedup(texts, 0.25, parts=True)
    assert clusters.parts is not None

    class Rows:
        def row(self, at: int) -> Any:
            return type("Row", (), {"id": str(at), "title": None, "text": texts[at]})

    view = parts_view(clusters.parts, 50, Rows(), Limits())  # type: ignore[arg-type]
    for stitched in view.stitched:
        assert all(source.share is None or source.excerpt for source in stitched.sources)


@pytest.mark.parametrize("wrong", [{"part_length": 3}, {"scheme": "rho"}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ScanOptions(**wrong)
