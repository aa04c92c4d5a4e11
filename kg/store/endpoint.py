"""A store anywhere: any SPARQL 1.1 endpoint, asked the same questions in the standard's own protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError
from kg.names import GRAPH, PREFIXES
from kg.sparql import Query
from kg.store.answering import read_answer, read_rows
from kg.store.faults import query_fault, see_size
from kg.store.http import ServiceError, address, receive, request
from kg.store.interface import Result, Store, Term

if TYPE_CHECKING:
    import rdflib

#: Says of a published graph which version it is and which graphs belong to it.
ABOUT = f"{GRAPH}about"

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.9"
_STATED = f"<{ABOUT}> <{PREFIXES['owl']}versionInfo>"
_PROBE = f"""
SELECT ?here ?there WHERE {{
  {{ SELECT ?here WHERE {{ OPTIONAL {{ {_STATED} ?here }} }} LIMIT 1 }}
  {{ SELECT ?there WHERE {{ OPTIONAL {{ GRAPH ?g {{ {_STATED} ?there }} }} }} LIMIT 1 }}
}}
"""
_ANY = "ASK { ?s ?p ?o }"
#: Oxigraph's servers ask all graphs as one when this is sent along; to others it says nothing.
_SWITCH = ("union-default-graph", "true")
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_KNOWN = """
SELECT DISTINCT ?term WHERE {{
  VALUES ?term {{ {} }}
  FILTER (EXISTS {{ ?term ?p1 ?o1 }} || EXISTS {{ ?s2 ?term ?o2 }} || EXISTS {{ ?s3 ?p3 ?term }}
          || EXISTS {{ GRAPH ?term {{ ?s4 ?p4 ?o4 }} }})
}}
"""
_OBJECTS = "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {} }} VALUES ?p {{ {} }} ?s ?p ?o }}"
#: Things asked about in one request.
_AT_ONCE = 500


class Endpoint(Store):
    """A graph behind a SPARQL 1.1 endpoint.

    Endpoints differ in whether their default graph is the union of the others. Which sort this one is, and
    which version of the graph it holds, is asked once; where it is not, and has no switch that makes it so,
    all graphs are named with each question.
    """

    def __init__(self, location: str, allow_network: bool = False) -> None:
        """Keep the address; nothing is sent before the first question. Raises UsageError where it is none."""
        self._address, self._network = address(location), allow_network
        self.location = self._address.plain
        self.engine_name = "a SPARQL 1.1 endpoint"
        #: What is sent with each question, and what besides where it speaks of graphs; None until it is known.
        self._whole: list[tuple[str, str]] | None = None
        self._graphs: list[str] = []
        self._version = ""

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, base: str = "") -> Result:
        """Answer a query, as the interface says; raises ServiceError where the endpoint fails."""
        query, form = self._asked(text, bindings, base)
        return self._ask(query, form)

    def rows(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[tuple[str, ...]]:
        """Return what the interface says, read as it comes: nothing of the answer is held but the rows."""
        query, form = self._asked(text, bindings, "")
        return receive(
            self._address, form, {"Accept": _JSON}, lambda head, body: read_rows(self.location, head, body, query)
        )

    def _asked(
        self, text: str, bindings: Mapping[str, Term] | None, base: str
    ) -> tuple[Query, list[tuple[str, str]]]:
        """Return a query, and the form that is sent for it; raises QueryError where it cannot be sent."""
        based = f"BASE <{base}>\n" if base else ""
        query = Query(f"{based}{text}")
        if query.has("SERVICE") and not self._network:
            raise QueryError(
                "SERVICE would send this query on to another address; remove it from the query, "
                "or allow it with --allow-network"
            )
        self._check(text, base)
        try:
            portable = query.portable(bindings or {})
        except ValueError:
            raise QueryError("a parameter needs a WHERE { ... } to be put into; write one") from None
        return query, [("query", portable), *self._graphs_for(query)]

    def _check(self, text: str, base: str) -> None:
        """Raise QueryError for what the standard does not allow: endpoints say so in words of their own."""
        if Query(text).has("SERVICE"):
            return  # the engine would call out
        see_size(text)
        try:
            ox.Store().query(text, base_iri=base or None, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(query_fault(text, str(error.msg))) from None
        except (RuntimeError, ValueError, OSError):
            pass  # the endpoint may know more than this engine does

    def _graphs_for(self, query: Query) -> list[tuple[str, str]]:
        """Return what tells the endpoint to ask all graphs as one, unless the query says which."""
        self._connect()
        if query.has("FROM"):
            return []
        named = [("named-graph-uri", name) for name in self._graphs] if query.has("GRAPH") else []
        return [*(self._whole or ()), *named]

    def _connect(self) -> None:
        """Find out, once, how this endpoint's default graph is made, and which version it holds."""
        if self._whole is not None:
            return
        here, there = self._stated()
        whole: list[tuple[str, str]] = []
        if here is None and (there is not None or not self._holds_any([])):
            whole = [_SWITCH] if self._switches() else []
            if not whole:
                self._graphs = sorted(row["g"].value for row in self._solutions(_GRAPHS))
                whole = [("default-graph-uri", name) for name in self._graphs]
        self._whole, self._version = whole, here or there or "not stated"

    def _stated(self) -> tuple[str | None, str | None]:
        """Return the version that is stated in the default graph, and in any other."""
        row = next(iter(self._solutions(_PROBE)), None)
        here, there = (row["here"], row["there"]) if row else (None, None)
        return (
            here.value if isinstance(here, ox.Literal) else None,
            there.value if isinstance(there, ox.Literal) else None,
        )

    def _switches(self) -> bool:
        """Tell whether the endpoint can be told to ask all its graphs as one, in Oxigraph's way."""
        try:
            return self._holds_any([_SWITCH])
        except ServiceError:
            return False

    def _holds_any(self, graphs: list[tuple[str, str]]) -> bool:
        return bool(self._ask(Query(_ANY), [("query", _ANY), *graphs]))

    def _solutions(self, text: str) -> ox.QuerySolutions:
        found = self._ask(Query(text), [("query", text)])
        assert isinstance(found, ox.QuerySolutions)
        return found

    def _ask(self, query: Query, form: list[tuple[str, str]]) -> Result:
        """Send a query and read its answer, whole."""
        accept = _TRIPLES if query.form in ("CONSTRUCT", "DESCRIBE") else _JSON
        return read_answer(self.location, request(self._address, form=form, headers={"Accept": accept}), query)

    def objects(self, subjects: Iterable[str], predicates: Iterable[str]) -> dict[tuple[str, str], list[Term]]:
        """Return what the interface says, some hundred subjects a request."""
        wanted, asked = list(dict.fromkeys(subjects)), " ".join(f"<{iri}>" for iri in predicates)
        found: dict[tuple[str, str], list[Term]] = {}
        for at in range(0, len(wanted), _AT_ONCE):
            some = " ".join(str(ox.NamedNode(iri)) for iri in wanted[at : at + _AT_ONCE])
            result = self.query(_OBJECTS.format(some, asked))
            assert isinstance(result, ox.QuerySolutions)
            for row in result:
                subject, predicate, value = row["s"], row["p"], row["o"]
                if value not in found.setdefault((subject.value, predicate.value), []):
                    found[subject.value, predicate.value].append(value)
        return found

    def known(self, iris: Iterable[str]) -> set[str]:
        """Return what the interface says, in one request."""
        wanted = {iri for iri in iris if _is_iri(iri)}
        if not wanted:
            return set()
        terms = " ".join(f"<{iri}>" for iri in sorted(wanted))
        return {term for (term,) in self.rows(_KNOWN.format(terms))}

    def version(self) -> str:
        """Return the version that `kg publish` left, or 'not stated'."""
        self._connect()
        return self._version

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib Dataset that asks this endpoint."""
        import rdflib
        from rdflib.plugins.stores.sparqlstore import SPARQLStore

        name = self._address.name
        known = (name, self._address.password) if name else None
        store = SPARQLStore(self.location, returnFormat="json", auth=known)
        return rdflib.Dataset(store=store, default_union=True)


def _is_iri(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True
