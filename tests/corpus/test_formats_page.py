"""docs/formats.md names everything that is understood and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from toolkit.corpus.failures import human_bytes
from toolkit.corpus.find import KINDS, PACKINGS
from toolkit.corpus.ignore import IGNORE_FILE
from toolkit.corpus.options import ID_NAMES, MAX_BYTES, TEXT_NAMES, TITLE_NAMES, URL_NAMES
from toolkit.engine import part_tables, tables

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "formats.md").read_text(encoding="utf-8")


def test_every_extension_and_column_name(page: str) -> None:
    words = set(page.replace("`", " ").replace("|", " ").split())
    assert {*KINDS, *PACKINGS, *TEXT_NAMES, *ID_NAMES, *TITLE_NAMES, *URL_NAMES} <= words


def test_limits_and_names(page: str) -> None:
    assert human_bytes(MAX_BYTES).replace(".0", "") in page
    assert IGNORE_FILE in page


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("articles.parquet", tables.ARTICLES),
        ("contacts.parquet", tables.CONTACTS),
        ("clusters.parquet", tables.CLUSTERS),
        ("pairs.parquet", part_tables.PAIRS),
        ("groups.parquet", tables.GROUPS),
    ],
)
def test_every_column_of_every_table(file: str, columns: dict[str, str], page: str) -> None:
    line = next(line for line in page.splitlines() if line.startswith(f"| `{file}`"))
    assert [name for name in columns if f"`{name}`" not in line] == []
