"""How well components are operators, with and without the rule for hubs, and how long linking takes.

Usage: python benchmarks/links.py [--each N] [--news FILE.jsonl]

Articles of the project's moulds, each signed by one of the generator's networks, stand for farms; a third of them also
cite one national hotline, as does every tenth news article. News come from a JSON Lines file with `text` and `url`
(one record an article, all of one honest publisher), if given.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from pathlib import Path

import yaml

import toolkit
from toolkit.article import Article
from toolkit.links import HubRule, build
from toolkit.links.texts import read_facts

ROOT = Path(__file__).resolve().parent.parent
MOULDS = ("loan_guide", "health_advice", "travel_list", "product_review", "question_answer")
HOTLINE = "如遇糾紛，可撥打全國統一的諮詢電話010-82300000。"
NONE = HubRule(dispersion=1.0, hands_public=10**9, hands_personal=10**9)
"""Nothing is a hub: what linking over all shared contacts gives."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=80, help="articles of each mould")
    parser.add_argument("--news", type=Path, help="news articles, one JSON record a line")
    args = parser.parse_args()
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
