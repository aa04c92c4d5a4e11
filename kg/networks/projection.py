"""Projection: from agents in activities to weights between agents that are recorded together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from kg.errors import UsageError, did_you_mean
from kg.networks.incidence import Incidence

#: Weight formulas, in words that follow "its weight is".
WEIGHTS = {
    "association": "the number of shared activities divided by the product of both agents' activities",
    "count": "one for each shared activity",
    "fowler": "1/(partners of the lead) for each activity that one leads and the other takes part in",
    "jaccard": "the number of shared activities divided by that of either agent's",
    "newman": "1/(k-1) for each shared activity with k agents",
    "star": "one for each activity that one of the two leads",
}
#: A weight that is nothing but the rounding of a sum that is nought.
_NOUGHT = 1e-12
#: Weights that point from the one who leads to the one who takes part.
DIRECTED = frozenset({"fowler"})


@dataclass(frozen=True)
class Projection:
    """Pairs of agents that share an activity: places of both among the agents, support, and the weight.

    Arrays of one length; in an undirected projection `one` < `other`. `refused` counts the pairs in activities
    that do not tie: rivals, and an agency and a part of it.
    """

    incidence: Incidence
    weight: str
    one: Any
    other: Any
    support: Any
    values: Any
    #: Pairs in single activities that do not tie: (activity, one, other) by place.
    untied: frozenset[tuple[int, int, int]] = frozenset()
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def directed(self) -> bool:
        """Tell whether weights point from lead to partner."""
        return self.weight in DIRECTED

    def matrix(self) -> Any:
        """Return the weights as a scipy.sparse.csr_array of agents by agents, symmetric unless directed."""
        from scipy import sparse

        size = len(self.incidence.agents)
        half = sparse.csr_array((self.values, (self.one, self.other)), shape=(size, size))
        return half if self.directed else sparse.csr_array(half + half.T)


def project(incidence: Incidence, weight: str = "newman") -> Projection:
    """Tie every two agents that are in the same activity, by one of the WEIGHTS.

    `count` is B B^T of the incidence matrix B. `newman` divides an activity's one unit among an agent's k-1
    partners (Newman 2001, Physical Review E 64, 016132, eq. 2). `jaccard` is c / (s_i + s_j - c) and `association`
    c / (s_i s_j) for c shared of s_i and s_j activities (van Eck and Waltman 2009, JASIST 60, 1635). `fowler` runs
    from the lead to each of its c partners, 1/c for each activity (Fowler 2006, Social Networks 28, 454). `star`
    counts the activities that one of the two leads. Participations with weights multiply each activity's share by
    both.

    Two whose only participations in an activity contradict each other are not tied by it, nor an agency and a part
    of it. Raises UsageError for another weight, and for one that needs a lead where nobody leads.
    """
    if weight not in WEIGHTS:
        raise UsageError(f"no weight '{weight}'.{did_you_mean(weight, WEIGHTS)} Weights: {', '.join(WEIGHTS)}.")
    import numpy as np
    from scipy import sparse

    if weight in ("fowler", "star") and incidence.matrix.nnz and not incidence.leads.nnz:
        raise UsageError(f"weight '{weight}' needs to know who leads, and no role here does; name it with --lead")
    refused = _refused(incidence)
    support = _product(incidence.matrix, None, incidence.matrix)
    values = _values(incidence, weight, support)
    corrections, untied, counts = _corrections(incidence, weight, refused)
    if corrections:
        support, values = _corrected(support, values, corrections, weight, incidence)
    if weight not in DIRECTED:
        support, values = sparse.triu(support, 1), sparse.triu(values, 1)
    support, values = sparse.coo_array(support), sparse.csr_array(values)
    keep = (support.data > 0) & (support.row != support.col)
    one, other, shared = support.row[keep], support.col[keep], support.data[keep]
    weights = np.asarray(values[one, other], dtype=float).ravel() if len(one) else np.zeros(0)
    tied = weights > _NOUGHT
    order = np.lexsort((other[tied], one[tied]))
    return Projection(
        incidence,
        weight,
        one[tied][order],
        other[tied][order],
        shared[tied][order],
        weights[tied][order],
        frozenset(untied),
        counts,
    )


def _product(left: Any, scale: Any, right: Any) -> Any:
    """Return left times a diagonal times the transpose of right, as csr_array."""
    from scipy import sparse

    scaled = left if scale is None else sparse.csr_array(left.multiply(scale[None, :]))
    return sparse.csr_array(scaled @ right.T)


def _shares(incidence: Incidence, weight: str) -> Any:
    """Return what one shared activity adds to a weight, by activity; zero where it has no second agent."""
    import numpy as np

    sizes = np.asarray(incidence.matrix.sum(axis=0)).ravel()
    if weight == "newman":
        return np.divide(1.0, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
    if weight == "fowler":
        return np.divide(1.0, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
    return np.ones(len(sizes))


def _values(incidence: Incidence, weight: str, support: Any) -> Any:
    """Return the weights of all pairs, before what does not tie is taken off."""
    import numpy as np
    from scipy import sparse

    shares = _shares(incidence, weight)
    if weight in ("count", "newman"):
        return _product(incidence.weights, shares, incidence.weights)
    if weight == "fowler":
        return _product(incidence.leads.multiply(incidence.weights), shares, incidence.weights)
    if weight == "star":
        led = incidence.leads.multiply(incidence.weights)
        one_way = _product(led, None, incidence.weights)
        return sparse.csr_array(one_way + one_way.T - _product(led, None, led))
    pairs = sparse.coo_array(support)
    sizes = np.asarray(incidence.matrix.sum(axis=1)).ravel()
    of_both = _of_both(weight, pairs.data, sizes[pairs.row], sizes[pairs.col])
    return sparse.csr_array((of_both, (pairs.row, pairs.col)), shape=pairs.shape)


def _of_both(weight: str, shared: Any, one: Any, other: Any) -> Any:
    """Return jaccard or association from the numbers of shared and own activities."""
    return shared / (one + other - shared) if weight == "jaccard" else shared / (one * other)


def _refused(incidence: Incidence) -> dict[str, set[frozenset[str]]]:
    """Return the pairs of agents that are parts of each other, and those that have rivals among their rows."""
    table = incidence.table
    known = set(incidence.agents)
    agent_of = {row.iri: row.agent for row in table.rows} if table.rivals else {}
    rivals = {frozenset(agent_of[iri] for iri in pair if iri in agent_of) for pair in table.rivals}
    return {"parts": {pair for pair in table.parts if pair <= known}, "rivals": {p for p in rivals if len(p) == 2}}


def _corrections(
    incidence: Incidence, weight: str, refused: dict[str, set[frozenset[str]]]
) -> tuple[dict[tuple[int, int], list[int]], list[tuple[int, int, int]], dict[str, int]]:
    """Return the activities that do not tie a pair, by pair, and how many there are of each sort."""
    place = {agent: at for at, agent in enumerate(incidence.agents)}
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    counts = {"rivals": 0, "parts": 0}
    matrix = incidence.matrix
    for pair in sorted(refused["parts"] | refused["rivals"], key=sorted):
        one, other = sorted(place[agent] for agent in pair)
        both = sorted({*_row(matrix, one)} & {*_row(matrix, other)})
        for activity in both:
            sort = "parts" if pair in refused["parts"] else "rivals"
            if sort == "parts" or _all_rivals(incidence, one, other, activity):
                found[one, other].append(activity)
                counts[sort] += 1
    untied = [(activity, one, other) for (one, other), activities in found.items() for activity in activities]
    return dict(found), untied, counts


def _row(matrix: Any, at: int) -> list[int]:
    return [int(column) for column in matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]]


def _all_rivals(incidence: Incidence, one: int, other: int, activity: int) -> bool:
    """Tell whether all that two agents do in an activity contradicts each other."""
    name = incidence.activities[activity]
    mine, theirs = (incidence.cells[incidence.agents[at], name] for at in (one, other))
    return all(frozenset((p.iri, q.iri)) in incidence.table.rivals for p in mine for q in theirs)


def _corrected(
    support: Any, values: Any, corrections: dict[tuple[int, int], list[int]], weight: str, incidence: Incidence
) -> tuple[Any, Any]:
    """Return support and weights without the activities that do not tie a pair."""
    import numpy as np
    from scipy import sparse

    support, values = sparse.lil_array(support), sparse.lil_array(values)
    shares, sizes = _shares(incidence, weight), np.asarray(incidence.matrix.sum(axis=1)).ravel()
    for (one, other), activities in corrections.items():
        for a, b in ((one, other), (other, one)):
            support[a, b] -= len(activities)
            if support[a, b] == 0:
                values[a, b] = 0.0
            elif weight in ("jaccard", "association"):
                values[a, b] = _of_both(weight, support[a, b], sizes[a], sizes[b])
            else:
                values[a, b] -= sum(_added(incidence, weight, shares, a, b, activity) for activity in activities)
    return sparse.csr_array(support), sparse.csr_array(values)


def _added(incidence: Incidence, weight: str, shares: Any, one: int, other: int, activity: int) -> float:
    """Return what one activity added to the weight of a pair."""
    leads, weights = incidence.leads, incidence.weights
    both = float(weights[one, activity] * weights[other, activity])
    if weight == "fowler":
        both *= float(leads[one, activity])
    elif weight == "star":
        both *= float(max(leads[one, activity], leads[other, activity]))
    return both * float(shares[activity])
