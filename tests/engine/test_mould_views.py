"""The templates that a scan finds in its clusters."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import toolkit
from toolkit.engine import ScanOptions, mould_views
from toolkit.engine.matching import read_library
from toolkit.induce.library import Library

BODY = (
    "各位讀者近日來信，詢問{name}的催收電話是不是真的。小編走訪了{city}的幾位用戶，整理出以下幾點，供大家參考：首先，"
    "接到來電時不要慌張，先核對對方報出的單號；其次，保留通話錄音和短信截圖；最後，如有必要，可以向有關部門反映。"
    "本站將持續關注，也歡迎留言分享。\n"
)


def texts(n: int) -> list[str]:
    rng = random.Random(4)
    names, cities = ("青禾速借", "小舟花", "橙柚貸", "微潮分期"), ("臨江市", "南塢城", "霧海市")
    return [
        BODY.format(name=rng.choice(names), city=rng.choice(cities)) + f"編號{rng.randrange(10**6)}" for _ in range(n)
    ]


def corpus(path: Path, listed: list[str]) -> Path:
    path.write_text("".join(json.dumps({"id": f"a{i}", "text": t}) + "\n" for i, t in enumerate(listed)), "utf-8")
    return path


def test_a_scan_writes_the_templates_of_its_larger_clusters(tmp_path: Path) -> None:
    listed = texts(9)
    run = toolkit.scan(corpus(tmp_path / "c.jsonl", listed), tmp_path / "out", options=ScanOptions(threshold=0.5))
    (source,) = (run.folder / "templates").glob("*.j2")
    library = read_library(run.folder / "templates")
    ((name, template),) = library.items()
    assert read_library(run.folder).keys() == library.keys()
    assert source.stem == name
    assert source.read_text("utf-8") == template.source
    assert [template.render(context) for context in template.contexts] == listed
    assert json.loads(source.with_suffix(".json").read_text())["ids"] == [f"a{i}" for i in range(9)]
    assert Library(library).match(texts(10)[-1])
    assert f"templates/{name}.j2" in run.manifest["files"]
    page = run.report.read_text("utf-8")
    assert 'id="templates"' in page
    assert '<mark class="s0"' in page


def test_they_can_be_left_out(tmp_path: Path) -> None:
    options = ScanOptions(threshold=0.5, templates=False)
    run = toolkit.scan(corpus(tmp_path / "c.jsonl", texts(9)), tmp_path / "out", options=options)
    assert not (run.folder / "templates").exists()
    assert 'id="templates"' not in run.report.read_text("utf-8")
    assert "templates" not in run.manifest["seconds"]


def test_small_clusters_have_none(tmp_path: Path) -> None:
    run = toolkit.scan(corpus(tmp_path / "c.jsonl", texts(4)), tmp_path / "out", options=ScanOptions(threshold=0.5))
    assert not (run.folder / "templates").exists()
    assert "No cluster has 5 articles or more." in run.report.read_text("utf-8")


def test_the_work_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = texts(30)
    monkeypatch.setattr(mould_views, "ARTICLES", 12)
    monkeypatch.setattr(mould_views, "CHARACTERS", sum(map(len, listed[:7])))
    run = toolkit.scan(corpus(tmp_path / "c.jsonl", listed), tmp_path / "out", options=ScanOptions(threshold=0.5))
    (template,) = read_library(run.folder / "templates").values()
    assert 5 <= template.report.articles <= 8
    monkeypatch.setattr(mould_views, "CHARACTERS", 10)
    run = toolkit.scan(corpus(tmp_path / "c.jsonl", listed), tmp_path / "out", options=ScanOptions(threshold=0.5))
    assert not list(run.folder.glob("templates/*.json"))
    assert "no template: its articles are too long" in run.report.read_text("utf-8")
