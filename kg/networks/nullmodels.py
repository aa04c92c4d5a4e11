"""Null models: what pairs of agents share by chance, and the most that chance could be asked to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.networks.configuration import configuration_model
from kg.networks.tails import LEAST, fixed_fill, hypergeometric, poisson_binomial
from kg.networks.trades import exceedances

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kg.networks.configuration import ConfigurationModel

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

MODELS = {
    "sdsm": "stochastic degree sequence model: agents and activities keep their sizes on average",
    "fdsm": "fixed degree sequence model: agents and activities keep their sizes exactly, by random trades",
    "fixed-row": "fixed row model (hypergeometric): agents keep their numbers of activities",
    "fixed-column": "fixed column model: activities keep their numbers of agents",
    "fixed-fill": "fixed fill model: only the number of participations is kept",
}


class Pairs(NamedTuple):
    """Pairs of agents by row, what they share, and the most and fewest activities that they can share."""

    one: Integers
    other: Integers
    shared: Integers
    most: Integers
    fewest: Integers


class PairTests(NamedTuple):
    """Tails of every listed pair at what it shares, at the most and the fewest, and of all other pairs too.

    `upper` is P(X >= shared), `lower` P(X <= shared), `best` P(X >= most), `worst` P(X <= fewest); `every` holds
    P(X >= most) for all pairs of agents that can share `least` activities or more, listed or not, in no order
    of rows. `bound` is the smallest p that the method can give whatever the data: 0 where it is exact.
    """

    upper: Floats
    lower: Floats
    best: Floats
    worst: Floats
    every: Floats
    bound: float


def most_shared(incidence: csr_array, one: Integers, other: Integers) -> Integers:
    """Return the most activities that pairs of agents can share, whoever takes part where.

    No more than either agent is in, nor than there are activities with two agents or more.
    """
    degree = np.diff(incidence.indptr).astype(np.int64)
    sizes = np.bincount(incidence.indices, minlength=incidence.shape[1])
    most: Integers = np.minimum(np.minimum(degree[one], degree[other]), int((sizes > 1).sum()))
    return most


def pair_tests(
    incidence: csr_array, model: str, pairs: Pairs, *, least: int = 2, trials: int = 10_000, seed: int = 0
) -> PairTests:
    """Test pairs of agents against a model of MODELS; `trials` and `seed` are for `fdsm` alone.

    >>> from scipy.sparse import csr_array
    >>> table = csr_array(np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]))
    >>> pair = Pairs(*(np.array([number]) for number in (0, 2, 2, 2, 1)))
    >>> pair_tests(table, "fixed-row", pair).upper.tolist()
    [0.5]
    """
    if model == "fdsm":
        return _random_tests(incidence, pairs, least, trials, seed)
    degree = np.diff(incidence.indptr).astype(np.int64)
    sizes = np.bincount(incidence.indices, minlength=incidence.shape[1])
    fitted = configuration_model(degree, sizes)
    terms_of = _terms(model, fitted, degree.size)
    upper, lower, best, worst = _tails(terms_of, fitted, pairs)
    # Agents of one degree are alike, so one of each sort answers for the pairs that share nothing too.
    numbers = np.bincount(fitted.row_class, minlength=fitted.row_degrees.size)
    agent = np.unique(fitted.row_class, return_index=True)[1]
    first, second = np.triu_indices(fitted.row_degrees.size)
    ways = np.where(first == second, numbers[first] * (numbers[first] - 1) // 2, numbers[first] * numbers[second])
    most = most_shared(incidence, agent[first], agent[second])
    kept = (most >= least) & (ways > 0)
    sorts = Pairs(agent[first][kept], agent[second][kept], most[kept], most[kept], np.zeros(kept.sum(), np.int64))
    every = np.repeat(_tails(terms_of, fitted, sorts)[0], ways[kept])
    return PairTests(upper, lower, best, worst, every, 0.0)


def _random_tests(incidence: csr_array, pairs: Pairs, least: int, trials: int, seed: int) -> PairTests:
    """Test against random networks: of the listed pairs, and of the rest what they could attain."""
    degree = np.diff(incidence.indptr).astype(np.int64)
    active = np.flatnonzero(degree)
    first, second = np.triu_indices(active.size, 1)
    one, other = active[first], active[second]
    shared, fewest = np.zeros(one.size, np.int64), np.zeros(one.size, np.int64)
    listed = np.searchsorted(one * degree.size + other, pairs.one * degree.size + pairs.other)
    shared[listed], fewest[listed] = pairs.shared, pairs.fewest
    most = most_shared(incidence, one, other)
    counted = exceedances(incidence, (one, other), (shared, most, fewest), trials=trials, seed=seed)
    upper, lower, best, worst = ((hits + 1) / (trials + 1) for hits in counted)
    every = best[most >= least]
    return PairTests(upper[listed], lower[listed], best[listed], worst[listed], every, 1 / (trials + 1))


def _terms(model: str, configuration: ConfigurationModel, agents: int) -> Callable[[int, int, int], Floats]:
    """Return, for a model, the function that gives P(X = k) for two classes of agents, up to `most` and its tail.

    `sdsm`: trials with p_ic p_jc, one an activity (Neal 2014, Social Networks 39, 84); `fixed-row`: the
    hypergeometric; `fixed-column`: trials with c(c - 1) / (m(m - 1)); `fixed-fill` (all three in Neal, Domagalski
    & Sagan 2021). Activities and agents without participations count in n and m.
    """
    columns, counts = configuration.column_degrees, configuration.column_counts
    activities, rows = int(counts.sum()), configuration.row_degrees
    if model == "sdsm":
        p = configuration.probabilities
        return lambda one, other, most: poisson_binomial(p[one] * p[other], counts, most)
    if model == "fixed-row":
        return lambda one, other, most: hypergeometric(activities, int(rows[one]), int(rows[other]))
    if model == "fixed-column":
        terms = poisson_binomial(columns * (columns - 1) / max(agents * (agents - 1), 1), counts)
    else:
        terms = fixed_fill(agents, activities, int(columns @ counts))
    return lambda one, other, most: terms


def _tails(
    terms_of: Callable[[int, int, int], Floats], fitted: ConfigurationModel, pairs: Pairs
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return P(X >= shared), P(X <= shared), P(X >= most) and P(X <= fewest) of pairs.

    Pairs of the same two degrees have the same distribution, which is worked out once.
    """
    upper, lower, best, worst = (np.ones(pairs.shared.size) for _ in range(4))
    one, other = fitted.row_class[pairs.one], fitted.row_class[pairs.other]
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((high, low))
    change = np.flatnonzero((np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)) + 1
    for group in np.split(order, change) if order.size else []:
        first = group[0]
        terms = terms_of(int(low[first]), int(high[first]), int(pairs.most[group].max()))
        above = np.clip(np.append(np.cumsum(terms[::-1])[::-1], 0.0), LEAST, 1.0)
        above[0] = 1.0
        below = np.clip(np.append(np.cumsum(terms), 1.0), LEAST, 1.0)
        last = terms.size
        upper[group] = above[np.minimum(pairs.shared[group], last)]
        lower[group] = below[np.minimum(pairs.shared[group], last)]
        best[group] = above[np.minimum(pairs.most[group], last)]
        worst[group] = below[np.minimum(pairs.fewest[group], last)]
    return upper, lower, best, worst
