"""Of an empty answer it is said why, in terms of the query's own patterns, and never anything that is false."""

import pyoxigraph as ox
import pytest

from kg.answers import ask
from kg.answers.absence import _patterns, unconnected, why_empty
from kg.store import load_store

FOUND = [
    ("SELECT * { ?p a kg:Participation ; kg:role role:host }", "nothing fits ?p kg:role role:host"),
    (
        "SELECT * { ?a kg:acronym 'AA' ; kg:acronym 'BB' }",
        'nothing fits ?a kg:acronym "AA" together with ?a kg:acronym "BB"',
    ),
    (
        "SELECT * { ?a a kg:Agency ; kg:acronym 'AA' . ?b kg:acronym 'none' ; a kg:Agency }",
        'nothing fits ?b kg:acronym "none"',
    ),
    ("SELECT * { ?a a kg:Agency FILTER (?a = 1) }", "?a a kg:Agency fits; FILTER lets nothing through"),
    (
        "SELECT * { ?a a kg:Agency ; kg:acronym ?n MINUS { ?a a kg:Agency } }",
        "all 2 patterns fit together; MINUS lets",
    ),
    ("SELECT * { ?a a kg:Agency VALUES ?a { role:host } }", "fits; VALUES lets nothing through"),
    ("SELECT * { BIND (role:host AS ?a) ?a a kg:Agency }", "fits; BIND lets nothing through"),
    ("SELECT * { ?a a kg:Agency { ?a kg:x ?b } UNION { ?a kg:y ?b } }", "fits; UNION lets nothing through"),
    ("SELECT * { ?a a kg:Agency GRAPH <urn:g> { ?a ?b ?c } }", "fits; GRAPH lets nothing through"),
    ("SELECT * { ?a a kg:Agency } LIMIT 0", "fits; LIMIT lets nothing through"),
    ("SELECT * { ?a a kg:Agency } OFFSET 1000", "fits; OFFSET lets nothing through"),
    ("SELECT ?a { ?a a kg:Agency } GROUP BY ?a HAVING (COUNT(*) > 9)", "fits; HAVING lets nothing through"),
    ("SELECT (COUNT(*) AS ?n) { ?a kg:acronym 'none' }", 'nothing fits ?a kg:acronym "none"'),
    ("SELECT * { OPTIONAL { ?a kg:none ?b } ?a kg:acronym 'none' }", 'nothing fits ?a kg:acronym "none"'),
    ("SELECT * { ?a kg:acronym/kg:acronym ?b }", "nothing fits "),
    (
        "SELECT * { _:mylabel1 kg:acronym 'AA' . _:urlabel1 kg:acronym 'none' }",
        'nothing fits ?_2 kg:acronym "none"',
    ),
]


@pytest.mark.parametrize(("query", "said"), FOUND, ids=[query for query, _ in FOUND])
def test_the_smallest_set_of_patterns_is_named_or_what_sieves_them(small, query, said):
    answer = ask(small, query, allow_unknown=True)
    assert answer.hollow
    assert said in why_empty(small, query, {})


#: Queries that find nothing, of which a careless reader would say something false.
TRAPS = [
    "SELECT * { ?a a kg:Agency { SELECT ?b { ?a kg:acronym 'AA' . ?b kg:none ?c } } }",
    "SELECT * { ?a kg:acronym 'AA' { SELECT ?b { ?a kg:acronym 'BB' ; a ?b } } FILTER (false) }",
    "SELECT * { { SELECT (COUNT(?x) AS ?n) { ?x kg:none ?y } } FILTER (?n > 0) }",
    "SELECT * { ?a a kg:Agency OPTIONAL { ?a kg:none ?x FILTER (?x > 3) } FILTER (BOUND(?x)) }",
    "SELECT * { ?a kg:acronym ?n FILTER NOT EXISTS { ?a kg:acronym ?n } }",
    "SELECT * { { ?a kg:none ?b } UNION { ?a kg:nil ?b } }",
    "SELECT * { GRAPH ?g { ?a kg:none ?b } }",
    "SELECT * { ?a kg:acronym '01'^^xsd:integer }",
    "SELECT * { ?a (kg:none|kg:nil)+ ?b . ?a a kg:Agency }",
    "SELECT * { ?a !(a|kg:acronym|skos:prefLabel|skos:altLabel|skos:hiddenLabel) role:host . ?a a kg:Agency }",
    "SELECT * { ?a ^kg:participant/kg:activity ?m . ?m a kg:Agency }",
    "SELECT * { kg:Agency kg:none* ?b . ?b kg:acronym ?c }",
    "SELECT * { ?a a kg:Agency } OFFSET 99 LIMIT 3",
    "SELECT * FROM <urn:none> { ?a a kg:Agency }",
    "CONSTRUCT { ?a kg:none ?unbound } WHERE { ?a a kg:Agency }",
    "SELECT (MAX(?x) AS ?m) { ?a kg:none ?x }",
    "ASK { ?a kg:none ?x }",
    "DESCRIBE ?a { ?a kg:none ?x }",
    'SELECT * { ?a kg:acronym "it\'s\\n\\"quoted\\""@en-GB }',
    "SELECT * { ?a kg:number 5, 5.0, 5e0, true }",
    "SELECT * { ?a a kg:Agency VALUES (?a ?x) { (UNDEF 1) } FILTER (?x = 2) }",
    "SELECT * { { ?a kg:acronym 'AA' } MINUS { ?a a kg:Agency } }",
    "SELECT * { ?a kg:acronym 'AA' . { ?b kg:acronym 'none' } }",
]


@pytest.mark.parametrize("query", TRAPS)
def test_what_is_said_of_an_empty_answer_is_true(small, query):
    """Every set of patterns that is said to fit nothing is asked again on its own, and has no answer."""
    said = why_empty(small, query, {})
    if said.startswith("nothing fits "):
        named = said.removeprefix("nothing fits ").split(" together with ")
        assert not small.query(f"ASK {{ {' . '.join(named)} }}")
        for left_out in range(len(named)):
            rest = [pattern for at, pattern in enumerate(named) if at != left_out]
            assert small.query(f"ASK {{ {' . '.join(rest)} }}")
    elif "fit" in said and "FROM" not in said:
        patterns, others = _patterns(query)
        assert small.query(f"ASK {{ {' . '.join(pattern for pattern, _ in patterns)} }}")
        assert all(word in query or word == "an inner SELECT" for word in others)


@pytest.mark.parametrize("query", [query for query, _ in FOUND] + TRAPS)
def test_a_pattern_is_written_so_that_the_engine_reads_it(small, query):
    for pattern, _ in _patterns(query)[0]:
        small.query(f"ASK {{ {pattern} }}")


def test_a_query_that_names_its_graphs_is_told_about_these(small):
    query = "SELECT * FROM <urn:none> { ?a a kg:Agency }"
    assert why_empty(small, query, {}) == "nothing in the graphs that FROM names fits ?a a kg:Agency"


def test_statements_in_named_graphs_are_pointed_out(tmp_path):
    (tmp_path / "x.trig").write_text("<urn:g> { <urn:a> <urn:b> <urn:c> }\n")
    store = load_store([tmp_path / "x.trig"])
    said = why_empty(store, "SELECT * { ?s ?p ?o }", {})
    assert said == "only in named graphs something fits ?s ?p ?o; ask with GRAPH ?g { ... }"


def test_parameters_are_part_of_the_reason(small):
    query = "SELECT ?agency ?x { ?agency kg:acronym 'BB' ; a kg:Agency }"
    given = {"agency": ox.NamedNode("https://w3id.org/convene/id/agency/small-a")}
    assert why_empty(small, query, given) == 'nothing fits ?agency kg:acronym "BB"'


def test_relative_addresses_are_those_of_the_query_file(run, tmp_path):
    (tmp_path / "x.ttl").write_text("<#a> <#b> <#c> .\n")
    (tmp_path / "x.rq").write_text("SELECT * { <x.ttl#a> <x.ttl#b> ?o . ?o <x.ttl#b> ?q }")
    done = run("query", "x.rq", "--data", "x.ttl")
    assert done.returncode == 0
    assert "together with" in done.stderr, done.stderr


def test_no_reason_is_given_where_none_is_sure(run):
    done = run("query", "-q", "SELECT * { { ?a kg:acronym 'x' } UNION { ?a kg:acronym 'y' } }")
    assert done.stderr == "kg: no rows: the query is sound, and nothing is left of what it asks for\n"


@pytest.mark.parametrize(
    ("query", "paired"),
    [
        ("SELECT * { ?a a ?b . ?c a ?d }", True),
        ("SELECT * { ?a a ?b . ?c a ?d VALUES (?a ?c) { (1 2) } }", False),
        ("SELECT * { ?a a ?b . ?c a ?d GRAPH ?g { ?a ?x ?c } }", False),
    ],
)
def test_pairs_are_said_to_be_tried_only_where_nothing_else_may_join_them(query, paired):
    said = unconnected(query)
    assert said.startswith("the patterns '?a ")
    assert ("every pair" in said) is paired


@pytest.mark.parametrize(
    "query", ["SELECT * { ?a a ?b . ?b a ?c }", "SELECT * { ?a a ?b { ?c a ?d } UNION { ?e a ?f } }", "SELECT {"]
)
def test_patterns_that_are_joined_or_not_read_are_not_called_unconnected(query):
    assert unconnected(query) == ""


PHANTOM = "SELECT (MAX(?x) AS ?m) { ?a kg:acronym 'none', ?x }"


@pytest.mark.parametrize(
    ("form", "lines"), [("table", ["m", "-"]), ("csv", ["m"]), ("tsv", ["m"]), ("markdown", ["| m |", "| --- |"])]
)
def test_an_aggregate_over_nothing_shows_no_row(run, form, lines):
    done = run("query", "-q", PHANTOM, "--format", form)
    assert done.stdout.splitlines() == lines
    assert done.stderr.startswith("kg: no rows: nothing fits ")


def test_an_aggregate_over_nothing_is_the_row_of_the_standard_in_json(run):
    import json

    done = run("query", "-q", PHANTOM, "--format", "json")
    assert json.loads(done.stdout)["results"]["bindings"] == [{}]
