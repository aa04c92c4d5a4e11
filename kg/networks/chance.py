"""Chance: the ties of a network marked with what a test against busyness says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.networks.incidence import incidence
from kg.networks.significance import significance

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.participations import ParticipationTable
    from kg.networks.significance import Significance


def mark_chance(graph: nx.Graph, table: ParticipationTable) -> Significance:
    """Give the ties of a network `p` and `verdict`, and the graph sentences on how they were tested.

    The test is the one that `kg analyse` makes by default: `p` is before correction, rounded to six places, the
    verdict after it. `table` is what the graph was made of.
    """
    made = incidence(table)
    found = significance(made.matrix)
    at = {agent: place for place, agent in enumerate(made.agents)}
    pairs = {
        (one, other): (round(p, 6), verdict)
        for one, other, p, verdict in zip(
            found.one.tolist(), found.other.tolist(), found.p.tolist(), found.verdicts, strict=True
        )
    }
    for a, b, tie in graph.edges(data=True):
        tie["p"], tie["verdict"] = pairs[min(at[a], at[b]), max(at[a], at[b])]
    graph.graph["chance"] = found.account()
    return found
