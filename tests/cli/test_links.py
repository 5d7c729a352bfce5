"""`contentfarm links`: what the terminal says agrees with the page."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from toolkit.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SIGNS = "山水花鳥魚木石雲雨風雪日月星河橋路燈船馬"


def test_a_shared_editor_is_no_hub_that_would_have_tied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = random.Random(1)
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    for i in range(120):
        body = "".join("".join(draw.choices(SIGNS, k=18)) + "。" for _ in range(8))
        (corpus / f"{i}.txt").write_text(f"{body}\n責任編輯：林大同\n", encoding="utf-8")
    assert run(["links", str(corpus), "-o", str(out)]) == 0
    assert "0 hubs tie nothing" in capsys.readouterr().out
    assert "No contact or host is shared by unrelated articles" in (out / "links.html").read_text(encoding="utf-8")
    # The machine's count is of all kinds: the editor is told apart by its kind in nodes.parquet.
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["counts"]["hubs"] == 1


def test_earlier_results_are_not_read_as_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("河邊有一排老柳樹，電話：15000001234。\n", encoding="utf-8")
    assert run(["links", str(corpus), "-o", str(corpus)]) == 2
    assert "is also the output folder" in capsys.readouterr().err
    assert [path.name for path in corpus.iterdir()] == ["a.txt"]
    for _ in range(2):
        assert run(["links", str(corpus), "-o", str(corpus / "out")]) == 0
        assert "1 articles" in capsys.readouterr().out
