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
