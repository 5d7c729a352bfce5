"""`contentfarm generate`: three forms of output with the same articles, reproducible to the byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from toolkit.article import Article
from toolkit.cli.generate import COPY_KEYS, PLAIN, command
from toolkit.corpus import read
from toolkit.errors import UsageError
from toolkit.evaluate import evaluate
from toolkit.generate import generate, names

if TYPE_CHECKING:
    from pathlib import Path


def invoke(*args: str) -> Result:
    """Call the command as `contentfarm` does: click keeps the names of the help option from the first call."""
    return CliRunner().invoke(
        command, args, standalone_mode=False, catch_exceptions=False, help_option_names=["-h", "--help"]
    )


def run(*args: str) -> bytes:
    result = invoke(*args)
    assert result.return_value == 0
    return result.stdout_bytes


def test_standard_output_is_json_lines() -> None:
    lines = run("loan_guide", "travel_list", "-n", "2", "--seed", "5").decode().splitlines()
    rows = [json.loads(line) for line in lines]
    expected = [article for name in ("loan_guide", "travel_list") for article in generate(name, 2, 5)]
    assert rows == [json.loads(json.dumps(article.to_dict())) for article in expected]
    assert all(row["synthetic"] is True for row in rows)


def test_the_forms_agree_and_are_reproducible(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "c.parquet"):
        run("question_answer", "-n", "4", "--seed", "-3", "-q", "-o", str(tmp_path / name))
    run("question_answer", "-n", "4", "--seed", "-3", "-o", f"{tmp_path}/tree/")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    table = pq.read_table(tmp_path / "c.parquet").to_pylist()
    for row, other in zip(rows, table, strict=True):
        other["derivation"] = json.loads(other["derivation"])
        assert row == other
    tree = [item for item in read([str(tmp_path / "tree")]) if isinstance(item, Article)]
    assert [item.text for item in tree] == [row["text"] + "\n" for row in rows]
    truth = [json.loads(line) for line in (tmp_path / "tree" / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(tmp_path / "tree" / row["file"]).read_text(encoding="utf-8") for row in truth] == [t.text for t in tree]


def test_without_truth(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    run("loan_guide", "-n", "1", "--no-truth", "-o", str(path))
    assert tuple(pq.read_table(path).column_names) == PLAIN
    assert tuple(json.loads(run("loan_guide", "-n", "1", "--no-truth"))) == PLAIN


def test_a_recipe_gives_copies_in_every_form_and_a_truth_that_can_be_evaluated(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("copies:\n  - name: noted\n    steps: [notes: {level: 60}]\n", encoding="utf-8")
    words = ("loan_guide", "-n", "3", "--recipe", str(recipe), "-q")
    rows = [json.loads(line) for line in run(*words).decode().splitlines()]
    assert [row["id"] for row in rows[:2]] == ["loan_guide-0-0", "loan_guide-0-0~noted"]
    assert tuple(rows[1]) == COPY_KEYS
    run(*words, "-o", str(tmp_path / "x.parquet"))
    table = pq.read_table(tmp_path / "x.parquet").to_pylist()
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    assert json.loads(table[1]["damage"][0]["options"]) == {"level": 60}
    run(*words, "-o", f"{tmp_path}/tree/")
    tree = [item for item in read([str(tmp_path / "tree")]) if isinstance(item, Article)]
    assert sorted(item.text for item in tree) == sorted(row["text"] + "\n" for row in rows)
    found = evaluate(
        {
            "articles": [{"id": item.id, "source": item.source, "text": item.text} for item in tree],
            "clusters": [{"id": item.id, "cluster": item.id.split("~")[0].removesuffix(".txt")} for item in tree],
        },
        tmp_path / "tree" / "truth.jsonl",
    )
    assert found.compared == 6
    assert found.value("duplicates", "B-cubed F1") == 1
    assert tuple(json.loads(run(*words, "--no-truth").splitlines()[1])) == PLAIN


def test_spintax_is_a_template(tmp_path: Path) -> None:
    path = tmp_path / "notice.spin"
    path.write_text("{通知|公告}\n明天{上午|下午}停水。\n", encoding="utf-8")
    rows = [json.loads(line) for line in run(str(path), "-n", "5").decode().splitlines()]
    assert {row["title"] for row in rows} == {"通知", "公告"}
    run(str(path), "-n", "5", "-q", "-o", str(tmp_path / "x.parquet"))


def test_list_names_all() -> None:
    listed = run("--list").decode().splitlines()
    assert [line.split()[0] for line in listed] == names()
    assert all(len(line.split()) > 2 for line in listed)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "no template is named"),
        (["nosuch"], "there is no template 'nosuch'"),
        (["loan_guide", "loan_guide"], "same name"),
        (["loan_guide", "-o", "x.docx"], "cannot tell the format"),
        (["loan_guide", "--recipe", "no/such.yaml"], "no/such.yaml: No such file"),
    ],
)
def test_wrong_usage(args: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        invoke(*args)


def test_a_template_that_fails_leaves_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "article.j2").write_text("{{ pick('word') }}{{ 1 // 0 }}", encoding="utf-8")
    (bad / "lexicon.yaml").write_text("variables: {amount: [1]}\nslots: {word: [x]}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"bad/article\.j2:1"):
        invoke(str(bad), "-o", str(tmp_path / "x.jsonl"))
    assert not (tmp_path / "x.jsonl").exists()
