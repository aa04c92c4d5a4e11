"""Verdicts: what a test of ties against chance found, pair by pair, and how a paper says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.measures.corrections import CORRECTIONS
from kg.measures.nullmodels import MODELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

FAMILIES = {
    "all": "all pairs of agents with at least one activity",
    "able": "all pairs of agents with at least {least} activities each",
    "shared": "all pairs that share at least one activity",
    "min-shared": "all pairs that share at least {least} activities",
}
Verdict = Literal["significant", "not significant", "too few shared", "not enough data"]
Outcome = Literal["some significant", "none significant", "not enough data", "not enough trials"]


@dataclass(frozen=True)
class Significance:
    """What was tested, how, and what came out; arrays hold one entry a pair, by row numbers `one` < `other`.

    Pairs are those that share at least one activity, with `signed` those of all agents that have any. `upper` is
    P(X >= shared), `lower` P(X <= shared), `p` the upper tail or, with `signed`, twice the smaller one. `adjusted`
    is NaN outside the family. `attainable` is the p that the pair would have got with the most (with `signed`,
    or the fewest) activities it can share; `error` the standard error of a p from random networks, else 0.
    `sign` is 1, -1 or, unless significant, 0.
    """

    model: str
    alpha: float
    correction: str
    family: str
    min_shared: int
    signed: bool
    tests: int
    trials: int
    seed: int | None
    one: Integers
    other: Integers
    shared: Integers
    upper: Floats
    lower: Floats
    p: Floats
    adjusted: Floats
    attainable: Floats
    error: Floats
    sign: Integers
    verdicts: tuple[Verdict, ...]
    verdict: Outcome
    smallest_attainable: float
    #: Shared activities that do not tie a pair, and pairs outside every family for want of others.
    excluded: int = 0
    barred: int = 0

    @property
    def smallest_p(self) -> float:
        """Return the smallest p of any pair before correction; 1 where there is none."""
        return float(self.p.min(initial=1.0))

    @property
    def unsettled(self) -> int:
        """Return how many pairs have a random p within two standard errors of alpha, uncorrected."""
        return int(((self.error > 0) & (np.abs(self.p - self.alpha) < 2 * self.error)).sum())

    def account(self) -> list[str]:
        """Return sentences for a methods paragraph: model, test, family, correction, verdict, in this order."""
        tail = "two-sided, fewer as well as more" if self.signed else "one-sided, more than by chance"
        said = [
            f"Ties were tested against the {MODELS[self.model]}; the test is {tail}, at alpha = {self.alpha:g}.",
            f"The family is {FAMILIES[self.family].format(least=self.min_shared)}: {self.tests} tests, "
            f"with {CORRECTIONS[self.correction]}.",
            f"A pair that shares fewer than {self.min_shared} activities is never called significantly tied.",
        ]
        if self.excluded or self.barred:
            said.append(
                f"{self.excluded} meetings that make no tie are not counted as shared, and {self.barred} pairs "
                "that nothing else ties, or may tie, are not tested."
            )
        if self.trials:
            said.append(
                f"p-values are (b + 1)/(N + 1) from N = {self.trials} independent random networks "
                f"(seed {self.seed}), with a standard error of at most {self.error.max(initial=0.0):.2g}; "
                f"{self.unsettled} lie within two standard errors of alpha."
            )
        counts = {name: self.verdicts.count(name) for name in sorted(set(self.verdicts))}
        said.append(
            f"Of {len(self.verdicts)} pairs: " + (", ".join(f"{n} {v}" for v, n in counts.items()) or "none") + "."
        )
        if self.verdict == "not enough data":
            said.append(
                f"Not enough data: with these numbers of activities and agents no pair could have been "
                f"significant, whatever it shared; the smallest attainable p is {self.smallest_attainable:.3g}."
            )
        elif self.verdict == "not enough trials":
            said.append("Not enough trials: N random networks cannot give a p small enough for so many tests.")
        return said
