"""A template folder that tests write into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
