"""Terms: every name in a query must stand in the graph, or the answer would be empty for no reason told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import KgError, closest
from kg.names import PREFIXES, local_name, shorten
from kg.sparql import Name, Query
from kg.store import LocalStore
from kg.things import fold

if TYPE_CHECKING:
    from kg.store import Store

_XSD = PREFIXES["xsd"]
#: The datatypes that a query may cast to or write, whether or not the graph has a literal of that type.
_DATATYPES = frozenset(
    [
        "anyURI",
        "boolean",
        "byte",
        "date",
        "dateTime",
        "dayTimeDuration",
        "decimal",
        "double",
        "duration",
        "float",
        "gDay",
        "gMonth",
        "gMonthDay",
        "gYear",
        "gYearMonth",
        "int",
        "integer",
        "long",
        "negativeInteger",
        "nonNegativeInteger",
        "nonPositiveInteger",
        "positiveInteger",
        "short",
        "string",
        "time",
        "unsignedByte",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "yearMonthDuration",
    ]
)
_KNOWN_TYPES = (f"{PREFIXES['rdf']}langString", f"{PREFIXES['rdf']}dirLangString")
_NAMED = """
SELECT DISTINCT ?term ?name WHERE {
  ?term skos:prefLabel|skos:altLabel|skos:hiddenLabel|skos:scopeNote|rdfs:label|kg:acronym ?name
} ORDER BY ?term ?name
"""
_TERMS = "SELECT DISTINCT ?term WHERE { { ?term a ?class } UNION { ?s ?term ?o } } ORDER BY ?term"
#: Where a role is meant, it is an object of this.
_ROLE = f"{PREFIXES['role']}"


class UnknownTermError(KgError):
    """A query that uses names which stand neither in the ontology nor in the data."""

    exit_code = 3


def check_terms(store: Store, query: Query) -> None:
    """Raise UnknownTermError where a query uses a name that the graph does not.

    Names are compared with all that stands in the graph, so a well-known property that no statement uses is
    unknown too: it would find nothing.
    """
    names = query.names
    asked = [name for name in names if not (name.typing and _is_type(name.iri))]
    known = store.known({name.iri for name in asked})
    unknown = [name for name in asked if name.iri not in known]
    if not unknown:
        return
    LocalStore(ox.Store()).query(query.text, base=query.base)  # a query that does not parse has no terms yet
    first = unknown[0]
    line, column = query.place(first.start)
    more = f"; nor is {', nor is '.join(name.written for name in unknown[1:4])}" if unknown[1:] else ""
    raise UnknownTermError(
        f"query:{line}:{column}: {first.written} is not a term of this graph{more}; {_hint(store, first)}"
    )


def _is_type(iri: str) -> bool:
    return (iri.startswith(_XSD) and iri[len(_XSD) :] in _DATATYPES) or iri in _KNOWN_TYPES


def _hint(store: Store, name: Name) -> str:
    """Return what was probably meant: what is called so, else the nearest in spelling, else in label.

    For an address of somewhere else it is at most a thing of exactly that name here.
    """
    if name.graph:
        return "a query reads no file and calls no address: name its data with --data or --store"
    terms = [term for (term,) in store.rows(_TERMS)]
    local = local_name(name.iri)
    here = [term for term in terms if _space(term) == _space(name.iri)]
    if name.iri.startswith(tuple(PREFIXES.values())):
        words = fold(re.sub(r"(?<=[a-z])(?=[A-Z])|[-_.]", " ", local))
        labels = {fold(label): term for term, label in reversed(store.rows(_NAMED))}
        near = shorten(labels[words]) if words in labels and labels[words] in here else ""
        near = near or _near(local, here) or _called(labels, words) or _near(local, terms)
    else:
        near = _near(local, here)
        near = near or next((shorten(term) for term in terms if local and local_name(term) == local), "")
    asked = f"did you mean {near}? " if near else ""
    return f"{asked}'kg query terms' lists the terms, --allow-unknown asks all the same"


def _near(local: str, terms: list[str]) -> str:
    """Return the nearest of some terms in spelling, as it would be written."""
    by_name = {local_name(term): term for term in reversed(terms)}
    near = closest(local, by_name, most=1)
    return shorten(by_name[near[0]]) if near else ""


def _called(labels: dict[str, str], words: str) -> str:
    """Return the thing whose label is nearest to some words; a role together with the property it belongs to."""
    near = closest(words, labels, most=1)
    if not near:
        return ""
    term = labels[near[0]]
    return f"kg:role {shorten(term)}" if term.startswith(_ROLE) else shorten(term)


def _space(iri: str) -> str:
    return iri[: len(iri) - len(local_name(iri))]
