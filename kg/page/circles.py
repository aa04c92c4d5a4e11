"""How communities share the ground of a connected part: as discs first, then as near as outlines allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kg.page.hulls import gap_between, outline
from kg.page.stress import majorise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Link = tuple[int, int, float]

#: Above this many communities their discs are packed and that is all: nobody sees the outlines of so many.
_OUTLINED: Final = 60
#: Half turns tried for each community, in steps, and each of them mirrored too.
_TURNS: Final = 36


def share_ground(
    groups: Sequence[Matrix],
    links: Sequence[tuple[int, int, int, int, float]],
    apart: float,
    aspect: float,
    earlier: Matrix | None = None,
) -> list[Matrix]:
    """Return the points of each group, turned and moved so that groups with many ties are neighbours.

    `groups` are points about their own centres; a link is group and row at one end, group and row at the other,
    and a weight. Outlines of different groups keep `apart` from each other. `earlier` holds the centres that
    the groups had in an earlier edition; they then stay there, unturned, but for what they would cover.
    """
    import numpy as np

    radii = np.array([np.sqrt((points**2).sum(axis=1)).max() + apart / 2 for points in groups])
    ties = np.zeros((len(groups), len(groups)))
    for one, _, other, _, weight in links:
        ties[one, other] += weight
        ties[other, one] += weight
    placed = [np.asarray(points) for points in groups]
    if earlier is not None:
        centres = _kept_apart(placed, earlier, radii, apart)
    else:
        centres = _fill(_centres(radii, ties), radii, aspect)
        placed = _turned(placed, centres, links)
        if len(groups) <= _OUTLINED:
            centres = _closer(placed, centres, ties, apart, aspect)
            placed = _turned(placed, centres, links, only_mirror=True, apart=apart)
    return [points + centre for points, centre in zip(placed, centres, strict=True)]


def _kept_apart(placed: Sequence[Matrix], centres: Matrix, radii: Matrix, apart: float) -> Matrix:
    """Return earlier centres moved only as far as groups that have grown push others away."""
    import numpy as np

    if len(placed) > _OUTLINED:
        return _apart(centres, radii, np.zeros((len(radii), len(radii))), steps=0)
    centres, corners = centres.copy(), [outline(points) for points in placed]
    for _ in range(60):
        pushed = False
        for one in range(len(placed)):
            for other in range(one):
                between = centres[one] - centres[other]
                if np.hypot(*between) >= radii[one] + radii[other]:
                    continue
                gap = gap_between(corners[one] + centres[one], corners[other] + centres[other])
                if gap < apart - 0.5:
                    way = between / max(float(np.hypot(*between)), 1e-6) if between.any() else np.array([1.0, 0.0])
                    centres[one] += way * (apart - gap) / 2
                    centres[other] -= way * (apart - gap) / 2
                    pushed = True
        if not pushed:
            break
    return centres


def _centres(radii: Matrix, ties: Matrix) -> Matrix:
    """Return where the discs stand: tied ones side by side, none over another."""
    import numpy as np
    from scipy.sparse.csgraph import shortest_path

    touch = radii[:, None] + radii[None, :]
    strongest = ties.max(axis=1, initial=0.0) + 1e-12
    share = ties / np.minimum(strongest[:, None], strongest[None, :])
    near = np.where(ties > 0, touch * (1.0 + 0.5 * (1 - np.minimum(share, 1.0))), 0.0)
    ways = np.asarray(shortest_path(near, directed=False), dtype=np.float64)
    ways[~np.isfinite(ways)] = float(touch.max()) * 2
    target = np.maximum(ways, touch)
    np.fill_diagonal(target, 1.0)
    return _apart(majorise(target), radii, ties)


def _apart(centres: Matrix, radii: Matrix, ties: Matrix, steps: int = 260) -> Matrix:
    """Return centres drawn together, in so many steps, and pushed apart until no disc covers another."""
    import numpy as np

    count = len(radii)
    touch = radii[:, None] + radii[None, :]
    pull = ties / np.maximum(ties.sum(axis=1)[:, None], 1e-12)
    spiral = np.arange(count) * 2.4
    aside = np.column_stack([np.cos(spiral), np.sin(spiral)])
    for step in range(steps + 200):
        if step < steps:
            gentle = 0.12 * (1 - step / steps)
            centres = centres + gentle * (pull @ centres - centres * pull.sum(axis=1)[:, None] - 0.35 * centres)
        between = centres[:, None, :] - centres[None, :, :]
        gaps = np.sqrt((between**2).sum(axis=2))
        over = np.maximum(touch - gaps, 0.0)
        np.fill_diagonal(over, 0.0)
        if step >= steps and over.max(initial=0.0) < 0.5:
            break
        unit = between / np.maximum(gaps, 1e-6)[:, :, None]
        way = np.where(gaps[:, :, None] < 1e-6, aside[:, None, :] - aside[None, :, :], unit)
        weigh = radii[None, :] / touch  # a large disc gives way less than a small one
        centres = centres + 0.9 * (way * (over * weigh)[:, :, None]).sum(axis=1)
    return np.asarray(centres - (centres * radii[:, None] ** 2).sum(axis=0) / (radii**2).sum())


def _fill(centres: Matrix, radii: Matrix, aspect: float) -> Matrix:
    """Return the centres turned to fill a sheet of this width to height best."""
    import numpy as np

    best, least = centres, np.inf
    for angle in np.radians(np.arange(0, 180, 5)):
        turned = centres @ _turn(angle)
        low, high = (turned - radii[:, None]).min(axis=0), (turned + radii[:, None]).max(axis=0)
        wide, tall = high - low
        sheet = round(float(max(wide, tall * aspect)), 3)
        if sheet < least:
            best, least = turned, sheet
    return np.asarray(best)


def _turn(angle: float) -> Matrix:
    import numpy as np

    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _turned(
    groups: Sequence[Matrix],
    centres: Matrix,
    links: Sequence[tuple[int, int, int, int, float]],
    *,
    only_mirror: bool = False,
    apart: float = 0.0,
) -> list[Matrix]:
    """Return each group turned, and mirrored, so that its bridges face the groups they lead to.

    With `only_mirror` the outlines stand close already, so that a group may only change where it keeps clear.
    """
    import numpy as np

    placed = list(groups)
    ends: list[list[tuple[int, int, int, float]]] = [[] for _ in groups]
    for one, row, other, column, weight in links:
        ends[one].append((row, other, column, weight))
        ends[other].append((column, one, row, weight))
    angles = np.radians(np.arange(_TURNS) * 360 / _TURNS)
    turns = [_turn(angle) for angle in angles]
    options = [turn * np.array([[1.0, flip], [1.0, flip]]) for turn in turns for flip in (1.0, -1.0)]
    for _ in range(1 if only_mirror else 4):
        changed = False
        for group, own in enumerate(ends):
            if not own or len(placed[group]) < 2:
                continue
            rows = np.array([row for row, *_ in own])
            there = np.array([placed[other][column] + centres[other] for _, other, column, _ in own])
            weight = np.sqrt(np.array([weight for *_, weight in own]))
            costs = []
            for option in options:
                moved = placed[group][rows] @ option + centres[group]
                costs.append(round(float((np.sqrt(((moved - there) ** 2).sum(axis=1)) * weight).sum()), 3))
            order = np.argsort(np.array(costs), kind="stable")
            for choice in order[:8] if only_mirror else order[:1]:
                if costs[int(choice)] >= costs[0] * 0.999:
                    break
                turned = placed[group] @ options[int(choice)]
                if only_mirror and not _clear(group, turned, placed, centres, apart):
                    continue
                placed[group] = turned
                changed = True
                break
        if not changed:
            break
    return placed


def _clear(group: int, points: Matrix, placed: Sequence[Matrix], centres: Matrix, apart: float) -> bool:
    """Return whether a group keeps clear of all others where it stands."""
    own = outline(points) + centres[group]
    return all(
        gap_between(own, outline(placed[other]) + centres[other]) >= apart
        for other in range(len(placed))
        if other != group
    )


def _closer(placed: Sequence[Matrix], centres: Matrix, ties: Matrix, apart: float, aspect: float) -> Matrix:
    """Return the centres moved together, one group after the other, as far as outlines keep `apart`.

    Each group moves to the groups it is tied to and to the middle; upright ways cost more, because a sheet
    is wider than it is high.
    """
    import numpy as np

    centres = centres.copy()
    corners = [outline(points) for points in placed]
    reach = np.array([np.sqrt((points**2).sum(axis=1)).max() for points in placed])
    pull = ties / np.maximum(ties.sum(axis=1)[:, None], 1e-12)

    def clear(group: int, at: Matrix) -> bool:
        for other in range(len(placed)):
            if other == group:
                continue
            if np.hypot(*(at - centres[other])) >= reach[group] + reach[other] + apart:
                continue
            if gap_between(corners[group] + at, corners[other] + centres[other]) < apart:
                return False
        return True

    for _ in range(14):
        moved = 0.0
        order = np.argsort(np.round((centres**2).sum(axis=1), 3), kind="stable")
        for group in order:
            wish = 0.6 * (pull[group] @ centres) + 0.4 * np.zeros(2)
            way = (wish - centres[group]) * np.array([1.0, aspect])
            for share in (0.5, 0.25, 0.12, 0.06, 0.03):
                at = centres[group] + way * share
                if clear(int(group), at):
                    moved += float(np.hypot(*(way * share)))
                    centres[group] = at
                    break
        if moved < 2.0:
            break
    return centres
