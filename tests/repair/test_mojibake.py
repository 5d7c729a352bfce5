"""Mix-ups of charsets: undone where provable, reported where bytes are gone, never seen where there are none."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.repair.losses import APART
from toolkit.repair.mojibake import MAX_ROUNDS, find_mojibake
from toolkit.repair.plausible import cost

HANS = (
    "本平台的客服电话已经变更，请用户及时保存新的联系方式。",
    "近年来，网络借款越来越普遍，不少人因此陷入困境",
    "一、星河分期的发展历程",
    "他说：“这件事与我无关。”",
)
HANT = (
    "本平臺的客服電話已經變更，請用戶及時保存新的聯繫方式。",
    "近年來，網路借款越來越普遍，不少人因此陷入困境",
    "一、星河分期的發展歷程",
    "他說：「這件事與我無關。」",
)
SHORT = ("绝大多数", "中國國際經濟關係發展")
LONG_HANS = "\n".join(HANS) + "\n客服QQ：10000（工作日9:00-18:00）"
LONG_HANT = "\n".join(HANT) + "\n客服QQ：10000（工作日9:00-18:00）"


def fixed(text: str, level: str = "inferred") -> str:
    """Apply everything that is not a mere guess."""
    allowed = ("proved",) if level == "proved" else ("proved", "inferred")
    return apply_edits(text, [edit for edit in find_mojibake(text) if edit.certainty in allowed])


def confuse(text: str, right: str, wrong: str) -> str | None:
    """Encode right and decode wrong; None where one of them cannot."""
    try:
        return text.encode(right).decode(wrong)
    except UnicodeError:
        return None


MIXUPS = [
    ("utf-8", "latin-1"),
    ("utf-8", "gb18030"),
    ("utf-8", "big5hkscs"),
    ("gbk", "latin-1"),
    ("gbk", "cp1252"),
    ("gb18030", "latin-1"),
    ("big5", "latin-1"),
    ("big5hkscs", "cp1252"),
    ("gbk", "cp950"),
    ("gbk", "big5hkscs"),
    ("big5", "gbk"),
    ("big5hkscs", "gb18030"),
]


TEXTS = (*HANS, *HANT, LONG_HANS, LONG_HANT, *SHORT)
LOSSLESS = [(text, *mixup) for text in TEXTS for mixup in MIXUPS if confuse(text, *mixup)]


@pytest.mark.parametrize(("text", "right", "wrong"), LOSSLESS)
def test_a_whole_text_comes_back_and_is_proved(text: str, right: str, wrong: str) -> None:
    confused = confuse(text, right, wrong)
    assert confused is not None
    assert confused != text
    assert fixed(confused, "proved") == text


def test_every_mixup_has_a_case() -> None:
    assert {(right, wrong) for _, right, wrong in LOSSLESS} == set(MIXUPS)


@pytest.mark.parametrize(("right", "wrong"), [("gbk", "latin-1"), ("utf-8", "latin-1"), ("utf-8", "gb18030")])
def test_a_part_comes_back_and_its_surroundings_stay(right: str, wrong: str) -> None:
    confused = confuse("本报讯记者获悉", right, wrong) or confuse("本报讯记者获悉了", right, wrong)
    assert confused is not None
    text = f"這一段是正常的。{confused}。後面也是正常的，沒有問題。"
    edits = find_mojibake(text)
    assert [text[e.start : e.end] for e in edits] == [confused]
    assert fixed(text).startswith("這一段是正常的。本报讯记者获悉")
    assert fixed(text).endswith("。後面也是正常的，沒有問題。")


def test_each_line_may_have_its_own_mixup() -> None:
    lines = [
        "这一行没有问题",
        "这一行被当作西文读了".encode("gbk").decode("latin-1"),
        "这一行也一样但是另一种编码".encode().decode("latin-1"),
        "這一行又不同".encode("big5").decode("latin-1"),
    ]
    expected = ["这一行没有问题", "这一行被当作西文读了", "这一行也一样但是另一种编码", "這一行又不同"]
    assert fixed("\n".join(lines), "proved").split("\n") == expected


@pytest.mark.parametrize(
    "steps",
    [
        [("utf-8", "latin-1"), ("utf-8", "latin-1")],
        [("utf-8", "cp1252"), ("utf-8", "cp1252")],
        [("gbk", "latin-1"), ("utf-8", "gbk")],
        [("gbk", "latin-1"), ("utf-8", "latin-1")],
        [("big5", "latin-1"), ("utf-8", "latin-1")],
        [("utf-8", "gb18030"), ("utf-8", "latin-1")],
    ],
)
def test_a_mixup_of_a_mixup_comes_back(steps: list[tuple[str, str]]) -> None:
    for text in ("关于网页内容的说明文字很多", "網頁內容的說明文字很多哦"):
        confused: str | None = text
        for right, wrong in steps:
            confused = confuse(confused, right, wrong) if confused is not None else None
        if confused is not None:
            assert fixed(confused, "proved") == text


def test_bytes_that_a_decoder_replaced_or_dropped_are_chosen_and_only_inferred() -> None:
    text = "信用平台的催收部门"
    for errors in ("replace", "ignore"):
        confused = text.encode().decode("gbk", errors)
        assert fixed(confused, "proved") != text
        assert fixed(confused) == text
        lossy = [edit for edit in find_mojibake(confused) if edit.certainty == "inferred"]
        assert lossy
        assert all(edit.runner_up not in (None, edit.after) for edit in lossy)


def test_pairs_of_the_user_defined_area_that_vanished_are_put_back() -> None:
    confused = "网络中文内容平台".encode().decode("gb18030")
    vanished = "".join(c for c in confused if not "\ue000" <= c <= "\uf8ff")
    assert vanished != confused
    assert fixed(vanished) == "网络中文内容平台"


def test_even_a_single_word_comes_back() -> None:
    assert fixed("涓枃") == "中文"
    assert fixed("ÖÐÎÄ", "proved") == "中文"
    assert fixed("涓\ue15f枃", "proved") == "中文"
    assert fixed("ä¸\xadæ–‡", "proved") == "中文"


def test_halves_of_utf_16_are_joined() -> None:
    (edit,) = find_mojibake("笑\ud83d\ude00了")
    assert (edit.after, edit.certainty) == ("😀", "proved")


@pytest.mark.parametrize("text", ["锟斤拷", "前文锟斤拷锟斤拷后文", "丢了\ufffd\ufffd字", "烫烫烫烫烫", "屯屯屯屯"])
def test_what_is_lost_is_reported_and_left(text: str) -> None:
    edits = find_mojibake(text)
    assert edits
    assert all(edit.after == edit.before and edit.certainty == "guess" for edit in edits)
    assert apply_edits(text, edits) == text


def test_neighbouring_losses_are_one_report() -> None:
    text = "丢了\ufffd\ufffd字又\ufffd一个" + "。" * APART + "\ufffd\n\ufffd"
    assert [text[e.start : e.end] for e in find_mojibake(text)] == [
        "\ufffd\ufffd字又\ufffd",
        "\ufffd",
        "\ufffd",
    ]


@given(
    st.lists(
        st.sampled_from(["\ufffd", "锟斤拷", "涓枃缃戦〉", "笢恅厙珜囀", "中", "的网页", "A", "\n", "�鐨"]), max_size=30
    )
)
def test_every_loss_is_in_a_report_or_an_edit(parts: list[str]) -> None:
    text = "".join(parts)
    edits = find_mojibake(text)
    covered = {at for edit in edits for at in range(edit.start, edit.end)}
    assert {at for at, char in enumerate(text) if char == "\ufffd"} <= covered
    written = [edit for edit in edits if edit.after != edit.before]
    if not any(char in edit.after for edit in written for char in "\ufffd锟烫"):  # else the report is of the edit
        assert all(one.end <= other.start for one, other in itertools.pairwise(edits))
    for edit in edits:
        assert text[edit.start : edit.end] == edit.before
        if edit.after == edit.before:
            assert edit.certainty == "guess"


CLEAN = [
    "Le café est près de la forêt ; ça coûte 1 500 €, où êtes-vous ? Noël, naïve, œuvre, créée",
    "Größe, Straße, Übermaß, ÄÖÜ, äöüß — „schön“ sagte Jörg Müßig. FÜR GROSSE MÄDCHEN",
    "ÄÖÜß äöüß ÀÂÉÈÊËÎÏÔÙÛ éèêëàâîïôùûç",
    "¿Dónde está el niño? ¡Mañana! São Paulo, coração, ação; smörgåsbord, Ærø, Þór, Łódź, žluťoučký kůň",
    "ÐÞ — þetta er íslenska: það, ég, þú, ætti, öðru",
    "Привет, мир! Ёлка, съёмка. Ελληνικά γράμματα και λέξεις. Türkçe: ığşçöü İĞŞÇÖÜ",
    "こんにちは、世界。日本語のテキストです。カタカナもあります。鐘の音、銀河、鎖",
    "안녕하세요 한국어 텍스트입니다. 漢字도 있습니다.",
    "العربية والعبرية עברית ภาษาไทย हिन्दी",
    "😀👨‍👩‍👧‍👦🏳️‍🌈 ©®™ …“”‘’—–·×÷±°§ ½ ¼ ² ³ µ £ ¥ €",
    "联通 中国联通与中国移动",
    "猞猁、耄耋、饕餮、魑魅魍魉、龃龉、旖旎、缱绻、邂逅、蹉跎、琥珀、玳瑁",
    "鐘錶、鋼鐵、銀行、鎖鏈、鏡子、錢財、鑰匙、鍵盤、鍋具、鏟子、鍛鍊、鐮刀",
    "周杰倫、張韶涵、蔡依林、王心凌、璩美鳳、鍾欣潼、瑪麗、婕妤、妤婷、璟雯、昕妤、沅芷湘蘭",
    "涓涓細流匯成大海，鋪路造橋；濂溪先生、璇璣、鏗鏘、啟啟、眈眈",
    "莽莽撞撞",
    "忙忙碌碌",
    "猫猫",
    "璇璣",
    "ÀÂÉÈÊËÎÏÔÙÛ",
    "éÀÂÉÈÊËÎÏÔÙÛ ÉÈÊË",
    "a ß b Ã c Â d",
    "\ufeff开头有标记",
    "￥100 ￡20 100℃ №5 ㎡ ㈱ ①②③ Ⅳ",
    "│├──┬──┤│ ╔══╗ ▀▄█ √2≈1.414 ≤≥ ∑∏",
]


@pytest.mark.parametrize("text", [LONG_HANS, LONG_HANT, HANS[0], HANT[1]])
@pytest.mark.parametrize("right", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_comes_back(text: str, right: str) -> None:
    assert fixed(text.encode(right).decode("latin-1"), "proved") == text


def test_runs_prove_nothing_where_a_decoder_dropped_bytes() -> None:
    text = "換季大促又來了\n輕微的情況不必緊張\n年輕人比較急\n近年來頻繁出現\n"
    confused = text.encode("gbk").decode("cp1252", "ignore")
    assert len(confused) < len(text.encode("gbk"))  # some were
    for edit in find_mojibake(confused):
        assert edit.certainty != "proved" or edit.after in text


@pytest.mark.parametrize("line", HANT)
def test_nothing_wrong_is_proved_behind_a_loss(line: str) -> None:
    seen = line.encode("gbk", "ignore").decode("big5", "replace")
    for edit in find_mojibake(seen):
        if edit.certainty == "proved":
            assert all(part in line for part in re.findall(r"[^\x00-\x7f]+", edit.after))


def test_a_run_behind_a_loss_is_read_from_its_second_byte_on() -> None:
    text = "近来自己和家人都有好处，所以大家都很高兴，没有问题。"
    seen = (
        text.encode("gbk")[:8].decode("big5", "replace") + "\ufffd" + text.encode("gbk")[9:].decode("big5", "replace")
    )
    assert "家人都有好处，所以大家都很高兴" in fixed(seen)


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_of_many_kinds_stays(text: str) -> None:
    assert find_mojibake(text) == []
    assert find_mojibake((text + "\n") * 40) == []


def test_generic_mixups_are_left_to_ftfy_and_keep_their_surroundings() -> None:
    text = "他說：cafÃ© frappÃ©，l’humanitÃ©。"
    assert fixed(text) == "他說：café frappé，l’humanité。"
    assert fixed("Ð¿Ñ€Ð¸Ð²ÐµÑ‚, РїСЂРёРІРµС‚") == "привет, привет"


ANY = st.text(
    st.one_of(
        st.characters(),
        st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=("Cs",)),
        st.sampled_from("ÃÂÐÖÎÄä¸­æ–‡涓枃锛銆鐨笢恅いゅ\ufffd?€\x80\x9d 中文的锟斤拷"),
    ),
    max_size=60,
)


@given(ANY)
def test_any_text_is_survived_and_a_second_run_changes_nothing(text: str) -> None:
    edits = find_mojibake(text)
    assert apply_edits(text, edits) is not None
    once = apply_edits(text, [edit for edit in edits if edit.certainty != "guess"])
    again = [edit for edit in find_mojibake(once) if edit.before != edit.after and edit.certainty != "guess"]
    assert not again or len(edits) >= MAX_ROUNDS


COMMON = "的一是了我不人在他有这中大来上个国到说们为子和你地出道也时年得就那要下以生会"


@given(st.lists(st.sampled_from(COMMON), min_size=12, unique=True))
def test_every_proved_edit_is_right(chars: list[str]) -> None:
    text = "".join(chars)
    for right, wrong in MIXUPS:
        confused = confuse(text, right, wrong)
        if confused is not None:
            assert fixed(confused, "proved") == text, (right, wrong)


def test_costs_order_written_before_confused_text() -> None:
    for text, (right, wrong) in itertools.product((*HANS, *HANT), MIXUPS):
        confused = confuse(text, right, wrong)
        if confused is not None:
            assert cost(text) < cost(confused)


@pytest.mark.real
def test_clean_corpora_stay(shared_data) -> None:
    with (shared_data / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    drcd = json.loads((shared_data / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
    texts += [paragraph["context"] for article in drcd["data"] for paragraph in article["paragraphs"]]
    assert [edit for text in texts for edit in find_mojibake(text)] == []
