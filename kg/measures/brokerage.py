"""Brokerage by kind of agency: who stands between whom, and how often chance alone would have it so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError, unknown
from kg.measures.pairs import checked_weights

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: The roles of a broker of kind B between a first agent and a second: first -> broker -> second.
ROLES = {
    "coordinator": "B -> B -> B",
    "gatekeeper": "A -> B -> B",
    "representative": "B -> B -> A",
    "itinerant": "A -> B -> A",
    "liaison": "A -> B -> C",
}
#: Where ties have no direction, a gatekeeper cannot be told from a representative.
UNDIRECTED_ROLES = {
    "coordinator": "B - B - B",
    "gatekeeper or representative": "A - B - B",
    "itinerant": "A - B - A",
    "liaison": "A - B - C",
}
#: What is left to chance, given the broker's kind and the number of agents of each kind.
NULLS = {
    "kinds": "kinds are dealt out among the other agents at random, ties stay as they are",
    "ties": "every possible tie exists independently with a probability equal to the density, kinds stay",
}


@dataclass(frozen=True)
class Brokerage:
    """Counts of brokered pairs, each array of shape (agents, roles) with the roles in the order of `roles`.

    z is (observed - expected) / sd, nan where sd is 0: the agent has nothing that chance could move.
    """

    roles: tuple[str, ...]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    sd: NDArray[np.float64]
    z: NDArray[np.float64]
    null: str
    directed: bool


class _Shapes(NamedTuple):
    """How many ordered pairs of arcs of a digraph coincide, run back, share an end, follow on or are apart."""

    same: NDArray[np.float64]
    back: NDArray[np.float64]
    tails: NDArray[np.float64]
    heads: NDArray[np.float64]
    chains: NDArray[np.float64]
    apart: NDArray[np.float64]


def brokerage(
    ties: csr_array, kinds: NDArray[np.int64], *, directed: bool = False, null: str = "kinds"
) -> Brokerage:
    """Return how often each agent brokers in each role, with what chance would give.

    v brokers between a and b where a -> v -> b and not a -> b (Gould and Fernandez 1989, Sociological
    Methodology 19:89); the kinds of the three give the role. Weights play no part. Undirected ties count
    each unordered pair once; R's sna::brokerage, given both directions, counts coordinator, itinerant and
    liaison twice and the merged role once in each of its two columns.

    `kinds` numbers the kind of each agent from 0; an unknown kind is a kind for the caller to number.
    Null `kinds` has exact moments over all permutations that leave the broker's own kind where it is:
    E = T P(role), P from the numbers of each kind among the others, T the pairs brokered; the variance is
    that of a quadratic assignment (Mantel 1967, Cancer Research 27:209). Null `ties` is the random graph
    with density d that Gould and Fernandez use: E = N d^2 (1-d) and Var = N q (1-q) + S d^3 (1-d)^3 with
    q = d^2 (1-d), N the pairs of others that fit the role and S the ordered couples of them that share
    an end. Counts are skewed, so read z as a screen, not as a p-value. Takes agents^2 bytes of memory.
    Raises UsageError for an unknown null, ties that are not square or not symmetric where undirected, and
    kinds of another length.

    >>> from scipy.sparse import csr_array
    >>> star = csr_array([[0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]])
    >>> found = brokerage(star, np.array([0, 0, 1, 1]))
    >>> dict(zip(found.roles, found.observed[0].tolist()))
    {'coordinator': 0, 'gatekeeper or representative': 2, 'itinerant': 1, 'liaison': 0}
    >>> found.expected[0].tolist()
    [0.0, 2.0, 1.0, 0.0]
    """
    arcs = checked_weights(ties, directed=directed)
    kinds = np.asarray(kinds)
    agents = arcs.shape[0]
    if kinds.shape != (agents,) or (agents and (kinds.dtype.kind not in "iu" or kinds.min() < 0)):
        raise UsageError(f"kinds of shape {kinds.shape} for {agents} agents; give each agent a number from 0")
    if null not in NULLS:
        raise unknown("null", null, NULLS)
    roles = ROLES if directed else UNDIRECTED_ROLES
    number = np.unique(kinds, return_inverse=True)[1]
    sizes = np.bincount(number).astype(np.float64)
    each = [_fits(kind, len(sizes), directed) for kind in range(len(sizes))]
    fit = [_shapes_of_roles(each[kind], kind, sizes) for kind in range(len(sizes))]
    observed = np.zeros((agents, len(roles)), np.int64)
    expected, variance = np.zeros(observed.shape), np.zeros(observed.shape)
    density = arcs.nnz / max(agents * (agents - 1), 1)
    columns = arcs.tocsc()
    of_kind = np.eye(len(sizes))[number]
    apart = arcs.toarray() == 0
    np.fill_diagonal(apart, False)
    for broker in range(agents):
        first = columns.indices[columns.indptr[broker] : columns.indptr[broker + 1]]
        second = arcs.indices[arcs.indptr[broker] : arcs.indptr[broker + 1]]
        own = number[broker]
        open_pairs = apart[first][:, second].astype(np.float64)
        by_kinds = of_kind[first].T @ open_pairs @ of_kind[second]
        observed[broker] = (each[own] * by_kinds).sum(axis=(1, 2)).round()
        if null == "kinds":
            moments = _permuted(_shapes(open_pairs, first, second, agents), fit[own], agents - 1)
        else:
            moments = _random_ties(fit[own], density, directed)
        expected[broker], variance[broker] = moments
    if not directed:
        observed //= 2
        if null == "kinds":
            expected, variance = expected / 2, variance / 4
    sd = np.sqrt(np.where(variance > 1e-9 * (1 + expected**2), variance, 0.0))
    z = np.divide(observed - expected, sd, out=np.full(sd.shape, np.nan), where=sd > 0)
    return Brokerage(tuple(roles), observed, expected, sd, z, null, directed)


def _fits(own: int, kinds: int, directed: bool) -> NDArray[np.bool_]:
    """Return shape (roles, kinds, kinds): which kinds of first and second make which role of an own kind."""
    first, second = np.arange(kinds)[:, None], np.arange(kinds)
    inside_first, inside_second = first == own, second == own
    gatekeeper, representative = ~inside_first & inside_second, inside_first & ~inside_second
    outside = ~inside_first & ~inside_second
    between = [gatekeeper, representative] if directed else [gatekeeper | representative]
    return np.stack(
        [inside_first & inside_second, *between, outside & (first == second), outside & (first != second)]
    )


def _shapes_of_roles(fits: NDArray[np.bool_], own: int, sizes: NDArray[np.float64]) -> _Shapes:
    """Return the shapes, by role, of the digraph whose arcs are all pairs of other agents that fit the role."""
    others = sizes.copy()
    others[own] -= 1  # the broker itself
    pairs = fits * (others - np.eye(len(sizes)))  # of an agent of the first kind, the fitting second ones
    out = pairs.sum(axis=2)
    into = (fits.transpose(0, 2, 1) * (others - np.eye(len(sizes)))).sum(axis=2)
    back = ((fits & fits.transpose(0, 2, 1)) * (others - np.eye(len(sizes)))).sum(axis=2)
    return _counted(out @ others, back @ others, out, into, others)


def _shapes(
    open_pairs: NDArray[np.float64], first: NDArray[np.int64], second: NDArray[np.int64], agents: int
) -> _Shapes:
    """Return the shapes of the digraph whose arcs are the pairs that one agent brokers."""
    out, into = np.zeros(agents), np.zeros(agents)
    out[first] = open_pairs.sum(axis=1)
    into[second] = open_pairs.sum(axis=0)
    shared, at_first, at_second = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    mutual = open_pairs[at_first][:, at_second]
    back = np.sum(mutual * mutual.T) if len(shared) else np.float64(0)
    return _counted(np.asarray(open_pairs.sum()), np.asarray(back), out, into, np.ones(agents))


def _counted(
    arcs: NDArray[np.float64],
    back: NDArray[np.float64],
    out: NDArray[np.float64],
    into: NDArray[np.float64],
    times: NDArray[np.float64],
) -> _Shapes:
    """Count couples of arcs from the degrees of the nodes, each node standing for `times` nodes."""
    tails, heads = (out * (out - 1)) @ times, (into * (into - 1)) @ times
    chains = 2 * ((out * into) @ times - back)
    return _Shapes(arcs, back, tails, heads, chains, arcs**2 - arcs - back - tails - heads - chains)


def _permuted(ties: _Shapes, fit: _Shapes, others: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and variance of a role's count over all permutations of the kinds of the other agents."""
    two = max(others * (others - 1), 1)
    three = max(two * (others - 2), 1)
    four = max(three * (others - 3), 1)
    mean = ties.same * fit.same / two
    square = (ties.same * fit.same + ties.back * fit.back) / two
    square += (ties.tails * fit.tails + ties.heads * fit.heads + ties.chains * fit.chains / 2) / three
    square += ties.apart * fit.apart / four
    return mean, square - mean**2


def _random_ties(fit: _Shapes, d: float, directed: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and variance of a role's count where every tie exists with probability d."""
    q = d**2 * (1 - d)
    pairs = fit.same if directed else fit.same / 2
    sharing = fit.tails + fit.heads if directed else fit.tails
    return pairs * q, pairs * q * (1 - q) + sharing * d**3 * (1 - d) ** 3
