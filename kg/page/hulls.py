"""Outlines of groups of points, the gap between two, and points kept out of each other's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


def outline(points: Matrix) -> Matrix:
    """Return the corners of the smallest convex area around some points, in order; one or two points stay."""
    import numpy as np
    from scipy.spatial import ConvexHull, QhullError

    if len(points) < 3:
        return points
    try:
        return np.asarray(points[ConvexHull(points).vertices])
    except QhullError:  # all on one line
        along = points @ (points[np.abs(points - points[0]).sum(axis=1).argmax()] - points[0])
        return np.asarray(points[[int(along.argmin()), int(along.argmax())]])


def gap_between(one: Matrix, other: Matrix) -> float:
    """Return how far two convex outlines stand apart; below zero where they meet.

    The widest gap over the normals of all their sides and the lines between their corners (separating axes).
    """
    import numpy as np

    sides = [np.roll(corners, -1, axis=0) - corners for corners in (one, other) if len(corners) > 1]
    axes = [np.column_stack([-side[:, 1], side[:, 0]]) for side in sides]
    between = (other[None, :, :] - one[:, None, :]).reshape(-1, 2)
    ways = np.vstack([*axes, between])
    size = np.sqrt((ways**2).sum(axis=1))
    ways = ways[size > 1e-9] / size[size > 1e-9, None]
    if not len(ways):
        return 0.0
    mine, theirs = one @ ways.T, other @ ways.T
    gaps = np.maximum(theirs.min(axis=0) - mine.max(axis=0), mine.min(axis=0) - theirs.max(axis=0))
    return float(gaps.max())


def separate(points: Matrix, gap: tuple[float, float]) -> Matrix:
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
