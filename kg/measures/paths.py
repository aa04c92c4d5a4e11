"""Shortest paths in a weighted network: distances, betweenness and closeness, where distance is 1/weight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError, unknown
from kg.measures.pairs import checked_weights

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: What computes betweenness: scipy is always there; networkit comes with the extra `fast`.
ENGINES = ("scipy", "networkit")
#: Two paths whose lengths differ by no more than this share of the length are equally long.
SAME_LENGTH = 1e-10
#: Numbers held at a time: 8 million floats are 64 MB.
_AT_A_TIME = 8_000_000


def betweenness(weights: csr_array, *, engine: str = "scipy") -> NDArray[np.float64]:
    """Return how many pairs of others each agent stands between, pairs with several shortest paths shared out.

    b(v) = sum over pairs {s, t} without v of sigma_st(v) / sigma_st (Freeman 1977, Sociometry 40:35), on
    distances 1/weight: a strong tie is a short one (Newman 2001, Physical Review E 64, 016132); computed
    as by Brandes (2001, Journal of Mathematical Sociology 25:163). Raw counts of pairs, not normalised:
    divide by (n-1)(n-2)/2 to compare networks.

    Paths whose lengths differ only by rounding are equally long here, so 1/5 + 1/10 equals 3/10. `networkit`
    compares to the last bit, as networkx does: the same numbers to 1e-9 wherever no two routes are that
    close, and it is asked for, never picked up by itself, so that what is installed changes no result.
    Raises UsageError for an engine that is unknown or not installed.

    >>> from scipy.sparse import csr_array
    >>> a_b_c_d = csr_array([[0, 10, 1, 0], [10, 0, 0, 10], [1, 0, 0, 1], [0, 10, 1, 0]])
    >>> betweenness(a_b_c_d).tolist()
    [0.5, 1.0, 0.0, 0.5]
    """
    lengths = _lengths(weights)
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES)
    if not lengths.nnz:
        return np.zeros(lengths.shape[0])
    return _by_networkit(lengths) if engine == "networkit" else _by_brandes(lengths)


def closeness(weights: csr_array) -> NDArray[np.float64]:
    """Return how near each agent is to those it can reach, times the share of the others that it reaches.

    c(v) = (r-1)/(n-1) * (r-1)/(sum of distances to the r-1 reached), on distances 1/weight (Freeman 1979,
    Social Networks 1:215, with the correction of Wasserman and Faust 1994, eq. 5.22, so that a pair apart
    from the rest does not come first). 0 for an agent without ties. In units of weight.

    >>> from scipy.sparse import csr_array
    >>> closeness(csr_array([[0, 2, 0], [2, 0, 2], [0, 2, 0]])).round(3).tolist()
    [1.333, 2.0, 1.333]
    """
    lengths = _lengths(weights)
    agents = lengths.shape[0]
    near = np.zeros(agents)
    for sources, length in _from_batches(lengths):
        reached = np.isfinite(length)
        others = reached.sum(axis=1) - 1.0
        total = np.where(reached, length, 0.0).sum(axis=1)
        near[sources] = np.divide(others**2, total * max(agents - 1, 1), out=np.zeros(len(total)), where=total > 0)
    return near


def _lengths(weights: csr_array) -> csr_array:
    """Return the tie lengths 1/weight."""
    lengths = checked_weights(weights)
    lengths.data = 1.0 / lengths.data
    return lengths


def _from_batches(
    lengths: csr_array, per_source: int = 0
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Yield sources with their distances to all, shape (sources, agents), as many as memory should hold."""
    from scipy.sparse.csgraph import dijkstra

    agents = lengths.shape[0]
    size = max(1, _AT_A_TIME // max(agents, per_source, 1))
    for start in range(0, agents, size):
        sources = np.arange(start, min(start + size, agents))
        yield sources, dijkstra(lengths, directed=True, indices=sources)


def _by_brandes(lengths: csr_array) -> NDArray[np.float64]:
    """Leave out the ties that no shortest path takes where all distances fit into memory, then count."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    agents = lengths.shape[0]
    arcs = lengths.tocoo()
    tail, head, length = arcs.row.astype(np.int64), arcs.col.astype(np.int64), arcs.data
    if agents**2 <= _AT_A_TIME:
        far = dijkstra(lengths, directed=True)
        tight = length <= far[tail, head] * (1 + SAME_LENGTH)
        tail, head, length = tail[tight], head[tight], length[tight]
    lengths = csr_array((length, (tail, head)), shape=lengths.shape)
    between = np.zeros(agents)
    for sources, far in _from_batches(lengths, len(tail)):
        between += _dependencies(sources, far, tail, head, length)
    return between / 2.0


def _dependencies(
    sources: NDArray[np.int64],
    far: NDArray[np.float64],
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    length: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sum Brandes' dependencies on each agent over many sources, whose shortest-path graphs make one matrix."""
    from scipy.sparse import csr_array

    agents = far.shape[1]
    with np.errstate(invalid="ignore"):
        before, after = far[:, tail], far[:, head]
        lies = (before + length - after <= SAME_LENGTH * after) & (after > before)
    source, arc = np.nonzero(lies)
    u, v = source * agents + tail[arc], source * agents + head[arc]
    cells = len(sources) * agents
    starts = np.arange(len(sources)) * agents + sources
    reached = np.zeros(cells)
    reached[starts] = 1.0
    paths = _summed(csr_array((np.ones(len(u)), (v, u)), shape=(cells, cells)), reached)
    back = csr_array((paths[u] / paths[v], (u, v)), shape=(cells, cells))
    depend = _summed(back, back @ np.ones(cells))
    depend[starts] = 0.0
    summed: NDArray[np.float64] = depend.reshape(len(sources), agents).sum(axis=0)
    return summed


def _summed(step: csr_array, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return x + step x + step^2 x + ...: finite, as shortest-path graphs have no cycles."""
    total = x.copy()
    while x.any():
        x = step @ x
        total += x
    return total


def _by_networkit(lengths: csr_array) -> NDArray[np.float64]:
    """Ask networkit, with one thread: with more, sums come in another order and last digits vary."""
    try:
        import networkit
    except ImportError as missing:
        raise UsageError(
            "the engine 'networkit' is not installed; install the extra 'fast', or ask for 'scipy'"
        ) from missing
    upper = lengths.tocoo()
    once = upper.row < upper.col
    threads = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    try:
        graph = networkit.GraphFromCoo(
            (upper.data[once], (upper.row[once], upper.col[once])),
            n=lengths.shape[0],
            weighted=True,
            directed=False,
        )
        scores = networkit.centrality.Betweenness(graph, normalized=False).run().scores()
    finally:
        networkit.setNumberOfThreads(threads)
    return np.asarray(scores, dtype=np.float64) / 2.0  # it counts each pair from both ends
