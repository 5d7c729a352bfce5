"""How well components are operators, with and without the rule for hubs, and how long linking takes.

Usage: python benchmarks/links.py [--each N] [--news FILE.jsonl]
       python benchmarks/links.py --scale 10000 100000 1000000

Articles of the project's moulds, each signed by one of the generator's networks, stand for farms; a third of them also
cite one national hotline, as does every tenth news article. News come from a JSON Lines file with `text` and `url`
(one record an article, all of one honest publisher), if given.

With `--scale` no text is read: the graph of so many articles with invented contacts is built, one size after the
other, each in a process of its own; CPU seconds, peak memory, and the exponent b of seconds ~ articles^b are printed.
Operators have from one to some hundred articles (Zipf, exponent 1.3), each with a number and a mail of its own; a
twentieth of the articles also cite one of twenty hotlines, half are served by one of a thousand hosts, a tenth carry
an annotator's kit.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import multiprocessing
import resource
import time
from pathlib import Path

import yaml

import toolkit
from toolkit.article import Article
from toolkit.links import HubRule, build
from toolkit.links.facts import Facts, Mention
from toolkit.links.texts import read_facts

ROOT = Path(__file__).resolve().parent.parent
MOULDS = ("loan_guide", "health_advice", "travel_list", "product_review", "question_answer")
HOTLINE = "如遇糾紛，可撥打全國統一的諮詢電話010-82300000。"
NONE = HubRule(dispersion=1.0, hands_public=10**9, hands_personal=10**9)
"""Nothing is a hub: what linking over all shared contacts gives."""


def invented(count: int) -> list[Facts]:
    """Return the facts of `count` articles of invented operators; see the head of this file."""
    import numpy as np

    rng = np.random.default_rng(7)
    operators = np.minimum(rng.zipf(1.3, count), count)
    order = rng.permutation(count)  # the operator with rank k has no fixed place
    hotline, host, kit = rng.integers(0, 20, count), rng.integers(0, 1000, count), rng.integers(60, 137, count)
    dice = rng.random((count, 3))
    out = []
    for at in range(count):
        # Ranks are spread, so that the commonest operator has some hundred articles, not a third of all.
        own = int(operators[at]) * 1_000 + int(order[at]) % 1_000 if operators[at] < 1_000 else count + at
        mentions = [
            Mention("phone", f"+861{own % 10**10:010d}", str(own), 900, 911, "proved", "contact"),
            Mention("email", f"{own}@mail.example", f"{own}@mail.example", 912, 930, "proved", "contact"),
        ]
        if dice[at, 0] < 0.05:
            number = f"400{hotline[at]:07d}"
            mentions.insert(0, Mention("phone", f"+86{number}", number, 400, 410, "proved", "paragraph"))
        out.append(
            Facts(
                id=str(at),
                host=f"h{host[at]}.example" if dice[at, 1] < 0.5 else None,
                mentions=tuple(mentions),
                headings=(own % 5_000, own % 5_000 + 5_000),
                kit_level=int(kit[at]) if dice[at, 2] < 0.1 else None,
                notes=40,
            )
        )
    return out


def one_size(count: int) -> tuple[float, float, float, int, int]:
    """Return CPU seconds of building, MiB of the facts and of everything, components and hubs of one size."""
    facts = invented(count)
    build(facts[:1000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    links = build(facts)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, before, peak, len(links.components), len(links.hubs)


def scale(sizes: list[int]) -> None:
    """Print time and memory of each size."""
    last = None
    heads = ("articles", "CPU s", "exponent", "facts MiB", "peak MiB", "B/article", "components", "hubs")
    print("".join(f"{head:>11}" for head in heads))
    for count in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seconds, before, peak, components, hubs = pool.apply(one_size, (count,))
        exponent = f"{math.log(seconds / last[1]) / math.log(count / last[0]):.2f}" if last else ""
        each = (peak - before) * 2**20 / count
        cells = (f"{count:,}", f"{seconds:.2f}", exponent, f"{before:,.0f}", f"{peak:,.0f}", f"{each:,.0f}")
        print("".join(f"{cell:>11}" for cell in (*cells, f"{components:,}", f"{hubs:,}")), flush=True)
        last = (count, seconds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=80, help="articles of each mould")
    parser.add_argument("--news", type=Path, help="news articles, one JSON record a line")
    parser.add_argument(
        "--scale", type=int, nargs="+", help="sizes of graphs of invented contacts; nothing else is done"
    )
    args = parser.parse_args()
    if args.scale:
        scale(args.scale)
        return
    networks = yaml.safe_load((ROOT / "templates" / "_shared" / "networks.yaml").read_text(encoding="utf-8"))
    signs = [{str(v[k]) for k in ("phone", "mail", "qq", "wechat")} for v in networks["variables"]["network"]["values"]]
    articles: list[Article] = []
    owner: list[int] = []
    for mould in MOULDS:
        for at, made in enumerate(itertools.islice(toolkit.generate(mould, args.each, 5), args.each)):
            text = made.text
            own = next((n for n, sign in enumerate(signs) if any(value in text for value in sign)), -1)
            if at % 3 == 0:
                title, _, rest = text.partition("\n")
                text = f"{title}\n{HOTLINE}\n{rest}"
            articles.append(Article(id=made.id, source="made", text=text))
            owner.append(own)
    farm = len(articles)
    if args.news:
        with args.news.open(encoding="utf-8") as lines:
            for at, line in enumerate(lines):
                row = json.loads(line)
                text = row["text"] + ("\n" + HOTLINE if at % 10 == 0 else "")
                articles.append(Article(id=f"news{at}", source="news", text=text, url=row.get("url")))
                owner.append(-1)
    started = time.perf_counter()
    facts = read_facts(articles)
    read = time.perf_counter() - started
    print(f"{farm} articles of farms, {len(articles) - farm} of news; facts in {read:.1f} s")
    for name, rule in (("all contacts", NONE), ("without hubs", None)):
        started = time.perf_counter()
        links = build(facts, rule=rule)
        seconds = time.perf_counter() - started
        component_of = links.component_of()
        news = sum(component_of[at] >= 0 for at in range(farm, len(articles)))
        mixed = {component_of[at] for at in range(farm, len(articles))} & set(component_of[:farm]) - {-1}
        pure = whole = 0
        for operator in range(len(signs)):
            mine = [at for at in range(farm) if owner[at] == operator]
            inside = {component_of[at] for at in mine}
            whole += len(inside - {-1}) == 1
            pure += all(owner[at] in (operator, -1) for c in inside - {-1} for at in links.components[c].articles)
        print(
            f"{name}: {len(links.components)} components, {len(links.hubs)} hubs; operators in one component "
            f"{whole} of {len(signs)}, alone in theirs {pure}; news articles in components {news}, "
            f"components of both {len(mixed)}; {seconds:.2f} s"
        )
        for hub in [hub for hub in links.hubs if hub.kind in (*links.by, "host")][:8]:
            print(f"    {hub.id}: {hub.reach.why}")


if __name__ == "__main__":
    main()
