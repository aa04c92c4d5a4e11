"""Trades: random two-mode networks in which every agent and every activity keeps its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Integers = NDArray[np.int64]

#: Global trades before each sample. One touches every row, so 20 are ten trades a row: twice the usual 5 N.
ROUNDS = 20
#: How many participations are traded at once, over all samples side by side.
BATCH = 200_000


def sample_networks(
    incidence: csr_array, trials: int, *, seed: int, rounds: int = ROUNDS
) -> Iterator[tuple[int, csr_array]]:
    """Yield independent random networks with the degrees of the given one, many at a time, stacked.

    Each item is (number of networks, their agents one after another by their activities one after another).
    Every network starts from the observed one and goes its own way, so no two samples depend on each other
    and no thinning is needed. The walk is curveball (Strona, Nappo, Boccacci, Fattorini & San-Miguel-Ayanz 2014,
    Nature Communications 5, 4114) by global trades: all rows are paired at random, and each pair deals out anew
    what only one of the two has (Carstens, Berger & Strona 2016, arXiv:1609.05137, where it is shown that the
    limit is uniform). Usual practice is 5 N trades for N rows (Godard & Neal 2022, Journal of Complex Networks
    10, cnac049), the least that Neal 2023 (arXiv:2305.04937) finds; `rounds` of N/2 trades make 10 N here. The
    shorter side is traded, which needs fewer trades. Same seed, same networks, however many are asked for.
    """
    from scipy.sparse import csr_array

    agents, activities = incidence.shape
    turned = agents > activities
    table = csr_array(incidence.T) if turned else incidence
    table.sort_indices()
    rows, width = table.shape
    held = np.repeat(np.arange(rows), np.diff(table.indptr)).astype(np.int64)
    column = table.indices.astype(np.int64)
    size = max(1, min(1000, BATCH // max(held.size, 1)))
    random = np.random.default_rng(seed)
    for start in range(0, trials, size):
        wanted = min(size, trials - start)
        row = (np.arange(size)[:, None] * rows + held).ravel()
        columns = np.tile(column, size)
        for _ in range(rounds if rows > 1 and held.size else 0):
            row, columns = _trade(row, columns, size, rows, width, random)
        network = row // max(rows, 1)
        across, within = (columns, row - network * rows) if turned else (row - network * rows, columns)
        kept = network < wanted
        across, within, network = across[kept], within[kept], network[kept]
        shape = (wanted * agents, wanted * activities)
        places = (network * agents + across, network * activities + within)
        yield wanted, csr_array((np.ones(across.size, np.int64), places), shape=shape)


def _trade(
    row: Integers, column: Integers, size: int, rows: int, width: int, random: np.random.Generator
) -> tuple[Integers, Integers]:
    """Pair the rows of every network at random and deal out anew what only one row of a pair holds.

    With an odd number of rows one stays out. A pair's cells that both hold lie side by side when sorted
    by pair and column; the others are shuffled, and the first row takes as many as it held.
    """
    order = np.argsort(random.random((size, rows)), axis=1) + np.arange(size)[:, None] * rows
    pairs = rows // 2
    first, second = order[:, :pairs].ravel(), order[:, pairs : 2 * pairs].ravel()
    pair = np.full(size * rows, -1, np.int64)
    pair[first] = pair[second] = np.arange(first.size)
    is_second = np.zeros(size * rows, bool)
    is_second[second] = True
    paired = np.flatnonzero(pair[row] >= 0)
    key = pair[row[paired]] * width + column[paired]
    by_key = np.argsort(key)
    same = np.zeros(paired.size, bool)
    twice = key[by_key][1:] == key[by_key][:-1]
    same[by_key[1:][twice]] = same[by_key[:-1][twice]] = True
    single = paired[~same]
    of_pair = pair[row[single]]
    takes = np.bincount(of_pair[~is_second[row[single]]], minlength=first.size)
    begins = np.cumsum(np.bincount(of_pair, minlength=first.size))
    begins = np.concatenate([[0], begins])[:-1]
    shuffled = single[np.argsort(of_pair + random.random(single.size))]
    of_pair = pair[row[shuffled]]
    place = np.arange(shuffled.size) - begins[of_pair]
    row = row.copy()
    row[shuffled] = np.where(place < takes[of_pair], first[of_pair], second[of_pair])
    return row, column


def exceedances(
    incidence: csr_array,
    pairs: tuple[Integers, Integers],
    asked: tuple[Integers, Integers, Integers],
    *,
    trials: int,
    seed: int,
    rounds: int = ROUNDS,
) -> tuple[Integers, Integers, Integers, Integers]:
    """Count, for pairs of agents, the random networks in which they share as much or as little as asked.

    `pairs` are rows of agents, the smaller first. `asked` are three numbers of activities a pair: observed,
    most and fewest. The counts are of networks with at least and at most the observed, at least the most and
    at most the fewest. From b of N networks the fixed degree sequence model takes p = (b + 1)/(N + 1), which is
    never 0 (Phipson & Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9, 39).

    >>> from scipy.sparse import csr_array
    >>> apart, number = csr_array(np.array([[1, 0], [0, 1]])), np.array([0])
    >>> exceedances(apart, (number, number + 1), (number, number + 1, number), trials=10, seed=1)
    (array([10]), array([10]), array([0]), array([10]))
    """
    agents = incidence.shape[0]
    shared, most, fewest = asked
    at_least, at_most, at_best, at_fewest = (np.zeros(shared.size, np.int64) for _ in range(4))
    for size, stacked in sample_networks(incidence, trials, seed=seed, rounds=rounds):
        product = (stacked @ stacked.T).tocoo()
        half = product.row < product.col
        # Row number * agents + column within its network: one key a pair of agents in a network.
        keys = product.row[half].astype(np.int64) * agents + product.col[half] % agents
        by_key = np.argsort(keys)
        keys, values = np.append(keys[by_key], -1), np.append(product.data[half][by_key], 0)
        for number in range(size):
            cell = (number * agents + pairs[0]) * agents + pairs[1]
            place = np.searchsorted(keys[:-1], cell)
            found = np.where(keys[place] == cell, values[place], 0)
            at_least += found >= shared
            at_most += found <= shared
            at_best += found >= most
            at_fewest += found <= fewest
    return at_least, at_most, at_best, at_fewest
