"""Structural holes: how far the ties of an agent lead back to the same others, and how many do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.measures.pairs import checked_weights, row_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array


def constraint(weights: csr_array) -> NDArray[np.float64]:
    """Return Burt's constraint: how far an agent's ties lead back to the same others.

    c_i = sum over neighbours j of (p_ij + sum_q p_iq p_qj)^2, p_ij = w_ij / s_i (Burt 1992, Structural
    Holes, eq. 2.4). Little constraint is what a broker has. nan without ties, where it is not defined.

    >>> from scipy.sparse import csr_array
    >>> constraint(csr_array([[0, 1, 1], [1, 0, 1], [1, 1, 0]])).tolist()
    [1.125, 1.125, 1.125]
    """
    checked = checked_weights(weights)
    invested = _shares(checked, row_sums(checked))
    through = (invested @ invested).multiply(checked > 0)
    return _of_tied(checked, (invested + through).power(2).sum(axis=1))


def effective_size(weights: csr_array) -> NDArray[np.float64]:
    """Return Burt's effective size: ties less those that are redundant.

    e_i = sum over neighbours j of (1 - sum_q p_iq m_jq), p_iq = w_iq / s_i, m_jq = w_jq / max_k w_jk (Burt
    1992, Structural Holes, eq. 2.2); without weights degree - 2t/degree, t the ties among the neighbours
    (Borgatti 1997, Connections 20:35). nan without ties, where it is not defined.

    >>> from scipy.sparse import csr_array
    >>> effective_size(csr_array([[0, 1, 1], [1, 0, 1], [1, 1, 0]])).tolist()
    [1.0, 1.0, 1.0]
    """
    checked = checked_weights(weights)
    largest = checked.max(axis=1).toarray().reshape(-1) if checked.nnz else np.zeros(checked.shape[0])
    redundant = (_shares(checked, row_sums(checked)) @ _shares(checked, largest).T).multiply(checked > 0)
    return _of_tied(checked, np.diff(checked.indptr) - row_sums(redundant))


def _shares(weights: csr_array, of: NDArray[np.float64]) -> csr_array:
    """Return the weights, each divided by its row's number in `of`."""
    shares = weights.copy()
    shares.data = weights.data / np.repeat(of, np.diff(weights.indptr))
    return shares


def _of_tied(weights: csr_array, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values, nan for the agents without ties."""
    return np.where(np.diff(weights.indptr) > 0, np.asarray(values, np.float64).reshape(-1), np.nan)
