"""Networks: from participations to ties between agencies, each tie keeping the activities it rests on.

>>> from kg.store import load_store
>>> from kg.networks import network
>>> ties = network(load_store(), "co-sponsorship")
>>> ties.number_of_edges() > 0
True
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.networks.graph import bare_graph, network_graph, two_mode_graph
from kg.networks.incidence import incidence
from kg.networks.projection import WEIGHTS, project
from kg.networks.selection import KINDS, Selection
from kg.networks.stored import participation_table

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.choices import Choices
    from kg.networks.participations import ParticipationTable
    from kg.store import Store

__all__ = [
    "KINDS",
    "WEIGHTS",
    "Selection",
    "bare_graph",
    "incidence",
    "network",
    "network_of",
    "participation_table",
    "project",
]


def network(
    source: Store | Path,
    kind: str = "partnership",
    *,
    weight: str = "newman",
    min_shared: int = 1,
    choices: Choices | None = None,
    **selection: Any,
) -> nx.Graph:
    """Return the network of who is recorded together in a store or a table, as a networkx Graph keyed by IRI.

    `selection` are the fields of Selection. Nodes are the agents with at least one participation in it, tied or
    not; see kg.networks.graph for what nodes and ties hold. Raises UsageError for an unknown kind, role, weight,
    topic, country or sort of agent.

    >>> from kg.store import load_store
    >>> ties = network(load_store(), "co-sponsorship", weight="count")
    >>> sorted({tie["weight"] for _, _, tie in ties.edges(data=True)})
    [1.0]
    """
    from kg.networks.asking import participations

    return network_of(participations(source, Selection(kind=kind, **selection)), weight, min_shared, choices)


def network_of(
    table: ParticipationTable, weight: str = "newman", min_shared: int = 1, choices: Choices | None = None
) -> nx.Graph:
    """Return the network of a participation table: one-mode, or agents and activities for kind two-mode.

    Ties that rest on fewer than `min_shared` activities are left out and counted. With `choices` each tie holds
    `p`, `adjusted` and `verdict` of the null model that they name. Raises UsageError for an unknown weight,
    model or correction.

    >>> from kg.store import load_store
    >>> network_of(participation_table(load_store(), Selection()), min_shared=2).graph["min_shared"]
    2
    """
    made = incidence(table)
    if table.selection.kind == "two-mode":
        return two_mode_graph(made)
    whole = project(made, weight)
    strong = whole.at_least(min_shared)
    graph = network_graph(strong)
    graph.graph.update(min_shared=min_shared, too_few=len(whole.one) - len(strong.one))
    if choices is not None:
        from kg.networks.backbone import mark, tested

        mark(graph, strong, tested(whole, choices))
    return graph
