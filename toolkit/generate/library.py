"""Where templates are found.

The templates of this project lie in `templates/` at the top of the checkout, where people look for them; a wheel
carries the same folder as `toolkit/generate/templates` (see `force-include` in pyproject.toml). A name with a slash or
a backslash, or an existing folder, is a template of the user's own.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

ARTICLE = "article.j2"
LEXICON = "lexicon.yaml"
MAX_BYTES = 4 * 1024 * 1024
"""Of one file, looked at before it is read: a million characters in UTF-8, the longest that a lexicon may be."""


def builtin_folder() -> Traversable:
    """Return the folder of the project's templates: the wheel's, else the checkout's."""
    packaged = importlib.resources.files("toolkit.generate") / "templates"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "templates"


def names() -> list[str]:
    """Return the names of the project's templates, sorted."""
    folder = builtin_folder()
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if (entry / ARTICLE).is_file())


def locate(name: str) -> tuple[Traversable, str]:
    """Return the folder of templates and the name within it.

    Args:
        name: one of `names()`, or the path of a folder with `article.j2` and `lexicon.yaml`.

    Raises:
        UsageError: there is no such template.
    """
    if name in names():
        return builtin_folder(), name
    path = Path(name)
    if (path / ARTICLE).is_file():
        path = path.resolve()
        return path.parent, path.name
    if path.is_dir():
        raise UsageError(f"{name}: there is no {ARTICLE} in this folder")
    raise UsageError(f"there is no template {name!r}; known: {', '.join(names())}, or the path of a folder")


def reader(folder: Traversable) -> Callable[[str], str]:
    """Return a function that reads the text of a file by its path from `folder`.

    Paths that leave it do not exist, be it by `..` or by a symbolic link: templates come from anyone, and what they
    include is printed.
    """
    top = folder.resolve() if isinstance(folder, Path) else None

    def read(path: str) -> str:
        target = folder
        for step in path.split("/"):
            if step in ("", ".", "..") or "\\" in step:
                raise FileNotFoundError(path)
            target = target / step
        if not target.is_file():
            raise FileNotFoundError(path)
        if isinstance(target, Path) and top is not None:
            if not target.resolve().is_relative_to(top):
                raise FileNotFoundError(path)
            if target.stat().st_size > MAX_BYTES:
                raise UsageError(f"{path}: a file of a template has at most {MAX_BYTES:,} bytes")
        return target.read_text(encoding="utf-8")

    return read
