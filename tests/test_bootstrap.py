"""Rank intervals come from activities reweighted at random, the same for the same seed."""

import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.bootstrap import rank_intervals
from kg.measures.pairs import tie_weights
from kg.measures.position import MEASURES
from kg.measures.ranking import ranks


def davis():
    graph = nx.davis_southern_women_graph()
    return csr_array(nx.bipartite.biadjacency_matrix(graph, graph.graph["top"], graph.graph["bottom"]))


@pytest.mark.parametrize("formula", ["newman", "count", "jaccard", "association"])
def test_every_interval_is_that_of_networks_projected_anew_from_the_same_dirichlet_weights(formula):
    table = davis().toarray()
    activities = table.shape[1]
    random = np.random.default_rng(5)
    multipliers = random.standard_exponential((40, activities))
    multipliers *= activities / multipliers.sum(axis=1, keepdims=True)
    measures = ("strength", "closeness", "constraint")
    found = rank_intervals(davis(), seed=5, measures=measures, weight=formula, draws=40, level=0.9)
    sizes = table.sum(axis=0)
    values = {name: [] for name in measures}
    for drawn in multipliers:
        shared = (table * (drawn / (sizes - 1) if formula == "newman" else drawn)) @ table.T
        own = table @ drawn
        below = {"jaccard": own[:, None] + own - shared, "association": np.outer(own, own)}.get(formula, 1.0)
        network = shared / below
        np.fill_diagonal(network, 0)
        for name in measures:
            values[name].append(MEASURES[name](csr_array(network)))
    for name in measures:
        low, high = np.percentile(values[name], [5, 95], axis=0)
        assert found[name].value_low == pytest.approx(low, rel=1e-9)
        assert found[name].value_high == pytest.approx(high, rel=1e-9)
        places = np.sort([ranks(each, smallest_first=name == "constraint") for each in values[name]], axis=0)
        assert found[name].rank_low.tolist() == places[1].tolist()  # the second of 40 is where 5 % lie at or below
        assert found[name].rank_high.tolist() == places[37].tolist()


def test_the_recorded_value_and_rank_are_those_without_any_reweighting():
    found = rank_intervals(davis(), seed=1, measures=tuple(MEASURES), draws=3)
    network = tie_weights(davis(), "newman")
    for name, measure in MEASURES.items():
        assert found[name].value == pytest.approx(measure(network).astype(float))
        assert (found[name].rank == ranks(measure(network), smallest_first=name == "constraint")).all()


def test_the_weights_are_uniform_on_the_simplex():
    """One agent pair in each activity: a strength is m g_a, and g_a is Beta(1, m-1)."""
    apart = csr_array(np.kron(np.eye(4, dtype=int), np.ones((2, 1), int)))
    found = rank_intervals(apart, seed=3, measures=("strength",), draws=40_000)["strength"]
    beta = lambda share: 1 - (1 - share) ** (1 / 3)  # noqa: E731  quantile of Beta(1, 3)
    assert found.value_low == pytest.approx(np.full(8, 4 * beta(0.025)), rel=0.1)
    assert found.value_high == pytest.approx(np.full(8, 4 * beta(0.975)), rel=0.03)


def test_the_bayesian_bootstrap_keeps_every_tie_and_efrons_can_only_lose_some():
    bayesian = rank_intervals(davis(), seed=1, draws=100)["degree"]
    assert (bayesian.value_low == bayesian.value).all()
    assert (bayesian.value_high == bayesian.value).all()
    efron = rank_intervals(davis(), seed=1, draws=100, scheme="efron")["degree"]
    assert (efron.value_high <= efron.value).all()
    assert (efron.value_low < efron.value).any()


def test_tied_agents_share_their_ranks_in_every_draw():
    found = rank_intervals(davis(), seed=1, draws=200)["strength"]
    twins = [16, 17]  # Olivia Carleton and Flora Price went to the same two events
    for part in (found.rank, found.rank_low, found.rank_high):
        assert part[twins[0]] == part[twins[1]]


def test_batches_change_nothing(monkeypatch):
    at_once = rank_intervals(davis(), seed=9, draws=50)
    monkeypatch.setattr("kg.measures.bootstrap._AT_A_TIME", 1000)
    in_parts = rank_intervals(davis(), seed=9, draws=50)
    for name, whole in at_once.items():
        for one, other in zip(whole, in_parts[name], strict=True):
            assert one == pytest.approx(other, rel=1e-12)


def test_an_excluded_meeting_ties_nobody_in_any_draw():
    pair = csr_array([[1, 1], [1, 1], [0, 1]])
    found = rank_intervals(pair, seed=1, draws=20, excluded=np.array([[0, 1, 0], [0, 1, 1]]))
    assert found["degree"].value.tolist() == [1, 1, 2]
    assert found["degree"].value_high.tolist() == [1, 1, 2]


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed():
    code = (
        "import numpy as np; from scipy.sparse import csr_array; from kg.measures.bootstrap import rank_intervals;"
        "b = csr_array((np.random.default_rng(2).random((30, 40)) < .1).astype(int));"
        "f = rank_intervals(b, seed=4, draws=20, measures=('strength', 'betweenness', 'eigenvector', 'pagerank'));"
        "print(b''.join(a.tobytes() for i in f.values() for a in i).hex())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(said) == 1
    assert len(said.pop()) > 1000


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (3, 0), (0, 3), (4, 4)])
@pytest.mark.parametrize("scheme", ["bayesian", "efron"])
def test_nobody_meeting_anybody_has_intervals_without_an_error(shape, scheme):
    alone = csr_array(np.eye(*shape, dtype=int))
    found = rank_intervals(alone, seed=1, draws=5, measures=tuple(MEASURES), scheme=scheme)
    assert found["strength"].rank.tolist() == [1] * shape[0]
    assert found["constraint"].rank_high.tolist() == [0] * shape[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measures": ("strenght",)}, "Did you mean 'strength'"),
        ({"weight": "newmann"}, "Did you mean 'newman'"),
        ({"scheme": "jackknife"}, "no scheme 'jackknife'"),
        ({"draws": 0}, "'0' draws"),
        ({"level": 95}, "a level of '95'"),
    ],
)
def test_a_parameter_that_cannot_be_is_named_with_its_remedy(asked, said):
    with pytest.raises(UsageError, match=said):
        rank_intervals(davis(), seed=1, **asked)
