"""Each case under shapes/ is rejected by the shape that it is named after, and by no other.

A case names its own nodes after its file, so that all cases can be checked in one run: what a shape
says of a node belongs to the case of that name. What the engine says is held to what pySHACL says.
"""

from __future__ import annotations

import logging
import random
from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.curation.shapes import verdicts
from kg.folders import folder, shipped_turtle
from kg.names import EDTF, PREFIXES, local_name

HERE = Path(__file__).parent / "shapes"
BASE = HERE / "base.ttl"
CASES = sorted(path for path in HERE.glob("*.ttl") if path != BASE)
ONTOLOGY = sorted(path for path in folder("ontology").rglob("*.ttl") if path.stem != "shapes")

Findings = dict[str, set[str]]
#: Focus node, path, value, shape, severity.
Results = set[tuple[str, str, str, str, str]]


def triples(*paths: Path) -> list[ox.Triple]:
    return list(dict.fromkeys(quad.triple for path in paths for quad in ox.parse(path=str(path))))


SHAPES = triples(folder("ontology") / "shapes.ttl")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(folder("ontology") / "shapes.ttl")


def findings(*paths: Path) -> Findings:
    """Return the names of the shapes that reject a node, by the local name of that node."""
    found: Findings = defaultdict(set)
    for verdict in verdicts(triples(*ONTOLOGY, *paths), SHAPES):
        found[local_name(verdict.focus)].add(verdict.shape)
    return found


def ours(data: Iterable[ox.Triple]) -> Results:
    return {(v.focus, v.path, v.value, v.shape, v.severity) for v in verdicts(data, SHAPES)}


def by_pyshacl(data: Iterable[ox.Triple]) -> Results:
    """Return what the reference says. Terms are converted one by one: read anew, they would not stay as written."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

    def term(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
        if isinstance(node, ox.NamedNode):
            return URIRef(node.value)
        if isinstance(node, ox.BlankNode):
            return BNode(node.value)
        assert isinstance(node, ox.Literal)
        if node.language:
            return Literal(node.value, lang=node.language)
        plain = node.datatype.value == f"{PREFIXES['xsd']}string"
        datatype = None if plain else URIRef(node.datatype.value)
        return Literal(node.value, datatype=datatype, normalize=False)

    graphs = [Graph(), Graph()]
    for graph, given in zip(graphs, (data, SHAPES), strict=True):
        for triple in given:
            graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inplace=True)
    assert isinstance(report, Graph)
    found: Results = set()
    # Only the results of the report itself: pySHACL also writes those of the shapes inside a shape.
    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        focus, path, value, shape = (
            str("" if (node := report.value(result, each)) is None else node)
            for each in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape)
        )
        severity = "warning" if report.value(result, SH.resultSeverity) == SH.Warning else "violation"
        found.add((focus, path, value, local_name(shape), severity))
    return found


def mutated(data: list[ox.Triple], about: int, seed: int) -> list[ox.Triple]:
    """Return statements of which about so many are dropped, doubled, moved, relinked or retyped."""
    choice = random.Random(seed)
    predicates = sorted({triple.predicate.value for triple in data})
    objects, subjects = [t.object for t in data], [t.subject for t in data]
    xsd = [
        ox.NamedNode(f"{PREFIXES['xsd']}{name}") for name in ("integer", "decimal", "nonNegativeInteger", "anyURI")
    ]
    found = []
    for triple in data:
        if choice.random() >= about / len(data):
            found.append(triple)
            continue
        subject, predicate, value = triple
        found += choice.choice(
            [
                [],
                [triple, ox.Triple(subject, predicate, choice.choice(objects))],
                [triple, ox.Triple(subject, predicate, ox.Literal("one two three four five six seven eight nine"))],
                [ox.Triple(subject, ox.NamedNode(choice.choice(predicates)), value)],
                [ox.Triple(choice.choice(subjects), predicate, value)],
                [ox.Triple(subject, predicate, choice.choice(objects))],
                [ox.Triple(subject, predicate, ox.NamedNode(f"http://example.org/{choice.randrange(9)}"))],
                [ox.Triple(subject, predicate, ox.Literal(choice.choice(["", "x", "0", "AB", "2003"])))],
                [ox.Triple(subject, predicate, ox.Literal("Wort", language=choice.choice(["en", "de", "en-gb"])))],
                [
                    ox.Triple(
                        subject, predicate, ox.Literal(choice.choice(["5", "-2"]), datatype=choice.choice(xsd))
                    )
                ],
            ]
        )
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def rejected() -> Findings:
    return findings(BASE, *CASES)


def test_the_engine_says_of_every_case_what_pyshacl_says() -> None:
    data = triples(*ONTOLOGY, BASE, *CASES)
    assert ours(data) == by_pyshacl(data)


@pytest.mark.parametrize("seed", range(3))
def test_the_engine_says_of_hundreds_of_mutants_what_pyshacl_says(seed: int) -> None:
    """Of the case base, all cases and the older sources: the whole graph says no more and takes longer."""
    files = [path for name, path in shipped_turtle() if name.startswith(("data/imp-2003", "data/unfpa-2003"))]
    around = [path for name, path in shipped_turtle() if name.count("/") == 1 and name.startswith("data/")]
    data = mutated(triples(*ONTOLOGY, BASE, *CASES, *around, *files), 500, seed)
    found = ours(data)
    assert found == by_pyshacl(data)
    assert len(found) > 500


def test_the_engine_says_of_every_form_of_literal_what_pyshacl_says() -> None:
    """Of each property with a shape, each form. Left out is where rdflib departs from the standard, not the engine:
    a pattern that ends before a last line break, years below 1 and above 9999, comparisons of what is no number.
    """
    wanted = {f"{PREFIXES['sh']}path", f"{PREFIXES['sh']}targetSubjectsOf"}
    predicates = {t.object for t in SHAPES if t.predicate.value in wanted}
    written = {
        **dict.fromkeys(("integer", "nonNegativeInteger", "decimal", "byte", "double"), ("0", "-1", "+05", "300", " 5 ", "x")),
        "date": ("2003-01-01", "2003-1-1", "2003-02-30", "2003-01-01Z", "20030101"),
        "duration": ("P5D", "PT0S", "5 days", "P", "-P5D"),
        "anyURI": ("http://x/", "x y", "", "https://w3id.org/convene/x"),
        "string": ("", " ", "ABC", "ABCD", "123", "١٢٣", "a\u00a0b c d e f g h i", "a b c d e f g h", "a\nb", " a"),
        "boolean": ("true",),
    }  # fmt: skip
    literals = [
        ox.Literal(v, datatype=ox.NamedNode(PREFIXES["xsd"] + n)) for n, each in written.items() for v in each
    ]
    literals += [ox.Literal("Wort", language=tag) for tag in ("en", "EN", "en-GB", "de")]
    literals += [ox.Literal(v, datatype=ox.NamedNode(EDTF)) for v in ("2003", "2003-06/..", "2003 06", "")]
    about = ((f"http://example.org/{i}", p, each) for i, (p, each) in enumerate(product(predicates, literals)))
    data = [ox.Triple(ox.NamedNode(subject), predicate, each) for subject, predicate, each in about]
    found = ours([*triples(*ONTOLOGY), *data])
    assert found == by_pyshacl([*triples(*ONTOLOGY), *data])
    assert {each for _, _, each, _, _ in found} >= {"+05", "0", "", " 5 "}


def test_shapes_that_the_engine_does_not_understand_are_refused() -> None:
    broken = ox.Triple(
        ox.NamedNode(f"{PREFIXES['shape']}mutual-contradiction"),
        ox.NamedNode(f"{PREFIXES['sh']}select"),
        ox.Literal("SELECT nothing"),
    )
    with pytest.raises(ValueError, match="invalid"):
        verdicts([], [broken if t.predicate == broken.predicate else t for t in SHAPES])


def with_message(shapes: Graph) -> set[URIRef]:
    return {shape for shape in shapes.subjects(SH.message) if isinstance(shape, URIRef)}


def test_the_ontology_and_the_base_are_clean() -> None:
    assert findings(BASE) == {}


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
