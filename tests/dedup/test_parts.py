"""Passages that otherwise different articles share."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.dedup import Clusters, dedup
from toolkit.dedup.part_search import Winnowing, common_limit
from toolkit.dedup.parts import _covered
from toolkit.errors import UsageError
from toolkit.sketch import fold

Write = Callable[..., str]
Spin = Callable[[random.Random, str, int], str]


def part_pairs(clusters: Clusters) -> dict[tuple[int, int], str]:
    assert clusters.parts is not None
    parts = clusters.parts
    return {(int(parts.i[k]), int(parts.j[k])): parts.relation(k) for k in range(len(parts))}


def longest_common(one: str, two: str) -> int:
    """Length of the longest common substring, the slow way."""
    best = 0
    row = [0] * (len(two) + 1)
    for a in one:
        row = [0, *(row[k] + 1 if a == b else 0 for k, b in enumerate(two))]
        best = max(best, *row)
    return best


@pytest.fixture
def strangers(rng: random.Random) -> list[str]:
    """Articles that share nothing: each of random characters."""
    return ["".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(400)) + "。" for _ in range(12)]


def test_a_stitched_article_names_its_sources(strangers: list[str]) -> None:
    a, b, *others = strangers
    made = a[:200] + b[200:]
    clusters = dedup([a, b, *others, made], parts=True)
    last = len(others) + 2
    assert part_pairs(clusters) == {(0, last): "passage", (1, last): "passage"}
    assert clusters.parts is not None
    (stitched,) = clusters.parts.stitched
    assert stitched.row == last
    assert set(stitched.sources) == {0, 1}
    assert stitched.share == 1.0
    assert clusters.parts.spans(0) == [(0, 200, 0, 200)]
    assert clusters.parts.spans(1) == [(200, 400, 200, 400)]
    assert len(clusters) == last + 1  # no cluster changes
    assert [p.kind for p in clusters.pairs] == ["part", "part"]
    assert len(clusters.pairs.whole) == 0


def test_containment_and_quotation_are_told_apart(strangers: list[str]) -> None:
    a, b, c, d, *_ = strangers
    clusters = dedup([a, a[100:250], b + c[150:210] + d, c], parts=True)
    assert part_pairs(clusters) == {(0, 1): "contains", (2, 3): "passage"}
    table = clusters.pairs_to_arrow().to_pylist()
    assert [row["relation"] for row in table] == ["contains", "passage"]
    assert table[0]["share_b"] == 1.0
    assert table[0]["share_a"] == pytest.approx(150 / 400)
    assert all(row["kind"] == "part" for row in table)


def test_whole_copies_are_no_parts(strangers: list[str], rng: random.Random, spun: Spin) -> None:
    a, b, *_ = strangers
    clusters = dedup([a, spun(rng, a, 4), b, b.replace("。", ""), a[:150] + b[:150]], parts=True)
    kinds = {(p.i, p.j): p.kind for p in clusters.pairs}
    assert kinds.pop((0, 1)) == kinds.pop((2, 3)) == "whole"
    # One text of each cluster stands for its copies.
    assert sorted(kinds.values()) == ["part", "part"]
    rows = clusters.pairs_to_arrow().to_pylist()
    assert {row["relation"] for row in rows if row["kind"] == "whole"} == {"copy"}
    assert all(row["share_a"] is None for row in rows if row["kind"] == "whole")


def test_boilerplate_makes_no_pairs_and_no_shares(strangers: list[str]) -> None:
    footer = "".join(chr(0x5000 + 37 * k) for k in range(90))
    quote = "".join(chr(0x5001 + 41 * k) for k in range(80))
    texts = [text + footer for text in strangers]
    texts[3] = strangers[3] + quote + footer
    texts[7] = quote + strangers[7] + footer
    clusters = dedup(texts, parts=True)
    assert part_pairs(clusters) == {(3, 7): "passage"}
    assert clusters.parts is not None
    assert clusters.parts.boilerplate > 0
    (span,) = clusters.parts.spans(0)
    assert span[2:] == (0, 80)
    assert span[0] == 401
    assert 80 <= span[1] - span[0] <= 80 + 16
    (told,) = clusters.parts.common
    assert texts[told.row][told.start : told.end] == footer
    assert told.texts == len(texts)
    few = dedup(texts[3:9], parts=True)  # in a handful of articles the same footer is worth a mention
    assert len(part_pairs(few)) == 15


def test_script_notes_and_small_differences_do_not_hide_a_passage(strangers: list[str]) -> None:
    passage = (
        "工匠們先把舊瓦一片一片地揭下來,按照大小排在院子裡;然後檢查每一根椽子,把蟲蛀的換掉。"
        "等到新的木料上好桐油,瓦片才重新鋪回去,前後一共花了二十三天,連門前的石階也一併墊平了。"
    )
    touched = passage.replace("舊", "旧(jiù)").replace("們", "们").replace(",", "， ").replace("每一根", "所有的")
    texts = [strangers[0] + passage, touched + strangers[1]]
    clusters = dedup(texts, parts=True)
    assert part_pairs(clusters) == {(0, 1): "passage"}
    assert clusters.parts is not None
    ((a, b, c, d),) = clusters.parts.spans(0)
    assert texts[0][a:b] == passage.rstrip("。")
    assert texts[1][c:d] == touched.rstrip("。")


@settings(max_examples=60)
@given(
    st.integers(15, 80),
    st.integers(0, 120),
    st.integers(0, 120),
    st.integers(0, 120),
    st.integers(0, 120),
    st.integers(0, 110),
    st.randoms(use_true_random=False),
)
def test_found_exactly_when_long_enough(
    least: int, before: int, after: int, front: int, back: int, size: int, rng: random.Random
) -> None:
    def fresh(count: int) -> str:
        return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(count))

    shared = fresh(size)
    one, two = fresh(before) + shared + fresh(after), fresh(front) + shared + fresh(back)
    clusters = dedup([one, two], parts=least, threshold=1.0)
    if fold(one) == fold(two):
        return
    expected = longest_common(fold(one), fold(two)) >= least
    assert bool(part_pairs(clusters)) == expected
    if expected and clusters.parts is not None:
        for a, b, c, d in clusters.parts.spans(0):
            assert fold(one[a:b]) == fold(two[c:d])


@settings(max_examples=40)
@given(
    st.lists(st.text(st.characters(exclude_categories=()), max_size=30) | st.just("甲乙丙丁" * 9), max_size=5).flatmap(
        lambda pool: st.lists(st.permutations(pool).map("".join), max_size=6)
    )
)
def test_any_text_is_taken(texts: list[str]) -> None:
    clusters = dedup(texts, parts=15)
    assert clusters.parts is not None
    for k in range(len(clusters.parts)):
        one, two = texts[clusters.parts.i[k]], texts[clusters.parts.j[k]]
        spans = clusters.parts.spans(k)
        assert spans
        assert 0 < clusters.parts.share_i[k] <= 1
        assert 0 < clusters.parts.share_j[k] <= 1
        for a, b, c, d in spans:
            assert 0 <= a < b <= len(one)
            assert 0 <= c < d <= len(two)


def test_order_workers_and_column_play_no_part(rng: random.Random, strangers: list[str], article: Write) -> None:
    texts = [*strangers, strangers[0][:200] + strangers[1][:200], *(article(rng) for _ in range(20))]
    texts += [texts[-1][:300] + texts[-2][200:500], texts[-3][100:400]]
    ids = [f"n{k}" for k in range(len(texts))]

    def seen(clusters: Clusters) -> set[tuple[object, ...]]:
        assert clusters.parts is not None
        found: set[tuple[object, ...]] = set()
        for k in range(len(clusters.parts)):
            i, j = int(clusters.parts.i[k]), int(clusters.parts.j[k])
            spans = clusters.parts.spans(k)
            own, other = [(a, b) for a, b, _, _ in spans], [(c, d) for _, _, c, d in spans]
            sides = sorted([((clusters.ids or [])[i], str(sorted(own))), ((clusters.ids or [])[j], str(sorted(other)))])
            found.add((*sides, float(clusters.parts.jaccard[k])))
        return found

    expected = seen(dedup(texts, ids=ids, parts=True))
    assert len(expected) >= 4
    for workers in (1, 3):
        order = list(range(len(texts)))
        rng.shuffle(order)
        shuffled = [texts[k] for k in order]
        column = pa.chunked_array([shuffled[:9], shuffled[9:]], pa.large_string())
        assert seen(dedup(column, ids=[ids[k] for k in order], parts=True, workers=workers)) == expected


def test_fingerprints_in_several_shares_find_the_same(strangers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.dedup import part_search

    texts = [*strangers, strangers[0][:200] + strangers[1][:200]]
    expected = dedup(texts, parts=True)
    monkeypatch.setattr(part_search, "FINGERPRINTS", 50)
    monkeypatch.setattr(part_search, "BATCH_CHARACTERS", 900)
    monkeypatch.setattr(part_search, "TASK_CHARACTERS", 100)
    again = dedup(texts, parts=True)
    assert again.parts is not None
    assert expected.parts is not None
    np.testing.assert_array_equal(again.parts.passages, expected.parts.passages)


def test_passages_as_a_table(strangers: list[str]) -> None:
    clusters = dedup([strangers[0], strangers[0][:120]], parts=True, ids=["全", "半"])
    assert clusters.passages_to_arrow().to_pylist() == [
        {"id_a": "全", "id_b": "半", "start_a": 0, "end_a": 120, "start_b": 0, "end_b": 120}
    ]
    assert dedup(strangers).passages_to_arrow().num_rows == 0


def test_too_short_a_passage_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 15"):
        dedup(["一", "二"], parts=5)
    assert Winnowing.for_passage(15) == Winnowing(5, 11)
    assert common_limit(1) == 8


@given(st.data())
def test_the_union_of_passages_is_counted_once(data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(1, 30), min_size=2, max_size=5))
    texts = st.integers(0, len(lengths) - 1)
    pairs = data.draw(st.lists(st.tuples(texts, texts), max_size=6))
    covered = [np.zeros(length, np.bool_) for length in lengths]
    spans = []
    for pair, nodes in enumerate(pairs):
        ends = []
        for node in nodes:
            start = data.draw(st.integers(0, lengths[node] - 1))
            end = data.draw(st.integers(start + 1, lengths[node]))
            covered[node][start:end] = True
            ends += [start, end]
        spans.append([pair, *ends])
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    found = _covered(left, right, np.array(spans, np.int64).reshape(-1, 5), np.array(lengths))
    assert found.tolist() == [int(marks.sum()) for marks in covered]
