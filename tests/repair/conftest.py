"""Texts written by this project, in traditional characters, for the tests of the fixers."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


class Texts(list[str]):
    """Many texts, which a failing test does not print."""

    def __repr__(self) -> str:
        return f"<{len(self)} texts>"


@pytest.fixture(scope="session")
def articles() -> Texts:
    """Some articles from the project's own templates, converted character by character as the farms do."""
    import opencc

    from toolkit.generate import generate

    convert = opencc.OpenCC("s2t").convert
    return Texts(
        convert(made.text) for name in ("loan_guide", "question_answer") for made in generate(name, 30, seed=5)
    )


@pytest.fixture(scope="session")
def scoring() -> ModuleType:
    """The module `score.py` beside the tests."""
    spec = importlib.util.spec_from_file_location("repair_score", Path(__file__).parent / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
