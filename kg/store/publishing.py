"""Publishing: the graphs of a store put on a service by the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pyoxigraph as ox

from kg.names import GRAPH, PREFIXES
from kg.store.endpoint import ABOUT
from kg.store.http import ServiceError, request
from kg.store.local import LocalStore

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_VERSION = ox.NamedNode(f"{PREFIXES['owl']}versionInfo")
_PART = ox.NamedNode(f"{PREFIXES['dcterms']}hasPart")
_NAME = ox.NamedNode(ABOUT)


def publish(store: LocalStore, address: str, done: Callable[[str], None]) -> int:
    """Put every graph of a store on a service, named as here, and return how many there are.

    The graph that says which version is there goes first and comes back last, so that a publication that
    breaks off does not pass for one that is whole. Graphs of an earlier publication that are no more are
    taken down; others are left alone. `done` is told each graph's name. Raises ServiceError.
    """
    graphs = _named(store)
    earlier = _earlier(address)
    _send(address, ABOUT, None)
    for name, graph in graphs.items():
        _send(address, name, _triples(store, graph))
        done(name)
    for gone in sorted(earlier - graphs.keys()):
        _send(address, gone, None)
    about = [ox.Triple(_NAME, _VERSION, ox.Literal(store.version()))]
    about += [ox.Triple(_NAME, _PART, ox.NamedNode(name)) for name in graphs]
    _send(address, ABOUT, ox.serialize(about, format=ox.RdfFormat.N_TRIPLES) or b"")
    return len(graphs)


def _named(store: LocalStore) -> dict[str, Graph]:
    """Return the graphs by the names they are published under; what stands in none gets one of its own."""
    graphs: dict[str, Graph] = {
        graph.value if isinstance(graph, ox.NamedNode) else f"{GRAPH}{graph.value}": graph
        for graph in sorted(store.engine.named_graphs(), key=str)
    }
    if any(isinstance(quad.graph_name, ox.DefaultGraph) for quad in store.given()):
        graphs[f"{GRAPH}unnamed"] = ox.DefaultGraph()
    return graphs


def _triples(store: LocalStore, graph: Graph) -> bytes:
    triples = (quad.triple for quad in store.engine.quads_for_pattern(None, None, None, graph))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _earlier(address: str) -> set[str]:
    """Return the graphs that an earlier publication put there."""
    try:
        told = request(_of(address, ABOUT), headers={"Accept": "application/n-triples"})
        quads = list(ox.parse(told.content, format=ox.RdfFormat.N_TRIPLES))
    except (ServiceError, SyntaxError):
        return set()  # there is none; what is wrong with the service shows at the first graph
    return {
        quad.object.value for quad in quads if quad.predicate == _PART and isinstance(quad.object, ox.NamedNode)
    }


def _send(address: str, graph: str, triples: bytes | None) -> None:
    """Replace one graph on the service, or delete it where there are no triples to send."""
    if triples is None:
        try:
            request(_of(address, graph), method="DELETE")
        except ServiceError as error:
            if "status 404" not in str(error):
                raise
        return
    request(_of(address, graph), method="PUT", content=triples, headers={"Content-Type": "application/n-triples"})


def _of(address: str, graph: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}graph={quote(graph, safe='')}"
