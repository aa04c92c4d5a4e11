"""Suggestions say why, leave out who is tied already, and are held against what followed and against popularity."""

import itertools
import math
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.affinity import resource_allocation, topic_overlap
from kg.measures.dated import Dated
from kg.measures.holdout import BETTER, NOT_ENOUGH, SAME, WORSE, holdout
from kg.measures.suggestions import suggest


def random_incidence(agents, activities, share, seed):
    return csr_array((np.random.default_rng(seed).random((agents, activities)) < share).astype(float))


def walked(incidence):
    """What reaches each agent from each other when units walk from activity to agents, activities and agents."""
    table = incidence.toarray() != 0
    agents, activities = table.shape
    reached = [[Fraction(0)] * agents for _ in range(agents)]
    for i in range(agents):
        for l in range(activities):  # noqa: E741 - the letter of the paper
            if not table[i, l]:
                continue
            for u in np.flatnonzero(table[:, l]):
                held = Fraction(1, int(table[:, l].sum())) / int(table[u].sum())
                for m in np.flatnonzero(table[u]):
                    for j in np.flatnonzero(table[:, m]):
                        reached[i][j] += held / int(table[:, m].sum())
    return np.array(reached, dtype=float)


@pytest.mark.parametrize("seed", range(5))
def test_the_allocation_is_that_of_units_walking_from_activity_to_agents_and_on(seed):
    incidence = random_incidence(7, 9, 0.25, seed)
    expected = walked(incidence)
    np.fill_diagonal(expected, 0)
    found = resource_allocation(incidence).toarray()
    assert found == pytest.approx(expected, abs=1e-14)
    assert (found == found.T).all()


def test_nothing_is_lost_on_the_way_and_no_more_arrives_than_an_agent_has_activities():
    incidence = random_incidence(12, 15, 0.3, 3)
    reached = walked(incidence)
    assert reached.sum(axis=1) == pytest.approx(incidence.sum(axis=1))
    assert resource_allocation(incidence).toarray() == pytest.approx(reached - np.diag(np.diag(reached)))


def test_in_activities_of_two_the_allocation_is_the_index_over_common_neighbours_of_networkx():
    """Each of two activities of k = 2 passes on a half: a quarter of the sum of 1/degree over common partners."""
    graph = nx.gnp_random_graph(14, 0.25, seed=4)
    incidence = np.zeros((14, graph.number_of_edges()))
    for number, (a, b) in enumerate(graph.edges):
        incidence[[a, b], number] = 1
    found = resource_allocation(csr_array(incidence))
    for a, b, index in nx.resource_allocation_index(graph):
        assert found[a, b] == pytest.approx(index / 4)


@pytest.mark.parametrize("seed", range(3))
def test_overlap_of_topics_is_the_cosine_or_the_share_of_common_topics(seed):
    topics = np.random.default_rng(seed).integers(0, 4, (6, 5)) * (
        np.random.default_rng(seed + 9).random((6, 5)) < 0.5
    )
    cosine = topic_overlap(csr_array(topics)).toarray()
    jaccard = topic_overlap(csr_array(topics), "jaccard").toarray()
    for a, b in itertools.combinations(range(6), 2):
        lengths = math.sqrt((topics[a] ** 2).sum() * (topics[b] ** 2).sum())
        assert cosine[a, b] == pytest.approx((topics[a] * topics[b]).sum() / lengths if lengths else 0)
        of_a, of_b = set(np.flatnonzero(topics[a])), set(np.flatnonzero(topics[b]))
        assert jaccard[a, b] == pytest.approx(len(of_a & of_b) / len(of_a | of_b) if of_a | of_b else 0)


@pytest.mark.parametrize("overlap", ["cosine", "jaccard"])
@pytest.mark.parametrize("seed", range(3))
def test_suggestions_are_all_untied_pairs_by_score_with_reasons_that_add_up(seed, overlap):
    incidence = random_incidence(9, 8, 0.22, seed)
    topics = csr_array(np.random.default_rng(seed).integers(0, 3, (9, 4)))
    found = suggest(incidence, topics, topic_weight=0.3, overlap=overlap, most=1000, reasons=1000)
    allocation, common = walked(incidence), topic_overlap(topics, overlap).toarray()
    tied = (incidence @ incidence.T).toarray() > 0
    untied = [(a, b) for a, b in itertools.combinations(range(9), 2) if not tied[a, b]]
    greatest = max(allocation[pair] for pair in untied)
    score = {pair: 0.7 * allocation[pair] / greatest + 0.3 * common[pair] for pair in untied}
    assert {(s.a, s.b) for s in found.suggestions} == {pair for pair in untied if score[pair] > 1e-12}
    assert found.candidates == len(found.suggestions)
    for one, following in itertools.pairwise(found.suggestions):
        assert (-one.score, one.a, one.b) < (-following.score, following.a, following.b)
    degree, size = incidence.sum(axis=1), incidence.sum(axis=0)
    for one in found.suggestions:
        assert one.score == pytest.approx(score[one.a, one.b])
        assert one.rank == 1 + sum(other.score > one.score for other in found.suggestions)
        for why in (one.partners, one.activities_a, one.activities_b):
            assert sum(reason.share for reason in why) == pytest.approx(1 if one.allocation else 0)
            assert [reason.share for reason in why] == sorted((reason.share for reason in why), reverse=True)
        assert sum(reason.share for reason in one.topics) == pytest.approx(1 if one.overlap else 0)
        for partner, share in one.partners:
            passed = incidence[[partner]].toarray()[0] / np.maximum(size, 1)
            by = (incidence[[one.a]].toarray()[0] @ passed) * (incidence[[one.b]].toarray()[0] @ passed)
            assert share * one.allocation == pytest.approx(by / degree[partner])
        assert all(incidence[one.a, reason.number] for reason in one.activities_a)
        assert all(incidence[one.b, reason.number] for reason in one.activities_b)
        assert all(topics[one.a, reason.number] and topics[one.b, reason.number] for reason in one.topics)


def test_the_activities_named_are_those_the_resource_comes_from():
    """Agent 0 meets 2's partner in a small activity and in a large one: the small one counts for more."""
    incidence = np.zeros((8, 3))
    incidence[[0, 1], 0] = 1
    incidence[[0, 1, 3, 4, 5, 6], 1] = 1
    incidence[[1, 2], 2] = 1
    found = suggest(csr_array(incidence), agent=2).suggestions
    (best,) = [one for one in found if (one.a, one.b) == (0, 2)]
    assert [reason.number for reason in best.activities_a] == [0, 1]
    assert best.activities_a[0].share == pytest.approx((1 / 2) / (1 / 2 + 1 / 6))
    assert best.activities_b == ((2, 1.0),)


def test_pairs_that_are_closed_are_never_suggested_from_whichever_side_they_are_named():
    chain = csr_array(np.array([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1]]))
    assert {(s.a, s.b) for s in suggest(chain).suggestions} == {(0, 2), (1, 3)}
    closed = np.zeros((4, 4))
    closed[2, 0] = 1
    assert {(s.a, s.b) for s in suggest(chain, closed=csr_array(closed)).suggestions} == {(1, 3)}


def test_asking_for_one_agent_keeps_its_scores_and_ranks_its_own_pairs():
    incidence = random_incidence(12, 12, 0.18, 1)
    everything = {(s.a, s.b): s.score for s in suggest(incidence, most=1000).suggestions}
    mine = suggest(incidence, agent=5, most=1000).suggestions
    assert {(s.a, s.b): s.score for s in mine} == {pair: s for pair, s in everything.items() if 5 in pair}
    assert mine[0].rank == 1


def test_equal_scores_share_a_rank_and_a_cut_among_them_is_said():
    star = np.zeros((5, 4))
    star[0] = 1
    star[range(1, 5), range(4)] = 1
    found = suggest(csr_array(star), most=2)
    assert [(s.rank, s.a, s.b) for s in found.suggestions] == [(1, 1, 2), (1, 1, 3)]
    assert (found.candidates, found.cut_ties) == (6, 4)


def test_topics_alone_suggest_agents_without_a_common_partner():
    apart = csr_array(np.eye(3))
    topics = csr_array(np.array([[1, 0], [1, 1], [0, 0]]))
    found = suggest(apart, topics)
    assert [(s.a, s.b) for s in found.suggestions] == [(0, 1)]
    assert found.suggestions[0].score == pytest.approx(0.5 / math.sqrt(2))
    assert found.suggestions[0].partners == ()
    assert suggest(apart).suggestions == ()


@pytest.mark.parametrize(
    "incidence",
    [
        np.zeros((0, 0)),
        np.zeros((0, 3)),
        np.zeros((3, 0)),
        np.zeros((3, 2)),
        np.ones((1, 1)),
        np.ones((4, 5)),
        np.eye(4),
    ],
    ids=["nothing", "no agents", "no activities", "no participations", "one", "all in all", "all solo"],
)
def test_where_nobody_is_near_nothing_is_suggested(incidence):
    found = suggest(csr_array(incidence))
    assert (found.suggestions, found.candidates, found.cut_ties) == ((), 0, 0)


def test_an_entry_that_is_given_twice_or_weighted_counts_once():
    chain = np.array([[1, 0], [1, 1], [0, 1]])
    twice = csr_array((np.ones(5), ([0, 0, 1, 1, 2], [0, 0, 0, 1, 1])), shape=(3, 2))
    assert suggest(twice) == suggest(csr_array(chain)) == suggest(csr_array(chain * 7))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"topic_weight": 1.2}, "share from 0 to 1"),
        ({"topic_weight": float("nan")}, "share from 0 to 1"),
        ({"topics": csr_array((2, 2))}, "one row for each"),
        ({"topics": csr_array(-np.ones((3, 2)))}, "below 0"),
        ({"topics": csr_array((3, 2)), "overlap": "cosin"}, "Did you mean 'cosine'"),
        ({"agent": 3}, "agent 3: there are 3"),
        ({"agent": -1}, "agent -1"),
        ({"most": 0}, "1 or more"),
        ({"reasons": -1}, "reasons from 0"),
        ({"closed": csr_array((2, 2))}, "each of 3 agents"),
    ],
)
def test_what_cannot_be_suggested_from_is_refused_with_the_reason(options, said):
    with pytest.raises(UsageError, match=said):
        suggest(csr_array(np.array([[1, 0], [1, 1], [0, 1]])), **options)


def yearly(rows, agents, activities):
    agent, activity, first = zip(*rows, strict=True)
    years = np.array(first, dtype=float)
    return Dated(np.array(agent), np.array(activity), years, years, agents, activities)


@pytest.mark.parametrize("seed", range(6))
def test_the_hold_out_scores_are_those_of_comparing_every_pair_with_every_other(seed):
    rng = np.random.default_rng(seed)
    rows = [
        (int(a), n, 1990 + n)
        for n in range(14)
        for a in rng.choice(12, size=int(rng.integers(1, 4)), replace=False)
    ]
    topics = csr_array(rng.integers(0, 2, (14, 3)))
    found = holdout(yearly(rows, 12, 14), 1998, topics, topic_weight=0.4, at=(1, 3, 10, 500), resamples=20)
    train = np.zeros((12, 14))
    test = np.zeros((12, 14))
    for a, n, year in rows:
        (train if year <= 1998 else test)[a, n] = 1
    seen = {a for a in range(12) if train[a].any()}
    pairs = [(a, b) for a, b in itertools.combinations(sorted(seen), 2) if not train[a] @ train[b]]
    hit = {pair: bool(test[pair[0]] @ test[pair[1]]) for pair in pairs}
    new = [(a, b) for a, b in itertools.combinations(range(12), 2) if test[a] @ test[b] and not {a, b} <= seen]
    assert (found.agents, found.candidates) == (len(seen), len(pairs))
    assert (found.test_ties, found.beyond_reach) == (sum(hit.values()), len(new))
    assert found.base_rate == pytest.approx(np.mean(list(hit.values())))
    partners = {a: sum(bool(train[a] @ train[b]) for b in seen - {a}) for a in seen}
    allocation, common = walked(csr_array(train)), topic_overlap(csr_array(train @ topics.toarray())).toarray()
    greatest = max(allocation[pair] for pair in pairs) or 1
    by_name = {
        "allocation": {p: allocation[p] for p in pairs},
        "topics": {p: common[p] for p in pairs},
        "combined": {p: 0.6 * allocation[p] / greatest + 0.4 * common[p] for p in pairs},
        "popularity": {p: partners[p[0]] * partners[p[1]] for p in pairs},
    }
    assert set(found.scores) == set(by_name)
    for name, score in by_name.items():
        score = {pair: round(value, 10) for pair, value in score.items()}
        wins = [
            (score[p] > score[q]) + (score[p] == score[q]) / 2
            for p in pairs if hit[p] for q in pairs if not hit[q]
        ]  # fmt: skip
        assert found.scores[name].auc == pytest.approx(np.mean(wins))
        for k, precision in zip((1, 3, 10, 500), found.scores[name].precision, strict=True):
            k = min(k, len(pairs))
            level = sorted(score.values(), reverse=True)[k - 1]
            above = [hit[p] for p in pairs if score[p] > level]
            equal = [hit[p] for p in pairs if score[p] == level]
            assert precision == pytest.approx((sum(above) + (k - len(above)) * np.mean(equal)) / k)


def circles(seed, by_circle):
    """Sixty agents in five circles meet in threes, later again: within their circle, or whoever is popular."""
    rng = np.random.default_rng(seed)
    popular = np.concatenate([np.arange(6), rng.integers(0, 6, 40), np.arange(60)])
    rows = []
    for n in range(120):
        of_circle, of_all = rng.choice(12, 3, replace=False) + 12 * (n % 5), np.unique(rng.choice(popular, 3))
        rows += [(int(a), n, 1990 if n < 60 else 2000) for a in (of_circle if by_circle else of_all)]
    return yearly(rows, 60, 120)


def test_where_partners_of_partners_meet_the_suggestions_beat_popularity():
    found = holdout(circles(1, by_circle=True), 1995)
    assert found.verdict == BETTER
    assert found.scores["combined"].auc > 0.8 > found.scores["popularity"].auc
    assert 0 < found.interval[0] <= found.difference <= found.interval[1]
    assert found.scores["combined"].precision[0] > found.base_rate


def test_where_the_popular_meet_the_suggestions_are_not_said_to_beat_popularity():
    found = holdout(circles(2, by_circle=False), 1995)
    assert found.scores["popularity"].auc > 0.6
    assert found.verdict in (SAME, WORSE)


def test_few_test_ties_or_few_activities_are_not_enough_data():
    rows = [(a, a, 1990) for a in range(12)]
    one_large = yearly(rows + [(a, 12, 2000) for a in range(8)], 12, 13)
    found = holdout(one_large, 1995)
    assert (found.test_ties, found.test_activities, found.verdict) == (28, 1, NOT_ENOUGH)
    everyone = yearly(rows + [(a, 12 + n, 2000) for n in range(6) for a in range(12)], 12, 18)
    assert holdout(everyone, 1995).verdict == NOT_ENOUGH
    nothing = holdout(yearly(rows, 12, 12), 1995)
    assert (nothing.test_ties, nothing.verdict) == (0, NOT_ENOUGH)
    assert math.isnan(nothing.scores["combined"].auc)
    assert holdout(yearly(rows, 12, 12), 1980).agents == 0


def test_participations_that_may_lie_on_either_side_are_left_out_and_counted():
    nan = math.nan
    agent = np.array([0, 1, 0, 1, 2, 2])
    activity = np.array([0, 1, 2, 2, 0, 1])
    first = np.array([1990, nan, 2000, 2000, nan, nan])
    last = np.array([1990, 1991, 2000, np.inf, nan, 1999])
    found = holdout(Dated(agent, activity, first, last, 3, 3), 1995)
    assert (found.undated, found.agents, found.test_ties) == (2, 2, 1)


def test_who_joins_an_activity_later_makes_a_test_tie():
    early = yearly([(0, 0, 1990), (1, 1, 1990), (1, 0, 2000)], 2, 2)
    found = holdout(early, 1995)
    assert (found.test_ties, found.test_activities) == (1, 1)


def test_topics_of_later_activities_do_not_leak_into_the_hold_out():
    rows = [(0, 0, 1990), (1, 1, 1990), (2, 2, 1990), (0, 3, 2000), (1, 3, 2000)]
    topics = np.zeros((4, 2))
    topics[3, 0] = topics[2, 1] = 1
    found = holdout(yearly(rows, 3, 4), 1995, csr_array(topics))
    assert found.scores["topics"].auc == 0.5


def test_the_same_seed_gives_the_same_hold_out():
    data = circles(3, by_circle=True)
    assert holdout(data, 1995, seed=4) == holdout(data, 1995, seed=4)
    assert holdout(data, 1995, seed=4).interval != holdout(data, 1995, seed=5).interval


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"at": (0,)}, "precision at 0"),
        ({"resamples": 0}, "1 or more"),
        ({"seed": -2}, "seed"),
        ({"activity_topics": csr_array((3, 1))}, "each of 120"),
        ({"topic_weight": -1, "activity_topics": csr_array((120, 1))}, "share from 0 to 1"),
    ],
)
def test_a_hold_out_that_cannot_be_made_is_refused_with_the_reason(options, said):
    with pytest.raises(UsageError, match=said):
        holdout(circles(1, by_circle=True), 1995, **options)
