"""Answers show labels, keep addresses beside them, and are safe to open in a spreadsheet."""

import csv
import io
import json

import pyoxigraph as ox
import pytest

from kg.answers import answer_question, ask, render
from kg.errors import UsageError
from kg.questions import parse_question, question

PARTNERS = "SELECT ?agency ?activity { ?p kg:role role:organizer ; kg:participant ?agency ; kg:activity ?activity } ORDER BY ?activity"


def test_a_table_shows_labels_aligned_and_without_space_at_the_end_of_lines(small):
    text = render(ask(small, PARTNERS), "table")
    assert text.splitlines() == [
        "agency    activity",
        "--------  ------------------",
        "Agency A  Small conference",
        "Agency A  Planned conference",
    ]


def test_addresses_are_shown_on_demand(small):
    assert "https://w3id.org/convene/id/agency/small-a" in render(ask(small, PARTNERS), "table", iris=True)


def test_csv_has_a_column_of_labels_and_one_of_addresses_for_what_is_named(small):
    rows = list(csv.reader(io.StringIO(render(ask(small, PARTNERS), "csv"))))
    assert rows[0] == ["agency", "agency_iri", "activity", "activity_iri"]
    assert rows[1][:2] == ["Agency A", "https://w3id.org/convene/id/agency/small-a"]


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted_and_a_number_is_not(small, hostile):
    escaped = hostile.replace("\t", "\\t").replace("\r", "\\r")
    rows = list(csv.reader(io.StringIO(render(ask(small, f"SELECT ('{escaped}' AS ?a) (-1 AS ?b) {{}}"), "csv"))))
    assert rows[1] == [f"'{hostile}", "-1"]


QUERIES = [
    PARTNERS,
    "SELECT ?n ?t ?d ?none { VALUES (?n ?t ?d) { (1 'é\"\\n'@fr '2003'^^edtf:EDTF) } }",
    "SELECT (BNODE() AS ?b) ?s { BIND('x' AS ?s) }",
    "SELECT ?x { FILTER(false) }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_json_is_what_the_engine_itself_writes(small, query):
    theirs = json.loads(small.query(query).serialize(format=ox.QueryResultsFormat.JSON))
    ours = json.loads(render(ask(small, query), "json"))
    if "BNODE" in query:
        for document in (ours, theirs):
            document["results"]["bindings"][0]["b"]["value"] = "renamed"
    assert ours == theirs


def test_a_yes_or_no_question_is_answered_in_a_word(small):
    answer = ask(small, "ASK { agency:small-a a kg:Agency }")
    assert render(answer, "table") == "true\n"
    assert json.loads(render(answer, "json")) == {"head": {}, "boolean": True}


def test_triples_are_written_as_turtle_that_reads_back(small):
    text = render(ask(small, "DESCRIBE agency:small-a"), "ttl")
    assert len(list(ox.parse(text, format=ox.RdfFormat.TURTLE))) == 5
    assert "@prefix kg:" in text and "@prefix foaf:" not in text


@pytest.mark.parametrize(("query", "form"), [(PARTNERS, "ttl"), (PARTNERS, "nt"), ("ASK {}", "jsonld")])
def test_rows_are_not_written_as_triples(small, query, form):
    with pytest.raises(UsageError, match=f"format '{form}' holds triples, and this query gives .*; use "):
        render(ask(small, query), form)


def test_triples_become_rows_of_three_where_rows_are_asked_for(small):
    rows = list(csv.reader(io.StringIO(render(ask(small, "DESCRIBE agency:small-a"), "csv"))))
    assert rows[0][:2] == ["subject", "subject_iri"]
    assert len(rows) == 6


def test_what_has_no_label_is_called_by_what_it_joins(small):
    asked = "SELECT ?p ?e { VALUES (?p ?e) { (participation:small-b-initiator-process evidence:small-1) } }"
    assert render(ask(small, asked), "table").splitlines()[2].split("  ") == [
        "Agency B as initiator of Small process",
        "Small source, para. 1",
    ]


def with_evidence(store, name, **given):
    found = answer_question(store, question(name), given, evidence=True)
    return [[term.value if term else "" for term in row[-2:]] for row in found.rows]


def test_the_members_and_chairs_of_a_group_open_down_to_their_sources(shipped):
    """A group is an agency and has no evidence of its own; who belongs to it or heads it has."""
    for name, given in (("members-of", {"agency": "Geneva Migration Group"}), ("heads", {})):
        rows = with_evidence(shipped, name, **given)
        assert rows
        assert all(source and locator for source, locator in rows)


def test_two_agencies_in_a_row_do_not_rest_on_a_membership_that_the_row_does_not_speak_of(shipped):
    pair = "SELECT ?a ?b { VALUES (?a ?b) { (agency:ILO agency:geneva-migration-group) } }"
    role = "SELECT ?a ?b ?r { VALUES (?a ?b ?r) { (agency:ILO agency:geneva-migration-group role:member) } }"
    found = [answer_question(shipped, parse_question("mine", text), {}, evidence=True) for text in (pair, role)]
    assert [bool(answer.rows[0][-1]) for answer in found] == [False, True]
