"""Makes the country outlines that the page's map is drawn from: projected, simplified and packed once, by hand.

Run `python -m kg.page.cartography countries-110m.json countries-50m.json countries-10m.json` with the three files
of the package world-atlas 2.0.2 (Natural Earth 4.1.0, public domain) and with the package iso3166 installed, which
names the codes. It writes assets/outlines.json; assets/outlines-licence.txt says what may be done with that file.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import import_module
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Final

Point = tuple[float, float]
Ring = list[Point]

TARGET: Final = Path(__file__).resolve().parent / "assets" / "outlines.json"
#: Units across the map: half a pixel each where the whole map fills a wide screen, so that it can be enlarged.
WIDTH: Final = 4000
#: The map is cut in the Bering Strait, so that it cuts no country in two that it could show whole.
CENTRE: Final = 11.0
#: A country whose largest part covers fewer square units is too small to point at: it gets a dot.
SMALL: Final = 240.0
#: A corner goes when the triangle with its neighbours covers no more square units than this.
CORNER: Final = 4.0
#: Areas to which the source gives no code, by its names for them: the country that ISO 3166-1 lists them in.
WITHIN: Final = {"Indian Ocean Ter.": "CXR", "Kosovo": "SRB", "N. Cyprus": "CYP", "Somaliland": "SOM"}
#: Parts that the source draws with another country: with which, and their west, south, east and north in degrees.
#: Crimea is Ukraine's by General Assembly resolution 68/262, whoever holds the ground.
APART: Final = {
    "BES": ("NLD", (-69.0, 12.0, -68.0, 12.5)),
    "CCK": ("CXR", (96.0, -13.0, 98.0, -11.0)),
    "GLP": ("FRA", (-62.0, 15.7, -60.9, 16.7)),
    "GUF": ("FRA", (-55.0, 2.0, -51.0, 6.0)),
    "MTQ": ("FRA", (-61.4, 14.2, -60.7, 15.0)),
    "MYT": ("FRA", (44.9, -13.2, 45.4, -12.5)),
    "REU": ("FRA", (55.0, -21.6, 56.0, -20.7)),
    "SJM": ("NOR", (10.0, 74.0, 34.0, 81.0)),
    "TKL": ("NZL", (-173.0, -9.6, -171.0, -8.4)),
    "UKR": ("RUS", (32.0, 44.0, 37.0, 46.5)),
}
#: Countries on islands that are small and looked at enlarged: taken from the fine file, borders and all.
ISLANDS: Final = frozenset((
    "BHS", "CUB", "CYP", "DOM", "FJI", "FLK", "HTI", "ISL", "JAM", "LKA", "NCL", "PRI", "SLB", "TTO", "TWN", "VUT",
))  # fmt: skip
#: Drawn nowhere: its outline would fill the foot of the map, and no government takes part for it.
LEFT_OUT: Final = {"ATA"}


def read(path: Path) -> dict[str, list[Ring]]:
    """Return the outer rings of each country in degrees, by alpha-3 code, from a TopoJSON file.

    Inner rings are left out: what lies in them is a country of its own, drawn above.
    """
    # By name, because only the maker of the map needs this package: nothing else may come to rely on it.
    countries_by_numeric: dict[str, Any] = import_module("iso3166").countries_by_numeric
    topology: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    arcs = [list(_degrees(arc, topology["transform"])) for arc in topology["arcs"]]
    found: dict[str, list[Ring]] = defaultdict(list)
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        listed = countries_by_numeric.get(shape.get("id", ""))
        code = listed.alpha3 if listed else WITHIN.get(name)
        if code is None or code in LEFT_OUT:
            continue
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for outer, *_ in parts:
            ring = _joined(outer, arcs)
            found[next((apart for apart in APART if _stands_apart(ring, code, apart)), code)].append(ring)
    return dict(found)


def _stands_apart(ring: Ring, code: str, apart: str) -> bool:
    """Return whether a ring of a country is the part of it that has a code of its own."""
    owner, (west, south, east, north) = APART[apart]
    return code == owner and all(west < x < east and south < y < north for x, y in ring)


def _degrees(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> Iterator[Point]:
    """Yield the points of an arc, whose numbers are steps on an integer grid."""
    (across, down), (left, top) = transform["scale"], transform["translate"]
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * across + left, y * down + top


def _joined(indices: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Return arcs joined to a ring; a negative index is the ones' complement of an arc run backwards."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def uncut(ring: Ring) -> list[Ring]:
    """Return a ring in degrees from the central meridian, cut where the map ends."""
    run: Ring = []
    for x, y in ring:
        x -= CENTRE
        while run and x - run[-1][0] > 180:
            x -= 360
        while run and x - run[-1][0] < -180:
            x += 360
        run.append((x, y))
    pieces = []
    for turn in (-360, 0, 360):
        moved = [(x + turn, y) for x, y in run]
        piece = _beside(_beside(moved, -180, keep_above=True), 180, keep_above=False)
        if len(piece) > 2:
            pieces.append(piece)
    return pieces


def _beside(ring: Ring, limit: float, keep_above: bool) -> Ring:
    """Return the part of a ring on one side of a meridian (Sutherland and Hodgman 1974)."""

    def inside(point: Point) -> bool:
        return point[0] >= limit if keep_above else point[0] <= limit

    kept: Ring = []
    for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if inside(before) != inside(point):
            share = (limit - before[0]) / (point[0] - before[0])
            kept.append((limit, before[1] + share * (point[1] - before[1])))
        if inside(point):
            kept.append(point)
    return kept


def equal_earth(longitude: float, latitude: float) -> Point:
    """Return where a point lies on a map that keeps areas in proportion (Equal Earth, Šavrič et al. 2018)."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    slope = a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)
    return 2 * sqrt(3) * radians(longitude) * cos(t) / (3 * slope), t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


def area(ring: Sequence[Point]) -> float:
    """Return the area inside a ring, whichever way it runs."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def centroid(ring: Sequence[Point]) -> Point:
    """Return the centre of the area inside a ring."""
    x = y = total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        x, y, total = x + (x1 + x2) * cross, y + (y1 + y2) * cross, total + cross
    return (x / total / 3, y / total / 3) if total else ring[0]


def simpler(ring: Ring) -> Ring:
    """Return a ring without the corners that cover least (Visvalingam and Whyatt 1993).

    Each country is simplified by itself: where neighbours come apart, it is by less than a border is wide.
    """
    ring = ring[:-1] if ring[0] == ring[-1] else list(ring)
    while len(ring) > 4:
        corners = [area((ring[i - 1], ring[i], ring[(i + 1) % len(ring)])) for i in range(len(ring))]
        least = min(range(len(ring)), key=corners.__getitem__)
        if corners[least] > CORNER:
            break
        del ring[least]
    return ring


def path(ring: Sequence[tuple[int, int]]) -> str:
    """Return a ring as SVG path data in steps from point to point, which take fewest characters."""
    (x, y), *rest = ring
    steps = []
    for left, top in rest:
        steps.append(f"{left - x} {top - y}")
        x, y = left, top
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def outlines(coarse: Path, fine: Path, finest: Path) -> dict[str, Any]:
    """Return size and countries of the map: each country its path, empty where it is too small, and a dot or null.

    Shapes come from the coarse file; countries that it leaves out get the centre of their largest part
    in the first finer one that has them.
    """
    shapes, points = read(coarse), read(finest) | read(fine)
    edge = equal_earth(180, 0)[0]
    scale = WIDTH / 2 / edge

    def project(rings: Sequence[Ring]) -> list[Ring]:
        flat = [[equal_earth(*point) for point in piece] for ring in rings for piece in uncut(ring)]
        return [[((x + edge) * scale, -y * scale) for x, y in piece] for piece in flat]

    drawn = {code: project(rings) for code, rings in shapes.items()}
    placed = {code: project(rings) for code, rings in points.items()}
    drawn.update((code, placed[code]) for code in sorted(ISLANDS))
    top = min(y for rings in drawn.values() for ring in rings for _, y in ring) - 6
    foot = max(y for rings in drawn.values() for ring in rings for _, y in ring) + 6
    found: dict[str, list[Any]] = {}
    for code in sorted(drawn.keys() | placed.keys()):
        largest = max(drawn.get(code) or placed[code], key=area)
        small = code not in drawn or area(largest) < SMALL
        paths = []
        for ring in sorted(drawn.get(code, []), key=area, reverse=True):
            grid = list(dict.fromkeys((round(x), round(y - top)) for x, y in simpler(ring)))
            if len(grid) > 2:
                paths.append(path(grid))
        x, y = centroid(max(placed.get(code) or drawn[code], key=area))
        found[code] = ["".join(paths), [round(x), round(y - top)] if small else None]
    return {"width": WIDTH, "height": round(foot - top), "countries": found}


def main(*files: str) -> None:
    """Write the outlines file, one country a line, so that a change shows as one."""
    made = outlines(*map(Path, files))
    rows = ",\n".join(
        f'"{code}":{json.dumps(row, separators=(",", ":"))}' for code, row in made["countries"].items()
    )
    text = f'{{"width":{made["width"]},"height":{made["height"]},"countries":{{\n{rows}\n}}}}\n'
    unfinished = TARGET.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(TARGET)


if __name__ == "__main__":
    main(*sys.argv[1:])
