"""Where templates are found: in a checkout, in a wheel, in a folder of the user's own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from toolkit.errors import UsageError
from toolkit.generate import generate, names
from toolkit.generate.library import locate, reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import toolkit.generate as generate
assert generate.__file__.startswith(sys.argv[1]), generate.__file__
print(",".join(generate.names()))
print(next(generate.generate("loan_guide", 1, 7)).text)
"""


def test_a_wheel_carries_the_templates_and_writes_the_same(root: Path, tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    folder = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(folder)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    found, _, text = done.stdout.partition("\n")
    assert found.split(",") == names()
    assert text.rstrip("\n") == next(generate("loan_guide", 1, 7)).text


def test_templates_of_users_are_folders(template: Callable[..., str], tmp_path: Path) -> None:
    path = template("{{ pick('word') }}")
    article = next(generate(path, seed=1))
    assert (article.template, article.text) == ("mine", "甲")
    assert locate(path)[1] == "mine"
    with pytest.raises(UsageError, match=r"known: .*travel_list.*or the path of a folder"):
        locate(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "a\\..\\x", "", "."])
def test_reading_stays_in_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "x").write_text("secret", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        reader(tmp_path / "inner")(path)
