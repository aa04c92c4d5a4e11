"""Publishing: the graphs of a store put on a service by the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from urllib.parse import quote

import pyoxigraph as ox

from kg.names import GRAPH, PREFIXES
from kg.store.endpoint import ABOUT
from kg.store.http import Address, ServiceError, request
from kg.store.local import LocalStore

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_VERSION = ox.NamedNode(f"{PREFIXES['owl']}versionInfo")
_PART = ox.NamedNode(f"{PREFIXES['dcterms']}hasPart")
_NAME = ox.NamedNode(ABOUT)
_TRIPLES = "application/n-triples"
#: A service may take this many seconds to put one graph in its place.
_PATIENCE = 600.0


def publish(store: LocalStore, to: Address, done: Callable[[str], None]) -> int:
    """Put every graph of a store on a service, named as here, and return how many there are.

    The version is taken back first and stated last, so that a publication that breaks off does not pass for
    one that is whole; which graphs it may have left is on record all the while. Graphs of an earlier
    publication that are no more are taken down; others are left alone. A statement that stands in several
    graphs is put into one of them, since not every service counts it once. `done` is told each graph's name.
    Raises ServiceError.
    """
    graphs = _named(store)
    earlier = _earlier(to)
    _put(to, ABOUT, _about(earlier | graphs.keys()))
    for name, graph in graphs.items():
        _put(to, name, _triples(store, graph, graphs))
        done(name)
    for gone in sorted(earlier - graphs.keys()):
        _delete(to, gone)
    _put(to, ABOUT, [ox.Triple(_NAME, _VERSION, ox.Literal(store.version())), *_about(graphs)])
    return len(graphs)


def _about(graphs: Iterable[str]) -> list[ox.Triple]:
    return [ox.Triple(_NAME, _PART, ox.NamedNode(name)) for name in sorted(graphs)]


def _named(store: LocalStore) -> dict[str, Graph]:
    """Return the graphs by the names they are published under; what stands in none gets one of its own."""
    graphs: dict[str, Graph] = {
        graph.value if isinstance(graph, ox.NamedNode) else f"{GRAPH}{graph.value}": graph
        for graph in sorted(store.engine.named_graphs(), key=str)
    }
    if not store.copied and any(store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())):
        graphs[f"{GRAPH}unnamed"] = ox.DefaultGraph()
    return graphs


def _triples(store: LocalStore, graph: Graph, graphs: dict[str, Graph]) -> Iterable[ox.Triple]:
    """Yield what stands in a graph and in none before it."""
    look = store.engine.quads_for_pattern
    ordered = list(graphs.values())
    before = set(ordered[: ordered.index(graph)])
    for quad in look(None, None, None, graph):
        if not store.repeats or not any(
            other.graph_name in before for other in look(quad.subject, quad.predicate, quad.object, None)
        ):
            yield quad.triple


def _earlier(to: Address) -> set[str]:
    """Return the graphs that an earlier publication put there."""
    try:
        told = request(_of(to, ABOUT), headers={"Accept": _TRIPLES})
    except ServiceError as error:
        if error.status == 404:
            return set()
        raise
    try:
        triples = list(ox.parse(told.content, format=ox.RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError):
        raise ServiceError(
            f"'{to.plain}' does not answer as a graph store does but with {told.kind}; "
            "see whether this is the address of its graph store"
        ) from None
    return {
        each.object.value for each in triples if each.predicate == _PART and isinstance(each.object, ox.NamedNode)
    }


def _put(to: Address, graph: str, triples: Iterable[ox.Triple]) -> None:
    """Replace one graph on the service, from a file of its own: written out, a graph may be larger than memory."""
    with TemporaryFile() as file:
        ox.serialize(triples, file, format=ox.RdfFormat.N_TRIPLES)
        file.flush()
        if not file.tell():  # nothing can be mapped of it
            _send(to, graph, b"")
            return
        with mmap(file.fileno(), 0, access=ACCESS_READ) as held, memoryview(held) as content:
            _send(to, graph, content)


def _send(to: Address, graph: str, content: bytes | memoryview) -> None:
    request(_of(to, graph), method="PUT", content=content, headers={"Content-Type": _TRIPLES}, patience=_PATIENCE)


def _delete(to: Address, graph: str) -> None:
    """Take one graph down, if it is there."""
    try:
        request(_of(to, graph), method="DELETE", patience=_PATIENCE)
    except ServiceError as error:
        if error.status != 404:
            raise


def _of(to: Address, graph: str) -> Address:
    """Return the address of one graph in a graph store."""
    return to._replace(plain=f"{to.plain}{'&' if '?' in to.plain else '?'}graph={quote(graph, safe='')}")
