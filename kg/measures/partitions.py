"""Partitions: nodes in groups, numbered one way, compared with each other and scored on a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Labels = NDArray[np.int64]


def canonical(labels: NDArray[np.integer]) -> Labels:
    """Return the same partition numbered from 0: largest group first, equal sizes by smallest member.

    Two arrays hold the same partition exactly when their canonical forms are equal. Takes any integers.

    >>> import numpy as np
    >>> canonical(np.array([7, 3, 3, -1, 3, 7, 2])).tolist()
    [1, 0, 0, 2, 0, 1, 3]
    """
    import numpy as np

    _, first, group, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    numbered: Labels = number[group.reshape(-1)]
    return numbered


def modularity(network: csr_array, labels: NDArray[np.integer], resolution: float = 1.0) -> float:
    """Return the modularity of a partition: how much of the weight lies inside groups beyond expectation.

    Q = sum over groups c of w_c/m - g (s_c/2m)^2, with w_c the weight inside the group, s_c the sum of its
    members' strengths, m the weight of all ties and g the resolution (Newman and Girvan 2004, Physical
    Review E 69, 026113; Newman 2004, 70, 056131 for weights; Reichardt and Bornholdt 2006, 74, 016110 for
    the resolution). nan where there is no tie. A high value alone says little: random networks have one, too
    (Guimera, Sales-Pardo and Amaral 2004, 70, 025101), and every activity of a projection is a clique.
    `network` is symmetric, (nodes, nodes), `labels` one integer a node. Raises UsageError where they do not fit.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> two_pairs = csr_array(np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0.0]]))
    >>> modularity(two_pairs, np.array([0, 0, 1, 1]))
    0.5
    """
    import numpy as np

    if network.shape[0] != network.shape[1] or len(labels) != network.shape[0]:
        raise UsageError(
            f"modularity of {len(labels)} labels on a network of shape {network.shape}: give one label for each "
            "row of a square network"
        )
    coo = network.tocoo()
    twice = float(coo.data.sum())
    if not twice:
        return float("nan")
    group = canonical(labels)
    same = group[coo.row] == group[coo.col]
    strengths = np.bincount(group[coo.row], weights=coo.data)
    return float(coo.data[same].sum() / twice - resolution * np.square(strengths / twice).sum())


def adjusted_rand(one: NDArray[np.integer], other: NDArray[np.integer]) -> float:
    """Return the adjusted Rand index of two partitions: 1 where they are the same, 0 on average by chance.

    (n_both - E) / ((n_one + n_other)/2 - E), with n the numbers of pairs of nodes put together and
    E = n_one n_other / all pairs (Hubert and Arabie 1985, Journal of Classification 2, 193-218, eq. 5). 1 where
    both put all nodes together, or all apart, and where there are fewer than two nodes.

    >>> import numpy as np
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    >>> round(adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])), 12)
    -0.5
    """
    import numpy as np

    if len(one) != len(other):
        raise UsageError(f"partitions of {len(one)} and {len(other)} nodes: compare partitions of the same nodes")
    a, b = canonical(one), canonical(other)
    if np.array_equal(a, b):
        return 1.0
    both = _together(np.unique(a * (b.max() + 1) + b, return_counts=True)[1])
    by_one, by_other = _together(np.bincount(a)), _together(np.bincount(b))
    expected = by_one * by_other / (len(a) * (len(a) - 1) / 2)
    return float((both - expected) / ((by_one + by_other) / 2 - expected))


def agreement(partitions: NDArray[np.integer]) -> float:
    """Return how far partitions of the same nodes agree: the mean adjusted Rand index over all pairs of them.

    `partitions` has one canonical partition a row, (runs, nodes). Rows that are equal are compared once and
    counted as often as they occur. Raises UsageError for fewer than two rows.

    >>> import numpy as np
    >>> abs(round(agreement(np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 0, 1]])), 12))
    0.0
    """
    import numpy as np

    runs = len(partitions)
    if runs < 2:
        raise UsageError(f"the agreement of {runs} partitions: it takes two or more to agree")
    distinct, times = np.unique(partitions, axis=0, return_counts=True)
    total = float((times * (times - 1) / 2).sum())
    for row in range(len(distinct)):
        for later in range(row + 1, len(distinct)):
            total += float(times[row] * times[later]) * adjusted_rand(distinct[row], distinct[later])
    return total / (runs * (runs - 1) / 2)


def _together(sizes: NDArray[np.integer]) -> float:
    """Return the number of pairs within groups of these sizes, as a float: it may pass 2^63 when multiplied."""
    return float((sizes * (sizes - 1) // 2).sum())
