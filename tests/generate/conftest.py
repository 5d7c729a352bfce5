"""A template folder that tests write into, and the naive way to write articles."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def oracle() -> Any:
    """Return the module `oracle.py` of this folder."""
    spec = importlib.util.spec_from_file_location("generate_oracle", Path(__file__).parent / "oracle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def template(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes a template and returns its path: `template(article, lexicon, **more_files)`."""

    def write(article: str, lexicon: str = "slots: {word: [甲]}", **files: str) -> str:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        for name, text in {"article.j2": article, "lexicon.yaml": lexicon, **files}.items():
            (folder / name).write_text(text, encoding="utf-8")
        return str(folder)

    return write
