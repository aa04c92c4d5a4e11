"""A store on this machine: the Oxigraph engine in memory, or on disk, opened for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from kg.errors import QueryError
from kg.names import GRAPH, prefixes_in
from kg.sparql import Query
from kg.store.columns import AddressColumns
from kg.store.faults import query_fault, see_size
from kg.store.interface import Result, Store, Term

if TYPE_CHECKING:
    import rdflib

#: The graph of what the store computes: the first and last day of every date.
DERIVED = ox.NamedNode(f"{GRAPH}derived/dates")


class LocalStore(Store):
    """Statements in an Oxigraph store of this process."""

    engine_name = f"pyoxigraph {ox.__version__}"

    def __init__(
        self,
        engine: ox.Store,
        *,
        union: bool = True,
        copied: bool = False,
        version: str = "",
        location: str = "",
        allow_network: bool = False,
    ) -> None:
        """Wrap an engine that already holds its statements; `kg.store.load_store` fills one.

        The engine's own union of graphs gives a triple once for each graph that holds it, and so counts it
        twice. Where that can happen the union is `copied` into the default graph instead. Without `union`
        the default graph is what the file says it is.
        """
        self.engine = engine
        self.location = location
        self.copied, self._version, self._network = copied, version, allow_network
        self._union = union and not copied

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, base: str = "") -> Result:
        """Answer a query, as the interface says; a bound variable must be among those that it selects."""
        words = text.casefold()
        if not self._network and "service" in words and Query(text).has("SERVICE"):
            raise QueryError(
                "SERVICE would send this query to another address; remove it from the query, "
                "or allow it with --allow-network"
            )
        see_size(text)
        # A query that says what its data set is means just that.
        chooses = "from" in words and Query(text).has("FROM")
        try:
            return self.engine.query(
                text,
                base_iri=base or None,
                use_default_graph_as_union=self._union and not chooses,
                named_graphs=[] if "graph" in words and not chooses and self._lone else None,
                prefixes=prefixes_in(text),
                substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
            )
        except SyntaxError as error:
            raise QueryError(query_fault(text, str(error.msg))) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(f"the query cannot be answered: {error}; ask in another way") from None

    def columns(self, text: str) -> list[list[str]]:
        """Return what the interface says."""
        found = self.query(text)
        assert isinstance(found, ox.QuerySolutions)
        addresses = AddressColumns(len(found.variables))
        found.serialize(cast("IO[bytes]", addresses), format=ox.QueryResultsFormat.TSV)
        return addresses.columns() or super().columns(text)

    @cached_property
    def _lone(self) -> bool:
        """Tell whether one plain file is all there is: the default graph, then, and no graph that has a name."""
        named = [graph for graph in self.engine.named_graphs() if graph != DERIVED]
        return self._union and len(named) == 1

    def objects(self, subjects: Iterable[str], predicates: Iterable[str]) -> dict[tuple[str, str], list[Term]]:
        """Return what the interface says, by looking each pair up."""
        found: dict[tuple[str, str], list[Term]] = {}
        look = self.engine.quads_for_pattern
        nodes = [(predicate, ox.NamedNode(predicate)) for predicate in predicates]
        for subject in subjects:
            start = ox.NamedNode(subject)
            if len(nodes) > 2 and next(look(start, None, None, None), None) is None:
                continue  # an address of somewhere else, as many are
            for predicate, node in nodes:
                values = [quad.object for quad in look(start, node, None, None)]
                if values:
                    found[subject, predicate] = values if len(values) == 1 else list(dict.fromkeys(values))
        return found

    def known(self, iris: Iterable[str]) -> set[str]:
        """Return what the interface says: whatever stands as subject, predicate, object or graph."""
        return {iri for iri in iris if self._stands(iri)}

    def _stands(self, iri: str) -> bool:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        look = self.engine.quads_for_pattern
        places = ((node, None, None), (None, node, None), (None, None, node))
        return any(next(look(s, p, o, None), None) for s, p, o in places) or self.engine.contains_named_graph(node)

    def version(self) -> str:
        """Return the hash that the interface promises, whatever order or graphs the statements came in.

        Derived statements do not count.
        """
        if not self._version:
            from kg.store.hashing import version_of

            if self.copied:  # the copy holds each statement once, and besides what is derived alone
                self._version = version_of(self.engine, [ox.DefaultGraph()], self._derived_alone())
            else:
                graphs = [graph for graph in self.engine.named_graphs() if graph != DERIVED]
                self._version = version_of(self.engine, [ox.DefaultGraph(), *graphs], set())
        return self._version

    def _derived_alone(self) -> set[str]:
        """Return the triples that no file states but the store, as N-Triples without their dots."""
        look = self.engine.quads_for_pattern
        computed = {DERIVED, ox.DefaultGraph()}
        return {
            str(quad.triple)
            for quad in look(None, None, None, DERIVED)
            if all(other.graph_name in computed for other in look(quad.subject, quad.predicate, quad.object, None))
        }

    def count(self) -> int:
        """Return how many statements the files make, without what was derived and the copy that is the union."""
        computed = (DERIVED, ox.DefaultGraph()) if self.copied else (DERIVED,)
        look = self.engine.quads_for_pattern
        return len(self.engine) - sum(sum(1 for _ in look(None, None, None, graph)) for graph in computed)

    @property
    def repeats(self) -> bool:
        """Tell whether a statement may stand in several graphs."""
        return self.copied or not self._union

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib Dataset over this same engine."""
        import oxrdflib
        import rdflib

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self.engine), default_union=self._union)
