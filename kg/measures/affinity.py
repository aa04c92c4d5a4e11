"""Affinity: how near two agents are through the partners and the topics that they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError, unknown

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: How topics are compared: by how often an agent deals with them, or by whether it does.
OVERLAPS = ("cosine", "jaccard")


def shared_resource(incidence: csr_array) -> csr_array:
    """Return what agents receive of each other's activities when each activity is divided evenly; (agents, agents).

    C_ij = sum over activities l of a_il a_jl / k_l, the step of the resource allocation of Zhou, Ren, Medo and
    Zhang (2007, Physical Review E 76, 046115) that leads from activities to agents; the diagonal is what stays.
    `incidence` is (agents, activities); every entry that is not zero counts as 1.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> shared_resource(csr_array(np.array([[1, 1], [1, 0]]))).toarray().tolist()
    [[1.5, 0.5], [0.5, 0.5]]
    """
    import numpy as np
    from scipy.sparse import csr_array, diags_array

    rows = binary(incidence)
    in_activity = rows.sum(axis=0)
    shared = rows @ diags_array(1 / np.maximum(in_activity, 1)) @ rows.T
    return csr_array(shared)


def resource_allocation(incidence: csr_array) -> csr_array:
    """Return how much of one agent's activities reaches another by way of common partners.

    Zhou, Ren, Medo and Zhang (2007, Physical Review E 76, 046115): each activity of i starts with one unit and
    divides it evenly among its agents, these divide what they hold evenly among their activities, these again
    among their agents: S_ij = sum over agents u of C_iu C_uj / k_u, with C of `shared_resource` and k_u the
    number of u's activities. Two rounds, since one reaches only those tied already. For a pair that is not tied
    every term is a common partner u, so the sum is its own reason. `incidence` is (agents, activities); the
    result is symmetric, (agents, agents), its diagonal zero.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> chain = csr_array(np.array([[1, 0], [1, 1], [0, 1]]))
    >>> resource_allocation(chain).toarray().tolist()
    [[0.0, 0.5, 0.125], [0.5, 0.0, 0.5], [0.125, 0.5, 0.0]]
    """
    import numpy as np
    from scipy.sparse import csr_array, diags_array

    shared = shared_resource(incidence)
    own = binary(incidence).sum(axis=1)
    reached = csr_array(shared @ diags_array(1 / np.maximum(own, 1)) @ shared)
    return _off_diagonal(reached)


def topic_overlap(topics: csr_array, overlap: str = "cosine") -> csr_array:
    """Return how far the topics of two agents are the same, 0 to 1; symmetric, zero diagonal.

    `cosine`: sum t_i t_j / (|t_i| |t_j|) over the counts (Salton and McGill 1983, Introduction to Modern
    Information Retrieval); `jaccard`: topics of both / topics of either (Jaccard 1912, New Phytologist 11,
    37-50), whatever the counts. 0 for agents without a topic. `topics` is (agents, topics), how often an agent
    deals with a topic, not below 0. Raises UsageError for another overlap and for counts below 0.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> topics = csr_array(np.array([[1, 1, 0], [0, 1, 1]]))
    >>> float(topic_overlap(topics, "jaccard")[0, 1]), round(float(topic_overlap(topics)[0, 1]), 12)
    (0.3333333333333333, 0.5)
    """
    import numpy as np
    from scipy.sparse import csr_array, diags_array

    if overlap not in OVERLAPS:
        raise unknown("overlap", overlap, OVERLAPS)
    counts = csr_array(topics, dtype=np.float64, copy=True)
    counts.sum_duplicates()
    counts.eliminate_zeros()
    if not np.isfinite(counts.data).all() or (counts.data < 0).any():
        raise UsageError("topics counted below 0 or without end: give how often an agent deals with each topic")
    if overlap == "jaccard":
        counts.data[:] = 1
        both = csr_array(counts @ counts.T).tocoo()
        of = counts.sum(axis=1)
        both.data /= of[both.row] + of[both.col] - both.data
        return _off_diagonal(csr_array(both))
    lengths = np.sqrt(counts.power(2).sum(axis=1))
    unit = diags_array(1 / np.where(lengths > 0, lengths, 1)) @ counts
    return _off_diagonal(csr_array(unit @ unit.T))


def binary(incidence: csr_array) -> csr_array:
    """Return an incidence with 1 wherever an entry is not zero, entries in order: an agent counts once.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> twice = csr_array((np.array([1, 1]), (np.array([0, 0]), np.array([1, 1]))), shape=(1, 2))
    >>> binary(twice).toarray().tolist()
    [[0.0, 1.0]]
    """
    import numpy as np
    from scipy.sparse import csr_array

    if incidence.ndim != 2:
        raise UsageError(f"an incidence of shape {incidence.shape}: give agents by activities")
    rows = csr_array(incidence, dtype=np.float64, copy=True)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    rows.data[:] = 1
    return rows


def _off_diagonal(square: csr_array) -> csr_array:
    """Return a square matrix without its diagonal, the same from both sides to the last bit."""
    from scipy.sparse import triu

    upper = triu(square, k=1, format="csr")
    return upper + upper.T.tocsr()
