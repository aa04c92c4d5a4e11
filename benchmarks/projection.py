"""Projection: participations to a weighted graph, from a table and from a store, beside networkx and bare scipy.

The size is that of the graph in triples; about one in nine is a participation. Groups hold 1 to 60 agents, and
cost grows with the sum of k squared for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.generated import attendance, turtle
from benchmarks.measuring import Goal, Measure, ratio

if TYPE_CHECKING:
    from benchmarks.measuring import Contestants, Work
    from kg.networks.participations import ParticipationTable
    from kg.store import Store

#: About 22,000, 229,000 and a million participations.
SIZES = (195_000, 2_000_000, 8_700_000)
#: All groups of roles.
ROLES = ("organizing", "supporting", "attending", "producing")


def _warm() -> None:
    """Import what is imported at first use, which is not to be timed."""
    import networkx  # noqa: F401
    import scipy.sparse  # noqa: F401


def _rows(size: int) -> list[tuple[str, str]]:
    agent, meeting = attendance(size)
    return [(f"agent {a}", f"meeting {m}") for a, m in zip(agent.tolist(), meeting.tolist(), strict=True)]


def _table(size: int) -> ParticipationTable:
    from kg.networks.participations import Participation, ParticipationTable
    from kg.networks.selection import Selection

    made = [Participation(f"#{at}", agent, meeting, "host") for at, (agent, meeting) in enumerate(_rows(size))]
    return ParticipationTable.of(Selection(), made)


def _kg(size: int) -> Work:
    _warm()
    from kg.networks import bare_graph, incidence, project

    table = _table(size)
    return {"": lambda: bare_graph(project(incidence(table), "count")).number_of_edges()}


def _kg_product(size: int) -> Work:
    _warm()
    from kg.networks import incidence, project

    coded = incidence(_table(size))
    return {"": lambda: _nothing(project(coded, "count"))}


def _kg_from_store(size: int) -> Work:
    from kg.store import load_store

    return from_store(load_store([turtle(size)]))


def from_store(store: Store) -> Work:
    """Return the work of reading all participations of a store and making their graph."""
    from kg.networks import Selection, bare_graph, incidence, participation_table, project

    _warm()
    chosen = Selection(roles=ROLES)
    return {
        "": lambda: bare_graph(project(incidence(participation_table(store, chosen)), "count")).number_of_edges()
    }


def _kg_whole(size: int) -> Work:
    from kg.networks import network
    from kg.store import load_store

    _warm()
    store = load_store([turtle(size)])
    return {"": lambda: network(store, weight="count", roles=ROLES).number_of_edges()}


def _scipy(size: int) -> Work:
    import numpy as np
    from scipy.sparse import csr_array

    agent, meeting = attendance(size)
    table = csr_array((np.ones(agent.size, np.int64), (agent, meeting)))
    return {"": lambda: _nothing(table @ table.T)}


def _networkx(size: int) -> Work:
    import networkx as nx

    graph = nx.Graph()
    rows = _rows(size)
    agents = sorted({agent for agent, _ in rows})
    graph.add_nodes_from(agents, bipartite=0)
    graph.add_edges_from(rows)
    return {"": lambda: nx.bipartite.weighted_projected_graph(graph, agents).number_of_edges()}


def _nothing(_: object) -> None:
    """Let go of what has nothing to be compared with."""


CONTESTANTS: Contestants = {
    "kg": _kg,
    "kg from a store": _kg_from_store,
    "kg from a store, with all that ties rest on": _kg_whole,
    "networkx": _networkx,
    "kg, product alone": _kg_product,
    "scipy, product alone": _scipy,
}


def sizes(asked: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sizes up to the largest asked for, at least the two small ones."""
    return tuple(size for size in SIZES if size <= max(SIZES[1], 10 * max(asked)))


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    limit = 9 if size == SIZES[0] else 30
    for subject in ("kg", "kg from a store"):
        beside = ratio(measures, size, "networkx", subject)
        if beside is not None:
            yield Goal("projection", size, f"{subject}, as fast as networkx, times", beside, limit, at_least=True)
    bare = ratio(measures, size, "kg, product alone", "scipy, product alone")
    if bare is not None:
        yield Goal("projection", size, "the product beside bare scipy, times", bare, 2)
