"""Communities are what many runs agree on, numbered one way, and say how far the runs agree."""

import itertools
import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.communities import communities
from kg.measures.consensus import co_assignment, seats
from kg.measures.partitions import adjusted_rand, agreement, canonical, modularity


def matrix(graph):
    return csr_array(nx.to_scipy_sparse_array(graph, nodelist=sorted(graph), dtype=float))


def groups(labels):
    return [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]


def weighted(nodes, seed, share=0.5):
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.random((nodes, nodes)) * (rng.random((nodes, nodes)) < share), 1)
    return csr_array(upper + upper.T)


def all_partitions(nodes, labels=()):
    """Every partition of a few nodes, once."""
    if len(labels) == nodes:
        yield np.array(labels)
        return
    for label in range(max(labels, default=-1) + 2):
        yield from all_partitions(nodes, (*labels, label))


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_the_runs_come_near_the_greatest_modularity_of_all_divisions_and_never_pass_it(method):
    best_found = 0
    for seed in range(5):
        network = weighted(7, seed)
        best = max(modularity(network, labels) for labels in all_partitions(7))
        found = communities(network, runs=10, method=method)
        assert 0.9 * best <= found.run_modularity[1] <= best + 1e-9
        best_found += found.run_modularity[1] == pytest.approx(best)
        assert found.modularity == pytest.approx(modularity(network, found.labels))
    assert best_found >= 3


def test_zacharys_club_is_divided_as_the_best_known_division_does():
    found = communities(matrix(nx.Graph(nx.karate_club_graph().edges)))
    assert found.modularity == pytest.approx(0.4197896)
    assert found.sizes.tolist() == [12, 11, 6, 5]
    assert found.agreement > 0.99
    assert "graspologic-native" in found.method


def test_planted_groups_are_found_by_every_run_and_noise_by_none():
    planted = communities(matrix(nx.planted_partition_graph(5, 30, 0.5, 0.02, seed=1)), runs=20)
    assert groups(planted.labels) == [set(range(30 * k, 30 * k + 30)) for k in range(5)]
    assert (planted.agreement, planted.distinct, planted.rounds) == (1, 1, 0)
    assert (planted.stability == 1).all()
    noise = communities(matrix(nx.gnp_random_graph(150, 0.05, seed=1)), runs=20)
    assert noise.agreement < 0.4
    assert noise.distinct == 20
    assert np.nanmin(noise.stability) < 0.7


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_a_node_between_two_groups_is_the_unstable_one_and_its_rival_is_named(method):
    cliques = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5))
    cliques.add_edges_from([(10, 0), (10, 1), (10, 5), (10, 6)])
    found = communities(matrix(cliques), runs=60, method=method)
    assert (found.stability[:10] == 1).all()
    assert 0 < found.rival_share[10] < 0.5 < found.stability[10]
    assert found.rival[10] == 1 - found.labels[10]
    assert found.stability[10] + found.rival_share[10] == pytest.approx(1)


def test_resolution_is_that_of_the_formula():
    network = matrix(nx.ring_of_cliques(4, 4))
    for resolution in (0.1, 1.0, 3.0):
        best = communities(network, resolution=resolution, runs=10)
        graph = nx.from_scipy_sparse_array(network)
        assert best.modularity == pytest.approx(
            nx.community.modularity(graph, groups(best.labels), resolution=resolution)
        )
    assert len(communities(network, resolution=0.01, runs=10).sizes) == 1
    assert len(communities(network, resolution=50.0, runs=10).sizes) == 16


def test_a_higher_resolution_does_not_split_what_all_runs_put_together():
    clique = matrix(nx.complete_graph(6))
    pairs = matrix(nx.disjoint_union_all([nx.complete_graph(2)] * 3))
    assert len(communities(pairs, resolution=1.5, runs=10).sizes) == 3
    assert len(communities(clique, resolution=1.0, runs=10).sizes) == 1


def test_isolates_are_communities_of_their_own_and_count_for_no_measure_of_stability():
    network = np.zeros((7, 7))
    for a, b in ((1, 2), (2, 4), (1, 4)):
        network[a, b] = network[b, a] = 1
    found = communities(csr_array(network), runs=5)
    assert found.labels.tolist() == [1, 0, 0, 2, 0, 3, 4]
    assert found.isolates.tolist() == [0, 3, 5, 6]
    assert np.isnan(found.stability[found.isolates]).all()
    assert (found.stability[[1, 2, 4]] == 1).all()
    alone = communities(csr_array(network[1:5, 1:5]), runs=5)
    assert (found.agreement, found.modularity) == (alone.agreement, alone.modularity)


@pytest.mark.parametrize("nodes", [0, 1, 5])
def test_a_network_without_ties_has_isolates_and_no_modularity(nodes):
    found = communities(csr_array((nodes, nodes)), runs=3)
    assert found.labels.tolist() == list(range(nodes)) == found.isolates.tolist()
    assert np.isnan(found.modularity)
    assert np.isnan(found.agreement)


def test_one_pair_is_one_community():
    found = communities(csr_array(np.array([[0.0, 2], [2, 0]])), runs=3)
    assert found.labels.tolist() == [0, 0]
    assert found.agreement == 1


def test_communities_never_reach_across_components():
    network = matrix(nx.disjoint_union_all([nx.path_graph(4), nx.cycle_graph(5), nx.star_graph(3)]))
    labels = communities(network, runs=10).labels
    assert not set(labels[:4]) & set(labels[4:9])
    assert not set(labels[4:9]) & set(labels[9:])


def test_the_scale_of_the_weights_and_stored_zeros_change_nothing():
    network = weighted(20, 3)
    scaled = network * 1e-6
    zeros = network.tocoo()
    rows = np.append(zeros.row, [0, 1])
    padded = csr_array((np.append(zeros.data, [0, 0]), (rows, np.append(zeros.col, [1, 0]))), shape=(20, 20))
    labels = communities(network, runs=10).labels.tolist()
    assert communities(scaled, runs=10).labels.tolist() == labels
    assert communities(padded, runs=10).labels.tolist() == labels


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed(tmp_path):
    code = (
        "import networkx as nx, sys; from scipy.sparse import csr_array; from kg.measures.communities import communities\n"
        "for method in ('leiden', 'louvain'):\n"
        "    g = nx.gnp_random_graph(40, 0.15, seed=2)\n"
        "    f = communities(csr_array(nx.to_scipy_sparse_array(g, dtype=float)), runs=8, method=method, seed=3)\n"
        "    print(f.labels.tobytes().hex(), f.stability.tobytes().hex(), f.rival.tobytes().hex(), f.agreement.hex())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": str(seed)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in range(3)
    }  # fmt: skip
    assert len(said) == 1
    assert said.pop()


def test_without_the_fast_library_louvain_is_used_and_named(monkeypatch):
    import importlib.metadata

    real = importlib.metadata.version

    def version(name):
        if name == "graspologic-native":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    network = matrix(nx.ring_of_cliques(3, 4))
    assert communities(network, runs=3).method.startswith("Louvain")
    with pytest.raises(UsageError, match="'leiden' needs graspologic-native"):
        communities(network, runs=3, method="leiden")


@pytest.mark.parametrize(
    ("network", "options", "said"),
    [
        (np.ones((2, 3)), {}, "shape"),
        (np.array([[0, 1.0], [2.0, 0]]), {}, "direction"),
        (np.array([[1, 1.0], [1.0, 0]]), {}, "itself"),
        (np.array([[0, -1.0], [-1.0, 0]]), {}, "below 0"),
        (np.array([[0, np.nan], [np.nan, 0]]), {}, "not finite"),
        (np.zeros((2, 2)), {"runs": 1}, "two or more"),
        (np.zeros((2, 2)), {"resolution": 0}, "above 0"),
        (np.zeros((2, 2)), {"resolution": float("nan")}, "above 0"),
        (np.zeros((2, 2)), {"threshold": 1.5}, "share of runs"),
        (np.zeros((2, 2)), {"seed": -1}, "seed"),
        (np.zeros((2, 2)), {"method": "ledien"}, "Did you mean 'leiden'"),
    ],
)
def test_what_cannot_be_divided_is_refused_with_the_reason(network, options, said):
    with pytest.raises(UsageError, match=said):
        communities(csr_array(network), **options)


def test_co_assignment_counts_runs_and_keeps_the_strongest_of_who_would_lose_all():
    rng = np.random.default_rng(5)
    runs = np.stack([canonical(rng.integers(0, 4, 9)) for _ in range(11)])
    shares = co_assignment(runs, csr_array((9, 9)), 0.4).toarray()
    full = np.array([[(runs[:, i] == runs[:, j]).mean() * (i != j) for j in range(9)] for i in range(9)])
    for i, j in itertools.combinations(range(9), 2):
        lost = [k for k in (i, j) if full[k].max() < 0.4]
        kept = full[i, j] >= 0.4 or any(full[i, j] == full[k].max() for k in lost)
        assert shares[i, j] == shares[j, i] == pytest.approx(full[i, j] if kept else 0)


def test_a_seat_is_with_half_of_the_other_members_or_more():
    rng = np.random.default_rng(6)
    runs = np.stack([canonical(rng.integers(0, 3, 8)) for _ in range(13)])
    labels = canonical(rng.integers(0, 4, 8))

    def sits(node, community):
        others = {other for other in range(8) if labels[other] == community and other != node}
        with_it = [{other for other in range(8) if run[other] == run[node] and other != node} for run in runs]
        if not others:
            return sum(not group for group in with_it) / 13
        return sum(2 * len(group & others) >= len(others) for group in with_it) / 13

    own, rival, share = seats(runs, labels)
    for node in range(8):
        assert own[node] == pytest.approx(sits(node, labels[node]))
        others = {c: sits(node, c) for c in set(labels.tolist()) - {labels[node]}}
        assert share[node] == pytest.approx(max(others.values()))
        assert others[rival[node]] == pytest.approx(share[node])


def test_modularity_is_that_of_networkx():
    for seed in range(5):
        network = weighted(12, seed)
        labels = np.random.default_rng(seed).integers(0, 4, 12)
        graph = nx.from_scipy_sparse_array(network)
        for resolution in (0.5, 1.0, 2.0):
            theirs = nx.community.modularity(graph, groups(labels), resolution=resolution)
            assert modularity(network, labels, resolution) == pytest.approx(theirs)


def test_the_adjusted_rand_index_is_that_of_counting_pairs():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        one, other = rng.integers(0, 3, 10), rng.integers(0, 4, 10)
        pairs = list(itertools.combinations(range(10), 2))
        a = sum(one[i] == one[j] and other[i] == other[j] for i, j in pairs)
        b = sum(one[i] == one[j] and other[i] != other[j] for i, j in pairs)
        c = sum(one[i] != one[j] and other[i] == other[j] for i, j in pairs)
        d = len(pairs) - a - b - c
        by_pairs = 2 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d))
        assert adjusted_rand(one, other) == pytest.approx(by_pairs)


def test_agreement_is_the_mean_over_all_pairs_of_runs():
    rng = np.random.default_rng(1)
    runs = np.stack([canonical(rng.integers(0, 2, 5)) for _ in range(9)])
    pairs = [adjusted_rand(a, b) for a, b in itertools.combinations(runs, 2)]
    assert agreement(runs) == pytest.approx(np.mean(pairs))


def test_a_partition_has_one_numbering_only():
    for partition in all_partitions(5):
        for renamed in itertools.permutations([-3, 0, 4, 9, 11]):
            again = canonical(np.array(renamed)[partition])
            assert again.tolist() == canonical(partition).tolist()
        sizes = np.bincount(canonical(partition))
        assert (np.diff(sizes) <= 0).all()


def test_large_networks_count_co_assignment_where_there_is_a_tie_and_find_nearly_the_same_groups(monkeypatch):
    from kg.measures import consensus

    network = matrix(nx.planted_partition_graph(6, 12, 0.5, 0.12, seed=2))
    everywhere = communities(network, runs=15)
    assert everywhere.distinct > 1
    monkeypatch.setattr(consensus, "_ALL_PAIRS", 10)
    monkeypatch.setattr(consensus, "_ROWS", 7)
    tied = co_assignment(np.tile(everywhere.labels, (2, 1)), network, 0.5)
    assert (tied.toarray() > 0).tolist() == (
        (network.toarray() > 0) & (everywhere.labels[:, None] == everywhere.labels)
    ).tolist()
    assert adjusted_rand(communities(network, runs=15).labels, everywhere.labels) > 0.8


def test_rounds_that_end_in_no_agreement_are_said_and_join_who_is_together_in_half_of_the_runs(monkeypatch):
    from kg.measures import consensus

    monkeypatch.setattr(consensus, "_ROUNDS", 0)
    network = matrix(nx.gnp_random_graph(40, 0.15, seed=2))
    found = communities(network, runs=7)
    assert (found.converged, found.rounds) == (False, 0)
    monkeypatch.setattr(consensus, "_ROUNDS", 20)
    assert communities(network, runs=7).converged


def test_a_consensus_can_score_lower_than_its_runs_and_both_are_reported():
    """In a ring of small cliques every run merges neighbours, each in its own way (Fortunato and Barthelemy 2007)."""
    found = communities(matrix(nx.ring_of_cliques(30, 5)), runs=30)
    assert found.agreement < 0.8
    assert found.modularity < found.run_modularity[0] <= found.run_modularity[1]
    for clique in range(30):
        assert len(set(found.labels[5 * clique : 5 * clique + 5])) == 1
