"""Position is what enumeration, networkx and published numbers say, ties and loose ends included."""

from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.pairs import FORMULAS, checked_incidence, meetings, tie_weights
from kg.measures.paths import betweenness, closeness
from kg.measures.position import (
    MEASURES,
    component,
    constraint,
    core,
    degree,
    effective_size,
    eigenvector,
    pagerank,
    position,
    strength,
)
from kg.measures.ranking import ranks


def weights(agents, *ties):
    """A symmetric matrix from (a, b, weight)."""
    matrix = np.zeros((agents, agents))
    for a, b, weight in ties:
        matrix[a, b] = matrix[b, a] = weight
    return csr_array(matrix)


def random_weights(agents, share, seed):
    """Weights without equal paths, in several components, some agents without ties."""
    random = np.random.default_rng(seed)
    upper = np.triu(random.random((agents, agents)) < share, 1) * random.pareto(1.5, (agents, agents))
    return csr_array(upper + upper.T)


def as_graph(matrix):
    graph = nx.from_scipy_sparse_array(matrix)
    for _, _, tie in graph.edges(data=True):
        tie["distance"] = 1 / tie["weight"]
    return graph


def in_order(by_node):
    return np.array([by_node[node] for node in range(len(by_node))])


def davis():
    graph = nx.davis_southern_women_graph()
    return csr_array(nx.bipartite.biadjacency_matrix(graph, graph.graph["top"], graph.graph["bottom"]))


def exact_betweenness(matrix):
    """Enumerate every path of the pairs in exact fractions: no rounding can part two equally long ones."""
    graph = nx.from_scipy_sparse_array(matrix)
    lengths = {frozenset((a, b)): 1 / Fraction(data["weight"]) for a, b, data in graph.edges(data=True)}
    between = [Fraction(0)] * len(graph)
    for start, end in combinations(graph, 2):
        ways = {}
        far = {start: Fraction(0)}
        left = set(graph)
        order = []
        while left:
            reachable = [node for node in left if node in far]
            if not reachable:
                break
            node = min(reachable, key=lambda each: far[each])
            left.remove(node)
            order.append(node)
            for other in graph[node]:
                length = far[node] + lengths[frozenset((node, other))]
                if other not in far or length < far[other]:
                    far[other] = length
        ways[start] = [(start,)]
        for node in order[1:]:
            ways[node] = [
                (*way, node)
                for other in graph[node]
                if other in ways and far[other] + lengths[frozenset((node, other))] == far[node]
                for way in ways[other]
            ]
        for way in ways.get(end, []):
            for node in way[1:-1]:
                between[node] += Fraction(1, len(ways[end]))
    return np.array([float(share) for share in between])


def test_a_strong_tie_is_a_short_one():
    square = weights(4, (0, 1, 10), (1, 3, 10), (0, 2, 1), (2, 3, 1))
    found = betweenness(square)
    assert found[1] == 1
    assert found[2] == 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("engine", ["scipy", "networkit"])
def test_betweenness_is_that_of_networkx_to_nine_digits_whatever_the_engine(seed, engine):
    if engine == "networkit":
        pytest.importorskip("networkit")
    matrix = random_weights(60, 0.08, seed)
    expected = in_order(nx.betweenness_centrality(as_graph(matrix), weight="distance", normalized=False))
    assert expected.max() > 10
    assert betweenness(matrix, engine=engine) == pytest.approx(expected, abs=1e-9)


def test_betweenness_in_batches_is_the_same_as_at_once(monkeypatch):
    matrix = random_weights(60, 0.08, 7)
    at_once = betweenness(matrix)
    near = closeness(matrix)
    monkeypatch.setattr("kg.measures.paths._AT_A_TIME", 700)
    assert betweenness(matrix) == pytest.approx(at_once, abs=1e-9)
    assert closeness(matrix) == pytest.approx(near, abs=1e-12)


def test_paths_that_differ_only_by_rounding_are_equally_long():
    counted = tie_weights(davis(), "count")
    by_bits = nx.betweenness_centrality(as_graph(counted), weight="distance", normalized=False)
    exact = exact_betweenness(counted)
    assert betweenness(counted) == pytest.approx(exact, abs=1e-9)
    assert np.abs(in_order(by_bits) - exact).max() > 1, "networkx compares floats to the last bit"


def test_many_equally_long_paths_share_each_pair():
    grid = nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 4))
    expected = in_order(nx.betweenness_centrality(grid, normalized=False))
    assert betweenness(csr_array(nx.to_scipy_sparse_array(grid))) == pytest.approx(expected, abs=1e-9)


def test_closeness_is_that_of_networkx_with_pieces_apart():
    matrix = random_weights(60, 0.03, 4)
    assert component(matrix).max() > 2
    expected = in_order(nx.closeness_centrality(as_graph(matrix), distance="distance", wf_improved=True))
    assert closeness(matrix) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("share", [0.03, 0.3])
def test_structural_holes_are_those_of_networkx(share):
    matrix = random_weights(50, share, 5)
    graph = as_graph(matrix)
    for own, theirs in ((constraint, nx.constraint), (effective_size, nx.effective_size)):
        # One node at a time: networkx 3.6 divides by the wrong axis where it takes all at once (its PR 8906).
        expected = in_order(theirs(graph, nodes=list(graph), weight="weight"))
        assert own(matrix) == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_constraint_in_a_triangle_is_nine_eighths_and_not_defined_alone():
    found = constraint(weights(4, (0, 1, 3), (1, 2, 3), (0, 2, 3)))
    assert found[:3].tolist() == [1.125] * 3
    assert np.isnan(found[3])


def test_effective_size_without_weights_is_borgattis_degree_less_redundancy():
    graph = nx.karate_club_graph()
    matrix = csr_array(nx.to_scipy_sparse_array(graph, weight=None))
    for node, found in enumerate(effective_size(matrix)):
        ties = graph.subgraph(graph[node]).number_of_edges()
        assert found == pytest.approx(graph.degree(node) - 2 * ties / graph.degree(node))


def test_core_and_pagerank_are_those_of_networkx():
    matrix = random_weights(60, 0.1, 6)
    graph = as_graph(matrix)
    assert core(matrix).tolist() == in_order(nx.core_number(graph)).tolist()
    assert pagerank(matrix) == pytest.approx(in_order(nx.pagerank(graph, tol=1e-14, max_iter=1000)), abs=1e-12)


@pytest.mark.parametrize("agents", [40, 260])
def test_eigenvector_solves_its_equation_in_each_component_and_has_its_share_of_the_length(agents):
    matrix = csr_array(np.block([
        [random_weights(agents, 0.3, 1).toarray(), np.zeros((agents, 3))],
        [np.zeros((3, agents)), weights(3, (0, 1, 5)).toarray()],
    ]))  # fmt: skip
    found = eigenvector(matrix)
    big = found[:agents]
    stretched = matrix[:agents][:, :agents] @ big
    assert stretched == pytest.approx(big * (stretched @ big) / (big @ big), abs=1e-8)
    assert (stretched @ big) / (big @ big) == pytest.approx(
        np.linalg.eigvalsh(matrix[:agents][:, :agents].toarray())[-1]
    )
    assert found.min() == 0
    assert big @ big == pytest.approx(agents / (agents + 3))
    assert found[agents:].tolist() == pytest.approx([np.sqrt(1 / (agents + 3))] * 2 + [0.0])


def test_a_connected_network_has_the_eigenvector_of_networkx():
    matrix = tie_weights(davis(), "newman")
    expected = in_order(nx.eigenvector_centrality_numpy(as_graph(matrix), weight="weight"))
    assert eigenvector(matrix) == pytest.approx(expected, abs=1e-8)


def test_strength_with_newman_weights_counts_the_activities_shared_with_anybody():
    assert strength(tie_weights(davis(), "newman")) == pytest.approx(davis().sum(axis=1))


def test_the_southern_women_meet_322_times_in_139_pairs():
    counted = tie_weights(davis(), "count")
    assert degree(counted).sum() == 2 * 139
    assert counted.sum() == 2 * 322
    assert len(meetings(davis()).pair) == 322


def test_each_formula_is_the_one_of_its_paper():
    table = davis().toarray()
    for a, b in combinations(range(18), 2):
        both = table[a] & table[b]
        shared, own, other = both.sum(), table[a].sum(), table[b].sum()
        expected = {
            "newman": sum(1 / (size - 1) for size in table.sum(axis=0)[both > 0]),
            "count": shared,
            "jaccard": shared / (own + other - shared),
            "association": shared / (own * other),
        }
        assert set(expected) == set(FORMULAS)
        for formula, weight in expected.items():
            if a == 0:
                assert tie_weights(davis(), formula)[a, b] == pytest.approx(weight)


def test_an_excluded_meeting_makes_no_tie_but_leaves_the_activity_its_size():
    together = csr_array([[1, 1], [1, 0], [1, 1]])
    found = tie_weights(together, "newman", np.array([[2, 0, 1], [1, 0, 0]])).toarray()
    assert found.tolist() == [[0, 0, 0.5], [0, 0, 0.5], [0.5, 0.5, 0]]


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (3, 0), (0, 3), (4, 4)])
def test_nobody_meeting_anybody_has_every_position_and_no_error(shape):
    matrix = tie_weights(csr_array(np.eye(*shape, dtype=int)))
    found = position(matrix)
    agents = shape[0]
    for name in MEASURES:
        assert getattr(found, name).shape == (agents,)
    assert found.strength.tolist() == found.betweenness.tolist() == found.closeness.tolist() == [0] * agents
    assert np.isnan(found.constraint).all()
    assert found.pagerank == pytest.approx(np.full(agents, 1 / max(agents, 1)))
    assert found.component.tolist() == list(range(agents))


def test_everybody_in_everything_stands_equal():
    found = position(tie_weights(csr_array(np.ones((5, 3), int))))
    for name in MEASURES:
        values = getattr(found, name)
        assert values == pytest.approx(np.full(5, values[0]))
        assert ranks(values).tolist() == [1] * 5


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (np.ones((2, 3)), "square"),
        (np.eye(3), "agent 0 is tied to itself"),
        (np.array([[0, 1], [2, 0]]), "not symmetric"),
        (np.array([[0, 1], [0, 0]]), "not symmetric"),
        (np.array([[0, -1], [-1, 0]]), "negative"),
        (np.array([[0, np.nan], [np.nan, 0]]), "not finite"),
    ],
)
def test_weights_that_are_none_are_refused_with_what_to_do(matrix, said):
    with pytest.raises(UsageError, match=said):
        position(csr_array(matrix))


def test_a_duplicate_participation_is_refused_rather_than_counted_twice():
    with pytest.raises(UsageError, match="'2'"):
        checked_incidence(csr_array(([1, 1], ([0, 0], [0, 0])), shape=(1, 1)))


def test_an_unknown_engine_is_named_with_its_neighbour():
    with pytest.raises(UsageError, match="Did you mean 'networkit'"):
        betweenness(weights(2, (0, 1, 1)), engine="networkti")


def test_the_input_is_left_as_it_was():
    matrix = random_weights(10, 0.5, 8)
    before = matrix.toarray().copy()
    position(matrix)
    assert (matrix.toarray() == before).all()


def test_equal_sums_in_another_order_share_a_rank_and_nan_has_none():
    values = np.array([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1, np.nan, 1.0, 0.0])
    assert values[0] != values[1]
    assert ranks(values).tolist() == [2, 2, 0, 1, 4]
    assert ranks(values, smallest_first=True).tolist() == [2, 2, 0, 4, 1]
    assert ranks(np.array([np.nan, np.nan])).tolist() == [0, 0]
