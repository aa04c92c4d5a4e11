"""The store keeps every file in a graph of its own, derives the days of every date, and lets nothing out."""

import pyoxigraph as ox
import pytest

from kg.errors import FileSyntaxError, QueryError, UsageError
from kg.folders import shipped_turtle
from kg.names import GRAPH
from kg.store import DERIVED, load_store

from .conftest import SMALL


def test_every_shipped_file_is_a_named_graph_and_the_derived_dates_another(shipped):
    graphs = {graph.value for graph in shipped.engine.named_graphs()}
    assert graphs == {GRAPH + name for name, _ in shipped_turtle()} | {DERIVED.value}


def test_a_triple_knows_its_file(shipped):
    asked = "SELECT ?graph WHERE { GRAPH ?graph { programme:imp a kg:Programme } }"
    assert shipped.rows(asked) == [(f"{GRAPH}data/unfpa-2003/programmes.ttl",)]


def test_the_default_graph_is_the_union_of_all(shipped):
    asked = "SELECT ?label WHERE { programme:imp kg:status ?status . ?status skos:prefLabel ?label }"
    assert shipped.rows(asked) == [("completed",)]


@pytest.mark.parametrize(
    ("thing", "first", "last"),
    [
        ("meeting:high-level-dialogue-2006", "2006-09-14", "2006-09-15"),
        ("participation:unfpa-co-sponsor-imp", "1998-01-01", ""),
        ("participation:unitar-initiator-key-migration-issues", "", "2006-09-13"),
        ("meeting:global-forum-1", "2007-07-09", "2007-07-11"),
    ],
)
def test_first_and_last_day_are_derived_and_an_open_end_has_none(shipped, thing, first, last):
    asked = f"SELECT ?first ?last {{ OPTIONAL {{ {thing} kg:earliest ?first }} OPTIONAL {{ {thing} kg:latest ?last }} }}"
    assert shipped.rows(asked) == [(first, last)]


def test_a_day_that_a_file_states_itself_counts_once(tmp_path):
    stated = (
        "@prefix kg: <https://w3id.org/convene/ontology#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'kg:m dcterms:date "2003-10"^^edtf:EDTF ; kg:earliest "2003-10-01"^^xsd:date .\n'
    )
    (tmp_path / "a.ttl").write_text(stated)
    store = load_store([tmp_path / "a.ttl"])
    assert store.rows("SELECT (COUNT(*) AS ?n) { kg:m kg:earliest ?day }") == [("1",)]
    assert store.rows("SELECT (COUNT(*) AS ?n) { kg:m kg:latest ?day }") == [("1",)]


def test_ones_own_file_takes_the_place_of_the_shipped_data_but_not_of_the_ontology(small):
    agencies = {name for (name,) in small.rows("SELECT ?name { ?a a kg:Agency ; skos:prefLabel ?name }")}
    assert agencies == {"Agency A", "Agency B", "Agency C", "Field office of Agency A"}
    assert small.rows("SELECT ?label { role:host skos:prefLabel ?label }") == [("host",)]


def test_with_shipped_keeps_both():
    both = load_store([SMALL], with_shipped=True)
    assert both.query("ASK { agency:small-a a kg:Agency . agency:UNFPA a kg:Agency }")


@pytest.mark.parametrize("suffix", ["nt", "trig", "nq", "jsonld", "rdf"])
def test_the_same_graph_is_read_from_any_rdf_syntax(small, tmp_path, suffix):
    path = tmp_path / f"graph.{suffix}"
    rdf_format = ox.RdfFormat.from_extension(suffix)
    ox.serialize((quad.triple for quad in ox.parse(path=SMALL)), output=path, format=rdf_format)
    assert load_store([path]).version() == small.version()


def test_the_version_does_not_depend_on_files_or_their_order(tmp_path):
    lines = sorted(str(quad.triple) + " ." for quad in ox.parse(path=SMALL))
    (tmp_path / "a.nt").write_text("\n".join(lines[:40]) + "\n")
    (tmp_path / "b.nt").write_text("\n".join(reversed(lines[40:])) + "\n")
    assert load_store([tmp_path]).version() == load_store([SMALL]).version()
    (tmp_path / "b.nt").write_text("\n".join(lines[41:]) + "\n")
    assert load_store([tmp_path]).version() != load_store([SMALL]).version()


def test_a_file_that_does_not_parse_is_refused_with_its_place(tmp_path):
    path = tmp_path / "mine.ttl"
    path.write_text("@prefix kg: <https://w3id.org/convene/ontology#> .\nkg:x kg:y kg:z\nkg:a kg:b kg:c .\n")
    with pytest.raises(FileSyntaxError, match=r"mine\.ttl:3:1: ';' or '\.' is missing"):
        load_store([path])


@pytest.mark.parametrize(("name", "said"), [("none.ttl", "does not exist"), ("notes.txt", "has no RDF suffix")])
def test_a_file_that_is_not_rdf_is_refused_by_name(tmp_path, name, said):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(UsageError, match=said):
        load_store([tmp_path / name])


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { agency:UNFPA kg:acronym 'X' }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { {}SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    ],
)
def test_a_query_can_neither_write_nor_call_out(shipped, query):
    with pytest.raises(QueryError):
        shipped.query(query)


def test_the_word_service_in_a_string_or_name_is_no_call(shipped):
    asked = "SELECT ?service { BIND ('SERVICE <http://x/>' AS ?service) } # SERVICE <http://x/>"
    assert shipped.rows(asked) == [("SERVICE <http://x/>",)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELEC ?x { }", "query:1:1: 'SELEC' cannot stand here; did you mean SELECT?"),
        ("SELECT ?x {{{", "query:1:14: the query ends before it is whole; close its { }"),
        ("SELECT * { ?s ?p 'x }", "query:1:18: the text that begins here never ends; close it with '"),
        ("SELECT * { ?s kg:role <http://a b> }", "query:1:23: an address holds a character that none may"),
        ("SELECT ?x\n{ ?x ?p ?o }\nLIMT 5", "query:3:1: 'LIMT' cannot stand here; did you mean LIMIT?"),
        ("SELECT * { " + "{" * 600 + "}" * 600 + " }" + " " * 1000, "the query is nested more than 500 deep"),
        ("ASK { FILTER(1" + " + 1" * 100_001 + ") }", "the query has more than 100000 parts"),
        ("SELECT ?x WHERE { ?x a foo:Bar }", "the prefix foo: is not declared; declare it with PREFIX foo: <...>"),
        ("", "the query is empty; ask with SELECT"),
        ("# only a comment", "the query is empty; ask with SELECT"),
        ("\x00", "cannot stand here; correct it and ask again"),
        ("DELETE WHERE { ?s ?p ?o }", "a query reads and never writes; ask with SELECT"),
    ],
)
def test_a_query_with_a_mistake_is_answered_in_one_line(shipped, query, said):
    with pytest.raises(QueryError) as refused:
        shipped.query(query)
    assert len(str(refused.value).splitlines()) == 1
    assert said in str(refused.value)


def test_rdflib_sees_the_same_statements_over_the_union_of_graphs(shipped):
    from rdflib import URIRef

    from kg.names import PREFIXES, expand

    dataset = shipped.as_rdflib()
    rows = dataset.query("SELECT ?a { ?p kg:role role:co-sponsor ; kg:participant ?a }", initNs=PREFIXES)
    assert len(rows) == 5
    assert (URIRef(expand("agency:UNFPA")), None, None) in dataset


def test_a_triple_that_stands_in_two_files_counts_once(tmp_path):
    (tmp_path / "again.ttl").write_text(SMALL.read_text())
    once, twice = load_store([SMALL]), load_store([SMALL, tmp_path / "again.ttl"])
    asked = "SELECT (COUNT(*) AS ?n) { ?p a kg:Participation }"
    assert once.rows(asked) == twice.rows(asked)
    assert twice.rows("SELECT ?g { GRAPH ?g { agency:small-a a kg:Agency } }") != []
    assert once.version() == twice.version()
    assert len(twice.as_rdflib().query("SELECT * { ?p a <https://w3id.org/convene/ontology#Participation> }")) == 9


FOREIGN = "<urn:a> <urn:b> <urn:c> .\n"
NAMED_ONLY = "<urn:g> { <urn:a> <urn:b> <urn:c> }\n"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT ?s { ?s ?p ?o }", 1),
        ("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", 0),
        ("SELECT ?s FROM <{}> {{ ?s ?p ?o }}", 1),
        ("SELECT ?s FROM NAMED <{}> {{ ?s ?p ?o }}", 0),
        ("SELECT ?g FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 1),
        ("SELECT ?s FROM <urn:none> { ?s ?p ?o }", 0),
    ],
)
def test_a_lone_file_is_the_default_graph_and_a_named_one_only_where_the_query_says_so(tmp_path, query, rows):
    path = tmp_path / "foreign.ttl"
    path.write_text(FOREIGN)
    asked = query.format(path.as_uri()) if "{}" in query else query
    assert len(load_store([path]).rows(asked)) == rows


def test_a_file_whose_statements_all_stand_in_named_graphs_has_an_empty_default_graph(tmp_path):
    path = tmp_path / "foreign.trig"
    path.write_text(NAMED_ONLY)
    store = load_store([path])
    assert store.rows("SELECT ?s { ?s ?p ?o }") == []
    assert store.rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == [("urn:g",)]


def test_an_empty_file_brings_no_statement_with_it(tmp_path):
    (tmp_path / "empty.ttl").write_text("")
    assert load_store([tmp_path / "empty.ttl"]).rows("SELECT ?s { ?s ?p ?o }") == []


def test_a_query_that_names_its_graphs_asks_no_others(shipped):
    name = f"{GRAPH}data/agencies.ttl"
    asked = f"SELECT (COUNT(*) AS ?n) FROM <{name}> {{ ?s ?p ?o }}"
    inside = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
    assert shipped.rows(asked) == shipped.rows(inside)
    assert shipped.rows(f"SELECT ?s FROM NAMED <{name}> {{ ?s ?p ?o }}") == []
