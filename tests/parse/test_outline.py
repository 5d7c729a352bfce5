"""The outline as a whole: levels, sections against lists, titles, leads, footers, issues, renderings."""

from __future__ import annotations

import pytest

from toolkit.parse import parse


def kinds(text: str) -> list[str]:
    return [node.kind for node in parse(text).children]


def test_levels_follow_the_order_of_appearance() -> None:
    marks = ["A. 甲", "1. 乙", "2. 丙", "B. 丁", "1. 戊", "2. 己"]
    text = "".join(f"{mark}\n一段文字，说明这一点。\n" for mark in marks)
    first, second = parse(text).children
    assert [child.number for child in first.children if child.kind == "section"] == [[1], [2]]
    assert second.label == "B."


def test_chapters_stand_above_dotted_numbers_whatever_comes_first() -> None:
    text = "".join(f"{mark}\n一段文字，说明这一点。\n" for mark in ("1.1 甲", "1.2 乙", "一、丙", "二、丁"))
    assert [node.number for node in parse(text).children] == [[1, 1], [1, 2], [1], [2]]


def test_a_heading_is_the_first_child_of_its_section() -> None:
    for section in parse("一、甲\n一段话，说明甲。\n1.1 乙\n一段话，说明乙。\n").sections():
        assert section.children[0].kind == "heading"
        assert section.heading is section.children[0]
        assert section.heading.number == section.number


def test_items_are_no_sections_and_headings_no_items() -> None:
    items = "准备的东西\n需要以下材料：\n1. 身份证\n2. 银行卡\n3. 照片\n"
    heads = "准备的东西\n1. 身份证\n有效期内的原件。\n2. 银行卡\n本人名下的一类卡。\n3. 照片\n近期的免冠照。\n"
    assert kinds(items) == ["title", "paragraph", "list"]
    assert kinds(heads) == ["title", "section", "section", "section"]


def test_text_after_a_list_is_not_its_last_item() -> None:
    items = "1. 知情：可以了解合同的全部内容，包括费用。\n2. 拒绝：可以拒绝不合理的收费，并要求说明。\n"
    outline = parse(f"一、权利\n有以下权利：\n{items}如有疑问请咨询。\n二、义务\n按时还款。\n")
    assert [child.kind for child in outline.children[0].children] == ["heading", "paragraph", "list", "paragraph"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("短標題\n一段文字，這是正文。\n", "短標題"),
        ("很多人在急需用錢的時候會想到網貸。\n第二段文字，這是正文。\n", None),
        ("一、概述\n一段文字，這是正文。\n", None),
        ("小編導語\n一段文字，這是正文。\n", None),
        ("", None),
        ("能貸款嗎?\n可以,但要看條件。\n", "能貸款嗎?"),
        ("投訴\n短標題\n一段文字，這是正文。\n", "短標題"),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert parse(text).title == title


def test_a_title_with_notes_is_the_same_title() -> None:
    assert kinds("平臺(tái)好嗎\n平臺好嗎\n這是正文的第一段。\n") == ["title", "title", "paragraph"]


def test_a_lead_without_sections_has_one_paragraph() -> None:
    outline = parse("標題文字\n導語\n第一段文字，這是導語。\n第二段文字，這是正文。\n")
    assert [node.kind for node in outline.children] == ["title", "lead", "paragraph"]


def test_footer_parts_below_and_furniture_apart() -> None:
    outline = parse("標題文字\n這是正文的一段話。\n責任編輯:林大同\n來源:某某網\n投訴\n")
    assert [node.kind for node in outline.children] == ["title", "paragraph", "footer", "furniture"]
    assert [(part.kind, part.label) for part in outline.children[2].children] == [
        ("editor", "責任編輯"),
        ("source", "來源"),
    ]


def test_what_looks_like_a_footer_in_the_body_stays_there() -> None:
    outline = parse("標題文字\n一、聯絡\n電話:請看名片。\n還有其他的辦法可以聯絡。\n二、時間\n全年無休。\n")
    assert "footer" not in {node.kind for node in outline.walk()}


@pytest.mark.parametrize(
    ("marks", "issues"),
    [
        ("一 二 三", []),
        ("一 二 四", [("gap", [4])]),
        ("一 二 二", [("repeat", [2])]),
        ("一 三 二", [("gap", [3]), ("repeat", [2])]),
        ("二 三", [("missing first", [2])]),
        ("一 二 一 二", [("restart", [1])]),
    ],
)
def test_issues_of_the_numbering(marks: str, issues: list[tuple[str, list[int]]]) -> None:
    text = "".join(f"{mark}、標題{i}\n這是一段文字。\n" for i, mark in enumerate(marks.split()))
    assert [(issue.kind, issue.found) for issue in parse(text).issues] == issues


def test_children_of_another_section_are_an_issue() -> None:
    outline = parse("一、甲\n1.1 乙\n一段文字。\n二、丙\n3.1 丁\n一段文字。\n3.2 戊\n一段文字。\n")
    (issue,) = outline.issues
    assert (issue.kind, issue.expected, issue.found) == ("mismatch", [2, 1], [3, 1])


def test_a_list_of_contents_is_a_list() -> None:
    outline = parse("全攻略\n目錄\n一、甲\n二、乙\n一、甲\n這是甲的內容。\n二、乙\n這是乙的內容。\n")
    assert [node.kind for node in outline.children] == ["title", "furniture", "list", "section", "section"]
    assert outline.issues == []


def test_speakers_are_no_list() -> None:
    outline = parse("對話錄\n記者:你好嗎?\n王某:很好,謝謝。\n記者:再見。\n王某:再見,慢走。\n")
    assert "list" not in {node.kind for node in outline.walk()}


def test_a_long_line_of_prose_is_not_cut() -> None:
    line = "选择时要看三点：一、看资质，有没有牌照；二、看利率，是不是透明；三、看服务，客服能不能联系上。" * 2
    assert [node.text for node in parse(line).leaves()] == [line]


def test_skeleton_has_no_topic() -> None:
    one = parse("小鹿快貸好嗎\n一、小鹿快貸的由來\n一段。\n二、小鹿快貸的特點\n一段。\n責任編輯:甲乙\n")
    other = parse("青禾分期好嗎\n一、青禾分期的由來\n一段。\n二、青禾分期的特點\n一段。\n責任編輯:丙丁\n")
    assert one.skeleton() == other.skeleton()
    assert "  heading 一、□的由來" in one.skeleton().splitlines()


def test_similarity_is_of_structure() -> None:
    text = "甲\n一、乙\n一段話。\n1.1 丙\n一段話。\n二、丁\n一段話。\n小編總結\n一段話。\n"
    other = "第一段文字，沒有標題。\n第二段文字，也沒有標題。\n"
    assert parse(text).similarity(parse(text.translate({ord("乙"): "庚", ord("丙"): "辛"}))) == 1.0
    assert parse(text).similarity(parse(other)) < 0.3
    assert parse("").similarity(parse("")) == 1.0


GOLDEN = (
    "標題<b>\n小編導語\n導語的一段話。\n一、甲\n1. 快:當天就能放款,不必久等。\n2. 省:利息不高,費用也少。\n"
    "> 一句話\n三、小編總結\n總結的一段話。\n責任編輯:林大同\n"
)


def test_markdown() -> None:
    assert parse(GOLDEN).to_markdown() == (
        "# 標題<b>\n\n## 小編導語\n\n導語的一段話。\n\n## 一、甲\n\n- 1. 快:當天就能放款,不必久等。\n"
        "- 2. 省:利息不高,費用也少。\n\n> 一句話\n\n## 三、小編總結\n\n總結的一段話。\n\n---\n\n責任編輯:林大同\n"
    )


def test_tree() -> None:
    assert parse(GOLDEN).to_tree(8).splitlines() == [
        "title  標題<b>",
        "lead",
        "  heading  小編導語",
        "  paragraph  導語的一段話。",
        "section 1",
        "  heading 1  一、甲",
        "  list",
        "    item 1  1. 快:當天…",
        "    item 2  2. 省:利息…",
        "  quote  > 一句話",
        "conclusion 3",
        "  heading 3  三、小編總結",
        "  paragraph  總結的一段話。",
        "footer",
        "  editor  責任編輯:林大同",
        "! gap at 63: 三、 (expected 2)",
    ]


def test_html_is_escaped() -> None:
    made = parse(GOLDEN)._repr_html_()
    assert "標題&lt;b&gt;" in made
    assert "<b>title</b>" in made
    assert made.count("<ul>") == made.count("</ul>")
    assert made.count("<li>") == made.count("</li>")
