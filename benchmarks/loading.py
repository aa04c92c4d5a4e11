"""Loading: a Turtle file into a store, in memory and on disk, and a store on disk opened again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generated import build, folder, on_disk, turtle
from benchmarks.measuring import Goal, Measure, ratio, value

if TYPE_CHECKING:
    import pyoxigraph as ox

    from benchmarks.measuring import Contestants, Work


def _kg(size: int) -> Work:
    from kg.store import load_store

    path = turtle(size)
    return {"": lambda: _some(load_store([path]).engine)}


def _pyoxigraph(size: int) -> Work:
    import pyoxigraph as ox

    path = turtle(size)

    def work() -> object:
        store = ox.Store()
        store.load(path=str(path), to_graph=ox.NamedNode("urn:x"))
        return _some(store)

    return {"": work}


def _rdflib(size: int) -> Work:
    import rdflib

    path = turtle(size)
    return {"": lambda: bool(len(rdflib.Graph().parse(path)))}


def _oxrdflib(size: int) -> Work:
    import rdflib

    path = turtle(size)
    return {"": lambda: (rdflib.Graph(store="Oxigraph").parse(path), True)[1]}


def _maplib(size: int) -> Work:
    from maplib import Model

    path = turtle(size)

    def work() -> object:
        Model().read(str(path), format="turtle")
        return True

    return {"": work}


def _kg_on_disk(size: int) -> Work:
    path, place = turtle(size), folder() / f"kg-{size}"

    def work() -> object:
        shutil.rmtree(place, ignore_errors=True)
        build(place, path)
        return True

    return {"": work}


def _pyoxigraph_on_disk(size: int) -> Work:
    path, place = turtle(size), folder() / f"pyoxigraph-{size}"
    return {"": lambda: _some(_bulk_loaded(path, place))}


def _bulk_loaded(path: Path, place: Path) -> ox.Store:
    import pyoxigraph as ox

    shutil.rmtree(place, ignore_errors=True)
    store = ox.Store(str(place))
    store.bulk_load(path=str(path), to_graph=ox.NamedNode("urn:x"))
    return store


def _kg_opened_again(size: int) -> Work:
    from kg.store import open_store

    place = str(on_disk(size))
    return {"opened again": lambda: bool(open_store(place))}


def _pyoxigraph_opened_again(size: int) -> Work:
    import pyoxigraph as ox

    place = folder() / f"pyoxigraph-again-{size}"
    if not place.exists():
        _bulk_loaded(turtle(size), place).flush()
    return {"opened again": lambda: bool(ox.Store.read_only(str(place)))}


def _some(engine: object) -> bool:
    """Tell whether there is anything; all rivals say yes."""
    return next(iter(engine), None) is not None  # type: ignore[call-overload]


CONTESTANTS: Contestants = {
    "kg": _kg,
    "pyoxigraph": _pyoxigraph,
    "oxrdflib": _oxrdflib,
    "maplib": _maplib,
    "rdflib": _rdflib,
    "kg on disk": _kg_on_disk,
    "pyoxigraph on disk": _pyoxigraph_on_disk,
    "kg on disk again": _kg_opened_again,
    "pyoxigraph on disk again": _pyoxigraph_opened_again,
}


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    beside = ratio(measures, size, "pyoxigraph", "kg")
    if beside is not None:
        yield Goal("loading", size, "triples a second, of bare pyoxigraph's", beside, 0.85, at_least=True)
    again = value(measures, size, "kg on disk again: opened again")
    if again is not None:
        yield Goal("loading", size, "a store on disk opened again, CPU ms", again * 1_000, 20)
    peak = value(measures, size, "kg on disk", "peak")
    if peak is not None and size >= 10_000_000:
        yield Goal("loading", size, "peak MB of a store on disk", peak, 4_096)
