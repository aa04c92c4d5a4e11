"""Two-mode measures are those published for the Southern Women, and the make-up says what a projection rests on."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.makeup import make_up
from kg.measures.twomode import clustering, density, four_cycle_ratio, two_mode_centrality

#: Normalised degree, closeness, betweenness and eigenvector as published (Borgatti and Everett's measures).
PUBLISHED = """
E8 .78 .85 .24 .51
E9 .67 .79 .23 .38
E7 .56 .73 .13 .38
Nora Fayette .57 .80 .11 .26
Evelyn Jefferson .57 .80 .10 .33
Theresa Anderson .57 .80 .09 .37
E6 .44 .69 .07 .33
Sylvia Avondale .50 .77 .07 .28
Laura Mandeville .50 .73 .05 .31
Brenda Rogers .50 .73 .05 .31
Katherina Rogers .43 .73 .05 .22
E5 .44 .59 .04 .32
Helen Lloyd .36 .73 .04 .20
E3 .33 .56 .02 .25
Ruth DeSand .29 .71 .02 .24
Verne Sanderson .29 .71 .02 .22
E12 .33 .56 .02 .20
Myra Liddel .29 .69 .02 .19
E11 .22 .54 .02 .09
Eleanor Nye .29 .67 .01 .23
Frances Anderson .29 .67 .01 .21
Pearl Oglethorpe .21 .67 .01 .18
E4 .22 .54 .01 .18
Charlotte McDowd .29 .60 .01 .17
E10 .28 .55 .01 .17
Olivia Carleton .14 .59 .01 .07
Flora Price .14 .59 .01 .07
E2 .17 .52 .00 .15
E1 .17 .52 .00 .14
Dorothy Murchison .14 .65 .00 .13
E13 .17 .52 .00 .11
E14 .17 .52 .00 .11
"""


def davis():
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    return graph, women, events, csr_array(nx.bipartite.biadjacency_matrix(graph, women, events))


def as_graph(table):
    """The bipartite graph, agents as numbers, activities as negative ones."""
    graph = nx.Graph()
    graph.add_nodes_from(range(table.shape[0]))
    graph.add_nodes_from(-1 - activity for activity in range(table.shape[1]))
    graph.add_edges_from((int(agent), -1 - int(activity)) for agent, activity in np.argwhere(table))
    return graph


def random_table(agents, activities, share, seed):
    return (np.random.default_rng(seed).random((agents, activities)) < share).astype(int)


def test_the_southern_women_have_the_published_centralities():
    _, women, events, incidence = davis()
    found = two_mode_centrality(incidence)
    lines = PUBLISHED.strip().splitlines()
    assert len(lines) == 32
    for line in lines:
        name, *numbers = line.rsplit(maxsplit=4)
        side, at = ("agents", women.index(name)) if name in women else ("activities", events.index(name))
        for measure, number in zip(("degree", "closeness", "betweenness", "eigenvector"), numbers, strict=True):
            value = getattr(found[measure], side)[at]
            assert value == pytest.approx(float(number), abs=0.0051), (name, measure)


@pytest.mark.parametrize(("agents", "activities"), [(9, 5), (5, 9), (7, 7), (1, 4), (4, 1)])
def test_centralities_of_a_connected_table_are_those_of_networkx(agents, activities):
    table = random_table(agents, activities, 0.5, 2)
    table[0] = 1
    table[:, 0] = 1
    graph = as_graph(table)
    found = two_mode_centrality(csr_array(table))
    top = range(agents)
    for measure in ("degree", "closeness", "betweenness"):
        if measure == "betweenness" and 1 in (agents, activities):
            continue  # networkx divides by a maximum of 0 there
        expected = getattr(nx.bipartite, f"{measure}_centrality")(graph, top)
        assert found[measure].agents == pytest.approx([expected[agent] for agent in top])
        assert found[measure].activities == pytest.approx([expected[-1 - each] for each in range(activities)])
        assert found[measure].normaliser


def test_a_star_reaches_the_maximum_of_each_measure():
    found = two_mode_centrality(csr_array(np.ones((1, 5), int)))
    assert (
        found["degree"].agents == found["closeness"].agents == found["betweenness"].agents == pytest.approx([1.0])
    )
    assert found["eigenvector"].agents == pytest.approx([1.0])


def test_eigenvectors_are_the_first_singular_vectors():
    *_, incidence = davis()
    found = two_mode_centrality(incidence)["eigenvector"]
    left, _, right = np.linalg.svd(incidence.toarray())
    assert found.agents == pytest.approx(np.abs(left[:, 0]), abs=1e-9)
    assert found.activities == pytest.approx(np.abs(right[0]), abs=1e-9)


def test_a_pair_apart_is_not_the_closest_of_all():
    table = np.zeros((6, 6), int)
    table[:5, :5] = random_table(5, 5, 0.7, 1)
    table[0, :5] = table[:5, 0] = 1
    table[5, 5] = 1
    near = two_mode_centrality(csr_array(table))["closeness"]
    assert near.agents[5] == pytest.approx(1 / 11)
    assert near.agents[:5].min() > near.agents[5]
    assert max(near.agents.max(), near.activities.max()) <= 1


@pytest.mark.parametrize("seed", range(3))
def test_clustering_is_that_of_networkx(seed):
    table = random_table(12, 9, 0.25, seed)
    graph = as_graph(table)
    found = clustering(csr_array(table))
    expected = nx.bipartite.latapy_clustering(graph, range(12))
    for agent in range(12):
        meets = any(table[agent] @ table[other] for other in range(12) if other != agent)
        assert found[agent] == pytest.approx(expected[agent]) if meets else np.isnan(found[agent])
    assert four_cycle_ratio(csr_array(table)) == pytest.approx(nx.bipartite.robins_alexander_clustering(graph))
    assert density(csr_array(table)) == table.mean()


def test_the_make_up_is_what_enumeration_of_all_pairs_gives():
    table = random_table(14, 10, 0.2, 3)
    table[:, 4] = 0  # an empty activity
    table[13] = 0
    found = make_up(csr_array(table), most=3)
    shared = {(a, b): table[a] & table[b] for a, b in combinations(range(14), 2)}
    ties = {pair: both for pair, both in shared.items() if both.any()}
    assert found.ties == len(ties)
    assert found.shared_once == sum(both.sum() == 1 for both in ties.values())
    assert found.share_shared_once == found.shared_once / len(ties)
    assert found.meetings == sum(both.sum() for both in ties.values())
    assert found.solo_agents == 14 - len({agent for pair in ties for agent in pair})
    assert found.solo_agents >= 1
    sizes = table.sum(axis=0)
    assert dict(found.group_sizes) == {size: (sizes == size).sum() for size in sizes}
    assert (found.empty_activities, found.solo_activities) == ((sizes == 0).sum(), (sizes == 1).sum())
    newman = sum((both / np.maximum(sizes - 1, 1)).sum() for both in ties.values())
    assert [share.size for share in found.largest] == sorted(sizes, reverse=True)[:3]
    for share in found.largest:
        assert share.ties == sum(both[share.activity] for both in ties.values())
        assert share.only == sum(both[share.activity] and both.sum() == 1 for both in ties.values())
        assert share.by_newman == pytest.approx(share.ties / (share.size - 1) / newman)
        assert share.by_count == pytest.approx(share.ties / found.meetings)


def test_the_southern_women_are_18_by_14_with_89_attendances():
    *_, incidence = davis()
    found = make_up(incidence)
    assert (found.agents, found.activities, found.participations) == (18, 14, 89)
    assert (found.ties, found.meetings, found.solo_agents) == (139, 322, 0)
    assert found.largest[0].sentence(found.ties) == "18 of 139 ties come from one activity with 14 members"


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (3, 0), (0, 3), (4, 4)])
def test_tables_with_nothing_shared_have_numbers_and_no_error(shape):
    incidence = csr_array(np.eye(*shape, dtype=int))
    for measure in two_mode_centrality(incidence).values():
        assert measure.agents.shape == (shape[0],)
        assert measure.activities.shape == (shape[1],)
        assert np.isfinite([*measure.agents, *measure.activities]).all()
    assert np.isnan(four_cycle_ratio(incidence))
    assert np.isnan(clustering(incidence)).all()
    assert np.isnan(density(incidence)) == (0 in shape)
    found = make_up(incidence)
    assert (found.ties, found.solo_agents) == (0, shape[0])
    assert np.isnan(found.share_shared_once)


def test_an_attendance_counted_twice_is_refused():
    with pytest.raises(UsageError, match="Merge duplicate participations"):
        make_up(csr_array([[2]]))
