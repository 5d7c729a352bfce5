"""The verb: a scan of the sample corpus against its truth, with floors that only rise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import toolkit
from toolkit.errors import UsageError
from toolkit.evaluate import Evaluation
from toolkit.evaluate.duplicates import Member, figures
from toolkit.evaluate.figures import Bootstrap
from toolkit.evaluate.page import page


@pytest.fixture(scope="module")
def found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    out = tmp_path_factory.mktemp("run")
    run = toolkit.scan([str(root / "corpus")], out, options=None)
    return toolkit.evaluate(run, root / "corpus" / "truth.jsonl", resamples=100)


def test_the_sample_corpus_is_scored_whole(found: Evaluation) -> None:
    assert (found.compared, found.unknown, found.missing) == (92, (), ())
    assert {figure.room for figure in found.figures} == {"repair", "parse", "contacts", "duplicates"}


def test_floors(found: Evaluation, root: Path) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["quality"]
    below = {}
    for name, floor in floors.items():
        if name.startswith("corpus "):
            room, score = name.removeprefix("corpus ").split(": ")
            value = found.value(room, score)
            if value is None or value < floor:
                below[name] = value
    assert not below


def test_every_figure_lies_between_its_ends_and_counts_add_up(found: Evaluation) -> None:
    for figure in found.figures:
        assert figure.value is not None
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.high
        if figure.hits is not None and figure.of:
            assert figure.value == pytest.approx(figure.hits / figure.of)


def test_the_forms_agree(found: Evaluation) -> None:
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["compared"] == 92
    table = found.to_arrow().to_pylist()
    assert [row["name"] for row in table] == [row["name"] for row in plain["figures"]]
    html = found._repr_html_()
    assert html.count("<tr>") == len(table) + html.count("<table>")


def test_the_page_is_self_contained_and_shows_hostile_names_as_text(found: Evaluation) -> None:
    hostile = Evaluation(found.figures, 1, ("<script>alert(1)</script>",), ("\u202e<b>",), found.bootstrap)
    html = page(hostile, "a <i>title</i>")
    assert "<script" not in html
    assert "<b>" not in html.replace("<b>exact but for widths</b>", "").replace("<figcaption><b>", "")
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "Content-Security-Policy" in html


def test_a_truth_that_knows_little_scores_little() -> None:
    run = {"articles": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]}
    assert toolkit.evaluate(run, [{"id": "a", "cluster": "x"}]).figures == ()


def test_recall_by_similarity_and_by_way() -> None:
    base = "岸邊的舊書攤每到週末便熱鬧起來,攤主把詩集排在最前面。"
    members = [
        Member("x", "1", (), base),
        Member("x", "1", ("notes",), base),
        Member("x", "2", ("noise",), base[:20] + "今天天氣很好。"),
        Member("y", "3", ("noise",), None),
    ]
    rows = {(f.name, f.group): f for f in figures(members, Bootstrap(20)).figures}
    assert rows["pair recall", "Jaccard 1"].hits == 1
    assert rows["pair recall", "Jaccard 0.5–0.6"].hits == 0
    assert rows["B-cubed recall", "notes"].value == pytest.approx(2 / 3)
    assert rows["B-cubed recall", "noise"].value == pytest.approx(1 / 3), "an article alone is no copy"


def test_arguments_out_of_range() -> None:
    for wrong in ({"resamples": -1}, {"level": 1.0}):
        with pytest.raises(UsageError):
            toolkit.evaluate({}, [], **wrong)
