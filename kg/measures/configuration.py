"""Configuration model: how likely each agent is in each activity, when both keep their sizes on average."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

#: The most Newton steps; about ten are taken, twenty where a degree is one short of the most possible.
STEPS = 200


class ConfigurationModel(NamedTuple):
    """Cell probabilities by class of degree: agents of one degree are alike, and so are activities.

    `probabilities[row_class[i], column_class[j]]` is the probability that agent i is in activity j; rows
    stand for `row_degrees`, columns for `column_degrees`, of which there are `column_counts` activities
    each. Probabilities of exactly 0 and 1 mean that the degrees leave no choice.
    """

    row_class: Integers
    row_degrees: Integers
    column_class: Integers
    column_degrees: Integers
    column_counts: Integers
    probabilities: Floats


def configuration_model(row_degrees: ArrayLike, column_degrees: ArrayLike) -> ConfigurationModel:
    """Fit the bipartite configuration model to two sequences of degrees by maximum likelihood.

    p_ij = x_i y_j / (1 + x_i y_j), with x and y such that every expected degree equals the observed one
    (Saracco, Di Clemente, Gabrielli & Squartini 2015, Scientific Reports 5, 10595). The likelihood has no
    finite maximum where some cells are the same in every matrix with these degrees: full and empty rows and
    columns, and every case where the Gale-Ryser condition holds with equality. Those cells are found first
    and get exactly 0 or 1; what is left falls into blocks, and each of them has one solution (Rinaldo, Petrovic
    & Fienberg 2013, Annals of Statistics 41, 1085). Raises ValueError where no matrix has these degrees.

    >>> model = configuration_model([1, 1, 2], [1, 1, 2])
    >>> model.probabilities[model.row_class][:, model.column_class].round(3).tolist()
    [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]
    >>> configuration_model([2, 1], [2, 1]).probabilities.tolist()
    [[0.0, 1.0], [1.0, 1.0]]
    """
    rows, row_class, row_counts = np.unique(
        np.asarray(row_degrees, np.int64), return_inverse=True, return_counts=True
    )
    columns, column_class, column_counts = np.unique(
        np.asarray(column_degrees, np.int64), return_inverse=True, return_counts=True
    )
    if (
        rows @ row_counts != columns @ column_counts
        or (rows.size and rows[0] < 0)
        or (columns.size and columns[0] < 0)
    ):
        raise ValueError("no matrix has these degrees: the rows and the columns add up to different sums")
    probabilities = np.zeros((rows.size, columns.size))
    # The chain of forced cells wants the rows from the largest degree down.
    down, down_counts, table = rows[::-1], row_counts[::-1], probabilities[::-1]
    for (top, left), (bottom, right) in _blocks(down, down_counts, columns, column_counts):
        table[top:bottom, right:] = 1.0
        if top < bottom and left < right:
            table[top:bottom, left:right] = _fit(
                down[top:bottom] - column_counts[right:].sum(),
                down_counts[top:bottom],
                columns[left:right] - down_counts[:top].sum(),
                column_counts[left:right],
            )
    return ConfigurationModel(row_class, rows, column_class, columns, column_counts, probabilities)


def _blocks(
    rows: Integers, row_counts: Integers, columns: Integers, column_counts: Integers
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the blocks whose cells the degrees leave open, as corners in classes of rows and columns.

    Rows come from the largest degree down, columns from the smallest up. The a largest rows and the columns
    outside the b smallest are all ones, and the opposite corner all zeros, exactly where
    a (n - b) + (sum of the b smallest columns) = (sum of the a largest rows). Such corners form a lattice, so
    the nearest one each time gives a chain that no other corner refines.
    """
    a = np.concatenate([[0], np.cumsum(row_counts)])
    b = np.concatenate([[0], np.cumsum(column_counts)])
    in_rows = np.concatenate([[0], np.cumsum(rows * row_counts)])
    in_columns = np.concatenate([[0], np.cumsum(columns * column_counts)])
    slack = a[:, None] * (b[-1] - b) + in_columns - in_rows[:, None]
    if slack.min() < 0:
        raise ValueError("no matrix has these degrees: some row or column asks for more than the others can give")
    tight = sorted(((int(i), int(j)) for i, j in np.argwhere(slack == 0)), key=lambda corner: (sum(corner), corner))
    here = (0, 0)
    for corner in tight:
        if corner != here and corner[0] >= here[0] and corner[1] >= here[1]:
            yield here, corner
            here = corner


def _fit(rows: Integers, row_counts: Integers, columns: Integers, column_counts: Integers) -> Floats:
    """Return the probabilities of one block by Newton's method on the logarithms of x and y.

    The likelihood is concave there, so a step that does not lower it always leads on; the one degree of
    freedom that changes nothing (x times t, y divided by t) is taken out by holding the last y.
    """
    from scipy.linalg import LinAlgError, lstsq, solve
    from scipy.special import expit

    cells = row_counts[:, None] * column_counts
    place = np.concatenate([np.log(rows), np.log(columns)]) - np.log(rows @ row_counts) / 2
    wanted = np.concatenate([rows * row_counts, columns * column_counts]).astype(float)
    reach = np.concatenate([row_counts, column_counts]).astype(float)

    def likelihood(at: Floats) -> float:
        sums = at[: rows.size, None] + at[rows.size :]
        return float(wanted @ at - (cells * np.logaddexp(0.0, sums)).sum())

    height, best = likelihood(place), (np.inf, np.empty(0))
    for _ in range(STEPS):
        p = expit(place[: rows.size, None] + place[rows.size :])
        expected = np.concatenate([(cells * p).sum(axis=1), (cells * p).sum(axis=0)])
        off = float(np.abs((wanted - expected) / reach).max())
        if off >= best[0] and best[0] < 1e-9:
            break  # nothing but rounding is left
        best = min(best, (off, p), key=lambda pair: pair[0])
        if off == 0.0:
            break
        weight = cells * p * (1 - p)
        hessian = np.diag(np.concatenate([weight.sum(axis=1), weight.sum(axis=0)]))
        hessian[: rows.size, rows.size :] = weight
        hessian[rows.size :, : rows.size] = weight.T
        free = slice(0, place.size - 1)
        scale = 1 / np.sqrt(np.diag(hessian)[free])
        scaled, slope = hessian[free, free] * scale[:, None] * scale, (wanted - expected)[free] * scale
        try:
            step = scale * solve(scaled, slope, assume_a="pos")
        except LinAlgError:
            step = scale * lstsq(scaled, slope)[0]
        step, length = np.append(step, 0.0), 1.0
        while (gained := likelihood(place + length * step)) < height - 1e-13 * abs(height) and length > 1e-12:
            length /= 2
        place, height = place + length * step, gained
    if best[0] > 1e-8:
        raise ArithmeticError(
            f"the configuration model did not converge: an expected degree is off by {best[0]:.2g}"
        )
    return best[1]
