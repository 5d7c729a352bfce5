"""Measures of a corpus: each against its plain definition, and what must hold of all."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from toolkit.dedup import dedup
from toolkit.errors import UsageError
from toolkit.measure import MEASURES, Table, measure
from toolkit.sketch import fold, shingles

QUICK = [name for name in MEASURES if name not in ("template_gain", "template_saving")]


def folds(texts: list[str]) -> list[str]:
    return [fold(text) for text in texts]


def grams(text: str, width: int) -> set[str]:
    return {text[i : i + width] for i in range(len(text) - width + 1)}


def replicated(texts: list[str], length: int) -> float:
    sets = [shingles(text) for text in folds(texts)]
    shares = []
    for at, mine in enumerate(sets):
        others = set().union(*(s for number, s in enumerate(sets) if number != at))
        shares.append(len(mine & others) / len(mine))
    return float(np.mean(shares))


def repetition(texts: list[str], length: int) -> float:
    sets = [grams(text[:length], 8) for text in folds(texts) if len(text) >= length]
    counts = Counter(gram for mine in sets for gram in mine)
    return float(np.mean([math.log(1 + sum(counts[gram] - 1 for gram in mine)) for mine in sets]))


def fixed(texts: list[str], length: int) -> float:
    sets = [grams(text, 10) for text in folds(texts)]
    counts = Counter(gram for mine in sets for gram in mine)
    shares = []
    for text in folds(texts):
        covered = set()
        for i in range(len(text) - 9):
            if counts[text[i : i + 10]] - 1 >= 3:
                covered.update(range(i, i + 10))
        shares.append(len(covered) / len(text))
    return float(np.mean(shares))


def homogeneous(texts: list[str], length: int) -> float:
    """All pairs: with as many partners as there are other texts, the ring visits each of them once."""
    cut = [text[:length] for text in folds(texts) if len(text) >= length]
    found = [
        2 * LCSseq.similarity(a, b) / (len(a) + len(b)) for i, a in enumerate(cut) for j, b in enumerate(cut) if i != j
    ]
    return float(np.mean(found))


def duplicates(texts: list[str], length: int) -> float:
    found = dedup(texts)
    return float(np.mean(found.sizes[found.labels] > 1))


def diversity(texts: list[str], length: int) -> float:
    cut = [text[:length] for text in folds(texts) if len(text) >= length]
    shares = []
    for width in range(1, 5):
        every = [text[i : i + width] for text in cut for i in range(len(text) - width + 1)]
        shares.append(len(set(every)) / len(every))
    return float(np.mean(shares))


ORACLES: dict[str, Any] = {
    "replicated_shingles": replicated,
    "self_repetition": repetition,
    "fixed_text": fixed,
    "homogenisation": homogeneous,
    "near_duplicates": duplicates,
    "ngram_diversity": diversity,
}


@pytest.mark.parametrize("name", ORACLES)
def test_measure_is_its_definition(name: str, loans: list[str], bulletins: list[str], unrelated: list[str]) -> None:
    texts = [*loans[:6], *bulletins[:3], *unrelated[:2]]
    found = measure(texts, only=[name], length=100)
    assert found[name].value == pytest.approx(ORACLES[name](texts, 100), abs=1e-12)


def test_cross_document_gain_is_the_share_that_others_have() -> None:
    rng = np.random.default_rng(1)
    own = ["".join(map(chr, rng.integers(0x4E00, 0x9FA5, 120))) for _ in range(24)]
    common = "".join(map(chr, rng.integers(0x4E00, 0x9FA5, 120)))
    texts = [common[:half] + text[half:] for text, half in zip(own, [0, 30, 60, 90] * 6, strict=True)]
    # Drawn characters do not compress, so that what is saved is what is shared, less the pointer to it.
    gains = sorted(measure(texts, only=["compression_gain"], length=120).parts["compression_gain"])
    for gain, share in zip(gains, sorted([0, 0.25, 0.5, 0.75] * 6), strict=True):
        assert share - 0.1 <= gain <= share + 0.01


def test_template_rate_counts_the_most_frequent_patterns(loans: list[str], bulletins: list[str]) -> None:
    from toolkit.measure.patterns import FUNCTION, tags

    texts = [text[:150] for text in folds([*loans[:6], *bulletins[:6]]) if len(text) >= 150]

    def listed(text: str) -> list[str]:
        line = tags(text)
        grams_of = [line[i : i + 8] for i in range(len(line) - 7)]
        return [gram for gram in grams_of if len([tag for tag in gram if tag in FUNCTION]) >= 2]

    holders = Counter(pattern for text in texts for pattern in set(listed(text)))
    top = {p for p, n in sorted(holders.items(), key=lambda item: (-item[1], item[0]))[:100] if n > 1}
    expected = [len([p for p in listed(text) if p in top]) / len(listed(text)) for text in texts]
    found = measure([*loans[:6], *bulletins[:6]], only=["template_rate"], length=150)
    assert found["template_rate"].value == pytest.approx(np.mean(expected), abs=1e-12)


def test_template_saving_is_that_of_the_best_other_text() -> None:
    rng = np.random.default_rng(2)
    names = ["".join(map(chr, rng.integers(0x4E00, 0x9FA5, 3))) for _ in range(8)]
    fixed = ["".join(map(chr, rng.integers(0x4E00, 0x9FA5, 40))) for _ in range(3)]
    texts = [f"{name}{fixed[0]}{name}{fixed[1]}{name}{fixed[2]}" for name in names]
    lone = "".join(map(chr, rng.integers(0x4E00, 0x9FA5, 132)))
    found = measure([*texts, lone], only=["template_saving"])
    # By hand: three segments of 40 characters, each behind three of its own; nothing shared by the lone one.
    counts = Counter("".join(folds([*texts, lone])))
    total = sum(counts.values()) + 0x110000 / 2
    shares = []
    for text in folds(texts):
        bits = [-math.log2((counts[c] + 0.5) / total) for c in text]
        gamma = [2 * (n + 1).bit_length() - 1 for n in (3, 3, 40)]
        shared = sum(sum(bits[at : at + 40]) - sum(gamma) for at in (3, 46, 89))
        shares.append((shared - math.log2(9)) / sum(bits))
    assert found["template_saving"].value == pytest.approx(sum(shares) / 9, abs=1e-9)
    assert min(found.parts["template_saving"]) == 0


def test_template_gain_is_that_of_the_induced_templates(
    loans: list[str], bulletins: list[str], unrelated: list[str]
) -> None:
    from toolkit.induce import induce

    texts = [*loans[:8], *bulletins[:8], *unrelated[:4]]
    one, other = induce(loans[:8]), induce(bulletins[:8])
    members = len(one.members) * one.report.saved + len(other.members) * other.report.saved
    found = measure(texts, only=["template_gain"])["template_gain"].value
    assert found == pytest.approx(members / len(texts), abs=0.02)


def test_compression_ratio_is_that_of_blocks(loans: list[str]) -> None:
    # Compressed size depends a little on the order, which the seed draws.
    joined = " ".join(text[:100] for text in folds(loans)).encode()
    expected = len(joined) / len(zlib.compress(joined, 9))
    assert measure(loans, only=["compression_ratio"], length=100)["compression_ratio"].value == pytest.approx(
        expected, rel=0.02
    )


def test_moulds_stand_apart_from_unrelated_texts(loans: list[str], unrelated: list[str]) -> None:
    templated, honest = measure(loans), measure(unrelated)
    for name in MEASURES:
        high, low = templated[name], honest[name]
        if name in ("slot_entropy", "near_duplicates"):
            continue
        if high.per == "blocks":  # one block each: no interval
            assert (high.value > low.value) == (name != "ngram_diversity")  # type: ignore[operator]
            continue
        assert high.low is not None
        assert low.high is not None
        assert high.low > low.high, name
    assert templated["slot_entropy"].value is not None
    assert honest["slot_entropy"].value is None
    assert "no gap" in honest["slot_entropy"].note
    assert honest["template_gain"].value == 0


def test_slots_have_the_entropy_of_their_fillers() -> None:
    head, tail = "這段文字在每一篇裡都完全一樣請看", "後面的文字也在每一篇裡都完全一樣"
    fillers = ["甲午", "乙未", "丙申", "丁酉"]
    texts = [f"{head}{fillers[i % 4]}{tail}{chr(0x5000 + 7 * i) * 12}" for i in range(200)]
    # The first letters differ, so that the gap is the filler; Miller and Madow add 3 / 400 nats to ln 4.
    value = measure(texts, only=["slot_entropy"])["slot_entropy"].value
    assert value is None  # four fillers in two hundred texts are common shingles themselves: alternatives, not slots
    texts = [f"{head}{chr(0x4E00 + 31 * i)}{chr(0x7000 + 17 * i)}{tail}{chr(0x5000 + 7 * i) * 12}" for i in range(64)]
    value = measure(texts, only=["slot_entropy"])["slot_entropy"].value
    assert value == pytest.approx(6 + 63 / (2 * 64 * math.log(2)), abs=1e-9)


@given(st.permutations(range(12)))
@settings(max_examples=5)
def test_order_plays_no_part(order: list[int]) -> None:
    texts = [f"第{i}篇:{'申請只要三分鐘,請填寫資料。' * (i % 4 + 1)}{chr(0x4E00 + 50 * i) * 30}" for i in range(12)]
    first = measure(texts, only=QUICK, length=30)
    again = measure([texts[i] for i in order], only=QUICK, length=30)
    assert again.to_dict() == first.to_dict()


def test_copies_raise_what_is_shared(loans: list[str], bulletins: list[str], unrelated: list[str]) -> None:
    texts = [*loans[:4], *bulletins[:4], *unrelated[:8]]
    once, twice = measure(texts, length=90), measure(texts * 2, length=90)
    for name in MEASURES:
        before, after = once[name].value, twice[name].value
        if name == "slot_entropy":
            continue
        assert before is not None
        assert after is not None
        if name == "ngram_diversity":
            assert after < before
        else:
            assert after >= before, name
    assert twice["near_duplicates"].value == twice["replicated_shingles"].value == 1


def test_what_one_host_repeats_counts_once(loans: list[str]) -> None:
    names = ["replicated_shingles", "fixed_text"]
    one = measure(loans, hosts=["a.example"] * len(loans), only=names)
    many = measure(loans, hosts=[f"{i}.example" for i in range(len(loans))], only=names)
    assert one["replicated_shingles"].value == one["fixed_text"].value == 0
    assert many.to_dict() == measure(loans, only=names).to_dict()


def test_intervals_hold_the_value(loans: list[str], unrelated: list[str]) -> None:
    for row in measure([*loans, *unrelated]).rows:
        if row.low is not None:
            assert row.value is not None
            assert row.low <= row.value <= row.high  # type: ignore[operator]


def test_what_is_all_the_same_does_not_claim_to_be_certain(loans: list[str], unrelated: list[str]) -> None:
    none = measure(unrelated, only=["near_duplicates"])["near_duplicates"]
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 24))
    copies = measure([loans[0], loans[0]] * 4, only=["near_duplicates", "replicated_shingles"])
    assert copies["near_duplicates"].low == pytest.approx(0.025 ** (1 / 8))
    assert "says nothing of others" in copies["replicated_shingles"].note


def test_arrow_and_lists_are_the_same(loans: list[str]) -> None:
    names = ["replicated_shingles", "self_repetition"]
    expected = measure([*loans, ""], only=names).to_dict()
    assert measure(pa.array([*loans, None]), only=names).to_dict() == expected


def test_a_sample_is_measured(loans: list[str], unrelated: list[str]) -> None:
    found = measure([*loans, *unrelated], sample=10, only=["near_duplicates"])
    assert (found.texts, found.measured, found["near_duplicates"].n) == (48, 10, 10)


def test_short_texts_are_left_out_where_length_is_controlled(loans: list[str]) -> None:
    found = measure([*loans, "短文一篇"], length=200, only=["self_repetition", "near_duplicates"])
    assert (found["self_repetition"].n, found["near_duplicates"].n) == (24, 25)
    nothing = measure(loans, length=10_000, only=["self_repetition", "compression_gain", "ngram_diversity"])
    assert [row.value for row in nothing.rows] == [None] * 3
    assert "10000" in nothing["self_repetition"].note
    tiny = measure(["甲文", "乙文"], only=["self_repetition", "replicated_shingles"])
    assert [row.value for row in tiny.rows] == [None, None]


def test_what_a_table_cannot_say_is_noted(loans: list[str]) -> None:
    same = measure([loans[0]] * 5, only=["template_gain", "template_saving", "near_duplicates"])
    assert same["template_gain"].value == 0
    assert same["near_duplicates"].value == 1
    assert "copies, not a template" in same["template_gain"].note
    short = measure([f"{name}好" for name in "甲乙丙丁"], only=["compression_gain", "near_duplicates"])
    assert "too few to say much" in short["compression_gain"].note
    assert not short["near_duplicates"].note
    assert not measure(loans, only=["compression_gain"])["compression_gain"].note


@pytest.mark.parametrize(
    ("texts", "options", "said"),
    [
        ([], {}, "at least two"),
        (["只有一篇"], {}, "at least two"),
        (["", "!?", "一篇"], {}, "there are 1"),
        (["甲文", "乙文"], {"only": ["nonsense"]}, "known: compression_gain"),
        (["甲文", "乙文"], {"ids": ["a", "a"]}, "distinct"),
        (["甲文", "乙文"], {"hosts": ["a"]}, "one a text"),
        (["甲文", "乙文"], {"level": 1}, "level"),
        (["甲文", "乙文"], {"sample": 1}, "sample"),
        (["甲文", "乙文"], {"length": 0}, "length"),
    ],
)
def test_wrong_usage_is_named(texts: list[str], options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        measure(texts, **options)


@given(st.lists(st.text(st.characters(), max_size=30) | st.just("\ud800乙\x00甲甲"), min_size=2, max_size=5))
@settings(max_examples=15)
def test_any_text_can_be_measured(texts: list[str]) -> None:
    if sum(bool(fold(text)) for text in texts) < 2:
        with pytest.raises(UsageError, match="at least two"):
            measure(texts)
        return
    found = measure(texts)
    for row in found.rows:
        assert row.value is None or math.isfinite(row.value)


def test_the_table_is_a_table(loans: list[str]) -> None:
    found = measure(loans, only=["near_duplicates", "self_repetition"])
    assert isinstance(found, Table)
    assert list(found) == ["self_repetition", "near_duplicates"]
    table = pa.table(found)
    assert table.to_pylist() == found.to_dict()["measures"]
    assert table.schema.field("value").type == pa.float64()
    assert "<td>self_repetition</td>" in found._repr_html_()
    with pytest.raises(KeyError):
        found["nonsense"]
