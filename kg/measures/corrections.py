"""Corrections: p-values adjusted for how many pairs were tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.errors import unknown

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

CORRECTIONS = {
    "benjamini-hochberg": "Benjamini-Hochberg, which bounds the expected share of false ties among those found",
    "holm": "Holm, which bounds the chance of even one false tie",
    "none": "no correction for the number of tests",
}


def adjusted(
    p: ArrayLike,
    correction: str = "benjamini-hochberg",
    tests: int | None = None,
    ways: ArrayLike | None = None,
) -> Floats:
    """Return p-values that may be compared with alpha directly, in the order given.

    `tests` is the size of the whole family where `p` leaves out those that are 1; with `ways`, entry k of `p`
    stands for ways[k] tests that gave the same. With p_(1) <= ... <= p_(m):
    `holm`: max over j <= k of (m - j + 1) p_(j) (Holm 1979, Scandinavian Journal of Statistics 6, 65);
    `benjamini-hochberg`: min over j >= k of m p_(j) / j (Benjamini & Hochberg 1995, Journal of the Royal
    Statistical Society B 57, 289). Raises UsageError for another name, ValueError for too few tests.

    >>> adjusted([0.01, 0.04, 0.03], "holm").round(3).tolist()
    [0.03, 0.06, 0.06]
    >>> adjusted([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    if correction not in CORRECTIONS:
        raise unknown("correction", correction, CORRECTIONS)
    values = np.asarray(p, float)
    times = np.ones(values.size, np.int64) if ways is None else np.asarray(ways, np.int64)
    m = int(times.sum()) if tests is None else tests
    if m < times.sum():
        raise ValueError(f"a family of {m} tests cannot hold {times.sum()} p-values")
    if correction == "none" or not values.size:
        return values.copy()
    order = np.argsort(values, kind="stable")
    rank = np.cumsum(times[order])
    if correction == "holm":
        stepped = np.maximum.accumulate(values[order] * (m - rank + times[order]))
    else:
        stepped = np.minimum.accumulate((values[order] * m / rank)[::-1])[::-1]
    result = np.empty_like(values)
    result[order] = np.minimum(stepped, 1.0)
    return result
