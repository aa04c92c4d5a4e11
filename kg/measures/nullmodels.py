"""Null models: what pairs of agents share by chance, and the most that chance could be asked to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.measures.configuration import configuration_model
from kg.measures.tails import LEAST, fixed_fill, hypergeometric, poisson_binomial, poisson_binomials
from kg.measures.trades import exceedances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kg.measures.configuration import ConfigurationModel

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

#: The most pairs of agents that are held one by one, in memory of some gigabytes.
MOST_PAIRS = 20_000_000
#: How many pairs of classes of agents are taken at a time.
CHUNK = 4096
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
    P(X >= most) for all pairs of agents that can share `least` activities or more, listed or not, and `ways`
    how many pairs each entry stands for. `bound` is the smallest p that the method can give whatever the
    data: 0 where it is exact.
    """

    upper: Floats
    lower: Floats
    best: Floats
    worst: Floats
    every: Floats
    ways: Integers
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
    incidence: csr_array,
    model: str,
    pairs: Pairs,
    *,
    least: int = 2,
    trials: int = 10_000,
    seed: int = 0,
    aside: tuple[Integers, Integers] | None = None,
) -> PairTests:
    """Test pairs of agents against a model of MODELS; `trials` and `seed` are for `fdsm` alone.

    Pairs set `aside`, the smaller row first, are not among `every`.

    >>> from scipy.sparse import csr_array
    >>> table = csr_array(np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]]))
    >>> pair = Pairs(*(np.array([number]) for number in (0, 2, 2, 2, 1)))
    >>> pair_tests(table, "fixed-row", pair).upper.tolist()
    [0.5]
    """
    if model == "fdsm":
        return _random_tests(incidence, pairs, least, (trials, seed), aside)
    degree = np.diff(incidence.indptr).astype(np.int64)
    sizes = np.bincount(incidence.indices, minlength=incidence.shape[1])
    fitted = configuration_model(degree, sizes)
    # Agents of one degree are alike, so one of each sort answers for the pairs that share nothing too.
    numbers = np.bincount(fitted.row_class, minlength=fitted.row_degrees.size)
    agent = np.unique(fitted.row_class, return_index=True)[1]
    first, second = np.triu_indices(fitted.row_degrees.size)
    ways = np.where(first == second, numbers[first] * (numbers[first] - 1) // 2, numbers[first] * numbers[second])
    if aside is not None:
        ends = np.sort(fitted.row_class[np.stack(aside)], axis=0)
        width = fitted.row_degrees.size
        np.subtract.at(ways, np.searchsorted(first * width + second, ends[0] * width + ends[1]), 1)
    most = most_shared(incidence, agent[first], agent[second])
    kept = (most >= least) & (ways > 0)
    sorts = Pairs(agent[first][kept], agent[second][kept], most[kept], most[kept], np.zeros(kept.sum(), np.int64))
    # Both at once, so that each distribution is worked out once.
    tails = _tails(model, fitted, Pairs(*(np.concatenate(both) for both in zip(pairs, sorts, strict=True))))
    listed = pairs.shared.size
    upper, lower, best, worst = (tail[:listed] for tail in tails)
    return PairTests(upper, lower, best, worst, tails[0][listed:], ways[kept], 0.0)


def _random_tests(
    incidence: csr_array,
    pairs: Pairs,
    least: int,
    sampling: tuple[int, int],
    aside: tuple[Integers, Integers] | None,
) -> PairTests:
    """Test against random networks: of the listed pairs, and of the rest what they could attain."""
    trials, seed = sampling
    degree = np.diff(incidence.indptr).astype(np.int64)
    active = np.unique(np.concatenate([np.flatnonzero(degree), pairs.one, pairs.other]))
    first, second = np.triu_indices(active.size, 1)
    one, other = active[first], active[second]
    most = most_shared(incidence, one, other)
    listed = np.searchsorted(one * degree.size + other, pairs.one * degree.size + pairs.other)
    # A pair that cannot share enough, and is not listed, need not be looked up in every network.
    counts = most >= least
    if aside is not None:
        counts &= ~np.isin(one * degree.size + other, aside[0] * degree.size + aside[1])
    asked = counts.copy()
    asked[listed] = True
    most[listed] = pairs.most
    listed = (np.cumsum(asked) - 1)[listed]
    one, other, most = one[asked], other[asked], most[asked]
    shared, fewest = np.zeros(one.size, np.int64), np.zeros(one.size, np.int64)
    shared[listed], fewest[listed] = pairs.shared, pairs.fewest
    counted = exceedances(incidence, (one, other), (shared, most, fewest), trials=trials, seed=seed)
    upper, lower, best, worst = ((hits + 1) / (trials + 1) for hits in counted)
    every = best[counts[asked]]
    ways = np.ones(every.size, np.int64)
    return PairTests(upper[listed], lower[listed], best[listed], worst[listed], every, ways, 1 / (trials + 1))


def _terms(
    model: str, fitted: ConfigurationModel, one: Integers, other: Integers, most: Integers
) -> Iterator[tuple[int, Floats]]:
    """Yield (position, P(X = 0), P(X = 1), ...) for pairs of classes of agents, in no fixed order.

    `sdsm`: trials with p_ic p_jc, one an activity (Neal 2014, Social Networks 39, 84); `fixed-row`: the
    hypergeometric; `fixed-column`: trials with c(c - 1) / (m(m - 1)); `fixed-fill` (all three in Neal, Domagalski
    & Sagan 2021, Scientific Reports 11, 23929). Activities and agents without participations count in n and m.
    """
    columns, counts, rows = fitted.column_degrees, fitted.column_counts, fitted.row_degrees
    activities, agents = int(counts.sum()), fitted.row_class.size
    if model == "sdsm":
        for start in range(0, one.size, CHUNK):
            part = slice(start, start + CHUNK)
            q = fitted.probabilities[one[part]] * fitted.probabilities[other[part]]
            for at, terms in poisson_binomials(q, counts, most[part]):
                yield start + at, terms
    elif model == "fixed-row":
        for at, (first, second) in enumerate(zip(rows[one].tolist(), rows[other].tolist(), strict=True)):
            yield at, hypergeometric(activities, first, second)
    elif one.size:
        if model == "fixed-column":
            terms = poisson_binomial(columns * (columns - 1) / max(agents * (agents - 1), 1), counts)
        else:
            terms = fixed_fill(agents, activities, int(columns @ counts))
        yield from ((at, terms) for at in range(one.size))


def _tails(model: str, fitted: ConfigurationModel, pairs: Pairs) -> tuple[Floats, Floats, Floats, Floats]:
    """Return P(X >= shared), P(X <= shared), P(X >= most) and P(X <= fewest) of pairs.

    Pairs of the same two degrees have the same distribution, which is worked out once.
    """
    upper, lower, best, worst = (np.ones(pairs.shared.size) for _ in range(4))
    if not pairs.shared.size:
        return upper, lower, best, worst
    one, other = fitted.row_class[pairs.one], fitted.row_class[pairs.other]
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((high, low))
    change = np.flatnonzero((np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)) + 1
    groups = np.split(order, change)
    first = order[np.concatenate([[0], change])]
    # The most that two agents can share depends on their degrees, but for what is taken off where two do not tie.
    most = np.maximum.reduceat(pairs.most[order], np.concatenate([[0], change]))
    for at, terms in _terms(model, fitted, low[first], high[first], most):
        group, last = groups[at], terms.size
        above = np.clip(np.append(np.cumsum(terms[::-1])[::-1], 0.0), LEAST, 1.0)
        above[0] = 1.0
        below = np.clip(np.append(np.cumsum(terms), 1.0), LEAST, 1.0)
        upper[group] = above[np.minimum(pairs.shared[group], last)]
        lower[group] = below[np.minimum(pairs.shared[group], last)]
        best[group] = above[np.minimum(pairs.most[group], last)]
        worst[group] = below[np.minimum(pairs.fewest[group], last)]
    return upper, lower, best, worst
