"""The network as a networkx graph: nodes and ties that keep the participations they rest on."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kg.names import local_name
from kg.networks.projection import DIRECTED, WEIGHTS, Projection, project

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.incidence import Incidence
    from kg.networks.participations import Participation


def bare_graph(projection: Projection) -> nx.Graph:
    """Return agents and ties with `weight` and `support` alone, as fast as networkx takes them."""
    import networkx as nx

    graph = nx.DiGraph() if projection.directed else nx.Graph()
    agents = projection.incidence.agents
    graph.add_nodes_from(agents)
    columns = zip(
        projection.one.tolist(),
        projection.other.tolist(),
        projection.values.tolist(),
        projection.support.tolist(),
        strict=True,
    )
    graph.add_edges_from((agents[i], agents[j], {"weight": w, "support": s}) for i, j, w, s in columns)
    return graph


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
    incidence = projection.incidence
    table = incidence.table
    graph = bare_graph(projection)
    own: dict[str, list[Participation]] = defaultdict(list)
    for row in table.rows:
        own[row.agent].append(row)
    for agent, data in graph.nodes(data=True):
        data["activities"] = sorted({row.activity for row in own[agent]})
        data["participations"] = sorted({row.iri for row in own[agent]})
    shared = _shared(projection)
    by_formula = _by_formula(incidence, projection)
    for one, other, tie in graph.edges(data=True):
        pair = (one, other) if one < other else (other, one)
        activities = shared[pair]
        rows = [row for activity in activities for end in pair for row in incidence.cells[end, activity]]
        tie["activities"] = activities
        tie["participations"] = sorted({row.iri for row in rows})
        tie["roles"] = sorted({local_name(row.role) for row in rows if row.role})
        tie["first"], tie["last"] = years(rows)
        tie["sources"] = len(set().union(*(table.sources.get(row.iri, set()) for row in rows)))
        for formula, values in by_formula.items():
            tie[formula] = values.get((one, other) if formula in DIRECTED else pair, 0.0)
    graph.graph.update(
        weight=projection.weight,
        selection=table.selection,
        left_out=dict(table.left_out),
        refused=projection.refused,
        activities=len(incidence.activities),
        participations=len({row.iri for row in table.rows}),
        merged=table.merged,
        undated=table.undated,
    )
    return graph


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


def _shared(projection: Projection) -> dict[tuple[str, str], list[str]]:
    """Return the activities that tie each pair, sorted."""
    incidence = projection.incidence
    columns = incidence.matrix.tocsc()
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for at, activity in enumerate(incidence.activities):
        members = sorted(int(i) for i in columns.indices[columns.indptr[at] : columns.indptr[at + 1]])
        for i, j in combinations(members, 2):
            if (at, i, j) not in projection.untied:
                found[incidence.agents[i], incidence.agents[j]].append(activity)
    return found


def _by_formula(incidence: Incidence, projection: Projection) -> dict[str, dict[tuple[str, str], float]]:
    """Return the weight of each pair by every formula that can be computed here."""
    found = {}
    for formula in WEIGHTS:
        pointing = formula in DIRECTED and not projection.directed  # a tie without direction cannot hold two
        if pointing or (formula in ("fowler", "star") and not incidence.leads.nnz):
            continue
        made = projection if formula == projection.weight else project(incidence, formula)
        pairs = zip(made.one.tolist(), made.other.tolist(), made.values.tolist(), strict=True)
        found[formula] = {(incidence.agents[i], incidence.agents[j]): value for i, j, value in pairs}
    return found


def two_mode_graph(incidence: Incidence) -> nx.Graph:
    """Return agents and activities as one bipartite graph: `bipartite` 0 for agents, 1 for activities.

    Edges hold the `roles`, `participations`, `first` and `last` year of an agent in an activity.

    >>> import kg
    >>> sorted(data["bipartite"] for _, data in kg.network("two-mode", roles=["co-sponsor"]).nodes(data=True))
    [0, 0, 0, 0, 1]
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
