"""Position: weighted betweenness of every agent, beside networkx; the size is the number of agents.

Generated networks: seeded, a fifth of all pairs tied, weights of 1 to 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Goal, Measure, ratio

if TYPE_CHECKING:
    from benchmarks.measuring import Contestants, Work


def _weights(agents: int) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    random = np.random.default_rng(5)
    half = np.triu((random.random((agents, agents)) < 0.18) * random.integers(1, 10, (agents, agents)), 1)
    return csr_array((half + half.T).astype(float))


def _summed(found: Any) -> float:
    """Return what is compared: the engines agree to nine digits."""
    return round(float(sum(found)), 4)


def _kg(size: int, *, engine: str) -> Work:
    from kg.measures.paths import betweenness

    if engine == "networkit":
        import networkit  # noqa: F401  # a rival that is not installed says so
    weights = _weights(size)
    return {"": lambda: _summed(betweenness(weights, engine=engine))}


def _networkx(size: int) -> Work:
    import networkx as nx

    weights = _weights(size)
    weights.data = 1 / weights.data
    graph = nx.from_scipy_sparse_array(weights)
    return {"": lambda: _summed(nx.betweenness_centrality(graph, normalized=False, weight="weight").values())}


CONTESTANTS: Contestants = {
    "kg": partial(_kg, engine="scipy"),
    "kg with networkit": partial(_kg, engine="networkit"),
    "networkx": _networkx,
}


def sizes(_: tuple[int, ...]) -> tuple[int, ...]:
    """Return the numbers of agents."""
    return (125, 250, 500)


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    beside = ratio(measures, size, "networkx", "kg with networkit")
    if beside is not None and size == 500:
        yield Goal("position", size, "betweenness as fast as networkx, times", beside, 50, at_least=True)
