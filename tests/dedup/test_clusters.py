"""What `Clusters` gives back: groups, ids, tables, the notebook view."""

from __future__ import annotations

import pytest

from toolkit.dedup import Clusters, Pairs, dedup

BODY = "每個週末鎮上的集市都會擺出五十個攤位,賣菜的嗓門一個比一個響亮,逛的人多半只是來湊個熱鬧,順手帶兩個梨子回家。"
OTHER = "河邊的柳樹發了新芽,孩子們放學之後總要繞路去看一看,回家便晚了半個鐘頭,大人也不責怪。"
TEXTS = [OTHER, BODY, "短", BODY.replace("個", "個(gè)"), OTHER.replace("樹", "树"), BODY + "完"]


@pytest.fixture
def clusters() -> Clusters:
    return dedup(TEXTS, ids=["甲", "乙", "丙", "丁", "戊", "<己>"])


def test_groups(clusters: Clusters) -> None:
    assert clusters.labels.tolist() == [0, 1, 2, 1, 0, 1]
    assert [group.tolist() for group in clusters.groups()] == [[1, 3, 5], [0, 4]]
    assert clusters.sizes.tolist() == [2, 3, 1]
    assert len(clusters) == 3
    assert repr(clusters) == "<Clusters: 6 texts in 3 clusters, 2 with near-duplicates>"
    with pytest.raises(IndexError, match="no cluster 3"):
        clusters.members(3)


def test_pairs_read_as_a_sequence(clusters: Clusters) -> None:
    pairs = clusters.pairs
    assert [(p.i, p.j) for p in pairs] == [(0, 4), (1, 3), (1, 5), (3, 5)]
    assert pairs[0].jaccard == 1.0
    assert isinstance(pairs[1:], Pairs)
    assert [p.kind for p in pairs[1:3]] == ["whole", "whole"]
    assert repr(pairs) == "<4 pairs>"


def test_cluster_ids_depend_on_the_members_only(clusters: Clusters) -> None:
    fewer = dedup(TEXTS[:5], ids=["甲", "乙", "丙", "丁", "戊"])
    assert fewer.cluster_ids[0] == clusters.cluster_ids[0]
    assert fewer.cluster_ids[1] != clusters.cluster_ids[1]
    assert len(set(clusters.cluster_ids)) == 3
    unnamed = dedup(TEXTS)
    assert dedup(TEXTS[::-1]).cluster_ids[::-1][-1] == unnamed.cluster_ids[unnamed.labels[-1]]
    assert len({*dedup(["甲", "乙", "", ""]).cluster_ids}) >= 3


def test_tables(clusters: Clusters) -> None:
    table = clusters.to_arrow()
    assert table.column_names == ["id", "cluster", "representative", "similarity", "size", "kept"]
    assert table.column("id").to_pylist() == ["甲", "乙", "丙", "丁", "戊", "<己>"]
    assert table.column("kept").to_pylist() == ["甲", "乙", "丙", "乙", "甲", "乙"]
    assert table.column("cluster").to_pylist()[1] == clusters.cluster_ids[1]
    pairs = clusters.pairs_to_arrow()
    assert pairs.column_names == ["id_a", "id_b", "jaccard", "kind"]
    assert pairs.to_pylist()[0] == {"id_a": "甲", "id_b": "戊", "jaccard": 1.0, "kind": "whole"}
    assert dedup(TEXTS).to_arrow().column("id").to_pylist() == list("012345")


def test_the_notebook_view_is_text_not_markup(clusters: Clusters) -> None:
    hostile = dedup([BODY, BODY], ids=["<script>x</script>", "z"])
    html = hostile._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "3 clusters" in clusters._repr_html_()
    many = dedup([f"{BODY}{k:04d}{OTHER}{k * 7919:09d}"[k % 7 :] for k in range(30)], 1.0)
    assert "more" not in many._repr_html_()


def test_stats_are_plain(clusters: Clusters) -> None:
    import json

    stats = json.loads(json.dumps(clusters.stats))
    assert stats["texts"] == 6
    assert stats["clusters"] == 3
    assert stats["bands"] * stats["rows"] <= 128
    assert set(stats["seconds"]) == {"collapse", "sketch", "band", "verify", "divide", "choose", "measure"}
