"""Every W3C evaluation test that the engine alone passes is passed through `kg query` too.

The suite is not part of the product: KG_W3C names the folder `sparql` of the public repository w3c/rdf-tests.
"""

import csv
import json
import os
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import cli

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
SUITES = ("sparql10", "sparql11")
#: What only an entailment regime would answer, and what needs other machines.
ELSEWHERE = ("entailment", "service")


class Case(NamedTuple):
    """One evaluation test: its query, its data, its named graphs, and the file of the expected result."""

    name: str
    query: Path
    data: list[Path]
    graphs: list[Path]
    result: Path


def suite(name):
    folder = os.environ.get("KG_W3C")
    if not folder:
        pytest.skip("KG_W3C does not name the folder of the W3C tests")
    return Path(folder).resolve() / name


def path_of(node):
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(node.value).path))


def cases(folder):
    """The evaluation tests of one folder, read from its manifest."""
    graph = ox.Store()
    graph.load(path=str(folder / "manifest.ttl"), base_iri=(folder / "manifest.ttl").as_uri())

    def values(subject, predicate):
        return [quad.object for quad in graph.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)]

    found = []
    for kind in ("QueryEvaluationTest", "CSVResultFormatTest"):
        for quad in graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(MF + kind), None):
            (action,), (result,) = values(quad.subject, MF + "action"), values(quad.subject, MF + "result")
            (query,) = values(action, QT + "query")
            data = [path_of(node) for node in values(action, QT + "data")]
            graphs = [path_of(node) for node in values(action, QT + "graphData")]
            found.append(Case(quad.subject.value, path_of(query), data, graphs, path_of(result)))
    return sorted(found)


def named_in(case):
    """The files that a query without data of its own names as its data."""
    import re

    text = case.query.read_text(encoding="utf-8")
    found = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", text, re.IGNORECASE)
    return [case.query.parent / name for name in dict.fromkeys(found)]


def dataset(case):
    """The data set of a test as quads: its default graph, and a graph for each file that it names."""
    lone = [] if case.data or case.graphs else named_in(case)
    quads = []
    for path in case.data:
        quads += ox.parse(path=str(path), base_iri=path.as_uri())
    for path in [*case.graphs, *lone]:
        name = ox.NamedNode(path.as_uri())
        parsed = ox.parse(path=str(path), base_iri=path.as_uri(), rename_blank_nodes=True)
        quads += [ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in parsed]
    return quads


# What is expected, and what is found, as one of: True or False, a set of triples, a bag of rows.


def normal(term):
    """A term as it is compared: numbers and truths by value."""
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "boolean":
        return (term.datatype.value, term.value in ("true", "1"))
    if isinstance(term, ox.Literal) and term.datatype.value in NUMBERS:
        try:
            return (term.datatype.value, Decimal(term.value).normalize())
        except InvalidOperation:
            pass
    return str(term)


def bag(rows):
    """Rows as a bag; blank nodes are named by where they stand, which RDFC-1.0 makes canonical."""
    plain, quads = [], []
    for row in rows:
        filled = {name: term for name, term in row.items() if term is not None}
        if not any("_:" in str(term) for term in filled.values()):
            plain.append(frozenset((name, normal(term)) for name, term in filled.items()))
            continue
        here = ox.BlankNode()
        for name, term in filled.items():
            exact = term if isinstance(term, ox.BlankNode | ox.Triple) else ox.Literal(str(normal(term)))
            quads.append(ox.Quad(here, ox.NamedNode(f"urn:variable:{name}"), exact))
    return Counter(plain), canonical(quads)


def canonical(quads):
    found = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in found}


def outcome(result):
    """What an engine's result holds, in the form that is compared."""
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return canonical(result)
    variables = [variable.value for variable in result.variables]
    return bag({name: row[name] for name in variables} for row in result)


def expected(case):
    suffix = case.result.suffix
    if suffix == ".csv":
        with case.result.open(encoding="utf-8", newline="") as file:
            return Counter(frozenset((k, v) for k, v in row.items() if v) for row in csv.DictReader(file))
    kinds = {".srx": "XML", ".srj": "JSON", ".tsv": "TSV"}
    if suffix in kinds:
        return outcome(
            ox.parse_query_results(case.result.read_bytes(), format=getattr(ox.QueryResultsFormat, kinds[suffix]))
        )
    quads = list(ox.parse(path=str(case.result), base_iri=case.result.as_uri()))
    sets = [q.subject for q in quads if q.object == ox.NamedNode(RS + "ResultSet")]
    if not sets:
        return canonical(quads)
    truth = [q.object.value for q in quads if q.predicate == ox.NamedNode(RS + "boolean")]
    if truth:
        return truth[0] == "true"

    def objects(subject, name):
        return [q.object for q in quads if q.subject == subject and q.predicate == ox.NamedNode(RS + name)]

    return bag(
        {objects(b, "variable")[0].value: objects(b, "value")[0] for b in objects(solution, "binding")}
        for solution in objects(sets[0], "solution")
    )


def as_csv(rows):
    """A bag of rows as the W3C CSV format leaves it: texts without their types."""
    return Counter(
        frozenset((name, term.value) for name, term in row.items() if isinstance(term, ox.NamedNode | ox.Literal))
        for row in rows
    )


def same(case, result):
    """Tell whether a result, given as the bytes of one of the engine's formats, is the expected one."""
    kind, content = result
    wanted = expected(case)
    if kind == "triples":
        return canonical(ox.parse(content, format=ox.RdfFormat.N_TRIPLES)) == wanted
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    if isinstance(wanted, Counter):
        names = [variable.value for variable in found.variables]
        plain = [{name: row[name] for name in names} for row in found]
        blank = {k for row in plain for k, term in row.items() if isinstance(term, ox.BlankNode)}
        dropped = Counter()
        for row, n in wanted.items():
            dropped[frozenset(pair for pair in row if pair[0] not in blank)] += n
        found_rows = as_csv({k: v for k, v in row.items() if k not in blank} for row in plain)
        return found_rows == dropped
    return outcome(found) == wanted


def bare(case):
    """What the engine alone answers."""
    store = ox.Store()
    store.extend(dataset(case))
    text = case.query.read_text(encoding="utf-8")
    found = store.query(text, base_iri=case.query.as_uri())
    if isinstance(found, ox.QueryTriples):
        return "triples", ox.serialize(found, format=ox.RdfFormat.N_TRIPLES)
    return "rows", found.serialize(format=ox.QueryResultsFormat.JSON)


def words(case, folder):
    """What a person types: one file as it is, several graphs as N-Quads, whatever a query names as it is."""
    if len(case.data) == 1 and not case.graphs:
        return ["--data", case.data[0]]
    if not case.data and not case.graphs:
        return [word for path in named_in(case) for word in ("--data", path)] or ["--data", empty(folder)]
    path = folder / "data.nq"
    path.write_bytes(ox.serialize(dataset(case), format=ox.RdfFormat.N_QUADS))
    return ["--data", path]


def empty(folder):
    path = folder / "empty.ttl"
    path.write_text("")
    return path


def through_kg(case, folder, form="json"):
    arguments = ["query", case.query, *words(case, folder), "--allow-unknown", "--format", form, "--quiet"]
    done = CliRunner().invoke(cli, [str(word) for word in arguments], catch_exceptions=True)
    if done.exception:
        return done.exception
    return done.stdout


def told(case, folder):
    """Why kg does not give what the engine alone gives, or nothing."""
    text = through_kg(case, folder)
    kind, alone = bare(case)
    if isinstance(text, BaseException):
        return f"{type(text).__name__}: {text}"
    if kind == "triples":
        rows = json.loads(text)["results"]["bindings"]
        written = through_kg(case, folder, "nt")
        if len(rows) != len(written.splitlines()):
            return "rows of triples are not as many as triples"
        return "" if same(case, (kind, written.encode())) else "other triples"
    if not same(case, ("rows", text.encode())):
        return "other rows"
    ours, theirs = json.loads(text), json.loads(alone)
    if "ORDER BY" in case.query.read_text(encoding="utf-8").upper() and "bnode" not in text and ours != theirs:
        return "another order"
    return ""


def passed_alone(case):
    """Tell whether the engine alone passes a test."""
    try:
        return same(case, bare(case))
    except (SyntaxError, RuntimeError, OSError, ValueError):
        return False


def evaluation_tests(name):
    folders = sorted(path.parent for path in suite(name).glob("*/manifest.ttl"))
    return [case for folder in folders if folder.name not in ELSEWHERE for case in cases(folder)]


@pytest.mark.parametrize("name", SUITES)
def test_every_evaluation_test_that_the_engine_alone_passes_is_passed_through_kg(name, tmp_path, capsys):
    every = evaluation_tests(name)
    passed = [case for case in every if passed_alone(case)]
    failed = {case.name: wrong for case in passed if (wrong := told(case, tmp_path))}
    with capsys.disabled():
        right = len(passed) - len(failed)
        print(f"\n{name}: of {len(every)} tests the engine alone passes {len(passed)}, kg {right} of these")
    assert len(passed) > 200
    assert not failed, "\n".join(f"{key}: {why}" for key, why in failed.items())


@pytest.mark.parametrize("name", SUITES)
def test_a_sample_of_them_is_passed_by_real_processes(name, tmp_path, run):
    sample = [case for case in evaluation_tests(name)[::29] if passed_alone(case)]
    assert len(sample) > 5
    for case in sample:
        given = words(case, tmp_path)
        done = run("query", case.query, *given, "--allow-unknown", "--format", "json", timeout=30)
        assert done.returncode == 0, f"{case.name}: {done.stderr}"
        if bare(case)[0] == "rows":
            assert same(case, ("rows", done.stdout.encode())), case.name


@pytest.mark.parametrize("name", SUITES)
def test_graphs_given_as_files_are_named_by_their_addresses(name, tmp_path):
    """Where a query asks its named graphs only, it does not matter that each file is one of them."""
    asked = 0
    for case in evaluation_tests(name):
        if len(case.graphs) < 2 or case.data or not passed_alone(case):
            continue
        given = [word for path in case.graphs for word in ("--data", str(path))]
        done = CliRunner().invoke(cli, ["query", str(case.query), *given, "--allow-unknown", "--format", "json"])
        assert same(case, ("rows", done.stdout.encode())), case.name
        asked += 1
    assert asked
