"""Trades: random two-mode networks in which every agent and every activity keeps its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Integers = NDArray[np.int64]

#: Global trades before each sample. One is N/2 trades, so 20 are 10 N: twice the usual 5 N.
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
    traded rows are those of the side whose sizes are the more even: a trade moves no more cells than the smaller of
    two rows holds, so where one agent is in hundreds of activities and most in a few, trades between agents need
    hundreds of rounds, and trades between activities the usual number. Same seed, same networks, however many are
    asked for.
    """
    from scipy.sparse import csr_array

    agents, activities = incidence.shape
    largest = [int(np.bincount(ends, minlength=1).max()) for ends in incidence.nonzero()]
    # Largest to mean size, as both sides hold the same cells.
    turned = agents * largest[0] > activities * largest[1]
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
            row, columns = _trade(row, columns, (size, rows, width), random)
        network = row // max(rows, 1)
        across, within = (columns, row - network * rows) if turned else (row - network * rows, columns)
        kept = network < wanted
        across, within, network = across[kept], within[kept], network[kept]
        shape = (wanted * agents, wanted * activities)
        places = (network * agents + across, network * activities + within)
        yield wanted, csr_array((np.ones(across.size, np.int64), places), shape=shape)


def _trade(
    row: Integers, column: Integers, shape: tuple[int, int, int], random: np.random.Generator
) -> tuple[Integers, Integers]:
    """Pair the rows of every network at random and deal out anew what only one row of a pair holds.

    `shape` is that of the stack: networks, rows and columns. With an odd number of rows one stays out, as a pair
    of its own. A pair's cells that both hold lie side by side when sorted by pair and column; the others are
    shuffled, and the first row takes as many as it held. Everything to sort by is packed into one number, with what
    is to be carried along in the lowest bits: plain numbers are sorted several times as fast as places of numbers.
    """
    size, rows, width = shape
    seats = rows + rows % 2  # rows sit in pairs, an even seat and the odd one after it
    order = np.argsort(random.random((size, rows)), axis=1) + np.arange(size)[:, None] * rows
    seated = np.full((size, seats), -1, np.int64)
    seated[:, :rows] = order
    at_seat = seated.ravel()
    seat = np.empty(size * rows, np.int64)
    seat[order.ravel()] = np.flatnonzero(at_seat >= 0)
    bits = max(width - 1, 1).bit_length() + 1
    own = seat[row]
    cells = np.sort((own >> 1 << bits) | (column << 1) | (own & 1))
    apart = (cells[1:] >> 1) != (cells[:-1] >> 1)
    single = np.flatnonzero(np.append(True, apart) & np.append(apart, True))
    pair = cells[single] >> bits
    count = np.bincount(pair, minlength=size * seats // 2)
    takes = count - np.bincount(pair[(cells[single] & 1) == 1], minlength=count.size)
    place_bits, pair_bits = max(single.size, 1).bit_length(), count.size.bit_length()
    dealt = random.integers(0, 1 << (62 - place_bits - pair_bits), single.size) << place_bits
    shuffled = np.sort((pair << (62 - pair_bits)) | dealt | np.arange(single.size))
    to = single[shuffled & ((1 << place_bits) - 1)]
    is_second = np.arange(single.size) >= np.repeat(np.cumsum(count) - count + takes, count)
    cells[to] = (cells[to] >> 1 << 1) | is_second
    return at_seat[(cells >> bits << 1) | (cells & 1)], (cells >> 1) & ((1 << (bits - 1)) - 1)


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
    asked_keys = pairs[0] * agents + pairs[1]
    by_key = np.argsort(asked_keys)
    asked_keys = asked_keys[by_key]
    shared, most, fewest = (number[by_key] for number in asked)
    # Pairs that share nothing in a network are counted by what the numbers say of nought.
    counts = [np.where(number <= 0, trials, 0) for number in (shared, most)]
    above = [np.where(number < 0, trials, 0) for number in (shared, fewest)]
    for _, stacked in sample_networks(incidence, trials, seed=seed, rounds=rounds):
        product = (stacked @ stacked.T).tocoo()
        half = product.row < product.col
        found = product.data[half]
        keys = product.row[half].astype(np.int64) % agents * agents + product.col[half] % agents
        at = np.minimum(np.searchsorted(asked_keys, keys), max(asked_keys.size - 1, 0))
        known = asked_keys[at] == keys if asked_keys.size else np.zeros(keys.size, bool)
        at, found = at[known], found[known]
        for total, number in zip(counts, (shared, most), strict=True):
            total += np.bincount(at[(found >= number[at]) & (number[at] > 0)], minlength=total.size)
        for total, number in zip(above, (shared, fewest), strict=True):
            total += np.bincount(at[(found > number[at]) & (number[at] >= 0)], minlength=total.size)
    back = np.argsort(by_key)
    at_least, at_best = (total[back] for total in counts)
    at_most, at_fewest = (trials - total[back] for total in above)
    return at_least, at_most, at_best, at_fewest
