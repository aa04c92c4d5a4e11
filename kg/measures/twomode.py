"""Two-mode measures: agents and activities as they stand, before any projection, with every normaliser named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.measures.pairs import checked_incidence, tie_weights
from kg.measures.paths import betweenness
from kg.measures.position import component, eigenvector

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class TwoMode(NamedTuple):
    """One measure of agents and of activities, divided by what `normaliser` says."""

    agents: NDArray[np.float64]
    activities: NDArray[np.float64]
    normaliser: str


def two_mode_centrality(incidence: csr_array, *, engine: str = "scipy") -> dict[str, TwoMode]:
    """Return degree, closeness, betweenness and eigenvector centrality of both modes.

    The measures of the bipartite graph, each divided by the most that a node of its own mode could have
    (Borgatti and Everett 1997, Social Networks 19:243): not the usual n-1, which no node of a bipartite
    graph can reach. `engine` is what computes betweenness, as in `paths`. Raises UsageError for an
    incidence that is not 0 and 1.

    >>> from scipy.sparse import csr_array
    >>> found = two_mode_centrality(csr_array([[1, 1], [1, 0], [0, 1]]))
    >>> found["degree"].agents.tolist(), found["degree"].normaliser
    ([1.0, 0.5, 0.5], 'the number of nodes of the other mode')
    """
    matrix = checked_incidence(incidence)
    both = _bipartite(matrix)
    return {
        "degree": _degree(matrix),
        "closeness": _closeness(matrix, both),
        "betweenness": _betweenness(matrix, both, engine),
        "eigenvector": _eigenvector(matrix, both),
    }


def density(incidence: csr_array) -> float:
    """Return participations divided by agents times activities; nan where one of these is none.

    Borgatti and Everett 1997: a bipartite graph has room for no other tie.

    >>> from scipy.sparse import csr_array
    >>> density(csr_array([[1, 1], [1, 0]]))
    0.75
    """
    agents, activities = incidence.shape
    cells = agents * activities
    return checked_incidence(incidence).nnz / cells if cells else float("nan")


def four_cycle_ratio(incidence: csr_array) -> float:
    """Return the share of 3-paths that close to a 4-cycle; nan without 3-paths.

    4 C4 / L3 (Robins and Alexander 2004, Computational and Mathematical Organization Theory 10:69), C4 the
    cases of two agents in the same two activities and L3 the paths of three participations.

    >>> from scipy.sparse import csr_array
    >>> four_cycle_ratio(csr_array([[1, 1], [1, 1]]))
    1.0
    """
    matrix = checked_incidence(incidence)
    shared = tie_weights(matrix, "count").data  # each pair twice
    cycles = (shared * (shared - 1) / 2).sum() / 2
    of_agents, of_activities = _sizes(matrix)
    cells = matrix.tocoo()
    paths = ((of_agents[cells.row] - 1) * (of_activities[cells.col] - 1)).sum()
    return float(4 * cycles / paths) if paths else float("nan")


def clustering(incidence: csr_array) -> NDArray[np.float64]:
    """Return how far each agent's activities overlap with those of the agents it meets, 0 to 1.

    The mean over all others met of |N(u) & N(v)| / |N(u) | N(v)|, N the activities of each (Latapy,
    Magnien and Del Vecchio 2008, Social Networks 30:31, cc-dot). nan for an agent that meets nobody.

    >>> from scipy.sparse import csr_array
    >>> clustering(csr_array([[1, 1, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]])).tolist()
    [0.75, 0.75, 0.5, nan]
    """
    overlap = tie_weights(incidence, "jaccard")
    met = np.diff(overlap.indptr)
    total = np.asarray(overlap.sum(axis=1)).reshape(-1)
    mean: NDArray[np.float64] = np.divide(total, met, out=np.full(len(met), np.nan), where=met > 0)
    return mean


def _bipartite(matrix: csr_array) -> csr_array:
    """Return the symmetric matrix of agents, then activities."""
    from scipy.sparse import csr_array

    agents, activities = matrix.shape
    cells = matrix.tocoo()
    rows, columns = cells.row.astype(np.int64), cells.col.astype(np.int64) + agents
    ones = np.ones(2 * matrix.nnz)
    everyone = agents + activities
    return csr_array(
        (ones, (np.concatenate([rows, columns]), np.concatenate([columns, rows]))), shape=(everyone, everyone)
    )


def _sizes(matrix: csr_array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return activities of each agent, agents of each activity."""
    of_agents = np.diff(matrix.indptr).astype(np.float64)
    return of_agents, np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.float64)


def _degree(matrix: csr_array) -> TwoMode:
    """Divide by the size of the other mode."""
    agents, activities = matrix.shape
    of_agents, of_activities = _sizes(matrix)
    return TwoMode(
        of_agents / max(activities, 1), of_activities / max(agents, 1), "the number of nodes of the other mode"
    )


def _closeness(matrix: csr_array, both: csr_array) -> TwoMode:
    """Divide the least possible sum of distances by the sum, within the component, times the share reached."""
    from scipy.sparse.csgraph import dijkstra

    agents, activities = matrix.shape
    everyone = agents + activities
    labels = component(both)
    in_agents = np.bincount(labels[:agents], minlength=labels.max(initial=-1) + 1)[labels]
    in_activities = np.bincount(labels[agents:], minlength=labels.max(initial=-1) + 1)[labels]
    own = np.where(np.arange(everyone) < agents, in_agents, in_activities)
    reached = in_agents + in_activities
    total = np.zeros(everyone)
    for start in range(0, everyone, 500):
        far = dijkstra(both, unweighted=True, indices=np.arange(start, min(start + 500, everyone)))
        total[start : start + 500] = np.where(np.isfinite(far), far, 0.0).sum(axis=1)
    least = (reached - own) + 2.0 * (own - 1)
    near = np.divide(least, total, out=np.zeros(everyone), where=total > 0) * (reached - 1) / max(everyone - 1, 1)
    return TwoMode(
        near[:agents],
        near[agents:],
        "the least sum of distances, n_other + 2 (n_own - 1) in the node's component, over the sum it has; "
        "times the share of all other nodes that it reaches",
    )


def _betweenness(matrix: csr_array, both: csr_array, engine: str) -> TwoMode:
    """Divide by Borgatti and Everett's maximum for a node of each mode."""
    agents, activities = matrix.shape
    raw = betweenness(both, engine=engine)
    of_agent, of_activity = _most_between(agents, activities), _most_between(activities, agents)
    return TwoMode(
        raw[:agents] / of_agent if of_agent else np.zeros(agents),
        raw[agents:] / of_activity if of_activity else np.zeros(activities),
        "the most that a node of its mode can be between: "
        "(n_other^2 (s+1)^2 + n_other (s+1)(2t-s-1) - t (2s-t+3)) / 2 "
        f"with s, t = divmod(n_own - 1, n_other), {of_agent:g} for an agent and {of_activity:g} for an activity",
    )


def _most_between(own: int, other: int) -> float:
    """Return the largest betweenness of a node among `own` nodes, with `other` nodes of the other mode."""
    if not own or not other:
        return 0.0
    s, t = divmod(own - 1, other)
    return (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def _eigenvector(matrix: csr_array, both: csr_array) -> TwoMode:
    """Divide by sqrt(1/2): in a bipartite graph each mode holds half of the vector's sum of squares."""
    agents = matrix.shape[0]
    raw = eigenvector(both)
    largest = np.sqrt(0.5)
    return TwoMode(
        raw[:agents] / largest,
        raw[agents:] / largest,
        "sqrt(1/2), the most a node can have of a vector of length 1; each component has its own vector, with its "
        "share of all nodes as sum of squares",
    )
