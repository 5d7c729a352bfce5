"""The command line as a whole: exit codes, messages, where they go."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from toolkit import errors
from toolkit.cli import main as module
from toolkit.cli.common import Ui
from toolkit.cli.main import COMMANDS, cli, run


def tree(base: type[errors.ContentFarmError]) -> list[type[errors.ContentFarmError]]:
    return [base, *(found for child in base.__subclasses__() for found in tree(child))]


def raising(error: BaseException) -> Callable[[], None]:
    @click.command("boom")
    def boom() -> None:
        raise error

    return boom


def test_version_and_help_end_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


def test_an_unknown_command_says_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["skan"]) == 2
    err = capsys.readouterr().err
    assert "skan" in err
    assert "scan" in err


@pytest.mark.parametrize("words", [["scan", "--no-such-option"], ["scan"], ["scan", "corpus"]])
def test_wrong_usage_is_two_and_names_the_way_out(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "contentfarm scan" in captured.err


@pytest.mark.parametrize("error", tree(errors.ContentFarmError))
def test_every_error_has_its_exit_code_and_one_line(
    error: type[errors.ContentFarmError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "get_command", lambda _ctx, _name: raising(error("what went wrong")))
    assert run(["scan"]) == error.exit_code != 0
    assert capsys.readouterr().err == "contentfarm: what went wrong\n"


def of_a_kernel(cause: BaseException) -> SystemError:
    """Return what a compiled kernel raises for an exception that came while it ran."""
    error = SystemError("CPUDispatcher(...) returned a result with an exception set")
    error.__cause__ = cause
    return error


def test_other_failures_of_a_kernel_are_not_taken_for_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "get_command", lambda _ctx, _name: raising(of_a_kernel(ValueError("no"))))
    with pytest.raises(SystemError):
        run(["scan"])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), of_a_kernel(KeyboardInterrupt())])
def test_interruption_is_130(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "get_command", lambda _ctx, _name: raising(error))
    assert run(["scan"]) == 130


def test_a_termination_signal_counts_as_an_interruption() -> None:
    with pytest.raises(KeyboardInterrupt):
        module._raise_interrupt(signal.SIGTERM, None)


def test_a_closed_pipe_is_no_failure() -> None:
    command = f"{shlex.quote(sys.executable)} -m toolkit --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_inside_exec_ends_with_130_too(tmp_path: Path) -> None:
    program = (
        "from toolkit.cli import main as m\n"
        "def run():\n"
        "    try: exec('raise KeyboardInterrupt')\n"
        "    except KeyboardInterrupt: print('caught'); return 130\n"
        "m.run = run\n"
        "m.main()\n"
    )
    (tmp_path / "interrupted.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-m", "interrupted"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "caught\n")


def test_quiet_reaches_the_warnings_of_the_library() -> None:
    def warned() -> int:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            Ui(quiet=quiet)
            warnings.warn_explicit("a cache cannot be written", RuntimeWarning, "_jit.py", 1, "toolkit.sketch._jit")
        return len(caught)

    for quiet in (True, False):
        assert warned() == (not quiet)
