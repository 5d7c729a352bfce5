"""The documentation cannot rot: every command and option is on its page, and links point at something."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import click
import pytest

from toolkit.cli.main import COMMANDS, cli


def load_script(root: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, root / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def command_of(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained_on_its_page(name: str, root: Path) -> None:
    page = (root / "docs" / "commands" / f"{name}.md").read_text(encoding="utf-8")
    prose = re.sub(r"<!-- help -->.*?<!-- /help -->", "", page, flags=re.DOTALL)
    options = [opt for p in command_of(name).params if isinstance(p, click.Option) for opt in p.opts]
    missing = [option for option in options if option.startswith("--") and f"`{option}" not in prose]
    assert not missing, f"docs/commands/{name}.md does not explain {missing}"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_on_the_page_is_what_the_command_prints(name: str, root: Path) -> None:
    docs = load_script(root, "docs")
    page = (root / "docs" / "commands" / f"{name}.md").read_text(encoding="utf-8")
    assert "<!-- help -->" in page
    assert docs.updated(page, name) == page, "run: python scripts/docs.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help_text(name: str) -> None:
    silent = [p.name for p in command_of(name).params if isinstance(p, click.Option) and not p.help]
    assert not silent


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    pages = [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").rglob("*.md"))]
    broken = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(root)} -> {target}")
    assert not broken


def test_every_command_page_is_linked_from_the_readme(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"docs/commands/{name}.md" not in readme] == []


def test_the_python_of_the_readme_runs(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    monkeypatch.chdir(root)
    exec(compile(block[1], "README.md", "exec"), {})
    out = capsys.readouterr().out
    assert "這個平臺上的個人資料,平臺都會妥善保管。" in out
    assert "abc_12345" in out
    assert "[0 0]" in out
    assert "92 articles" in out
