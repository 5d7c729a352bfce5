"""Speed of the generator: articles a second on one core, with their whole truth.

    python benchmarks/generate.py [--articles 2000] [--repeat 3] [--json FILE]

For each template, in processor time of this process, the best of several repeats, after a warm-up:

- command: articles a second of `contentfarm generate TEMPLATE -o FILE.jsonl`, text, sections, contacts, decisions and
  derivation of each, to the closed file;
- in memory: the same articles, not written;
- template: what Jinja takes to run the template alone. Every function and variable answers at once with what it
  answered when the article was written, as bare text: no draws, no phrases, no truth. Nothing that runs this template
  can be quicker; the last column is the command's time over this one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.cli.generate import command
from toolkit.generate import load, names
from toolkit.generate.budget import Budget
from toolkit.generate.choose import Drawn
from toolkit.generate.mould import Mould
from toolkit.generate.sandbox import Sandbox
from toolkit.generate.slots import Record
from toolkit.generate.writing import FUNCTIONS, Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Template

RECORDED = 200
"""Articles whose answers are recorded for the template alone."""


def best(run: Callable[[int], object], repeat: int) -> float:
    """Return the least processor time of `run(number)`."""
    seconds = []
    for number in range(repeat):
        started = time.process_time()
        run(number)
        seconds.append(time.process_time() - started)
    return min(seconds)


def written(name: str, count: int, folder: str, seed: int) -> None:
    """Run the command."""
    args = [name, "-n", str(count), "--seed", str(seed), "-q", "-o", f"{folder}/corpus.jsonl"]
    command.main(args, standalone_mode=False)


def bare(value: Any) -> Any:
    """Return an answer without what it knows of who wrote it."""
    if isinstance(value, Record):
        return Record({field: bare(text) for field, text in value.fields.items()})
    if isinstance(value, list):
        return [bare(member) for member in value]
    return str.__str__(value) if isinstance(value, str) else value


def _sandbox(template: Template) -> Sandbox:
    """Return what a template runs in."""
    assert isinstance(template.environment, Sandbox)
    return template.environment


def recorded(mould: Mould, seed: int) -> tuple[dict[str, Any], list[Any]]:
    """Return the variables of an article, and what the functions of its template answered, in order."""
    writing = Writing(mould.lexicon, Drawn(f"{mould.name}:{seed}:0"), mould._drawers)
    answers: list[Any] = []
    found = writing.names()

    def noting(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            answers.append(bare(answer))
            return answer

        return call

    given = {name: noting(value) if name in FUNCTIONS else value for name, value in found.items()}
    template = mould._template
    _sandbox(template).now.budget = writing.budget
    list(template.root_render_func(template.new_context(given)))
    return {name: bare(value) for name, value in found.items() if name not in FUNCTIONS}, answers


def drawn(mould: Mould, count: int, seed: int) -> None:
    """Draw so many articles and forget them."""
    for _ in mould.articles(count, seed):
        pass


def alone(mould: Mould, seconds: list[float]) -> None:
    """Run the template of `RECORDED` articles with recorded answers, and add the time of each run."""
    template = mould._template
    tapes = [recorded(mould, seed) for seed in range(RECORDED)]
    sandbox = _sandbox(template)
    started = time.process_time()
    for variables, answers in tapes:
        tape = iter(answers).__next__
        sandbox.now.budget = Budget()
        functions = dict.fromkeys(FUNCTIONS, lambda *_args, _next=tape, **_kwargs: _next())
        "".join(template.root_render_func(template.new_context({**variables, **functions})))
    seconds.append((time.process_time() - started) / RECORDED)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    count, figures = options.articles, {}
    print(f"{'template':20} {'command/s':>10} {'characters/s':>13} {'in memory/s':>12} {'template/s':>11} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names():
            mould = load(name)
            assert isinstance(mould, Mould)
            written(name, count, folder, -1)
            characters = sum(len(article.text) for article in mould.articles(count, 0)) / count
            command_time = best(partial(written, name, count, folder), options.repeat) / count
            memory_time = best(partial(drawn, mould, count), options.repeat) / count
            runs: list[float] = []
            for _ in range(options.repeat):
                alone(mould, runs)
            figures[name] = {
                "articles": 1 / command_time,
                "characters": characters / command_time,
                "in memory": 1 / memory_time,
                "template alone": 1 / min(runs),
                "ratio to the template alone": command_time / min(runs),
            }
            row = list(figures[name].values())
            print(
                f"{name:20} {row[0]:10,.0f} {row[1]:13,.0f} {row[2]:12,.0f} {row[3]:11,.0f} {row[4]:6.2f}", flush=True
            )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
