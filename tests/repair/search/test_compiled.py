"""The compiled search against the search in Python: the same texts, at the same prices to the last bit."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.generate.kit import random_kit
from toolkit.repair import annotation, brackets, evidence, fluency, kits, language
from toolkit.repair.evidence import Page
from toolkit.repair.gbk import LEADS, codes
from toolkit.repair.search import arrays, beam, switch, unshift
from toolkit.repair.search import beam_kernels as b
from toolkit.repair.search import model as m
from toolkit.repair.search import model_kernels as k
from toolkit.repair.search import path_kernels as p
from toolkit.repair.search import price_kernels as q
from toolkit.repair.search.model import names
from toolkit.repair.search.prices import ending_with
from toolkit.repair.search.sizes import QUICK, WIDE, Size

SMALL = Size(6, 2, 6.0, 2.5, 2, 3, 6.0, 3, 4, 2, 2)
ANY = st.text(st.sampled_from("数据分析的业务因为这是银行龘a1，。?\n\x00é\ud800𠀀𪚥"), max_size=10)
CHARACTERS = "导网當的方式因為你我平臺鎮驗領姆绞竭谄渌榉穩(;。A領0，?)\ud800𠀀"
PIECES = (*CHARACTERS, "?shù)", "?yàn)", "?zhuāng)", "(wěn)", "?;")


def pages(text: str) -> list[tuple[Page, int, bool]]:
    """A page with each of its breaks, as the room reads it."""
    notes = kits.scan_notes(text)
    kit = kits.read_kit(text, notes)
    found = [(match.start(), False) for match in brackets.BREAK.finditer(text)]
    found += [(match.start(), True) for match in brackets.ORPHAN.finditer(text)]
    page = Page(text, notes, kit.readings if kit.certainty else {}, [at for at, _ in sorted(found)])
    return [(page, at, orphan) for at, orphan in sorted(found) if at > 0]


def same(text: str, page: Page, at: int, sizes: tuple[Size, Size], lead: int = 0) -> None:
    """Search both ways, and compare all texts that they end with."""
    left = text[max(0, at - 6) : at]
    given = (text, page, left, at, annotation._tail(left[-1]), lead)
    slow, fast = beam.Search(*given), arrays.CompiledSearch(*given)
    for size in sizes:
        expected = [(end.cost, end.worst, end.steady, end.runs()) for end in slow.ends(size)]
        ends = fast.ends(size)
        assert ends is not None
        assert [(end.cost, end.worst, end.steady, end.runs()) for end in ends] == expected
        again = slow.go_back()
        assert fast.go_back() == again
        if not again:
            break


@given(st.integers(0, 10_000), st.integers(20, 130))
@settings(max_examples=12, deadline=None)
def test_pages_are_searched_alike(articles: list[str], seed: int, entries: int) -> None:
    text = random_kit(seed, entries).annotate(articles[seed % len(articles)])
    for page, at, orphan in pages(text)[:4]:
        same(text, page, at, (QUICK, SMALL), codes()["。"][0] if orphan else 0)


@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=25).map("".join))
@settings(max_examples=60, deadline=None)
def test_nonsense_is_searched_alike(text: str) -> None:
    for page, at, orphan in pages(text)[:3]:
        same(text, page, at, (SMALL, SMALL), codes()["。"][0] if orphan else 0)


def test_a_wide_search_is_the_same_too(articles: list[str]) -> None:
    text = random_kit(7, 90).annotate(articles[7])
    page, at, _ = pages(text)[0]
    same(text, page, at, (QUICK, WIDE))


@given(ANY, ANY)
@settings(deadline=None)
def test_the_language_model_is_the_same(text: str, after: str) -> None:
    memory = arrays._memory()
    address = memory.address
    front = fluency.START
    k.start(address, 0)
    for slot, char in enumerate(text):
        front = fluency.step(front, char)
        k.step(address, slot, ord(char), slot + 1)
    slot = len(text)
    costs, numbers = memory.array(k.FRONT_COSTS)[slot], memory.array(k.FRONTS)[slot]
    assert numbers[k.COUNT] == len(front)
    assert costs[: len(front)].tolist() == [cost for _, cost, _, _ in front]
    assert costs[k.FIRST_ENDED : k.FIRST_ENDED + len(front)].tolist() == [ended for *_, ended in front]
    ahead = fluency.Ahead(front)
    stamps = memory.array(p.COUNTERS)
    stamps[p.AHEAD_STAMP] += 1
    k.prepare(address, slot)
    k.mark_continuing(address, int(stamps[p.AHEAD_STAMP]))
    stamps[p.AHEAD_OF] = p.NONE
    floor, rise = ahead.floor()
    beyond = memory.array(k.AHEAD_COSTS)
    for char in after:
        row = min(ord(char), m.LAST_ROW)
        node = memory.array(m.CHAR_ROWS)[row, m.NODE]
        opening = memory.array(m.WORD_COST_ROWS)[node, m.BEGIN] if node or k.is_han(ord(char)) else m.IS_MARK
        alone = memory.array(m.CHAR_COST_ROWS)[row, m.ALONE]
        assert k.next_cost(address, slot, ord(char), opening, alone) == ahead.cost(char)
        if k.is_han(ord(char)) and not ahead.continues(char):  # the bound by which most are given up
            assert ahead.cost(char) - ahead.before >= floor + rise * opening - 1e-6
        if ahead.continues(char):
            assert ahead.cost(char) - ahead.before >= min(beyond[k.CONTINUED_FLOOR], floor + rise * opening) - 1e-6
        if opening == m.IS_MARK and char in codes() and char > "\x7f":
            least = m.model().trail_costs[codes()[char][1], m.LEAST_MARK]
            assert ahead.cost(char) - ahead.before >= beyond[k.ANY_MARK_FLOOR] + least - 1e-6


@given(
    st.sampled_from("数据的这银行"),
    st.text(st.sampled_from("数据的业务因为银行，"), max_size=6),
    st.integers(0x40, 0xFE),
)
@settings(deadline=None, max_examples=60)
def test_all_characters_of_a_second_byte_are_offered_but_those_too_dear(char: str, left: str, trail: int) -> None:
    memory = arrays._memory()
    address = memory.address
    arrays._facts(memory, "", Page("", [], {}, []))
    before = np.array([ord(other) for other in left + char], np.int64)
    for limit in (0.0, 9.0, 12.0, 30.0):
        b.set_out(address, before, 0, 0, 0)
        path = memory.array(p.BEAM_PATHS)[0]
        memory.array(p.NUMBERS)[path, p.WILD] = p.VANISHED_WILD
        q.offer_ending(address, path, trail, p.CANDIDATES, limit, 0)
        count = memory.array(p.COUNTERS)[p.FOUND]
        found = [row[0] for row in memory.array(p.FOUND_NUMBERS)[:count].tolist()]
        prices = memory.array(p.FOUND_COSTS)[:count].tolist()
        memory.array(p.COUNTERS)[p.FOUND] = 0
        possible = [code for code in ending_with(trail) if code >> 8 >= LEADS[0] + 0x20]
        priced = sorted((q.price(address, path, code), code) for code in possible)
        assert list(zip(prices, found, strict=True)) == [pair for pair in priced if pair[0] <= limit]
        if q.is_beyond(address, path, trail, limit):
            assert not found


@given(st.lists(ANY, max_size=4))
@settings(deadline=None)
def test_texts_cost_the_same(texts: list[str]) -> None:
    assert arrays.costs(texts) == [fluency.cost(text) for text in texts]


@given(st.text(st.sampled_from("貸款平臺很多，款的a\ud800𠀀"), max_size=30), st.sampled_from("貸款臺的，a"))
@settings(deadline=None)
def test_what_the_page_has_is_the_same(text: str, char: str) -> None:
    page = Page(text, [], {}, [0])
    for last in ("款", "台", "很多", "款平", "a"):
        before = ord(last[0]) if len(last) > 1 else p.NONE
        arrays._facts(arrays._memory(), text, page)
        taken_off = q.bonus(arrays._memory().address, before, ord(last[-1]), ord(char))
        once = page.followers(last[-1]) if last[-1] >= "\u3400" else frozenset()
        twice = page.followers(last) if len(last) > 1 else frozenset()
        assert taken_off == (2.0 if char in twice else 1.0 if char in once else 0.0)


def test_entries_cost_the_same(articles: list[str]) -> None:
    text = random_kit(3, 60).annotate(articles[3])
    page = Page(text, kits.scan_notes(text), kits.read_kit(text, kits.scan_notes(text)).readings, [])
    assert page.kit
    arrays._facts(arrays._memory(), text, page)
    rng = random.Random(1)
    for reading, number in rng.sample(sorted(names().number.items()), 300):
        char = rng.choice(kits.readings().chars[reading])
        assert q.entry_price(arrays._memory().address, ord(char), number) == page.entry_price(char, reading)


def test_followers_may_overlap() -> None:
    page = Page("人人人都說謝謝謝您，", [], {}, [0])
    assert page.followers("人人") == frozenset("人都")
    assert page.followers("谢谢") == frozenset("谢您")


def test_unshift_gives_the_same_either_way(articles: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [random_kit(seed, 80).annotate(articles[seed]) for seed in range(3)]
    found = []
    for compiled in (True, False):
        monkeypatch.setattr(switch, "_loaded", [arrays.CompiledSearch] if compiled else [])
        monkeypatch.setattr(switch, "IN_PYTHON", 10**9)
        annotation.annotation.cache_clear()
        found.append([annotation.annotation(text).shifted for text in texts])
    assert found[0] == found[1]
    assert any(found[0])


def test_where_there_is_no_room_python_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch, "_loaded", [arrays.CompiledSearch])
    monkeypatch.setattr(arrays.CompiledSearch, "ends", lambda *_: None)
    text = "採取不當?shù)姆绞竭M行催收"
    page = Page(text, [], {}, [4])
    solution = unshift.unshift(text, 4, "採取不當", annotation._tail("當"), page)
    assert solution is not None
    assert solution.runs[0].clean == "的方式進"


@given(st.integers(0, 10_000))
@settings(max_examples=6, deadline=None)
def test_tidying_up_between_searches_changes_nothing(articles: list[str], seed: int) -> None:
    text = random_kit(seed, 90).annotate(articles[seed % len(articles)])
    memory = arrays._memory()
    for page, at, _ in pages(text)[:4]:
        left = text[max(0, at - 6) : at]
        found = []
        for tidy in (False, True):
            search = arrays.CompiledSearch(text, page, left, at, annotation._tail(left[-1]), 0)
            search.ends(QUICK)
            if tidy:
                before = memory.array(p.COUNTERS)[p.MADE_PATHS]
                b.tidy(memory.address)
                assert memory.array(p.COUNTERS)[p.MADE_PATHS] <= before
            if search.go_back():
                if tidy:
                    b.tidy(memory.address)
                found.append([(end.cost, end.worst, end.steady, end.runs()) for end in search.ends(WIDE) or ()])
        assert found == found[:1] * len(found)


def test_a_run_of_any_length_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch, "_loaded", [arrays.CompiledSearch])
    monkeypatch.setattr(beam.Search, "ends", lambda *_: pytest.fail("searched in Python"))
    text = ("('當?shù)" + "姆绞竭" * 100 + ",") * 4
    assert annotation.annotation.__wrapped__(text).shifted
    memory = arrays._memory()
    assert memory.array(p.COUNTERS)[p.STAMP] > 0
    assert memory.array(p.COUNTERS)[p.MADE_PATHS] < p.PATHS - p.MARGIN


def test_what_was_given_up_is_tidied_away_as_if_it_were_there() -> None:
    text = "當?shù)" + "姆绞竭" * 25  # grows more paths than go untidied
    page = Page(text, [], {}, [1])
    same(text, page, 1, (QUICK, WIDE))


def test_characters_beyond_the_basic_plane_are_told_apart() -> None:
    text = "程邪縢?mén)?qiú)?huí)(hēi)鳚?diǎ)(chān)?xuě)?shuà)"  # 釚 and 鯄 are beyond it when simplified
    page, at, _ = pages(text)[0]
    same(text, page, at, (QUICK, SMALL), codes()["。"][0])


def test_stamps_are_counted_anew_before_they_are_too_large(articles: list[str]) -> None:
    text = random_kit(7, 90).annotate(articles[7])
    page, at, _ = pages(text)[0]
    counters = arrays._memory().array(p.COUNTERS)
    for number in (p.STAMP, p.AHEAD_STAMP):
        counters[number] = 2**31 + 5
        same(text, page, at, (QUICK, SMALL))
        assert max(counters[p.STAMP], counters[p.AHEAD_STAMP]) < arrays.LAST_STAMP


def test_a_thread_has_its_own_memory() -> None:
    from threading import Thread

    addresses = [arrays._memory().address]
    thread = Thread(target=lambda: addresses.append(arrays._memory().address))
    thread.start()
    thread.join()
    assert len(set(addresses)) == 2


def test_no_pair_that_can_be_made_is_missing() -> None:
    table = m.model()
    ending = np.zeros(m.PLANE, np.bool_)
    for lead in LEADS:
        for trail in range(0x40, 0xFF):
            ending[lead << 8 | trail] = table.pairs[trail << 8 | lead, m.MADE] != 0
    assert ending.sum() == sum(len(char.encode("gbk")) == 2 for char in codes())


def test_a_path_has_room_for_the_characters_that_are_looked_up() -> None:
    assert len((p.BEFORE_LAST, p.LAST)) == evidence.LAST


def test_every_character_has_its_price() -> None:
    prices = m.model().char_costs[:, m.PRICE].tolist()
    assert prices == [language.price(chr(cp)) for cp in range(m.PLANE)]
