"""What is computed by codecs, patterns and skips, beside readable versions that go character by character."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.repair import language, lost_arrays, lost_bytes, repair
from toolkit.repair.charsets import Charset, PairCharset, encode, encode_known, to_bytes
from toolkit.repair.crossed import confused_stretches
from toolkit.repair.lost_bytes import CONTEXT, LOST, Choice, options, rank
from toolkit.repair.marks import UNREADABLE, pair_gains
from toolkit.repair.mixups import SWITCH
from toolkit.repair.script_table import simplified
from toolkit.repair.utf8_runs import utf8_readings

CHARSETS: tuple[Charset, ...] = ("latin", "gbk", "big5", "cp950")
PAIRS: tuple[tuple[PairCharset, PairCharset], ...] = (("gbk", "big5"), ("gbk", "cp950"), ("big5", "gbk"))
ANY = st.text(st.characters(exclude_categories=()), max_size=30)
HAN = st.text(st.sampled_from("一二的數据锯分析，。中文網页A \n"), max_size=30)


def viterbi(text: str, right: PairCharset, wrong: PairCharset) -> list[tuple[int, int]]:
    """Divide a text into honest and confused stretches: two states, and a price for each switch."""
    gains = pair_gains(right, wrong)
    honest, confused = 0.0, -SWITCH
    leave, enter = [False] * len(text), [False] * len(text)
    for at, char in enumerate(text):
        if confused - SWITCH > honest:
            honest, leave[at] = confused - SWITCH, True
        elif honest - SWITCH > confused:
            confused, enter[at] = honest - SWITCH, True
        if char in gains:
            confused += gains[char][1]
        elif char >= "\x80":
            confused -= SWITCH if char == "\ufffd" else UNREADABLE
    stretches = []
    inside, end = confused - SWITCH > honest, len(text)
    for at in reversed(range(len(text))):
        if inside and enter[at]:
            stretches.append((at, end))
            inside = False
        elif not inside and leave[at]:
            end = at
            inside = True
    if inside:
        stretches.append((0, end))
    return stretches[::-1]


@cache
def pairs_of(charset: PairCharset) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(sorted(to_bytes(charset))), max_size=30)


@pytest.mark.parametrize(("right", "wrong"), PAIRS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_stretches_are_those_of_the_best_division(right: PairCharset, wrong: PairCharset, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.one_of(pairs_of(wrong), HAN, ANY, st.just("\ufffd")), max_size=5)))
    assert confused_stretches(text, right, wrong) == viterbi(text, right, wrong)


@pytest.mark.parametrize("charset", CHARSETS)
def test_codecs_give_the_bytes_of_the_table(charset: Charset) -> None:
    for char, unit in to_bytes(charset).items():
        assert encode(char, charset) == encode_known(char, charset) == unit


@pytest.mark.parametrize("charset", CHARSETS)
@settings(max_examples=60)
@given(text=ANY)
def test_what_a_charset_cannot_write_is_kept_or_refused(charset: Charset, text: str) -> None:
    text = text.replace("\u0304", "").replace("\u030c", "")  # Big5-HKSCS writes them with the letter before in one pair
    table = to_bytes(charset)
    assert encode(text, charset) == b"".join(table.get(c) or c.encode("utf-8", "surrogatepass") for c in text)
    unknown = [at for at, char in enumerate(text) if char >= "\x80" and char not in table]
    if unknown:
        with pytest.raises(UnicodeEncodeError) as refused:
            encode_known(text, charset)
        assert refused.value.start == unknown[0]
    else:
        assert encode_known(text, charset) == encode(text, charset)


@given(before=HAN, chars=st.lists(st.sampled_from("据锯，析中A的"), min_size=1, max_size=5), after=HAN)
def test_costs_between_are_those_of_the_whole(before: str, chars: list[str], after: str) -> None:
    whole = [language.cost(before + char + after) for char in chars]
    assert language.costs_between(before, chars, after) == pytest.approx(whole)


@settings(max_examples=60, deadline=None)
@given(before=HAN, lead=st.sampled_from([(0xE6, 0x95), (0xE5, 0xBC), (0xE4, 0xB8), (0xE7, 0xB6)]), after=HAN)
def test_a_lost_byte_is_chosen_as_if_every_option_were_priced(before: str, lead: tuple[int, int], after: str) -> None:
    short = simplified()
    found = options((*lead, LOST))
    choice = Choice(found)
    rank([before, choice, after])
    traditional = any(char in short for char in before + after)
    left, right = ("".join(short.get(c, c) for c in part) for part in (before[-CONTEXT:], after[:CONTEXT]))
    ranked = sorted(
        range(len(found.chars)),
        key=lambda place: (
            round(language.cost(left + short.get(found.chars[place], found.chars[place]) + right), 6),
            traditional != (found.chars[place] in short),
            place,
        ),
    )
    assert (choice.best, choice.other) == (found.chars[ranked[0]], found.chars[ranked[1]])


def read_by_code_page_936(data: bytes) -> str:
    """Read bytes as Windows does: byte 80 is the euro sign."""
    seen = ""
    at = 0
    while at < len(data):
        size = 1 if data[at] == 0x80 else 2
        seen += "€" if size == 1 else data[at : at + 2].decode("gbk", "replace")
        at += size
    return seen


@given(rest=st.text(st.sampled_from("一丁万的一中文é·網页"), max_size=40))
def test_the_euro_sign_of_code_page_936_is_byte_80(rest: str) -> None:
    text = "中文" + rest
    seen = read_by_code_page_936(text.encode())
    if "\ufffd" not in seen:
        assert [reading.after for reading in utf8_readings(seen, "gbk")] == [text]


def test_a_text_that_was_confused_as_a_whole_but_for_a_name() -> None:
    text = "這家公司的客服每天都會打來詢問還款的情況，讓人無法安心工作。"
    confused = text.encode().decode("gb18030", "replace")
    repaired = repair(f"Zoë：{confused}", "inferred").text
    assert repaired.startswith("Zoë：這家公司的客服")


@pytest.mark.parametrize("decoder", ["big5hkscs", "cp950"])
def test_the_decoder_of_big5_is_told_by_the_signs_that_it_places_elsewhere(decoder: str) -> None:
    text = "奇特的平台，每天都打电话来。上一篇：没有了。下一篇：返回列表。奇怪的汽车公司。"
    assert repair(text.encode("gbk").decode(decoder)).text == text


FAR = "".join(char for char, short in simplified().items() if short > "\uffff")[:3]
"""Characters whose simplified forms lie beyond the basic plane."""

LOSSY = ((0xE6, 0x95), (0xE5, 0xBC), (0xE4, 0xB8), (0xE7, 0xB6), (0xE8, 0xA9))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(HAN, st.sampled_from(["", "導語", "\U00020000😀"]), st.sampled_from(LOSSY)), max_size=8)
    )
)
def test_compiled_and_python_choose_the_same(shapes: list[list[str | tuple[int, int]]]) -> None:
    def items() -> list[list[str | Choice]]:
        return [
            [part if isinstance(part, str) else Choice(options((*part, LOST))) for part in shape] for shape in shapes
        ]

    compiled, python = items(), items()
    assert lost_arrays.rank_all(compiled) == [rank(text) for text in python]
    for ours, theirs in zip(compiled, python, strict=True):
        assert [(one.best, one.other) for one in ours if isinstance(one, Choice)] == [
            (one.best, one.other) for one in theirs if isinstance(one, Choice)
        ]


def test_many_losses_bring_the_compiled_choice_in(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "一段完整的文字，后面丢失了什么呢\n数据的分析结果很好看\n".encode().decode("gb18030", "replace")
    monkeypatch.setattr(lost_bytes, "_ranked_in_python", 0)
    before = [*utf8_readings(text, "gbk")]
    assert any(piece.lost for reading in before for piece in reading.pieces)
    monkeypatch.setattr(lost_bytes, "_ranked_in_python", lost_bytes.IN_PYTHON_ALONE)
    monkeypatch.setattr(lost_bytes, "rank", None)  # nobody asks for it
    assert [*utf8_readings(text, "gbk")] == before
