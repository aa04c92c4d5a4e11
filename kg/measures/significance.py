"""Significance: which ties hold more shared activities than chance would give, and which cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError, unknown
from kg.measures.corrections import CORRECTIONS, adjusted
from kg.measures.exclusions import exclusions
from kg.measures.nullmodels import MODELS, MOST_PAIRS, Pairs, most_shared, pair_tests
from kg.measures.verdicts import FAMILIES, Outcome, Significance, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Integers = NDArray[np.int64]


def significance(
    incidence: csr_array,
    model: str = "sdsm",
    *,
    alpha: float = 0.05,
    correction: str = "benjamini-hochberg",
    family: str = "all",
    min_shared: int = 2,
    signed: bool = False,
    trials: int = 10_000,
    seed: int = 0,
    excluded: Integers | None = None,
    closed: csr_array | None = None,
) -> Significance:
    """Test every pair of agents for sharing more activities than a null model gives.

    A pair is significant where its adjusted p is below alpha: one-sided, as in version 2 of the R package
    `backbone` (Neal 2022, PLOS ONE 17, e0269137); with `signed` two-sided, alpha/2 in each tail, as that package
    did for every test in 2021 (its version 1.5). The families `all` and `able` are fixed before the outcome is
    seen; `shared` and `min-shared` are not, and say more than the data hold. A verdict of "not enough data"
    means that the adjusted p would have reached alpha for no number of shared activities, even if every pair had
    shared the most it can: discrete tests have a smallest attainable p (Tarone 1990, Biometrics 46, 515), which
    `fdsm` estimates like the others.
    `min_shared` binds ties of more than chance only. `trials` and `seed` are for `fdsm`.

    `excluded`, rows of agent, agent, activity as in `meetings`, makes no tie: it is taken from what the pair shares
    and from the most it can share. Pairs left with nothing shared, and those of `closed` (agents by agents), are
    in no family and not listed. Agents and activities keep their sizes in the null model, which still lets such a
    pair meet there: the p of a pair that lost something errs on the side of chance, and with `signed` it is never
    called a pair of fewer activities (`lower` is 1). Raises UsageError for an unknown name, an alpha outside 0 to
    1, fewer than one trial, entries other than 0 and 1, too many pairs, or excluded rows not of three numbers.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> found = significance(csr_array(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]])))
    >>> found.verdict, found.verdicts, found.tests, round(found.smallest_attainable, 3)
    ('not enough data', ('not enough data',), 3, 0.466)
    """
    _check(model, alpha, correction, family, min_shared, trials)
    table = _table(incidence)
    degree = np.diff(table.indptr).astype(np.int64)
    number = int((degree > 0).sum())
    if (signed or model == "fdsm") and number * (number - 1) // 2 > MOST_PAIRS:
        asked = "a signed test" if signed else "model 'fdsm'"
        raise UsageError(
            f"{asked} of {number} agents holds every pair of them, more than {MOST_PAIRS:,}; "
            "use model 'sdsm' unsigned, or fewer agents."
        )
    apart = exclusions(table, excluded, closed)
    one, other, shared = _pairs(table, degree, every=signed)
    lost, barred = apart.at(one, other, degree.size)
    one, other, shared, lost = (each[~barred] for each in (one, other, shared, lost))
    shared = shared - lost
    most = most_shared(table, one, other) - lost
    fewest = np.maximum(degree[one] + degree[other] - table.shape[1] - lost, 0)
    listed = Pairs(one, other, shared, most, fewest)
    aside = (apart.one, apart.other)
    tested = pair_tests(table, model, listed, least=min_shared, trials=trials, seed=seed, aside=aside)
    inside = {
        "all": np.ones(shared.size, bool),
        "able": (degree[one] >= min_shared) & (degree[other] >= min_shared),
        "shared": shared > 0,
        "min-shared": shared >= min_shared,
    }[family]
    enough = degree >= (min_shared if family == "able" else 1)
    agents, out = int(enough.sum()), int((apart.barred & enough[apart.one] & enough[apart.other]).sum())
    tests = agents * (agents - 1) // 2 - out if family in ("all", "able") else int(inside.sum())
    lower, worst = (np.where(lost > 0, 1.0, tail) for tail in (tested.lower, tested.worst))
    more = tested.upper < lower
    p = np.minimum(2 * np.minimum(tested.upper, lower), 1.0) if signed else tested.upper
    able_more = np.where(most >= min_shared, tested.best, 1.0)
    attainable = np.minimum(2 * np.minimum(able_more, worst), 1.0) if signed else able_more
    corrected = np.full(p.size, np.nan)
    corrected[inside] = adjusted(p[inside], correction, tests)
    fixed = family in ("all", "able") and not signed
    # Pairs that lost something are not alike to others of their sizes, and stand for themselves.
    own_pool = attainable[inside & (lost > 0) & (most >= min_shared)] if fixed else attainable[inside]
    pool = np.concatenate([tested.every, own_pool]) if fixed else own_pool
    ways = np.ones(own_pool.size, np.int64)
    ways = np.concatenate([tested.ways, ways]) if fixed else ways
    # A random p cannot fall below 1/(N + 1); what it could not reach for that reason is no fault of the data.
    ideal = np.where(pool <= tested.bound, 0.0, pool)
    reach = adjusted(ideal, correction, tests, ways)
    own = np.where(attainable <= tested.bound, 0.0, attainable)
    threshold = ideal[reach < alpha].max(initial=-1.0) * (1 + 1e-9)  # the same p, but for rounding
    significant = inside & (corrected < alpha) & ((shared >= min_shared) | (signed & ~more))
    low = (shared < min_shared) & (more | (not signed))
    verdicts: tuple[Verdict, ...] = tuple(
        "significant" if yes else "not enough data" if never else "too few shared" if few else "not significant"
        for yes, never, few in zip(significant, own > threshold, low, strict=True)
    )
    outcome: Outcome = "none significant"
    if significant.any():
        outcome = "some significant"
    elif threshold < 0:
        outcome = "not enough data"
    elif not (adjusted(pool, correction, tests, ways) < alpha).any():
        outcome = "not enough trials"
    sampled = model == "fdsm"
    error = np.sqrt(p * (1 - p) / (trials + 1)) if sampled else np.zeros(p.size)
    return Significance(
        model=model,
        alpha=alpha,
        correction=correction,
        family=family,
        min_shared=min_shared,
        signed=signed,
        tests=tests,
        trials=trials if sampled else 0,
        seed=seed if sampled else None,
        one=one,
        other=other,
        shared=shared,
        upper=tested.upper,
        lower=lower,
        p=p,
        adjusted=corrected,
        attainable=attainable,
        error=error,
        sign=np.where(significant, np.where(more | (not signed), 1, -1), 0),
        verdicts=verdicts,
        verdict=outcome,
        smallest_attainable=float(pool.min(initial=1.0)),
        excluded=int(apart.lost.sum()),
        barred=out,
    )


def _check(model: str, alpha: float, correction: str, family: str, min_shared: int, trials: int) -> None:
    """Refuse names and numbers that no test can be made with."""
    asked = {"model": (model, MODELS), "correction": (correction, CORRECTIONS), "family": (family, FAMILIES)}
    for sort, (name, known) in asked.items():
        if name not in known:
            raise unknown(sort, name, known, "families" if sort == "family" else "")
    if not 0 < alpha < 1:
        raise UsageError(f"alpha '{alpha}' is no significance level; give a number between 0 and 1, such as 0.05.")
    for sort, number in (("minimum of shared activities", min_shared), ("number of trials", trials)):
        if number < 1:
            raise UsageError(f"{sort} '{number}' is too small; give 1 or more.")


def _table(incidence: csr_array) -> csr_array:
    """Return a clean copy of an incidence table, its entries ordered, or refuse it."""
    from scipy.sparse import csr_array

    table = csr_array(incidence, dtype=np.int64, copy=True)
    given = csr_array(incidence)
    table.eliminate_zeros()
    table.sort_indices()
    if not table.has_canonical_format or not np.isin(given.data, (0, 1)).all():
        raise UsageError(
            "entries other than 0 and 1 in the table of agents by activities; "
            "an agent counts once in an activity, so drop duplicates first."
        )
    return table


def _pairs(table: csr_array, degree: Integers, *, every: bool) -> tuple[Integers, Integers, Integers]:
    """Return the pairs of agents that share an activity, or all that have any, and how many they share."""
    from scipy.sparse import csr_array, triu

    product = triu(csr_array(table @ table.T), k=1, format="csr")
    product.sort_indices()
    found = product.tocoo()
    one, other, shared = found.row.astype(np.int64), found.col.astype(np.int64), found.data.astype(np.int64)
    if not every:
        return one, other, shared
    active = np.flatnonzero(degree)
    first, second = np.triu_indices(active.size, 1)
    one_all, other_all = active[first], active[second]
    counts = np.zeros(one_all.size, np.int64)
    counts[np.searchsorted(one_all * degree.size + other_all, one * degree.size + other)] = shared
    return one_all, other_all, counts
