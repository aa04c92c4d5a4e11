"""The incidence matrix: who took part in which activity, checked, and every meeting of two agents in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError, unknown

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: What one shared activity with k agents adds to a tie (newman, count), or what the sum is divided by.
FORMULAS = {
    "newman": "the sum over shared activities of 1/(k-1)",
    "count": "the number of shared activities",
    "jaccard": "shared activities divided by the activities of either",
    "association": "shared activities divided by the product of the two agents' activities",
}


def checked_incidence(incidence: csr_array) -> csr_array:
    """Return the incidence as a canonical csr_array of int64 ones, shape (agents, activities).

    A stored 0 is dropped. Raises UsageError for any entry other than 0 and 1: an agent counts once in
    an activity, so a 2 is a duplicate row that the caller has to merge and to report.
    """
    from scipy.sparse import csr_array

    matrix = csr_array(incidence, copy=True)
    if matrix.ndim != 2:
        raise UsageError(f"an incidence of {matrix.ndim} dimensions; give one of shape (agents, activities)")
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    wrong = matrix.data[matrix.data != 1]
    if len(wrong):
        raise UsageError(
            f"an incidence that holds '{wrong[0]}'; every entry is 0 or 1, as an agent counts once in an "
            "activity. Merge duplicate participations first"
        )
    return csr_array((np.ones(matrix.nnz, np.int64), matrix.indices, matrix.indptr), shape=matrix.shape)


def checked_weights(weights: csr_array, *, directed: bool = False) -> csr_array:
    """Return tie weights as a canonical csr_array of floats, shape (agents, agents), without stored zeros.

    Raises UsageError unless the matrix is square, positive, finite, free of loops and, where not
    `directed`, symmetric to a relative 1e-12.
    """
    from scipy.sparse import csr_array

    matrix = csr_array(weights, dtype=np.float64, copy=True)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise UsageError(f"tie weights of shape {matrix.shape}; give a square matrix, agents by agents")
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    if not np.all(np.isfinite(matrix.data)) or np.any(matrix.data < 0):
        raise UsageError("tie weights that are negative or not finite; a tie weighs more than 0")
    if matrix.diagonal().any():
        agent = int(np.flatnonzero(matrix.diagonal())[0])
        raise UsageError(f"agent {agent} is tied to itself; set the diagonal to 0")
    if not directed and matrix.nnz:
        other = matrix.T.tocsr()
        other.sort_indices()
        same = np.array_equal(matrix.indptr, other.indptr) and np.array_equal(matrix.indices, other.indices)
        if not same or np.abs(matrix.data - other.data).max() > 1e-12 * matrix.data.max():
            raise UsageError("tie weights that are not symmetric; add the transpose, or ask for the directed form")
    return matrix


def row_sums(matrix: csr_array) -> NDArray[np.float64]:
    """Return the sum of each row, always of shape (rows,)."""
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).reshape(-1)


@dataclass(frozen=True)
class Meetings:
    """Every two agents in every activity that they share, one entry each, sorted by pair, then activity.

    `first` < `second` are agents and `pair` numbers the distinct pairs from 0; `pair_first` and
    `pair_second` hold each distinct pair once. `sizes` counts the agents of each activity.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    activity: NDArray[np.int64]
    pair: NDArray[np.int64]
    pair_first: NDArray[np.int64]
    pair_second: NDArray[np.int64]
    sizes: NDArray[np.int64]
    agents: int

    def terms(self, each: NDArray[np.float64]) -> csr_array:
        """Return shape (pairs, activities): what each activity adds to each pair, by its number in `each`."""
        from scipy.sparse import csr_array

        shape = (len(self.pair_first), len(self.sizes))
        return csr_array((each[self.activity], (self.pair, self.activity)), shape=shape)

    def matrix(self, of_pair: NDArray[Any]) -> csr_array:
        """Return the symmetric csr_array, shape (agents, agents), of one number for each pair."""
        from scipy.sparse import csr_array

        rows = np.concatenate([self.pair_first, self.pair_second])
        columns = np.concatenate([self.pair_second, self.pair_first])
        shape = (self.agents, self.agents)
        return csr_array((np.concatenate([of_pair, of_pair]), (rows, columns)), shape=shape)


def meetings(incidence: csr_array, excluded: NDArray[np.int64] | None = None) -> Meetings:
    """Return every meeting of two agents: k(k-1)/2 of them for an activity with k agents.

    `excluded`, shape (cases, 3), names meetings (agent, agent, activity) that make no tie, such as two
    participations that contradict each other; the activity keeps its size k all the same. Raises
    UsageError for a case that is not three numbers.

    >>> from scipy.sparse import csr_array
    >>> met = meetings(csr_array([[1, 1], [1, 1], [0, 1]]))
    >>> list(zip(met.first.tolist(), met.second.tolist(), met.activity.tolist()))
    [(0, 1, 0), (0, 1, 1), (0, 2, 1), (1, 2, 1)]
    """
    by_activity = checked_incidence(incidence).tocsc()
    by_activity.sort_indices()
    agents, activities = by_activity.shape
    starts, members = by_activity.indptr.astype(np.int64), by_activity.indices.astype(np.int64)
    sizes = np.diff(starts)
    # Each participation meets those that stand after it in the same activity.
    later = np.repeat(starts[1:], sizes) - np.arange(len(members)) - 1
    at = np.repeat(np.arange(len(members)), later)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(later) - later, later)
    first, second = members[at], members[at + 1 + offset]
    activity = np.repeat(np.repeat(np.arange(activities), sizes), later)
    if excluded is not None and len(excluded):
        cases = checked_cases(excluded)
        refused = (cases[:, :2].min(axis=1) * agents + cases[:, :2].max(axis=1)) * activities + cases[:, 2]
        kept = ~np.isin((first * agents + second) * activities + activity, refused)
        first, second, activity = first[kept], second[kept], activity[kept]
    order = np.lexsort((activity, second, first))
    first, second, activity = first[order], second[order], activity[order]
    keys, pair = np.unique(first * max(agents, 1) + second, return_inverse=True)
    return Meetings(first, second, activity, pair, keys // max(agents, 1), keys % max(agents, 1), sizes, agents)


def checked_cases(excluded: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return excluded meetings as rows of agent, agent, activity; raises UsageError where they are not."""
    if excluded is None or not len(excluded):
        return np.zeros((0, 3), np.int64)
    cases = np.asarray(excluded, np.int64)
    if cases.ndim != 2 or cases.shape[1] != 3:
        raise UsageError(f"excluded meetings of shape {cases.shape}; give (agent, agent, activity) in each row")
    return cases


def each_adds(formula: str, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what one activity adds to the tie of two agents in it, before any division.

    newman: 1/(k-1) (Newman 2001, Physical Review E 64, 016132, eq. 2); otherwise 1. Raises UsageError
    for an unknown formula.
    """
    if formula not in FORMULAS:
        raise unknown("weight", formula, FORMULAS)
    if formula == "newman":
        return 1.0 / np.maximum(sizes - 1, 1)
    return np.ones(len(sizes))


def tie_weights(
    incidence: csr_array, formula: str = "newman", excluded: NDArray[np.int64] | None = None
) -> csr_array:
    """Return the projected network, shape (agents, agents), symmetric, with a zero diagonal.

    With c the shared activities of i and j, a and b the activities of each: newman sums 1/(k-1) over
    the shared activities (Newman 2001), count is c, jaccard c/(a+b-c) (Jaccard 1912), association
    c/(a b) (van Eck and Waltman 2009). Raises UsageError for an unknown formula.

    >>> from scipy.sparse import csr_array
    >>> tie_weights(csr_array([[1, 1], [1, 1], [0, 1]]), "newman").toarray().tolist()
    [[0.0, 1.5, 0.5], [1.5, 0.0, 0.5], [0.5, 0.5, 0.0]]
    """
    checked = checked_incidence(incidence)
    met = meetings(checked, excluded)
    one = np.ones((checked.shape[1], 1))
    return met.matrix(pair_weights(met, checked, formula, one)[:, 0])


def pair_weights(
    met: Meetings, incidence: csr_array, formula: str, multipliers: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return shape (pairs, draws): every pair's weight where activity a counts `multipliers[a, draw]` times."""
    shared: NDArray[np.float64] = met.terms(each_adds(formula, met.sizes)) @ multipliers
    if formula in ("newman", "count"):
        return shared
    own = incidence @ multipliers
    a, b = own[met.pair_first], own[met.pair_second]
    below = a + b - shared if formula == "jaccard" else a * b
    ratio: NDArray[np.float64] = np.divide(shared, below, out=np.zeros_like(shared), where=below > 0)
    return ratio
