"""The article of an HTML page: its title, its address and the lines of its main text.

The page becomes lines as a browser would break them (`toolkit.corpus.htmllines`); each line weighs for or against
being prose, and the element whose lines weigh most is the article. So everything inside stays, in order: headings,
lists, the editor's line and the contacts below the text, which extractors made for reading throw away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from toolkit.corpus.encoding import decode
from toolkit.corpus.htmldepth import limit_depth
from toolkit.corpus.htmllines import PageLine, page_lines
from toolkit.corpus.rows import Broken, RawText, Row
from toolkit.corpus.streams import read_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser

    from toolkit.corpus.options import ReadOptions

MIN_TEXT = 10
"""Characters outside links that a page must have somewhere to be an article at all."""

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding=["']([\w.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # WHATWG asks for it in the first 1,024 bytes; pages are not that tidy

_SENTENCE = re.compile(r"[，。、；：？！…]|[,.;:?!](?=\s|$)")
_EVIDENCE = re.compile(r"\d{5}|://|www\.|@|(?:微信|QQ|VX|V信)(?:号|號)?\s*[:：]", re.IGNORECASE)
"""What makes a line of nothing but a link worth keeping: an address or a number to be reached at."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SHORT = -3.0
"""Weight of a short line without a sentence: a heading, a caption, a button. Few of them cost a paragraph little,
a menu of them outweighs it."""
_LINK = -6.0
"""Weight of a line that is mostly links, besides half its characters."""
_PROSE = 30
"""Characters from which a line without sentence marks still counts as prose."""

_TITLE_CUT = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|-(?=\S{1,10}[网網站报報]$)")
"""What separates a page's title from its site's name."""
_SITE = re.compile(r"(?:[网網站报報]|频道|頻道|新[闻聞]|[资資][讯訊]|社[区區]|[论論][坛壇]|首[页頁])$")
"""How names of sites and their parts end."""


class Page(NamedTuple):
    """What a page holds.

    Attributes:
        text: the lines of the article; empty when there is none.
        title: the headline, if there is one.
        url: the address that the page gives as its own, if it does.
    """

    text: str
    title: str | None
    url: str | None


def read_html(stream: BinaryIO, options: ReadOptions) -> Row | Broken:
    """Read a page as one record with the columns `text`, `title` and `url`.

    Raises:
        BrokenInputError, OSError, EOFError: the stream breaks off, is too large, or is not text.
    """
    data = read_whole(stream, options.max_bytes)
    if not data:
        return Broken(None, "the file is empty")
    decoded = decode(data, options.encoding, declared=declared_encoding(data))
    page = extract(decoded.text)
    if not page.text:
        return Broken(None, "the page has no main text (it may be filled in by scripts, or be a list of links)")
    columns = {"text": page.text, "title": page.title, "url": page.url}
    return Row(None, columns, decoded.label, RawText(data, is_page=True))


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page says it is in, or None.

    >>> declared_encoding(b'<meta http-equiv=Content-Type content="text/html; charset=gb2312">')
    'gb2312'
    """
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    return None if match is None else (match[1] or match[2]).decode("ascii")


def extract(html: str) -> Page:
    r"""Return title, address and main text of a page.

    >>> extract("<title>甲的故事 - 某站</title><a href=/>首頁</a><div><h2>一、緣起</h2><p>這是一段,說來話長。</div>")
    Page(text='一、緣起\n這是一段,說來話長。', title='甲的故事', url=None)
    """
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(limit_depth(html))
    lines = page_lines(tree)
    headlines = [line.text for line in lines if line.tag == "h1"]
    title = _title(tree, headlines)
    chosen = _article([line for line in lines if not line.aside]) or _article(lines)
    texts = [line.text for line in chosen]
    if texts and title in headlines and title not in texts:
        texts.insert(0, title)
    return Page("\n".join(texts), title, _address(tree))


def _article(lines: Sequence[PageLine]) -> list[PageLine]:
    """Return the lines of the element that weighs most, without menus inside it; empty when nothing is prose."""
    own: dict[int, float] = {}  # by the innermost element, of which there are fewer than lines
    paths: dict[int, tuple[int, ...]] = {}
    for line in lines:
        innermost = line.within[-1]
        own[innermost] = own.get(innermost, 0.0) + _weight(line)
        paths[innermost] = line.within
    if not own:
        return []
    weights: dict[int, float] = {}
    depth: dict[int, int] = {}
    for innermost, path in paths.items():
        for level, element in enumerate(path):
            weights[element] = weights.get(element, 0.0) + own[innermost]
            depth[element] = level
    best = max(weights, key=lambda element: (weights[element], depth[element]))
    if weights[best] <= 0:
        # Menus outweigh a text this short wherever it stands; a page that is nothing else is still an article.
        best = lines[0].within[0]
    inside = {innermost for innermost, path in paths.items() if best in path}
    kept = [line for line in lines if line.within[-1] in inside and not _is_menu(line)]
    prose = sum(len(line.text) - line.linked for line in kept if _SENTENCE.search(line.text))
    return kept if prose >= MIN_TEXT else []


def _weight(line: PageLine) -> float:
    """Return how much a line speaks for being prose: its characters outside links, if it has sentences."""
    if _mostly_links(line):
        return _LINK - line.linked / 2
    own = len(line.text) - line.linked
    if _SENTENCE.search(line.text) or own >= _PROSE:
        return float(own - line.linked)
    return 0.0 if line.tag in _HEADINGS else _SHORT


def _mostly_links(line: PageLine) -> bool:
    return 2 * line.linked > len(line.text)


def _is_menu(line: PageLine) -> bool:
    return _mostly_links(line) and not _EVIDENCE.search(line.text)


def _title(tree: LexborHTMLParser, headlines: Sequence[str]) -> str | None:
    """Return the headline: an `h1` that the page's own title agrees with, else that title without the site's name."""
    named = [_attribute(tree, 'meta[property="og:title"]', "content"), _text(tree, "title")]
    names = [_own_part(name) for name in named if name]
    for name in names:
        for headline in headlines:
            if headline in name or name in headline:
                return headline
    return next(iter([*names, *headlines]), None)


def _own_part(name: str) -> str:
    """Return the part of a page's name that is not its site's: the first that does not end like one."""
    parts = [part for part in _TITLE_CUT.split(name) if part]
    return next((part for part in parts if not _SITE.search(part)), parts[0] if parts else name)


def _address(tree: LexborHTMLParser) -> str | None:
    return _attribute(tree, 'link[rel="canonical"]', "href") or _attribute(tree, 'meta[property="og:url"]', "content")


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    value = None if node is None else node.attributes.get(name)
    return value.strip() or None if value else None


def _text(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    return None if node is None else " ".join(node.text().split()) or None
