"""Layouts that were missed once: headings over lists, chronologies, quotations, pages, numbers that look alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.corpus.html import extract
from toolkit.parse import Outline, contacts, parse


def headings(outline: Outline) -> list[str]:
    return [section.heading.text.strip() for section in outline.sections() if section.heading]


JOB = (
    "河畔小館招人\n小館位於渡口旁邊，老闆為人和氣。\n工作內容\n（1）端菜、收桌，招呼客人\n（2）打烊以後清潔地面\n"
    "應聘條件\n（1）年滿十八歲\n（2）能上晚班\n福利待遇\n包午餐 | 年假 | 車補\n每月十號發薪。\n同事的話\n"
    "“老闆從不拖欠工資。”——小羅\n"
)


def test_short_lines_over_lists_that_begin_again_are_headings() -> None:
    outline = parse(JOB + "報名辦法\n打電話過來約時間即可。\n")
    assert headings(outline) == ["工作內容", "應聘條件", "福利待遇", "同事的話", "報名辦法"]
    assert [node.kind for node in outline.children].count("lead") == 1


@pytest.mark.parametrize(
    "text",
    [
        "比賽名單\n一隊\n1. 甲某\n2. 乙某\n3. 丙某\n比賽下周開始，歡迎到場觀看。\n",  # one list only
        "標題\n一、緣起\n說來話長，從頭說起。\n其中\n1. 甲某到場\n另外\n1. 乙某缺席\n",  # numbered otherwise
    ],
)
def test_other_short_lines_are_none(text: str) -> None:
    assert not {"一隊", "其中", "另外"} & set(headings(parse(text)))


def test_a_chronology_is_a_list_with_dates_as_labels() -> None:
    outline = parse("大橋記事\n下面是經過。\n2018年3月12日：立項獲准。\n2019年10月：主塔動工。\n2024年：全線通車。\n")
    assert [n.label for n in outline.walk() if n.kind == "item"] == ["2018年3月12日", "2019年10月", "2024年"]


def test_a_quotation_names_its_speaker_and_a_dash_in_prose_does_not() -> None:
    kinds = [n.kind for n in parse("街角舊事\n“這裡的茶最香。”——老街坊\n“這裡”——他指著門口說，以前是井。\n").leaves()]
    assert kinds == ["title", "quote", "paragraph"]


def test_ordinals_with_a_comma_below_are_headings_and_with_a_comma_prose() -> None:
    outline = parse("養貓須知\n先說兩點。\n第一、備好貓砂\n放在安靜的地方。\n第二、按時驅蟲\n三個月一次。\n")
    assert [section.number for section in outline.sections()] == [[1], [2]]
    assert parse("甲\n第一，路近，走幾步就到。\n第二，書新，月月上架。\n").sections() == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("赴韓國遊客可撥打領事電話：010-2345-6789。", ["+821023456789"]),
        ("咨詢電話：010-6555-0123。", ["+861065550123"]),
        ("韓國遊客到北京後可撥打010-6555-0123。", ["+861065550123"]),
        ("首爾的值班手機010-2345-6789，北京的010-6555-0123。", ["+821023456789", "+861065550123"]),
    ],
)
def test_korean_mobiles_and_numbers_of_beijing(text: str, values: list[str]) -> None:
    assert [contact.value for contact in contacts(text)] == values


def test_numbers_and_furniture_inside_markdown_headings() -> None:
    outline = parse("# 標題\n導入的話。\n## 一、緣起\n說來話長。\n## 2. 經過\n一波三折。\n## 相關閱讀\n")
    assert [(section.number, section.label) for section in outline.sections()] == [([1], "## 一、"), ([2], "## 2.")]
    assert [leaf.kind for leaf in outline.leaves()][-1] == "furniture"


def test_headings_of_a_page_are_headings_of_the_outline() -> None:
    page = "<title>海邊小鎮</title><h1>海邊小鎮</h1>" + "".join(
        f"<h2>{name}</h2><p>{words}從早到晚都有人來往，店家忙著招呼客人，孩子在巷口追逐，直到天黑才散。</p>"
        for name, words in (
            ("清晨的碼頭", "魚市開張以後，"),
            ("午後的老街", "太陽斜照，"),
            ("入夜的燈塔", "漁船回港，"),
        )
    )
    assert headings(parse(extract(page).text)) == ["清晨的碼頭", "午後的老街", "入夜的燈塔"]


def test_a_notice_of_removal_is_a_contact_wherever_it_stands() -> None:
    outline = parse("賞葉\n早上人少光線好。\n如需刪除本文，請聯繫客服微信：ginkgo_help7\n下午人多，早點去。\n")
    assert "contact" in [leaf.kind for leaf in outline.leaves()]


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        (("01 ", "02 ", "03 "), [[1], [2], [3]]),
        (("一 ", "二 ", "三 "), [[1], [2], [3]]),
        (("一｜", "二｜", "三｜"), [[1], [2], [3]]),
        (("甲、", "乙、", "丙、"), [[1], [2], [3]]),
        (("NO.1 ", "NO.2 ", "NO.3 "), [[1], [2], [3]]),
        (("TOP 3 ", "TOP 2 ", "TOP 1 "), [[3], [2], [1]]),
        (("Day1 ", "Day2 ", "Day3 "), [[1], [2], [3]]),
        (("第一桶：", "第二桶：", "第三桶："), [[1], [2], [3]]),
        (("☞第一招 ", "☞第二招 ", "☞第三招 "), [[1], [2], [3]]),
        (("<p>一、", "<p>二、", "<p>三、"), [[1], [2], [3]]),
        (("1\n", "2\n", "3\n"), [[1], [2], [3]]),
        (("■ ", "■ ", "■ "), [None] * 3),
        (("🌳 ", "🏊 ", "🎨 "), [None] * 3),
    ],
)
def test_ways_to_number_headings(marks: tuple[str, ...], numbers: list[list[int] | None]) -> None:
    parts = ("看水", "看樹", "看山")
    body = "".join(f"{m}{w}\n天亮以後沿著河走，一直走到看不見房子的地方。\n" for m, w in zip(marks, parts, strict=True))
    outline = parse(f"河邊散步\n說走就走。\n{body}")
    assert [section.number for section in outline.sections()] == numbers
    assert outline.issues == []


def test_only_a_number_takes_the_line_below_along() -> None:
    text = "{}\n先看參數\n重三百克，電池用一天。\n{}\n再看手感\n握著舒服，不滑。\n"
    assert headings(parse("手機\n" + text.format("【參數】", "【手感】"))) == ["【參數】", "【手感】"]
    assert headings(parse("手機\n" + text.format("01", "02"))) == ["01\n先看參數", "02\n再看手感"]


@pytest.mark.parametrize(
    "text", ["3 月的河\n河水很涼，沒有人下去。\n4 月的河\n花開了，人也多了。\n", "一 位老人\n走過。\n"]
)
def test_numbers_in_prose_are_no_row(text: str) -> None:
    assert parse("河邊\n" + text).sections() == []


def test_usual_headings_and_bullets_divide() -> None:
    made = parse("豆腐湯\n用料\n豆腐：一塊\n青菜：兩棵\n做法\n1、切塊。\n2、下鍋。\n小貼士\n火不要太大。\n")
    assert headings(made) == ["用料", "做法", "小貼士"]
    made = parse("檯燈\n用了半年，說說。\n優點\n· 亮\n· 穩\n缺點\n· 重\n· 貴\n")
    assert headings(made) == ["優點", "缺點"]


def test_a_title_with_the_name_of_the_site_is_repeated_without_it() -> None:
    kinds = [leaf.kind for leaf in parse("河邊的樹好看嗎_河邊的樹 - 望江網\n河邊的樹好看嗎\n好看。\n").leaves()]
    assert kinds == ["title", "title", "paragraph"]


@pytest.mark.parametrize("text", ["\ufeff", "\x00", "***\n", "\u200b"])
def test_nothing_but_signs_is_no_title(text: str) -> None:
    assert parse(text).title is None


def test_roles_of_bulletins_and_reviews() -> None:
    found = contacts("某地天氣公報\n預報員：田曉嵐\n二審：何知秋\n三審：陸平\n")
    assert [(c.kind, c.value) for c in found] == [("editor", "田曉嵐"), ("editor", "何知秋"), ("editor", "陸平")]


ROWS = [
    row.split(" ¦ ")
    for row in (Path(__file__).parent / "heads.tsv").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
]
PARAGRAPHS = (
    "老郁今年六十二岁，十六岁跟着父亲上船，每天在河面上来回四十趟，风雨无阻。他说水不会骗人。",
    "这一带的房子大多建在九十年代，楼道窄，电梯旧，可是从窗口望出去就是河，傍晚的时候整条街都是金色的。",
    "去年冬天，镇上开了三次会，有人赞成，有人反对，最后还是决定先修路，再修桥，剩下的钱留着明年用。",
    "“刚来的时候什么也没有，连一盏灯都没有。”她笑着说，如今这里每晚要接待两百多位客人。",
)


def over_paragraphs(heads: list[str]) -> str:
    """Return an article with the given headings, each over one or two paragraphs."""
    out = ["河边的老街", "沿着河走到尽头，有一条不长的老街，街上住着几十户人家，大多是祖辈留下来的。"]
    for i, words in enumerate(heads):
        out += [words, PARAGRAPHS[i % 4], *([] if i == 1 else [PARAGRAPHS[(i + 2) % 4]])]
    return "\n".join([*out, "责任编辑：焦小满", ""])


@pytest.mark.parametrize("heads", ROWS, ids="".join)
def test_ways_to_write_headings(heads: list[str]) -> None:
    assert headings(parse(over_paragraphs(heads))) == heads


@pytest.mark.parametrize("heads", ROWS[::3], ids="".join)
def test_one_such_line_alone_is_no_heading_without_a_number(heads: list[str]) -> None:
    outline = parse(over_paragraphs(heads[:1]))
    assert all(section.number or (section.label or "").startswith("#") for section in outline.sections())


def test_short_sections_beside_longer_ones_and_over_lists() -> None:
    outline = parse(
        "春捂的三个信号\n很多人春天穿得太早太少，下面几个信号要留意。\n手凉\n早上出门手一直是凉的，到了中午也暖不过来。\n"
        "脚冷\n晚上睡前脚还是冰的，泡一泡热水会好一些。\n胃寒\n喝口凉水就不舒服。\n怎么办\n1. 出门加一件背心。\n"
        "2. 少喝凉的。\n"
    )
    assert headings(outline) == ["手凉", "脚冷", "胃寒", "怎么办"]


def test_a_time_among_facts_is_a_fact_and_one_of_a_page_is_not() -> None:
    facts = parse("音乐节\n时间：2024年7月11日\n地点：河边的体育场\n欢迎大家带上水壶和帽子来听。\n")
    assert [leaf.kind for leaf in facts.leaves()] == ["title", "item", "item", "paragraph"]
    page = parse("音乐节\n时间：2024-07-11 10:22\n河边的体育场里坐满了人，大家带着水壶和帽子。\n")
    assert [leaf.kind for leaf in page.leaves()] == ["title", "furniture", "paragraph"]


def test_headings_behind_a_sign_stand_over_facts_too() -> None:
    outline = parse(
        "营地推荐\n整理了两处营地。\n★ 云雀谷\n地址：白石村北\n价格：每晚120元\n★ 南坡小院\n地址：南坡路31号\n"
        "价格：260元\n"
    )
    assert headings(outline) == ["★ 云雀谷", "★ 南坡小院"]


def test_an_article_alone_in_its_chapter_keeps_its_number() -> None:
    outline = parse(
        "管理办法\n第一章 总则\n第一条 本办法适用于夜间游览。\n第二条 游览要预约。\n第二章 附则\n"
        "第三条 本办法自下月起施行。\n"
    )
    assert [node.number for node in outline.walk() if node.kind == "item"] == [[1], [2], [3]]


def test_a_title_that_asks_is_a_title() -> None:
    assert parse("孩子不肯写作业，打骂有用吗\n每到晚上，隔壁就传来吼声和哭声。\n").title is not None
