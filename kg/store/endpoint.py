"""A store anywhere: any SPARQL 1.1 endpoint, asked the same questions in the standard's own protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError
from kg.names import GRAPH, PREFIXES
from kg.sparql import Query
from kg.store.faults import query_fault, see_size
from kg.store.http import Response, ServiceError, request
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
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_KNOWN = """
SELECT DISTINCT ?term WHERE {{
  VALUES ?term {{ {} }}
  FILTER (EXISTS {{ ?term ?p1 ?o1 }} || EXISTS {{ ?s2 ?term ?o2 }} || EXISTS {{ ?s3 ?p3 ?term }})
}}
"""
_OBJECTS = "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {} }} VALUES ?p {{ {} }} ?s ?p ?o }}"
#: Things asked about in one request.
_AT_ONCE = 500


class Endpoint(Store):
    """A graph behind a SPARQL 1.1 endpoint.

    Endpoints differ in whether their default graph is the union of the others. Which sort this one is, and
    which version of the graph it holds, is asked once; where it is not, all graphs are named with each question.
    """

    def __init__(self, address: str) -> None:
        """Keep the address; nothing is sent before the first question."""
        self.location = address
        self.engine_name = "a SPARQL 1.1 endpoint"
        self._graphs: list[str] | None = None
        self._version = ""

    def query(self, text: str, bindings: Mapping[str, Term] | None = None, base: str = "") -> Result:
        """Answer a query, as the interface says; raises ServiceError where the endpoint fails."""
        query = self._checked(text, base)
        if query.has("SERVICE"):
            raise QueryError("SERVICE would send this query on to another address; remove it from the query")
        try:
            portable = query.portable(bindings or {})
        except ValueError:
            raise QueryError("a parameter needs a WHERE { ... } to be put into; write one") from None
        self._connect()
        names = [("default-graph-uri", name) for name in self._graphs or ()]
        names += [("named-graph-uri", name) for name in self._graphs or ()] if query.has("GRAPH") else []
        return self._ask(portable, query.form, names)

    def _checked(self, text: str, base: str) -> Query:
        """Return the query if the standard allows it; endpoints answer faults in words of their own."""
        see_size(text)
        try:
            ox.Store().query(text, base_iri=base or None, prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(query_fault(text, str(error.msg))) from None
        except (RuntimeError, ValueError, OSError):
            pass  # the endpoint may know more than this engine does
        based = f"BASE <{base}>\n" if base else ""
        return Query(f"{based}{text}")

    def _connect(self) -> None:
        """Find out, once, how this endpoint's default graph is made, and which version it holds."""
        if self._graphs is not None:
            return
        row = next(iter(self._solutions(_PROBE)), None)
        here, there = (row["here"], row["there"]) if row else (None, None)
        stated = here or there
        self._version = stated.value if isinstance(stated, ox.Literal) else "not stated"
        self._graphs = []
        lone = here is None and (there is not None or not self._ask("ASK { ?s ?p ?o }", "ASK", []))
        if lone:
            self._graphs = sorted(row["g"].value for row in self._solutions(_GRAPHS))

    def _solutions(self, text: str) -> ox.QuerySolutions:
        found = self._ask(text, "SELECT", [])
        assert isinstance(found, ox.QuerySolutions)
        return found

    def _ask(self, text: str, form: str, graphs: list[tuple[str, str]]) -> Result:
        """Send a query and read its answer, whole."""
        triples = form in ("CONSTRUCT", "DESCRIBE")
        accept = _TRIPLES if triples else _JSON
        answer = request(self.location, form=[("query", text), *graphs], headers={"Accept": accept})
        self._whole(answer)
        if triples:
            return self._triples(answer)
        if answer.kind not in (_JSON, "application/json"):
            raise self._strange(answer)
        try:
            found = ox.parse_query_results(answer.content, ox.QueryResultsFormat.JSON)
            # Read to the end now: an answer that breaks off must not look like one that is whole.
            if isinstance(found, ox.QuerySolutions):
                self._cut(answer, sum(1 for _ in found))
                found = ox.parse_query_results(answer.content, ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, OSError):
            raise self._strange(answer) from None
        if isinstance(found, ox.QueryBoolean) is not (form == "ASK"):
            raise self._strange(answer)
        return found

    def _whole(self, answer: Response) -> None:
        """Raise ServiceError where an endpoint says that its answer is cut short for want of time."""
        if answer.headers.get("x-sql-state", "").startswith("S1T"):
            raise ServiceError(f"'{self.location}' gives only part of the answer, for want of time; ask for less")

    def _cut(self, answer: Response, rows: int) -> None:
        """Raise ServiceError where an endpoint gives as many rows as it ever gives."""
        most = answer.headers.get("x-sparql-maxrows", "")
        if most.isdigit() and 0 < int(most) <= rows:
            raise ServiceError(f"'{self.location}' cuts its answers at {most} rows; ask for less")

    def _triples(self, answer: Response) -> ox.QueryTriples:
        """Return the triples of an answer, as the engine itself would give them."""
        read = ox.Store()
        try:
            rdf_format = ox.RdfFormat.from_media_type(answer.kind)
            read.load(answer.content, format=rdf_format or ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError):
            raise self._strange(answer) from None
        found = read.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def _strange(self, answer: Response) -> ServiceError:
        words = " ".join(answer.content[:400].decode("utf-8", "replace").split())[:80]
        return ServiceError(
            f"'{self.location}' does not answer as a SPARQL endpoint does but with {answer.kind} ({words}); "
            "see whether this is the address of its queries"
        )

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
        self._connect()
        graphs = wanted & {*(self._graphs or ())}
        terms = " ".join(f"<{iri}>" for iri in sorted(wanted))
        return graphs | {term for (term,) in self.rows(_KNOWN.format(terms))}

    def version(self) -> str:
        """Return the version that `kg publish` left, or 'not stated'."""
        self._connect()
        return self._version

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib Dataset that asks this endpoint."""
        import rdflib
        from rdflib.plugins.stores.sparqlstore import SPARQLStore

        return rdflib.Dataset(store=SPARQLStore(self.location, returnFormat="json"), default_union=True)


def _is_iri(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True
