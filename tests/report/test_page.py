"""The page: hostile text stays text, nothing is loaded, and what is shown is what was given."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from toolkit.article import Reject
from toolkit.report import (
    ArticleRef,
    ClusterMember,
    ClusterView,
    ContactGroup,
    ContactView,
    Counts,
    DamageExample,
    DamageKind,
    Limits,
    OutlineView,
    ReportData,
    render,
)
from toolkit.report.outline import BLANKS
from toolkit.report.passages import (
    CommonPassage,
    PartPair,
    PartsView,
    Recall,
    SharedPassage,
    Source,
    StitchedArticle,
)
from toolkit.report.text import visible

if TYPE_CHECKING:
    from pathlib import Path

PAYLOADS = (
    "<script>alert(1)</script>",
    "\"'><img src=//tracker.example/x onerror=alert(1)>",
    "--></title></style></script><svg onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)//http://tracker.example/",
    "{{ 7*7 }}{% raw %}",
    "\u202e倒過來\u2066的字\x00\ud800\udfff\ufeff",
    "]]><![CDATA[<b>",
    "\u2028`${alert(1)}`\\",
    "e" + "\u0301" * 40,
)
HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=60),
    st.sampled_from(PAYLOADS),
    st.text(st.sampled_from("<>\"'&=/ -!\u202e\x00\ud800字a"), min_size=1, max_size=40),
)


def everything(h: str) -> ReportData:
    """A report with `h` in every field that holds text."""
    leaf = {"kind": h, "number": None, "label": h, "text": h, "start": 0, "end": len(h)}
    outline: dict[str, Any] = {"kind": h, "children": [{"kind": "section", "children": [leaf], "start": 0, "end": 9}]}
    refs = [ArticleRef(h, h)] * 2
    member = ClusterMember(id=h, title=h, source=h, similarity=0.9, text=h)
    examples = [
        DamageExample(
            article=h,
            left=h,
            before=h,
            after=h + "改",
            right=h,
            certainty="proved",
            why=h,
            applied=applied,
            left_now=h,
            right_now=h,
        )
        for applied in (True, False)
    ]
    return ReportData(
        title=h,
        created=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        version=h,
        inputs=[h],
        parameters={h: h},
        versions={h: h},
        counts=Counts(
            read=3,
            kept=2,
            rejected=1,
            ignored=1,
            damaged=1,
            edits=2,
            left=1,
            clusters=1,
            duplicates=1,
            pairs=1,
            part_pairs=1,
            passages=1,
            stitched=1,
            boilerplate=1,
            with_contacts=2,
            contacts=2,
            shared_contacts=1,
            contact_groups=1,
        ),
        seconds={h: 1.0},
        damage=[DamageKind(name=h, summary=h, edits=2, left=1, articles=1, certainties={h: 3}, examples=examples)],
        encodings={h: 2},
        scripts={h: 2},
        similarities=[0.9],
        cluster_sizes={2: 1},
        clusters=[
            ClusterView(
                id=h,
                size=2,
                representative=h,
                members=[member, dataclasses.replace(member, text="改" + h)],
            )
        ],
        outlines=[OutlineView(id=h, title=h, outline=outline, issues=[h])],
        outlines_total=1,
        recall=Recall(expected=0.99, sample=2, pairs=1, found=1, recall=1.0, low=0.2, high=1.0),
        parts=PartsView(
            least=50,
            articles=2,
            relations={h: 1},
            pairs=[
                PartPair(
                    a=refs[0],
                    b=refs[1],
                    relation=h,
                    share_a=0.4,
                    share_b=0.9,
                    total=1,
                    passages=[SharedPassage(h, "改" + h)],
                )
            ],
            stitched=[
                StitchedArticle(
                    article=refs[0],
                    share=0.9,
                    length=9,
                    sources=[Source(article=refs[1], share=0.5, excerpt=h), Source(article=refs[0])],
                    total=2,
                    runs=[(0, 0, 4), (1, 5, 9)],
                )
            ],
            common=[CommonPassage(h, 9, refs[0])],
        ),
        contacts=[ContactView(kind=h, value=h, raws=[h], total=2, articles=refs)],
        contact_groups=[ContactGroup(id=h, size=2, contacts=[(h, h)], articles=refs)],
        rejects=[Reject(h, 1, h)],
        ignored=[Reject(h, None, h)],
    )


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes; what marks hidden characters or differences is left out."""
    tree = LexborHTMLParser(html)
    for node in tree.css(".cp, .diff > *"):
        node.unwrap()
    return [
        (node.tag or "", tuple(sorted(node.attributes)))
        for node in tree.css("*")
        if node.tag != "rect" or node.attributes.get("class") not in ("delete", "insert", "replace", "variant")
    ]


PLAIN = "字"


@given(HOSTILE)
@settings(max_examples=50)
@example(PAYLOADS[0])
@example(PAYLOADS[1])
@example(PAYLOADS[2])
@example(PAYLOADS[6])
def test_hostile_text_adds_no_element_and_no_attribute(text: str) -> None:
    html = render(everything(text))
    html.encode("utf-8")
    assert skeleton(html) == skeleton(render(everything(PLAIN)))


@given(HOSTILE)
@settings(max_examples=25)
@example(PAYLOADS[1])
@example(PAYLOADS[6])
def test_hostile_text_is_shown_as_text(text: str) -> None:
    tree = LexborHTMLParser(render(everything(text)))
    shown = visible(text)
    for selector in (
        "title",
        "h1",
        "#damage tbody th a",
        "#damage .was del",
        "#damage .example .why code",
        "#clusters tbody code",
        "#clusters tbody td bdi",
        "#passages .stitched summary b",
        "#passages .stitched li code",
        "#passages .stitched li .note",
        "#passages .shared summary b",
        "#passages .shared summary .sub",
        "#passages tbody td bdi",
        "#passages tbody td code",
        "#outlines .kind",
        "#outlines .leaf",
        "#outlines .issues li",
        "#contacts tbody th code",
        "#contacts .raw",
        "#rejects tbody td:last-child",
        "#made .plain td",
    ):
        found = [node.text() for node in tree.css(selector)]
        wanted = visible(text.strip(BLANKS)) if selector == "#outlines .leaf" else shown.strip()
        assert any(wanted in piece for piece in found), (selector, found)


def test_nothing_is_loaded_and_nothing_can_be(demo: ReportData) -> None:
    for data in (demo, *(everything(text) for text in PAYLOADS)):
        html = render(data)
        tree = LexborHTMLParser(html)
        for node in tree.css("*"):
            for name, value in node.attributes.items():
                assert name not in {
                    "src",
                    "srcset",
                    "style",
                    "action",
                    "formaction",
                    "background",
                    "data",
                    "xlink:href",
                }
                assert not name.startswith("on")
                if name == "href":
                    assert (value or "").startswith("#") or (node.tag, value) == ("link", "data:,")
        assert {node.tag for node in tree.css("*")}.isdisjoint(
            {"img", "iframe", "object", "embed", "form", "base", "audio", "video", "image", "use", "foreignobject"}
        )
        css, script = tree.css_first("style").text(), tree.css_first("script").text()
        assert not re.search(r"url\(|@import|@font-face|https?:|//", css)
        assert not re.search(r"fetch|XMLHttpRequest|WebSocket|import\(|https?:|innerHTML|eval", script)


def test_the_policy_allows_exactly_our_style_and_script(demo: ReportData) -> None:
    tree = LexborHTMLParser(render(demo))
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        assert len(tree.css(tag)) == 1
        digest = hashlib.sha256(tree.css_first(tag).text().encode()).digest()
        assert directives[name] == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert directives["img-src"] == "data:"
    assert directives["base-uri"] == directives["form-action"] == "'none'"
    # The policy stands before anything it governs.
    html = render(demo)
    assert html.index("Content-Security-Policy") < min(html.index("<link"), html.index("<style"), html.index("<script"))


def test_page_is_sound_html(demo: ReportData) -> None:
    html = render(demo)
    assert html.startswith("<!doctype html>")
    tree = LexborHTMLParser(html)
    ids = Counter(node.attributes["id"] for node in tree.css("[id]"))
    assert ids.most_common(1)[0][1] == 1
    for link in tree.css('a[href^="#"]'):
        assert (link.attributes["href"] or "")[1:] in ids
    for node in tree.css("[aria-labelledby]"):
        assert set((node.attributes["aria-labelledby"] or "").split()) <= set(ids)
    for svg in tree.css("svg"):
        assert svg.attributes["role"] == "img"
        assert svg.css_first("title") or svg.attributes.get("aria-label")
    assert all(table.css_first("caption") for table in tree.css("table"))
    assert tree.css_first("html").attributes["lang"] == "en"
    assert len(tree.css("h1")) == 1
    assert all(node.attributes.get("lang") == "zh" for node in tree.css(".diff"))


def outline_of_page(html: str) -> str:
    """The headings, captions and summaries of a page, one a line."""
    lines = []
    tree = LexborHTMLParser(html)
    for figures in tree.css(".aligned > summary .sub"):  # what an alignment counts is its own room's business
        figures.decompose()
    for node in tree.css("h1, h2, h3, .lead, dt, nav a, caption, figcaption, summary, thead th"):
        text = " ".join(node.text().split())
        lines.append(f"{node.tag}{'.lead' if node.tag == 'p' else ''}: {text}")
    return "\n".join(lines) + "\n"


def test_structure_of_the_page(demo: ReportData, root: Path) -> None:
    golden = root / "tests" / "report" / "golden" / "structure.txt"
    found = outline_of_page(render(dataclasses.replace(demo, clusters=demo.clusters[:2])))
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and is written now: read it, then run again")
    assert found == golden.read_text(encoding="utf-8"), "if this is meant, delete the golden file and run again"


def test_an_empty_run_says_so() -> None:
    data = ReportData(title="nothing", created=datetime(2026, 1, 1, tzinfo=UTC), version="0")
    html = render(data)
    for said in (
        "No article could be read.",
        "No damage was found",
        "No two articles are near-duplicates",
        "No article has an outline",
        "No contact was found",
        "every record became an article",
    ):
        assert said in html
    assert not LexborHTMLParser(html).css("table tbody tr td bdi:empty")


def test_passages_are_shown_only_where_they_were_looked_for(demo: ReportData) -> None:
    without = render(dataclasses.replace(demo, parts=None))
    assert "passages" not in LexborHTMLParser(without).body.text().lower()
    nothing = dataclasses.replace(
        demo, parts=PartsView(least=50), counts=dataclasses.replace(demo.counts, part_pairs=0, boilerplate=0)
    )
    assert "no two articles share a passage of 50 characters" in render(nothing)


def test_recall_is_told_with_its_interval(demo: ReportData) -> None:
    said = " ".join(LexborHTMLParser(render(demo)).css_first("#clusters").text().split())
    assert "have 204 near-duplicates; 203 of them were found, which is 0.995 (95 % interval 0.973 to 0.999" in said
    unknown = dataclasses.replace(demo, recall=Recall(expected=0.99, sample=3, pairs=0, found=0))
    assert "Recall could not be measured" in render(unknown)
    assert "Recall" not in LexborHTMLParser(render(dataclasses.replace(demo, recall=None))).body.text()


def test_totals_that_do_not_add_up_are_called_out(demo: ReportData) -> None:
    assert "do not add up" not in render(demo)
    broken = dataclasses.replace(demo, counts=dataclasses.replace(demo.counts, read=1303))
    assert "do not add up" in render(broken)


def big(limits: Limits) -> ReportData:
    """Much more of everything than is shown, every field long."""
    long = "長" * 5000
    refs = [ArticleRef(long, long)] * 100
    text = "".join(chr(0x4E00 + at * 7 % 20000) for at in range(9000))
    members = [
        ClusterMember(id=f"{at}{long}", title=long, source="s" + long, similarity=1 - at / 100, text=text[at * 60 :])
        for at in range(30)
    ]
    place = DamageExample(article=long, left=long, before=long, after="", right=long, certainty="guess", why=long)
    leaves = [{"kind": "paragraph", "text": long, "start": at, "end": at + 1} for at in range(3000)]
    views = ClusterView(id=long, size=30, representative=members[0].id, members=members)
    return ReportData(
        title=long,
        created=datetime(2026, 1, 1, tzinfo=UTC),
        version="0",
        inputs=[long] * 1000,
        parameters={f"{at}{long}": long for at in range(1000)},
        counts=Counts(
            read=2_000_000, kept=1_000_000, rejected=1_000_000, ignored=9999, damaged=5, edits=10**6, clusters=1234,
            part_pairs=9000, passages=99_000, stitched=800, contacts=9999, shared_contacts=5000, contact_groups=400,
            with_contacts=7000,
        ),
        seconds={f"{at}{long}": 1.0 for at in range(1000)},
        damage=[DamageKind(name=f"{at}{long}", summary=long, edits=99, examples=[place] * 50) for at in range(40)],
        encodings={f"{at}{long}": at for at in range(1000)},
        similarities=[0.8] * 10_000,
        cluster_sizes=dict.fromkeys(range(2, 3000), 1),
        clusters=[views] * (limits.clusters + 20),
        outlines=[OutlineView(id=long, title=long, outline={"children": leaves}, issues=[long] * 500)] * 60,
        outlines_total=70_000,
        parts=PartsView(
            least=50,
            pairs=[
                PartPair(
                    a=refs[0], b=refs[1], relation=long, share_a=0.5, share_b=0.5, total=70,
                    passages=[SharedPassage(text, text[::-1])] * 9,
                )
            ] * 90,
            stitched=[
                StitchedArticle(
                    article=refs[0], share=0.9, length=900_000, total=700,
                    sources=[Source(article=refs[1], share=0.1, excerpt=long)] * 12,
                    runs=[(at, 9 * at, 9 * at + 9) for at in range(90_000)],
                )
            ] * 90,
            common=[CommonPassage(long, 9, refs[0])] * 90,
        ),
        contacts=[ContactView(kind=long, value=long, raws=[long] * 90, total=500, articles=refs)] * 300,
        contact_groups=[ContactGroup(id=long, size=500, contacts=[(long, long)] * 70, articles=refs)] * 300,
        rejects=[Reject(long, 1, long)] * 3000,
        ignored=[Reject(long, None, long)] * 3000,
    )  # fmt: skip


def test_the_page_is_bounded_and_says_what_it_leaves_out() -> None:
    limits = Limits(clusters=6)
    html = render(big(limits), limits)
    per_cluster = 3 * 24_000 + 12 * 4 * 300 + 1500
    assert len(html) < 3_000_000 + limits.clusters * per_cluster
    said = " ".join(LexborHTMLParser(html).body.text().split())
    for words in (
        "Showing 6 of 1,234 clusters",
        "Members: 12 of 30",
        "Only the first 6,000 characters were aligned",
        "Showing 20 of 70,000 articles",
        "Showing 200 of 3,000 parts",
        "Showing 50 of 5,000 shared contacts",
        "Showing 12 of 500 articles",
        "Showing 30 of 400 groups",
        "Showing 30 of 9,000 pairs",
        "Showing 2 of 70 passages",
        "Showing 12 of 800 stitched articles",
        "Showing 12 of 700 sources",
        "Showing 200 of 1,000,000 rejects",
        "Showing 200 of 9,999 ignored files",
        "Showing 6 of 99 places",
        "Showing 20 of 500 issues",
        "997 more inputs",
    ):
        assert words in said, words


def test_members_are_ordered_and_the_aligned_ones_spread() -> None:
    data = everything(PLAIN)
    text = "借款之前應當看清合同中的每一項費用。" * 4
    members = [
        ClusterMember(id=f"m{at}", title=None, source="s", similarity=s, text=text[: len(text) - round((1 - s) * 20)])
        for at, s in enumerate((0.7, 1.0, 0.8, 0.9, 0.75, 1.0))
    ]
    view = ClusterView(id="c", size=6, representative="m1", members=members)
    tree = LexborHTMLParser(render(dataclasses.replace(data, clusters=[view]), Limits(aligned=2)))
    ids = [node.text() for node in tree.css("#clusters tbody th code")]
    assert ids == ["m1", "m5", "m3", "m2", "m4", "m0"]
    rows = [node.text().strip() for node in tree.css("#clusters tbody td.n")]
    assert rows[:3] == ["representative", "identical, 1.000", "0.900"]
    aligned = [node.text() for node in tree.css("#clusters .aligned summary code")]
    assert aligned == ["m3", "m0"]


def test_a_section_is_named_by_its_heading(demo: ReportData) -> None:
    tree = LexborHTMLParser(render(demo))
    lines = [" ".join(node.text().split()) for node in tree.css("#outlines details:first-of-type .tree .leaf.head")]
    assert lines[:3] == ["小編導語", "1 一、月光花的崛起", "1.1 月光花概述"]


def test_an_outline_deeper_than_the_stack_is_drawn() -> None:
    node: dict[str, Any] = {"kind": "paragraph", "text": "底", "start": 0, "end": 1}
    for _ in range(5000):
        node = {"kind": "section", "children": [node], "start": 0, "end": 1}
    data = dataclasses.replace(
        everything(PLAIN), outlines=[OutlineView(id="d", title=None, outline={"children": [node]})]
    )
    assert "section" in render(data)
