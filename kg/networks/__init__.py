"""Networks: from participations to ties between agencies, each tie keeping the activities it rests on.

>>> from kg.store import load_store
>>> from kg.networks import network
>>> ties = network(load_store(), "co-sponsorship")
>>> ties.number_of_edges() > 0
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.networks.participations import KINDS, Selection, participation_table
from kg.networks.projection import WEIGHTS, project

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

__all__ = ["KINDS", "WEIGHTS", "Selection", "network", "participation_table", "project"]


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

    Nodes are the agents with at least one participation in the selection, tied or not. Edges hold
    `weight`, `support`, `activities`, `participations`, `roles`, `first`, `last`, `sources`; the graph
    holds the selection and the account of what was left out. Raises UsageError for an unknown kind,
    role, weight or sort of agent.
    """
    selection = Selection(kind=kind, roles=roles, of=of, include_planned=include_planned)
    return project(participation_table(store, selection), weight)
