"""The house stands as docs/architecture.md says: imports go downwards, pure rooms touch nothing outside."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

LAYERS = {
    "article": 0,
    "errors": 0,
    "_version": 0,
    "_callable": 0,
    "_lazy": 0,
    "sketch": 1,
    "repair": 1,
    "parse": 1,
    "dedup": 1,
    "induce": 1,
    "generate": 1,
    "measure": 1,
    "links": 1,
    "corpus": 2,
    "report": 2,
    "store": 2,
    "engine": 3,
    "evaluate": 3,
    "desk": 4,
    "cli": 4,
}
"""Room to storey. A room may import from its own storey and from those below it."""

PURE = {room for room, storey in LAYERS.items() if storey <= 1}
OUTSIDE = {"socket", "subprocess", "urllib", "http", "requests", "multiprocessing", "logging"}
OUTSIDE_CALLS = {"open", "print", "input"}
LINES = 400


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((root / "toolkit").rglob("*.py")):
        relative = path.relative_to(root / "toolkit")
        if len(relative.parts) > 1:
            yield relative.parts[0], path
        elif relative.stem not in {"__init__", "__main__"}:
            yield relative.stem, path


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that the rooms can be read off them"
            if node.module == "toolkit":  # `from toolkit import repair` names the room in the alias
                yield from (f"toolkit.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def test_every_room_has_its_storey(root: Path) -> None:
    assert {room for room, _ in modules(root)} <= set(LAYERS)


def test_imports_go_downwards(root: Path) -> None:
    wrong = []
    for room, path in modules(root):
        for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
            parts = name.split(".")
            if parts[0] == "toolkit" and len(parts) > 1 and LAYERS.get(parts[1], 0) > LAYERS[room]:
                wrong.append(f"{path.relative_to(root)} imports {name}")
    assert not wrong


def test_no_two_rooms_import_each_other(root: Path) -> None:
    uses = {
        (room, name.split(".")[1])
        for room, path in modules(root)
        for name in imports(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("toolkit.") and name.split(".")[1] in LAYERS
    }
    assert {(a, b) for a, b in uses if a < b and (b, a) in uses} == set()


def test_pure_rooms_touch_nothing_outside(root: Path) -> None:
    wrong = []
    for room, path in modules(root):
        if room not in PURE:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        wrong += [f"{path.relative_to(root)} imports {n}" for n in imports(tree) if n.split(".")[0] in OUTSIDE]
        wrong += [
            f"{path.relative_to(root)}:{node.lineno} calls {node.func.id}()"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "print", "input"}
        ]
    assert not wrong


def test_one_module_compiles(root: Path) -> None:
    # numba's own `cache=True` ends in an error where neither the package nor the home folder can be written.
    found = [str(path.relative_to(root)) for _, path in modules(root) if "njit" in path.read_text(encoding="utf-8")]
    assert found == ["toolkit/sketch/_jit.py"]


@pytest.mark.parametrize("room", sorted(LAYERS))
def test_no_module_is_crowded(room: str, root: Path) -> None:
    long = {
        str(path.relative_to(root)): count
        for name, path in modules(root)
        if name == room and (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert not long, f"over {LINES} lines; is there a wall to draw?"


def test_the_table_of_rooms_is_complete(root: Path) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {room for room, path in modules(root) if path.parent.name == room}
    assert [room for room in sorted(folders) if f"| `{room}/` |" not in page] == []


def test_the_picture_is_what_the_script_draws(root: Path) -> None:
    script = runpy.run_path(str(root / "scripts" / "architecture_svg.py"))
    assert script["draw"]() == (root / "docs" / "architecture.svg").read_text(encoding="utf-8")
    assert all(f">{room}/<" in script["draw"]() for room in {r for r, p in modules(root) if p.parent.name == r})
