"""Shapes: the SHACL verdicts on a graph, each with the file and line of what it is about."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import Severity
from kg.names import local_name

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
    up in the schemes. Nothing is inferred. The engine is shifty: the tests hold it to pySHACL, which takes
    fifteen times as long, result by result. Its quick pass tells which shapes are not met, and those alone are then
    reported as the standard has it. Raises ValueError for shapes that the engine does not understand.
    """
    from shifty import PreparedValidator

    engine, data = PreparedValidator(_text(shapes)), _text(triples)
    # What the engine does not understand is refused: passed over, it would let everything pass.
    quick = engine.validate_algebra(data, graph_mode="data", infer=False, on_unsupported="error")
    unmet = sorted({violation.shape_name or "" for violation in quick.violations})
    if not unmet:
        return []
    # A literal that is not of its datatype is reported by the check of literals, with its place.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    _, report, _ = engine.validate(data, graph_mode="data", infer=False, on_unsupported="error", shape_names=unmet)
    return sorted(set(_results(report)))


def _text(triples: Iterable[ox.Triple]) -> str:
    """Return triples as N-Triples, which are Turtle too, and keep every literal as it is written."""
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()


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
