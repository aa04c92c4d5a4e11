"""The same question gives the same rows in the same places, and what a query leaves open is said."""

import hashlib
import os

import pytest

from kg.answers import ask

UNORDERED = "SELECT ?s ?p ?o { ?s ?p ?o }"
BY_KIND = "SELECT ?a ?t { ?a a kg:Agency ; dcterms:type ?t } ORDER BY ?t"


@pytest.mark.parametrize("query", [UNORDERED, BY_KIND, "SELECT ?t (COUNT(?a) AS ?n) { ?a a ?t } GROUP BY ?t"])
def test_every_run_gives_the_same_bytes(run, query):
    seen = set()
    for seed in ("0", "1", "2"):
        done = run("query", "-q", query, "--format", "csv", env={**os.environ, "PYTHONHASHSEED": seed})
        seen.add(hashlib.sha256(done.stdout.encode()).hexdigest())
    assert len(seen) == 1


def test_order_by_is_kept_and_only_ties_are_put_in_order(shipped):
    rows = [tuple(map(str, row)) for row in ask(shipped, BY_KIND).rows]
    assert [kind for _, kind in rows] == sorted(kind for _, kind in rows)
    assert rows == sorted(rows, key=lambda row: (row[1], row[0]))


def test_an_order_by_an_expression_is_left_as_the_engine_gives_it(shipped):
    query = "SELECT ?a { ?a a kg:Agency } ORDER BY DESC(STRLEN(STR(?a)))"
    lengths = [len(row[0].value) for row in ask(shipped, query).rows]
    assert lengths == sorted(lengths, reverse=True)


def test_numbers_are_ordered_by_size_and_before_texts(small):
    query = "SELECT ?x { VALUES ?x { 10 9 'b' 2.5 UNDEF <http://e/a> 'a' } }"
    assert [row[0] and row[0].value for row in ask(small, query, allow_unknown=True).rows] == [
        None,
        "http://e/a",
        "2.5",
        "9",
        "10",
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("SELECT ?a { ?a a kg:Agency } LIMIT 2", "LIMIT 2 without ORDER BY shows any 2 of more rows"),
        (f"{BY_KIND} LIMIT 2", "row 2 ties with rows that LIMIT 2 leaves out"),
        ("SELECT ?a { ?a a kg:Agency } ORDER BY ?a LIMIT 2", ""),
        ("SELECT ?a { ?a a kg:Agency } LIMIT 2000", ""),
        ("SELECT ?a { { SELECT ?a { ?a a kg:Agency } ORDER BY ?a LIMIT 2 } }", ""),
        ("SELECT ?a { ?a a kg:Agency } LIMIT 0", "LIMIT 0 without"),
    ],
)
def test_what_a_limit_cuts_off_by_chance_is_said(shipped, query, remark):
    found = ask(shipped, query)
    assert found.remark.startswith(remark)
    assert bool(found.remark) == bool(remark)
    assert len(found.rows) <= 2 or "2000" in query


def test_the_remark_stands_beside_the_answer_and_not_in_it(run):
    done = run("query", "-q", "SELECT ?a { ?a a kg:Agency } LIMIT 1", "--format", "csv")
    assert done.stdout.count("\n") == 2
    assert done.stderr.startswith("kg: LIMIT 1 without ORDER BY")


def test_questions_that_rank_number_their_rows_and_show_ties(shipped):
    from kg.answers import ask_question

    found = ask_question(shipped, "partnerships", {})
    ranks = [int(row[0].value) for row in found.rows]
    counts = [int(row[-1].value) for row in found.rows]
    assert found.variables[0] == "rank"
    assert [1 + sum(other > count for other in counts) for count in counts] == ranks
    assert len(set(ranks)) < len(ranks)
