"""Small moulds with their truth, for measuring induction: every character knows what wrote it.

The language: `<name>` a variable with one value an article; `<name+>` a slot drawn anew each time; `(a|b)` synonyms;
`[text]` an optional part, written in six articles of ten; `{a;b;c}` items in any order, joined by `、`, all of them;
`{2-3:a;b;c;d}` some of them. Parts nest. Moulds of `HELD_OUT` were written after the method was settled and played no
part in its development.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.second_engine import BAR, DROPPED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.second_engine import Mould

CHANCE = 0.6
NOISE = "的一是了我不人在他有這個上們來到時大地為子中你說生國年著就那和要她出也得里後自以會"

Draw = Callable[[random.Random], str]
Extension = tuple[str, str, str]
"""What stands before, what is common, what stands behind."""
MARKUP = frozenset("<>()[]{}|;$")


def words(text: str) -> Draw:
    listed = text.split()
    return lambda rng: rng.choice(listed)


def number(low: int, high: int, step: int = 1) -> Draw:
    return lambda rng: str(rng.randrange(low, high + 1, step))


def date(rng: random.Random) -> str:
    return f"{rng.randrange(2015, 2026)}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日"


def phone(rng: random.Random) -> str:
    return f"1650000{rng.randrange(10000):04d}"


def person(rng: random.Random) -> str:
    return rng.choice("藺鄢桑祁卓鄔尚宓") + rng.choice("書若子文雅一思景") + rng.choice("塵汀軒婷舟禾嵐川")


def decimal(rng: random.Random) -> str:
    return f"{rng.randrange(30, 360) / 10:.1f}"


SLOTS: dict[str, Draw] = {
    "platform": words("青禾速借 小舟花 微潮分期 橙柚貸 蜂巢易借 暖橋錢包 雲杉急用 拾光花 白鹿周轉 米粒應急 松果備用金"),
    "brand": words("晨露 木星家 雪豹 雲朵里 南風 小滿 極光 澄心 青檸 北斗屋"),
    "city": words("臨江市 雲溪鎮 南塢城 霧海市 石笙縣 白渡口 松江埠 青瓦鎮 月牙灣 錦屏市"),
    "who": words("上班族 在校學生 個體商戶 自由職業者 退休老人 新手父母"),
    "thing": words("掃地機 電熱水壺 空氣淨化器 檯燈 加濕器 破壁機 電飯煲"),
    "disease": words("失眠 頸椎痛 胃脹 偏頭痛 眼乾 掉髮 膝蓋酸"),
    "job": words("倉庫管理員 前臺接待 數據標註員 夜班保安 家教老師 外送騎手"),
    "amount": number(1000, 50000, 500),
    "small": number(3, 90),
    "year": number(1998, 2023),
    "rate": decimal,
    "date": date,
    "phone": phone,
    "person": person,
}

DEVELOPMENT: dict[str, str] = {
    "lender": """<platform>催收電話(多嗎|頻繁嗎)？
小編導語
隨著互聯網金融的(快速|迅猛|蓬勃)發展，<platform>成立於<year>年，總部位於<city>，單筆額度最高可達<amount>元。[目前註冊用戶已超過<small>萬人。]本站將為您詳細介紹。
一、<platform>的基本概述
<platform>是一款面向<who>的線上借款產品，目的是提供{審核快;額度高;利息低;還款靈活}的服務。年化利率在<rate>%左右，如果您在<city>，可以(撥打|致電|聯繫)<phone>諮詢。
二、逾期之後怎麼辦
[首先不要慌張，]應當主動與平臺協商，說明自己的(實際困難|經濟狀況)，申請延期還款。[逾期超過<small+>天的，還可能被移交給外部公司處理，這時要保留通話錄音和短信截圖。]業內人士<person>認為，理性借款、按時還款才是(根本|關鍵)。
小編總結
希望本文能幫助您了解<platform>。如果您也有(類似|相關)的經歷，歡迎在評論區留言分享。
責任編輯：<person+>
""",
    "review": """<brand><thing>怎麼樣？用了<small>天說說真實感受
最近家裡添了一臺<brand><thing>，是<date>在網上下單的，花了<amount>元，(物流很快|兩天就到了)，包裝也沒有破損。
【外觀】機身採用(啞光|磨砂)材質，拿在手裡很有份量，顏色比圖片上(深一點|淺一點)，放在客廳裡(並不突兀|很協調)。
【使用】說明書寫得很清楚，按照步驟操作，大約<small+>分鐘就能上手。它的優點是{噪音小;耗電少;清洗方便;佔地不大}，家裡的<who>也能輕鬆使用。[唯一的不足是電源線偏短，需要另外準備插座。]
【售後】客服電話是<phone>，[週末也有人接聽，]工作人員態度(不錯|很好)，問題當天就解決了。
【總結】綜合來看，<brand><thing>在同價位裡算是(值得考慮|比較划算)的選擇，給<rate>分。以上是小編的個人體會，僅供參考，歡迎大家在下方留言討論。
""",
    "clinic": """<disease>反覆發作？這幾點要牢記
<disease>是生活中(常見|普遍)的困擾。據統計，大約有<small>%的<who>都曾為<disease>煩惱過，[其中女性略多於男性，]而真正去醫院檢查的還不到三成。
<city>的<person>醫師提醒，出現<disease>時應注意{作息規律;飲食清淡;適量運動;少用手機}，不要(自行用藥|盲目進補)。
<date>，本站編輯走訪了當地的社區門診，<person>醫師介紹說，門診每天接待<small+>位患者，其中不少人的問題都與(熬夜|久坐)有關。[如果症狀持續兩週以上，應及時就醫，以免延誤病情。]
溫馨提示：本文內容由網友整理，僅供參考，不能代替醫師的診斷。諮詢電話：<phone>。
""",
    "station": """【<city>汽車站】<date>班次通知
各位旅客：因(道路施工|天氣原因|設備檢修)，<city>開往<city+>的班車自<date+>起調整為每日<small>班，末班車發車時間提前<small+>分鐘，票價仍為<rate>元。
[已購票的旅客可在發車前到窗口辦理改簽，不收手續費。]車站為候車旅客準備了{2-4:熱水;雨具;針線包;充電插座;報刊}，有需要的請向值班員<person>索取。
[攜帶兒童的旅客請走綠色通道，]行李超過<small+>公斤的須辦理託運。(感謝您的理解與配合|由此帶來的不便敬請諒解)！
諮詢電話：<phone>　<city>汽車站
""",
    "recipe": """(家常|簡單)好做的<city>風味菜，<who>也能學會
今天教大家一道<city>人愛吃的小菜，成本不到<small>元，{1-3:下飯;解膩;開胃;暖身}。做法是<person>師傅在<date>的節目裡公開的，看過的人都說好。
第一步，食材洗淨後切成小塊，加鹽醃<small+>分鐘，[不喜歡太鹹的可以少放一些，]瀝乾水分備用。
第二步，熱鍋冷油，下蔥薑爆香，倒入食材(大火|中火)翻炒<small+>分鐘，沿鍋邊淋入一勺料酒。
第三步，加水沒過食材，轉小火慢燉，(出鍋前|關火前)撒上胡椒粉和香菜即可。[剩下的湯汁第二天用來拌麵，味道更好。]
小貼士：選用當季的食材口感更佳，<who>食用時要(適量|細嚼慢嚥)。本文由美食愛好者整理，轉載請註明出處。
""",
}

HELD_OUT: dict[str, str] = {
    "vacancy": """急聘<job><small>名，月薪<amount>元起
本公司位於<city>，成立於<year>年，因業務(擴大|增長)，現誠聘<job>若干名，<who>優先考慮。
崗位要求：{身體健康;踏實肯幹;服從安排;無不良嗜好}，[有一年以上相關經驗者待遇從優，]試用期<small+>天，轉正後繳納五險。
工作時間為早上八點到下午(五點|六點)，[提供工作餐和集體宿舍，]每月發薪日固定，從不拖欠，工資按(月|周)結算。
有意者請聯繫<person>經理，電話<phone>，面試時請攜帶身份證原件和一寸照片<small+>張。截止日期：<date>。中介勿擾，(長期有效|招滿為止)。
""",
    "rental": """<city>(整租|合租)：<small+>平米，月租<amount>元
本人名下一套房屋出租，位於<city>，距離車站步行(約|大約)<small+>分鐘。房屋建於<year>年，(採光充足|南北通透)，{冰箱;洗衣機;空調;書桌}均已配齊。
[小區有物業值守，進出需要刷卡，]租客以<who>為宜，(押一付三|押一付一)，水電費按表計算。[如果養寵物，請提前說明，需要另付清潔押金。]
看房請聯繫<person>，電話<phone>。最早<date>可以入住，(價格可談|謝絕還價)。
本信息由房主自行發佈，平臺不對真實性負責，交易前請核實房產證明，切勿提前支付定金。
""",
    "course": """<who>也能上的(書法|插花|吉他)班，<date>開課
我們的教室在<city>，<year>年開辦以來，(累計|先後)有<amount>位學員結業。課程分<small+>節，每節<small+>分鐘，由<person>老師親自授課。
課堂上可以學到{2-3:基本功;作品賞析;舞臺經驗;材料選購}，[零基礎的學員另有一對一輔導，]學完(頒發|可獲)結業證書。
學費<amount+>元，[兩人同行每人減免一百元，]教材費另計。(名額有限|滿員即止)，報名請撥打<phone>，也可以到前臺登記。
主辦方保留調整課程安排的權利，最終解釋權歸本中心所有。
""",
}


class Piece(NamedTuple):
    """A run of characters, who wrote it ("" for fixed text, else a slot's name), and the slot's place in the mould."""

    text: str
    slot: str
    place: str = ""


class Drawn(NamedTuple):
    """An article: its pieces, the spans of optional parts written and of lists, and the places of these parts."""

    pieces: list[Piece]
    optional: list[tuple[int, int]]
    lists: list[tuple[int, int]]
    options: list[str]

    @property
    def text(self) -> str:
        """The article."""
        return "".join(piece.text for piece in self.pieces)

    def variable(self) -> list[bool]:
        """For each character, whether a slot wrote it."""
        return [bool(piece.slot) for piece in self.pieces for _ in piece.text]

    def placed(self) -> list[tuple[str, int, int]]:
        """The place and the span of each slot."""
        out: list[tuple[str, int, int]] = []
        at = 0
        for text, slot, place in self.pieces:
            if slot and text:
                if slot == "item" and out and out[-1][0] == place and out[-1][2] == at:
                    out[-1] = (place, out[-1][1], at + len(text))
                else:
                    out.append((place, at, at + len(text)))
            at += len(text)
        return out


_TOKEN = re.compile(r"<[^>]+>|[()\[\]{}|;]|[^<()\[\]{}|;]+")


class _Writer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.drawn: dict[str, str] = {}
        self.pieces: list[Piece] = []
        self.optional: list[tuple[int, int]] = []
        self.options: list[str] = []
        self.lists: list[tuple[int, int]] = []

    @property
    def at(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)

    def write(self, tokens: list[str], slot: str = "", place: str = "") -> None:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            here = place if slot else f"{place}.{at}"
            if token in "([{":
                end = _closing(tokens, at)
                self.group(token, tokens[at + 1 : end], here)
                at = end
            elif token.startswith("<"):
                name = token[1:-1]
                fresh = name.endswith("+")
                name = name.rstrip("+")
                value = SLOTS[name](self.rng)
                self.pieces.append(Piece(value if fresh else self.drawn.setdefault(name, value), name, here))
            else:
                self.pieces.append(Piece(token, slot, place if slot else ""))
            at += 1

    def extension(self, text: str, longer: Extension, place: str) -> None:
        """Write one of two texts that are the same but for what one has more at an end."""
        before, common, after = longer
        start = self.at
        more = text != common
        self.pieces += [Piece(piece, "") for piece in ((before, common, after) if more else (common,)) if piece]
        if more:
            self.optional.append((start, start + len(before)) if before else (self.at - len(after), self.at))
            self.options.append(place)

    def group(self, kind: str, inner: list[str], place: str) -> None:
        start = self.at
        if kind == "(":
            branches = _branches(inner, "|")
            longer = extended(["".join(branch) for branch in branches])
            chosen = self.rng.choice(branches)
            if longer is None:
                self.write(chosen, "choice", place)
            else:
                self.extension("".join(chosen), longer, place)
        elif kind == "[":
            if self.rng.random() < CHANCE:
                self.write(inner, place=place)
                self.optional.append((start, self.at))
                self.options.append(place)
        else:
            items = _branches(inner, ";")
            slot = ""
            count = len(items)
            some = re.match(r"(\d)-(\d):", items[0][0])
            if some:
                items[0][0] = items[0][0][some.end() :]
                count = self.rng.randint(int(some[1]), int(some[2]))
                slot = "item"
            for k, item in enumerate(self.rng.sample(items, count)):
                if k:
                    self.pieces.append(Piece("、", ""))
                self.write(item, slot, place)
            self.lists.append((start, self.at))


def extended(branches: Sequence[str]) -> Extension | None:
    """Return what two texts have in common and what one of them has more before it or behind it, if that is all.

    `{成為|已經成為}` prints what `{已經|}成為` does: nobody can tell which was written, so both are an optional part;
    where one of the two is empty, the other as a whole.
    """
    if len(branches) != 2 or any(not MARKUP.isdisjoint(branch) for branch in branches):
        return None
    short, long = sorted(branches, key=len)
    if not short or short == long:
        return None
    if long.endswith(short):
        return long[: len(long) - len(short)], short, ""
    return ("", short, long[len(short) :]) if long.startswith(short) else None


def _closing(tokens: list[str], start: int) -> int:
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at] in "([{") - (tokens[at] in ")]}")
        if depth == 0:
            return at
    raise ValueError("a bracket of a mould is never closed")


def _branches(tokens: list[str], mark: str) -> list[list[str]]:
    out: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in "([{") - (token in ")]}")
        if token == mark and depth == 0:
            out.append([])
        else:
            out[-1].append(token)
    return out


def draw(mould: str, n: int, seed: int, noise: float = 0.0) -> Iterator[Drawn]:
    """Write `n` articles of a mould; each character is changed with probability `noise`."""
    tokens = _TOKEN.findall(mould)
    for index in range(n):
        rng = random.Random(f"{seed}:{index}")
        writer = _Writer(rng)
        writer.write(tokens)
        pieces = writer.pieces
        if noise:
            pieces = [Piece(_noisy(text, rng, noise), slot, place) for text, slot, place in pieces]
        yield Drawn(pieces, writer.optional, writer.lists, writer.options)


def _noisy(text: str, rng: random.Random, noise: float) -> str:
    return "".join(rng.choice(NOISE) if rng.random() < noise else c for c in text)


def second(mould: Mould, n: int, seed: int) -> Iterator[Drawn]:
    """Write articles of a mould of the second engine, with the truth that its own generator does not keep."""
    for index in range(n):
        rng = random.Random(f"{mould.name}:{seed}:{index}")
        writer = _Writer(rng)
        values = {name: rng.choice(stock) for name, stock in mould.variables.items()}
        lines: list[tuple[str, str, str]] = []
        block: list[str] | None = None
        lists: list[tuple[int, int]] = []
        parts: list[tuple[int, int, str]] = []
        begun: int | None = None
        written = True
        for number, line in enumerate(mould.lines):
            if line == "[":
                written = rng.random() < CHANCE
                begun = len(lines)
            elif line == "]":
                assert begun is not None
                if written:
                    parts.append((begun, len(lines), f"part {number}"))
                written = True
            elif not written:
                continue
            elif line == "(":
                block = []
            elif line == ")":
                assert block is not None
                kept = [entry for entry in block if rng.random() >= DROPPED] or block[:1]
                rng.shuffle(kept)
                lists.append((len(lines), len(lines) + len(kept)))
                lines += [(entry, "item", f"list {number}") for entry in kept]
                block = None
            elif block is not None:
                block.append(line)
            elif not line.startswith("?") or rng.random() < CHANCE:
                lines.append((line.removeprefix("?"), "optional" if line.startswith("?") else "", f"line {number}"))
        starts: list[int] = []
        for k, (line, kind, place) in enumerate(lines):
            if k:
                writer.pieces.append(Piece("\n", ""))
            starts.append(writer.at)
            # Of a list some lines are left out: they are drawn from a stock, so all of them is a slot's.
            _second_line(line, values, writer, "item" if kind == "item" else "", place)
            if kind == "optional":
                writer.optional.append((starts[-1], writer.at))
                writer.options.append(place)
        starts.append(writer.at + 1)
        writer.lists += [(starts[a], starts[b] - 1) for a, b in lists]
        writer.optional += [(starts[a], starts[b] - 1) for a, b, _ in parts]
        writer.options += [place for _, _, place in parts]
        pieces = [piece._replace(text=piece.text.replace(BAR, "|")) for piece in writer.pieces]
        yield Drawn(pieces, writer.optional, writer.lists, writer.options)


_SECOND = re.compile(r"<\d+-\d+(?:\.\d)?>|\$[a-z]+|[{}|]|[^<${}|]+")


def _second_line(line: str, values: dict[str, str], writer: _Writer, slot: str, place: str) -> None:
    tokens = _SECOND.findall(line)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        here = place if slot else f"{place}.{at}"
        if token == "{":
            end = _closing(tokens, at)
            start, begin = len(writer.pieces), writer.at
            branches = ["".join(branch) for branch in _branches(tokens[at + 1 : end], "|")]
            longer = None if slot else extended(branches)
            if longer is not None:
                writer.extension(writer.rng.choice(branches), longer, here)
                at = end + 1
                continue
            left_out = len(branches) == 2 and "" in branches
            # `{text|}` is an optional part by another spelling: what it writes is not chosen among alternatives.
            _second_line(writer.rng.choice(branches), values, writer, slot or ("" if left_out else "choice"), here)
            # So is `{one|other|}`, of which a choice is written.
            if "" in branches and slot in ("", "item") and writer.at > begin:
                writer.optional.append((begin, writer.at))
                writer.options.append(here)
            if not (left_out or slot):
                whole = "".join(piece.text for piece in writer.pieces[start:])
                writer.pieces[start:] = [Piece(whole, "choice", here)]
            at = end
        elif token.startswith("$"):
            writer.pieces.append(Piece(values[token[1:]], slot or token[1:], here))
        elif token.startswith("<"):
            low, high = map(int, re.findall(r"\d+", token)[:2])
            drawn = writer.rng.uniform(low, high) if "." in token else writer.rng.randint(low, high)
            writer.pieces.append(Piece(f"{drawn:.1f}" if "." in token else str(drawn), slot or "number", here))
        else:
            writer.pieces.append(Piece(token, slot, place if slot else ""))
        at += 1
