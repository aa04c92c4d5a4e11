"""Significance: published counts on the Southern Women, and verdicts that say what the data cannot tell."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.errors import UsageError
from kg.measures.corrections import adjusted
from kg.measures.nullmodels import MODELS
from kg.measures.significance import significance
from kg.measures.verdicts import FAMILIES


def cliques(number, size, activities):
    """Groups of agents that meet only among themselves, each time all of them."""
    return csr_array(np.kron(np.eye(number, dtype=int), np.ones((size, activities), dtype=int)))


def test_the_southern_women_have_139_pairs_that_share_322_events(southern_women):
    found = significance(csr_array(southern_women))
    assert (len(found.shared), found.shared.sum(), found.tests) == (139, 322, 153)


def test_the_exact_sdsm_finds_no_tie_of_the_southern_women_and_says_why(southern_women):
    found = significance(csr_array(southern_women), "sdsm", correction="none")
    assert round(found.smallest_p, 4) == 0.0884
    assert (found.p < 0.05).sum() == 0
    # Even two women who share all they can do not come below 0.05: it is the data, not the ties.
    assert found.verdict == "not enough data"
    assert 0.05 < found.smallest_attainable < 0.053
    assert set(found.verdicts) == {"not enough data"}


def test_the_hypergeometric_finds_17_ties_uncorrected_and_none_corrected(southern_women):
    table = csr_array(southern_women)
    assert significance(table, "fixed-row", correction="none").verdicts.count("significant") == 17
    for correction in ("holm", "benjamini-hochberg"):
        assert significance(table, "fixed-row", correction=correction).verdict == "none significant"


def test_the_fixed_column_model_finds_8_ties_in_two_tails_and_9_in_one(southern_women):
    """The published 8 come from the two-tailed tests of backbone 1.5; version 2 tests one tail."""
    table = csr_array(southern_women)
    assert (significance(table, "fixed-column", correction="none", signed=True).sign > 0).sum() == 8
    assert (significance(table, "fixed-column", correction="none").sign > 0).sum() == 9


def test_the_fdsm_finds_5_ties_uncorrected_and_none_corrected(southern_women):
    found = significance(csr_array(southern_women), "fdsm", correction="none", trials=10_000, seed=0)
    assert found.verdicts.count("significant") == 5
    largest = found.p[found.p < 0.05].max()
    assert largest == pytest.approx(0.0478, abs=3 * np.sqrt(0.0478 * 0.9522 * (1 / 10_000 + 1 / 20_000)))
    assert found.error[found.p == largest].max() == pytest.approx(0.0021, abs=0.0001)
    for correction in ("holm", "benjamini-hochberg"):
        assert adjusted(found.p, correction, found.tests).min() > 0.05


def test_a_strong_tie_is_significant_and_a_single_meeting_never_is():
    found = significance(cliques(8, 2, 6))
    assert found.verdict == "some significant"
    assert found.verdicts == ("significant",) * 8
    once = significance(cliques(200, 2, 1), correction="none", min_shared=1)
    assert set(once.verdicts) == {"significant"}
    twice = significance(cliques(200, 2, 1), correction="none")
    assert set(twice.verdicts) == {"not enough data"}
    assert twice.verdict == "not enough data"


def test_a_pair_that_could_have_shared_enough_but_did_not_has_too_few_shared():
    table = np.zeros((10, 60), int)
    for agent in range(0, 10, 2):
        table[agent : agent + 2, agent * 6 : agent * 6 + 6] = 1
    table[0, 59] = table[2, 59] = 1
    found = significance(csr_array(table), correction="none")
    by_pair = dict(zip(zip(found.one.tolist(), found.other.tolist(), strict=True), found.verdicts, strict=True))
    assert by_pair[(0, 1)] == "significant"
    assert by_pair[(0, 2)] == "too few shared"


def test_signed_ties_are_two_sided_and_find_pairs_that_avoid_each_other():
    table = np.zeros((8, 80), int)
    table[:4, :40] = table[4:, 40:] = 1
    table[:, ::9] = 1 - table[:, ::9] * 0
    found = significance(csr_array(table), "fixed-row", signed=True, correction="holm")
    sides = {(a < 4) == (b < 4): s for a, b, s in zip(found.one, found.other, found.sign, strict=True)}
    assert sides == {True: 1, False: -1}
    assert len(found.shared) == 28
    assert found.p == pytest.approx(np.minimum(1, 2 * np.minimum(found.upper, found.lower)))


@pytest.mark.parametrize("model", [model for model in MODELS if model != "fdsm"])
@pytest.mark.parametrize("signed", [False, True])
def test_no_p_is_smaller_than_the_smallest_attainable_one(model, signed):
    random = np.random.default_rng(7)
    for _ in range(15):
        table = csr_array((random.random((7, 9)) < random.random()).astype(int))
        found = significance(table, model, signed=signed, min_shared=1, correction="none")
        assert (found.attainable <= found.p * (1 + 1e-9)).all()
        assert found.smallest_attainable <= found.smallest_p * (1 + 1e-9)


@pytest.mark.parametrize(
    ("family", "tests"), [("all", 6 * 5 // 2), ("able", 4 * 3 // 2), ("shared", 4), ("min-shared", 2)]
)
def test_a_family_holds_the_pairs_that_it_says(family, tests):
    table = np.array(
        [
            [1, 1, 0, 0, 0],
            [1, 1, 0, 0, 1],
            [0, 0, 1, 1, 0],
            [0, 0, 1, 1, 0],
            [0, 0, 0, 0, 1],
            [0, 0, 0, 0, 1],
            [0] * 5,
        ]
    )
    found = significance(csr_array(table), family=family)
    shares = found.shared.tolist()
    assert sorted(shares) == [1, 1, 1, 2, 2]
    expected = {"shared": 5}.get(family, tests)
    assert found.tests == expected
    assert f"{expected} tests" in " ".join(found.account())
    inside = ~np.isnan(found.adjusted)
    assert inside.sum() == {"all": 5, "able": 2, "shared": 5, "min-shared": 2}[family]


def test_corrections_agree_with_their_definitions():
    random = np.random.default_rng(1)
    for tests in (12, 40):
        p = np.round(random.random(12), 2)
        whole = np.concatenate([p, np.ones(tests - 12)])
        for k, value in enumerate(p):
            below = [q for q in whole if q < value]
            holm = max((tests - sorted(whole).index(q)) * q for q in {*below, value})
            hochberg = min(tests * q / (whole <= q).sum() for q in {q for q in whole if q >= value})
            assert adjusted(p, "holm", tests)[k] == pytest.approx(min(holm, 1))
            assert adjusted(p, "benjamini-hochberg", tests)[k] == pytest.approx(min(hochberg, 1))


def test_a_p_that_stands_for_many_tests_is_corrected_like_all_of_them():
    p, ways = np.array([0.01, 0.002, 0.2, 0.01]), np.array([3, 1, 4, 2])
    for correction in ("holm", "benjamini-hochberg", "none"):
        whole = adjusted(np.repeat(p, ways), correction, 30)
        short = adjusted(p, correction, 30, ways)
        assert np.repeat(short, ways)[np.repeat(p, ways) != 0.01] == pytest.approx(
            whole[np.repeat(p, ways) != 0.01]
        )
        assert short[p == 0.01].min() == pytest.approx(whole[np.repeat(p, ways) == 0.01].min())


def test_ten_thousand_agents_are_tested_and_what_would_not_fit_is_refused():
    random = np.random.default_rng(0)
    table = np.zeros((10_000, 3_000), np.int8)
    table[random.integers(0, 10_000, 20_000), random.integers(0, 3_000, 20_000)] = 1
    wide = csr_array(table)
    assert significance(wide).tests > 20_000_000
    for asked in ({"signed": True}, {"model": "fdsm"}):
        with pytest.raises(UsageError, match="fewer agents"):
            significance(wide, **asked)


def test_too_few_random_networks_are_not_blamed_on_the_data():
    found = significance(cliques(8, 2, 6), "fdsm", correction="holm", trials=99)
    assert found.verdict == "not enough trials"
    assert "significant" not in found.verdicts
    assert "Not enough trials" in " ".join(found.account())


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "table",
    [
        np.zeros((0, 0)),
        np.zeros((0, 3)),
        np.zeros((4, 0)),
        np.ones((1, 5)),
        np.ones((5, 1)),
        np.eye(4),
        np.ones((4, 4)),
    ],
    ids=["empty", "no agents", "no activities", "one agent", "one activity", "all solo", "all everywhere"],
)
@pytest.mark.parametrize("signed", [False, True])
def test_tables_that_can_show_nothing_say_not_enough_data(model, table, signed):
    found = significance(csr_array(table.astype(int)), model, trials=50, signed=signed)
    assert found.verdict == "not enough data"
    assert set(found.verdicts) <= {"not enough data"}
    assert any("Not enough data" in sentence for sentence in found.account())


def test_groups_that_never_meet_are_tested_together():
    found = significance(cliques(4, 3, 10), correction="holm")
    assert len(found.shared) == 12
    assert found.tests == 66
    assert found.verdict == "some significant"


def test_the_order_of_rows_and_columns_changes_no_verdict(southern_women):
    random = np.random.default_rng(3)
    rows, columns = random.permutation(18), random.permutation(14)
    plain = significance(csr_array(southern_women), "fixed-row", correction="none")
    mixed = significance(csr_array(southern_women[rows][:, columns]), "fixed-row", correction="none")
    ties = {frozenset((a, b)): v for a, b, v in zip(plain.one, plain.other, plain.verdicts, strict=True)}
    turned = {
        frozenset((rows[a], rows[b])): v for a, b, v in zip(mixed.one, mixed.other, mixed.verdicts, strict=True)
    }
    assert ties == turned


def test_the_same_question_gives_the_same_bytes(southern_women):
    def answer():
        found = significance(csr_array(southern_women), "fdsm", trials=500, seed=4)
        return found.p.tobytes(), found.adjusted.tobytes(), found.verdicts, found.account()

    assert answer() == answer()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"model": "sdms"}, "no model 'sdms'. Did you mean 'sdsm'?"),
        ({"correction": "bonferoni"}, "no correction 'bonferoni'"),
        ({"family": "everyone"}, "no family 'everyone'"),
        ({"alpha": 5}, "alpha '5'"),
        ({"min_shared": 0}, "minimum of shared activities '0'"),
        ({"model": "fdsm", "trials": 0}, "number of trials '0'"),
    ],
)
def test_a_wrong_name_or_number_is_refused_with_what_would_do(changed, said):
    with pytest.raises(UsageError) as refused:
        significance(cliques(2, 2, 2), **changed)
    assert said in str(refused.value)


def test_an_agent_that_counts_twice_in_an_activity_is_refused():
    twice = csr_array((np.ones(3), ([0, 0, 1], [0, 0, 0])), shape=(2, 1))
    for table in (twice, csr_array(np.array([[2, 1], [1, 0]])), csr_array(np.array([[0.5, 1], [1, 0]]))):
        with pytest.raises(UsageError, match="0 and 1"):
            significance(table)


def test_every_family_and_model_is_described_in_words():
    for text in (*FAMILIES.values(), *MODELS.values()):
        assert len(text.split()) > 4


def by_pair(found):
    """What was found of each pair, by its rows."""
    return dict(zip(zip(found.one.tolist(), found.other.tolist(), strict=True), range(len(found.one)), strict=True))


@pytest.mark.parametrize("model", [model for model in MODELS if model != "fdsm"])
def test_meetings_that_make_no_tie_are_taken_from_what_a_pair_shares(southern_women, model):
    table = csr_array(southern_women)
    whole = significance(table, model, correction="none")
    both = np.flatnonzero(southern_women[0] & southern_women[1])
    rows = np.array(
        [(1, 0, at) for at in both[:2]] + [(0, 1, both[0]), (0, 1, np.flatnonzero(southern_women[0] == 0)[0])]
    )
    found = significance(table, model, correction="none", excluded=rows)
    at, before = by_pair(found), by_pair(whole)
    assert (found.excluded, found.barred, found.tests, len(at)) == (2, 0, 153, len(before))
    assert found.shared[at[0, 1]] == len(both) - 2
    assert found.p[at[0, 1]] > whole.p[before[0, 1]]
    assert found.attainable[at[0, 1]] > whole.attainable[before[0, 1]]
    others = [pair for pair in at if pair != (0, 1)]
    assert [found.p[at[pair]] for pair in others] == [whole.p[before[pair]] for pair in others]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("signed", [False, True])
def test_a_pair_that_nothing_ties_is_in_no_family(southern_women, model, signed):
    table = csr_array(southern_women)
    apart = np.argwhere(np.triu(southern_women @ southern_women.T == 0, 1))[0]
    closed = csr_array((np.ones(2), (apart, apart[::-1])), shape=(18, 18))
    rows = np.array([(0, 1, at) for at in np.flatnonzero(southern_women[0] & southern_women[1])])
    found = significance(table, model, trials=50, signed=signed, excluded=rows, closed=closed)
    assert found.tests == 151
    assert found.barred == 2
    assert (0, 1) not in by_pair(found)
    assert tuple(apart.tolist()) not in by_pair(found)
    assert len(found.one) == (151 if signed else 138)
    assert any("2 pairs that nothing else ties" in sentence for sentence in found.account())


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("model", MODELS)
def test_tables_with_exclusions_keep_every_bound_on_p(model, family):
    random = np.random.default_rng(11)
    for _ in range(12):
        table = (random.random((7, 9)) < random.random()).astype(int)
        rows = np.stack([random.integers(0, 7, 60), random.integers(0, 7, 60), random.integers(0, 9, 60)], axis=1)
        signed = bool(random.random() < 0.5)
        found = significance(
            csr_array(table), model, family=family, min_shared=1, signed=signed, trials=30, excluded=rows
        )
        expected = {}
        for one in range(7):
            for other in range(one + 1, 7):
                shared = set(np.flatnonzero(table[one] & table[other]))
                left = shared - {at for a, b, at in rows.tolist() if {a, b} == {one, other}}
                if table[one].any() and table[other].any() and (left or (signed and not shared)):
                    expected[one, other] = len(left)
        assert {pair: found.shared[at] for pair, at in by_pair(found).items()} == expected
        assert (found.attainable <= found.p * (1 + 1e-9)).all()
        assert found.tests >= (~np.isnan(found.adjusted)).sum()


def test_excluded_meetings_that_are_not_three_numbers_are_refused():
    with pytest.raises(UsageError, match="agent, agent, activity"):
        significance(cliques(2, 2, 2), excluded=np.array([[0, 1]]))


def test_what_is_tested_in_an_analysis_is_what_the_network_ties(shipped):
    from kg.networks import Selection, participation_table
    from kg.networks.analysis import Choices, analyse

    found = analyse(participation_table(shipped, Selection()), Choices(draws=10, runs=5))
    ties = set(zip(found.projection.one.tolist(), found.projection.other.tolist(), strict=True))
    assert found.projection.untied
    assert set(by_pair(found.significance)) == ties
    assert found.significance.excluded == len(found.projection.untied)
