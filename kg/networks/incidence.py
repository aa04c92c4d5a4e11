"""The incidence matrix: which agents are in which activities, as numbers, with what each cell rests on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.networks.participations import Participation, ParticipationTable


@dataclass(frozen=True)
class Incidence:
    """Agents by activities: sparse matrices of one shape, their keys sorted.

    `matrix` has a one where an agent is in an activity, `leads` where it leads it, `weights` the greatest weight
    of its participations there; all are scipy.sparse.csr_array.
    """

    agents: list[str]
    activities: list[str]
    matrix: Any
    leads: Any
    weights: Any
    table: ParticipationTable
    #: For each participation of the table the place of its cell among those of `matrix`.
    cell: Any

    @cached_property
    def cells(self) -> dict[tuple[str, str], list[Participation]]:
        """Return the participations behind each agent in each activity."""
        found: dict[tuple[str, str], list[Participation]] = defaultdict(list)
        for row in self.table.rows:
            found[row.agent, row.activity].append(row)
        return dict(found)

    @cached_property
    def shared(self) -> tuple[Any, Any, Any]:
        """Return the pairs of agents in an activity together, one < other and sorted, and in how many they are."""
        return upper(self.matrix @ self.matrix.T)

    def closed(self) -> Any:
        """Return the pairs never to be tied, tested or suggested, an agency and a part of itself, as a matrix."""
        from scipy.sparse import csr_array

        place = {agent: at for at, agent in enumerate(self.agents)}
        known = [sorted(place[agent] for agent in pair) for pair in self.table.parts if pair <= place.keys()]
        ends = sorted([(a, b) for a, b in known] + [(b, a) for a, b in known])
        rows, columns = zip(*ends, strict=True) if ends else ((), ())
        return csr_array(([1.0] * len(ends), (rows, columns)), shape=(len(self.agents), len(self.agents)))


def upper(matrix: Any) -> tuple[Any, Any, Any]:
    """Return rows, columns and values above the diagonal, in the order of rows, then columns.

    >>> from scipy.sparse import csr_array
    >>> [found.tolist() for found in upper(csr_array([[1, 0, 2], [3, 0, 4], [0, 0, 0]]))]
    [[0, 1], [2, 2], [2, 4]]
    """
    import numpy as np
    from scipy import sparse

    whole = sparse.csr_array(matrix)
    row = np.repeat(np.arange(whole.shape[0], dtype=np.int64), np.diff(whole.indptr))
    keep = row < whole.indices
    row = row[keep]
    # Only what is kept is sorted, and by counting, which to change the form and back amounts to.
    starts = np.searchsorted(row, np.arange(whole.shape[0] + 1))
    half = sparse.csr_array((whole.data[keep], whole.indices[keep], starts), shape=whole.shape).tocsc().tocsr()
    return row, half.indices.astype(np.int64), half.data


def incidence(table: ParticipationTable) -> Incidence:
    """Return the incidence matrix of a table; an agent counts once in an activity, whatever its roles there.

    >>> from kg.networks.participations import Participation, ParticipationTable
    >>> from kg.networks.selection import Selection
    >>> rows = [Participation(*each) for each in (("1", "b", "x", "r"), ("2", "a", "x", "r"), ("3", "b", "y", "r"))]
    >>> incidence(ParticipationTable.of(Selection(), rows)).matrix.toarray().tolist()
    [[1, 0], [1, 1]]
    """
    import numpy as np
    from scipy import sparse

    agents, agent_at = table.agent.ordered()
    activities, activity_at = table.activity.ordered()
    shape = (len(agents), len(activities))
    cell = agent_at * max(1, len(activities)) + activity_at
    cells, where = np.unique(cell, return_inverse=True)
    at = (cells // max(1, len(activities)), cells % max(1, len(activities)))
    weights = np.zeros(len(cells))
    np.maximum.at(weights, where, table.weights)
    leads = np.zeros(len(cells), dtype=np.int64)
    leads[where[table.role.among(table.leading)]] = 1
    ones = np.ones(len(cells), dtype=np.int64)
    made = [sparse.csr_array((values, at), shape=shape) for values in (ones, leads, weights)]
    made[1].eliminate_zeros()
    return Incidence(agents, activities, made[0], made[1], made[2], table, where)
