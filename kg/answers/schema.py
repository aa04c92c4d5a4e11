"""Schema: the classes and properties of a graph, what they mean, and how often the data use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.answer import Answer
from kg.errors import UsageError, did_you_mean
from kg.names import expand, local_name, shorten
from kg.things import fold, labels

if TYPE_CHECKING:
    from kg.store import Store

_USED = """
SELECT ?term ?sort ?used WHERE {
  { SELECT ?term ("class" AS ?sort) (COUNT(*) AS ?used) WHERE { ?s a ?term FILTER (ISIRI(?term)) } GROUP BY ?term }
  UNION
  { SELECT ?term ("property" AS ?sort) (COUNT(*) AS ?used) WHERE { ?s ?term ?o } GROUP BY ?term }
}
"""
_DECLARED = """
SELECT DISTINCT ?term ?sort WHERE {
  VALUES (?kind ?sort) {
    (owl:Class "class") (rdfs:Class "class") (rdf:Property "property") (owl:ObjectProperty "property")
    (owl:DatatypeProperty "property") (owl:AnnotationProperty "property")
  }
  ?term a ?kind FILTER (ISIRI(?term))
}
"""
_MEANING = ("skos:definition", "rdfs:comment", "dcterms:description", "skos:scopeNote")
_FACTS = ("skos:scopeNote", "skos:example", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range",
          "owl:inverseOf", "rdfs:seeAlso")  # fmt: skip
_OF_CLASS = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s a ?term ; ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 12"
_OF_PROPERTY = "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s ?term ?o ; a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c LIMIT 12"


def schema(store: Store) -> Answer:
    """Return a row for every class and property: how a query writes it, its sort, its use, what it means.

    The meaning is the first sentence of the definition; `schema_of` has it whole.
    """
    found = _terms(store)
    meanings = _meanings(store, [iri for iri, _ in found])
    rows = tuple(
        (
            ox.Literal(shorten(iri)),
            ox.Literal(sort),
            ox.Literal(used),
            ox.Literal(meanings.get(iri, "").partition(". ")[0].rstrip(".")),
        )
        for (iri, sort), used in sorted(found.items(), key=lambda pair: (pair[0][1], shorten(pair[0][0])))
    )
    return Answer(("term", "sort", "used", "meaning"), rows, {})


def schema_of(store: Store, asked: str) -> Answer:
    """Return all that is said of one class or property, and with what it is used.

    It is found by prefixed name, address, local name or label. Raises UsageError with the nearest one.
    """
    found = _terms(store)
    iri, sort = _found(store, asked, found)
    said = store.objects([iri], [expand(name) for name in _FACTS])
    names = labels(store, [iri])
    rows = [
        ("term", shorten(iri)),
        ("address", iri),
        ("label", names.get(iri, "")),
        ("sort", sort),
        ("used", str(found[iri, sort])),
        ("meaning", _meanings(store, [iri]).get(iri, "")),
    ]
    for name in _FACTS:
        values = sorted(map(_written, said.get((iri, expand(name)), [])))
        rows += [(name, value) for value in values if value != rows[5][1]]
    rows += _company(store, iri, sort)
    return Answer(("what", "value"), tuple((ox.Literal(w), ox.Literal(v)) for w, v in rows if v), {})


def _company(store: Store, iri: str, sort: str) -> list[tuple[str, str]]:
    """Return the properties of a class's things, or the classes of the things that have a property."""
    text, what = (_OF_CLASS, "has property") if sort == "class" else (_OF_PROPERTY, "on class")
    asked = text.replace("?term", str(ox.NamedNode(iri)))
    return [(what, f"{shorten(other)} ({count} times)") for other, count in store.rows(asked)]


def _terms(store: Store) -> dict[tuple[str, str], int]:
    """Return every class and property, declared or used, with the number of times it is."""
    found: dict[tuple[str, str], int] = {}
    for term, sort in store.rows(_DECLARED):
        found[term, sort] = 0
    for term, sort, used in store.rows(_USED):
        found[term, sort] = int(used)
    return found


def _meanings(store: Store, iris: list[str]) -> dict[str, str]:
    """Return what each term means, in English where it is said in several languages."""
    predicates = [expand(name) for name in _MEANING]
    said = store.objects(iris, predicates)
    found = {}
    for iri in iris:
        texts = [
            (at, value.language != "en", value.value)
            for at, predicate in enumerate(predicates)
            for value in said.get((iri, predicate), [])
            if isinstance(value, ox.Literal)
        ]
        if texts:
            found[iri] = min(texts)[2]
    return found


def _found(store: Store, asked: str, terms: dict[tuple[str, str], int]) -> tuple[str, str]:
    """Return the class or property that is meant."""
    names = labels(store, [iri for iri, _ in terms])
    ways: list[Callable[[str], bool]] = [
        lambda iri: asked in (shorten(iri), iri, f"<{iri}>"),
        lambda iri: fold(asked) in (fold(shorten(iri)), fold(local_name(iri))),
        lambda iri: fold(asked) == fold(names.get(iri, "")),
    ]
    for fits in ways:
        fitting = sorted(term for term in terms if fits(term[0]))
        if fitting:
            return fitting[0]
    known = {shorten(iri) for iri, _ in terms} | {local_name(iri) for iri, _ in terms}
    raise UsageError(f"no class or property '{asked}'.{did_you_mean(asked, known)} '.schema' lists them all")


def _written(term: object) -> str:
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))
