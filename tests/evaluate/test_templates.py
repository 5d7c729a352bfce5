"""Scores of templates: beside a count character by character, from memory, from folders, from lines of matches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import toolkit
from toolkit.cli.evaluate import command as evaluate_command
from toolkit.cli.induce import command as induce_command
from toolkit.errors import InputError, UsageError
from toolkit.evaluate.figures import Bootstrap
from toolkit.evaluate.inputs import Found, read_run
from toolkit.evaluate.library import of_template
from toolkit.evaluate.templates import STRUCTURE, Structure, derived, figures, judge
from toolkit.generate import generate, load
from toolkit.induce import Template, induce

if TYPE_CHECKING:
    from pathlib import Path

AS_GROUP: dict[str, Any] = {"standalone_mode": False, "help_option_names": ["-h", "--help"]}
"""As the group calls its commands: a command keeps the help option that it was first asked with."""
MOULD = """{{ title('关于', town, '的通知') }}
各位住户，{{ pick('day') }}起调整供水时间。
{% optional 'note' , 0.5 %}
请提前储水，注意安全。
{% endoptional %}
{% list 'none' %}
{% for tip in sample('tip', 2, 4) %}
{{ item('', tip) }}
{% endfor %}
{% endlist %}
如有疑问，请致电物业。
"""
LEXICON = """
variables: {town: [云溪, 白渡, 青石桥, 松口]}
slots:
  day: [周一, 周三, 周五, 下月一日]
  tip: [关好水龙头, 检查水表, 备好水桶, 通知邻居, 留意公告]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("moulds") / "water"
    path.mkdir()
    (path / "article.j2").write_text(MOULD, encoding="utf-8")
    (path / "lexicon.yaml").write_text(LEXICON, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def truth(folder: Path) -> list[dict[str, Any]]:
    rows = [json.loads(article.to_json()) for article in load(str(folder)).articles(24, 2)]
    return rows + [json.loads(article.to_json()) for article in generate("weather_bulletin", 12, seed=2)]


@pytest.fixture(scope="module")
def templates(truth: list[dict[str, Any]]) -> dict[str, tuple[Template, list[str]]]:
    out = {}
    for name in ("water", "weather_bulletin"):
        rows = [row for row in truth if row["template"] == name]
        out[f"found {name}"] = induce([row["text"] for row in rows]), [row["id"] for row in rows]
    return out


def test_a_plain_mould_is_found_again(truth: list[dict[str, Any]], templates: dict[str, Any]) -> None:
    found = toolkit.evaluate({"templates": templates}, truth, resamples=50)
    assert found.compared == 36
    assert {figure.room for figure in found.figures} == {"templates"}
    assert (found.value("templates", "variable F1", "water") or 0) > 0.85
    assert (found.value("templates", "optional F1", "water") or 0) > 0.85
    assert (found.value("templates", "list F1", "water") or 0) > 0.85
    for score in ("B-cubed F1", "adjusted Rand index"):
        assert found.value("templates", score) == 1
    for figure in found.figures:
        if figure.low is not None and figure.high is not None and figure.value is not None:
            assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9 or figure.low <= figure.high


def test_characters_beside_a_count_one_by_one(truth: list[dict[str, Any]], templates: dict[str, Any]) -> None:
    """The naive way: a flag a character, from the nodes' spans and the template's."""
    articles = {article.id: article for article in generate("weather_bulletin", 12, seed=2)}
    hit = said = true = 0
    template, ids = templates["found weather_bulletin"]
    for position, id_ in enumerate(ids):
        article = articles[id_]
        theirs, mine = ([False] * len(article.text) for _ in range(2))
        for node in article.derivation:
            for at in range(node.start, node.end) if node.type not in STRUCTURE else ():
                theirs[at] = True
        for span in template.spans(position):
            for at in range(span.start, span.end):
                mine[at] = True
        hit += sum(a and b for a, b in zip(mine, theirs, strict=True))
        said += sum(mine)
        true += sum(theirs)
    found = toolkit.evaluate({"templates": templates}, truth, resamples=0)
    assert found.value("templates", "variable F1", "weather_bulletin") == pytest.approx(2 * hit / (said + true))


def test_optional_parts_and_lists_stand_where_their_text_does(
    truth: list[dict[str, Any]], templates: dict[str, Any]
) -> None:
    rows = {row["id"]: row for row in truth}
    for found in of_template(templates["found water"][0], "w", templates["found water"][1]):
        assert found.structure is not None
        if found.structure.template is None:
            continue
        assert found.text == rows[found.id]["text"]
        for start, end in found.structure.optional or ():
            assert "储水" in found.text[start:end]
        for start, end in found.structure.lists or ():
            assert set(found.text[start:end].strip("\n").split("\n")) <= {
                "关好水龙头",
                "检查水表",
                "备好水桶",
                "通知邻居",
                "留意公告",
            }


def test_a_perfect_template_and_an_empty_one(truth: list[dict[str, Any]]) -> None:
    rows = [row for row in truth if row["template"] == "water"]
    perfect, nothing = [], []
    for row in rows:
        told = derived(row)
        assert told is not None
        perfect.append(judge(Found(row["id"], row["text"], structure=told[1]), row))
        nothing.append(judge(Found(row["id"], row["text"], structure=Structure("x", (), (), ())), row))
    whole = figures([j for j in perfect if j], [], Bootstrap(0)).figures
    assert {figure.value for figure in whole} == {1.0}
    none = {figure.name: figure.value for figure in figures([j for j in nothing if j], [], Bootstrap(0)).figures}
    assert none["variable recall"] == none["list recall"] == 0


def test_articles_without_a_template_vary_as_a_whole_and_are_alone(truth: list[dict[str, Any]]) -> None:
    rows = truth[:3]
    judged = [judge(Found(row["id"], "", structure=Structure(None)), row) for row in rows]
    scores = {f.name: f.value for f in figures([j for j in judged if j], ["water"], Bootstrap(0)).figures}
    assert scores["variable recall"] == 1
    assert scores["B-cubed precision"] == 1
    assert scores["B-cubed recall"] == pytest.approx(1 / 4)


def test_offsets_are_carried_to_another_text(truth: list[dict[str, Any]]) -> None:
    row = truth[0]
    told = derived(row)
    assert told is not None
    moved = Structure("x", [(start + 2, end + 2) for start, end in told[1].variable or ()])
    judged = judge(Found(row["id"], "序：" + row["text"], structure=moved), row)
    assert judged is not None
    right, found, true = judged.counts["variable"]
    assert right == found == true
    assert judged.counts.keys() == {"variable", "slot"}


def test_a_folder_of_induce_and_the_command(truth: list[dict[str, Any]], tmp_path: Path) -> None:
    rows = [row for row in truth if row["template"] == "water"]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    corpus, library = tmp_path / "corpus.jsonl", tmp_path / "library"
    corpus.write_text(lines, encoding="utf-8")
    run = CliRunner().invoke(induce_command, [str(corpus), "--one-group", "-q", "-o", str(library)], **AS_GROUP)
    assert run.return_value == 0, run.output
    args = [str(library), "--truth", str(corpus), "--format", "json", "-q", "--resamples", "20"]
    run = CliRunner().invoke(evaluate_command, args, **AS_GROUP)
    assert run.return_value == 0, run.output
    found = json.loads(run.stdout)
    assert found["compared"] == len(rows)
    scores = {(f["name"], f["group"]): f["value"] for f in found["figures"]}
    assert scores["variable F1", ""] > 0.85
    assert scores["B-cubed F1", ""] == 1
    assert run.return_value == 0
    page = tmp_path / "page.html"
    CliRunner().invoke(evaluate_command, [*args[:3], "-q", "-o", str(page)], **AS_GROUP)
    assert "Templates" in page.read_text(encoding="utf-8")
    broken = next(path for path in library.glob("*.json") if path.name != "manifest.json")
    data = json.loads(broken.read_text(encoding="utf-8"))
    broken.write_text(json.dumps(data | {"ids": data["ids"][1:]}), encoding="utf-8")
    with pytest.raises(InputError, match="does not name the articles"):
        read_run(library)


def test_lines_of_a_match(truth: list[dict[str, Any]], templates: dict[str, Any], tmp_path: Path) -> None:
    template, ids = templates["found water"]
    lines: list[dict[str, Any]] = [
        {"id": id_, "template": "w", "spans": [list(span) for span in template.spans(position)]}
        for position, id_ in enumerate(ids[:5])
    ]
    lines += [{"id": ids[5], "template": None}, {"id": ids[6], "template": "w"}]
    path = tmp_path / "matches.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    found = toolkit.evaluate(path, truth[:24], resamples=0)
    assert found.compared == 7
    assert len(found.missing) == 17
    (figure,) = (f for f in found.figures if f.name == "variable F1")
    assert figure.units == 6, "one line has no spans"
    assert not any(f.name.startswith("list") for f in found.figures), "a line does not tell"
    assert found.value("templates", "B-cubed precision") == 1
    assert found.value("templates", "B-cubed recall") == pytest.approx((6 * 6 / 24 + 18 / 24) / 24)
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"matches\.jsonl:1: a line of contentfarm match"):
        toolkit.evaluate(path, truth)


@pytest.mark.parametrize("tree", ["{bad", "5", [["a"]], [1], "[" * 100_000, {"a": 1}])
def test_a_derivation_that_is_none_is_named_with_its_article(tree: Any) -> None:
    with pytest.raises(UsageError, match=r"^truth of 'a-1', derivation: ") as refused:
        derived({"id": "a-1", "text": "甲乙", "template": "t", "derivation": tree})
    assert len(str(refused.value)) < 300
