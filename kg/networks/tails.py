"""Tails: exact distributions of how many activities two agents share by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

#: Terms below this are left out, and no tail that can occur is given as less.
LEAST = 1e-100


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
    length = int(counts.sum()) + 1 if most is None else _length(p, counts, most - sure)
    terms, first = np.ones(1), 0
    for chance, trials in zip(p.tolist(), counts.tolist(), strict=True):
        binomial, skipped = _binomial(chance, trials, length)
        terms = np.convolve(terms, binomial)
        first += skipped
        if first >= length:
            return np.zeros(sure + 1)
        terms = terms[: length - first]
        kept = np.flatnonzero(terms > LEAST)
        if kept.size:
            terms, first = terms[kept[0] : kept[-1] + 1], first + int(kept[0])
    return np.concatenate([np.zeros(sure + first), terms])


def _length(p: Floats, counts: Integers, most: int) -> int:
    """Return how many terms give the tail from `most` on to rounding.

    P(X = s + 1) / P(X = s) is at most (sum of the odds) / (s + 1), so behind that sum the terms fall
    faster than a geometric sequence.
    """
    odds = float((counts * p / (1 - p)).sum())
    start = max(most, int(np.ceil(2 * odds)), 0)
    further = 60 / np.log2((start + 1) / odds) if odds else 0
    return int(min(counts.sum(), start + np.ceil(further))) + 1


def _binomial(p: float, trials: int, length: int) -> tuple[Floats, int]:
    """Return the terms of a binomial distribution that matter, up to a length, and how many are skipped before."""
    if trials == 1:
        return np.array([1 - p, p])[:length], 0
    t = np.arange(min(trials + 1, length))
    choose = np.concatenate([[0.0], np.cumsum(np.log((trials - t[:-1]) / t[1:]))])
    terms = np.exp(choose + t * np.log(p) + (trials - t) * np.log1p(-p))
    kept = np.flatnonzero(terms > LEAST)
    if not kept.size:
        return np.zeros(1), 0
    return terms[kept[0] : kept[-1] + 1], int(kept[0])


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
