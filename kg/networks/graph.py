"""The network as a networkx graph: nodes and ties that keep the participations they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.names import local_name
from kg.networks.columns import spread
from kg.networks.garbage import uncollected
from kg.networks.projection import DIRECTED, WEIGHTS, Projection, places, project

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.incidence import Incidence
    from kg.networks.participations import Participation


#: What a tie holds, in this order, before its weights by every formula.
_TIE = ("weight", "support", "activities", "participations", "roles", "first", "last", "sources")


def bare_graph(projection: Projection) -> nx.Graph:
    """Return agents and ties with `weight` and `support` alone, as fast as networkx takes them."""
    with uncollected():
        return _graph(projection, ({"weight": w, "support": s} for w, s in _weighted(projection)))


def network_graph(projection: Projection) -> nx.Graph:
    """Return the graph with everything that a tie opens down to.

    Nodes hold `activities` and `participations`. Ties hold `weight`, `support`, `activities`, `participations`,
    `roles`, `first` and `last` year, the number of distinct `sources`, and the weight by every formula that the
    data allow. The graph holds the selection and the account of what was left out.

    >>> import kg
    >>> tie = next(iter(kg.network("co-sponsorship").edges(data=True)))[2]
    >>> tie["support"], tie["roles"], round(tie["newman"], 3)
    (1, ['co-sponsor'], 0.333)
    """
    from kg.networks.provenance import bases

    incidence = projection.incidence
    table = incidence.table
    by_formula = _by_formula(projection)
    keys = (*_TIE, *by_formula)
    held = zip(_weighted(projection), bases(projection), strict=True)
    more = zip(*by_formula.values(), strict=True)
    with uncollected():
        ties = (
            dict(zip(keys, (*weighted, *basis, *values), strict=True))
            for (weighted, basis), values in zip(held, more, strict=True)
        )
        graph = _graph(projection, ties)
        own: dict[str, set[str]] = defaultdict(set)
        for agent, iri in zip(table.agent.cells, table.iris, strict=True):
            own[agent].add(iri)
        starts = incidence.matrix.indptr.tolist()
        names = spread(incidence.activities, incidence.matrix.indices)
        for at, (agent, data) in enumerate(graph.nodes(data=True)):
            data["activities"] = names[starts[at] : starts[at + 1]]
            data["participations"] = sorted(own[agent])
    graph.graph.update(
        weight=projection.weight,
        selection=table.selection,
        left_out=dict(table.left_out),
        refused=projection.refused,
        activities=len(incidence.activities),
        participations=len(set(table.iris)),
        merged=len(table.iris) - incidence.matrix.nnz,
        undated=table.undated,
    )
    return graph


def _graph(projection: Projection, ties: Iterable[dict[str, Any]]) -> nx.Graph:
    """Return a graph of all agents with ties, each holding what is given for it."""
    import networkx as nx

    agents = projection.incidence.agents
    if projection.directed:
        directed = nx.DiGraph()
        directed.add_nodes_from(agents)
        ends = spread(agents, projection.one), spread(agents, projection.other)
        directed.add_edges_from(zip(*ends, ties, strict=True))
        return directed
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(agents)
    starts, other, tie = projection.around()
    names, held = spread(agents, other), spread(list(ties), tie)
    # Each tie stands in the neighbours of both its ends: filled an agent at a time, a graph takes half of the time
    # that ties take which are added one by one.
    for (_, neighbours), (start, stop) in zip(graph.adjacency(), pairwise(starts), strict=True):
        neighbours.update(zip(names[start:stop], held[start:stop], strict=True))
    return graph


def _weighted(projection: Projection) -> Iterator[tuple[float, int]]:
    return zip(projection.values.tolist(), projection.support.tolist(), strict=True)


def years(rows: list[Participation]) -> tuple[int | None, int | None]:
    """Return first and last year of some participations; the last is open where any of them is.

    >>> from kg.networks.participations import Participation
    >>> years([Participation("p", "a", "x", "role", "2002-07-11", "2003-12-31")])
    (2002, 2003)
    """
    first = min((int(row.first[:4]) for row in rows if row.first), default=None)
    lasting = any(row.first and not row.last for row in rows)
    last = None if lasting else max((int(row.last[:4]) for row in rows if row.last), default=None)
    return first, last


def _by_formula(projection: Projection) -> dict[str, list[float]]:
    """Return the weight of each tie by every formula that can be computed here; 0 where it has none by one."""
    import numpy as np

    incidence, one, other = projection.incidence, projection.one, projection.other
    found = {}
    for formula in WEIGHTS:
        pointing = formula in DIRECTED and not projection.directed  # a tie without direction cannot hold two
        if pointing or (formula in ("fowler", "star") and not incidence.leads.nnz):
            continue
        made = projection if formula == projection.weight else project(incidence, formula)
        ends = (one, other) if made.directed else (np.minimum(one, other), np.maximum(one, other))
        at, known = places(*ends, (made.one, made.other), len(incidence.agents))
        found[formula] = np.where(known, made.values[at], 0.0).tolist() if len(made.one) else [0.0] * len(one)
    return found


def two_mode_graph(incidence: Incidence) -> nx.Graph:
    """Return agents and activities as one bipartite graph: `bipartite` 0 for agents, 1 for activities.

    Edges hold the `roles`, `participations`, `first` and `last` year of an agent in an activity.

    >>> import kg
    >>> sorted(data["bipartite"] for _, data in kg.network("two-mode", roles=["co-sponsor"]).nodes(data=True))
    [0, 0, 0, 0, 0, 1, 1]
    """
    import networkx as nx

    table = incidence.table
    graph: Any = nx.Graph(selection=table.selection, left_out=dict(table.left_out))
    graph.add_nodes_from(incidence.agents, bipartite=0)
    graph.add_nodes_from(incidence.activities, bipartite=1)
    for (agent, activity), rows in sorted(incidence.cells.items()):
        first, last = years(rows)
        graph.add_edge(
            agent,
            activity,
            weight=max(row.weight for row in rows),
            roles=sorted({local_name(row.role) for row in rows if row.role}),
            participations=sorted({row.iri for row in rows}),
            first=first,
            last=last,
            sources=len(set().union(*(table.sources.get(row.iri, set()) for row in rows))),
        )
    return graph
