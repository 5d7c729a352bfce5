"""A run against what is true: how much was found, how much was right, with counts and intervals.

`toolkit.evaluate(run, truth)` compares the results of a scan with a truth such as `corpus/truth.jsonl`. The scores
(`clustering`, `structure`, `repair`, `templates`, `alignment`) are pure functions over counts; `inputs` and `library`
alone read files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit._callable import make_callable
from toolkit._lazy import loader

if TYPE_CHECKING:
    from toolkit.evaluate.evaluation import Evaluation
    from toolkit.evaluate.figures import Figure

__all__ = ["Evaluation", "Figure", "evaluate"]

_LAZY = {"Evaluation": "toolkit.evaluate.evaluation", "Figure": "toolkit.evaluate.figures"}


def evaluate(run: Any, truth: Any, *, resamples: int = 1000, level: float = 0.95, seed: int = 0) -> Evaluation:
    """Compare the results of a run with the truth.

    What the truth does not say is not scored: a truth with clusters alone scores clusters alone.

    Args:
        run: the folder of a `contentfarm scan` or a `contentfarm dedup`, a `toolkit.Scan`, or a mapping with `articles`
            and, where there are any, `clusters` and `contacts`: Arrow tables or lists of rows in the columns of a scan.
            Or, for the scores of templates, the folder of a `contentfarm induce`, the JSON Lines of a `contentfarm
            match`, or a mapping with `templates`: name to (`toolkit.Template`, the ids of the texts that it was
            induced from, in order).
        truth: a path of JSON Lines in the form of docs/truth.md, or such rows.
        resamples: draws of the bootstrap; 0 gives no intervals.
        level: share of the draws that an interval holds, between 0 and 1.
        seed: the same seed gives the same intervals.

    Returns:
        The figures, and what could not be compared.

    Raises:
        UsageError: nothing of the run is in the truth, the truth is wrong, or an argument is out of range.
        InputError: a file cannot be read.

    >>> body = "岸邊的舊書攤每到週末便熱鬧起來,攤主把詩集排在最前面。"
    >>> run = {"articles": [{"id": "a", "text": body}, {"id": "b", "text": body + "傍晚收攤。"}],
    ...        "clusters": [{"id": "a", "cluster": "1"}, {"id": "b", "cluster": "2"}]}
    >>> truth = [{"id": "a", "cluster": "x", "clean": body}, {"id": "b", "cluster": "x"}]
    >>> found = evaluate(run, truth)
    >>> found.value("duplicates", "B-cubed recall"), found.value("repair", "clean articles unchanged")
    (0.5, 1.0)
    """
    from toolkit.errors import UsageError
    from toolkit.evaluate.compare import compare
    from toolkit.evaluate.figures import Bootstrap
    from toolkit.evaluate.inputs import match, read_run, read_truth

    if resamples < 0:
        raise UsageError(f"resamples is a number of draws, not {resamples}")
    if not 0 < level < 1:
        raise UsageError(f"the level of an interval is between 0 and 1, not {level}")
    return compare(match(read_run(run), read_truth(truth)), Bootstrap(resamples, level, seed))


__getattr__ = loader(__name__, _LAZY)


make_callable(__name__, evaluate)
