"""Questions: the twelve typical ones on generated data, the store loaded before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from statistics import geometric_mean
from typing import TYPE_CHECKING, Any

from benchmarks.generated import on_disk, ontology, turtle
from benchmarks.measuring import Goal, Measure, value

if TYPE_CHECKING:
    from benchmarks.measuring import Contestants, Work

#: The rivals understand the same text. What is asked of: the busiest agency, the commonest topic.
_PREFIXES = """PREFIX agency: <https://w3id.org/convene/id/agency/>
PREFIX country: <https://w3id.org/convene/id/country/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/convene/ontology#>
PREFIX kind: <https://w3id.org/convene/id/kind/>
PREFIX role: <https://w3id.org/convene/id/role/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX topic: <https://w3id.org/convene/id/topic/>
"""
QUESTIONS = {
    "card": "SELECT ?p ?o WHERE { agency:a0 ?p ?o }",
    "meetings in": """SELECT ?meeting ?date WHERE {
        ?meeting schema:location country:c1 ; a kg:Meeting ; dcterms:date ?date }""",
    "meetings on": """SELECT ?meeting ?agency WHERE {
        { SELECT ?narrower WHERE { ?narrower skos:broader* topic:t0 } }
        ?meeting dcterms:subject ?narrower ; a kg:Meeting .
        ?part kg:activity ?meeting ; kg:role role:organizer ; kg:participant ?agency }""",
    "partners of": """SELECT ?partner (COUNT(DISTINCT ?meeting) AS ?shared) WHERE {
        ?own kg:participant agency:a7 ; kg:activity ?meeting .
        ?other kg:activity ?meeting ; kg:participant ?partner . FILTER (?partner != agency:a7)
        } GROUP BY ?partner""",
    "co-organizers": """SELECT DISTINCT ?one ?other WHERE {
        ?a kg:role role:organizer ; kg:activity ?meeting ; kg:participant ?one .
        ?b kg:activity ?meeting ; kg:role role:co-organizer ; kg:participant ?other . FILTER (?one != ?other) }""",
    "busiest": """SELECT ?agency (COUNT(DISTINCT ?meeting) AS ?meetings) WHERE {
        ?part kg:participant ?agency ; kg:activity ?meeting } GROUP BY ?agency""",
    "topics": """SELECT ?topic (COUNT(?meeting) AS ?meetings) WHERE {
        ?meeting a kg:Meeting ; dcterms:subject ?topic } GROUP BY ?topic""",
    "roles": """SELECT ?role ?kind (COUNT(?part) AS ?parts) WHERE {
        ?part kg:role ?role ; kg:participant ?agency . ?agency dcterms:type ?kind } GROUP BY ?role ?kind""",
    "passages": """SELECT ?part ?locator ?report WHERE {
        ?part kg:participant agency:a7 ; kg:evidence ?passage .
        ?passage kg:locator ?locator ; kg:inSource ?source . ?source skos:prefLabel ?report }""",
    "never organizes": """SELECT ?agency WHERE { ?agency a kg:Agency
        FILTER NOT EXISTS { ?part kg:participant ?agency ; kg:role role:organizer } }""",
    "by label": """SELECT ?meeting ?label WHERE {
        ?meeting a kg:Meeting ; skos:prefLabel ?label . FILTER (CONTAINS(STR(?label), "13")) }""",
    "by year": """SELECT ?year (COUNT(?meeting) AS ?meetings) WHERE {
        ?meeting a kg:Meeting ; dcterms:date ?date . BIND (SUBSTR(STR(?date), 1, 4) AS ?year) } GROUP BY ?year""",
}


def _asked(ask: Callable[[str], Iterable[Any]]) -> Work:
    """Return the twelve as work; each gives its number of rows."""

    def work(text: str) -> object:
        return len([tuple(row) for row in ask(text)])

    return {name: partial(work, _PREFIXES + text) for name, text in QUESTIONS.items()}


def _kg(size: int) -> Work:
    from kg.answers import ask
    from kg.store import load_store

    store = load_store([turtle(size)])
    return _asked(lambda text: ask(store, text).rows)  # type: ignore[union-attr]


def _kg_unlabelled(size: int) -> Work:
    from kg.answers.terms import check_terms
    from kg.sparql import read_query
    from kg.store import load_store

    store = load_store([turtle(size)])

    def asked(text: str) -> Iterable[Any]:
        check_terms(store, read_query(text))
        return store.query(text)  # type: ignore[return-value]

    return _asked(asked)


def _kg_on_disk(size: int) -> Work:
    from kg.answers import ask
    from kg.store import open_store

    store = open_store(str(on_disk(size)))
    return _asked(lambda text: ask(store, text).rows)  # type: ignore[union-attr]


def _pyoxigraph(size: int) -> Work:
    import pyoxigraph as ox

    store = ox.Store()
    for path in (turtle(size), *ontology()):
        store.load(path=str(path))
    return _asked(lambda text: store.query(text))  # type: ignore[arg-type, return-value]


def _rdflib(size: int, store: str = "default") -> Work:
    import rdflib

    graph = rdflib.Graph(store=store)
    for path in (turtle(size), *ontology()):
        graph.parse(path)
    return _asked(graph.query)


def _maplib(size: int) -> Work:
    from maplib import Model

    model: Any = Model()
    for path in (turtle(size), *ontology()):
        model.read(str(path), format="turtle")
    return _asked(lambda text: model.query(text).iter_rows())


CONTESTANTS: Contestants = {
    "kg": _kg,
    "kg without labels": _kg_unlabelled,
    "kg on disk": _kg_on_disk,
    "pyoxigraph": _pyoxigraph,
    "oxrdflib": partial(_rdflib, store="Oxigraph"),
    "maplib": _maplib,
    "rdflib": _rdflib,
}


def _times(measures: list[Measure], size: int, one: str, other: str) -> list[float]:
    """Return how many times as long the one took as the other, question by question."""
    pairs = [
        (value(measures, size, f"{one}: {name}"), value(measures, size, f"{other}: {name}")) for name in QUESTIONS
    ]
    return [a / b for a, b in pairs if a is not None and b]


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    bare = _times(measures, size, "kg without labels", "pyoxigraph")
    if bare:
        worst = max(bare)
        yield Goal(
            "questions", size, "term check and question beside bare pyoxigraph, the worst of twelve", worst, 1.15
        )
        middle = geometric_mean(bare)
        yield Goal(
            "questions", size, "term check and question beside bare pyoxigraph, geometric mean", middle, 1.15
        )
    far = _times(measures, size, "rdflib", "kg")
    if far:
        middle = geometric_mean(far)
        limit = 20 if size < 100_000 else 25
        yield Goal("questions", size, "as fast as rdflib, times (geometric mean)", middle, limit, at_least=True)
    card = value(measures, size, "kg: card")
    if card is not None:
        yield Goal("questions", size, "a warm look-up, ms", card * 1_000, 0.5)
