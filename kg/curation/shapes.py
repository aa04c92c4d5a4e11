"""Shapes: the SHACL verdicts on a graph, each with the file and line of what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import Severity
from kg.names import PREFIXES, local_name

_SH = PREFIXES["sh"]


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
    # The engine itself: the package's own wrapper reads the report with rdflib, which rewrites literals (+05 as 5).
    from shifty._shifty import PreparedValidator

    engine, data = PreparedValidator(_text(shapes)), _text(triples)
    # What the engine does not understand is refused: passed over, it would let everything pass.
    quick = engine.validate_algebra(data, graph_mode="data", run_infer=False, on_unsupported="error")
    unmet = sorted({violation.shape_name or "" for violation in quick.violations})
    if not unmet:
        return []
    told = engine.validate_w3c(
        data, graph_mode="data", run_infer=False, on_unsupported="error", entry_shape_names=unmet
    )
    return sorted(set(_results(told.report_turtle)))


def _text(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as N-Triples, which are Turtle too, and keep every literal as it is written."""
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def _results(report: str) -> Iterator[Verdict]:
    """Yield the results of a report in Turtle."""
    said: dict[object, dict[str, list[str]]] = {}
    for quad in ox.parse(report, format=ox.RdfFormat.TURTLE):
        assert not isinstance(quad.object, ox.Triple)
        about = said.setdefault(quad.subject, {})
        about.setdefault(quad.predicate.value.removeprefix(_SH), []).append(quad.object.value)
    for result in said.values():
        if "focusNode" in result:
            (focus,), (shape,), (severity,) = (result[n] for n in ("focusNode", "sourceShape", "resultSeverity"))
            yield Verdict(
                focus=focus,
                path=result.get("resultPath", [""])[0],
                value=result.get("value", [""])[0],
                shape=local_name(shape),
                message=min(result.get("resultMessage", ["a shape is not met"])),
                severity="warning" if severity == f"{_SH}Warning" else "violation",
            )
