"""A network that is written and read back has the same addresses, weights and evidence."""

import csv
import io
import json

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.dossiers.dossier import agent_names
from kg.names import PREFIXES, expand
from kg.networks import network
from kg.networks.export import to_csv_pair, to_cytoscape, to_gexf, to_graphml, to_turtle

LISTS = ("activities", "participations", "roles")


@pytest.fixture(scope="module")
def ties(shipped):
    return network(shipped)


@pytest.fixture(scope="module")
def names(shipped, ties):
    return agent_names(shipped, list(ties.nodes))


def same(ties, edges):
    """Compare ties with what was read back: dicts with source, target and the same attributes."""
    found = {frozenset((edge.pop("source"), edge.pop("target"))): edge for edge in edges}
    assert found.keys() == {frozenset(edge) for edge in ties.edges}
    for a, b, tie in ties.edges(data=True):
        for key, value in tie.items():
            read = found[frozenset((a, b))].get(key)
            if key in LISTS and isinstance(read, str):
                read = json.loads(read)
            if isinstance(value, float):
                assert float(read) == pytest.approx(value)
            elif value is None:
                assert read in (None, "")
            else:
                assert (read if isinstance(value, list) else int(read)) == value


def test_graphml_reads_back(ties, names):
    read = nx.read_graphml(io.BytesIO(to_graphml(ties, names)))
    assert set(read.nodes) == set(ties.nodes)
    assert read.nodes[expand("agency:UNFPA")]["name"] == "UNFPA"
    same(ties, [{"source": a, "target": b, **data} for a, b, data in read.edges(data=True)])


def test_gexf_reads_back_and_has_no_day_in_it(ties, names):
    written = to_gexf(ties, names)
    assert b"lastmodifieddate" not in written
    read = nx.read_gexf(io.BytesIO(written))
    assert set(read.nodes) == set(ties.nodes)
    edges = [{"source": a, "target": b, **data} for a, b, data in read.edges(data=True)]
    same(ties, [{key: value for key, value in edge.items() if key != "id"} for edge in edges])


def test_cytoscape_reads_back_with_lists_as_lists(ties, names):
    read = json.loads(to_cytoscape(ties, names))
    assert {node["data"]["id"] for node in read["elements"]["nodes"]} == set(ties.nodes)
    edges = [{k: v for k, v in edge["data"].items() if k != "id"} for edge in read["elements"]["edges"]]
    assert all(isinstance(edge["activities"], list) for edge in edges)
    same(ties, edges)
    assert read["data"]["roles"] == ["organizing", "supporting"]


def test_the_two_csv_files_read_back(ties, names):
    edges, nodes = (list(csv.DictReader(io.StringIO(text.decode()))) for text in to_csv_pair(ties, names))
    assert {node["id"] for node in nodes} == set(ties.nodes)
    same(ties, edges)


def test_the_network_as_rdf_is_derived_from_participations_that_the_graph_has(ties, shipped):
    store = ox.Store()
    store.load(to_turtle(ties, shipped.version()), format=ox.RdfFormat.TURTLE)
    asked = "SELECT ?tie ?a ?w ?p { ?tie schema:agent ?a ; schema:value ?w ; prov:wasDerivedFrom ?p }"
    found = {}
    for row in store.query(asked, prefixes=PREFIXES):
        entry = found.setdefault(row["tie"].value, (set(), row["w"].value, set()))
        entry[0].add(row["a"].value)
        entry[2].add(row["p"].value)
    by_ends = {frozenset(ends): (float(weight), rows) for ends, weight, rows in found.values()}
    assert by_ends.keys() == {frozenset(edge) for edge in ties.edges}
    for a, b, tie in ties.edges(data=True):
        weight, rows = by_ends[frozenset((a, b))]
        assert weight == pytest.approx(tie["weight"])
        assert rows == set(tie["participations"])
        assert shipped.known(rows) == rows
    (method,) = store.query("SELECT ?m { ?r a prov:Activity ; dcterms:description ?m }", prefixes=PREFIXES)
    assert json.loads(method["m"].value)["weight"] == "newman"


def test_a_directed_network_keeps_its_direction(tmp_path):
    from kg.networks import network_of
    from kg.networks.selection import Selection
    from kg.networks.table import read_table

    (tmp_path / "t.csv").write_text("agent,activity,role\nLead one,x,lead\nB,x,partner\nC,x,partner\n")
    graph = network_of(read_table(tmp_path / "t.csv", Selection(lead=("lead",))), "fowler")
    assert set(graph.edges) == {("Lead one", "B"), ("Lead one", "C")}
    assert json.loads(to_cytoscape(graph, {}))["directed"] is True
    store = ox.Store()
    store.load(to_turtle(graph, "v"), format=ox.RdfFormat.TURTLE)
    rows = store.query("SELECT ?a ?b { ?t schema:agent ?a ; schema:participant ?b }", prefixes=PREFIXES)
    assert len(list(rows)) == 2
