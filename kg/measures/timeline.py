"""Timeline: how many activities are recorded in each year, by group of roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.measures.dated import Dated

#: More years than this are a mistake in one of them rather than a wish.
_MOST_YEARS = 1000


@dataclass(frozen=True, eq=False)
class Timeline:
    """Activities by year, and by year and group of roles."""

    #: Every year from the first to the last, those without an activity too; (years,).
    years: NDArray[np.int64]
    #: Activities with a participation in the group in that year; (groups, years).
    counts: NDArray[np.int64]
    #: Activities with a participation in any group in that year: once each, however many groups; (years,).
    total: NDArray[np.int64]
    #: Activities none of whose participations in the group has a year; (groups,).
    undated: NDArray[np.int64]
    #: Activities with a participation in the group that goes on beyond the last year; (groups,).
    going_on: NDArray[np.int64]


def timeline(
    dated: Dated, group: NDArray[np.integer], groups: int, years: tuple[int, int] | None = None
) -> Timeline:
    """Count the activities of each year by group of roles.

    An activity of several years counts in each of them; one that goes on, up to the last year shown; where one
    year of two is known, in that year. `group` has the number of the role's group for each participation, from
    0 to `groups` - 1. `years` are the first and last to show; without them, those that are recorded. Raises
    UsageError for groups out of range, years in the wrong order, and more than 1,000 years.

    >>> import numpy as np
    >>> from kg.measures.dated import Dated
    >>> dated = Dated(np.array([0, 1, 0]), np.array([0, 0, 1]), np.array([1999.0, 1999, np.nan]),
    ...               np.array([2001.0, 1999, np.nan]), agents=2, activities=2)
    >>> found = timeline(dated, np.array([0, 1, 0]), groups=2)
    >>> found.years.tolist(), found.counts.tolist(), found.total.tolist(), found.undated.tolist()
    ([1999, 2000, 2001], [[1, 1, 1], [1, 0, 0]], [1, 1, 1], [1, 0])
    """
    import numpy as np

    if len(group) != len(dated.agent) or ((group < 0) | (group >= groups)).any():
        raise UsageError(
            f"groups of {len(group)} participations: give one for each of {len(dated.agent)}, 0..{groups - 1}"
        )
    starts = np.where(np.isnan(dated.first), dated.last, dated.first)
    ends = np.where(np.isnan(dated.last), dated.first, dated.last)
    has_year = np.isfinite(starts)
    begin, end = years or _span(dated)
    if years and end < begin:
        raise UsageError(f"years {begin} to {end} end before they begin; give the first year first")
    if end - begin >= _MOST_YEARS:
        raise UsageError(
            f"years {begin} to {end} are more than {_MOST_YEARS}: check these two, or name the years to show"
        )
    shown = has_year & (starts <= end) & (ends >= begin)
    low = np.maximum(starts[shown], begin).astype(np.int64)
    high = np.minimum(ends[shown], end).astype(np.int64)
    lengths = high - low + 1
    offset = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    year = np.repeat(low, lengths) + offset - begin
    number = max(end - begin + 1, 0)
    # One number for an activity in a group, and in a year: an activity counts once in each.
    pair = dated.activity.astype(np.int64) * groups + group
    each = np.unique(np.repeat(pair[shown], lengths) * number + year)
    once = np.unique(np.repeat(dated.activity[shown].astype(np.int64), lengths) * number + year)
    in_year = each % (groups * number) if number else each
    counts = np.bincount(in_year, minlength=groups * number).reshape(groups, number)

    def by_group(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the number of activities with such a participation in each group."""
        return np.bincount(np.unique(pair[which]) % max(groups, 1), minlength=groups)

    return Timeline(
        years=np.arange(begin, end + 1),
        counts=counts,
        total=np.bincount(once % number if number else once, minlength=number),
        undated=by_group(np.ones(len(pair), dtype=bool)) - by_group(has_year),
        going_on=by_group(dated.last == np.inf),
    )


def _span(dated: Dated) -> tuple[int, int]:
    """Return the first and last recorded year; an empty span where there is none."""
    import numpy as np

    known = np.concatenate([dated.first, dated.last])
    known = known[np.isfinite(known)]
    return (int(known.min()), int(known.max())) if len(known) else (0, -1)
