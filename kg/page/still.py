"""Still: a network as a picture that needs no script, in the page's layout, shapes and colours."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.dossiers.records import Dossier
from kg.page.communities import divide
from kg.page.layout import place
from kg.page.model import NAMELESS, groups, line_width, node_size
from kg.pictures import FAINT, FITTING, INK, WIDEST, Picture
from kg.things import visible

#: Corners of each shape, as turns of a circle; a dot has none.
_CORNERS: Final = {
    "square": [1 / 8, 3 / 8, 5 / 8, 7 / 8],
    "diamond": [0, 1 / 4, 1 / 2, 3 / 4],
    "hexagon": [at / 6 for at in range(6)],
    "triangle": [-1 / 4, 1 / 12, 5 / 12],
    "triangleDown": [1 / 4, 7 / 12, 11 / 12],
}
#: Room for names around the outermost nodes.
_MARGIN: Final = 120
#: Nodes whose names are written: more would cover each other.
_NAMED: Final = 60


def still(network: Dossier) -> Picture:
    """Return the network as SVG: lines by support, nodes by kind, and a legend; names for the most connected."""
    links = [(tie["a"], tie["b"], tie["weight"]) for tie in network["ties"]]
    points = place(len(network["nodes"]), links, divide(len(network["nodes"]), links))
    if not points:
        return Picture(_svg(network["title"], ["<text x='0' y='0'>No agents.</text>"], (-20, -20, 200, 40)), "")
    degree = [0] * len(points)
    for a, b, _ in links:
        degree[a] += 1
        degree[b] += 1
    looks = {look["name"]: look for look in groups(network)}
    parts = [_line(points[tie["a"]], points[tie["b"]], tie["support"]) for tie in network["ties"]]
    for at, node in enumerate(network["nodes"]):
        look = looks[node["group"]]
        parts.append(_shape(look["shape"], points[at], node_size(degree[at]), look["light"], node["label"]))
    named = sorted(range(len(points)), key=lambda at: (-degree[at], at))[:_NAMED]
    parts += [
        _name(points[at], node_size(degree[at]), network["nodes"][at]["name"], 28 if degree[at] else 16)
        for at in sorted(named)
    ]
    left, right = min(x for x, _ in points) - _MARGIN, max(x for x, _ in points) + _MARGIN
    top, bottom = min(y for _, y in points) - 40, max(y for _, y in points) + 50
    for row, look in enumerate(looks.values()):
        y = bottom + 10 + 26 * row
        parts.append(_shape(look["shape"], (left + 20, y), 8, look["light"], look["name"]))
        parts.append(f'<text x="{left + 38:g}" y="{y + 5:g}" fill="{FAINT}">{escape(look["name"])}</text>')
    return Picture(
        _svg(network["title"], parts, (left, top, right - left, bottom - top + 10 + 26 * len(looks))),
        network["title"],
    )


def _svg(title: str, parts: list[str], box: tuple[float, float, float, float]) -> str:
    said = quoteattr(visible(title))
    view = " ".join(f"{each:g}" for each in box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{min(box[2], WIDEST):g}" '
        f'role="img" aria-label={said} style="{FITTING};background:#fff" '
        'font-family="system-ui, sans-serif" font-size="15">'
        f"{''.join(parts)}</svg>"
    )


def _line(one: tuple[float, float], other: tuple[float, float], support: int) -> str:
    ends = f'x1="{one[0]}" y1="{one[1]}" x2="{other[0]}" y2="{other[1]}"'
    return f'<line {ends} stroke="#a8b5c4" stroke-width="{line_width(support)}"/>'


def _shape(shape: str, at: tuple[float, float], size: float, colour: str, label: str) -> str:
    """Return one node; pointing at it tells its full name."""
    told = f"<title>{escape(visible(label))}</title>"
    x, y = at
    if shape not in _CORNERS:
        return f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}" stroke="#fff">{told}</circle>'
    turns = [2 * pi * turn for turn in _CORNERS[shape]]
    corners = " ".join(f"{x + 1.15 * size * cos(turn):.1f},{y + 1.15 * size * sin(turn):.1f}" for turn in turns)
    return f'<polygon points="{corners}" fill="{colour}" stroke="#fff">{told}</polygon>'


def _name(at: tuple[float, float], size: float, name: str, most: int) -> str:
    """Return a name below its node, cut at so many characters, with a halo that keeps it readable on lines."""
    text = visible(name) or NAMELESS
    short = text if len(text) <= most else f"{text[: most - 1]}…"
    return (
        f'<text x="{at[0]}" y="{at[1] + size + 16:g}" text-anchor="middle" fill="{INK}" stroke="#fff" '
        f'stroke-width="3" paint-order="stroke">{escape(short)}</text>'
    )
