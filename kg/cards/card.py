"""The card of one thing: what the graph says of it, who took part, its partners, its findings, where it stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.cards.outline import Outline, Outlined
from kg.evidence import Passage, passages
from kg.names import PREFIXES, expand, shorten
from kg.networks.selection import NOT_YET
from kg.things import find, labels

if TYPE_CHECKING:
    from kg.store import Store

_FACTS = """
SELECT DISTINCT ?property ?value WHERE {{
  <{thing}> ?property ?value . ?property rdfs:label ?label
}} ORDER BY ?property ?value
"""
_POINTING = """
SELECT DISTINCT ?property ?subject WHERE {{
  ?subject ?property <{thing}> . ?subject skos:prefLabel ?label . VALUES ?property {{ {properties} }}
}} ORDER BY ?property ?subject
"""
_PARTS = """
SELECT DISTINCT ?p ?who ?role ?activity ?for ?capacity ?date ?first ?status WHERE {{
  ?p kg:participant ?who ; kg:role ?role ; kg:activity ?activity .
  {{ ?p kg:participant <{thing}> }} UNION {{ ?p kg:activity <{thing}> }} UNION {{ ?p kg:representing <{thing}> }}
  UNION {{ ?p kg:role <{thing}> }}
  OPTIONAL {{ ?p kg:representing ?for }} OPTIONAL {{ ?p kg:capacity ?capacity }}
  OPTIONAL {{ ?p dcterms:date ?own }} OPTIONAL {{ ?activity dcterms:date ?of }} BIND (COALESCE(?own, ?of) AS ?date)
  OPTIONAL {{ ?p kg:earliest ?own_first }} OPTIONAL {{ ?activity kg:earliest ?of_first }}
  BIND (COALESCE(?own_first, ?of_first) AS ?first) OPTIONAL {{ ?activity kg:status ?status }}
}} ORDER BY ?p ?who ?role ?activity ?for ?capacity ?date ?first ?status
"""
_PARTNERS = """
SELECT ?partner (COUNT(DISTINCT ?activity) AS ?shared) WHERE {{
  ?own kg:participant <{thing}> ; kg:activity ?activity ; kg:role/skos:broader ?own_group .
  ?other kg:activity ?activity ; kg:participant ?partner ; kg:role/skos:broader ?group .
  VALUES ?own_group {{ role:organizing role:supporting }} VALUES ?group {{ role:organizing role:supporting }}
  FILTER (?partner != <{thing}>)
  FILTER NOT EXISTS {{ ?own kg:contradicts|^kg:contradicts ?other }}
  FILTER NOT EXISTS {{ ?activity kg:status ?unheld . VALUES ?unheld {{ {unheld} }} }}
  FILTER NOT EXISTS {{ ?partner org:subOrganizationOf+|^org:subOrganizationOf+ <{thing}> }}
}} GROUP BY ?partner ORDER BY DESC(?shared) ?partner
"""
_AT_WORK = """
SELECT ?agent (COUNT(DISTINCT ?activity) AS ?activities) WHERE {{
  {{ SELECT ?narrower WHERE {{ ?narrower skos:broader* <{thing}> }} }}
  ?activity dcterms:subject ?narrower . ?p kg:activity ?activity ; kg:participant ?agent .
  <{thing}> a kg:Topic . FILTER NOT EXISTS {{ ?agent a kg:Person }}
}} GROUP BY ?agent ORDER BY DESC(?activities) ?agent
"""
_FINDINGS = """
SELECT DISTINCT ?finding ?kind ?said WHERE {{
  {{ ?finding kg:findingOf <{thing}> }} UNION {{ ?finding a kg:Finding ; dcterms:subject <{thing}> }}
  ?finding dcterms:type ?kind ; dcterms:description ?said
}} ORDER BY ?kind ?finding ?said
"""
_CONTESTED = """
SELECT DISTINCT ?one ?other WHERE {{
  ?one kg:contradicts ?other . ?one kg:participant|kg:activity|rdf:subject <{thing}>
}} ORDER BY ?one ?other
"""
#: What points at a thing, in the words of the thing.
_INVERSE = {
    "dcterms:isPartOf": "has as parts",
    "dcterms:replaces": "replaced by",
    "dcterms:spatial": "covered by",
    "dcterms:subject": "the subject of",
    "kg:followUpOf": "followed up by",
    "kg:inCountry": "has in it",
    "kg:inRegion": "has in it",
    "kg:inResponseTo": "answered by",
    "kg:output": "came out of",
    "kg:presentedAt": "had presented",
    "org:subOrganizationOf": "has as parts",
    "schema:location": "place of",
    "skos:broader": "has below it",
}
_NAMES = tuple(expand(name) for name in ("skos:altLabel", "kg:acronym"))
#: Told in other places of the card.
_ELSEWHERE = {
    *_NAMES,
    f"{PREFIXES['rdf']}type",
    *map(
        expand, ("skos:prefLabel", "skos:hiddenLabel", "kg:evidence", "kg:earliest", "kg:latest", "skos:inScheme")
    ),
    *map(expand, ("skos:topConceptOf", "skos:hasTopConcept")),
}


@dataclass(frozen=True)
class Line:
    """One thing said, with the passages it rests on."""

    said: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Card(Outlined):
    """One thing: its name, what it is, and what is known of it under headings."""

    iri: str
    label: str
    kind: str
    names: tuple[str, ...]
    sections: dict[str, tuple[Line, ...]]

    def outline(self, evidence: bool = False) -> Outline:
        """Return the card as an outline; with `evidence` every passage is on a line of its own."""
        also = f"; also {', '.join(self.names)}" if self.names else ""
        lines: list[tuple[int, str]] = [(0, self.label), (1, f"{self.kind}{also}"), (1, self.iri)]
        for heading, said in self.sections.items():
            lines.append((0, heading))
            for line in said:
                places = dict.fromkeys(f"{p.source}, {p.locator}" for p in line.passages)
                told = f" [{'; '.join(places)}]" if places and not evidence else ""
                lines.append((1, f"{line.said}{told}"))
                lines += [(2, str(passage)) for passage in line.passages] if evidence else []
        return lines


def card(store: Store, asked: str) -> Card:
    """Return the card of a thing named by acronym, label, alias or address.

    Headings that would be empty are left out. Raises UsageError where the name is not known, or may mean several.
    """
    thing = find(store, asked)
    facts: dict[str, list[str]] = defaultdict(list)
    for name, value in store.rows(_FACTS.format(thing=thing)):
        facts[name].append(value)
    words = _Words(store)
    kinds = [words(value) for name in ("rdf:type", "dcterms:type") for value in facts.get(expand(name), [])]
    known = tuple(value for name in _NAMES for value in facts.get(name, []))
    sections = {
        "Facts": _facts(words, facts),
        "Roles": _roles(store, words, thing),
        "Partners": _counted(store, words, _PARTNERS, thing, "shared "),
        "At work on it": _counted(store, words, _AT_WORK, thing),
        "Linked": _linked(store, words, thing),
        "Findings": _findings(store, words, thing),
        "Contested": _contested(store, words, thing),
        "Rests on": tuple(Line(str(passage)) for passage in passages(store, [thing]).get(thing, ())),
    }
    told = {heading: lines for heading, lines in sections.items() if lines}
    return Card(thing, words(thing), ", ".join(dict.fromkeys(kinds)), known, told)


class _Words:
    """Labels, each looked up once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.known: dict[str, str] = {}

    def __call__(self, value: str) -> str:
        """Return the label of an address, and any other text as it is."""
        if not value.startswith(("http://", "https://")):
            return value
        if value not in self.known:
            self.known[value] = labels(self.store, [value]).get(value) or shorten(value).strip("<>")
        return self.known[value]

    def learn(self, values: set[str]) -> None:
        """Look many labels up at once."""
        wanted = sorted(value for value in values if value.startswith("http") and value not in self.known)
        self.known |= labels(self.store, wanted)


def _facts(words: _Words, facts: dict[str, list[str]]) -> tuple[Line, ...]:
    """Return what the graph states of the thing itself, one line a property."""
    told = {name: values for name, values in facts.items() if name not in _ELSEWHERE}
    told.pop(expand("dcterms:type"), None)
    words.learn({*told, *(value for values in told.values() for value in values)})
    return tuple(Line(f"{words(name)}: {', '.join(map(words, values))}") for name, values in told.items())


def _roles(store: Store, words: _Words, thing: str) -> tuple[Line, ...]:
    """Return every participation that the thing is part of, by date, undated ones last."""
    rows: dict[str, tuple[str, ...]] = {}
    for part, *rest in store.rows(_PARTS.format(thing=thing)):
        rows.setdefault(part, tuple(rest))
    words.learn({value for row in rows.values() for value in row})
    resting = passages(store, rows)
    lines = []
    for part, (who, role, activity, acting_for, capacity, date, first, status) in rows.items():
        parts = [] if who == thing else [words(who)]
        if acting_for and acting_for != thing:
            parts.append(f"for {words(acting_for)}")
        parts += [f"({capacity})"] if capacity else []
        said = f"{date or 'no date'}: {' '.join([*parts, words(role)])}"
        said += f" of {words(activity)}" if activity != thing else ""
        said += f", {words(status)}" if activity != thing and status else ""
        lines.append(((not first, first, said), Line(said, tuple(resting.get(part, ())))))
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))


def _counted(store: Store, words: _Words, query: str, thing: str, sort: str = "") -> tuple[Line, ...]:
    """Return agents with the number of activities that a query counts for each, most first.

    Partners are counted as a network ties them: nothing planned, no part of itself, no rivals.
    """
    unheld = " ".join(f"status:{name}" for name in NOT_YET)
    rows = store.rows(query.format(thing=thing, unheld=unheld))
    words.learn({agent for agent, _ in rows})
    return tuple(
        Line(f"{words(agent)}: {count} {sort}{'activity' if count == '1' else 'activities'}")
        for agent, count in rows
    )


def _linked(store: Store, words: _Words, thing: str) -> tuple[Line, ...]:
    """Return what points at the thing, one line a sort of link."""
    linked: dict[str, list[str]] = defaultdict(list)
    for name, subject in store.rows(_POINTING.format(thing=thing, properties=" ".join(_INVERSE))):
        linked[_INVERSE[shorten(name)]].append(subject)
    words.learn({subject for subjects in linked.values() for subject in subjects})
    return tuple(Line(f"{how}: {'; '.join(map(words, subjects))}") for how, subjects in linked.items())


def _findings(store: Store, words: _Words, thing: str) -> tuple[Line, ...]:
    """Return what it concluded, recommended, promised or reported, or what others did about it."""
    rows = store.rows(_FINDINGS.format(thing=thing))
    resting = passages(store, [finding for finding, *_ in rows])
    return tuple(Line(f"{words(kind)}: {said}", tuple(resting.get(finding, ()))) for finding, kind, said in rows)


def _contested(store: Store, words: _Words, thing: str) -> tuple[Line, ...]:
    """Return what sources say of it that cannot both be right."""
    rows = store.rows(_CONTESTED.format(thing=thing))
    words.learn({iri for row in rows for iri in row})
    resting = passages(store, {iri for row in rows for iri in row})
    return tuple(
        Line(
            f"either {words(one)}, or {words(other)}",
            (*resting.get(one, ()), *resting.get(other, ())),
        )
        for one, other in rows
    )
