"""Rank intervals: how far a ranking would move had other activities been recorded, by a seeded bootstrap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError, unknown
from kg.measures.pairs import FORMULAS, Meetings, checked_incidence, meetings, pair_weights
from kg.measures.position import MEASURES
from kg.measures.ranking import SMALLEST_FIRST, ranks

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: How activities are drawn, with what each can show.
SCHEMES = {
    "bayesian": "Dirichlet weights on activities, all of them kept (Rubin 1981)",
    "efron": "activities drawn with replacement, about a third of them left out in each draw (Efron 1979)",
}
#: Pair weights held at a time: 8 million floats are 64 MB.
_AT_A_TIME = 8_000_000


class Interval(NamedTuple):
    """A measure, arrays by agent: as recorded, then the two percentiles of its draws.

    Ranks that a draw never gave do not occur: a rank's low end is the least rank at or below which the
    lower percentile of the draws lies. Rank 0 and nan stand for an agent that the measure does not rank.
    """

    value: NDArray[np.float64]
    value_low: NDArray[np.float64]
    value_high: NDArray[np.float64]
    rank: NDArray[np.int64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]


def rank_intervals(
    incidence: csr_array,
    *,
    seed: int,
    measures: tuple[str, ...] = ("degree", "strength"),
    weight: str = "newman",
    draws: int = 1000,
    level: float = 0.95,
    scheme: str = "bayesian",
    excluded: NDArray[np.int64] | None = None,
) -> dict[str, Interval]:
    """Return, for each measure, the value and rank of every agent with an interval over reweighted activities.

    Each draw gives activity a the multiplier m g_a, g ~ Dirichlet(1, ..., 1) over the m activities (Rubin
    1981, Annals of Statistics 9:130); a tie weighs the sum over shared activities of multiplier times
    1/(k-1) (newman) or 1 (count); jaccard and association divide by sums with the same multipliers. The
    interval runs from the (1-level)/2 to the (1+level)/2 percentile. Ties share the best rank.

    The Bayesian bootstrap leaves no activity out, so which ties exist never changes and neither do
    `degree` and `core`: their intervals have no width, which says nothing about their certainty. `efron`
    moves them, downwards only, as what is left out can but remove ties. Activities are taken as
    independent; agents of one series of meetings are less certain than this shows. `excluded` is as in
    `meetings`. Raises UsageError for an unknown measure, weight or scheme, or draws and levels out of range.

    >>> from scipy.sparse import csr_array
    >>> found = rank_intervals(csr_array([[1, 1, 1], [1, 1, 0], [0, 0, 1]]), seed=1, draws=200)
    >>> found["strength"].rank.tolist(), found["strength"].rank_high.tolist()
    ([1, 2, 3], [1, 3, 3])
    """
    _check(measures, weight, draws, level, scheme)
    matrix = checked_incidence(incidence)
    met = meetings(matrix, excluded)
    recorded = _measured(met, matrix, weight, measures, np.ones((1, matrix.shape[1])))
    batches = list(_drawn(met, seed, draws, scheme))
    drawn = [_measured(met, matrix, weight, measures, multipliers) for multipliers in batches]
    ends = np.array([(1 - level) / 2, (1 + level) / 2]) * 100
    return {
        name: _interval(name, recorded[name][0], np.concatenate([part[name] for part in drawn]), ends)
        for name in measures
    }


def _check(measures: tuple[str, ...], weight: str, draws: int, level: float, scheme: str) -> None:
    """Raise UsageError at the first parameter that cannot be understood."""
    named = [("measure", name, tuple(MEASURES)) for name in measures]
    for what, asked, known in [*named, ("weight", weight, tuple(FORMULAS)), ("scheme", scheme, tuple(SCHEMES))]:
        if asked not in known:
            raise unknown(what, asked, known)
    if draws < 1:
        raise UsageError(f"'{draws}' draws; ask for 1 or more, 1000 for intervals that are printed")
    if not 0 < level < 1:
        raise UsageError(f"a level of '{level}'; give a share between 0 and 1, such as 0.95")


def _drawn(met: Meetings, seed: int, draws: int, scheme: str) -> Iterator[NDArray[np.float64]]:
    """Yield multipliers of mean 1, shape (draws, activities), in batches whose pair weights fit into memory."""
    random = np.random.default_rng(seed)
    activities = len(met.sizes)
    size = max(1, _AT_A_TIME // max(len(met.pair_first), activities, met.agents, 1))
    for start in range(0, draws, size):
        batch = min(size, draws - start)
        if not activities:
            yield np.zeros((batch, 0))
        elif scheme == "efron":
            yield random.multinomial(activities, np.full(activities, 1 / activities), batch).astype(np.float64)
        else:
            weights = random.standard_exponential((batch, activities))
            yield weights * (activities / weights.sum(axis=1, keepdims=True))


def _measured(
    met: Meetings, incidence: csr_array, weight: str, measures: tuple[str, ...], multipliers: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Return each measure of every draw, shape (draws, agents)."""
    of_pairs = pair_weights(met, incidence, weight, np.ascontiguousarray(multipliers.T))
    found = {name: np.empty((len(multipliers), met.agents)) for name in measures}
    ends = _ends(met)
    if "degree" in found:
        found["degree"][:] = (ends @ (of_pairs > 0).astype(np.float64)).T
    if "strength" in found:
        found["strength"][:] = (ends @ of_pairs).T
    others = [name for name in measures if name not in ("degree", "strength")]
    if others:
        for draw in range(len(multipliers)):
            network = met.matrix(of_pairs[:, draw])
            for name in others:
                found[name][draw] = MEASURES[name](network)
    return found


def _ends(met: Meetings) -> csr_array:
    """Return shape (agents, pairs): which two agents each pair is made of."""
    from scipy.sparse import csr_array

    pairs = len(met.pair_first)
    rows = np.concatenate([met.pair_first, met.pair_second])
    columns = np.tile(np.arange(pairs), 2)
    return csr_array((np.ones(2 * pairs), (rows, columns)), shape=(met.agents, pairs))


def _interval(
    name: str, value: NDArray[np.float64], draws: NDArray[np.float64], ends: NDArray[np.float64]
) -> Interval:
    """Return the percentiles over the draws of a measure's values and of the ranks within each draw."""
    smallest_first = name in SMALLEST_FIRST
    low, high = np.percentile(draws, ends, axis=0)
    places = ranks(draws, smallest_first=smallest_first)
    best, worst = np.percentile(places, ends, axis=0, method="inverted_cdf").astype(np.int64)
    return Interval(value, low, high, ranks(value, smallest_first=smallest_first), best, worst)
