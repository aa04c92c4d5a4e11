"""Hold-out: would the suggestions of an earlier year have named the ties that followed, better than popularity?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.measures.suggestions import open_pairs, scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kg.measures.dated import Dated

#: Fewer ties to be found, or fewer activities that bring them, say nothing: an AUC of 0.7 has a standard
#: error of 0.07 at best (Hanley and McNeil 1982, Radiology 143, 29-36), and ties of one activity come together.
LEAST_TIES, LEAST_ACTIVITIES = 20, 5
NOT_ENOUGH, BETTER, WORSE, SAME = (
    "not enough data",
    "better than popularity",
    "worse than popularity",
    "not distinguishable from popularity",
)


class Score(NamedTuple):
    """How well a score finds the ties that followed."""

    #: Chance that a tie that followed scores above a pair that did not, equal scores half; nan without either.
    auc: float
    #: Share of ties that followed among the k pairs that score highest, for each k asked for.
    precision: tuple[float, ...]


@dataclass(frozen=True)
class Holdout:
    """Suggestions from what was recorded up to a year, held against the ties recorded after it."""

    year: int
    verdict: str
    #: By name: combined, allocation, topics (where given), popularity.
    scores: dict[str, Score]
    #: The numbers k of the precisions; what choosing k pairs blindly would reach is `base_rate`.
    at: tuple[int, ...]
    base_rate: float
    #: AUC of the combined score less that of popularity, with its bootstrap interval of 95 %.
    difference: float
    interval: tuple[float, float]
    #: Agents recorded up to the year; their pairs not tied by then; ties among these that followed, and activities
    #: that brought them; ties that followed with an agent first recorded later, out of reach of any score.
    agents: int
    candidates: int
    test_ties: int
    test_activities: int
    beyond_reach: int
    #: Participations that may lie on either side of the year; they are left out of both.
    undated: int
    topic_weight: float
    resamples: int
    seed: int


def holdout(
    dated: Dated,
    year: int,
    activity_topics: csr_array | None = None,
    *,
    topic_weight: float = 0.5,
    overlap: str = "cosine",
    at: tuple[int, ...] = (10, 50),
    closed: csr_array | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Holdout:
    """Score the suggestions that could have been made at the end of a year by the ties recorded after it.

    Training holds the participations that begin by the year; a test tie is a pair of agents recorded by then, not
    tied by then, that shares an activity which one of them joins later. AUC is the Mann-Whitney statistic
    over all pairs not tied (Lu and Zhou 2011, Physica A 390, 1150-1170, section 2), equal scores half; precision
    at k is its expectation where equal scores straddle the k-th place. Popularity is preferential attachment,
    the product of the two numbers of partners (Newman 2001, Physical Review E 64, 025102; Liben-Nowell and
    Kleinberg 2007, JASIST 58, 1019-1031). The interval resamples test activities, since ties of one activity come
    together (percentile bootstrap, Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13).
    The verdict is better or worse where the interval leaves out 0, and not enough data below 20 test ties or
    5 test activities or without other pairs.

    `activity_topics` is (activities, topics): an agent's topics are those of its activities up to the year, so
    that nothing later leaks in. `closed` as in `suggest`. Raises UsageError as `suggest` does.

    >>> import numpy as np
    >>> from kg.measures.dated import Dated
    >>> years = np.array([1990.0, 1990, 1991, 1991, 1995, 1995])
    >>> chain = Dated(np.array([0, 1, 1, 2, 0, 2]), np.array([0, 0, 1, 1, 2, 2]), years, years, 3, 3)
    >>> found = holdout(chain, 1991)
    >>> found.verdict, found.candidates, found.test_ties, found.scores["combined"].precision
    ('not enough data', 1, 1, (1.0, 1.0))
    """
    import numpy as np
    from scipy.sparse import csr_array

    if any(k < 1 for k in at):
        raise UsageError(f"precision at {', '.join(map(str, at))}: give numbers of pairs from 1")
    if resamples < 1 or seed < 0:
        raise UsageError(f"{resamples} resamples from seed {seed}: give 1 or more, and a seed from 0")
    if activity_topics is not None and activity_topics.shape[0] != dated.activities:
        raise UsageError(
            f"topics of {activity_topics.shape[0]} activities: give one row for each of {dated.activities}"
        )
    early = (dated.first <= year) | (np.isnan(dated.first) & (dated.last <= year))
    late = dated.first > year
    train, whole = dated.incidence(early), dated.incidence(early | late)
    seen = np.flatnonzero(train.sum(axis=1))
    if closed is not None:
        closed = csr_array(closed)[seen][:, seen]
    known, later = train[seen], whole[seen]
    first, second = open_pairs(known, closed)
    topics = None if activity_topics is None else csr_array(known @ activity_topics)
    weight, combined, allocation, common = scores(known, topics, topic_weight, overlap, first, second)
    partners = ((known @ known.T).toarray() > 0).sum(axis=1) - 1
    by_name = {
        "combined": combined,
        "allocation": allocation,
        "popularity": partners[first] * partners[second] * 1.0,
    }
    if topics is not None:
        by_name["topics"] = common
    by_name = {name: np.round(by_name[name] / (by_name[name].max(initial=0) or 1), 12) for name in sorted(by_name)}
    tied = (later @ later.T).toarray()[first, second] > 0
    placed = {name: _placements(score, tied) for name, score in by_name.items()}
    brought = _brought(later, first[tied], second[tied])
    gain = placed["combined"] - placed["popularity"]
    interval = _interval(gain, brought, resamples, seed)
    ties, activities = int(tied.sum()), brought.shape[1]
    verdict = NOT_ENOUGH
    if ties >= LEAST_TIES and activities >= LEAST_ACTIVITIES and ties < len(tied):
        verdict = BETTER if interval[0] > 0 else WORSE if interval[1] < 0 else SAME
    return Holdout(
        year=year,
        verdict=verdict,
        scores={
            name: Score(_mean(placed[name]), tuple(_precision(score, tied, k) for k in at))
            for name, score in by_name.items()
        },
        at=at,
        base_rate=_mean(tied),
        difference=_mean(gain),
        interval=interval,
        agents=len(seen),
        candidates=len(tied),
        test_ties=ties,
        test_activities=activities,
        beyond_reach=_new_pairs(whole) - _new_pairs(later),
        undated=int((~early & ~late).sum()),
        topic_weight=weight,
        resamples=resamples,
        seed=seed,
    )


def _placements(score: NDArray[np.float64], tied: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return for each tie that followed the share of other pairs that score below it, equal ones half."""
    import numpy as np

    others = np.sort(score[~tied])
    below, upto = (np.searchsorted(others, score[tied], side=side) for side in ("left", "right"))
    return (below + upto) / 2 / len(others) if len(others) else np.full(int(tied.sum()), np.nan)


def _precision(score: NDArray[np.float64], tied: NDArray[np.bool_], k: int) -> float:
    """Return the expected share of ties that followed among the k best, among all where there are fewer."""
    import numpy as np

    k = min(k, len(score))
    if not k:
        return float("nan")
    last = np.partition(score, len(score) - k)[len(score) - k]
    above, equal = score > last, score == last
    return float((tied[above].sum() + (k - above.sum()) * tied[equal].mean()) / k)


def _brought(later: csr_array, first: NDArray[np.int64], second: NDArray[np.int64]) -> csr_array:
    """Return which activities brought which ties, (ties, activities), without activities that brought none."""
    import numpy as np
    from scipy.sparse import csr_array

    both = csr_array(later[first].multiply(later[second]))
    return both[:, np.flatnonzero(both.sum(axis=0))]


def _interval(gain: NDArray[np.float64], brought: csr_array, resamples: int, seed: int) -> tuple[float, float]:
    """Return the 95 % interval of a mean over ties, the activities that brought them resampled."""
    import numpy as np

    ties, activities = brought.shape
    if not ties or np.isnan(gain).any():
        return float("nan"), float("nan")
    generator = np.random.default_rng(seed)
    means = []
    for _ in range(resamples):
        drawn = np.bincount(generator.integers(0, activities, activities), minlength=activities)
        there = (brought @ drawn) > 0
        means.append(float(gain[there].mean()))
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _new_pairs(rows: csr_array) -> int:
    """Return the number of pairs that share an activity."""
    shared = rows @ rows.T
    shared.setdiag(0)
    shared.eliminate_zeros()
    return int(shared.nnz // 2)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    """Return the mean, nan of nothing."""
    return float(values.mean()) if len(values) else float("nan")
