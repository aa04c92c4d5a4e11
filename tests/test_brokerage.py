"""Brokerage by kind: roles counted as enumeration counts them, chance as all permutations and graphs give it."""

from itertools import permutations, product

import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.brokerage import NULLS, ROLES, UNDIRECTED_ROLES, brokerage

#: The strike at a sawmill (Michael 1997), as shipped with de Nooy, Mrvar and Batagelj 2005; numbered from 1.
STRIKERS = [
    "Frank",
    "Gill",
    "Ike",
    "Mike",
    "Hal",
    "John",
    "Karl",
    "Lanny",
    "Bob",
    "Alejandro",
    "Carlos",
    "Eduardo",
    "Domingo",
    "Norm",
    "Ozzie",
    "Vern",
    "Paul",
    "Quint",
    "Utrecht",
    "Russ",
    "Ted",
    "Sam",
    "Xavier",
    "Wendle",
]
STRIKE = (
    "1-2 2-3 2-5 3-4 3-9 4-9 5-6 5-9 2-6 6-7 6-8 6-9 7-8 7-15 8-9 9-10 9-14 10-11 10-12 10-13 11-12 11-13 12-13 "
    "14-15 14-16 14-17 14-19 14-22 16-21 17-18 18-19 18-20 19-20 19-22 20-21 22-23 22-24 23-24"
)
STRIKE_KINDS = [2] * 9 + [1] * 4 + [3] * 11
#: R's sna::brokerage on it: w_I, w_O, b_IO, b_OI, b_O of those that are not all zeros.
SNA = {
    "Utrecht": (8, 0, 0, 0, 0),
    "Norm": (18, 0, 5, 5, 0),
    "Hal": (2, 0, 0, 0, 0),
    "Russ": (4, 0, 0, 0, 0),
    "Karl": (0, 0, 2, 2, 0),
    "Bob": (14, 0, 10, 10, 2),
    "Quint": (4, 0, 0, 0, 0),
    "Ozzie": (0, 0, 1, 1, 0),
    "Ike": (4, 0, 0, 0, 0),
    "Ted": (2, 0, 0, 0, 0),
    "Sam": (8, 0, 0, 0, 0),
    "Vern": (2, 0, 0, 0, 0),
    "Gill": (10, 0, 0, 0, 0),
    "Lanny": (2, 0, 0, 0, 0),
    "Alejandro": (0, 0, 3, 3, 0),
    "Paul": (2, 0, 0, 0, 0),
    "John": (12, 0, 0, 0, 0),
}


def strike():
    matrix = np.zeros((24, 24))
    for tie in STRIKE.split():
        a, b = (int(end) - 1 for end in tie.split("-"))
        matrix[a, b] = matrix[b, a] = 1
    return csr_array(matrix)


def counted(matrix, kinds):
    """Every ordered triple, its role named as the paper names it."""
    agents = len(matrix)
    found = np.zeros((agents, 5))
    for a, v, b in permutations(range(agents), 3):
        if matrix[a, v] and matrix[v, b] and not matrix[a, b]:
            first, own, second = kinds[a], kinds[v], kinds[b]
            if first == own == second:
                role = "coordinator"
            elif own == second:
                role = "gatekeeper"
            elif first == own:
                role = "representative"
            else:
                role = "itinerant" if first == second else "liaison"
            found[v, list(ROLES).index(role)] += 1
    return found


def unordered(found):
    """Merge the two roles that cannot be told apart, and count each unordered pair once."""
    return np.stack([found[:, 0], found[:, 1] + found[:, 2], found[:, 3], found[:, 4]], axis=1) / 2


def random_ties(agents, share, seed, directed):
    matrix = (np.random.default_rng(seed).random((agents, agents)) < share).astype(int)
    np.fill_diagonal(matrix, 0)
    return matrix if directed else np.triu(matrix, 1) + np.triu(matrix, 1).T


def test_the_strikers_broker_as_rs_sna_publishes():
    as_arcs = brokerage(strike(), np.array(STRIKE_KINDS), directed=True)
    assert as_arcs.roles == ("coordinator", "gatekeeper", "representative", "itinerant", "liaison")
    for name, row in zip(STRIKERS, as_arcs.observed.tolist(), strict=True):
        within, itinerant, into, out, between = SNA.get(name, (0,) * 5)
        assert row == [within, into, out, itinerant, between], name
    once = brokerage(strike(), np.array(STRIKE_KINDS))
    assert once.observed.tolist() == unordered(as_arcs.observed).tolist()


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_every_role_is_counted_as_enumeration_counts_it(directed, seed):
    matrix = random_ties(12, 0.35, seed, directed)
    kinds = np.random.default_rng(seed).integers(0, 4, 12)
    expected = counted(matrix, kinds)
    found = brokerage(csr_array(matrix), kinds, directed=directed)
    assert found.observed.tolist() == (expected if directed else unordered(expected)).tolist()
    assert (found.observed.sum(axis=0) > 0).all()


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("kinds", [(0, 0, 1, 1, 2, 2), (0, 0, 0, 0, 1, 1), (0, 1, 2, 3, 4, 5), (0, 0, 0, 0, 0, 0)])
def test_chance_deals_out_kinds_as_all_permutations_that_keep_the_brokers_own(directed, kinds):
    matrix = random_ties(6, 0.5, 3, directed)
    found = brokerage(csr_array(matrix), np.array(kinds), directed=directed)
    for broker in range(6):
        others = [agent for agent in range(6) if agent != broker]
        all_counts = []
        for dealt in permutations([kinds[agent] for agent in others]):
            shuffled = list(kinds)
            for agent, kind in zip(others, dealt, strict=True):
                shuffled[agent] = kind
            counts = counted(matrix, shuffled)
            all_counts.append((counts if directed else unordered(counts))[broker])
        assert found.expected[broker] == pytest.approx(np.mean(all_counts, axis=0), abs=1e-9)
        assert found.sd[broker] == pytest.approx(np.std(all_counts, axis=0), abs=1e-6)


@pytest.mark.parametrize("directed", [True, False])
def test_chance_draws_ties_as_all_graphs_weighted_by_their_probability(directed):
    """Four agents: every one of the 2^12 digraphs or 2^6 graphs."""
    kinds = (0, 0, 1, 2)
    matrix = random_ties(4, 0.5, 2, directed)
    density = matrix.sum() / 12
    assert 0 < density < 1
    places = [(a, b) for a in range(4) for b in range(4) if (a != b if directed else a < b)]
    first, second = np.zeros((4, 5 if directed else 4)), 0.0
    for present in product((0, 1), repeat=len(places)):
        graph = np.zeros((4, 4), int)
        for (a, b), tie in zip(places, present, strict=True):
            graph[a, b] = tie
            if not directed:
                graph[b, a] = tie
        probability = density ** sum(present) * (1 - density) ** (len(places) - sum(present))
        counts = counted(graph, kinds)
        counts = counts if directed else unordered(counts)
        first += probability * counts
        second = second + probability * counts**2
    found = brokerage(csr_array(matrix), np.array(kinds), directed=directed, null="ties")
    assert found.expected == pytest.approx(first, abs=1e-9)
    assert found.sd == pytest.approx(np.sqrt(second - first**2), abs=1e-6)


def test_z_is_the_distance_from_chance_in_standard_deviations_and_nan_where_chance_moves_nothing():
    found = brokerage(strike(), np.array(STRIKE_KINDS))
    moved = found.sd > 0
    assert found.z[moved] == pytest.approx((found.observed - found.expected)[moved] / found.sd[moved])
    assert np.isnan(found.z[~moved]).all()
    assert np.isnan(found.z[STRIKERS.index("Xavier")]).all()
    assert found.expected.sum() == pytest.approx(found.observed.sum())


@pytest.mark.parametrize("null", NULLS)
@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("agents", [0, 1, 2, 3])
def test_too_few_to_broker_gives_zeros_and_no_error(null, directed, agents):
    found = brokerage(csr_array((agents, agents)), np.zeros(agents, int), directed=directed, null=null)
    assert found.observed.shape == (agents, len(ROLES if directed else UNDIRECTED_ROLES))
    assert not found.observed.any()
    assert not found.expected.any()
    assert np.isnan(found.z).all()


def test_in_a_clique_nobody_brokers():
    found = brokerage(csr_array(1 - np.eye(5)), np.array([0, 0, 1, 1, 9]))
    assert not found.observed.any()


def test_kinds_may_be_any_numbers_and_their_names_change_nothing():
    one = brokerage(strike(), np.array(STRIKE_KINDS))
    other = brokerage(strike(), np.array([900 - kind for kind in STRIKE_KINDS]))
    assert one.observed.tolist() == other.observed.tolist()
    assert one.sd == pytest.approx(other.sd)


@pytest.mark.parametrize(
    ("kinds", "options", "said"),
    [
        ([0, 1], {}, "for 24 agents"),
        ([-1] * 24, {}, "a number from 0"),
        ([0.5] * 24, {}, "a number from 0"),
        (STRIKE_KINDS, {"null": "kind"}, "Did you mean 'kinds'"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(kinds, options, said):
    with pytest.raises(UsageError, match=said):
        brokerage(strike(), np.array(kinds), **options)


def test_one_way_ties_are_refused_where_no_direction_is_asked_for():
    with pytest.raises(UsageError, match="ask for the directed form"):
        brokerage(csr_array([[0, 1], [0, 0]]), np.array([0, 1]))
