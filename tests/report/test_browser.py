"""The page in a real browser: it draws, its script runs, and it neither complains nor asks anybody for anything."""

from __future__ import annotations

import dataclasses
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.article import Reject
from toolkit.report import render

if TYPE_CHECKING:
    from toolkit.report import ReportData

pytestmark = pytest.mark.browser

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
)
LURE = "tracker.example"


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium on PATH")


@pytest.fixture(scope="module")
def page(demo: ReportData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    lures = [
        f'"><img src="http://{LURE}/a.png"><script src="http://{LURE}/b.js"></script>',
        f"</style><link rel=stylesheet href=http://{LURE}/c.css><iframe src=//{LURE}/>",
    ]
    data = dataclasses.replace(
        demo, title=demo.title + lures[0], rejects=[*demo.rejects, *(Reject(lure, None, lure) for lure in lures)]
    )
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(data), encoding="utf-8")
    return path


def run(chromium: str, page: Path, tmp_path: Path, *more: str, anchor: str = "") -> subprocess.CompletedProcess[str]:
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [chromium, *QUIET, profile, *more, page.as_uri() + anchor]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, encoding="utf-8")


def test_it_draws_in_silence(chromium: str, page: Path, tmp_path: Path) -> None:
    picture, log = tmp_path / "page.png", tmp_path / "net.json"
    done = run(chromium, page, tmp_path, f"--screenshot={picture}", "--window-size=1400,2000", f"--log-net-log={log}")
    # The console would name every refused load, policy violation and error of the script.
    assert not [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    events = log.read_text(encoding="utf-8", errors="replace")
    assert page.name in events, "the network log says nothing, so its silence would prove nothing"
    assert LURE not in events
    width, height, lines = read_png(picture)
    assert (width, height) == (1400, 2000)
    assert len(set(lines)) > 300, "the page is blank, or nearly"


def test_its_script_runs_and_a_link_opens_its_card(chromium: str, page: Path, tmp_path: Path) -> None:
    dom = run(chromium, page, tmp_path, "--dump-dom", anchor="#cluster-3").stdout
    assert '<html lang="en" class="js">' in dom
    assert '<details class="card cluster" id="cluster-3" open="">' in dom
    assert '<details class="card cluster" id="cluster-2">' in dom


def read_png(path: Path) -> tuple[int, int, list[bytes]]:
    """Width, height and the still filtered lines of a PNG: equal plain lines stay equal."""
    data, at, packed = path.read_bytes(), 8, b""
    width, height = struct.unpack(">II", data[16:24])
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(packed)
    step = len(raw) // height
    return width, height, [raw[start : start + step] for start in range(0, len(raw), step)]
