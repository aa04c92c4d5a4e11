"""Networks: from participations to ties between agencies, each tie keeping the activities it rests on.

>>> from kg.store import load_store
>>> from kg.networks import network
>>> ties = network(load_store(), "co-sponsorship")
>>> ties.number_of_edges() > 0
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.networks.graph import network_graph, two_mode_graph
from kg.networks.incidence import incidence
from kg.networks.participations import participation_table
from kg.networks.projection import WEIGHTS, project
from kg.networks.selection import KINDS, Selection

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.participations import ParticipationTable
    from kg.store import Store

__all__ = ["KINDS", "WEIGHTS", "Selection", "incidence", "network", "network_of", "participation_table", "project"]


def network(
    store: Store,
    kind: str = "partnership",
    *,
    weight: str = "newman",
    roles: tuple[str, ...] | None = None,
    of: tuple[str, ...] = ("agencies", "countries"),
    include_planned: bool = False,
) -> nx.Graph:
    """Return the network of who is recorded together, as a networkx Graph keyed by IRI.

    Nodes are the agents with at least one participation in the selection, tied or not; see kg.networks.graph
    for what nodes and ties hold. Raises UsageError for an unknown kind, role, weight or sort of agent.
    """
    selection = Selection(kind=kind, roles=roles, of=of, include_planned=include_planned)
    return network_of(participation_table(store, selection), weight)


def network_of(table: ParticipationTable, weight: str = "newman", min_shared: int = 1) -> nx.Graph:
    """Return the network of a participation table: one-mode, or agents and activities for kind two-mode.

    Ties that rest on fewer than `min_shared` activities are left out and counted. Raises UsageError for an
    unknown weight.
    """
    made = incidence(table)
    if table.selection.kind == "two-mode":
        return two_mode_graph(made)
    whole = project(made, weight)
    strong = whole.at_least(min_shared)
    graph = network_graph(strong)
    graph.graph.update(min_shared=min_shared, too_few=len(whole.one) - len(strong.one))
    return graph
