"""Templates of users: tags, and every way to be wrong or hostile, each with one clear message."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.errors import UsageError
from toolkit.generate import generate, load

if TYPE_CHECKING:
    from collections.abc import Callable

LEXICON = """
numbering: [chinese, dotted]
slots:
  word: [甲, 乙, 丙]
  sharp: [ß]
  tip: {type: record, values: [{label: 一, text: 子}, {label: 二, text: 丑}, {label: 三, text: 寅}]}
"""


def test_parts_are_numbered_and_nested(template: Callable[..., str]) -> None:
    path = template(
        """{{ title('题') }}
{% section '甲' %}
正文
{% section '子' %}
细
{% endsection %}
{% section '丑' %}
{% list 'circled' %}
{{ item('便捷', '快') }}
{{ item('', '慢') }}
{% endlist %}
{% endsection %}
{% endsection %}
{% section '乙', family='chapter' %}
{{ question('怎么办？') }}
{{ part('answer', '答：好') }}
{% endsection %}
{% conclusion '总结', numbered=false %}
完
{% endconclusion %}
""",
        LEXICON,
    )
    article = next(generate(path))
    assert article.text == (
        "题\n一、甲\n正文\n1.1 子\n细\n1.2 丑\n①便捷：快\n②慢\n第二章 乙\n问题一：怎么办？\n答：好\n总结\n完"
    )
    assert [(s.kind, s.number, s.heading, article.text[s.start : s.end]) for s in article.sections] == [
        ("section", [1], "甲", "一、甲\n正文\n1.1 子\n细\n1.2 丑\n①便捷：快\n②慢"),
        ("section", [1, 1], "子", "1.1 子\n细"),
        ("section", [1, 2], "丑", "1.2 丑\n①便捷：快\n②慢"),
        ("section", [2], "乙", "第二章 乙\n问题一：怎么办？\n答：好"),
        ("conclusion", [], "总结", "总结\n完"),
    ]
    outline = article.outline()
    assert [child["kind"] for child in outline["children"]] == ["title", "section", "section", "conclusion"]
    items = outline["children"][1]["children"][3]["children"][1]["children"]
    assert [(item["number"], item["label"]) for item in items] == [([1], "便捷"), ([2], None)]


def test_optional_parts_leave_a_node_either_way(template: Callable[..., str]) -> None:
    path = template("前\n{% optional 'extra', 0.5 %}\n有\n{% endoptional %}\n后\n", LEXICON)
    texts = set()
    for article in generate(path, 40, seed=1):
        (node,) = article.derivation
        assert (node.node, node.type) == ("extra", "optional")
        assert article.text[node.start : node.end] in ("", "有")
        texts.add(article.text)
    assert texts == {"前\n有\n后", "前\n后"}


def test_oneof_and_permuted(template: Callable[..., str]) -> None:
    path = template(
        "{% oneof 'tone' %}\n甲\n{% or %}\n乙\n{% endoneof %}\n{% permuted 'rest' %}\n子\n{% or %}\n丑\n{% or %}\n寅\n"
        "{% endpermuted %}\n",
        LEXICON,
    )
    texts = [article.text for article in generate(path, 200, seed=1)]
    assert {text[0] for text in texts} == {"甲", "乙"}
    assert len({text[2:] for text in texts}) == 6
    article = next(generate(path))
    branches = [node.value for node in article.derivation if node.type == "branch"]
    assert sorted(branches[1:]) == [0, 1, 2]


def test_what_slots_wrote_survives_macros_and_blocks(template: Callable[..., str]) -> None:
    path = template(
        "{% macro twice(x) %}{{ x }}与{{ x }}{% endmacro %}{% set w = pick('word') %}"
        "{% set block %}（{{ w }}）{% endset %}{{ twice(w) }}{{ block }}{{ [w, w]|join('、') }}",
        LEXICON,
    )
    article = next(generate(path, seed=3))
    word = article.text[0]
    assert article.text == f"{word}与{word}（{word}）{word}、{word}"
    assert [node.start for node in article.derivation] == [0, 2, 4, 6, 8]


def test_conditions_and_sums_ask_for_plain_text(template: Callable[..., str]) -> None:
    path = template(
        "{% set w = pick('word') %}{{ w }}{{ plain(w) == '甲' }}{% set n = pick('n') %}{{ plain(n)|int * 12 }}",
        LEXICON + "  n: {type: number, min: 7, max: 7}\n",
    )
    for article in generate(path, 9, seed=2):
        word = article.text[0]
        assert article.text == f"{word}{word == '甲'}84"


def test_text_is_not_escaped_and_keeps_its_lines(template: Callable[..., str]) -> None:
    path = template("a < b & c\n\n  缩进\r\n终\n\n", LEXICON)
    assert next(generate(path)).text == "a < b & c\n\n  缩进\n终"


WRONG = {
    "x\n{% if %}\n": (2, ""),
    "x\n{{ nothing }}\n": (2, "'nothing' is undefined"),
    "x\n\n{{ pick('nothing') }}\n": (3, "no slot 'nothing'"),
    "{% section 'a' %}\nx\n": (None, "endsection"),
    "{% macro m() %}\n{{ m() }}\n{% endmacro %}\n{{ m() }}\n": (None, "without end"),
    "x\n{% include 'mine/article.j2' %}\n": (None, "without end"),
    "x\n{% include 'mine/none.j2' %}\n": (2, "none.j2"),
    "x\n{% include '../../../etc/passwd' %}\n": (2, "passwd"),
    "{{ ''.__class__.__mro__ }}\n": (1, ""),
    "{{ pick.__self__ }}\n": (1, ""),
    "{{ pick.__globals__ }}\n": (1, ""),
    "{{ 'x' * 1000000000 }}\n": (1, "for numbers"),
    "{{ 9 ** 9 ** 9 }}\n": (1, "not for templates"),
    "{{ '%1000000000d' % 1 }}\n": (1, "for numbers"),
    "{{ 'x'.ljust(1000000000) }}\n": (1, ""),
    "{% for i in range(1000000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}\n": (1, "more than"),
    "{% for i in range(9999) %}" + "x" * 200 + "{% endfor %}\n": (None, "longer than"),
    "{{ 1 // 0 }}\n": (1, "zero"),
    "{{ sample('tip', 4) }}\n": (1, "only 3 values"),
    "{{ sample('word', 3, 2) }}\n": (1, "above the second"),
    "{% optional 'a', 2 %}x{% endoptional %}\n": (1, "between 0 and 1"),
    "{% optional 'a' %}x{% endoptional %}\n": (1, "chance"),
    "{% section 'a', 'b' %}x{% endsection %}\n": (1, "positional"),
    "{% section 'a', family='runes' %}x{% endsection %}\n": (1, "runes"),
    "{{ pick('word')|center(1000) }}\n": (1, "center"),
    "{{ pick('word')[1:] }}\n": (None, "must not cut"),
    "{{ pick('word')|first }}\n": (1, "must not cut"),
    "{{ pick('word')|last }}\n": (1, "must not cut"),
    "{{ pick('word')|list|join }}\n": (1, "must not cut"),
    "{{ pick('word')|reverse }}\n": (1, "must not cut"),
    "{% for sign in pick('word') %}{{ sign }}{% endfor %}\n": (1, "must not cut"),
    "{{ pick('sharp')|upper }}\n": (1, "become several"),
    "{{ pick('word').walk }}\n": (1, ""),
    "{{ part('quote' ~ 'x' ~ '" + "x" * 200 + "', 'a') }}\n": (1, "at most 200"),
    "x\n{% optional '" + "x" * 201 + "', 0.5 %}a{% endoptional %}\n": (2, "at most 200"),
    "{{ sample('tip', 1)[0]['fields'] }}\n": (1, "fields"),
    "{{ sample('tip', 1)[0].fields }}\n": (1, "no field 'fields'"),
    "{{ _section('甲') }}\n": (1, "'_section' is undefined"),
    "{{ 1section('甲') }}\n": (1, ""),
    "x\n{% section 'a' %}{% extends 'mine/b.j2' %}{% endsection %}\n": (2, "at the top"),
    "{% if 1 %}{% extends 'mine/b.j2' %}{% endif %}\n": (1, "at the top"),
    "x\n{% autoescape true %}{{ pick('word') }}{% endautoescape %}\n": (2, "escape"),
    "x\n{% set pick = 3 %}\n": (2, "name of a function"),
    "x\n{% macro item(a) %}{% endmacro %}\n": (2, "name of a function"),
    "{% for part in [1] %}{% endfor %}\n": (1, "name of a function"),
    "{% import 'mine/article.j2' as sample %}\n": (1, "name of a function"),
    "{{ pick(*['word', 'word']) }}\n": (1, "positional"),
}


HOSTILE = {
    "{% set a = 'xxxxxxxx' %}\n" + "{% set a = a ~ a %}\n" * 40: "characters",
    "{% set a = 'xxxxxxxx' %}\n" + "{% set a = a + a %}\n" * 40: "characters",
    "{% set a = 'xxxxxxxx' %}\n" + "{% set a %}{{ a }}{{ a }}{% endset %}\n" * 40: "characters",
    "{% set a = 'xxxxxxxx' %}\n" + "{% set a = [a, a, a]|join %}\n" * 40: "characters",
    "{% set a = 'xxxxxxxx' %}\n" + "{% set a = part('quote', a, a) %}\n" * 40: "characters",
    "{% set a = 'xxxxxxxx' %}\n" + "{% set a = item(a, a) %}\n" * 40: "characters",
    "{% set a = pick('empty') %}\n" + "{% set a = a ~ a %}\n" * 40: "characters",
    "{% set a = 'x' * 1 %}": "for numbers",
    "{% set a = 'xxxxxxxx' %}\n"
    + "{% set a = a ~ a %}\n" * 18
    + "{% set b %}{% for i in range(20000) %}{{ a }}{% endfor %}{% endset %}": "characters",
    "{% set a = pick('empty') %}\n"
    + "{% set a = a ~ a %}\n" * 15
    + "{% for i in range(20000) %}{{ a }}{% endfor %}": "longer than",
    "{% set a = ['x'] %}\n" + "{% set a = a + a %}\n" * 40: "steps",
    "{% set a = ['x'] %}\n" + "{% set a = [a, a] %}\n" * 40 + "{{ a == a }}": "nested deeper",
    "{% set a = ('x', pick('word')) %}\n" + "{% set a = (a, a) %}\n" * 40 + "{{ {a: 1} }}": "nested deeper",
    "{% set a = {'x': 1} %}\n" + "{% set a = {'x': a, 'y': a} %}\n" * 40 + "{{ a }}": "nested deeper",
    "{{ [pick('word')] }}": "no text",
    "{{ ['x', ['x']]|string }}": "no text",
    "{% set a = 9 %}\n" + "{% set a = a * a %}\n" * 40: "beyond",
    "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(99) }}": "steps",
    "{% for a in 'x' * 1 %}{% endfor %}": "for numbers",
    "{% set r = range(20) %}" + "{% for a in r %}" * 12 + "{% endfor %}" * 12: "steps",
    "{% for a in range(30) recursive %}{{ loop(range(30)) }}{% endfor %}": "",
    "{% for a in sample('boom', 1) %}{{ a }}{% endfor %}": "",
    "{{ pick('boom0') }}": "steps",
    "{% include '../../etc/passwd' %}": "there is no template '../../etc/passwd'",
    "{% include '/etc/passwd' %}": "there is no template '/etc/passwd'",
    "{% include 'mine/none.j2' %}": "there is no template 'mine/none.j2'",
    "{% extends 'none.j2' %}": "there is no template 'none.j2'",
    "{% list 'runes' %}{{ item('甲') }}{% endlist %}": "unknown numbering 'runes'; known: none, chinese",
    "{% section '甲', family='runes' %}{% endsection %}": "unknown numbering 'runes'",
    "{% for i in range(100) %}{% section '甲' %}{% endsection %}{% endfor %}": "numbers in Chinese go to 99",
    "{{ 10 ** 9 }}": "** is not for templates",
    "{{ sample('word', '2') }}": "takes whole numbers, not '2'",
    "{% optional 'x', 'much' %}{% endoptional %}": "a chance is between 0 and 1, not 'much'",
    "{% for i in range(10000000000) %}{% endfor %}": "steps",
    "x" * 300_000: "at most",
    "{{ " + "(" * 5000 + ")" * 5000 + " }}": "",
    "{% include 'mine/b0.j2' %}": "steps",
}
BOOM = (
    "  empty: ['']\n"
    + "".join(f"  boom{n}: ['{{boom{n + 1}}}{{boom{n + 1}}}']\n" for n in range(40))
    + "  boom40: [x]\n"
)


@pytest.mark.parametrize("article", HOSTILE)
def test_a_hostile_template_ends_soon_in_one_message(template: Callable[..., str], article: str) -> None:
    includes = {f"b{n}.j2": f"{{% include 'mine/b{n + 1}.j2' %}}" * 2 for n in range(40)}
    path = template(article, LEXICON + BOOM, **includes, **{"b40.j2": "x"})
    with pytest.raises(UsageError) as raised:
        next(generate(path))
    assert ".j2" in str(raised.value)
    assert HOSTILE[article] in str(raised.value)
    assert "\n" not in str(raised.value)


def test_files_outside_of_the_folder_are_not_read(template: Callable[..., str], tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-secret"
    secret.write_text("secret: [x]\n", encoding="utf-8")
    folder = Path(template("{% include 'mine/link.j2' %}", LEXICON))
    (folder / "link.j2").symlink_to(secret)
    with pytest.raises(UsageError, match=r"^mine/article.j2:1: there is no template 'mine/link.j2'"):
        next(generate(str(folder)))
    (folder / "article.j2").write_text("x", encoding="utf-8")
    (folder / "lexicon.yaml").write_text("include: [mine/link.j2]\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"^mine/lexicon.yaml:1: there is no file mine/link.j2"):
        generate(str(folder))
    (folder / "article.j2").unlink()
    (folder / "article.j2").symlink_to(secret)
    with pytest.raises(UsageError, match=r"there is no"):
        generate(str(folder))


def test_a_giant_file_is_not_read_at_all(template: Callable[..., str]) -> None:
    folder = Path(template("{% include 'mine/giant.j2' %}", LEXICON))
    with (folder / "giant.j2").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UsageError, match=r"giant.j2: a file of a template has at most 4,194,304 bytes"):
        next(generate(str(folder)))


def test_a_hostile_lexicon_ends_in_one_message(template: Callable[..., str]) -> None:
    for lexicon, message in (("a: " + "[" * 5000, "nested too deep"), ("#" * 1_100_000, "at most")):
        with pytest.raises(UsageError, match=message):
            generate(template("x", lexicon))


def test_what_a_slot_wrote_is_a_text_like_any_other(template: Callable[..., str]) -> None:
    path = template(
        "{% set w = pick('latin') %}{{ w|upper }}{{ w == 'b' }}{{ w in ['b'] }}{{ w|length }}{{ plain(w) == w }}",
        LEXICON + "  latin: [a, b, b]\n",
    )
    for article in generate(path, 9, seed=1):
        right = article.text[0] == "B"
        assert article.text[1:] == f"{right}{right}1True"
        assert [node[:4] for node in article.derivation] == [(0, 1, "latin", "phrase")]


def test_a_template_may_extend_another(template: Callable[..., str]) -> None:
    path = template(
        "{% extends 'mine/base.j2' %}\n{% block body %}{{ pick('word') }}{% endblock %}\n",
        LEXICON,
        **{"base.j2": "{% section '甲' %}\n{% block body %}{% endblock %}\n\n{% endsection %}\n"},
    )
    article = next(generate(path))
    assert [article.text[s.start : s.end] for s in article.sections] == [article.text]
    assert article.derivation[-1].node == "word"


@pytest.mark.parametrize("article", WRONG)
def test_a_wrong_template_ends_in_one_message_with_file_and_line(template: Callable[..., str], article: str) -> None:
    line, message = WRONG[article]
    path = template(article, LEXICON)
    with pytest.raises(UsageError) as raised:
        next(generate(path))
    assert "article.j2" in str(raised.value)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    if line is not None:
        assert f"article.j2:{line}:" in str(raised.value)


def test_a_missing_template_or_lexicon_is_named(template: Callable[..., str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no template 'nosuch'; known: .*loan_guide"):
        generate("nosuch")
    with pytest.raises(UsageError, match=r"no article\.j2 in this folder"):
        generate(str(tmp_path))
    folder = template("x", LEXICON)
    (Path(folder) / "lexicon.yaml").unlink()
    with pytest.raises(UsageError, match=r"no file mine/lexicon\.yaml"):
        generate(folder)
    with pytest.raises(UsageError, match="cannot write -1"):
        generate("loan_guide", -1)


def test_a_template_that_changed_does_not_replay(template: Callable[..., str]) -> None:
    article = next(generate(template("{{ pick('word') }}", LEXICON), seed=1))
    changed = load(template("{{ pick('word') }}{{ pick('word') }}{{ pick('word') }}", LEXICON))
    with pytest.raises(UsageError, match="does not fit"):
        changed.replay(article.choices)
