"""Projection: from agents in activities to ties between agents that are recorded together."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from kg.errors import UsageError, did_you_mean
from kg.names import local_name

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.participations import Participation, ParticipationTable

#: Weight formulas: what one shared activity with k agents adds to a tie.
WEIGHTS = {
    "count": "one for each shared activity",
    "newman": "1/(k-1) for each shared activity with k agents",
}


def project(table: ParticipationTable, weight: str = "newman") -> nx.Graph:
    """Tie every two agents that take part in the same activity.

    An agent counts once in an activity, whatever the number of its roles there. Two agents whose only
    participations in it contradict each other are not tied by it, nor an agency and a part of itself.
    `newman` divides each activity's one unit among an agent's k-1 partners (Newman 2001, Physical Review
    E 64, 016132, eq. 2); `count` is the number of shared activities. Raises UsageError for another weight.
    """
    if weight not in WEIGHTS:
        raise UsageError(f"no weight '{weight}'.{did_you_mean(weight, WEIGHTS)} Weights: {', '.join(WEIGHTS)}.")
    import networkx as nx

    by_activity: dict[str, dict[str, list[Participation]]] = defaultdict(lambda: defaultdict(list))
    for row in table.rows:
        by_activity[row.activity][row.agent].append(row)
    graph = nx.Graph(weight=weight, selection=table.selection, left_out=dict(table.left_out))
    graph.add_nodes_from(sorted({row.agent for row in table.rows}))
    for agent, data in graph.nodes(data=True):
        data["activities"] = sorted(activity for activity, agents in by_activity.items() if agent in agents)
        data["participations"] = sorted(row.iri for row in table.rows if row.agent == agent)
    refused = {"rivals": 0, "parts": 0}
    for activity in sorted(by_activity):
        agents = by_activity[activity]
        for a, b in combinations(sorted(agents), 2):
            if frozenset((a, b)) in table.parts:
                refused["parts"] += 1
            elif all(frozenset((p.iri, q.iri)) in table.rivals for p in agents[a] for q in agents[b]):
                refused["rivals"] += 1
            else:
                added = 1.0 if weight == "count" else 1 / (len(agents) - 1)
                _strengthen(graph, a, b, activity, added, [*agents[a], *agents[b]])
    for _, _, tie in graph.edges(data=True):
        _finish(tie, table)
    graph.graph.update(refused=refused, activities=len(by_activity), participations=len(table.rows))
    return graph


def _strengthen(graph: nx.Graph, a: str, b: str, activity: str, added: float, rows: list[Participation]) -> None:
    """Add one shared activity to the tie of two agents."""
    if not graph.has_edge(a, b):
        graph.add_edge(a, b, weight=0.0, support=0, activities=[], rows=[])
    tie = graph.edges[a, b]
    tie["weight"] += added
    tie["support"] += 1
    tie["activities"].append(activity)
    tie["rows"] += rows


def _finish(tie: dict[str, object], table: ParticipationTable) -> None:
    """Sum up a tie's participations: their IRIs, roles, years and number of source documents."""
    rows: list[Participation] = tie.pop("rows")  # type: ignore[assignment]
    tie["participations"] = sorted(row.iri for row in rows)
    tie["roles"] = sorted({local_name(row.role) for row in rows})
    tie["first"] = min((int(row.first[:4]) for row in rows if row.first), default=None)
    lasting = any(row.first and not row.last for row in rows)
    tie["last"] = None if lasting else max((int(row.last[:4]) for row in rows if row.last), default=None)
    tie["sources"] = len(set().union(*(table.sources.get(row.iri, set()) for row in rows)))


def account(graph: nx.Graph) -> list[str]:
    """Return sentences that say what a network counts and what it leaves out, ready to be read out.

    Whoever shows the picture can answer what is missing from it.
    """
    facts = graph.graph
    selection = facts["selection"]
    undated = sum(1 for _, _, tie in graph.edges(data=True) if tie["first"] is None and tie["last"] is None)
    said = [
        f"{facts['participations']} participations in {facts['activities']} activities tie "
        f"{graph.number_of_nodes()} agents by {graph.number_of_edges()} ties.",
        f"A tie means recorded together in at least one activity; its weight is {WEIGHTS[facts['weight']]}.",
        "An absent tie means not recorded in the sources read, not that two agents never worked together.",
    ]
    said += [
        f"{count} participations {reason} are left out." for reason, count in sorted(facts["left_out"].items())
    ]
    if facts["refused"]["rivals"]:
        said.append(f"{facts['refused']['rivals']} pairs are not tied because their sources contradict each other.")
    if facts["refused"]["parts"]:
        said.append(f"{facts['refused']['parts']} pairs of an agency and a part of itself are not tied.")
    if undated:
        said.append(f"{undated} ties have no date.")
    if selection.include_planned:
        said.append("Planned activities are included.")
    return said
