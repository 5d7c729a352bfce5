"""What is a contact, what is none, how obfuscations are undone, and where each one stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.parse import contacts
from toolkit.parse.finders import CONTACT_KINDS


def found(text: str) -> list[tuple[str, str]]:
    return [(contact.kind, contact.value) for contact in contacts(text)]


POSITIVE = [
    ("電話:15000001234", "phone +8615000001234"),
    ("15000001234。", "phone +8615000001234"),
    ("150-0000-1234", "phone +8615000001234"),
    ("150 0000 1234", "phone +8615000001234"),
    ("+86 15000001234", "phone +8615000001234"),
    ("+8615000001234", "phone +8615000001234"),
    ("0086-150-0000-1234", "phone +8615000001234"),
    ("１５０００００１２３４", "phone +8615000001234"),
    ("①⑤⓪⓪⓪⓪⓪①②③④", "phone +8615000001234"),
    ("一五零零零零零一二三四", "phone +8615000001234"),
    ("15〇〇〇〇〇1二34", "phone +8615000001234"),
    ("1 5 0 0 0 0 0 1 2 3 4", "phone +8615000001234"),
    ("150\u200b0000\u200b1234", "phone +8615000001234"),
    ("150 0000 1234/151 0000 1234", "phone +8615000001234 phone +8615100001234"),
    ("熱線:400-800-1234", "phone +864008001234"),
    ("熱線:4008001234", "phone +864008001234"),
    ("(010)62345678", "phone +861062345678"),
    ("010-62345678", "phone +861062345678"),
    ("座機:01062345678", "phone +861062345678"),
    ("0571-8888 0000", "phone +8657188880000"),
    ("+852 2345 6789", "phone +85223456789"),
    ("香港電話:23456789", "phone +85223456789"),
    ("台灣電話:0912-345-678", "phone +886912345678"),
    ("郵箱:Service@Example.COM", "email Service@example.com"),
    ("360000001@qq.com", "email 360000001@qq.com"),
    ("360000001#qq.com", "email 360000001@qq.com"),
    ("name(at)163(dot)com", "email name@163.com"),
    ("name艾特qq点com", "email name@qq.com"),
    ("name＠gmail。com", "email name@gmail.com"),
    ("QQ:360000001", "qq 360000001"),
    ("QQ群 123456789", "qq 123456789"),
    ("扣扣:三六〇〇〇〇〇〇一", "qq 360000001"),
    ("QQ:360000001、360000002", "qq 360000001 qq 360000002"),
    ("微信:abc_123", "wechat abc_123"),
    ("VX:abc123456", "wechat abc123456"),
    ("VXabc123456", "wechat abc123456"),
    ("微信:wxid_abc123456", "wechat wxid_abc123456"),
    ("wxid_abc123456", "wechat wxid_abc123456"),
    ("微信号wxid_8abc", "wechat wxid_8abc"),
    ("微信:wx_abc123", "wechat wx_abc123"),
    ("电报:tg_help", "telegram tg_help"),
    ("加薇信:abc123456", "wechat abc123456"),
    ("威信：abc123456", "wechat abc123456"),
    ("微信號abc123456", "wechat abc123456"),
    ("微信:15000001234", "phone +8615000001234"),
    ("电报:@abc_help", "telegram abc_help"),
    ("https://t.me/Abc_Help", "telegram abc_help"),
    ("官網 https://WWW.Example.com:443/A?b=1。", "url https://www.example.com/A?b=1"),
    ("hxxp://example.com/a", "url http://example.com/a"),
    ("网址：www.example.com", "domain www.example.com"),
    ("example点com", "domain example.com"),
    ("example[.]com", "domain example.com"),
    ("http://例子.中国/", "url http://xn--fsqu00a.xn--fiqs8s/"),
    ("京ICP备12345678号-1", "icp 京ICP备12345678号-1"),
    ("滬ICP備12345678號", "icp 沪ICP备12345678号"),
    ("粤B2-20050000", "icp 粤B2-20050000"),
    ("京公网安备 11010502030143 号", "icp 京公网安备11010502030143号"),
    ("責任編輯:林大同", "editor 林大同"),
    ("責(zé)任編輯:林(lín)大同", "editor 林大同"),
    ("【编辑:林大同】", "editor 林大同"),
    ("編輯:林大同 何小青", "editor 林大同 editor 何小青"),
    ("作者：林大同 编辑：何小青", "editor 林大同 editor 何小青"),
    ("文/林大同", "editor 林大同"),
    ("責任編輯:王小明李大華", "editor 王小明 editor 李大華"),
    ("编辑：欧阳小明李强", "editor 欧阳小明 editor 李强"),
    ("供稿：望江县文化馆", "editor 望江县文化馆"),
    ("文/望江晚报记者 林大同 图/何小青", "editor 林大同 editor 何小青"),
    ("（整理/望江网记者林大同）", "editor 林大同"),
    ("（記者 林大同 通訊員 何小青）", "editor 林大同 editor 何小青"),
    ("（本报记者林大同）", "editor 林大同"),
    ("記者林大同、何小青／台北報導", "editor 林大同 editor 何小青"),
    ("通讯员林大同文/摄", "editor 林大同"),
    ("作者：林大同 主治医师", "editor 林大同"),
    ("排版｜何小青", "editor 何小青"),
    ("<p>责任编辑：何小青</p>", "editor 何小青"),
    ("0755-8888 8801-10", "phone +8675588888801"),
    ("(+86)755-8888 8801", "phone +8675588888801"),
    ("電話：(02)2345-6789", "phone +886223456789"),
    ("手機：0912-345-678", "phone +886912345678"),
    ("138*0000*1234", "phone +8613800001234"),
    ("微❤信：abc_2024", "wechat abc_2024"),
    ("卫芯：abc2024", "wechat abc2024"),
    ("公众号【abc2024】", "wechat abc2024"),
    ("加群 123456789", "qq 123456789"),
    ("abc小老鼠163.com", "email abc@163.com"),
]


@pytest.mark.parametrize(("text", "expected"), POSITIVE)
def test_contact_is_found(text: str, expected: str) -> None:
    words = expected.split()
    assert found(text) == list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "身份证号110101199001011234",
        "订单号:13800001234",
        "快递单号 15900002222",
        "13,800,001,234元",
        "13800001234元",
        "13800001234.56",
        "¥13800001234",
        "销量13800001234件",
        "6222 0000 1111 2222 333",
        "ISBN 978-7-5000-1234-5",
        "2021-03-05 10:30:00",
        "113.26438512,23.12911012",
        "138.00001234度",
        "股票代码600000",
        "2010年至2020年共12345人",
        "SF13800001234",
        "编号13800001234",
        "一二三四五六七",
        "微信用户超过10亿",
        "微信Android版上线",
        "QQ音乐2019年上线",
        "他很有威信,大家都听他的",
        "乘坐飞机 flight123",
        "ASP.NET和Node.js",
        "U.S.A. and e.g. this",
        "腾讯控股(0700.HK)",
        "3.5万,版本1.2.3",
        "记者：针对该案，下一步怎么办？",
        "作者：未知",
        "编辑：",
        "浏览 作者:\n贷款科普",
        "@某某 大家好",
        "图/受访者提供",
        "图/视觉中国",
        "图：春天的花",
        "记者会昨天举行",
        "首尔的服务台电话：02-2075-0000",
        "更新：2024-05-06",
        "a@b",
        "C#语言",
        "1-800-555-0199",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
    ],
)
def test_nothing_is_found(text: str) -> None:
    assert found(text) == []


def test_a_number_is_one_thing() -> None:
    text = "聯系方式:15000001234 360000001@qq.com QQ:360000001 微信:15100001234"
    assert found(text) == [
        ("phone", "+8615000001234"),
        ("email", "360000001@qq.com"),
        ("qq", "360000001"),
        ("phone", "+8615100001234"),
    ]


@pytest.mark.parametrize(("text", "certainty"), [("15000001234", "proved"), ("①⑤⓪⓪⓪⓪⓪①②③④", "inferred")])
def test_certainty(text: str, certainty: str) -> None:
    (contact,) = contacts(text)
    assert contact.certainty == certainty
    assert contact.to_dict()["certainty"] == certainty


mobiles = st.from_regex(r"1(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}", fullmatch=True)
_HAN = str.maketrans("0123456789", "零一二三四五六七八九")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@given(mobiles, st.sampled_from(["plain", "dashes", "spaces", "han", "circled", "full", "zero", "every"]))
def test_every_way_to_write_a_mobile_gives_one_value(number: str, way: str) -> None:
    written = {
        "plain": number,
        "dashes": f"{number[:3]}-{number[3:7]}-{number[7:]}",
        "spaces": f"{number[:3]} {number[3:7]} {number[7:]}",
        "han": number.translate(_HAN),
        "circled": number.translate(_CIRCLED),
        "full": number.translate(_FULL),
        "zero": "\u200b".join(number),
        "every": " ".join(number),
    }[way]
    text = f"請撥打電話:{written}。謝謝"
    (contact,) = contacts(text)
    assert (contact.kind, contact.value) == ("phone", f"+86{number}")
    assert text[contact.start : contact.end] == contact.raw == written


@given(st.from_regex(r"[1-9][0-9]{4,9}", fullmatch=True))
def test_a_qq_number_is_never_a_phone(number: str) -> None:
    assert found(f"加QQ:{number},謝謝") == [("qq", number)]


@given(st.from_regex(r"[0-9]{12,19}", fullmatch=True).filter(lambda s: not s.startswith(("86", "086", "0", "00"))))
def test_long_numbers_are_no_phones(number: str) -> None:
    assert found(f"流水 {number} 已入賬") == []


def test_kinds_are_the_documented_ones() -> None:
    assert set(CONTACT_KINDS) == {"phone", "email", "qq", "wechat", "telegram", "url", "domain", "icp", "editor"}


def test_names_in_brackets_below_an_article_are_its_authors() -> None:
    found = contacts("桥\n桥通了，大家都来看。\n（焦小满 郁青）\n责任编辑：屠一鸣\n")
    assert [c.value for c in found] == ["焦小满", "郁青", "屠一鸣"]
    assert contacts("桥\n桥通了。\n（全文完）\n（图文）\n") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("邮箱：shanshu#heban-jz。com", [("email", "shanshu@heban-jz.com")]),
        ("有事发邮件到 laoyu9#heban-jz.com，注明城市", [("email", "laoyu9@heban-jz.com")]),
        ("型号是laoyu9#heban-jz.com", []),
        ("飞机联系 @heban_helper01 ，随时在线", [("telegram", "heban_helper01")]),
        ("官网：www.heban-audio.example", [("domain", "www.heban-audio.example")]),
        ("官网：www.heban-audio.example/a?b=1", [("url", "www.heban-audio.example/a?b=1")]),
        ("编辑 | 白露 值班编辑 | 阿树", [("editor", "白露"), ("editor", "阿树")]),
        ("作者 庾小楼", [("editor", "庾小楼")]),
        ("作者 认为这样不对。", []),
    ],
)
def test_what_the_eighth_set_brought_to_light(text: str, found: list[tuple[str, str]]) -> None:
    assert [(c.kind, c.value) for c in contacts(text)] == found
