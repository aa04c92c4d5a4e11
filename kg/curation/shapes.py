"""Shapes: the SHACL verdicts on a graph, each with the file and line of what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import Severity
from kg.names import PREFIXES, local_name

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True, order=True)
class Verdict:
    """One SHACL result: the node it is about, the property where one is named, and the shape's sentence."""

    focus: str
    path: str
    value: str
    shape: str
    message: str
    severity: Severity


def verdicts(triples: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> list[Verdict]:
    """Return every result of checking triples against shapes, sorted.

    Data, ontology and concept schemes are one graph: targets follow rdfs:subClassOf, and values are looked
    up in the schemes. Nothing is inferred. pySHACL's own choice of focus nodes is not used: it also hides
    the nodes that a shape looks at in passing, and then rejects what is right (seen in 0.40.1).
    """
    import logging

    import pyshacl
    import rdflib

    # A literal that is not of its datatype is reported by the check of literals, with its place.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    _, report, _ = pyshacl.validate(
        _rdflib_graph(triples),
        shacl_graph=_rdflib_graph(shapes),
        inplace=True,
    )
    assert isinstance(report, rdflib.Graph)
    return sorted(set(_results(report)))


def _results(report: rdflib.Graph) -> Iterator[Verdict]:
    """Yield the results of a report graph."""
    from rdflib import SH, Literal

    for result in report.objects(None, SH.result):
        messages = sorted(str(m) for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal))
        severity = report.value(result, SH.resultSeverity)
        yield Verdict(
            focus=str(report.value(result, SH.focusNode)),
            path=str(report.value(result, SH.resultPath) or ""),
            value=str(report.value(result, SH.value) or ""),
            shape=local_name(str(report.value(result, SH.sourceShape))),
            message=messages[0] if messages else "a shape is not met",
            severity="warning" if severity == SH.Warning else "violation",
        )


def _rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as an rdflib graph in memory, where pySHACL is fast.

    Converted term by term: rdflib's own reading of the same store would type every plain string.
    """
    import rdflib

    def term(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
        if isinstance(node, ox.NamedNode):
            return rdflib.URIRef(node.value)
        if isinstance(node, ox.BlankNode):
            return rdflib.BNode(node.value)
        assert isinstance(node, ox.Literal)
        if node.language:
            return rdflib.Literal(node.value, lang=node.language)
        plain = node.datatype.value == f"{PREFIXES['xsd']}string"
        return rdflib.Literal(node.value, datatype=None if plain else rdflib.URIRef(node.datatype.value))

    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph
