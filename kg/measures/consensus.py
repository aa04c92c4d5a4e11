"""Consensus: the one division of a network that many seeded runs agree on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.measures.partitions import canonical

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kg.measures.partitions import Labels

    #: What divides a network once: network, resolution and seed to canonical labels.
    Algorithm = Callable[[csr_array, float, int], Labels]

#: Rounds of consensus after which it is given up; a handful is usual.
_ROUNDS = 20
#: Networks of more nodes count co-assignment only where there is a tie: all pairs would not fit.
_ALL_PAIRS = 5000
_ROWS = 1024


def divisions(
    divide: Algorithm, network: csr_array, resolution: float, runs: int, seeds: np.random.SeedSequence
) -> Labels:
    """Divide a network many times, each run from a seed of its own; one canonical division a row, (runs, nodes)."""
    import numpy as np

    if not network.nnz:
        return np.tile(np.arange(network.shape[0]), (runs, 1))
    (child,) = seeds.spawn(1)
    return np.stack([divide(network, resolution, int(seed)) for seed in child.generate_state(runs)])


def consensus(
    divide: Algorithm, network: csr_array, runs: Labels, threshold: float, seeds: np.random.SeedSequence
) -> tuple[Labels, int, bool]:
    """Return the division that runs over their own co-assignment end with, the rounds, and whether they end.

    Lancichinetti and Fortunato (2012, Scientific Reports 2, 336): divide the graph of shares of runs as often
    as the network was divided, until all runs are equal. The resolution is 1 there, since more would split what
    all runs put together. Where 20 rounds end in no agreement, those who are together in half of the last runs
    are joined, directly or through others. `runs` is (runs, nodes), canonical.
    """
    from scipy.sparse.csgraph import connected_components

    for rounds in range(_ROUNDS):
        if (runs == runs[0]).all():
            return runs[0], rounds, True
        runs = divisions(divide, co_assignment(runs, network, threshold), 1.0, len(runs), seeds)
    if (runs == runs[0]).all():
        return runs[0], _ROUNDS, True
    return canonical(connected_components(co_assignment(runs, network, 0.5), directed=False)[1]), _ROUNDS, False


def co_assignment(runs: Labels, network: csr_array, threshold: float) -> csr_array:
    """Return the share of runs that put two nodes together, where it reaches the threshold; (nodes, nodes).

    A node none of whose shares reaches it keeps the greatest, all of them where several are equal; the diagonal
    is zero. Of a network of more than 5,000 nodes only tied pairs are counted, after Tandon et al. (2019,
    Physical Review E 99, 042301): the others would not fit into memory. `runs` is (runs, nodes), canonical.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> runs = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 1, 1]])
    >>> co_assignment(runs, csr_array((3, 3)), 0.5).toarray().tolist()
    [[0.0, 0.75, 0.0], [0.75, 0.0, 0.25], [0.0, 0.25, 0.0]]
    """
    import numpy as np
    from scipy.sparse import csr_array, vstack

    distinct, times = np.unique(runs, axis=0, return_counts=True)
    groups = distinct.max(axis=1) + 1
    columns = (distinct + (np.cumsum(groups) - groups)[:, None]).T
    nodes = columns.shape[0]
    starts = np.arange(nodes + 1) * len(times)
    shape = (nodes, int(groups.sum()))
    member = csr_array((np.ones(columns.size), columns.ravel(), starts), shape=shape)
    counted = csr_array((np.tile(times.astype(float), nodes), columns.ravel(), starts), shape=shape)
    least = threshold * len(runs) - 1e-9
    blocks = []
    for start in range(0, nodes, _ROWS):
        block = counted[start : start + _ROWS] @ member.T
        if nodes > _ALL_PAIRS:
            block = block.multiply(network[start : start + _ROWS] > 0)
        block = block.tocoo()
        other = block.row + start != block.col
        row, column, together = block.row[other], block.col[other], block.data[other]
        greatest = np.zeros(block.shape[0])
        np.maximum.at(greatest, row, together)
        kept = (together >= least) | ((greatest[row] < least) & (together == greatest[row]))
        blocks.append(csr_array((together[kept], (row[kept], column[kept])), shape=block.shape))
    shares = vstack(blocks, format="csr") / len(runs)
    # What one end keeps as its greatest holds for both.
    return csr_array(shares.maximum(shares.T))


def seats(runs: Labels, labels: Labels) -> tuple[NDArray[np.float64], Labels, NDArray[np.float64]]:
    """Return how often each node sits with its own community, with which other most often, and how often with that.

    A node sits with a community in a run when its group there holds at least half of the community's other
    members; with a community of one, itself, when it is alone. The other is -1 where there is none, the one
    with the lowest number where several are equal. Shares of runs; each (nodes,).

    >>> import numpy as np
    >>> runs = np.array([[0, 0, 0, 1, 1], [0, 0, 1, 1, 1], [0, 0, 0, 1, 1], [0, 0, 0, 1, 1]])
    >>> own, other, share = seats(runs, np.array([0, 0, 0, 1, 1]))
    >>> own.tolist(), other.tolist(), share.tolist()
    ([1.0, 1.0, 0.75, 1.0, 1.0], [-1, -1, 1, -1, -1], [0.0, 0.0, 0.25, 0.0, 0.0])
    """
    import numpy as np
    from scipy.sparse import csr_array

    nodes = len(labels)
    numbers, own, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    sits = csr_array((nodes, len(numbers)))
    distinct, times = np.unique(runs, axis=0, return_counts=True)
    for run, often in zip(distinct, times, strict=True):
        groups = int(run.max(initial=-1)) + 1
        held = csr_array((np.ones(nodes), (run, own)), shape=(groups, len(numbers)))
        here = held[run].tocoo()
        mine = here.col == own[here.row]
        others = sizes[here.col] - mine
        alone = (others == 0) & (np.bincount(run)[run[here.row]] == 1)
        sitting = alone | ((others > 0) & (2 * (here.data - mine) >= others))
        counts = np.full(int(sitting.sum()), float(often))
        sits = sits + csr_array((counts, (here.row[sitting], here.col[sitting])), shape=sits.shape)
    seated = sits.tocoo()
    at_home = seated.col == own[seated.row]
    stability = np.zeros(nodes)
    stability[seated.row[at_home]] = seated.data[at_home] / len(runs)
    row, column, share = seated.row[~at_home], seated.col[~at_home], seated.data[~at_home] / len(runs)
    order = np.lexsort((column, -share, row))
    _, first = np.unique(row[order], return_index=True)
    best = order[first]
    rival, rival_share = np.full(nodes, -1, dtype=np.int64), np.zeros(nodes)
    rival[row[best]], rival_share[row[best]] = numbers[column[best]], share[best]
    return stability, rival, rival_share
