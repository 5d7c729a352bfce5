"""Draw docs/architecture.svg: the rooms as storeys and what flows through them.

Usage: python scripts/architecture_svg.py      (writes the file; a test holds the file equal to what this draws)
"""

from __future__ import annotations

from html import escape
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "architecture.svg"

WIDTH = 960
STOREYS: list[tuple[str, list[tuple[str, str]]]] = [
    ("what a person types", [("cli/", "one thin module a command")]),
    (
        "where work runs",
        [("engine/", "scan: stream, processes, spool, one run"), ("evaluate/", "a run against the truth")],
    ),
    (
        "what touches the world",
        [("corpus/", "read any input, write atomically"), ("report/", "self-contained HTML, charts")],
    ),
    (
        "pure: many texts",
        [
            ("dedup/", "bands, verify, clusters"),
            ("induce/", "a cluster in, a mould out"),
            ("links/", "graph, hubs, hosts"),
            ("measure/", "templatedness, scores"),
        ],
    ),
    (
        "pure: one text",
        [
            ("repair/", "text in, edits out"),
            ("parse/", "outline, contacts"),
            ("sketch/", "fold, shingles, MinHash"),
            ("generate/", "templates, damage, truth"),
        ],
    ),
    ("the nouns", [("article.py", "Article, Reject, Edit, Span"), ("errors.py", "one tree, one exit code each")]),
]
FLOW = [
    "bytes",
    "Article | Reject",
    "Repair(text, edits)",
    "Outline, contacts",
    "signatures",
    "clusters, pairs",
    "run folder",
]


def draw() -> str:
    """Return the picture as SVG text."""
    parts: list[str] = []
    y = 20
    for name, rooms in STOREYS:
        parts.append(f'<text class="storey" x="20" y="{y + 34}">{escape(name)}</text>')
        span = (WIDTH - 220) / len(rooms)
        for at, (room, about) in enumerate(rooms):
            x = 200 + at * span
            middle = x + (span - 12) / 2
            parts.append(f'<rect x="{x:.0f}" y="{y}" width="{span - 12:.0f}" height="58" rx="4"/>')
            parts.append(f'<text class="room" x="{middle:.0f}" y="{y + 24}">{escape(room)}</text>')
            parts.append(f'<text class="about" x="{middle:.0f}" y="{y + 44}">{escape(about)}</text>')
        y += 82
    parts.append(f'<text class="storey" x="20" y="{y + 20}">what flows through</text>')
    step = (WIDTH - 220) / len(FLOW)
    for at, what in enumerate(FLOW):
        x = 200 + at * step + (step - 12) / 2
        parts.append(f'<text class="flow" x="{x:.0f}" y="{y + 20}">{escape(what)}</text>')
        if at:
            edge = 200 + at * step - 6
            parts.append(f'<path d="M {edge - 5:.0f} {y + 31} h 9 m -4 -4 l 4 4 l -4 4"/>')
    height = y + 50
    style = (
        "text{font-family:system-ui,sans-serif;fill:#222}.room{font-size:15px;font-weight:600;text-anchor:middle}"
        ".about,.flow{font-size:10.5px;text-anchor:middle;fill:#555}.storey{font-size:13px;fill:#8a3b12}"
        "rect{fill:#faf7f2;stroke:#8a3b12;stroke-opacity:.45}path{stroke:#8a3b12;fill:none}"
    )
    label = "The rooms of the toolkit, one storey upon another; imports go downwards only"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">'
        f'<style>{style}</style><rect width="{WIDTH}" height="{height}" style="fill:#fff;stroke:none"/>'
        + "\n".join(parts)
        + "</svg>\n"
    )


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
