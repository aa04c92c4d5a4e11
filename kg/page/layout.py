"""Where each node stands: communities apart, bridges between them, and the same picture for the same integers."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from kg.page.circles import share_ground
from kg.page.communities import divide
from kg.page.hulls import separate
from kg.page.packing import ASPECT, pack, stretch, strip
from kg.page.stress import distances, lengths, majorise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Link = tuple[int, int, float]
Point = tuple[float, float]

#: The number of this way to place nodes: places kept by another are not used.
EDITION: Final = 1
#: Up to this many nodes the picture has room for full names beside the lines.
_ROOMY: Final = 40
#: Communities of fewer are not marked in the picture; a part without two that are is laid out as one.
_SEEN: Final = 3
#: A community larger than this is divided again: its stress would take more time than its picture is worth.
_STRESS_LIMIT: Final = 600
#: One that does not divide is still placed by stress up to here, and by springs above.
_SPRING_LIMIT: Final = 2_500


def place(
    count: int,
    links: Sequence[Link],
    home: Sequence[int | None] | None = None,
    earlier: Sequence[Point | None] | None = None,
) -> list[Point]:
    """Return one point per node, rounded to 0.1, y growing downwards.

    Each connected part is laid out community by community: inside each by stress majorisation (Gansner, Koren
    and North 2004), then the communities as discs drawn together by their ties, turned so that bridges face
    each other, and moved as close as their outlines let them. Parts are packed, the largest first; nodes
    without a link stand in a strip below. `home` is the community of each node, divided here where absent.
    `earlier` holds the places in an earlier edition, None for a new node; the picture then changes as little as
    its data do.
    """
    links = _tidy(links)
    home = divide(count, links) if home is None else home
    parts = _components(count, links)
    roomy = count <= _ROOMY
    unit, gap = (150.0, (132.0, 84.0)) if roomy else (100.0, (74.0, 56.0))
    apart = 128.0 if roomy else 112.0
    margin = (84.0, 54.0) if roomy else (56.0, 48.0)
    drawn = [
        _centred(_part(part, _inside(part, links), home, unit, gap, apart, earlier), part)
        for part in parts
        if len(part) > 1
    ]
    alone = [part[0] for part in parts if len(part) == 1]
    boxes = pack(drawn, margin)
    step = (156.0, 76.0) if count <= 60 else (128.0, 62.0) if count <= 150 else (gap[0], gap[1] * 0.8)
    points = strip(alone, boxes, step, margin[1])
    wider, higher = stretch([points[node] for node in range(count)], margin)
    return [(round(x * wider, 1) + 0.0, round(y * higher, 1) + 0.0) for _, (x, y) in sorted(points.items())]


def _tidy(links: Sequence[Link]) -> list[Link]:
    """Return each tied pair once, in order, with a weight that is a number above zero."""
    found: dict[tuple[int, int], float] = {}
    for a, b, weight in links:
        if a != b:
            pair = (a, b) if a < b else (b, a)
            found[pair] = max(found.get(pair, 0.0), weight if 1e-6 < weight < inf else 1e-6)
    return [(a, b, weight) for (a, b), weight in sorted(found.items())]


def _components(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Return the connected parts, largest first, then by their lowest node; nodes ascending in each."""
    near: list[list[int]] = [[] for _ in range(count)]
    for a, b, _ in links:
        near[a].append(b)
        near[b].append(a)
    seen, parts = [False] * count, []
    for start in range(count):
        if seen[start]:
            continue
        seen[start], part = True, [start]
        for node in part:
            for other in near[node]:
                if not seen[other]:
                    seen[other] = True
                    part.append(other)
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _inside(part: Sequence[int], links: Sequence[Link]) -> list[Link]:
    """Return the links inside a part, numbered by its rows."""
    row = {node: at for at, node in enumerate(part)}
    return [(row[a], row[b], weight) for a, b, weight in links if a in row and b in row]


def _centred(points: Matrix, part: Sequence[int]) -> dict[int, Point]:
    """Return points by node, about the middle of the ground they take."""
    import numpy as np

    rounded = np.round(_middled(points), 3)
    return {node: (float(x), float(y)) for node, (x, y) in zip(part, rounded, strict=True)}


def _part(
    part: Sequence[int],
    inner: list[Link],
    home: Sequence[int | None],
    unit: float,
    gap: tuple[float, float],
    apart: float,
    earlier: Sequence[Point | None] | None,
) -> Matrix:
    """Return the points of one connected part, community first."""
    import numpy as np

    rows: dict[int | None, list[int]] = {}
    for row, node in enumerate(part):
        rows.setdefault(home[node], []).append(row)
    groups = list(rows.values())
    before = _before(part, inner, earlier)
    if sum(len(group) >= _SEEN for group in groups) < 2:
        return _turned(_group(inner, list(range(len(part))), unit, gap, before), before)
    where = {row: (number, at) for number, group in enumerate(groups) for at, row in enumerate(group)}
    placed = [_group(inner, group, unit, gap, None if before is None else before[group]) for group in groups]
    bridges = [(*where[a], *where[b], weight) for a, b, weight in inner if where[a][0] != where[b][0]]
    centres = None if before is None else np.array([before[group].mean(axis=0) for group in groups])
    shared = share_ground(placed, bridges, apart, ASPECT, centres)
    points = np.zeros((len(part), 2))
    for group, found in zip(groups, shared, strict=True):
        points[group] = found
    return separate(points, gap)


def _group(
    inner: list[Link], group: list[int], unit: float, gap: tuple[float, float], before: Matrix | None
) -> Matrix:
    """Return the points of one community about its middle; a large one is divided again."""
    links = _inside(group, inner)
    if len(group) > _STRESS_LIMIT:
        finer = divide(len(group), links)
        if max(finer.count(number) for number in set(finer)) <= 0.9 * len(group):
            rest = max((number for number in finer if number is not None), default=-1) + 1
            whole = [rest if number is None else number for number in finer]
            places = None if before is None else [(float(x), float(y)) for x, y in before]
            return _middled(_part(range(len(group)), links, whole, unit, gap, gap[0], places))
    return _middled(_alone(links, len(group), unit, gap, before))


def _middled(points: Matrix) -> Matrix:
    """Return points about the middle of the ground they take."""
    import numpy as np

    return np.asarray(points - (points.max(axis=0) + points.min(axis=0)) / 2)


def _alone(links: list[Link], count: int, unit: float, gap: tuple[float, float], before: Matrix | None) -> Matrix:
    """Return the points of nodes placed by their links alone, none covering another."""
    import numpy as np

    if count > _SPRING_LIMIT:
        spread = _spring(count, links) * unit * count**0.5
    else:
        target = distances(count, links, lengths(count, links))
        spread = majorise(target, None if before is None else before / unit) * unit
        if before is not None:
            spread = _laid_on(spread, before)
    return separate(spread * np.array([1.08, 1.0]), gap)


def _spring(count: int, links: list[Link]) -> Matrix:
    """Return a seeded spring layout, for communities too large for stress that do not divide."""
    import networkx as nx
    import numpy as np

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(links)
    found = nx.spring_layout(graph, seed=1, iterations=30)
    return np.array([found[node] for node in range(count)], dtype=np.float64)


def _before(part: Sequence[int], inner: Sequence[Link], earlier: Sequence[Point | None] | None) -> Matrix | None:
    """Return where the nodes of a part stood; a new node stands by its neighbours. None where most are new."""
    import numpy as np

    if earlier is None:
        return None
    known = [earlier[node] for node in part]
    if sum(point is not None for point in known) * 2 < len(part):
        return None
    middle = np.mean([point for point in known if point is not None], axis=0)
    near: list[list[Point]] = [[] for _ in part]
    for a, b, _ in inner:
        for one, other in ((a, b), (b, a)):
            point = known[other]
            if point is not None:
                near[one].append(point)
    spiral = np.arange(len(part)) * 2.4
    aside = 30.0 * np.column_stack([np.cos(spiral), np.sin(spiral)])
    return np.array(
        [
            point if point is not None else (np.mean(near[row], axis=0) if near[row] else middle) + aside[row]
            for row, point in enumerate(known)
        ]
    )


def _laid_on(points: Matrix, before: Matrix) -> Matrix:
    """Return points turned and mirrored to lie on earlier ones as well as they can (Schönemann 1966)."""
    import numpy as np

    here, there = points - points.mean(axis=0), before - before.mean(axis=0)
    left, _, right = np.linalg.svd(here.T @ there)
    return np.asarray(here @ (left @ right))


def _turned(points: Matrix, before: Matrix | None) -> Matrix:
    """Return the points turned: a small part with its longest axis flat, a large one to fill a sheet best.

    A small part as wide as it is high is left alone: its axis would be rounding noise.
    """
    import numpy as np

    if before is not None:
        return points
    centred = points - points.mean(axis=0)
    if len(points) > _ROOMY:
        angles = np.radians(np.arange(0, 180, 10))
        turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
        sheets = [max(np.ptp(centred @ turn, axis=0) * (1.0, ASPECT)) for turn in turns]
        centred = centred @ turns[int(np.argmin(np.round(sheets, 3)))]
    else:
        values, vectors = np.linalg.eigh(centred.T @ centred)
        if values[1] > values[0] * 1.1:
            centred = centred @ vectors[:, ::-1]
    first = centred[np.abs(centred).argmax(axis=0), [0, 1]]
    return np.asarray(centred * np.where(first < 0, -1.0, 1.0))
