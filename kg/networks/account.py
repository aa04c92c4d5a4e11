"""The account of a network: sentences that say what it counts and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.networks.projection import WEIGHTS

if TYPE_CHECKING:
    import networkx as nx


def account(graph: nx.Graph) -> list[str]:
    """Return sentences that say what a network counts and what it leaves out, ready to be read out.

    Whoever shows the picture can answer what is missing from it.
    """
    facts = graph.graph
    selection = facts["selection"]
    undated = sum(1 for _, _, tie in graph.edges(data=True) if tie["first"] is None and tie["last"] is None)
    shared = "topics" if selection.kind == "topics" else "activities"
    said = [
        f"{facts['participations']} participations in {facts['activities']} {shared} tie "
        f"{graph.number_of_nodes()} agents by {graph.number_of_edges()} ties.",
        f"A tie means recorded together in at least one of the {shared}; its weight is {WEIGHTS[facts['weight']]}.",
        "An absent tie means not recorded in the sources read, not that two agents never worked together.",
    ]
    if facts["merged"]:
        said.append(f"{facts['merged']} participations repeat an agent in an activity and count once.")
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
