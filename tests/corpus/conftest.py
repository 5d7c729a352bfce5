"""Texts and small corpora for the tests of reading and writing; all written for this project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from toolkit.article import Article, Reject
from toolkit.corpus import ReadOptions, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIMPLIFIED = (
    "傍晚的渡口很安静,几只白鹭停在木桩上。老周把船系好,从舱里提出一只竹篓,里面是刚捞上来的鲫鱼。他说今年水位比往年低,"
    "上游的水库要等到下个月才放水,所以鱼都聚在弯道那一带。孩子们沿着石阶跑下来,争着看篓子里还在跳的鱼,鞋底沾满了泥。"
    "镇上的图书馆去年搬进了旧粮仓,墙很厚,夏天不用开空调也凉快。管理员每周二下午给小学生讲故事,来听的人越来越多,后来连走廊都坐满了。"
    "她把借书卡改成了蓝色的,说这样找起来方便,其实是因为库房里只剩下蓝色的纸。"
    "会议决定把新桥的通车时间推迟两周,理由是护栏的焊缝还没有全部检查完。施工单位表示,检测报告将在网站上公布,居民可以随时查阅。"
    "有人担心雨季提前,有人抱怨绕路太远,也有人觉得安全最要紧,多等几天没有关系。"
    "如果您的包裹在三天之内没有更新物流信息,请先核对收件地址,再联系发货的网点。客服会在一个工作日内回复,必要时安排重新派送。"
    "面团要醒发四十分钟,揉到表面光滑,盖上湿布。馅料里的白菜先用盐腌出水,挤干以后再拌肉,不然包子底会发软。蒸的时候水开再上笼,关火后焖三分钟。"
)
"""About 550 characters of simplified Chinese on different subjects."""

TRADITIONAL = (
    "傍晚的渡口很安靜,幾隻白鷺停在木樁上。老周把船繫好,從艙裡提出一隻竹簍,裡面是剛撈上來的鯽魚。他說今年水位比往年低,"
    "上游的水庫要等到下個月才放水,所以魚都聚在彎道那一帶。孩子們沿著石階跑下來,爭著看簍子裡還在跳的魚,鞋底沾滿了泥。"
    "鎮上的圖書館去年搬進了舊糧倉,牆很厚,夏天不用開空調也涼快。管理員每週二下午給小學生講故事,來聽的人越來越多,後來連走廊都坐滿了。"
    "她把借書卡改成了藍色的,說這樣找起來方便,其實是因為庫房裡只剩下藍色的紙。"
    "會議決定把新橋的通車時間推遲兩週,理由是護欄的焊縫還沒有全部檢查完。施工單位表示,檢測報告將在網站上公布,居民可以隨時查閱。"
    "有人擔心雨季提前,有人抱怨繞路太遠,也有人覺得安全最要緊,多等幾天沒有關係。"
    "如果您的包裹在三天之內沒有更新物流資訊,請先核對收件地址,再聯絡發貨的網點。客服會在一個工作日內回覆,必要時安排重新派送。"
    "麵團要醒發四十分鐘,揉到表面光滑,蓋上濕布。餡料裡的白菜先用鹽醃出水,擠乾以後再拌肉,不然包子底會發軟。蒸的時候水開再上籠,關火後燜三分鐘。"
)
"""The same in traditional Chinese."""


@pytest.fixture(scope="session")
def simplified() -> str:
    return SIMPLIFIED


@pytest.fixture(scope="session")
def traditional() -> str:
    return TRADITIONAL


class Outcome:
    """What one reading gave, in order and sorted out."""

    def __init__(self, items: list[Article | Reject], ignored: list[tuple[str, str]]) -> None:
        self.items = items
        self.articles = [item for item in items if isinstance(item, Article)]
        self.rejects = [item for item in items if isinstance(item, Reject)]
        self.ignored = ignored

    @property
    def texts(self) -> list[str]:
        return [article.text for article in self.articles]

    @property
    def reasons(self) -> list[tuple[int | None, str]]:
        return [(reject.record, reject.reason) for reject in self.rejects]


@pytest.fixture
def outcome() -> Callable[..., Outcome]:
    """Read paths (or bytes as standard input) with options given by name, and collect everything."""
    import io

    def run(*paths: Path | str | bytes, **options: object) -> Outcome:
        ignored: list[tuple[str, str]] = []
        stdin = next((io.BytesIO(path) for path in paths if isinstance(path, bytes)), None)
        named = ["-" if isinstance(path, bytes) else path for path in paths]
        items = read(
            named, ReadOptions(**options), stdin=stdin, on_ignored=lambda path, why: ignored.append((path, why))
        )
        return Outcome(list(items), ignored)

    return run
