"""The article of a page: what is kept, what is left, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.encoding import decode
from toolkit.corpus.html import declared_encoding, extract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>雲舟貸催收怎麼辦 - 知行資訊網</title>
<link rel="canonical" href="https://zhixing.example/a/17.html">
<style>p { color: red }</style><script>var a = "<p>不是正文,不是。</p>";</script></head>
<body>
<div class="top"><a href="/">首頁</a><a href="/dk">貸款</a><a href="/xyk">信用卡</a><a href="/zx">徵信</a></div>
<div class="wrap">
  <h1>雲舟貸催收怎麼辦</h1>
  <div class="meta">作者: 小林 4℃ 0</div>
  <div class="content">
    <p>小編導語</p>
    <p>在現代社會,<b>借貸</b>已經很常見。本文為您說明&nbsp;原因&amp;辦法。</p>
    <h2>一、雲舟貸的由來</h2>
    <p>這家平台成立不久,<br>用戶卻增加得很快。</p>
    <h3>1.1 主要產品</h3>
    <ol><li>隨借隨還:額度高,放款快。</li><li>分期付款</li></ol>
    <ul><li>利率</li><li>(二)期限</li></ul>
    <table><tr><th>期數</th><th>利率</th></tr><tr><td>三期</td><td>1.2%</td></tr></table>
    <p style="display: none">隱藏的文字,看不見。</p>
    <ruby>臺<rp>(</rp><rt>tái</rt><rp>)</rp></ruby>北的用戶反映,電話不斷。
    <p>責任編輯:李某</p>
    <p><a href="mailto:x@zhixing.example">內容侵權、刪帖聯系:x@zhixing.example</a></p>
    <p><a href="/16.html">上一篇</a> <a href="/18.html">下一篇</a></p>
  </div>
</div>
<div class="comments"><p>路人甲:這篇寫得真好,受益很多,謝謝小編的用心分享,期待下一篇文章早日上線,大家一起討論。</p></div>
<div id="footer"><a href="/about">關於我們</a> <a href="/map">網站地圖</a> 版權所有</div>
</body></html>"""

LINES = [
    "雲舟貸催收怎麼辦",
    "作者: 小林 4℃ 0",
    "小編導語",
    "在現代社會,借貸已經很常見。本文為您說明\xa0原因&辦法。",
    "一、雲舟貸的由來",
    "這家平台成立不久,",
    "用戶卻增加得很快。",
    "1.1 主要產品",
    "1. 隨借隨還:額度高,放款快。",
    "2. 分期付款",
    "- 利率",
    "(二)期限",
    "期數\t利率",
    "三期\t1.2%",
    "臺北的用戶反映,電話不斷。",
    "責任編輯:李某",
    "內容侵權、刪帖聯系:x@zhixing.example",
]


def test_a_farm_page_line_by_line() -> None:
    page = extract(PAGE)
    assert page.text.split("\n") == LINES
    assert page.title == "雲舟貸催收怎麼辦"
    assert page.url == "https://zhixing.example/a/17.html"


def test_comments_are_the_text_when_there_is_no_other() -> None:
    html = "<div class=comment><p>這裡只有讀者的留言,沒有文章,也沒有別的。</div>"
    assert extract(html).text == "這裡只有讀者的留言,沒有文章,也沒有別的。"


def test_paragraphs_in_blocks_of_their_own() -> None:
    parts = "".join(f"<div><p>第{n}段話說得不短,說完一句,再說一句。</p></div>" for n in "一二三四")
    text = extract(f"<body><nav><a href=/>首頁</a></nav><section>{parts}</section></body>").text
    assert len(text.split("\n")) == 4


def test_a_page_laid_out_in_a_table() -> None:
    html = (
        "<table><tr><td><a href=/1>新聞</a><br><a href=/2>公告</a></td><td>街道昨天開了會,討論橋的修建。<br>"
        "居民代表說,雨季之前要完工,工期很緊。</td></tr></table>"
    )
    assert extract(html).text == "街道昨天開了會,討論橋的修建。\n居民代表說,雨季之前要完工,工期很緊。"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>橋要修了_晨報</title>", "<h1>晨報</h1>", "橋要修了"),
        ("<title>橋要修了 | 晨報</title>", "<h1>橋要修了,居民歡迎</h1>", "橋要修了,居民歡迎"),
        ("<title>晨報</title><meta property='og:title' content='橋要修了'>", "", "橋要修了"),
        ("<title>橋要修了-江城新聞網</title>", "", "橋要修了"),
        ("<title>A-B 線通車</title>", "", "A-B 線通車"),
        ("", "<h1>橋要修了</h1>", "橋要修了"),
        ("", "", None),
        ("<title> </title>", "", None),
    ],
)
def test_titles(head: str, body: str, title: str | None) -> None:
    page = extract(f"<html><head>{head}</head><body>{body}<p>街道昨天開了會,討論橋的修建。</p></body></html>")
    assert page.title == title


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html><body><div id=app></div><script>boot()</script></body></html>",
        "<ul>" + "".join(f"<li><a href=/{n}>一條新聞,第{n}條</a></li>" for n in range(20)) + "</ul>",
        "<p>短。</p>",
        "\0\0\0",
    ],
)
def test_pages_without_an_article(html: str) -> None:
    assert extract(html).text == ""


def test_pages_nested_deeper_than_pythons_stack() -> None:
    text = "街道昨天開了會,討論橋的修建。"
    assert extract("<div>" * 3000 + text + "</div>" * 3000).text == text


@given(
    st.text()
    | st.lists(st.sampled_from(["<p>", "</p>", "<td>", "<tr>", "<li>", "<ol>", "</ol>", "<a>", "字。"])).map("".join)
)
def test_any_text_is_a_page(html: str) -> None:
    page = extract(html.encode("utf-8", "replace").decode())
    assert page.text == "\n".join(line for line in page.text.split("\n") if line.strip())


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b'<meta charset="GBK">', "GBK"),
        (b"<META http-equiv=Content-Type content='text/html; charset=big5'>", "big5"),
        (b'<?xml version="1.0" encoding="gb2312"?>', "gb2312"),
        (b"<meta name=a content=b>", None),
        (b"<p>charset=utf-8", None),
        (b" " * 5000 + b'<meta charset="GBK">', None),
    ],
)
def test_declared_encodings(data: bytes, encoding: str | None) -> None:
    assert declared_encoding(data) == encoding


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["gb2312", "big5", "utf-8", None])
def test_pages_in_any_encoding_under_any_flag(
    encoding: str, declared: str | None, traditional: str, tmp_path: Path, outcome: Callable[..., Outcome]
) -> None:
    flag = f'<meta charset="{declared}">' if declared else ""
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head>{flag}</head><body><p>{traditional}</p></body></html>".encode(encoding))
    assert outcome(path).texts == [traditional]


def test_reading_pages(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.htm").write_text("<html><body><div id=app></div></body></html>")
    (tmp_path / "c.html").write_bytes(b"")
    got = outcome(tmp_path)
    assert [(a.title, a.url, a.record) for a in got.articles] == [
        ("雲舟貸催收怎麼辦", "https://zhixing.example/a/17.html", None)
    ]
    assert [reason[:22] for _, reason in got.reasons] == ["the page has no main t", "the file is empty"]
    raw = outcome(tmp_path / "a.html", extract_html=False)
    assert raw.texts == [PAGE]


@pytest.mark.real
def test_saved_pages_of_real_sites(shared_data: Path) -> None:
    """Each page's longest paragraphs are there, none of its menus is; figures are in docs/formats.md."""
    pages = sorted((shared_data / "html").glob("*.html"))
    texts = {path.name: extract(decode(path.read_bytes()).text).text for path in pages}
    empty = {name for name, text in texts.items() if not text}
    assert len(empty) <= 2  # filled in by scripts: nothing but a title is in the file
    for name, text in texts.items():
        if text:
            lines = text.split("\n")
            prose = sum(len(line) for line in lines if len(line) >= 20)
            assert prose >= 0.6 * len(text), name
