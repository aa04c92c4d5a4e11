"""Exclusions: meetings that make no tie, counted by pair of agents, and pairs that may never tie."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.measures.pairs import checked_cases

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Integers = NDArray[np.int64]


class Exclusions(NamedTuple):
    """Pairs of agents, `one` < `other` and sorted, that need care: what is taken from each, and who is barred.

    `lost` counts the shared activities that do not tie the pair. `barred` tells which pairs no shared activity
    ties, or may tie at all: they are in no family of tests.
    """

    one: Integers
    other: Integers
    lost: Integers
    barred: NDArray[np.bool_]

    def at(self, one: Integers, other: Integers, agents: int) -> tuple[Integers, NDArray[np.bool_]]:
        """Return, for pairs of so many agents, what each one lost, and whether it is barred."""
        keys, asked = self.one * agents + self.other, one * agents + other
        if not keys.size:
            return np.zeros(asked.size, np.int64), np.zeros(asked.size, bool)
        place = np.minimum(np.searchsorted(keys, asked), keys.size - 1)
        here = keys[place] == asked
        return np.where(here, self.lost[place], 0), here & self.barred[place]


def exclusions(
    table: csr_array, excluded: NDArray[np.int64] | None = None, closed: csr_array | None = None
) -> Exclusions:
    """Return the pairs that lose shared activities or may never tie.

    `excluded` are rows of agent, agent, activity, as in `meetings`; a row counts once, in either order, and only
    where both are in the activity. `closed`, of agents by agents, holds the pairs that may never tie. Raises
    UsageError for rows that are not three numbers.
    """
    agents, activities = table.shape
    cases = checked_cases(excluded)
    first, second = cases[:, :2].min(axis=1, initial=agents), cases[:, :2].max(axis=1, initial=-1)
    kept = np.unique(np.stack([first, second, cases[:, 2]], axis=1)[first < second], axis=0)
    cells = np.repeat(np.arange(agents), np.diff(table.indptr)) * activities + table.indices
    met = np.isin(kept[:, 0] * activities + kept[:, 2], cells) & np.isin(
        kept[:, 1] * activities + kept[:, 2], cells
    )
    lost_keys, lost = np.unique(kept[met, 0] * agents + kept[met, 1], return_counts=True)
    never = np.zeros(0, np.int64)
    if closed is not None:
        ends = closed.tocoo()
        low, high = np.minimum(ends.row, ends.col).astype(np.int64), np.maximum(ends.row, ends.col)
        never = np.unique((low * agents + high)[ends.data != 0])
    keys = np.union1d(lost_keys, never)
    one, other = keys // max(agents, 1), keys % max(agents, 1)
    of_pair = np.zeros(keys.size, np.int64)
    of_pair[np.searchsorted(keys, lost_keys)] = lost
    shared = np.asarray(table[one].multiply(table[other]).sum(axis=1)).ravel() if keys.size else of_pair
    barred = np.isin(keys, never) | (of_pair >= np.maximum(shared, 1))
    return Exclusions(one, other, of_pair, barred)
