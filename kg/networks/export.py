"""Exports: a network in the formats that other programs read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kg.things import visible

if TYPE_CHECKING:
    import networkx as nx


def to_graphml(graph: nx.Graph, names: dict[str, dict[str, str]]) -> bytes:
    """Return GraphML whose nodes are IRIs and whose ties keep what they rest on.

    GraphML has no lists: IRIs are joined by single spaces, which no IRI contains. `names` gives each
    node's label, acronym and kind. An unknown year is left out rather than written as zero.
    """
    import networkx as nx

    flat = nx.Graph()
    for node, data in graph.nodes(data=True):
        seen = {key: visible(text) for key, text in names.get(node, {}).items()}
        flat.add_node(node, **seen, activities=" ".join(data["activities"]))
    for a, b, data in graph.edges(data=True):
        known = {key: value for key, value in data.items() if value is not None}
        flat.add_edge(a, b, **{key: " ".join(v) if isinstance(v, list) else v for key, v in known.items()})
    out = io.BytesIO()
    nx.write_graphml(flat, out, named_key_ids=True)
    return out.getvalue()
