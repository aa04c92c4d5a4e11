"""Null models: fitted degrees, exact tails and random networks, against brute force, bicm and the R package backbone."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy.sparse import csr_array

from kg.measures.configuration import configuration_model
from kg.measures.nullmodels import MODELS, Pairs, most_shared, pair_tests
from kg.measures.tails import fixed_fill, hypergeometric, poisson_binomial, poisson_binomials
from kg.measures.trades import exceedances, sample_networks

#: The table of the unit tests of the R package backbone, and what they print to three places.
TABLE = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])


def probabilities(rows, columns):
    model = configuration_model(rows, columns)
    return model.probabilities[model.row_class][:, model.column_class]


def matrices(rows, columns):
    """All 0/1 matrices with these degrees, one by one."""
    choices = [
        [np.isin(np.arange(len(columns)), held) for held in combinations(range(len(columns)), r)] for r in rows
    ]
    return [np.array(m, int) for m in product(*choices) if (np.sum(m, axis=0) == columns).all()]


def random_tables(number, most=6, seed=0):
    random = np.random.default_rng(seed)
    for _ in range(number):
        shape = random.integers(1, most + 1, 2)
        yield (random.random(shape) < random.random()).astype(int)


def all_pairs(table):
    one, other = np.triu_indices(len(table), 1)
    incidence = csr_array(table)
    shared = (table @ table.T)[one, other]
    degree = table.sum(axis=1)
    fewest = np.maximum(degree[one] + degree[other] - table.shape[1], 0)
    return incidence, Pairs(one, other, shared, most_shared(incidence, one, other), fewest)


def brute_force_tails(trials, at):
    """P(X >= at) and P(X <= at) by going through every outcome of independent trials."""
    upper = lower = 0.0
    for outcome in product((0, 1), repeat=len(trials)):
        chance = np.prod([p if hit else 1 - p for p, hit in zip(trials, outcome, strict=True)])
        upper += chance * (sum(outcome) >= at)
        lower += chance * (sum(outcome) <= at)
    return upper, lower


def test_cell_probabilities_are_those_of_the_backbone_unit_tests():
    fitted = probabilities([1, 1, 2], [1, 1, 2])
    assert np.round(fitted, 3).tolist() == [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]


def test_tails_are_exact_where_backbone_approximates():
    trials = [0.123, 0.234, 0.345, 0.456, 0.567, 0.678, 0.789, 0.801, 0.911]
    terms = poisson_binomial(trials, np.ones(9, int))
    upper, lower = brute_force_tails(trials, 5)
    assert terms[:6].sum() == pytest.approx(lower, abs=1e-14)
    assert terms[5:].sum() == pytest.approx(upper, abs=1e-14)
    assert (round(lower, 4), round(upper, 4)) == (0.6791, 0.6284)


def test_fitted_degrees_equal_the_observed_ones_whatever_the_table():
    for table in random_tables(400):
        fitted = probabilities(table.sum(axis=1), table.sum(axis=0))
        assert np.abs(fitted.sum(axis=1) - table.sum(axis=1)).max() < 1e-9
        assert np.abs(fitted.sum(axis=0) - table.sum(axis=0)).max() < 1e-9


def test_cells_are_certain_exactly_where_every_matrix_with_the_degrees_agrees():
    for table in random_tables(60, most=4, seed=1):
        rows, columns = table.sum(axis=1), table.sum(axis=0)
        mean = np.mean(matrices(rows, columns), axis=0)
        fitted = probabilities(rows, columns)
        assert ((fitted == 0) == (mean == 0)).all()
        assert ((fitted == 1) == (mean == 1)).all()


def test_forced_cells_are_found_without_any_full_or_empty_row_or_column():
    fitted = probabilities([3, 3, 1, 1], [3, 3, 1, 1])
    assert fitted[:2, :2].tolist() == [[1, 1], [1, 1]]
    assert fitted[2:, 2:].tolist() == [[0, 0], [0, 0]]
    assert fitted[:2, 2:] == pytest.approx(0.5)


@pytest.mark.parametrize(("rows", "columns"), [([], []), ([0], [0]), ([1], [1]), ([0, 0], []), ([2, 2], [2, 2])])
def test_a_table_without_any_choice_is_fitted_at_once(rows, columns):
    fitted = probabilities(rows, columns)
    assert fitted.shape == (len(rows), len(columns))
    assert fitted.sum() == sum(rows)


@pytest.mark.parametrize(("rows", "columns"), [([1], [0]), ([3], [1, 1]), ([2, 2], [3, 1]), ([-1, 1], [0])])
def test_degrees_that_no_matrix_has_are_refused(rows, columns):
    with pytest.raises(ValueError, match="no matrix has these degrees"):
        configuration_model(rows, columns)


def test_the_fit_converges_one_short_of_full_and_with_heavy_tails():
    random = np.random.default_rng(5)
    weights = np.outer(random.pareto(1, 200) + 0.1, random.pareto(1.2, 900) + 0.1)
    table = (random.random(weights.shape) < np.minimum(weights / weights.mean() * 0.04, 1)).astype(int)
    table[0], table[0, 0] = 1, 0
    table[:, 1], table[1, 1] = 1, 0
    fitted = probabilities(table.sum(axis=1), table.sum(axis=0))
    assert np.abs(fitted.sum(axis=1) - table.sum(axis=1)).max() < 1e-8
    assert np.abs(fitted.sum(axis=0) - table.sum(axis=0)).max() < 1e-8


def test_sums_of_unequal_trials_agree_with_brute_force():
    random = np.random.default_rng(2)
    for _ in range(40):
        kinds = random.integers(1, 5)
        p = random.choice([0, 1, 0.5, 1e-9, 0.999, random.random()], kinds)
        counts = random.integers(0, 3, kinds)
        trials = np.repeat(p, counts)
        terms = poisson_binomial(p, counts)
        assert terms.sum() == pytest.approx(1, abs=1e-13)
        for at in range(len(terms)):
            upper, lower = brute_force_tails(trials, at)
            assert terms[at:].sum() == pytest.approx(upper, rel=1e-12, abs=1e-99)
            assert terms[: at + 1].sum() == pytest.approx(lower, rel=1e-12, abs=1e-99)


def test_a_shortened_sum_keeps_the_digits_of_its_smallest_tail():
    from fractions import Fraction

    p, counts, most = [0.001, 0.02, 0.3], [400, 60, 5], 14
    exact = [Fraction(1)]
    for chance, number in zip(p, counts, strict=True):
        hit = Fraction(chance).limit_denominator(10**6)
        for _ in range(number):
            exact = [a * (1 - hit) + b * hit for a, b in zip([*exact, 0], [0, *exact], strict=True)][:60]
    terms = poisson_binomial(p, counts, most)
    assert len(terms) < 60
    assert terms[most:].sum() == pytest.approx(float(sum(exact[most:])), rel=1e-12)


def test_many_sums_side_by_side_equal_each_alone():
    random = np.random.default_rng(6)
    counts = np.array([1, 1, 3, 40, 0, 900])
    rows = random.random((60, 6)) ** 6
    rows[3, 1] = rows[5, 2] = 1
    rows[4, 3] = 0
    for full in (False, True):
        rows[:, 0] = 1 if full else rows[:, 0]
        most = random.integers(0, 30, 60)
        found = dict(poisson_binomials(rows, counts, most))
        assert sorted(found) == list(range(60))
        for at, terms in found.items():
            alone = poisson_binomial(rows[at], counts, int(most[at]))
            size = min(terms.size, alone.size)
            assert terms[:size] == pytest.approx(alone[:size], rel=1e-11, abs=1e-90)
            assert terms[most[at] :].sum() == pytest.approx(alone[most[at] :].sum(), rel=1e-11)


def test_a_long_sum_agrees_with_its_discrete_fourier_transform():
    random = np.random.default_rng(8)
    p, counts = random.random(20) ** 2, random.integers(1, 150, 20)
    size = counts.sum() + 1
    waves = np.exp(-2j * np.pi * np.arange(size) / size)
    transform = np.exp((counts * np.log(1 - p + p * waves[:, None])).sum(axis=1))
    expected = np.fft.ifft(transform).real
    terms = poisson_binomial(p, counts)
    assert np.abs(terms - expected[: terms.size]).max() < 1e-13


def test_the_hypergeometric_and_the_fixed_fill_model_count_tables():
    for activities, one, other in [(4, 3, 2), (5, 5, 2), (3, 0, 2), (6, 3, 3)]:
        held = [set(c) for c in combinations(range(activities), other)]
        counts = np.bincount([len(h & set(range(one))) for h in held], minlength=min(one, other) + 1)
        assert hypergeometric(activities, one, other) == pytest.approx(counts / len(held), abs=1e-14)
    cells = [np.isin(np.arange(9), held).reshape(3, 3) for held in combinations(range(9), 4)]
    counts = np.bincount([(c[0] & c[1]).sum() for c in cells], minlength=4)
    assert fixed_fill(3, 3, 4) == pytest.approx(counts / len(cells), abs=1e-14)


def test_fixed_models_agree_with_the_backbone_unit_tests():
    incidence, pairs = all_pairs(TABLE)
    row, fill, column = (
        pair_tests(incidence, model, pairs) for model in ("fixed-row", "fixed-fill", "fixed-column")
    )
    assert row.upper.round(3).tolist() == [1, 0.5, 1]
    assert row.lower.round(3).tolist() == [0.25, 1, 0.5]
    assert fill.upper.round(3).tolist() == [1, 0.173, 1]
    assert fill.lower.round(3).tolist() == [0.268, 0.996, 0.268]
    # backbone prints .114 and .432 by an approximation: the exact chances are 1/9 and 4/9.
    assert column.upper == pytest.approx([1, 1 / 9, 1])
    assert column.lower == pytest.approx([4 / 9, 1, 4 / 9])


def test_the_sdsm_agrees_with_every_outcome_of_the_fitted_cells():
    incidence, pairs = all_pairs(TABLE)
    fitted = probabilities(TABLE.sum(axis=1), TABLE.sum(axis=0))
    tested = pair_tests(incidence, "sdsm", pairs)
    for at in range(3):
        trials = fitted[pairs.one[at]] * fitted[pairs.other[at]]
        upper, lower = brute_force_tails(trials, pairs.shared[at])
        assert (tested.upper[at], tested.lower[at]) == pytest.approx((upper, lower), abs=1e-9)
    # backbone's approximation prints .977, .549, .972 and .354, .844, .476.
    assert tested.upper == pytest.approx([0.977, 0.549, 0.972], abs=0.03)
    assert tested.lower == pytest.approx([0.354, 0.844, 0.476], abs=0.03)


def test_random_networks_are_uniform_over_all_with_the_degrees():
    table = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1], [0, 1, 1, 0]])
    possible = matrices(table.sum(axis=1), table.sum(axis=0))
    seen = dict.fromkeys((m.tobytes() for m in possible), 0)
    for size, stacked in sample_networks(csr_array(table), 6000, seed=3):
        for k in range(size):
            seen[stacked[4 * k : 4 * k + 4, 4 * k : 4 * k + 4].toarray().astype(int).tobytes()] += 1
    expected = 6000 / len(possible)
    chi_square = sum((count - expected) ** 2 / expected for count in seen.values())
    assert len(possible) == 48
    assert chi_square < 82  # the 0.999 quantile at 47 degrees of freedom


def test_random_networks_keep_every_degree_in_either_direction():
    for table in random_tables(25, seed=4):
        agents, activities = table.shape
        for size, stacked in sample_networks(csr_array(table), 5, seed=1, rounds=3):
            for k in range(size):
                one = stacked[agents * k : agents * (k + 1), activities * k : activities * (k + 1)].toarray()
                assert (one.sum(axis=1) == table.sum(axis=1)).all()
                assert (one.sum(axis=0) == table.sum(axis=0)).all()
                assert one.max(initial=0) <= 1
            assert stacked.sum() == size * table.sum()


@pytest.mark.parametrize("turned", [False, True])
def test_one_agent_in_most_activities_is_mixed_as_well_as_the_rest(turned):
    """What is left of the observed network must be what is left after ten times as many trades."""
    random = np.random.default_rng(4)
    table = np.zeros((60, 400), int)
    table[0, :320] = 1
    for agent in range(1, 60):
        table[agent, random.choice(400, 8, replace=False)] = 1
    table = table.T if turned else table

    def left(rounds):
        kept = [
            (
                stacked.toarray().reshape(size, len(table), size, -1)[np.arange(size), :, np.arange(size)] * table
            ).sum()
            for size, stacked in sample_networks(csr_array(table), 40, seed=2, **rounds)
        ]
        return sum(kept) / 40 / table.sum()

    assert left({}) == pytest.approx(left({"rounds": 200}), abs=0.01)
    assert left({}) < 0.8


def test_the_fdsm_agrees_with_all_networks_that_have_the_degrees():
    incidence, pairs = all_pairs(TABLE)
    possible = [(m @ m.T)[pairs.one, pairs.other] for m in matrices(TABLE.sum(axis=1), TABLE.sum(axis=0))]
    exact = np.mean([found >= pairs.shared for found in possible], axis=0)
    tested = pair_tests(incidence, "fdsm", pairs, trials=4000, seed=2)
    assert np.abs(tested.upper - exact).max() < 4 * np.sqrt(0.25 / 4000)
    # backbone prints .265 from 1,000 trials of its own.
    assert tested.upper == pytest.approx([1, 0.265, 1], abs=0.04)


def test_the_same_seed_gives_the_same_networks_and_another_seed_others():
    incidence, pairs = all_pairs(np.random.default_rng(0).integers(0, 2, (6, 8)))
    asked = (pairs.one, pairs.other), (pairs.shared, pairs.most, pairs.fewest)
    first, again, other = (exceedances(incidence, *asked, trials=300, seed=seed) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


@pytest.mark.parametrize("model", MODELS)
def test_every_model_takes_tables_with_next_to_nothing_in_them(model):
    for table in (
        np.zeros((0, 0)),
        np.zeros((3, 0)),
        np.zeros((1, 4)),
        np.eye(3),
        np.ones((3, 3)),
        np.ones((2, 1)),
    ):
        incidence, pairs = all_pairs(table.astype(int))
        tested = pair_tests(incidence, model, pairs, trials=20)
        for tail in tested[:4]:
            assert tail.shape == pairs.shared.shape
            assert ((tail > 0) & (tail <= 1)).all()


@pytest.mark.filterwarnings("ignore:First-class function type")
def test_probabilities_and_tails_equal_those_of_bicm(southern_women, monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # compiling takes longer than the sums
    bicm = pytest.importorskip("bicm", reason="bicm is in the test extra")
    incidence, pairs = all_pairs(southern_women)
    rival = bicm.BipartiteGraph(southern_women)
    rival.solve_tool(verbose=False)
    fitted = probabilities(southern_women.sum(axis=1), southern_women.sum(axis=0))
    assert np.abs(rival.get_bicm_matrix() - fitted).max() < 1e-8
    # Without its progress bar bicm works out no exact p at all, and below alpha 1 it stops where none is significant.
    rival.compute_projection(rows=True, alpha=1, approx_method="poibin", threads_num=1, progress_bar=True)
    theirs = rival.get_projected_pvals_mat(layer="rows")[pairs.one, pairs.other]
    ours = pair_tests(incidence, "sdsm", pairs).upper
    assert np.abs(theirs - ours)[pairs.shared > 0].max() < 1e-7
