"""Each case under shapes/ is rejected by the shape that it is named after, and by no other.

A case names its own nodes after its file, so that all cases can be checked in one run: what a shape
says of a node belongs to the case of that name.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from kg.folders import folder
from kg.names import PREFIXES, local_name

HERE = Path(__file__).parent / "shapes"
BASE = HERE / "base.ttl"
CASES = sorted(path for path in HERE.glob("*.ttl") if path != BASE)

Findings = dict[str, set[str]]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for path in sorted(folder("ontology").rglob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(folder("ontology") / "shapes.ttl")


def findings(shapes: Graph, ontology: Graph, *paths: Path) -> Findings:
    """Return the names of the shapes that reject a node, by the local name of that node."""
    graph = Graph()
    graph += ontology
    for path in paths:
        graph.parse(path)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    assert isinstance(report, Graph)
    found: Findings = defaultdict(set)
    # Only the results of the report itself: pySHACL also writes those of the shapes inside a shape.
    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        focus, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        found[local_name(str(focus))].add(local_name(str(shape)))
    return found


@pytest.fixture(scope="module")
def rejected(shapes: Graph, ontology: Graph) -> Findings:
    return findings(shapes, ontology, BASE, *CASES)


def with_message(shapes: Graph) -> set[URIRef]:
    return {shape for shape in shapes.subjects(SH.message) if isinstance(shape, URIRef)}


def test_the_ontology_and_the_base_are_clean(shapes: Graph, ontology: Graph) -> None:
    assert findings(shapes, ontology, BASE) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_case_is_rejected_by_its_shape_alone(case: Path, rejected: Findings) -> None:
    assert rejected.get(case.stem) == {case.stem}


def test_nothing_but_a_case_is_rejected(rejected: Findings) -> None:
    assert set(rejected) - {path.stem for path in CASES} == set()


def test_a_case_names_its_nodes_after_its_file() -> None:
    strangers = [
        (path.name, str(node))
        for path in CASES
        for node in set(Graph().parse(path).subjects())
        if local_name(str(node)) != path.stem
    ]
    assert strangers == []


def test_a_case_says_in_its_first_line_what_is_wrong() -> None:
    first = {path.name: path.read_text(encoding="utf-8").partition("\n")[0] for path in [*CASES, BASE]}
    assert [name for name, line in first.items() if not (line.startswith("# ") and line.endswith("."))] == []


def test_every_shape_with_a_message_has_a_case(shapes: Graph) -> None:
    assert {local_name(shape) for shape in with_message(shapes)} == {path.stem for path in CASES}


def test_every_shape_that_looks_for_nodes_has_a_message(shapes: Graph) -> None:
    targets = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
    looking = {shape for target in targets for shape in shapes.subjects(target)}
    assert looking == with_message(shapes)


def test_every_shape_has_a_name_of_its_own(shapes: Graph) -> None:
    kinds = (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
    named = {shape for kind in kinds for shape in shapes.subjects(RDF.type, kind)}
    assert [shape for shape in named if not str(shape).startswith(PREFIXES["shape"])] == []


def test_a_message_says_what_is_wrong_and_what_to_do(shapes: Graph) -> None:
    messages = [str(message) for message in shapes.objects(None, SH.message)]
    assert [text for text in messages if text.count("; ") != 1 or text.endswith(".") or "\n" in text] == []


def test_no_shape_looks_backwards_so_that_a_file_can_be_judged_by_what_it_leads_to(shapes: Graph):
    assert not list(shapes.triples((None, SH.inversePath, None)))
