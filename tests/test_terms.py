"""A name that is in neither the ontology nor the data is named before a query runs, with what was meant."""

import pytest

from kg.answers import ask
from kg.answers.terms import UnknownTermError
from kg.errors import QueryError

MISTAKES = [
    ("SELECT ?a { ?a kg:organisedBy ?b }", "query:1:16: kg:organisedBy", "did you mean kg:role role:organizer?"),
    ("SELECT ?a {\n  ?p kg:particpant ?a }", "query:2:6: kg:particpant", "did you mean kg:participant?"),
    ("SELECT ?a { ?a a kg:Agencies }", "query:1:18: kg:Agencies", "did you mean kg:Agency?"),
    ("SELECT ?a { ?p kg:role role:cosponsor }", "query:1:24: role:cosponsor", "did you mean role:co-sponsor?"),
    ("SELECT ?a { ?a schema:locaton ?b }", "query:1:16: schema:locaton", "did you mean schema:location?"),
    ("SELECT ?a { ?a dcterms:subject topic:trafficking }", "topic:trafficking", "topic:trafficking-in-persons"),
    ("SELECT ?a { agency:UNPFA ?p ?a }", "agency:UNPFA", "did you mean agency:UNFPA?"),
    ("SELECT ?a { ?a owl:sameAs ?b }", "owl:sameAs", "did you mean schema:sameAs?"),
    ("SELECT ?a { VALUES ?r { role:host role:hots } ?p kg:role ?r }", "query:1:35: role:hots", "role:host"),
    ("SELECT ?a { ?a kg:role/skos:broaderr ?b }", "skos:broaderr", "skos:broader?"),
    (
        "SELECT ?a { ?a <https://w3id.org/convene/ontology#rol> ?b }",
        "<https://w3id.org/convene/ontology#rol>",
        "kg:role",
    ),
    (
        "SELECT ?a FROM <http://127.0.0.1:9/> { ?a ?p ?b }",
        "<http://127.0.0.1:9/>",
        "a query reads no file and calls no address",
    ),
    (
        "SELECT ?a FROM <file:///etc/passwd> { ?a ?p ?b }",
        "<file:///etc/passwd>",
        "a query reads no file and calls no address",
    ),
    ("DESCRIBE agency:UNPFA", "agency:UNPFA", "agency:UNFPA"),
    ("SELECT ?a { ?a dcterms:date '2003'^^edtf:EDFT }", "edtf:EDFT", "edtf:EDTF"),
]


@pytest.mark.parametrize(("query", "where", "meant"), MISTAKES, ids=[query for query, *_ in MISTAKES])
def test_an_unknown_name_is_told_with_its_place_and_what_was_meant(shipped, query, where, meant):
    with pytest.raises(UnknownTermError) as caught:
        ask(shipped, query)
    assert caught.value.exit_code == 3
    assert where in str(caught.value)
    assert meant in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_unknown_name_is_told_at_once(shipped):
    with pytest.raises(UnknownTermError, match="kg:a is not a term of this graph; nor is kg:b, nor is kg:c"):
        ask(shipped, "SELECT * { ?x kg:a ?y ; kg:b ?z ; kg:c kg:role }")


FINE = [
    "SELECT ?a { ?a a kg:Agency } LIMIT 1",
    "CONSTRUCT { ?a foaf:knows ?b ; <http://example.org/new> ?b } WHERE { ?a org:subOrganizationOf ?b }",
    "SELECT ('kg:nothing here' AS ?a) { } # kg:nothing here either",
    "SELECT ?a { ?a rdfs:label 'x' FILTER (xsd:integer('1') < 2 && ?a < ?a) }",
    "SELECT ?a { ?a dcterms:date ?d FILTER (?d = '2003'^^edtf:EDTF || ?d = '2003'^^xsd:gYear) }",
    "PREFIX x: <https://w3id.org/convene/ontology#> SELECT ?a { ?a a x:Agency } LIMIT 1",
    "PREFIX x: <https://w3id.org/convene/> SELECT ?a { ?a a <https://w3id.org/convene/ontology#Agency> } LIMIT 1",
    "BASE <https://w3id.org/convene/> SELECT ?a { ?a a <ontology#Agency> } LIMIT 1",
    "SELECT ?a { GRAPH <https://w3id.org/convene/graph/data/agencies.ttl> { ?a a kg:Agency } } LIMIT 1",
    "SELECT ?a { ?a a kg:Agency ; kg:acronym ?b . FILTER (?b IN ('a', 'b')) }",
]


@pytest.mark.parametrize("query", FINE)
def test_what_is_no_name_of_the_graph_to_look_for_is_left_alone(shipped, query):
    ask(shipped, query)


def test_a_name_may_be_allowed_and_then_finds_nothing(shipped):
    assert ask(shipped, "SELECT ?a { ?a kg:organisedBy ?b }", allow_unknown=True).rows == ()


def test_a_query_that_does_not_parse_is_told_so_first(shipped):
    with pytest.raises(QueryError, match="query:1:"):
        ask(shipped, "SELECT ?a { ?a kg:organisedBy }")


def test_a_well_known_prefix_is_supplied_and_any_other_refused_with_its_place(shipped):
    assert ask(shipped, "SELECT ?a { ?a a skos:Concept } LIMIT 1").rows
    with pytest.raises(
        QueryError, match=r"query:2:3: the prefix wikibase: is not declared; declare it with PREFIX"
    ):
        ask(shipped, "SELECT ?a {\n  wikibase:x ?p ?a }")


def test_what_is_found_in_ones_own_data_counts(tmp_path):
    from kg.store import load_store

    (tmp_path / "mine.ttl").write_text("<http://e/a> <http://e/partner> <http://e/b> .")
    store = load_store([tmp_path / "mine.ttl"])
    assert len(ask(store, "SELECT * { ?a <http://e/partner> ?b }").rows) == 1
    with pytest.raises(
        UnknownTermError,
        match=r"<http://e/partners> is not a term of this graph; did you mean <http://e/partner>\?",
    ):
        ask(store, "SELECT * { ?a <http://e/partners> ?b }")
