"""The make-up of two-mode data: sizes, who is alone, and how much of a network rests on a few large activities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.measures.pairs import checked_incidence, each_adds, meetings
from kg.measures.twomode import density

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Share(NamedTuple):
    """What one activity, by its column, contributes to the projected network.

    `ties` are the pairs that it joins and `only` those of them that share nothing else; `by_newman`
    and `by_count` are its share of all projected weight by either formula, 0 to 1.
    """

    activity: int
    size: int
    ties: int
    only: int
    by_newman: float
    by_count: float

    def sentence(self, all_ties: int) -> str:
        """Say what rests on the activity.

        >>> Share(4, 5, 10, 9, 0.2, 0.25).sentence(31)
        '9 of 31 ties come from one activity with 5 members'
        """
        return f"{self.only} of {all_ties} ties come from one activity with {self.size} members"


@dataclass(frozen=True)
class MakeUp:
    """Two-mode data in numbers.

    A solo activity has one agent; a solo agent meets nobody. `one_off` agents are in one activity only.
    `shared_once` counts the ties that rest on one activity. `group_sizes` are (agents in an activity,
    number of such activities), ascending; `meetings` is the sum of k(k-1)/2.
    """

    agents: int
    activities: int
    participations: int
    density: float
    empty_activities: int
    solo_activities: int
    solo_agents: int
    one_off_agents: int
    ties: int
    shared_once: int
    meetings: int
    group_sizes: tuple[tuple[int, int], ...]
    largest: tuple[Share, ...]

    @property
    def share_shared_once(self) -> float:
        """Return the share of ties that rest on one activity; nan without ties."""
        return self.shared_once / self.ties if self.ties else float("nan")


def make_up(incidence: csr_array, *, most: int = 5, excluded: NDArray[np.int64] | None = None) -> MakeUp:
    """Return the summary that belongs before any projection: it shows what the projection will inflate.

    An activity with k agents makes k(k-1)/2 ties by itself (Newman, Strogatz and Watts 2001, Physical
    Review E 64, 026118, on why projections look clustered). `largest` holds the `most` activities with
    the most agents, equal sizes in the order of the columns; `excluded` is as in `meetings`. Raises
    UsageError for an incidence that is not 0 and 1.

    >>> from scipy.sparse import csr_array
    >>> found = make_up(csr_array([[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 1]]))
    >>> found.ties, found.shared_once, found.solo_agents, found.group_sizes
    (3, 2, 1, ((1, 1), (2, 1), (3, 1)))
    >>> found.largest[0].sentence(found.ties)
    '2 of 3 ties come from one activity with 3 members'
    """
    matrix = checked_incidence(incidence)
    met = meetings(matrix, excluded)
    ties = len(met.pair_first)
    shared = np.bincount(met.pair, minlength=ties)
    joins = np.bincount(met.activity, minlength=len(met.sizes))
    only = np.bincount(met.activity[shared[met.pair] == 1], minlength=len(met.sizes))
    by_newman, by_count = _shares(joins * each_adds("newman", met.sizes)), _shares(joins * 1.0)
    tied = np.zeros(met.agents, bool)
    tied[met.pair_first] = tied[met.pair_second] = True
    in_activities = np.diff(matrix.indptr)
    sizes, times = np.unique(met.sizes, return_counts=True)
    by_size = np.argsort(-met.sizes, kind="stable")[: max(most, 0)]
    return MakeUp(
        agents=matrix.shape[0],
        activities=matrix.shape[1],
        participations=matrix.nnz,
        density=density(matrix),
        empty_activities=int((met.sizes == 0).sum()),
        solo_activities=int((met.sizes == 1).sum()),
        solo_agents=int((~tied).sum()),
        one_off_agents=int((in_activities == 1).sum()),
        ties=ties,
        shared_once=int((shared == 1).sum()),
        meetings=len(met.pair),
        group_sizes=tuple(zip(sizes.tolist(), times.tolist(), strict=True)),
        largest=tuple(
            Share(
                int(at),
                int(met.sizes[at]),
                int(joins[at]),
                int(only[at]),
                float(by_newman[at]),
                float(by_count[at]),
            )
            for at in by_size
            if met.sizes[at]
        ),
    )


def _shares(parts: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return each part of the whole, zeros where there is none."""
    whole = parts.sum()
    return np.asarray(parts / whole if whole else np.zeros(len(parts)), np.float64)
