"""Stress majorisation: places whose distances come as near as they can to wanted ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Link = tuple[int, int, float]

#: Up to this many nodes several starts are tried: stress has local minima, and a crossing that one start keeps
#: another resolves.
_STARTS_LIMIT: Final = 60
#: Above this many, a third of the steps: the last ones move nodes by less than a reader sees.
_LARGE: Final = 250


def lengths(count: int, links: Sequence[Link]) -> list[float]:
    """Return how long each link wants to be: short between nodes with shared neighbours and for a leaf."""
    around: list[set[int]] = [{node} for node in range(count)]
    for a, b, _ in links:
        around[a].add(b)
        around[b].add(a)
    heaviest = max((weight for _, _, weight in links), default=1.0) or 1.0
    found = []
    for a, b, weight in links:
        alike = len(around[a] & around[b]) / min(len(around[a]), len(around[b]))
        found.append((0.85 + 1.1 * (1 - alike)) * (1 - 0.15 * weight / heaviest))
    return found


def distances(count: int, links: Sequence[Link], long: Sequence[float]) -> Matrix:
    """Return the lengths of the shortest ways between all nodes; parts without a way stand a little apart."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    wanted: dict[tuple[int, int], float] = {}
    for (a, b, _), length in zip(links, long, strict=True):
        wanted[a, b] = min(length, wanted.get((a, b), length))
    if not wanted:
        found = np.full((count, count), 1.2)
    else:
        # Older SciPy takes no wider indices here.
        rows, columns = np.array(list(wanted), dtype=np.int32).T
        graph = coo_array((list(wanted.values()), (rows, columns)), shape=(count, count)).tocsr()
        found = np.asarray(shortest_path(graph, directed=False), dtype=np.float64)
        reached = found[np.isfinite(found)]
        found[~np.isfinite(found)] = float(reached.max()) * 1.15 + 0.2
    np.fill_diagonal(found, 1.0)
    return found


def majorise(target: Matrix, start: Matrix | None = None) -> Matrix:
    """Return the places with least stress (Gansner, Koren and North 2004), of several starts or from one given.

    `target` is symmetric, (nodes, nodes), with ones on its diagonal; a term weighs its target to the power -2.
    """
    import numpy as np

    count = len(target)
    if count == 1:
        return np.zeros((1, 2))
    weights = target**-2.0
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse: Matrix = np.linalg.inv(laplacian + 1.0 / count).astype(np.float64)
    starts = np.stack([start] if start is not None else _starts(count, target))
    found, stress = _descend(starts, target, weights, inverse)
    # Starts that end alike differ in the last bits: the first of them is taken.
    best = int(np.flatnonzero(stress <= stress.min() * (1 + 1e-4) + 1e-12)[0])
    return np.asarray(found[best] - found[best].mean(axis=0))


def _starts(count: int, target: Matrix) -> list[Matrix]:
    """Return where to begin: the distances' own main axes; for few nodes also circles in seeded orders."""
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


def _descend(points: Matrix, target: Matrix, weights: Matrix, inverse: Matrix) -> tuple[Matrix, Matrix]:
    """Return the points of all starts, (starts, nodes, 2), moved until stress falls no more, and that stress."""
    import numpy as np

    pull = weights * target
    diagonal = np.arange(len(target))
    before, stress = np.full(len(points), np.inf), np.full(len(points), np.inf)
    for _ in range(250 if len(target) <= _LARGE else 80):
        across = points[:, :, None, 0] - points[:, None, :, 0]
        down = points[:, :, None, 1] - points[:, None, :, 1]
        apart = np.sqrt(across * across + down * down)
        stress = (weights * (apart - target) ** 2).sum(axis=(1, 2))
        if (before - stress <= 2e-5 * stress).all():
            break
        before = stress
        ratio = pull / np.maximum(apart, 1e-6)
        ratio[:, diagonal, diagonal] = 0.0
        points = inverse @ (ratio.sum(axis=2)[:, :, None] * points - ratio @ points)
    return points, stress
