"""The participation table: who did what in which role, chosen for a network, with the account of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from kg.networks.columns import Column
from kg.networks.garbage import uncollected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.networks.selection import Selection

    Days = tuple[Column, Column]
    Years = tuple[NDArray[np.float64], NDArray[np.float64]]


class Participation(NamedTuple):
    """One agent in one role in one activity; first and last are ISO days, empty where open or unknown."""

    iri: str
    agent: str
    activity: str
    role: str
    first: str = ""
    last: str = ""
    weight: float = 1.0


@dataclass
class ParticipationTable:
    """The participations of a selection by column, and how many were left out for which reason.

    All columns, `iris` and `weights` have one entry for each participation, in no order that means anything. When
    it was and who tells so are found out when it is first asked, by what `when` and `told_by` do: a network that
    nobody opens needs neither.
    """

    selection: Selection
    iris: list[str]
    agent: Column
    activity: Column
    role: Column
    #: What a participation multiplies its activity's share of a tie by.
    weights: NDArray[np.float64]
    when: Callable[[], Days]
    told_by: Callable[[], Mapping[str, Set[str]]]
    #: The roles that lead an activity, as they stand in the rows.
    leading: frozenset[str] = frozenset()
    #: Pairs of participations that cannot both be right.
    rivals: set[frozenset[str]] = field(default_factory=set)
    #: Pairs of an agency and a part of it.
    parts: set[frozenset[str]] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, selection: Selection, rows: Iterable[Participation]) -> ParticipationTable:
        """Return a table of what one has already, told by nobody.

        >>> from kg.networks.selection import Selection
        >>> ParticipationTable.of(Selection(), []).rows
        []
        """
        import numpy as np

        iris, *named, first, last, weights = zip(*rows, strict=True) if (rows := list(rows)) else [()] * 7
        agent, activity, role = map(Column.of, named)
        days = Column.of(first), Column.of(last)
        return cls(selection, list(iris), agent, activity, role, np.array(weights, float), lambda: days, dict)

    @cached_property
    def days(self) -> Days:
        """Return the first and the last ISO day of each row, empty where open or unknown."""
        return self.when()

    @cached_property
    def sources(self) -> Mapping[str, Set[str]]:
        """Return the source documents behind each participation, by its key; some that have none are missing."""
        return self.told_by()

    @cached_property
    def years(self) -> Years:
        """Return the first and the last year of each row: nan where unknown, inf for what has begun and no end."""
        return years(self.days)

    @cached_property
    def rows(self) -> list[Participation]:
        """Return the participations one by one."""
        columns = [column.cells for column in (self.agent, self.activity, self.role, *self.days)]
        with uncollected():
            cells = zip(self.iris, *columns, self.weights.tolist(), strict=True)
            return list(map(tuple.__new__, repeat(Participation), cells))

    @property
    def undated(self) -> int:
        """Return how many rows have no date."""
        return int((~dated(self.years)).sum())


def years(days: Days) -> Years:
    """Return days as years: nan where unknown, inf as the last of what has begun and has no end.

    >>> first, last = years((Column.of(["2002-07-11", ""]), Column.of(["", ""])))
    >>> first.tolist(), last.tolist()
    ([2002.0, nan], [inf, nan])
    """
    import numpy as np

    first, last = (column.each([day[:4] or "nan" for day in column.words], float) for column in days)
    return first, np.where(np.isnan(last) & ~np.isnan(first), np.inf, last)


def dated(years: Years) -> NDArray[np.bool_]:
    """Tell for each row whether anything is known of when it was."""
    import numpy as np

    return ~(np.isnan(years[0]) & np.isnan(years[1]))


def within(years: Years, selection: Selection) -> NDArray[np.bool_]:
    """Tell for each row whether it may have been in the years asked for; what is not dated is in none.

    What has no end goes on, what has no beginning began before. Where no years are asked for every row counts.
    """
    import numpy as np

    first, last = years
    asked = selection.first_year, selection.last_year
    if asked == (None, None):
        return np.ones(len(first), bool)
    early = last < (-np.inf if asked[0] is None else asked[0])
    late = first > (np.inf if asked[1] is None else asked[1])
    return dated(years) & ~early & ~late
