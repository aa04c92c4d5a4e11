"""Checking: the shapes over generated data, beside pySHACL; and the whole check of the shipped graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generated import ontology, shipped, turtle
from benchmarks.measuring import ROOT, Goal, Measure, ratio, value
from kg.folders import shipped_turtle

if TYPE_CHECKING:
    import pyoxigraph as ox

    from benchmarks.measuring import Contestants, Work


def _files(size: int) -> list[Path]:
    data = (
        [path for name, path in shipped_turtle() if name.startswith("data/")]
        if size == shipped()
        else [turtle(size)]
    )
    return [*data, *ontology()]


def _triples(paths: list[Path]) -> list[ox.Triple]:
    import pyoxigraph as ox

    return [quad.triple for path in paths for quad in ox.parse(path=str(path))]


def _kg(size: int) -> Work:
    from kg.curation.shapes import verdicts

    files, shapes = _files(size), _triples([ROOT / "ontology" / "shapes.ttl"])
    return {"": lambda: len({verdict.focus for verdict in verdicts(_triples(files), shapes)})}


def _pyshacl(size: int) -> Work:
    import pyshacl
    import rdflib

    files = _files(size)

    def work() -> object:
        data, shapes = rdflib.Graph(), rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
        for path in files:
            data.parse(path)
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
        assert isinstance(report, rdflib.Graph)
        return len(set(report.objects(None, rdflib.SH.focusNode)))

    return {"": work}


def _kg_check(size: int) -> Work:
    import kg

    return {} if size != shipped() else {"everything": lambda: kg.check().violations}


CONTESTANTS: Contestants = {"kg": _kg, "kg check": _kg_check, "pyshacl": _pyshacl}


def sizes(asked: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sizes asked for, and the shipped graph."""
    return (shipped(), *asked)


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    own = size == shipped()
    beside = ratio(measures, size, "pyshacl", "kg")
    if beside is not None and not own:
        yield Goal("checking", size, "as fast as pyshacl, times", beside, 8, at_least=True)
    took = value(measures, size, "kg")
    if took is not None and own:
        yield Goal("checking", size, "shapes over the shipped graph, CPU s", took, 1)
