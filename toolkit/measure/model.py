"""Two logistic models, applied: is the text templated, and is it a content farm's.

The coefficients are data (`data/model.json`), written by `scripts/fit_score.py`. None is negative: no feature
makes a text less suspicious.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from toolkit.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Mapping

Label = Literal["none", "possible", "likely"]
"""Whether a text is a content farm's article."""

RESEMBLES = 0.5
"""Probability of a mould, by what a text shares with others and not by its phrases, from which they bear witness."""

WITNESSES = {"deletion": 1.0, "disowned": 1.0, "editorial": 2.0, "hidden": 1.0, "stuffed": 1.0}
"""Signs that a site gives of itself, besides how the article speaks; how many each is, where it is full: `editorial` is
so with two headings, of a lead and of a conclusion."""

ENOUGH = 2.0
"""Witnesses that are asked for: a newsletter has an editor, a clinic names what it cures, a bank a page a branch."""

REPLICATION = "replicated: "
"""Prefix of the features that siblings decide, where the texts that name the same house do not count."""

ELSEWHERE = "replicated elsewhere: "
"""Prefix of the same features where only the texts on other hosts count."""

MODEL_VERSION = 3
"""Version of the features; the coefficients must have been fitted on the same."""


@dataclass(frozen=True)
class Logistic:
    """A logistic model over named features.

    Attributes:
        intercept: log-odds where every feature is 0.
        weights: log-odds that one unit of a feature adds, none below 0.
        caps: values from which more of a feature adds nothing.
    """

    intercept: float
    weights: Mapping[str, float]
    caps: Mapping[str, float]

    def points(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return the log-odds that each feature adds."""
        return {
            name: weight * min(features[name], self.caps.get(name, math.inf)) for name, weight in self.weights.items()
        }

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, where both answers are as likely beforehand."""
        return 1 / (1 + math.exp(-self.intercept - sum(self.points(features).values())))


def corroborated(templated: Logistic, features: Mapping[str, float]) -> bool:
    """Return whether enough bears witness against a text beside its words.

    Whoever asks in the title and bids readers comment and share may be a podcast, a club or a company's engineer.

    Args:
        templated: the model of templatedness.
        features: all that the models weigh, those of `Signs.witnesses`, and those that siblings decide.
    """
    return witnesses(templated, features) >= ENOUGH


def witnesses(templated: Logistic, features: Mapping[str, float]) -> float:
    """Return how many bear witness; what an honest house has both of, for one reason, is one witness.

    A mould that somebody else prints from, and a generator's notes, are enough each. Texts of the same mould of which
    nobody can tell whose they are may be a shop's own pages, which name what they sell over and over; who prints what
    readers send in disowns it, and deletes it on request.
    """
    if features["kit"] > 0 or replicated(templated, features, ELSEWHERE):
        return ENOUGH
    found = {name: count * features[name] for name, count in WITNESSES.items()}
    printed = max(float(replicated(templated, features)), found["stuffed"])
    return printed + max(found["deletion"], found["disowned"]) + found["editorial"] + found["hidden"]


def replicated(templated: Logistic, features: Mapping[str, float], prefix: str = REPLICATION) -> bool:
    """Return whether texts come from the same mould: those that `REPLICATION` counts, or `ELSEWHERE`."""
    others = {name.removeprefix(prefix): value for name, value in features.items() if name.startswith(prefix)}
    return bool(others) and templated.probability({**features, **others, "stock": 0.0}) >= RESEMBLES


@dataclass(frozen=True)
class Model:
    """The models and the thresholds of the labels.

    Attributes:
        templated: from the features of `Evidence`.
        farm: from those of `Signs`, and `templated`, the probability by the other model.
        possible: value from which a text is called `possible`.
        likely: value from which it is called `likely` where it is `corroborated`.
        templated_from: probability from which a text is called templated.
        about: what it was fitted on and how it did elsewhere.
    """

    templated: Logistic
    farm: Logistic
    possible: float
    likely: float
    templated_from: float
    about: Mapping[str, Any]

    def label(self, features: Mapping[str, float]) -> Label:
        """Return the label of a text.

        Args:
            features: all that the models weigh, and `value`, the probability by the model of farms.
        """
        if features["value"] >= self.likely and corroborated(self.templated, features):
            return "likely"
        return "possible" if features["value"] >= self.possible else "none"


@cache
def packaged_model() -> Model:
    """Return the model that comes with the toolkit.

    Raises:
        ContractError: it was fitted on other features.
    """
    stored = json.loads(resources.files(__package__).joinpath("data/model.json").read_text(encoding="utf-8"))
    if stored["version"] != MODEL_VERSION:
        raise ContractError(f"the model is version {stored['version']}, the code expects {MODEL_VERSION}; fit it again")

    def logistic(part: Mapping[str, Any]) -> Logistic:
        return Logistic(part["intercept"], part["weights"], part["caps"])

    return Model(
        logistic(stored["templated"]),
        logistic(stored["farm"]),
        stored["possible"],
        stored["likely"],
        stored["templated_from"],
        stored["about"],
    )
