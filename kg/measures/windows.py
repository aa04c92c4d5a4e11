"""Windows: which ties are recorded in which years, and which were gained, kept or lapsed between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

    from kg.measures.dated import Dated, Integers, Window

#: States of a pair in a window.
RECORDED, NOT_RECORDED, NOT_COVERED, UNCERTAIN = 1, 0, -1, -2


@dataclass(frozen=True, eq=False)
class TieStates:
    """The state of every pair that shares a dated activity, in every window."""

    windows: tuple[Window, ...]
    #: Pairs of agents, the smaller number first, in order; (pairs, 2).
    pairs: Integers
    #: RECORDED, NOT_RECORDED, NOT_COVERED or UNCERTAIN; (pairs, windows).
    states: NDArray[np.int8]
    #: Pairs whose shared activities all lack both years for one of the two; they have no state; (pairs, 2).
    undated_pairs: Integers
    #: Participations without any year, with one of two, and dated ones that touch no window.
    undated: int
    half_dated: int
    outside: int


@dataclass(frozen=True, eq=False)
class TieChanges:
    """What became of the ties between two windows; each list holds pairs, (pairs, 2)."""

    earlier: Window
    later: Window
    gained: Integers
    kept: Integers
    lapsed: Integers
    unknown: Integers
    #: kept / (gained + kept + lapsed), nan where there is none of them: the Jaccard index of two waves
    #: (Snijders, van de Bunt and Steglich 2010, Social Networks 32, 44-60).
    jaccard: float

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of pairs gained, kept, lapsed and unknown."""
        return {name: len(getattr(self, name)) for name in ("gained", "kept", "lapsed", "unknown")}


def recorded_coverage(dated: Dated, windows: Sequence[Window]) -> NDArray[np.bool_]:
    """Return whether an agent is recorded in a window at all, with anyone or alone; (agents, windows).

    The cautious stand-in where nobody knows which years the sources cover: who is not heard of in a window
    may have gone on as before.

    >>> import numpy as np
    >>> from kg.measures.dated import Dated
    >>> dated = Dated(np.array([0, 1]), np.array([0, 0]), np.array([2002.0, 2006]), np.array([2002.0, 2006]), 2, 1)
    >>> recorded_coverage(dated, [(2000, 2003), (2004, 2007)]).tolist()
    [[True, False], [False, True]]
    """
    import numpy as np

    certain = [dated.present(window)[0] for window in _checked(windows)]
    return np.array([rows.sum(axis=1) > 0 for rows in certain], dtype=bool).reshape(len(windows), dated.agents).T


def years_coverage(
    years: Mapping[int, Iterable[int]], agents: int, windows: Sequence[Window], every_year: bool = False
) -> NDArray[np.bool_]:
    """Return whether the sources read for an agent cover a window: one of its years, or all; (agents, windows).

    `years` holds the years that source documents cover, by agent; none for an agent that is not named.

    >>> years_coverage({0: range(1990, 2000)}, 2, [(1990, 1994), (1998, 2002)]).tolist()
    [[True, True], [False, False]]
    >>> years_coverage({0: range(1990, 2000)}, 1, [(1990, 1994), (1998, 2002)], every_year=True).tolist()
    [[True, False]]
    """
    import numpy as np

    covered = np.zeros((agents, len(_checked(windows))), dtype=bool)
    quantity = all if every_year else any
    for agent, known in years.items():
        if not 0 <= agent < agents:
            raise UsageError(f"years for agent {agent}: there are {agents}, numbered from 0")
        have = set(known)
        covered[agent] = [quantity(year in have for year in range(first, last + 1)) for first, last in windows]
    return covered


def tie_states(dated: Dated, windows: Sequence[Window], coverage: ArrayLike) -> TieStates:
    """Return for every pair of agents in which windows their tie is recorded, is not, or cannot be known.

    RECORDED: both take part in one activity, both certainly in the window (not necessarily in the same year).
    UNCERTAIN: not so, but an activity they share may lie in it: a year that is not known could be any, the
    last year of a known first any from it on, the first of a known last any up to it.
    NOT_COVERED: neither, and no source covers the window for either agent: silence says nothing.
    NOT_RECORDED: neither, though a source covers it for one of them, which would have named the other.
    What goes on (last year inf) does so as far as its source knows: in a window that is covered for neither
    agent and begins after the first year, it makes a tie UNCERTAIN, not RECORDED.

    `windows` are years, first and last included, in order of their first year; they may overlap. `coverage` is
    (agents, windows), bool: `recorded_coverage`, `years_coverage`, or `True` for sources that cover all.
    Raises UsageError for windows out of order and for coverage of another shape.

    >>> import numpy as np
    >>> from kg.measures.dated import Dated
    >>> two = Dated(np.array([0, 1]), np.array([0, 0]), np.array([1994.0, 1994]), np.array([1994.0, 1995]), 2, 1)
    >>> tie_states(two, [(1990, 1994), (1995, 1999), (2000, 2004)], [[1, 1, 0], [1, 0, 0]]).states.tolist()
    [[1, 0, -1]]
    """
    import numpy as np

    windows = _checked(windows)
    size = (dated.agents, len(windows))
    covered = np.asarray(coverage, dtype=bool)
    if covered.shape not in {(), size}:
        raise UsageError(
            f"coverage of shape {covered.shape}: give one row for each agent, one column a window: {size}"
        )
    covered = np.broadcast_to(covered, size)
    known = ~(np.isnan(dated.first) & np.isnan(dated.last))
    pairs = _pairs(dated.incidence(known))
    anyhow = _pairs(dated.incidence(np.ones(len(known), dtype=bool)))
    states = np.empty((len(pairs), len(windows)), dtype=np.int8)
    touched = np.zeros(len(known), dtype=bool)
    for number, window in enumerate(windows):
        certain, going_on, possible, inside = dated.present(window)
        touched |= inside
        either = covered[pairs[:, 0], number] | covered[pairs[:, 1], number]
        state = np.where(either, NOT_RECORDED, NOT_COVERED)
        state[_among(pairs, _pairs(possible), dated.agents)] = UNCERTAIN
        state[_among(pairs, _pairs(going_on), dated.agents) & either] = RECORDED
        state[_among(pairs, _pairs(certain), dated.agents)] = RECORDED
        states[:, number] = state
    return TieStates(
        windows=windows,
        pairs=pairs,
        states=states,
        undated_pairs=anyhow[~_among(anyhow, pairs, dated.agents)],
        undated=int((~known).sum()),
        half_dated=int((np.isnan(dated.first) ^ np.isnan(dated.last)).sum()),
        outside=int((known & ~touched).sum()),
    )


def tie_changes(ties: TieStates, earlier: int, later: int) -> TieChanges:
    """Return which ties were gained, kept or lapsed between two windows, and for which this cannot be known.

    Unknown are pairs recorded in one window and NOT_COVERED or UNCERTAIN in the other, and pairs UNCERTAIN in
    either. Pairs that are recorded in neither are in no list. Raises UsageError for windows that there are not.

    >>> import numpy as np
    >>> from kg.measures.dated import Dated
    >>> years = np.array([2002.0, 2002, 2006, 2006])
    >>> dated = Dated(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 2]), years, years, agents=2, activities=3)
    >>> windows = [(2000, 2003), (2004, 2007)]
    >>> tie_changes(tie_states(dated, windows, recorded_coverage(dated, windows)), 0, 1).lapsed.tolist()
    [[0, 1]]
    """
    import numpy as np

    for number in (earlier, later):
        if not 0 <= number < len(ties.windows):
            raise UsageError(f"window {number}: there are {len(ties.windows)}, numbered from 0")
    before, after = ties.states[:, earlier], ties.states[:, later]
    either = (before == RECORDED) | (after == RECORDED)
    unsure = (before == UNCERTAIN) | (after == UNCERTAIN) | (either & ((before < 0) | (after < 0)))
    gained = (before == NOT_RECORDED) & (after == RECORDED)
    kept = (before == RECORDED) & (after == RECORDED)
    lapsed = (before == RECORDED) & (after == NOT_RECORDED)
    of_all = int(gained.sum() + kept.sum() + lapsed.sum())
    return TieChanges(
        earlier=ties.windows[earlier],
        later=ties.windows[later],
        gained=ties.pairs[gained],
        kept=ties.pairs[kept],
        lapsed=ties.pairs[lapsed],
        unknown=ties.pairs[unsure],
        jaccard=int(kept.sum()) / of_all if of_all else float(np.nan),
    )


def _checked(windows: Sequence[Window]) -> tuple[Window, ...]:
    """Return windows as given; raises UsageError for one that ends before it begins, or out of order."""
    for number, (first, last) in enumerate(windows):
        if last < first:
            raise UsageError(f"window {first} to {last} ends before it begins; give the first year first")
        if number and first <= windows[number - 1][0]:
            raise UsageError(f"window {first} to {last} does not begin after the one before it; give them in order")
    return tuple((int(first), int(last)) for first, last in windows)


def _pairs(rows: csr_array) -> Integers:
    """Return the pairs of agents that share an activity, the smaller number first, in order."""
    import numpy as np
    from scipy.sparse import triu

    shared = triu(rows @ rows.T, k=1, format="csr")
    shared.sort_indices()
    shared = shared.tocoo()
    return np.stack([shared.row, shared.col], axis=1).astype(np.int64)


def _among(pairs: Integers, others: Integers, agents: int) -> NDArray[np.bool_]:
    """Return which pairs are among others; both in order."""
    import numpy as np

    wanted, found = (each[:, 0] * agents + each[:, 1] for each in (pairs, others))
    among = np.zeros(len(wanted), dtype=bool)
    if len(wanted):
        place = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
        among[place[wanted[place] == found]] = True
    return among
