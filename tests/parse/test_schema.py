"""The schema file says what `to_dict` returns; checked by hand, so that no validator is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from toolkit.parse import KINDS, parse


def schema(root: Path) -> dict[str, Any]:
    return json.loads((root / "toolkit" / "parse" / "outline.schema.json").read_text(encoding="utf-8"))


def test_schema_lists_the_kinds(root: Path) -> None:
    assert tuple(schema(root)["$defs"]["node"]["properties"]["kind"]["enum"]) == KINDS


def test_documented_kinds_are_the_kinds(root: Path) -> None:
    page = (root / "docs" / "outline.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


def test_dictionary_has_the_fields_of_the_schema(root: Path) -> None:
    node = schema(root)["$defs"]["node"]
    made = parse("標題文字\n一、甲\n一段文字。\n三、乙\n另一段文字。\n責任編輯:林大同\n").to_dict()
    assert set(schema(root)["required"]) <= set(made)
    assert set(schema(root)["$defs"]["issue"]["required"]) <= set(made["issues"][0])
    stack = list(made["children"])
    while stack:
        child = stack.pop()
        assert set(node["required"]) <= set(child)
        assert set(child) <= set(node["properties"])
        stack += child.get("children", [])
    json.dumps(made)
