"""Dated: participations with the years they are recorded for, known or not, ended or going on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Integers = NDArray[np.int64]
    Window = tuple[int, int]

#: More windows than this are a mistake in a year rather than a wish.
_MOST_WINDOWS = 1000


@dataclass(frozen=True, eq=False)
class Dated:
    """Participations with years: agent and activity as row and column numbers, first and last year.

    nan stands for a year that is not known, inf as last year for what goes on. All arrays (participations,);
    an agent may take part in an activity more than once. `agents` and `activities` are the numbers of rows and
    columns. Raises UsageError for numbers out of range, a year that is none, or a last year before the first.
    """

    agent: Integers
    activity: Integers
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    agents: int
    activities: int

    def __post_init__(self) -> None:
        """Refuse what is not a participation, naming the first that is not."""
        import numpy as np

        if len({len(self.agent), len(self.activity), len(self.first), len(self.last)}) > 1:
            raise UsageError("participations with arrays of different lengths: give one entry for each of them")
        wrong = {
            "an agent out of range": (self.agent < 0) | (self.agent >= self.agents),
            "an activity out of range": (self.activity < 0) | (self.activity >= self.activities),
            "a first year that is no whole number": ~(np.isnan(self.first) | _is_year(self.first)),
            "a last year that is no whole number": ~(
                np.isnan(self.last) | (self.last == np.inf) | _is_year(self.last)
            ),
            "a last year before its first": self.last < self.first,
        }
        for what, where in wrong.items():
            if where.any():
                raise UsageError(
                    f"participation {int(np.flatnonzero(where)[0])} has {what}; correct it or leave it out"
                )

    def incidence(self, which: NDArray[np.bool_]) -> csr_array:
        """Return the incidence of some participations: 1 where an agent takes part, however often.

        (agents, activities), by a mask of participations.

        >>> import numpy as np
        >>> years = np.array([1999.0, 2003])
        >>> twice = Dated(np.array([0, 0]), np.array([1, 1]), years, years, agents=1, activities=2)
        >>> twice.incidence(twice.first > 0).toarray().tolist()
        [[0.0, 1.0]]
        """
        import numpy as np
        from scipy.sparse import csr_array

        agent, activity = self.agent[which], self.activity[which]
        rows = csr_array((np.ones(len(agent)), (agent, activity)), shape=(self.agents, self.activities))
        rows.data[:] = 1
        return rows

    def present(self, window: Window) -> tuple[csr_array, csr_array, csr_array, NDArray[np.bool_]]:
        """Return three incidences in a window, each holding the one before, and which participations may lie in it.

        What certainly lies in it; with it what goes on since before it, as far as its source knows; with these
        what may lie in it, as far as its years are not known. (agents, activities), and a mask.

        >>> import numpy as np
        >>> lasting = Dated(np.array([0]), np.array([0]), np.array([1999.0]), np.array([np.inf]), 1, 1)
        >>> [[rows.nnz for rows in lasting.present((year, year))[:3]] for year in (1998, 1999, 2000)]
        [[0, 0, 0], [1, 1, 1], [0, 1, 1]]
        """
        import numpy as np

        begin, end = window
        # One year of two is certain for itself alone; comparisons with nan are false.
        starts = np.where(np.isnan(self.first), self.last, self.first)
        ends = np.where(np.isnan(self.last), self.first, self.last)
        going_on = np.isfinite(starts) & (starts <= end) & (ends >= begin)
        certain = going_on & ((ends < np.inf) | (starts >= begin))
        possible = ~(self.first > end) & ~(self.last < begin)
        return self.incidence(certain), self.incidence(going_on), self.incidence(possible), possible


def year_windows(dated: Dated, width: int, start: int | None = None) -> tuple[Window, ...]:
    """Return windows of equal width, end to end, from the first recorded year (or `start`) past the last.

    The last window may reach beyond the last recorded year: shorter ones would not compare. Raises UsageError for
    a width below 1, a start after every year, and more than 1,000 windows.

    >>> import numpy as np
    >>> years = Dated(np.array([0, 1]), np.array([0, 0]), np.array([1994.0, 2003]), np.array([1995, np.inf]), 2, 1)
    >>> year_windows(years, 5)
    ((1994, 1998), (1999, 2003))
    """
    import numpy as np

    years = np.concatenate([dated.first, dated.last])
    years = years[np.isfinite(years)]
    if width < 1:
        raise UsageError(f"windows of {width} years: give a width of 1 or more")
    if not len(years):
        return ()
    begin, end = int(years.min()) if start is None else start, int(years.max())
    if begin > end:
        raise UsageError(f"windows from {begin}: the last recorded year is {end}; start no later")
    if (end - begin) // width >= _MOST_WINDOWS:
        raise UsageError(
            f"windows of {width} years from {begin} to {end} are more than {_MOST_WINDOWS}: check these two years, "
            "or give a greater width"
        )
    return tuple((first, first + width - 1) for first in range(begin, end + 1, width))


def _is_year(years: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which are whole numbers."""
    import numpy as np

    whole: NDArray[np.bool_] = np.isfinite(years) & (np.floor(years) == years)
    return whole
