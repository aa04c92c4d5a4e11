"""Projection: from agents in activities to weights between agents that are recorded together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from kg.errors import UsageError, unknown
from kg.networks.incidence import Incidence, upper
from kg.networks.untied import untied

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

    def around(self) -> tuple[list[int], Any, Any]:
        """Return the neighbours of each agent and the ties to them, one agent after another, by place, sorted.

        Those of agent i stand from starts[i] to starts[i + 1]. For projections without direction.
        """
        import numpy as np
        from scipy import sparse

        shape = (len(self.incidence.agents),) * 2
        half = sparse.csr_array((np.arange(len(self.one)) + 1, (self.one, self.other)), shape=shape)
        whole = sparse.csr_array(half + half.T)
        whole.sort_indices()
        return whole.indptr.tolist(), whole.indices, whole.data - 1

    def excluded(self) -> Any:
        """Return the meetings that make no tie, as rows of agent, agent, activity by place."""
        import numpy as np

        rows = sorted((one, other, activity) for activity, one, other in self.untied)
        return np.array(rows, dtype=np.int64).reshape(len(rows), 3)

    def at_least(self, support: int) -> Projection:
        """Return the projection without the ties that rest on fewer activities."""
        kept = self.support >= support
        columns = {name: getattr(self, name)[kept] for name in ("one", "other", "support", "values")}
        return replace(self, **columns)


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
        raise unknown("weight", weight, WEIGHTS)
    if weight in ("fowler", "star") and incidence.matrix.nnz and not incidence.leads.nnz:
        raise UsageError(f"weight '{weight}' needs to know who leads, and no role here does; name it with --lead")
    one, other, shared = _pairs(incidence, weight)
    values = _values(incidence, weight, (one, other, shared))
    found, counts = untied(incidence)
    shared, values = _corrected(incidence, weight, (one, other, shared, values), found)
    tied = (shared > 0) & (values > _NOUGHT)
    columns = (one[tied], other[tied], shared[tied], values[tied])
    return Projection(incidence, weight, *columns, _one_by_one(found), counts)


def _one_by_one(found: dict[tuple[int, int], list[int]]) -> frozenset[tuple[int, int, int]]:
    return frozenset((activity, *pair) for pair, activities in found.items() for activity in activities)


def places(one: Any, other: Any, among: tuple[Any, Any], size: int) -> tuple[Any, Any]:
    """Return where pairs stand among sorted ones, and whether they do; `size` is the number of agents."""
    import numpy as np

    keys, asked = among[0] * size + among[1], one * size + other
    at = np.minimum(np.searchsorted(keys, asked), max(0, len(keys) - 1))
    return at, keys[at] == asked if len(keys) else np.zeros(len(asked), bool)


def _pairs(incidence: Incidence, weight: str) -> tuple[Any, Any, Any]:
    """Return the pairs that share an activity, in both directions where the weight has one, and their support."""
    import numpy as np

    one, other, shared = incidence.shared
    if weight not in DIRECTED:
        return one, other, shared
    both = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.lexsort(both[::-1])
    return both[0][order], both[1][order], np.concatenate([shared, shared])[order]


def _product(left: Any, scale: Any, right: Any) -> Any:
    """Return left times a diagonal times the transpose of right, as csr_array."""
    from scipy import sparse

    scaled = left if scale is None else sparse.csr_array(left.multiply(scale[None, :]))
    return sparse.csr_array(scaled @ right.T)


def _shares(incidence: Incidence, weight: str) -> Any:
    """Return what one shared activity adds to a weight, by activity; zero where it has no second agent."""
    import numpy as np

    sizes = np.asarray(incidence.matrix.sum(axis=0)).ravel()
    if weight in ("newman", "fowler"):
        return np.divide(1.0, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
    return np.ones(len(sizes))


def _values(incidence: Incidence, weight: str, pairs: tuple[Any, Any, Any]) -> Any:
    """Return the weights of pairs, before what does not tie is taken off."""
    import numpy as np

    one, other, shared = pairs

    if weight in ("jaccard", "association"):
        sizes = np.asarray(incidence.matrix.sum(axis=1)).ravel()
        return _of_both(weight, shared, sizes[one], sizes[other])
    shares, weights = _shares(incidence, weight), incidence.weights
    if weight == "count" and (weights.data == 1).all():
        return shared.astype(float)
    if weight in ("count", "newman"):
        product = _product(weights, shares, weights)
    else:
        led = incidence.leads.multiply(weights)
        product = _product(led, shares, weights)
        if weight == "star":
            product = product + product.T - _product(led, None, led)
    found = upper(product)
    if weight in DIRECTED:
        below = upper(product.T)
        first, second, each = (
            np.concatenate(ends) for ends in zip(found, (below[1], below[0], below[2]), strict=True)
        )
        order = np.lexsort((second, first))
        found = first[order], second[order], each[order]
    at, known = places(one, other, (found[0], found[1]), len(incidence.agents))
    return np.where(known, found[2][at], 0.0) if len(found[0]) else np.zeros(len(one))


def _of_both(weight: str, shared: Any, one: Any, other: Any) -> Any:
    """Return jaccard or association from the numbers of shared and own activities."""
    return shared / (one + other - shared) if weight == "jaccard" else shared / (one * other)


def _corrected(
    incidence: Incidence, weight: str, pairs: tuple[Any, Any, Any, Any], found: dict[tuple[int, int], list[int]]
) -> tuple[Any, Any]:
    """Return support and weights without the activities that do not tie a pair."""
    import numpy as np

    one, other, shared, values = pairs[0], pairs[1], pairs[2].copy(), pairs[3]
    shares, sizes = _shares(incidence, weight), np.asarray(incidence.matrix.sum(axis=1)).ravel()
    turned = [(b, a) for a, b in found] if weight in DIRECTED else []
    ends = np.array([*found, *turned], np.int64).reshape(-1, 2)
    where, _ = places(ends[:, 0], ends[:, 1], (one, other), len(incidence.agents))
    for at, (a, b), activities in zip(where, ends.tolist(), [*found.values()] * 2, strict=False):
        shared[at] -= len(activities)
        if weight in ("jaccard", "association"):
            values[at] = _of_both(weight, shared[at], sizes[a], sizes[b])
        else:
            values[at] -= sum(_added(incidence, weight, shares, a, b, activity) for activity in activities)
    return shared, values


def _added(incidence: Incidence, weight: str, shares: Any, one: int, other: int, activity: int) -> float:
    """Return what one activity added to the weight of a pair."""
    leads, weights = incidence.leads, incidence.weights
    both = float(weights[one, activity] * weights[other, activity])
    if weight == "fowler":
        both *= float(leads[one, activity])
    elif weight == "star":
        both *= float(max(leads[one, activity], leads[other, activity]))
    return both * float(shares[activity])
