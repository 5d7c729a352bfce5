"""Which files are read, in which order, and what becomes of the rest."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.article import Reject
from toolkit.corpus import ReadOptions, RunFolder
from toolkit.corpus.find import Found, classify, find, show
from toolkit.corpus.ignore import IGNORE_FILE
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

posix = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and bytes in names")


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def search(
    paths: Sequence[str | Path], **options: object
) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """Return sources found, rejects and ignored."""
    ignored: list[tuple[str, str]] = []
    items = list(find(paths, ReadOptions(**options), lambda path, why: ignored.append((path, why))))  # type: ignore[arg-type]
    found = [item.source for item in items if isinstance(item, Found)]
    rejects = [(item.source, item.reason) for item in items if isinstance(item, Reject)]
    return found, rejects, ignored


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_names_tell_kind_and_compression() -> None:
    assert classify("a.txt") == ("text", None)
    assert classify("A.HTM.GZ") == ("html", "gz")
    assert classify("x.ndjson.zst") == ("jsonl", "zst")
    assert classify("x.gz") == (None, "gz")
    assert classify("txt") == (None, None)


def test_folders_are_walked_by_name_depth_first(here: Path) -> None:
    make(here, "in/b.txt", "in/a/z.jsonl", "in/a/c.csv", "in/c.parquet", "in/B.html")
    assert search(["in"])[0] == ["in/B.html", "in/a/c.csv", "in/a/z.jsonl", "in/b.txt", "in/c.parquet"]


def test_paths_stay_as_the_caller_wrote_them(here: Path) -> None:
    make(here, "in/a.txt")
    assert search(["./in/"])[0] == ["./in/a.txt"]
    assert search([here / "in" / "a.txt"])[0] == [str(here / "in" / "a.txt")]


def test_relative_paths_are_below_the_named_folder(here: Path) -> None:
    make(here, "in/x/a.txt", "b.txt")
    items = find(["in", "b.txt", "-"], ReadOptions())
    assert [item.relative for item in items if isinstance(item, Found)] == ["x/a.txt", "b.txt", "stdin"]


def test_unknown_extensions_are_ignored_in_folders_and_read_by_name(here: Path) -> None:
    make(here, "in/a.txt", "in/b.pdf", "in/noext")
    found, rejects, ignored = search(["in"])
    assert (found, rejects) == (["in/a.txt"], [])
    assert [path for path, _ in ignored] == ["in/b.pdf", "in/noext"]
    assert all("extension" in why for _, why in ignored)
    items = [item for item in find(["in/noext"], ReadOptions()) if isinstance(item, Found)]
    assert [item.kind for item in items] == ["text"]


def test_hidden_files_are_ignored_in_folders_and_read_by_name(here: Path) -> None:
    make(here, "in/.a.txt", "in/.git/b.txt", "in/c.txt")
    found, _, ignored = search(["in"])
    assert found == ["in/c.txt"]
    assert [path for path, why in ignored if "hidden" in why] == ["in/.a.txt", "in/.git"]
    assert search(["in/.a.txt"])[0] == ["in/.a.txt"]


def test_globs_that_the_shell_left_alone(here: Path) -> None:
    make(here, "in/b.txt", "in/a.txt", "in/x/c.txt", "in/[d].txt")
    assert search(["in/?.txt"])[0] == ["in/a.txt", "in/b.txt"]
    assert search(["in/**/c.txt"])[0] == ["in/x/c.txt"]
    assert search(["in/[d].txt"])[0] == ["in/[d].txt"]  # a file of that very name
    assert search(["in/*.zip"])[1] == [("in/*.zip", "no file matches this pattern")]


def test_what_does_not_exist_is_named(here: Path) -> None:
    assert search(["gone"])[1] == [("gone", "no such file or folder")]
    assert search(["a\0b"])[1] == [("a\0b", "no such file or folder")]


def test_a_folder_without_anything_to_read_is_named(here: Path) -> None:
    make(here, "in/a.pdf")
    (here / "empty").mkdir()
    for folder in ("in", "empty"):
        assert "nothing to read" in search([folder])[1][0][1]


def test_overlapping_arguments_are_read_once(here: Path) -> None:
    make(here, "in/a.txt", "in/x/b.txt")
    found, rejects, ignored = search(["in/x", "in", "in/a.txt", "in/a.txt"])
    assert (found, rejects) == (["in/x/b.txt", "in/a.txt"], [])
    assert [path for path, why in ignored if "already read" in why] == ["in/x", "in/a.txt", "in/a.txt"]


def test_standard_input_is_taken_once() -> None:
    found, _, ignored = search(["-", "-"])
    assert found == ["-"]
    assert ignored == [("-", "standard input was already read")]


@posix
def test_links_are_followed_and_loops_named(here: Path) -> None:
    make(here, "in/x/a.txt", "elsewhere/b.txt")
    (here / "in/x/up").symlink_to(here / "in")
    (here / "in/other").symlink_to(here / "elsewhere")
    (here / "in/again.txt").symlink_to(here / "in/x/a.txt")
    found, rejects, ignored = search(["in"])
    assert found == ["in/x/a.txt", "in/other/b.txt"]  # links come last: a file keeps its own name
    assert rejects == [("in/x/up", "folder loop: this leads back to in")]
    assert [path for path, _ in ignored] == ["in/again.txt"]


@posix
def test_a_link_to_itself_and_a_dangling_link(here: Path) -> None:
    (here / "in").mkdir()
    (here / "in/self.txt").symlink_to("self.txt")
    (here / "in/gone.txt").symlink_to("nowhere")
    _, rejects, _ = search(["in"])
    assert rejects == [
        ("in/gone.txt", "a dangling link: its target 'nowhere' does not exist"),
        ("in/self.txt", "a loop of links"),
    ]
    assert search(["in/gone.txt"])[1] == rejects[:1]


@posix
def test_pipes_and_sockets_are_not_opened(here: Path) -> None:
    (here / "in").mkdir()
    os.mkfifo(here / "in/pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("in/s.txt")
        _, rejects, _ = search(["in"])
    assert rejects == [("in/pipe.txt", "a named pipe, not a file"), ("in/s.txt", "a socket, not a file")]
    assert search(["in/pipe.txt"])[1] == rejects[:1]


@posix
def test_names_that_are_no_utf_8(here: Path) -> None:
    raw = os.fsencode(here) + b"/in\xff.txt"
    Path(os.fsdecode(raw)).write_text("甲。")
    (here / "sub").mkdir()
    found = [item for item in find([os.fsdecode(raw)], ReadOptions()) if isinstance(item, Found)]
    assert found[0].source.endswith("in\\udcff.txt")
    found[0].source.encode()
    assert found[0].path is not None
    assert found[0].path.read_text() == "甲。"


def test_folders_that_cannot_be_listed_are_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "in/a.txt", "in/locked/b.txt")
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found, rejects, _ = search(["in"])
    assert found == ["in/a.txt"]
    assert rejects == [("in/locked", "cannot list this folder: permission denied")]


def test_very_deep_folders_exhaust_nothing(here: Path) -> None:
    deep = here
    for _ in range(400):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("甲。")
    found, rejects, _ = search(["d"])
    assert len(found) == 1
    assert not rejects


def test_exclude(here: Path) -> None:
    make(here, "in/a.txt", "in/draft/b.txt", "in/x/draft/c.txt", "in/keep.html", "in/d.html")
    found, _, ignored = search(["in"], exclude=("draft/", "*.html", "!keep.html"))
    assert found == ["in/a.txt", "in/keep.html"]
    assert ignored == [
        ("in/d.html", "excluded by '*.html'"),
        ("in/draft", "excluded by 'draft/'"),
        ("in/x/draft", "excluded by 'draft/'"),
    ]
    assert search(["in/d.html"], exclude=("*.html",)) == ([], [], [("in/d.html", "excluded by '*.html'")])


def test_ignore_files_hold_for_their_folder_and_below(here: Path) -> None:
    make(here, "in/a.txt", "in/b.txt", "in/x/a.txt", "in/x/b.txt", "in/x/only.txt", "in/y/only.txt")
    (here / "in" / IGNORE_FILE).write_text("# notes\n/a.txt\nb.txt\n")
    (here / "in/x" / IGNORE_FILE).write_text("only.txt\n!b.txt\n", encoding="utf-8-sig")
    found, rejects, ignored = search(["in"])
    assert found == ["in/x/a.txt", "in/x/b.txt", "in/y/only.txt"]
    assert rejects == []
    assert ("in/x/only.txt", "excluded by 'only.txt'") in ignored
    assert search(["in/a.txt"])[0] == ["in/a.txt"]  # named: the ignore file is not asked


def test_excluding_everything_is_not_an_empty_folder(here: Path) -> None:
    make(here, "in/a.txt")
    found, rejects, ignored = search(["in"], exclude=("*.txt",))
    assert (found, len(rejects), ignored) == ([], 1, [("in/a.txt", "excluded by '*.txt'")])


def test_the_output_folder_is_not_read(here: Path) -> None:
    make(here, "in/a.txt", "in/out/articles.jsonl")
    found, _, ignored = search(["in"], skip_dirs=("in/out",))
    assert found == ["in/a.txt"]
    assert ignored == [("in/out", "the output folder of this run")]
    with pytest.raises(UsageError, match="also the output folder"):
        search(["in/out"], skip_dirs=(here / "in" / "out",))


def test_results_of_earlier_runs_are_no_input(here: Path) -> None:
    make(here, "in/a.txt", "in/out/mine.txt")
    with RunFolder("in/out") as run:
        run.jsonl("articles.jsonl").write({"text": "x"})
        run.jsonl("corpus/a.jsonl").write({"text": "x"})
        run.manifest({"toolkit": "1.0"})
    make(here, "in/out/corpus/mine.txt")
    found, rejects, ignored = search(["in"])
    assert found == ["in/a.txt", "in/out/corpus/mine.txt", "in/out/mine.txt"]
    assert rejects == []
    assert {path for path, why in ignored if "earlier run" in why} == {
        "in/out/articles.jsonl",
        "in/out/corpus/a.jsonl",
        "in/out/manifest.json",
    }


def test_results_are_no_input_in_the_folder_that_is_named_either(here: Path) -> None:
    make(here, "out/mine.txt")
    with RunFolder("out") as run:
        run.jsonl("articles.jsonl").write({"text": "x"})
        run.text("report.html", "x")
        run.jsonl("corpus/a.jsonl").write({"text": "x"})
        run.manifest({"toolkit": "1.0"})
    found, rejects, ignored = search(["out"])
    assert (found, rejects) == (["out/mine.txt"], [])
    assert [path for path, why in ignored if "earlier run" in why] == [
        "out/articles.jsonl",
        "out/corpus/a.jsonl",
        "out/manifest.json",
        "out/report.html",
    ]
    assert search(["out/articles.jsonl", "out/*.html"])[0] == ["out/articles.jsonl", "out/report.html"]
    assert search(["out/corpus"])[0] == ["out/corpus/a.jsonl"]  # a corpus that was written again is there to be read
    (here / "out/mine.txt").unlink()
    assert "only files that an earlier run wrote" in search(["out"])[1][0][1]


@pytest.mark.parametrize("content", ["{}", '{"files": {"a.txt": 1}}', '{"toolkit": "1", "files": 3}', "[", "[" * 10**5])
def test_other_manifests_are_ordinary_files(content: str, here: Path) -> None:
    make(here, "in/x/a.txt")
    (here / "in/x/manifest.json").write_text(content)
    assert search(["in"])[0] == ["in/x/a.txt", "in/x/manifest.json"]


def test_show_never_holds_what_utf_8_cannot() -> None:
    assert show("a\ud800\udcff文.txt") == "a\\ud800\\udcff文.txt"
