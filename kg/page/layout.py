"""Where each node stands: the same integers always give the same calm, readable picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.page.packing import ASPECT, pack, strip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Link = tuple[int, int, float]
Point = tuple[float, float]

#: Below this many nodes the picture has room for full names beside the lines.
_ROOMY = 40
#: Above this many, stress needs more memory than a laptop should give; a plain spring layout stands in.
_STRESS_LIMIT = 2_500
_STARTS_LIMIT = 150
#: Above this many, a third of the steps: the last ones move nodes by less than a reader sees.
_LARGE = 500
#: How much longer a link between two communities is, so that the eye finds them.
_BRIDGE = 2.6


def place(count: int, links: Sequence[Link], home: Sequence[int | None] | None = None) -> list[Point]:
    """Return one point per node, rounded to 0.1, y growing downwards.

    Each connected part is laid out for itself by stress majorisation (Gansner, Koren and North 2004) and
    the parts are packed, the largest first; nodes without a link stand in a strip below. Neighbours
    with shared neighbours are drawn closer, which lets communities show.
    """
    parts = _components(count, links)
    roomy = count <= _ROOMY
    unit, gap = (150.0, (132.0, 88.0)) if roomy else (100.0, (76.0, 56.0))
    margin = (84.0, 50.0) if roomy else (50.0, 36.0)
    drawn = [_arrange(part, links, unit, gap) for part in parts if len(part) > 1]
    alone = [part[0] for part in parts if len(part) == 1]
    boxes = pack(drawn, margin)
    points = strip(
        alone,
        boxes,
        (max(gap[0], 128.0 if count <= 150 else 80.0), max(gap[1], 62.0 if count <= 150 else 0.0)),
        margin[1],
    )
    return [(round(x, 1) + 0.0, round(y, 1) + 0.0) for x, y in (points[node] for node in range(count))]


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


def _arrange(part: list[int], links: Sequence[Link], unit: float, gap: tuple[float, float]) -> dict[int, Point]:
    """Return the points of one connected part, about its own centre."""
    import numpy as np

    index = {node: row for row, node in enumerate(part)}
    inner = sorted((index[a], index[b], weight) for a, b, weight in links if a in index and a != b)
    if len(part) > _STRESS_LIMIT:
        spread = _spring(len(part), inner) * unit * len(part) ** 0.5
    else:
        spread = _stress(len(part), inner) * unit
    spread = _turn(spread)
    spread[:, 0] *= 1.08
    spread = _separate(spread, gap)
    spread -= (spread.max(axis=0) + spread.min(axis=0)) / 2
    return {node: (float(x), float(y)) for node, (x, y) in zip(part, np.round(spread, 3), strict=True)}


def _lengths(count: int, links: list[Link]) -> list[float]:
    """Return how long each link wants to be: short inside a community and for a leaf, long for a bridge."""
    around: list[set[int]] = [{node} for node in range(count)]
    for a, b, _ in links:
        around[a].add(b)
        around[b].add(a)
    heaviest = max((weight for _, _, weight in links), default=1.0) or 1.0
    home = _communities(count, links)
    lengths = []
    for a, b, weight in links:
        alike = len(around[a] & around[b]) / min(len(around[a]), len(around[b]))
        bridge = 1.0 if home[a] == home[b] else _BRIDGE
        lengths.append((0.85 + 1.1 * (1 - alike)) * (1 - 0.15 * weight / heaviest) * bridge)
    return lengths


def _communities(count: int, links: list[Link]) -> list[int]:
    """Return the community of each node (Louvain, seeded); one for all where a part is small enough to see."""
    if count <= _ROOMY:
        return [0] * count
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(links)
    home = [0] * count
    for number, members in enumerate(nx.community.louvain_communities(graph, seed=1)):
        for node in members:
            home[node] = number
    return home


def _stress(count: int, links: list[Link]) -> Matrix:
    """Return the placing whose distances come nearest to those along the links."""
    import numpy as np
    from scipy.linalg import cho_factor
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    wanted: dict[tuple[int, int], float] = {}
    for (a, b, _), length in zip(links, _lengths(count, links), strict=True):
        wanted[a, b] = min(length, wanted.get((a, b), length))
    # Older SciPy takes no wider indices here.
    rows, columns = np.array(list(wanted), dtype=np.int32).T
    graph = coo_array((list(wanted.values()), (rows, columns)), shape=(count, count)).tocsr()
    target = shortest_path(graph, directed=False)
    np.fill_diagonal(target, 1.0)
    weights = target**-2.0
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    factor = cho_factor(laplacian[1:, 1:])
    best, least = None, np.inf
    for start in _starts(count, target):
        points, stress = _majorise(start, target, weights, factor)
        if stress < least * (1 - 1e-4):
            best, least = points, stress
    assert best is not None
    return best


def _starts(count: int, target: Matrix) -> list[Matrix]:
    """Return where to begin: the distances' own main axes; for small parts also circles in seeded orders.

    Stress has local minima; a crossing that one start keeps, another resolves.
    """
    import numpy as np

    turns = np.arange(count) * 2 * np.pi / count
    circle = np.column_stack([np.cos(turns), np.sin(turns)]) * max(float(target.max()) / 2, 0.5)
    if count <= 3:
        return [circle]
    squares = target**2
    np.fill_diagonal(squares, 0.0)
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    axes = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 1e-9))
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    # Twins have equal distances to all, so they would start, and stay, on one spot.
    spiral = np.arange(count) * np.pi * (3 - 5**0.5)
    axes = axes + 0.02 * np.column_stack([np.cos(spiral), np.sin(spiral)])
    if count > _STARTS_LIMIT:
        return [axes]
    draw = np.random.default_rng(1)
    return [circle, axes, *(circle[draw.permutation(count)] for _ in range(12 if count <= 20 else 2))]


def _majorise(points: Matrix, target: Matrix, weights: Matrix, factor: object) -> tuple[Matrix, float]:
    """Return the points moved until stress no longer falls, and the stress left."""
    import numpy as np
    from scipy.linalg import cho_solve
    from scipy.spatial.distance import cdist

    pull = weights * target
    before, stress = np.inf, np.inf
    for _ in range(250 if len(points) <= _LARGE else 80):
        apart = cdist(points, points)
        stress = float((weights * (apart - target) ** 2).sum())
        if before - stress < 2e-5 * stress:
            break
        before = stress
        ratio = pull / np.maximum(apart, 1e-6)
        np.fill_diagonal(ratio, 0.0)
        moved = ratio.sum(axis=1)[:, None] * points - ratio @ points
        points = np.zeros_like(points)
        points[1:] = cho_solve(factor, moved[1:])
    return points, stress


def _spring(count: int, links: list[Link]) -> Matrix:
    """Return a seeded spring layout, for parts too large for stress."""
    import networkx as nx
    import numpy as np

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(links)
    found = nx.spring_layout(graph, seed=1, iterations=30)
    return np.array([found[node] for node in range(count)], dtype=np.float64)


def _turn(points: Matrix) -> Matrix:
    """Return the points turned: a small part with its longest axis flat, a large one to fill a sheet best.

    A small part as wide as it is high is left alone: its axis would be rounding noise.
    """
    import numpy as np

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


def _separate(points: Matrix, gap: tuple[float, float]) -> Matrix:
    """Return the points pushed apart until no two stand in one another's `gap`, an ellipse."""
    import numpy as np
    from scipy.spatial import cKDTree

    scaled = points / np.array(gap)
    for _ in range(400):
        pairs = cKDTree(scaled).query_pairs(0.999, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        between = scaled[pairs[:, 0]] - scaled[pairs[:, 1]]
        apart = np.linalg.norm(between, axis=1)
        angle = (pairs[:, 0] * 7 + pairs[:, 1]) * 2.4
        aside = np.column_stack([np.cos(angle), np.sin(angle)])
        way = np.where(apart[:, None] < 1e-6, aside, between / np.maximum(apart, 1e-6)[:, None])
        push = way * ((1.01 - apart) / 2)[:, None]
        np.add.at(scaled, pairs[:, 0], push)
        np.subtract.at(scaled, pairs[:, 1], push)
    else:
        closest = cKDTree(scaled).query(scaled, k=2)[0][:, 1].min()
        scaled /= max(float(closest), 1e-3)
    return np.asarray(scaled * np.array(gap))
