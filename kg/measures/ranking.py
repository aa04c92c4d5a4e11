"""Rankings: the place of each agent by a measure, with ties shown as ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Numbers closer than this share of the largest one share a rank.
SAME_VALUE = 1e-9
#: Measures whose smallest value ranks first.
SMALLEST_FIRST = frozenset({"constraint"})


def ranks(values: NDArray[np.float64] | NDArray[np.int64], *, smallest_first: bool = False) -> NDArray[np.int64]:
    """Return the rank of each agent in each row of values, 1 for the first, ties sharing the best rank.

    Takes shape (agents,) or (draws, agents). Two at the top are both 1 and the next is 3; values within
    1e-9 of the row's largest magnitude count as equal, since sums taken in another order differ that
    much. nan ranks as 0: not ranked.

    >>> ranks(np.array([5.0, 7.0, 7.0, np.nan, 1.0])).tolist()
    [3, 1, 1, 0, 4]
    """
    rows = np.atleast_2d(np.asarray(values, np.float64))
    if not rows.size:
        return np.zeros(np.shape(values), np.int64)
    keys = rows if smallest_first else -rows
    order = np.argsort(keys, axis=1, kind="stable")  # nan last
    in_order = np.take_along_axis(keys, order, axis=1)
    near = SAME_VALUE * np.nanmax(np.abs(np.nan_to_num(rows)), axis=1, keepdims=True)
    starts = np.ones(rows.shape, bool)
    starts[:, 1:] = np.diff(in_order, axis=1) > near
    places = np.where(starts, np.arange(1, rows.shape[1] + 1), 0)
    shared = np.maximum.accumulate(places, axis=1)
    found = np.zeros(rows.shape, np.int64)
    np.put_along_axis(found, order, shared, axis=1)
    found[np.isnan(rows)] = 0
    return found.reshape(np.shape(values))
