"""How well templates are found again, and how fast.

    python -m benchmarks.induce [--quick] [--json FILE]

Truth comes from moulds whose every character knows what wrote it: small moulds of this folder (some of them kept out of
development) and the article templates of `toolkit.generate`. Figures:

- variable F1: characters told variable against those that a slot wrote;
- slot F1: spans matched one to one at IoU of at least 0.5;
- optional and list F1: parts and lists found again in the articles, by the same rule;
- held-out: articles of the same mould, not seen before, that `match` accepts; false: those of other moulds, and honest
  texts, that it accepts;
- seconds, and the exponent of the time's growth with the number of articles.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import induce_moulds as moulds
from benchmarks import second_engine
from toolkit.induce import Template, induce
from toolkit.induce.nodes import Node, Opt, Repeat, Seq, Slot, Text, children, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

IOU = 0.5
STRUCTURE = frozenset({"part", "optional", "oneof", "permuted", "branch"})
Span = tuple[int, int]


def f1(hit: float, said: float, true: float) -> float:
    """F1 from counts; 1 where there was nothing to find and nothing was found."""
    return 2 * hit / (said + true) if said + true else 1.0


def variable_f1(template: Template, truths: Sequence[Sequence[bool]]) -> float:
    hit = said = true = 0
    for i, truth in enumerate(truths):
        marked = bytearray(len(truth))
        for start, end, _ in template.spans(i):
            marked[start:end] = b"\x01" * (end - start)
        hit += sum(a and b for a, b in zip(truth, marked, strict=True))
        said += sum(marked)
        true += sum(truth)
    return f1(hit, said, true)


def span_f1(found: Iterable[Sequence[Span]], true: Iterable[Sequence[Span]]) -> float:
    hit = n_found = n_true = 0
    for mine, theirs in zip(found, true, strict=True):
        n_found += len(mine)
        n_true += len(theirs)
        left = list(theirs)
        for a in mine:
            best = max(left, key=lambda b: iou(a, b), default=None)
            if best is not None and iou(a, best) >= IOU:
                left.remove(best)
                hit += 1
    return f1(hit, n_found, n_true)


def iou(a: Span, b: Span) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both / (max(a[1], b[1]) - min(a[0], b[0])) if both > 0 else 0.0


def parts(template: Template, i: int, kind: type) -> list[Span]:
    """Spans of the optional parts, or of the lists, that a template sees in article i."""
    k = template.members.index(i) if i in template.members else -1
    if k < 0:
        return []
    out: list[Span] = []
    reading = template.naming.reading(template.contexts[k])

    def visit(node: Node, at: int) -> int:
        if isinstance(node, Text):
            return at + len(node.text)
        if isinstance(node, Slot):
            value = reading.get(node.id, "")
            return at + len(value)
        if isinstance(node, Seq):
            for part in node.parts:
                at = visit(part, at)
            return at
        end = at + len(text_of(node, reading))
        if isinstance(node, kind) and end > at:
            out.append((at, end))
        if isinstance(node, Opt) and reading.get(node.id):
            visit(node.body, at)
        elif not isinstance(node, Repeat | Opt):
            branch = reading.get(node.id, -1)
            if branch >= 0:
                visit(children(node)[branch], at)
        return end

    visit(template.tree, 0)
    return out


def measure_mould(name: str, mould: str, n: int, noise: float = 0.0, seed: int = 1) -> dict[str, Any]:
    return measure_drawn(name, list(moulds.draw(mould, n, seed, noise)), noise)


def measure_drawn(name: str, drawn: Sequence[moulds.Drawn], noise: float = 0.0) -> dict[str, Any]:
    n = len(drawn)
    texts = [d.text for d in drawn]
    start = time.perf_counter()
    template = induce(texts)
    seconds = time.perf_counter() - start
    lossless = all(template.render(c) == texts[i] for c, i in zip(template.contexts, template.members, strict=True))
    return {
        "mould": name,
        "n": n,
        "noise": noise,
        "variable_f1": variable_f1(template, [d.variable() for d in drawn]),
        "slot_f1": span_f1([[s[:2] for s in template.spans(i)] for i in range(n)], [d.slots() for d in drawn]),
        "optional_f1": span_f1([parts(template, i, Opt) for i in range(n)], [d.optional for d in drawn]),
        "list_f1": span_f1([parts(template, i, Repeat) for i in range(n)], [d.lists for d in drawn]),
        "unparsed": len(template.unparsed),
        "lossless": lossless,
        "seconds": seconds,
        "template": template,
    }


def measure_generated(name: str, n: int, seed: int = 5) -> dict[str, Any]:
    from toolkit.generate import generate

    articles = list(generate(name, n, seed=seed))
    truths = []
    for article in articles:
        truth = [False] * len(article.text)
        for node in article.derivation:
            if node.type not in STRUCTURE:
                truth[node.start : node.end] = [True] * (node.end - node.start)
        truths.append(truth)
    start = time.perf_counter()
    template = induce([article.text for article in articles])
    seconds = time.perf_counter() - start
    share = sum(map(sum, truths)) / sum(map(len, truths))
    return {
        "mould": name,
        "n": n,
        "variable_f1": variable_f1(template, truths),
        "all_variable_f1": f1(share, 1.0, share),
        "unparsed": len(template.unparsed),
        "seconds": seconds,
        "template": template,
    }


def honest() -> list[str]:
    """News articles beside the checkout, where they are; they belong to others and are only read."""
    path = Path(__file__).resolve().parents[2] / "shared" / "data" / "news" / "articles.jsonl"
    if not path.exists():
        return []
    key = "text"
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record.get(key) or record.get("content") or record.get("body") or ""
        if len(text) >= 100:
            out.append(text)
    return out


def acceptance(templates: dict[str, Template], held: dict[str, list[str]], others: list[str]) -> dict[str, float]:
    """Shares of held-out articles that their own template accepts, and of foreign articles that any accepts."""
    own = [bool(templates[name].match(text)) for name, texts in held.items() for text in texts]
    wrong = [
        bool(templates[name].match(text))
        for name in templates
        for other, texts in held.items()
        if other != name
        for text in texts[:100]
    ]
    wrong_honest = [bool(template.match(text)) for template in templates.values() for text in others]
    return {
        "held_out": sum(own) / len(own),
        "held_out_worst": min(
            sum(bool(templates[name].match(text)) for text in texts) / len(texts) for name, texts in held.items()
        ),
        "false_other": sum(wrong) / max(1, len(wrong)),
        "false_honest": sum(wrong_honest) / max(1, len(wrong_honest)),
    }


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """Slope of log time over log size, by least squares."""
    xs, ys = [math.log(n) for n, _ in points], [math.log(s) for _, s in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)


def show(row: dict[str, Any]) -> None:
    cells = [f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items() if k != "template"]
    print("  ".join(cells), flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(argv)
    induce([d.text for d in moulds.draw(moulds.DEVELOPMENT["lender"], 30, 0)])  # load and compile what is lazy
    rows: list[dict[str, Any]] = []
    templates: dict[str, Template] = {}
    sizes = (5, 20, 50, 200)
    for name, mould in {**moulds.DEVELOPMENT, **moulds.HELD_OUT}.items():
        for n in sizes:
            rows.append(measure_mould(name, mould, n))
            show(rows[-1])
        templates[name] = rows[-1]["template"]
        for noise in (0.002, 0.01, 0.02):
            rows.append(measure_mould(name, mould, 200, noise))
            show(rows[-1])
    for mould in second_engine.moulds():
        for n in sizes:
            rows.append(measure_drawn(mould.name, list(moulds.second(mould, n, 1))))
            show(rows[-1])
        templates[mould.name] = rows[-1]["template"]
    from toolkit.generate import generate, names

    held_generated: dict[str, list[str]] = {}
    for name in names():
        for n in sizes[:3] if options.quick else sizes:
            rows.append(measure_generated(name, n))
            show(rows[-1])
        templates[name] = rows[-1]["template"]
        held_generated[name] = [article.text for article in generate(name, 100, seed=77)]
    every = {**moulds.DEVELOPMENT, **moulds.HELD_OUT}
    held = {name: [d.text for d in moulds.draw(mould, 200, 99)] for name, mould in every.items()}
    held |= {mould.name: [d.text for d in moulds.second(mould, 200, 99)] for mould in second_engine.moulds()}
    held |= held_generated
    news = honest()
    figures: dict[str, Any] = acceptance(templates, held, news[:500])
    unrelated = [bool(induce(news[k : k + 20])) for k in range(0, min(len(news), 600), 20)]
    figures["unrelated_claimed"] = sum(unrelated) / max(1, len(unrelated))
    points = []
    for n in (1000, 2500, 5000, 10000)[: 2 if options.quick else 4]:
        row = measure_mould("lender", moulds.DEVELOPMENT["lender"], n)
        points.append((n, row["seconds"]))
        show({k: row[k] for k in ("mould", "n", "variable_f1", "seconds")})
    small = min(measure_mould("lender", moulds.DEVELOPMENT["lender"], 5)["seconds"] for _ in range(5))
    figures |= {"exponent": exponent(points), "seconds_largest": points[-1][1], "seconds_5": small}
    show(figures)
    if options.json:
        plain = [{k: v for k, v in row.items() if k != "template"} for row in rows]
        options.json.write_text(json.dumps({"figures": figures, "rows": plain}, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
