"""Communities: groups of agents more tied among themselves than with others, by consensus of many runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError, unknown
from kg.measures.consensus import consensus, divisions, seats
from kg.measures.partitions import agreement, canonical, modularity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from kg.measures.consensus import Algorithm
    from kg.measures.partitions import Labels

METHODS = {
    "leiden": "Leiden (Traag, Waltman and van Eck 2019, Scientific Reports 9, 5233), graspologic-native",
    "louvain": "Louvain (Blondel, Guillaume, Lambiotte and Lefebvre 2008, J. Stat. Mech. P10008), networkx",
}
#: Full cycles of Leiden in one run, each starting from the one before; three reach the best known division of
#: Zachary's club in nearly every run, one in few.
_CYCLES = 3


@dataclass(frozen=True, eq=False)
class Communities:
    """A division of the nodes that many runs agree on, and how far they do."""

    #: Community of each node, numbered from 0: largest first, equal sizes by smallest member; (nodes,).
    labels: Labels
    #: Number of nodes in each community; (communities,).
    sizes: Labels
    #: Nodes without a tie: each a community of its own, and left out of every measure of stability.
    isolates: Labels
    #: Share of runs in which a node sits with its community; nan for isolates; (nodes,).
    stability: NDArray[np.float64]
    #: The other community that it sits with most often, -1 where there is none, and the share of runs; (nodes,).
    rival: Labels
    rival_share: NDArray[np.float64]
    #: Mean adjusted Rand index over all pairs of runs; nan without a tie.
    agreement: float
    #: Number of different divisions among the runs.
    distinct: int
    #: Modularity of this division at the resolution, and the lowest and highest of the runs; nan without a tie.
    modularity: float
    run_modularity: tuple[float, float]
    resolution: float
    method: str
    runs: int
    seed: int
    threshold: float
    #: Rounds of consensus, and whether the last ended with all runs equal.
    rounds: int
    converged: bool


def communities(
    network: csr_array,
    *,
    resolution: float = 1.0,
    runs: int = 100,
    seed: int = 0,
    threshold: float = 0.5,
    method: str | None = None,
) -> Communities:
    """Divide a network by maximising modularity in many seeded runs and taking their consensus.

    Each run maximises Q (see `modularity`) by `leiden`, or by `louvain` where graspologic-native is not
    installed; `method` says which was used, and the two need not agree. The consensus is that of Lancichinetti
    and Fortunato (2012, Scientific Reports 2, 336): D_ij is the share of runs that put i and j together, entries
    below the threshold are dropped, D is divided as often as the network was, and so on until all runs are
    equal. A node that would lose every entry keeps its strongest. D is divided at resolution 1: more would
    split what all runs put together. On networks of more than 5,000 tied nodes D is kept for tied pairs only,
    after Tandon et al. (2019, Physical Review E 99, 042301).

    A node sits with a community in a run when its group there holds at least half of the community's other
    members, and with a community of one when it is alone; a run that merges two communities counts for both.
    `network` is symmetric, (nodes, nodes), weights positive, diagonal zero. Raises UsageError for
    another network, fewer than two runs, a resolution not above 0, a threshold outside 0..1 or an unknown method.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> triangle = np.ones((3, 3)) - np.eye(3)
    >>> found = communities(csr_array(np.kron(np.eye(2), triangle)), runs=10)
    >>> found.labels.tolist(), found.modularity, found.agreement
    ([0, 0, 0, 1, 1, 1], 0.5, 1.0)
    """
    import numpy as np

    network = _checked(network)
    if runs < 2:
        raise UsageError(f"communities by {runs} runs: ask for two or more, one says nothing of stability")
    if not 0 < resolution < float("inf"):
        raise UsageError(f"communities at resolution {resolution}: give a number above 0; 1 is usual")
    if not 0 < threshold <= 1:
        raise UsageError(f"a threshold of {threshold}: give the share of runs, above 0 and at most 1")
    if seed < 0:
        raise UsageError(f"seed {seed}: give a whole number from 0")
    name, divide = _algorithm(method)
    nodes = network.shape[0]
    tied = np.flatnonzero(np.diff(network.indptr))
    inner = network[tied][:, tied]
    seeds = np.random.SeedSequence(seed)
    first = divisions(divide, inner, resolution, runs, seeds)
    found, rounds, converged = consensus(divide, inner, first, threshold, seeds)
    labels = np.full(nodes, -1, dtype=np.int64)
    labels[tied] = found
    isolates = np.flatnonzero(labels < 0)
    labels[isolates] = len(tied) + np.arange(len(isolates))
    labels = canonical(labels)
    stability, rival, share = np.full(nodes, np.nan), np.full(nodes, -1, dtype=np.int64), np.zeros(nodes)
    stability[tied], rival[tied], share[tied] = seats(first, labels[tied])
    scores = [modularity(inner, run, resolution) for run in np.unique(first, axis=0)]
    return Communities(
        labels=labels,
        sizes=np.bincount(labels),
        isolates=isolates,
        stability=stability,
        rival=rival,
        rival_share=share,
        agreement=agreement(first) if len(tied) else float("nan"),
        distinct=len(scores),
        modularity=modularity(network, labels, resolution),
        run_modularity=(min(scores), max(scores)),
        resolution=resolution,
        method=name,
        runs=runs,
        seed=seed,
        threshold=threshold,
        rounds=rounds,
        converged=converged,
    )


def _checked(network: csr_array) -> csr_array:
    """Return a network without stored zeros, in one order of entries; raises UsageError for what is none."""
    import numpy as np
    from scipy.sparse import csr_array

    if network.ndim != 2 or network.shape[0] != network.shape[1]:
        raise UsageError(f"communities of a matrix of shape {network.shape}: give a square network")
    network = csr_array(network, dtype=np.float64, copy=True)
    network.sum_duplicates()
    network.eliminate_zeros()
    if not np.isfinite(network.data).all() or (network.data < 0).any():
        raise UsageError("communities of a network with weights below 0 or not finite: give positive weights")
    if network.diagonal().any():
        raise UsageError("communities of a network that ties a node to itself: set its diagonal to zero")
    # Sums of the same weights in another order differ in the last bits.
    if not np.allclose((network - network.T).data, 0, rtol=0, atol=1e-9 * network.data.max(initial=0)):
        raise UsageError("communities of a network with a direction: give a symmetric one, such as A + A.T")
    return network


def _algorithm(method: str | None) -> tuple[str, Algorithm]:
    """Return the name, with its version, and the function of a method; the best installed where none is named."""
    from importlib.metadata import PackageNotFoundError, version

    if method is not None and method not in METHODS:
        raise unknown("method", method, METHODS)
    if method != "louvain":
        try:
            return f"{METHODS['leiden']} {version('graspologic-native')}", _leiden
        except PackageNotFoundError:
            if method:
                raise UsageError(
                    "method 'leiden' needs graspologic-native, which is not installed; install it, or name "
                    "the method 'louvain'"
                ) from None
    return f"{METHODS['louvain']} {version('networkx')}", _louvain


def _leiden(network: csr_array, resolution: float, seed: int) -> Labels:
    """Divide a network once by Leiden."""
    import numpy as np
    from graspologic_native import leiden_csr

    _, found = leiden_csr(
        network.indptr.astype(np.int64),
        network.indices.astype(np.int32),
        network.data,
        network.shape[0],
        resolution=resolution,
        iterations=_CYCLES,
        seed=seed,
    )
    return canonical(np.array([found[node] for node in range(network.shape[0])], dtype=np.int64))


def _louvain(network: csr_array, resolution: float, seed: int) -> Labels:
    """Divide a network once by Louvain."""
    import networkx as nx
    import numpy as np

    graph = nx.from_scipy_sparse_array(network)
    labels = np.empty(network.shape[0], dtype=np.int64)
    for number, group in enumerate(nx.community.louvain_communities(graph, resolution=resolution, seed=seed)):
        labels[list(group)] = number
    return canonical(labels)
