"""Tails: exact distributions of how many activities two agents share by chance."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

#: Terms below this are left out, and no tail that can occur is given as less.
LEAST = 1e-100
#: Distributions with this many terms or fewer are worked out side by side, so many numbers at a time.
SHORT, BATCH = 400, 40_000


def poisson_binomial(probabilities: ArrayLike, counts: ArrayLike, most: int | None = None) -> Floats:
    """Return P(X = 0), P(X = 1), ... for a sum X of independent trials that need not be equally likely.

    `counts[c]` trials have probability `probabilities[c]`; the generating function is the product over c of
    (1 - p_c + p_c z)^counts[c], multiplied out: every term is positive, so small tails keep their digits, which
    a discrete Fourier transform (Hong 2013, Computational Statistics & Data Analysis 59, 41) loses below 1e-16.
    With `most`, the sequence stops where what is missing is less than 1e-17 of P(X >= most). Terms below
    1e-100 are left out.

    >>> terms = poisson_binomial([.123, .234, .345, .456, .567, .678, .789, .801, .911], [1] * 9)
    >>> round(float(terms[:6].sum()), 4), round(float(terms[5:].sum()), 4)
    (0.6791, 0.6284)
    """
    p, counts = np.asarray(probabilities, float), np.asarray(counts, np.int64)
    p, counts = p[counts > 0], counts[counts > 0]
    sure = int(counts[p == 1].sum())
    open_ = (p > 0) & (p < 1)
    p, counts = p[open_], counts[open_]
    length = int(counts.sum()) + 1 if most is None else int(_length(p[None], counts, np.array([most - sure]))[0])
    terms, first = np.ones(1), 0
    for chance, trials in zip(p.tolist(), counts.tolist(), strict=True):
        binomial, skipped = _kept(_binomial(chance, trials, length))
        terms, further = _kept(np.convolve(terms, binomial)[: length - first - skipped])
        first += skipped + further
        if not terms.size:
            return np.zeros(sure + 1)
    return np.concatenate([np.zeros(sure + first), terms])


def poisson_binomials(probabilities: Floats, counts: ArrayLike, most: ArrayLike) -> Iterator[tuple[int, Floats]]:
    """Yield (row, the terms that `poisson_binomial` gives) for many rows of probabilities, in no fixed order.

    Short distributions are multiplied out side by side, some thousand at a time; long ones, where leaving out
    small terms saves more, one by one.

    >>> rows = np.array([[0.5, 0.1], [0.2, 0.3]])
    >>> [round(float(terms[1:].sum()), 3) for _, terms in poisson_binomials(rows, [2, 1], [1, 1])]
    [0.775, 0.552]
    """
    counts, most = np.asarray(counts, np.int64), np.asarray(most, np.int64)
    used = (counts > 0) & (probabilities > 0).any(axis=0)
    sure = used & (probabilities == 1).all(axis=0)
    certain, used = int(counts[sure].sum()), used & ~sure
    q, trials = probabilities[:, used], counts[used]
    mixed = ((q == 0) | (q == 1)).any(axis=1)
    length = np.full(most.size, SHORT + 1)
    length[~mixed] = _length(q[~mixed], trials, most[~mixed] - certain)
    for row in np.flatnonzero(length > SHORT).tolist():
        yield row, poisson_binomial(probabilities[row], counts, int(most[row]))
    short = np.flatnonzero(length <= SHORT)
    short = short[np.argsort(length[short], kind="stable")]
    while short.size:
        # Rows of nearly one length; the last of them sets the length of all.
        size = max(1, BATCH // int(length[short[min(short.size, 64) - 1]]))
        rows, short = short[:size], short[size:]
        terms = _side_by_side(q[rows].T, trials, int(length[rows[-1]]))
        for at, row in enumerate(rows.tolist()):
            yield row, np.concatenate([np.zeros(certain), terms[: int(length[row]), at]])


def _side_by_side(q: Floats, counts: Integers, length: int) -> Floats:
    """Multiply out the sums of the columns of `q`, one class of trials after another, up to a length."""
    terms = np.zeros((length, q.shape[1]))
    terms[0] = 1.0
    for chance, trials in zip(q, counts.tolist(), strict=True):
        if trials == 1:
            terms[1:] = terms[1:] * (1 - chance) + terms[:-1] * chance
            terms[0] *= 1 - chance
            continue
        choose = _log_choose(trials)[:length]
        t = np.arange(choose.size)[:, None]
        binomial = np.exp(choose[:, None] + t * np.log(chance) + (trials - t) * np.log1p(-chance))
        before, terms = terms, terms * binomial[0]
        for at in np.flatnonzero(binomial.max(axis=1) > LEAST)[int(binomial[0].max() > LEAST) :].tolist():
            terms[at:] += before[: length - at] * binomial[at]
    return terms


def _length(p: Floats, counts: Integers, most: Integers) -> Integers:
    """Return how many terms give the tail from `most` on to rounding, for each row of probabilities.

    P(X = s + 1) / P(X = s) is at most (sum of the odds) / (s + 1), so behind that sum the terms fall
    faster than a geometric sequence.
    """
    odds = (p / (1 - p)) @ counts
    start = np.maximum(np.maximum(most, np.ceil(2 * odds)), 0)
    further = 60 / np.log2((start + 1) / np.maximum(odds, 1e-300))
    return np.asarray(np.minimum(counts.sum(), start + np.ceil(further)) + 1, np.int64)


def _binomial(p: float, trials: int, length: int) -> Floats:
    """Return the first terms of a binomial distribution, at most `length` of them."""
    if trials == 1:
        return np.array([1 - p, p][:length])
    choose = _log_choose(trials)[:length]
    t = np.arange(choose.size)
    return np.asarray(np.exp(choose + t * math.log(p) + (trials - t) * math.log1p(-p)))


@lru_cache(maxsize=1024)
def _log_choose(trials: int) -> Floats:
    """Return the logarithms of the binomial coefficients of so many trials."""
    t = np.arange(trials)
    return np.concatenate([[0.0], np.cumsum(np.log((trials - t) / (t + 1)))])


def _kept(terms: Floats) -> tuple[Floats, int]:
    """Return terms without those at either end that are too small to matter, and how many went before."""
    if terms.size and terms[0] > LEAST and terms[-1] > LEAST:
        return terms, 0
    kept = np.flatnonzero(terms > LEAST)
    return (terms[kept[0] : kept[-1] + 1], int(kept[0])) if kept.size else (terms[:0], 0)


def hypergeometric(activities: int, one: int, other: int) -> Floats:
    """Return P(X = k) for the activities that agents with `one` and `other` of them share by chance.

    C(one, k) C(activities - one, other - k) / C(activities, other): the fixed row model (Tumminello,
    Micciche, Lillo, Piilo & Mantegna 2011, PLOS ONE 6, e17994), blind to the sizes of the activities.

    >>> hypergeometric(4, 3, 2).tolist()
    [0.0, 0.5, 0.5]
    """
    least, most = max(0, one + other - activities), min(one, other)
    k = np.arange(least, most)
    ratios = (one - k) * (other - k) / ((k + 1) * (activities - one - other + k + 1))
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    terms = np.exp(logs - logs.max())
    return np.concatenate([np.zeros(least), terms / terms.sum()])


def fixed_fill(agents: int, activities: int, participations: int) -> Floats:
    """Return P(X = k) of sharing where only the number of participations is kept, anywhere in the table.

    The sum over r of C(n, k) C(n - k, r) 2^r C((m - 2) n, f - 2k - r) / C(m n, f), with r the activities that
    one of the two is in (Neal, Domagalski & Sagan 2021, Scientific Reports 11, 23929).

    >>> fixed_fill(2, 2, 2).round(4).tolist()
    [0.6667, 0.3333, 0.0]
    """
    if agents < 2:
        return np.ones(1)
    from scipy.special import gammaln, logsumexp

    n, rest, f = activities, (agents - 2) * activities, participations

    def choose(a: int | Integers, b: int | Integers) -> Floats:
        inside = (np.asarray(b) >= 0) & (np.asarray(b) <= a)
        logs = (
            gammaln(np.asarray(a) + 1.0)
            - gammaln(np.where(inside, b, 0) + 1.0)
            - gammaln(np.where(inside, a - np.asarray(b), 0) + 1.0)
        )
        return np.asarray(np.where(inside, logs, -np.inf))

    logs = np.full(n + 1, -np.inf)
    for k in range(min(n, f // 2) + 1):
        r = np.arange(n - k + 1)
        ways = choose(n - k, r) + r * np.log(2.0) + choose(rest, f - 2 * k - r)
        if np.isfinite(ways).any():
            logs[k] = float(choose(n, k)) + float(logsumexp(ways))
    terms = np.exp(logs - logs.max())
    return np.asarray(terms / terms.sum())
