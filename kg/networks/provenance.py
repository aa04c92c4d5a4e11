"""Provenance: what each tie rests on, for many ties side by side: activities, participations, years, sources."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kg.names import local_name
from kg.networks.columns import Column, spread
from kg.networks.projection import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.networks.incidence import Incidence
    from kg.networks.projection import Projection

    Integers = NDArray[np.int64]
    Basis = tuple[list[str], list[str], list[str], int | None, int | None, int]

#: Meetings of two agents that are looked at together; more only where a single agent has more.
_BATCH = 1_000_000
#: Years before and after any.
_EVER, _NEVER = -1, 10_000


class _Groups(NamedTuple):
    """Members of groups side by side: those of group g are `members[starts[g]:starts[g + 1]]`."""

    starts: Integers
    members: Integers

    def of(self, groups: Integers) -> tuple[Integers, Integers]:
        """Return the members of some groups one after another, and the place among the groups of each."""
        at, place = _ranges(self.starts[groups], self.starts[groups + 1])
        return self.members[at], place


class _Rows:
    """The participations of a table as numbers: those in each cell of the incidence, and what each says."""

    def __init__(self, incidence: Incidence) -> None:
        table = incidence.table
        self.in_cell = _grouped(incidence.cell, incidence.matrix.nnz)
        self.iris, self.iri = Column.of(table.iris).ordered()
        self.roles, self.role = table.role.recoded(local_name).ordered()
        self.has_role = ~table.role.blank
        first, last = table.years
        self.first = np.nan_to_num(first, nan=_NEVER).astype(np.int64)
        self.last = np.nan_to_num(last, nan=_EVER, posinf=_NEVER).astype(np.int64)  # what has no end goes on
        told = [table.sources.get(iri, ()) for iri in table.iris]
        self.sources, source = Column.of(name for each in told for name in each).ordered()
        self.told = _Groups(np.cumsum([0, *map(len, told)]), source)


def bases(projection: Projection) -> Iterator[Basis]:
    """Yield what each tie of a projection rests on, in the order of the ties.

    Activities, participations and local names of roles, each sorted; first and last year, None where unknown or,
    the last, where any participation goes on; the number of distinct sources. Only activities that tie the two
    count. Goes through the agents in batches, so memory follows these and not the sum of k squared.
    """
    incidence = projection.incidence
    rows, matrix, agents = _Rows(incidence), incidence.matrix, len(incidence.agents)
    members = _grouped(matrix.indices, len(incidence.activities))
    sizes = np.diff(members.starts)[matrix.indices]
    before = np.concatenate([[0], np.cumsum(sizes)])[matrix.indptr]
    start = 0
    while start < agents:
        stop = max(start + 1, int(np.searchsorted(before, before[start] + _BATCH, "right")) - 1)
        yield from _of_agents(projection, rows, members, start, stop)
        start = stop


def _of_agents(projection: Projection, rows: _Rows, members: _Groups, start: int, stop: int) -> Iterator[Basis]:
    """Return what the ties of some agents rest on."""
    incidence = projection.incidence
    ends = np.searchsorted(projection.one, [start, stop])
    number = int(ends[1] - ends[0])
    if not number:
        return iter(())
    tie, activity, cells = _meetings(projection, members, (start, stop), slice(*ends))
    names = [spread(incidence.activities, activity)]
    row, place = rows.in_cell.of(cells.ravel())
    of_row = tie[place // 2]
    firsts = np.searchsorted(of_row, np.arange(number))
    at_role = rows.has_role[row]
    source, place = rows.told.of(row)
    found = [
        (tie, names[0]),
        _distinct(of_row, rows.iri[row], rows.iris),
        _distinct(of_row[at_role], rows.role[row[at_role]], rows.roles),
    ]
    documents = _once(of_row[place] * max(1, len(rows.sources)) + source) // max(1, len(rows.sources))
    return zip(
        *(_split(words, np.searchsorted(of, np.arange(number + 1))) for of, words in found),
        _years(np.minimum.reduceat(rows.first[row], firsts)),
        _years(np.maximum.reduceat(rows.last[row], firsts)),
        np.bincount(documents, minlength=number).tolist(),
        strict=True,
    )


def _meetings(
    projection: Projection, members: _Groups, agents: tuple[int, int], ties: slice
) -> tuple[Integers, Integers, Integers]:
    """Return the meetings that tie: the tie, the activity, and the cells of both ends, by tie, then activity."""
    matrix, size = projection.incidence.matrix, len(projection.incidence.agents)
    own = np.arange(matrix.indptr[agents[0]], matrix.indptr[agents[1]])
    one = np.repeat(np.arange(*agents), np.diff(matrix.indptr[agents[0] : agents[1] + 1]))
    cell, place = members.of(matrix.indices[own].astype(np.int64))
    other = np.searchsorted(matrix.indptr, cell, "right") - 1
    one, own = one[place], own[place]
    among = projection.one[ties], projection.other[ties]
    tie, known = places(one, other, among, size)
    activity = matrix.indices[own].astype(np.int64)
    if projection.untied:
        width = len(projection.incidence.activities)
        refused = [(a * size + b) * width + at for at, a, b in projection.untied]
        known &= ~np.isin((np.minimum(one, other) * size + np.maximum(one, other)) * width + activity, refused)
    kept = np.flatnonzero(known)
    # The meetings of an agent stand in the order of its activities, and keep it within each tie.
    order = kept[_grouped(tie[kept], len(among[0])).members]
    return tie[order], activity[order], np.stack((own[order], cell[order]), axis=1)


def _grouped(group: Integers, number: int) -> _Groups:
    """Return the places at which each group number stands, ascending; a counting sort."""
    from scipy.sparse import coo_array

    at = np.arange(len(group))
    made = coo_array((np.ones(len(group), np.int8), (group, at)), shape=(number, len(group))).tocsr()
    return _Groups(made.indptr.astype(np.int64), made.indices.astype(np.int64))


def _ranges(starts: Integers, stops: Integers) -> tuple[Integers, Integers]:
    """Return the numbers from each start to its stop, and the place of the range that each is from."""
    sizes = stops - starts
    place = np.repeat(np.arange(len(sizes)), sizes)
    return np.arange(len(place)) + (starts - np.cumsum(sizes) + sizes)[place], place


def _distinct(tie: Integers, code: Integers, words: list[str]) -> tuple[Integers, list[str]]:
    """Return the distinct words of each tie, sorted, one tie after another, with their ties."""
    width = max(1, len(words))
    key = _once(tie * width + code)
    return key // width, spread(words, key % width)


def _once(keys: Integers) -> Integers:
    """Return the distinct numbers, sorted; numpy's unique hashes, which takes many times as long for millions."""
    held = np.sort(keys)
    return held[np.concatenate([[True], held[1:] != held[:-1]])] if len(held) else held


def _split(words: list[str], ends: Integers) -> list[list[str]]:
    cuts = ends.tolist()
    return [words[start:stop] for start, stop in pairwise(cuts)]


def _years(years: Integers) -> list[Any]:
    return [year if _EVER < year < _NEVER else None for year in years.tolist()]
