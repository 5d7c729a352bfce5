"""A run to draw: invented platforms, people and numbers, damaged and copied as the farms do it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from toolkit.article import Certainty, Edit, Reject
from toolkit.report import (
    ArticleRef,
    ClusterMember,
    ClusterView,
    ContactGroup,
    ContactView,
    Counts,
    DamageExample,
    DamageKind,
    OutlineView,
    ReportData,
)
from toolkit.report.passages import (
    CommonPassage,
    PartPair,
    PartsView,
    Recall,
    SharedPassage,
    Source,
    StitchedArticle,
)

PARAGRAPHS = (
    "小編導語",
    "近來,各家借貸平臺的發展為許多人提供了便利,但隨之而來的催收問題也越來越受到關注。本站將深入探討{name}的催收方式,幫助讀者了解自己的權利。",
    "一、{name}的崛起",
    "1.1 {name}概述",
    "{name}是一家提供小額信用借款的平臺,用戶只需填寫基本資料,便可在幾分鐘內得到審核結果。{extra}",
    "1.2 用戶的選擇",
    "1. 手續簡便:申請全程在線完成,不必到店。",
    "2. 放款迅速:審核通過後當天即可到賬。",
    "3. 費用不透明:部分用戶反映服務費在合同中寫得十分隱晦。",
    "二、催收的方式",
    "逾期之後,{name}通常先以短信提醒,隨後由客服致電本人;若仍未還款,便會委託第三方機構上門。{verb}面對不當的催收,借款人應當保留通話錄音,並向有關部門反映。",
    "三、小編總結",
    "借款之前應當量力而行,看清合同中的每一項費用。希望本文能為正在猶豫的讀者提供一些參考。",
    "責任編輯:{editor}",
    "侵權請聯絡本站刪除:{phone} {mail}",
)

NAMES = ("月光花", "飛橋貸", "小荷錢包", "青松分期", "雲雀借", "白鷺卡", "晨星錢袋", "石榴貸")


def article(name: str, *, extra: str = "", verb: str = "", hans: bool = False) -> str:
    """One article of the mould."""
    text = "\n".join(PARAGRAPHS).format(
        name=name, extra=extra, verb=verb, editor="林小禾", phone="一三九-0000-1122", mail="tousu@farm.example"
    )
    return text.replace("問題", "難題").replace("臺", "台").replace("讀者", "读者") if hans else text


def leaf(kind: str, text: str, at: int, number: list[int] | None = None) -> dict[str, Any]:
    """One leaf of an outline, as `Outline.to_dict()` has it."""
    return {"kind": kind, "number": number, "label": None, "text": text + "\n", "start": at, "end": at + len(text) + 1}


def outline_of(text: str) -> dict[str, Any]:
    """The outline of an article of the mould, made from what is known of it."""
    root: dict[str, Any] = {
        "kind": "article",
        "number": None,
        "label": None,
        "children": [],
        "start": 0,
        "end": len(text),
    }
    into, at = root["children"], 0
    section = subsection = items = None
    kinds = [
        "heading",
        "lead",
        "s1",
        "s11",
        "paragraph",
        "s11",
        "item",
        "item",
        "item",
        "s1",
        "paragraph",
        "conclusion",
    ]
    kinds += ["paragraph", "editor", "contact"]
    count, sub = 0, 0
    for kind, line in zip(kinds, text.split("\n"), strict=True):
        if kind == "s1":
            count, sub, subsection, items = count + 1, 0, None, None
            section = {
                "kind": "section",
                "number": [count],
                "children": [leaf("heading", line, at)],
                "start": at,
                "end": at,
            }
            into.append(section)
        elif kind == "s11":
            sub, items = sub + 1, None
            subsection = {
                "kind": "section",
                "number": [count, sub],
                "children": [leaf("heading", line, at)],
                "start": at,
                "end": at,
            }
            section["children"].append(subsection)
        elif kind == "conclusion":
            section = {
                "kind": "conclusion",
                "number": [3],
                "children": [leaf("heading", line, at)],
                "start": at,
                "end": at,
            }
            subsection = None
            into.append(section)
        elif kind == "item":
            if items is None:
                items = {"kind": "list", "children": [], "start": at, "end": at}
                subsection["children"].append(items)
            items["children"].append(leaf("item", line, at, [len(items["children"]) + 1]))
        elif kind in ("editor", "contact"):
            if into[-1]["kind"] != "footer":
                into.append({"kind": "footer", "children": [], "start": at, "end": at})
            into[-1]["children"].append(leaf(kind, line, at))
        else:
            (subsection or section or root)["children"].append(leaf(kind, line, at))
        at += len(line) + 1
    return root


def example(
    text: str, before: str, after: str, kind: str, certainty: Certainty, why: str, *, applied: bool = True
) -> DamageExample:
    """The example of a damage that stands in `text`."""
    start = text.index(before)
    edit = Edit(kind, start, start + len(before), before, after, certainty, why)
    now = (text[:start] + after + text[edit.end :], start) if applied else None
    return DamageExample.of("farm/yueguanghua-014.html", text, edit, now=now)


@pytest.fixture(scope="session")
def demo() -> ReportData:
    """A run of some size, with every part of the report filled."""
    return make_demo()


def make_demo() -> ReportData:
    """Build the run; also called by hand to look at the page."""
    representative = article("月光花")
    spun = article("月光花", extra="平臺自稱累計服務超過八十萬人。", verb="值得注意的是,", hans=True)
    other = article("飛橋貸", verb="此外,")
    clusters = []
    for at, name in enumerate(NAMES):
        texts = [article(name), article(name), article(name, extra="平臺自稱累計服務超過八十萬人。", hans=True), other]
        if at == 0:
            texts = [
                representative,
                representative,
                spun,
                other,
                article("小荷錢包", extra="不少人是經朋友介紹才知道的。"),
            ]
        ids = [f"farm/{name}-{number:03d}.html" for number in range(len(texts))]
        similarities = (1.0, 1.0, 0.871, 0.764, 0.702)
        clusters.append(
            ClusterView(
                id=f"c{at:03d}f9a2e71b",
                size=(38, 21, 9, 5, 4, 4, 3, 2)[at],
                representative=ids[0],
                members=[
                    ClusterMember(
                        id=i, title=f"{name}為何惹人議論", source=f"farm/{i.rpartition('/')[2]}", similarity=s, text=t
                    )
                    for i, s, t in zip(ids, similarities, texts, strict=False)
                ],
            )
        )
    noted = "小編導(dǎo)語\n近來,各家借貸平臺(tái)的發(fā)展為許多人提供了便利。"
    shifted = "面對不當?shù)姆绞竭M行催收,借款人應當保留錄音。"
    invisible = "聯系客服\u200b微信\u202e號碼\u2066見下方。"
    hole = "通過短信、 等方式提醒用戶還款。"
    damage = [
        DamageKind(
            name="notes",
            summary="pinyin notes after Han characters",
            edits=4182,
            articles=96,
            certainties={"proved": 4182},
            examples=[
                example(noted, "(dǎo)", "", "notes", "proved", "the reading dǎo stands after 導, whose reading it is"),
                example(noted, "(tái)", "", "notes", "proved", "the reading tái stands after 臺, whose reading it is"),
                example(noted, "(fā)", "", "notes", "proved", "the reading fā stands after 發, whose reading it is"),
            ],
        ),
        DamageKind(
            name="shifted",
            summary="GBK bytes decoded one off after an inserted note",
            edits=311,
            left=24,
            articles=71,
            certainties={"proved": 290, "inferred": 31, "guess": 14},
            examples=[
                example(
                    shifted,
                    "當?shù)姆绞竭M",
                    "當的方式進",
                    "shifted",
                    "proved",
                    "數 (94B5) was split by the note shù; putting B5 back restores the pace",
                )
            ],
        ),
        DamageKind(
            name="invisible",
            summary="zero-width and bidi characters",
            edits=57,
            articles=12,
            certainties={"proved": 57},
            examples=[
                example(invisible, "\u200b", "", "invisible", "proved", "ZERO WIDTH SPACE between Han characters"),
                example(
                    invisible,
                    "\u202e",
                    "",
                    "invisible",
                    "proved",
                    "RIGHT-TO-LEFT OVERRIDE without a right-to-left letter",
                ),
            ],
        ),
        DamageKind(
            name="holes",
            summary="words deleted by a filter",
            left=143,
            articles=40,
            certainties={"inferred": 120, "guess": 23},
            examples=[
                example(
                    hole, "、 等", "、電話等", "holes", "inferred", "a list ends in a space; 電話 fits", applied=False
                )
            ],
        ),
        DamageKind(name="entities", summary="HTML entities", edits=88, articles=9, certainties={"proved": 88}),
        DamageKind(
            name="radicals", summary="Kangxi and CJK radicals", edits=19, articles=3, certainties={"proved": 19}
        ),
    ]
    refs = [ArticleRef(f"farm/{name}-{n:03d}.html", f"{name}為何惹人議論") for name in NAMES for n in range(3)]
    return ReportData(
        title="farm and news",
        created=datetime(2026, 3, 14, 9, 26, tzinfo=UTC),
        version="0.1.0",
        inputs=["farm/", "news/articles.jsonl.gz", "pages/*.html"],
        parameters={
            "threshold": 0.7,
            "script": "keep",
            "level": "proved",
            "shingle width": 5,
            "permutations": 128,
            "seed": 1,
        },
        versions={"python": "3.11.9", "datasketch": "2.0.0", "opencc": "1.4.2", "fold": "3f2a91c0"},
        counts=Counts(
            read=1302,
            kept=1297,
            rejected=5,
            ignored=2,
            characters=1_643_902,
            damaged=118,
            edits=4657,
            left=167,
            clusters=63,
            duplicates=211,
            pairs=1904,
            part_pairs=34,
            passages=57,
            stitched=1,
            boilerplate=96,
            with_contacts=140,
            contacts=52,
            shared_contacts=14,
            contact_groups=4,
        ),
        seconds={
            "read": 0.41,
            "repair": 2.93,
            "parse": 0.84,
            "contacts": 0.37,
            "sketch": 0.19,
            "verify": 0.55,
            "report": 0.31,
        },
        damage=damage,
        encodings={"utf-8": 1104, "gb18030": 163, "utf-8-sig": 18, "big5": 9, "utf-16": 3},
        scripts={"hans": 1090, "hant": 188, "mixed": 17, "none": 2},
        threshold=0.7,
        similarities=[0.7 + (i * 37 % 300) / 1000 for i in range(1500)] + [1.0] * 404,
        cluster_sizes={1: 1023, 2: 31, 3: 12, 4: 8, 5: 5, 9: 3, 14: 2, 21: 1, 38: 1},
        clusters=clusters,
        outlines=[
            OutlineView(
                id=f"farm/{name}-000.html",
                title=f"{name}為何惹人議論",
                outline=outline_of(article(name, extra="。" * at)),
                issues=["section 2 is numbered 1.2, expected 2.1"] if at == 1 else [],
            )
            for at, name in enumerate(NAMES[:5])
        ],
        outlines_total=1297,
        recall=Recall(expected=0.99, sample=1000, pairs=204, found=203, recall=203 / 204, low=0.9728, high=0.9991),
        parts=PartsView(
            least=50,
            articles=41,
            relations={"passage": 29, "within": 3, "contains": 2},
            pairs=[
                PartPair(
                    a=refs[at],
                    b=refs[at + 5],
                    relation=relation,
                    share_a=0.31 - at / 50,
                    share_b=0.93 - at / 9,
                    total=at + 1,
                    passages=[
                        SharedPassage(
                            PARAGRAPHS[10].format(name="月光花", verb=""),
                            PARAGRAPHS[10].format(name="月光花", verb="此外,"),
                        )
                    ],
                )
                for at, relation in enumerate(["contains", "passage", "passage"])
            ],
            stitched=[
                StitchedArticle(
                    article=refs[9],
                    share=0.91,
                    length=620,
                    sources=[
                        Source(
                            article=refs[at],
                            share=0.3 - at / 20,
                            excerpt=PARAGRAPHS[1 + 3 * (at % 2)].format(name="飛橋貸", extra=""),
                        )
                        for at in range(4)
                    ],
                    total=5,
                    runs=[(0, 0, 190), (1, 204, 320), (2, 320, 400), (3, 420, 500), (4, 500, 560)],
                )
            ],
            common=[
                CommonPassage(
                    "特別聲明:本文由用戶上傳,僅代表其個人觀點,與本站立場無關。如有侵權,請聯絡我們刪除。", 412, refs[2]
                )
            ],
        ),
        contacts=[
            ContactView(
                kind="phone",
                value="+8613900001122",
                raws=["一三九-0000-1122", "①③⑨00001122", "139 0000 1122"],
                total=38,
                articles=refs,
            ),
            ContactView(
                kind="wechat",
                value="yuegh_2020",
                raws=["VX:yuegh_2020", "薇信 yuegh_2020"],
                total=21,
                articles=refs[:5],
            ),
            ContactView(kind="editor", value="林小禾", raws=["林小禾"], total=70, articles=refs[:9], ties=False),
            ContactView(kind="qq", value="10000427", raws=["QQ10000427"], total=9, articles=refs[5:9]),
            ContactView(
                kind="email", value="tousu@farm.example", raws=["tousu@farm.example"], total=60, articles=refs[:15]
            ),
        ],
        contact_groups=[
            ContactGroup(
                id="g1",
                size=74,
                contacts=[
                    ("phone", "+8613900001122"),
                    ("email", "tousu@farm.example"),
                    ("wechat", "yuegh_2020"),
                    ("qq", "10000427"),
                ],
                articles=refs,
            ),
            ContactGroup(id="g2", size=4, contacts=[("qq", "10000555")], articles=refs[20:24]),
        ],
        rejects=[
            Reject("news/broken.jsonl", 3, "not valid JSON: expected ',' or '}' at character 117"),
            Reject("farm/old.html.gz", None, "the gzip stream ends early; the file is truncated"),
            Reject("farm/photo.txt", None, "binary: 41 % of its bytes are no text in any known encoding"),
            Reject("farm/loop", None, "the link points to a folder above itself"),
            Reject("farm/secret.txt", None, "permission denied"),
        ],
        ignored=[
            Reject("farm/style.css", None, "its suffix is none of the kinds read"),
            Reject("farm/logo.png", None, "its suffix is none of the kinds read"),
        ],
    )
