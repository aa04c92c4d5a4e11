"""A graph behind a SPARQL endpoint gives the same answers as here, from every server that can be started."""

from __future__ import annotations

import json
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from kg.answers import ask, ask_question, render
from kg.errors import QueryError
from kg.names import GRAPH
from kg.questions import all_questions
from kg.store import endpoint as endpoints
from kg.store import load_store, open_store
from kg.store.http import ServiceError, address
from kg.store.publishing import publish

from . import servers
from .conftest import SMALL

QUESTIONS = all_questions()
#: What Virtuoso keeps otherwise than it was told, so that no question of ours can bring it back.
VIRTUOSO_DIFFERS = {"venues": "it keeps a duration as a number of seconds: P1D comes back as 86400.0"}
FOREIGN = "http://example.org/foreign"


def quiet(_):
    pass


@pytest.fixture(scope="module", params=["oxigraph", "oxigraph of one union", "virtuoso"])
def service(request, tmp_path_factory, shipped):
    """A server that the shipped graph is published on: its kind, and the addresses of queries and graph store."""
    folder = tmp_path_factory.mktemp("server") / "data"
    if request.param == "virtuoso":
        if not servers.virtuoso_program():
            pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource-7)")
        with servers.virtuoso(folder) as at:
            graphs = f"{at}/sparql-graph-crud-auth".replace("//", "//dba:dba@")
            publish(shipped, address(graphs), quiet)
            yield request.param, f"{at}/sparql", graphs
        return
    if not servers.oxigraph_program():
        pytest.skip("the package oxigraph, which has a server, is not installed")
    options = ["--union-default-graph"] if "union" in request.param else []
    with servers.oxigraph(folder, *options) as at:
        publish(shipped, address(f"{at}/store"), quiet)
        yield request.param, f"{at}/query", f"{at}/store"


@pytest.fixture(scope="module")
def there(service):
    return open_store(service[1])


@pytest.fixture
def empty(tmp_path):
    """A server without statements."""
    if not servers.oxigraph_program():
        pytest.skip("the package oxigraph, which has a server, is not installed")
    with servers.oxigraph(tmp_path / "data") as at:
        yield at


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_saved_question_gives_the_same_bytes_from_an_endpoint_as_from_here(service, there, shipped, question):
    given = {parameter.name: parameter.example for parameter in question.parameters}
    here = render(ask_question(shipped, question.name, given), "csv")
    away = render(ask_question(there, question.name, given), "csv")
    if service[0] == "virtuoso" and question.name in VIRTUOSO_DIFFERS:
        assert away != here, "it no longer differs"
        pytest.skip(f"{question.name}: {VIRTUOSO_DIFFERS[question.name]}")
    assert away == here


def test_the_version_there_is_the_version_here(there, shipped):
    assert there.version() == shipped.version()


def test_conflicts_and_the_network_are_the_same(service, run, tmp_path):
    queries = service[1]
    assert run("conflicts", "--store", queries).stdout == run("conflicts").stdout != ""
    for suffix in ("graphml", "html"):
        assert run("network", "--store", queries, "--out", f"away.{suffix}").returncode == 0
        assert run("network", "--out", f"here.{suffix}").returncode == 0
        assert (tmp_path / f"away.{suffix}").read_bytes() == (tmp_path / f"here.{suffix}").read_bytes()


@pytest.mark.parametrize(
    "query",
    [
        "ASK { agency:UNFPA a kg:Agency }",
        "ASK { agency:UNFPA a kg:Meeting }",
        "DESCRIBE agency:UNFPA",
        "CONSTRUCT { ?a kg:acronym ?n } WHERE { ?a a kg:Agency ; kg:acronym ?n }",
        "SELECT ?g { GRAPH ?g { programme:imp a kg:Programme } }",
        f"SELECT ?a {{ GRAPH <{GRAPH}data/agencies.ttl> {{ ?a kg:acronym 'ILO' }} }}",
        "SELECT ?l ?x { ?x skos:prefLabel|skos:altLabel ?l } ORDER BY DESC(?l) ?x",
        "SELECT ?a (COUNT(*) AS ?n) { ?p kg:participant ?a } GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 5",
    ],
)
def test_a_query_of_any_kind_gives_what_it_gives_here(service, there, shipped, query):
    if service[0] == "virtuoso" and query.startswith("DESCRIBE"):
        pytest.skip("the standard leaves to each engine what describes a thing; Virtuoso gives what points at it")
    form = "nt" if query.startswith(("DESCRIBE", "CONSTRUCT")) else "json"
    assert render(ask(there, query), form) == render(ask(shipped, query), form)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a ?l { ?a a kg:Agency ; skos:prefLabel|skos:altLabel ?l } ORDER BY ?l DESC(?a)",
        "SELECT ?p ?first { ?p a kg:Participation OPTIONAL { ?p kg:earliest ?first } } ORDER BY ?first ?p",
    ],
)
def test_rows_come_in_the_order_that_they_have_here(there, shipped, query):
    assert there.rows(query) == shipped.rows(query) != []


def test_one_question_is_one_request_however_many_rows_it_has(service):
    def hand_on(handler):
        asked = Request(service[1], data=handler.body, headers=dict(handler.headers))
        with urlopen(asked) as told:
            handler.send_response(told.status)
            handler.send_header("Content-Type", told.headers["Content-Type"])
            content = told.read()
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content)

    with servers.misbehaving(hand_on) as (at, requests):
        store = open_store(f"{at}/query")
        assert store.version() != "not stated"
        for question in (
            lambda: store.rows("SELECT ?s ?p ?o { ?s ?p ?o }"),
            lambda: list(store.query("SELECT ?s ?l { ?s skos:prefLabel ?l } ORDER BY ?l ?s")),
            lambda: list(store.query("CONSTRUCT WHERE { ?s kg:acronym ?o }")),
            lambda: store.query("ASK { ?s kg:role ?o }"),
        ):
            requests.clear()
            assert question()
            assert len(requests) == 1


def test_a_mistake_in_a_query_is_found_before_it_is_sent(there):
    with pytest.raises(QueryError, match="query:1:"):
        there.query("SELECT ?x WHERE { ?x a")
    with pytest.raises(QueryError, match="SERVICE would send this query on"):
        there.query("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_graphs_are_named_one_by_one_where_an_endpoint_has_no_switch(service, shipped, monkeypatch):
    if service[0] != "oxigraph":
        pytest.skip("only where the default graph is not the union is there anything to name")
    monkeypatch.setattr(endpoints, "_SWITCH", ("no-such-switch", "true"))
    lone = open_store(service[1])
    for name in ("agencies", "co-sponsors", "structure"):
        assert render(ask_question(lone, name, {}), "csv") == render(ask_question(shipped, name, {}), "csv")
    assert lone.rows("SELECT ?g { GRAPH ?g { programme:imp a kg:Programme } }") != []


def graphs_at(at):
    asked = quote("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    with urlopen(
        Request(f"{at}/query?query={asked}", headers={"Accept": "application/sparql-results+json"})
    ) as told:
        return {row["g"]["value"] for row in json.load(told)["results"]["bindings"]}


def test_a_smaller_publication_takes_down_what_is_no_more_and_leaves_foreign_graphs_alone(empty, run):
    put = Request(
        f"{empty}/store?graph={quote(FOREIGN)}",
        data=b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .",
        method="PUT",
        headers={"Content-Type": "application/n-triples"},
    )
    urlopen(put).close()
    done = run("publish", f"{empty}/store")
    assert done.returncode == 0
    assert "graphs published, data version " in done.stderr
    assert f"{GRAPH}data/agencies.ttl" in graphs_at(empty)
    assert run("publish", f"{empty}/store", "--data", SMALL).returncode == 0
    small = load_store([SMALL])
    published = {graph.value for graph in small.engine.named_graphs()}
    assert graphs_at(empty) == {*published, FOREIGN, f"{GRAPH}about"}
    assert open_store(f"{empty}/query").version() == small.version()


def test_a_publication_that_breaks_off_states_no_version_and_the_next_one_clears_up(empty, shipped):
    def stop(name):
        if name.endswith("claims.ttl"):
            raise ServiceError("the line is cut")

    small = load_store([SMALL])
    publish(small, address(f"{empty}/store"), quiet)
    with pytest.raises(ServiceError):
        publish(shipped, address(f"{empty}/store"), stop)
    assert open_store(f"{empty}/query").version() == "not stated"
    publish(small, address(f"{empty}/store"), quiet)
    assert open_store(f"{empty}/query").version() == small.version()
    assert graphs_at(empty) == {graph.value for graph in small.engine.named_graphs()} | {f"{GRAPH}about"}


def test_a_statement_that_stands_in_two_files_counts_once_there_too(empty, tmp_path):
    (tmp_path / "again.ttl").write_text(SMALL.read_text())
    twice = load_store([SMALL, tmp_path / "again.ttl"])
    publish(twice, address(f"{empty}/store"), quiet)
    there = open_store(f"{empty}/query")
    for asked in (
        "SELECT (COUNT(*) AS ?n) { ?p a kg:Participation }",
        "SELECT (COUNT(*) AS ?n) { ?s kg:evidence ?o }",
    ):
        assert there.rows(asked) == twice.rows(asked)


def test_a_wrong_address_to_publish_to_is_one_line(empty, run):
    done = run("publish", f"{empty}/nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith(f"kg: '{empty}/nowhere?graph=")
    assert "see whether this is the service's own address" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_store_named_by_the_environment_does_not_keep_files_from_being_published(empty, run):
    import os
    from pathlib import Path

    import kg

    named = {**os.environ, "KG_STORE": "somewhere", "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    assert run("publish", f"{empty}/store", "--data", SMALL, env=named).returncode == 0
    assert "leave --store out" in run("publish", f"{empty}/store", "--store", "somewhere").stderr


def test_an_empty_endpoint_has_no_version_and_answers_nothing(empty, run):
    assert open_store(f"{empty}/query").version() == "not stated"
    done = run("query", "-q", "SELECT * { ?s ?p ?o }", "--store", f"{empty}/query")
    assert done.returncode == 0


def test_an_answer_from_an_endpoint_can_be_cited_and_replayed(service, run, tmp_path):
    done = run("query", "co-sponsors", "--store", service[1], "--out", "mine.csv")
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "mine.csv-metadata.json").read_text())
    assert service[1] in json.dumps(told)
    assert run("replay", "mine.csv").stdout == "co-sponsors: the same answer, byte by byte\n"
