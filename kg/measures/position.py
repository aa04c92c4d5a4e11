"""Position: how central, how constrained and how embedded each agent is in a projected network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.measures.holes import constraint, effective_size
from kg.measures.pairs import checked_weights, row_sums
from kg.measures.paths import betweenness, closeness

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Up to this size a dense matrix is the quicker one.
_SMALL = 200


@dataclass(frozen=True)
class Position:
    """Every measure of every agent, arrays by row; constraint and effective size are nan without ties.

    `component` numbers the connected components from 0, the one that holds the first agent first.
    """

    degree: NDArray[np.int64]
    strength: NDArray[np.float64]
    betweenness: NDArray[np.float64]
    closeness: NDArray[np.float64]
    eigenvector: NDArray[np.float64]
    pagerank: NDArray[np.float64]
    core: NDArray[np.int64]
    constraint: NDArray[np.float64]
    effective_size: NDArray[np.float64]
    component: NDArray[np.int64]


def position(weights: csr_array, *, engine: str = "scipy") -> Position:
    """Return every measure of position in one projected network.

    `engine` is what computes betweenness. Raises UsageError for weights that are not symmetric, positive
    and without loops, and for an unknown engine.

    >>> from scipy.sparse import csr_array
    >>> triangle = position(csr_array([[0, 1, 1], [1, 0, 1], [1, 1, 0]]))
    >>> triangle.constraint.tolist(), triangle.core.tolist()
    ([1.125, 1.125, 1.125], [2, 2, 2])
    """
    return Position(
        degree=degree(weights),
        strength=strength(weights),
        betweenness=betweenness(weights, engine=engine),
        closeness=closeness(weights),
        eigenvector=eigenvector(weights),
        pagerank=pagerank(weights),
        core=core(weights),
        constraint=constraint(weights),
        effective_size=effective_size(weights),
        component=component(weights),
    )


def degree(weights: csr_array) -> NDArray[np.int64]:
    """Return the number of others each agent is tied to (Freeman 1979, Social Networks 1:215).

    >>> from scipy.sparse import csr_array
    >>> degree(csr_array([[0, 2, 0], [2, 0, 5], [0, 5, 0]])).tolist()
    [1, 2, 1]
    """
    ties: NDArray[np.int64] = np.diff(checked_weights(weights).indptr).astype(np.int64)
    return ties


def strength(weights: csr_array) -> NDArray[np.float64]:
    """Return the sum of the weights of each agent's ties (Barrat et al. 2004, PNAS 101:3747).

    With newman weights this is the number of activities shared with anybody (Newman 2001).

    >>> from scipy.sparse import csr_array
    >>> strength(csr_array([[0, 2, 0], [2, 0, 5], [0, 5, 0]])).tolist()
    [2.0, 7.0, 5.0]
    """
    return row_sums(checked_weights(weights))


def component(weights: csr_array) -> NDArray[np.int64]:
    """Return the number of each agent's connected component, counted from 0 in the order of the agents.

    >>> from scipy.sparse import csr_array
    >>> component(csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])).tolist()
    [0, 0, 1]
    """
    return _component(checked_weights(weights))


def _component(checked: csr_array) -> NDArray[np.int64]:
    """Return the numbers of the components of weights that are known to be sound."""
    from scipy.sparse.csgraph import connected_components

    if not checked.shape[0]:
        return np.zeros(0, np.int64)
    _, labels = connected_components(checked, directed=False)
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    in_order: NDArray[np.int64] = np.argsort(np.argsort(first))[inverse].astype(np.int64)
    return in_order


def eigenvector(weights: csr_array) -> NDArray[np.float64]:
    """Return eigenvector centrality, for each connected component by itself.

    x = A x / lambda for the largest eigenvalue lambda of the weights A (Bonacich 1972, Journal of
    Mathematical Sociology 2:113). On a network in pieces the vector of the whole is zero outside one of
    them, so each component has its own, non-negative, with sum of squares (its agents)/(all agents): in a
    connected network the length is 1. 0 for an agent without ties. Compare within a component only.

    >>> from scipy.sparse import csr_array
    >>> eigenvector(csr_array([[0, 1, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]])).round(4).tolist()
    [0.6124, 0.433, 0.433, 0.0]
    """
    checked = checked_weights(weights)
    agents = checked.shape[0]
    labels = _component(checked)
    found = np.zeros(agents)
    for label in range(labels.max(initial=-1) + 1):
        members = np.flatnonzero(labels == label)
        if len(members) > 1:
            found[members] = _principal(checked[members][:, members]) * np.sqrt(len(members) / agents)
    return found


def _principal(matrix: csr_array) -> NDArray[np.float64]:
    """Return the principal eigenvector, non-negative and of length 1, of one connected component."""
    if matrix.shape[0] <= _SMALL:
        vector = np.linalg.eigh(matrix.toarray())[1][:, -1]
    else:
        from scipy.sparse.linalg import eigsh

        # A fixed start: the solver's own is random.
        vector = eigsh(matrix, k=1, which="LA", v0=np.ones(matrix.shape[0]), tol=0)[1][:, 0]
    magnitude: NDArray[np.float64] = np.abs(vector)
    return magnitude / np.linalg.norm(magnitude)


def pagerank(weights: csr_array, damping: float = 0.85) -> NDArray[np.float64]:
    """Return the share of visits of a walk that follows ties by weight and restarts anywhere at 1-damping.

    x_j = (1-d)/n + d sum_i x_i w_ij / s_i (Brin and Page 1998, Computer Networks 30:107); from an agent
    without ties the walk goes anywhere. Iterated until nothing moves by more than 1e-15; sums to 1.

    >>> from scipy.sparse import csr_array
    >>> pagerank(csr_array([[0, 1, 1], [1, 0, 0], [1, 0, 0]])).round(4).tolist()
    [0.4865, 0.2568, 0.2568]
    """
    checked = checked_weights(weights)
    agents = checked.shape[0]
    own = row_sums(checked)
    share = np.divide(1.0, own, out=np.zeros(agents), where=own > 0)
    step = checked.toarray() if agents <= _SMALL else checked
    visits = np.full(agents, 1.0 / max(agents, 1))
    for _ in range(1000):
        following = damping * (step @ (visits * share))
        following += (1.0 - following.sum()) / max(agents, 1)
        moved = np.abs(following - visits).max(initial=0.0)
        visits = following
        if moved <= 1e-15:
            break
    return visits


def core(weights: csr_array) -> NDArray[np.int64]:
    """Return the largest k so that the agent belongs to a part where each has k ties (Seidman 1983).

    Social Networks 5:269. Weights play no part.

    >>> from scipy.sparse import csr_array
    >>> core(csr_array([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])).tolist()
    [2, 2, 2, 1]
    """
    checked = checked_weights(weights)
    checked.data[:] = 1.0
    left = np.diff(checked.indptr).astype(np.int64)
    found = np.zeros(len(left), np.int64)
    present = np.ones(len(left), bool)
    k = 0
    while present.any():
        k = max(k, int(left[present].min()))
        gone = present & (left <= k)
        found[gone] = k
        present &= ~gone
        left -= (checked @ gone.astype(np.float64)).astype(np.int64)
    return found


#: The measures by name, each from weights to one number for each agent.
MEASURES: dict[str, Callable[[csr_array], NDArray[np.float64] | NDArray[np.int64]]] = {
    "degree": degree,
    "strength": strength,
    "betweenness": betweenness,
    "closeness": closeness,
    "eigenvector": eigenvector,
    "pagerank": pagerank,
    "core": core,
    "constraint": constraint,
    "effective_size": effective_size,
}
