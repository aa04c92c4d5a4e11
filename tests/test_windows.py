"""Ties in time: recorded, not recorded, not covered and uncertain are four things, and only two of them make a lapse."""

import itertools
import math

import numpy as np
import pytest

from kg.errors import UsageError
from kg.measures.dated import Dated, year_windows
from kg.measures.timeline import timeline
from kg.measures.windows import (
    NOT_COVERED,
    NOT_RECORDED,
    RECORDED,
    UNCERTAIN,
    recorded_coverage,
    tie_changes,
    tie_states,
    years_coverage,
)

NAN, INF = math.nan, math.inf
WINDOWS = [(1990, 1994), (1995, 1999), (2000, 2004)]


def dated(*rows, agents=None, activities=None):
    columns = list(zip(*rows, strict=True)) or [()] * 4
    agent, activity = (np.array(column, dtype=np.int64) for column in columns[:2])
    first, last = (np.array(column, dtype=float) for column in columns[2:])
    return Dated(
        agent,
        activity,
        first,
        last,
        agents if agents is not None else int(agent.max(initial=-1)) + 1,
        activities if activities is not None else int(activity.max(initial=-1)) + 1,
    )


def together(first, last):
    """Two agents in one activity of these years."""
    return dated((0, 0, first, last), (1, 0, first, last))


def states(of, coverage=True, windows=WINDOWS):
    return tie_states(of, windows, coverage).states.tolist()


def test_a_silent_window_is_a_lapse_only_where_a_source_covers_one_of_the_two():
    pair = together(1991, 1991)
    assert states(pair) == [[RECORDED, NOT_RECORDED, NOT_RECORDED]]
    one_covered = [[0, 1, 0], [0, 0, 0]]
    assert states(pair, one_covered) == [[RECORDED, NOT_RECORDED, NOT_COVERED]]
    ties = tie_states(pair, WINDOWS, one_covered)
    assert tie_changes(ties, 0, 1).counts == {"gained": 0, "kept": 0, "lapsed": 1, "unknown": 0}
    assert tie_changes(ties, 0, 2).counts == {"gained": 0, "kept": 0, "lapsed": 0, "unknown": 1}


def test_a_tie_before_which_nothing_is_covered_is_not_a_gain():
    ties = tie_states(together(1996, 1996), WINDOWS, [[0, 1, 1], [0, 1, 0]])
    change = tie_changes(ties, 0, 1)
    assert change.counts == {"gained": 0, "kept": 0, "lapsed": 0, "unknown": 1}
    assert change.unknown.tolist() == [[0, 1]]
    assert math.isnan(change.jaccard)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1992, 1996, [RECORDED, RECORDED, NOT_RECORDED]),
        (1994, 1995, [RECORDED, RECORDED, NOT_RECORDED]),
        (1992, INF, [RECORDED, RECORDED, RECORDED]),
        (1997, NAN, [NOT_RECORDED, RECORDED, UNCERTAIN]),
        (NAN, 1997, [UNCERTAIN, RECORDED, NOT_RECORDED]),
        (NAN, INF, [UNCERTAIN, UNCERTAIN, UNCERTAIN]),
        (1980, 1985, [NOT_RECORDED, NOT_RECORDED, NOT_RECORDED]),
        (1980, 2020, [RECORDED, RECORDED, RECORDED]),
        (1980, NAN, [UNCERTAIN, UNCERTAIN, UNCERTAIN]),
    ],
)
def test_years_that_are_open_or_not_known_make_a_tie_certain_only_where_it_is(first, last, expected):
    assert states(together(first, last)) == [expected]


def test_what_goes_on_does_so_only_as_far_as_a_source_could_tell():
    assert states(together(1992, INF), [[1, 1, 0], [0, 0, 0]]) == [[RECORDED, RECORDED, UNCERTAIN]]


def test_an_undated_shared_activity_makes_the_silence_of_a_pair_uncertain():
    pair = dated((0, 0, 1991, 1991), (1, 0, 1991, 1991), (0, 1, NAN, NAN), (1, 1, NAN, NAN))
    ties = tie_states(pair, WINDOWS, True)
    assert ties.states.tolist() == [[RECORDED, UNCERTAIN, UNCERTAIN]]
    assert (ties.undated, ties.half_dated, ties.outside) == (2, 0, 0)
    assert tie_changes(ties, 0, 1).counts["unknown"] == 1


def test_pairs_and_participations_without_years_are_counted_apart():
    ties = tie_states(
        dated((0, 0, NAN, NAN), (1, 0, 1992, 1992), (2, 1, 1980, 1981), (2, 2, 1999, NAN), (1, 3, NAN, 1992)),
        WINDOWS,
        True,
    )
    assert ties.pairs.tolist() == []
    assert ties.undated_pairs.tolist() == [[0, 1]]
    assert (ties.undated, ties.half_dated, ties.outside) == (1, 2, 1)
    assert tie_changes(ties, 0, 1).counts == {"gained": 0, "kept": 0, "lapsed": 0, "unknown": 0}


def test_two_in_one_activity_in_different_windows_are_not_recorded_together_in_either():
    apart = dated((0, 0, 1991, 1991), (1, 0, 1996, 1996))
    assert states(apart) == [[NOT_RECORDED, NOT_RECORDED, NOT_RECORDED]]


def test_an_agent_in_several_roles_and_rows_counts_once():
    rows = [(0, 0, 1991, 1991), (1, 0, 1991, 1991)]
    assert states(dated(*rows, *rows, *rows)) == states(dated(*rows))


def by_years(of, windows, coverage):
    """The states by going through every pair, activity, completion of unknown years and window."""
    horizon = range(1985, 2010)
    found = {}
    for a, b in itertools.combinations(range(of.agents), 2):
        rows = list(zip(of.agent.tolist(), of.activity.tolist(), of.first.tolist(), of.last.tolist(), strict=True))
        shared = [(p, q) for p in rows for q in rows if (p[0], q[0]) == (a, b) and p[1] == q[1]]
        shared_dated = [s for s in shared if all(not (math.isnan(x[2]) and math.isnan(x[3])) for x in s)]
        if not shared_dated:
            continue
        said = []
        for number, window in enumerate(windows):
            inside = set(range(window[0], window[1] + 1))
            covered = coverage[a][number] or coverage[b][number]

            def certainly(row, inside=inside, covered=covered):
                first, last = row[2:]
                if math.isnan(first) or math.isnan(last):
                    return bool({first, last} & inside)
                if last == INF:
                    return first in inside or (covered and first <= max(inside))
                return any(first <= year <= last for year in inside)

            def perhaps(row, inside=inside):
                first, last = row[2:]
                begins = [first] if not math.isnan(first) else horizon
                ends = [last] if not math.isnan(last) else horizon
                return any(y in inside for f in begins for z in ends if f <= z for y in horizon if f <= y <= z)

            if any(certainly(p) and certainly(q) for p, q in shared):
                said.append(RECORDED)
            elif any(perhaps(p) and perhaps(q) for p, q in shared):
                said.append(UNCERTAIN)
            else:
                said.append(NOT_RECORDED if covered else NOT_COVERED)
        found[a, b] = said
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_states_are_those_of_going_through_every_pair_activity_and_year(seed):
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(22):
        first = float(rng.integers(1986, 2008))
        last = first + int(rng.integers(0, 4))
        kind = rng.integers(0, 8)
        first, last = {0: (NAN, NAN), 1: (first, NAN), 2: (NAN, last), 3: (first, INF)}.get(
            int(kind), (first, last)
        )
        rows.append((int(rng.integers(0, 6)), int(rng.integers(0, 7)), first, last))
    of = dated(*rows, agents=6, activities=7)
    windows = [(1990, 1994), (1993, 1999), (2002, 2004)]
    coverage = rng.random((6, 3)) < 0.5
    ties = tie_states(of, windows, coverage)
    expected = by_years(of, windows, coverage)
    assert dict(zip(map(tuple, ties.pairs.tolist()), ties.states.tolist(), strict=True)) == expected
    for earlier, later in itertools.permutations(range(3), 2):
        change = tie_changes(ties, earlier, later)
        for name, is_so in {
            "gained": lambda x, y: (x, y) == (NOT_RECORDED, RECORDED),
            "kept": lambda x, y: (x, y) == (RECORDED, RECORDED),
            "lapsed": lambda x, y: (x, y) == (RECORDED, NOT_RECORDED),
            "unknown": lambda x, y: UNCERTAIN in (x, y) or {x, y} == {RECORDED, NOT_COVERED},
        }.items():
            pairs = [pair for pair, said in expected.items() if is_so(said[earlier], said[later])]
            assert list(map(tuple, getattr(change, name).tolist())) == pairs


def test_the_share_kept_is_the_jaccard_index_of_the_ties_of_two_windows():
    rows = [(a, n, year, year) for n, (pair, year) in enumerate(
        [((0, 1), 1991), ((0, 1), 1996), ((0, 2), 1991), ((1, 2), 1996), ((0, 3), 1997)]
    ) for a in pair]  # fmt: skip
    change = tie_changes(tie_states(dated(*rows), WINDOWS, True), 0, 1)
    assert change.counts == {"gained": 2, "kept": 1, "lapsed": 1, "unknown": 0}
    assert change.jaccard == 1 / 4


def test_windows_of_a_width_cover_every_recorded_year():
    of = dated((0, 0, 1993, 1999), (0, 1, NAN, 2004), (0, 2, 1995, INF), (0, 3, NAN, NAN))
    assert year_windows(of, 5) == ((1993, 1997), (1998, 2002), (2003, 2007))
    assert year_windows(of, 10, start=1990) == ((1990, 1999), (2000, 2009))
    assert year_windows(dated((0, 0, NAN, NAN)), 5) == ()


def test_without_sources_known_an_agent_is_covered_where_it_is_recorded_at_all():
    of = dated((0, 0, 1991, INF), (1, 1, 1994, 1996), (2, 2, NAN, 2001), (3, 3, NAN, NAN))
    assert recorded_coverage(of, WINDOWS).tolist() == [
        [True, False, False], [True, True, False], [False, False, True], [False, False, False],
    ]  # fmt: skip
    assert recorded_coverage(dated(), []).shape == (0, 0)


def test_nothing_at_all_is_no_error():
    empty = dated()
    assert tie_states(empty, WINDOWS, True).states.shape == (0, 3)
    assert tie_states(together(1991, 1991), [], True).states.shape == (1, 0)
    assert tie_states(dated((0, 0, 1991, 1991)), WINDOWS, True).pairs.shape == (0, 2)


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda: dated((0, 0, 1999, 1998)), "participation 0 has a last year before its first"),
        (lambda: dated((0, 0, 1999.5, 2000)), "first year that is no whole number"),
        (lambda: dated((0, 0, INF, INF)), "first year that is no whole number"),
        (lambda: dated((0, 0, NAN, -INF)), "last year that is no whole number"),
        (lambda: dated((3, 0, 1999, 1999), agents=2), "an agent out of range"),
        (lambda: dated((0, -1, 1999, 1999)), "an activity out of range"),
        (lambda: tie_states(together(1991, 1991), [(1995, 1990)], True), "ends before it begins"),
        (lambda: tie_states(together(1991, 1991), [(1995, 1996), (1990, 1991)], True), "in order"),
        (lambda: tie_states(together(1991, 1991), WINDOWS, [[1, 1]]), r"coverage of shape \(1, 2\)"),
        (lambda: tie_changes(tie_states(together(1991, 1991), WINDOWS, True), 0, 3), "window 3: there are 3"),
        (lambda: year_windows(together(1991, 1991), 0), "width of 1 or more"),
        (lambda: year_windows(together(1991, 1991), 5, start=2000), "last recorded year is 1991"),
        (lambda: year_windows(together(199, 1991), 1), "199 to 1991 are more than 1000"),
        (lambda: years_coverage({4: [1990]}, 2, WINDOWS), "years for agent 4"),
        (lambda: timeline(together(199, 1991), np.array([0, 0]), 1), "199 to 1991 are more than 1000"),
        (lambda: timeline(together(1990, 1991), np.array([0, 2]), 2), "0..1"),
        (lambda: timeline(together(1990, 1991), np.array([0, 0]), 1, (2000, 1990)), "end before they begin"),
    ],
)
def test_what_is_no_year_window_or_participation_is_refused_with_the_reason(attempt, said):
    with pytest.raises(UsageError, match=said):
        attempt()


@pytest.mark.parametrize("seed", range(4))
def test_the_timeline_counts_each_activity_once_a_year_and_group(seed):
    rng = np.random.default_rng(seed)
    rows, group = [], []
    for _ in range(30):
        first = float(rng.integers(1990, 2000))
        kind = int(rng.integers(0, 6))
        last = first + int(rng.integers(0, 5))
        rows.append(
            (int(rng.integers(0, 4)), int(rng.integers(0, 9)),
             *{0: (NAN, NAN), 1: (first, NAN), 2: (NAN, last), 3: (first, INF)}.get(kind, (first, last)))
        )  # fmt: skip
        group.append(int(rng.integers(0, 3)))
    of = dated(*rows, agents=4, activities=9)
    for years in (None, (1993, 1997)):
        found = timeline(of, np.array(group), 3, years)

        def active(row, year):
            first, last = row[2:]
            if math.isnan(first) or math.isnan(last):
                return year in (first, last)
            return first <= year <= last

        for column, year in enumerate(found.years.tolist()):
            for g in range(3):
                of_group = {row[1] for row, own in zip(rows, group, strict=True) if own == g and active(row, year)}
                assert found.counts[g, column] == len(of_group)
            assert found.total[column] == len({row[1] for row in rows if active(row, year)})
        for g in range(3):
            mine = [row for row, own in zip(rows, group, strict=True) if own == g]
            some_year = {row[1] for row in mine if not (math.isnan(row[2]) and math.isnan(row[3]))}
            assert found.undated[g] == len({row[1] for row in mine} - some_year)
            assert found.going_on[g] == len({row[1] for row in mine if row[3] == INF})


def test_the_timeline_of_nothing_dated_has_no_years():
    found = timeline(dated((0, 0, NAN, NAN), (0, 0, NAN, NAN)), np.array([1, 1]), 2)
    assert found.counts.shape == (2, 0)
    assert found.undated.tolist() == [0, 1]
    assert timeline(dated(), np.array([], dtype=int), 2).counts.shape == (2, 0)
