"""Stock phrases, signs of a farm, shapes of outlines, character patterns."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.measure.outlines import Shape, likeness, rarity_bits, shape_of, structured
from toolkit.measure.patterns import HAN, LENGTH, patterns, rates, tags, templates
from toolkit.measure.phrases import find_phrases, stock_phrases
from toolkit.measure.signs import find_signs
from toolkit.parse import parse
from toolkit.sketch import fold


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("隨著旅遊業的快速發展,越來越多的人開始自己訂房。", ["opening", "opening"]),
        ("随着生活水平的提高,近年来养宠物的多了。", ["opening", "opening"]),
        ("本站將深入探討它的來龍去脈。", ["promise"]),
        ("下面小编就带大家了解一下。", ["promise"]),
        ("希望這篇文章對您有所幫助。", ["closing"]),
        ("歡迎轉發收藏!", ["call"]),
        ("冬瓜去皮切块,冷水下锅。", []),
        ("隨著鼓聲,隊伍走進了廣場。", []),
        ("這項政策讓大家都很高興。", []),
        ("讓大家一起行動起來。", ["filler"]),
        ("歡迎聯繫客服。祝您購物愉快", ["courtesy", "courtesy"]),
        ("攻略就介紹到這裡,記得收藏!", ["closing", "call"]),
    ],
)
def test_stock_phrases_are_found_in_either_script(text: str, kinds: list[str]) -> None:
    assert [phrase.kind for phrase in find_phrases(fold(text))] == kinds


@given(st.text("随着的发展越来越多的人小编本站将探讨希望帮助首先其次", max_size=60))
def test_phrases_are_apart_and_in_order(text: str) -> None:
    found = find_phrases(fold(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(phrase.start < phrase.end for phrase in found)


def test_patterns_are_written_as_the_fold_writes() -> None:
    kinds = {kind for kind, _ in stock_phrases()}
    assert kinds == {"opening", "promise", "filler", "closing", "call", "courtesy"}
    for _, pattern in stock_phrases():
        han = "".join(c for c in pattern.pattern if ord(c) > 127)
        assert fold(han) == han


def test_signs_of_a_farm_and_of_a_notice() -> None:
    farm = (
        "小舟花怎麼樣\n小編導語\n本站將為大家詳細介紹。\n一、概述\n它是一款產品。\n二、小編總結\n希望本文對您有所幫助。\n"
        "版權聲明:本文不代表本站立場。\n刪帖電話:16500001234"
    )
    signs = find_signs(farm, parse(farm))
    assert len(signs.contacts) == 1
    assert signs.disclaimers
    assert len(signs.editorial) == 2
    assert signs.addressing
    assert all(phrase in farm for phrase in signs.addressing)
    assert all(0 <= value <= 1 for value in signs.features().values())
    notice = "關於停水的通知\n一、停水時間\n明日八時至十七時。\n二、停水範圍\n東街一帶。\n水廠值班室"
    features = find_signs(notice, parse(notice)).features()
    assert features["editorial"] == features["addressing"] == features["contacts"] == 0


@pytest.mark.parametrize(
    ("text", "bait"),
    [
        ("小舟花靠譜嗎?看完就懂\n它是一款產品。", ("靠譜嗎", "看完就懂")),
        ("玩转云浦,本地人整理的路线\n第一天到老街。", ("玩转",)),
        ("市政府召开常务会议\n会议研究了三个议题。", ()),
        (
            "我們在會議上談了如何改善交通的問題,並且決定明年起逐步更換路口的號誌,另外也會在學校附近增設人行道與速限標示,請各位代表把意見帶回去",
            (),
        ),
        ("", ()),
    ],
)
def test_a_title_baits_or_does_not(text: str, bait: tuple[str, ...]) -> None:
    assert find_signs(text, parse(text)).bait == bait


def test_a_title_may_stand_beside_the_text() -> None:
    text = "它是一款產品,每天都有人在用。"
    assert find_signs(text, parse(text)).bait == ()
    assert find_signs(text, parse(text), title="小舟花怎麼樣,內行人揭秘").bait == ("怎麼", "內行")


def test_an_editors_heading_is_counted_once() -> None:
    text = "石橋的故事\n小編導語\n橋有百年。\n一、由來\n石匠建了它。\n二、小編總結\n它還在。"
    signs = find_signs(text, parse(text))
    assert len(signs.editorial) == 2
    assert signs.addressing == ()
    spoken = text.replace("它還在", "小編認為它還在")
    assert find_signs(spoken, parse(spoken)).addressing == ("小編認為",)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("聲明:本文由網友上傳,不代表本站立場", True),
        ("内容整理自网络,如有侵权请联系删除", True),
        ("版權歸原作者所有", True),
        ("来稿文责自负,不代表本报立场", False),
        ("如有疑問請來電,以本館公告為準", False),
        ("用户提供的材料由法院保存", False),
    ],
)
def test_sites_disown_and_offices_answer(line: str, found: bool) -> None:
    assert bool(find_signs(line, parse(line)).disowned) == found


def test_what_is_quoted_is_not_said() -> None:
    said = "小編帶大家了解減免政策。看完這篇就明白了。內容由網友上傳,如有侵權請聯繫刪除:16500001234"
    quoted = (
        "他們寫道:「小編帶大家了解減免政策」「看完這篇就明白了」,又寫「內容由網友上傳,侵權請聯繫刪除:16500001234」。"
    )
    farm, warning = find_signs(said, parse(said)), find_signs(quoted, parse(quoted))
    assert farm.addressing
    assert farm.disowned
    assert farm.takedown
    assert (warning.addressing, warning.disowned, warning.takedown) == ((), (), ())
    titled = "別信「小舟花怎麼樣,看完就懂」這樣的題目\n它們都是廣告。"
    assert find_signs(titled, parse(titled)).bait == ()


def test_one_person_says_goodbye_to_readers_and_a_site_bids_them() -> None:
    said = "今天就分享到这里,希望对大家有帮助,记得点赞收藏。"
    person, site = (find_signs(text, parse(text)) for text in ("我把面揉了很久。" + said, "面要揉很久。" + said))
    assert len(person.addressing) == len(site.addressing) == 3
    assert person.features()["addressing"] == pytest.approx(1 / 3)
    assert site.features()["addressing"] == 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("投诉电话:16500001234", False),
        ("如有侵权请致电16500001234", True),
        ("侵权投诉电话:16500001234", True),
        ("订票电话:16500001234", False),
    ],
)
def test_a_number_for_deletion_is_a_sign_and_one_for_complaints_is_none(line: str, found: bool) -> None:
    text = "游园须知\n周一闭园。\n" + line
    assert bool(find_signs(text, parse(text)).takedown) == found


def test_what_a_contact_is_for_stands_beside_it() -> None:
    far = "侵权的文章会删除。" + "今天的天气很好。" * 40 + "订票电话:16500001234"
    assert find_signs(far, parse(far)).takedown == ()


def test_notes_of_a_generator_are_a_sign_and_those_of_a_lesson_are_none() -> None:
    from toolkit.generate.copying import copy

    plain = (
        "青禾速借怎麼樣\n小編導語\n隨著經濟的發展,許多人開始使用這個平臺。\n一、費用\n申請之後會有審核,時間不長,"
        "費用與額度有關,還款可以選擇分期,記錄會影響以後的申請,應當提前了解條款。"
    )
    noted = copy(plain, [("notes", {"level": 80})], seed=1).text
    assert noted != plain
    assert find_signs(plain, parse(plain)).kit == ()
    signs = find_signs(noted, parse(noted))
    assert signs.kit
    assert all(note[0] in plain for note in signs.kit)
    assert signs.features()["kit"] > 0
    lesson = "第一課:生字\n鵲(què)鴿(gē)鸚(yīng)\n讀一讀,寫一寫。"
    assert find_signs(lesson, parse(lesson)).features()["kit"] == 0


@given(st.text(st.characters(), max_size=60) | st.text("怎么样小编网友上传(dǎo)導\ud800\n:", max_size=40))
@settings(max_examples=40)
def test_quotations_of_signs_stand_in_the_text(text: str) -> None:
    signs = find_signs(text, parse(text))
    assert all(quote in text for quote in (*signs.bait, *signs.disowned, *signs.addressing))
    assert all(0 <= value <= 1 for value in signs.features().values())


def shape(text: str) -> Shape:
    return shape_of(parse(text))


GUIDE = "{0}怎麼樣\n一、{0}的概述\n它很好。\n二、{0}的流程\n1. 申請:填表。\n2. 審核:等待。\n三、總結\n就這樣。"


def test_outlines_of_one_mould_are_alike() -> None:
    one, other = shape(GUIDE.format("小舟花")), shape(GUIDE.format("橙柚貸"))
    stranger = shape("菜譜\n步驟一:切菜。\n步驟二:下鍋。\n步驟三:裝盤。\n（一）提示\n慢火。")
    plain = shape("今天天氣很好。\n我們去公園。")
    assert likeness(one, structured([stranger, other])) == (1.0, 1)
    assert likeness(one, structured([stranger]))[0] < 0.7
    assert likeness(one, structured([plain])) == (0.0, -1)
    assert likeness(plain, structured([plain])) == (0.0, -1)
    assert likeness(one, structured([other]), own=0) == (0.0, -1)


@given(st.lists(st.sampled_from(["小舟花", "橙柚貸", "白鹿"]), min_size=1, max_size=4), st.integers(0, 3))
@settings(max_examples=20)
def test_likeness_is_the_highest_of_all(names: list[str], cut: int) -> None:
    mine = shape(GUIDE.format("米粒"))
    texts = [GUIDE.format(name).rsplit("\n", i % (cut + 1))[0] for i, name in enumerate(names)]
    others = structured([shape(text) for text in texts])
    assert likeness(mine, others)[0] == pytest.approx(max((likeness(mine, [o])[0] for o in others), default=0.0))


def test_rarity_falls_with_company() -> None:
    mine = shape(GUIDE.format("米粒"))
    bits = [rarity_bits(mine, {mine.tokens: n}, 100) for n in (0, 1, 10, 100)]
    assert bits == sorted(bits, reverse=True)
    assert rarity_bits(mine, {mine.tokens: 1}, 100, own=1) == rarity_bits(mine, {}, 99)


def test_tags_keep_function_characters() -> None:
    assert tags(fold("我在銀行借了3000元ABC")) == f"我在{HAN}了NHL"
    line = "我的申请在平台上已经通过了吗"
    assert all(len(pattern) == LENGTH for pattern in patterns(fold(line)))


def test_template_rates_rise_with_a_mould() -> None:
    mould = [
        fold(f"我在{name}上申请了一次,它的审核还没有通过,我也不知道要等多久。") for name in ("平台", "手机", "网站")
    ]
    other = [fold("山路弯弯绕绕,雾气漫过松林,远处传来钟声。")]
    assert rates(mould).min() > 0.9
    assert rates(other).tolist() == [0.0]
    assert rates(other, mould).tolist() == [0.0]
    assert templates(other) == frozenset()
