"""Backbone: the ties of a network that hold more shared activities than chance would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.measures.significance import significance
from kg.measures.verdicts import Significance

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.choices import Choices
    from kg.networks.projection import Projection

SIGNIFICANT = "significant"
#: Other names of models.
_ALSO = {"hypergeometric": "fixed-row"}


def tested(projection: Projection, choices: Choices) -> Significance:
    """Return what a null model says of every pair that may tie in a projection.

    Raises UsageError for a choice that there is not.
    """
    return significance(
        projection.incidence.matrix,
        _ALSO.get(choices.model, choices.model),
        alpha=choices.alpha,
        correction=choices.correction,
        min_shared=choices.min_shared,
        signed=choices.signed,
        trials=choices.trials,
        seed=choices.seed,
        excluded=projection.excluded(),
        closed=projection.incidence.closed(),
    )


def mark(graph: nx.Graph, projection: Projection, found: Significance) -> None:
    """Give each tie of a graph its `p`, its `adjusted` p and its `verdict`, and the graph the account of the test.

    A tie of a directed network bears the verdict of its pair: the models know of no direction.

    >>> import kg
    >>> sorted({tie["verdict"] for _, _, tie in kg.network("co-sponsorship", significant="sdsm").edges(data=True)})
    ['not enough data']
    """
    agents = projection.incidence.agents
    pairs = zip(found.one.tolist(), found.other.tolist(), strict=True)
    place = {(agents[one], agents[other]): at for at, (one, other) in enumerate(pairs)}
    for one, other, tie in graph.edges(data=True):
        at = place.get((one, other), place.get((other, one)))
        if at is not None:
            tie["p"] = float(found.p[at])
            tie["adjusted"] = float(found.adjusted[at])
            tie["verdict"] = found.verdicts[at]
    graph.graph["tested"] = found.account()


def backbone(graph: nx.Graph) -> nx.Graph:
    """Return a copy of a marked network that keeps all agents, and of the ties the significant ones.

    >>> import kg
    >>> marked = kg.network("attendance", significant="sdsm")
    >>> backbone(marked).number_of_nodes() == marked.number_of_nodes()
    True
    """
    kept = graph.copy()
    others = [(a, b) for a, b, tie in graph.edges(data=True) if tie.get("verdict") != SIGNIFICANT]
    kept.remove_edges_from(others)
    kept.graph["not_significant"] = len(others)
    return kept
