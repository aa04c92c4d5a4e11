"""Absence of a tie, told apart: recorded together otherwise, named together, rejected, never named, not read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.curation.coverage import names_in, paragraphs
from kg.names import expand, shorten
from kg.things import labels

if TYPE_CHECKING:
    from kg.store import Store

_PART = "SELECT ?whole WHERE {{ <{one}> org:subOrganizationOf+ ?whole FILTER (?whole = <{other}>) }}"
#: Passages on which statements about a thing rest, whatever they say of it.
_ABOUT = """
SELECT DISTINCT ?source ?locator WHERE {{
  {{ ?s kg:participant <{thing}> }} UNION {{ ?s kg:representing <{thing}> }} UNION {{ ?s rdf:subject <{thing}> }}
  UNION {{ ?s rdf:object <{thing}> }} UNION {{ ?s kg:activity <{thing}> }} UNION {{ BIND (<{thing}> AS ?s) }}
  ?s kg:evidence ?e . ?e kg:inSource ?source ; kg:locator ?locator ; kg:passageStart ?start .
}} ORDER BY ?source ?locator
"""
_REJECTED = """
SELECT DISTINCT ?source ?locator ?rationale WHERE {
  ?e dcterms:type kind:rejected-passage ; kg:inSource ?source ; kg:locator ?locator ; kg:rationale ?rationale
} ORDER BY ?source ?locator
"""
_NAMES = """
SELECT ?thing ?name WHERE {{
  VALUES ?thing {{ <{one}> <{other}> }} ?thing skos:prefLabel|skos:altLabel|skos:hiddenLabel|kg:acronym ?name
}} ORDER BY ?thing ?name
"""
_READ = """
SELECT DISTINCT ?source WHERE { ?e kg:inSource ?source ; kg:passageStart ?start } ORDER BY ?source
"""
#: Documents that the graph knows of, by or about what one of two has a part in, and that were not read.
_UNREAD = """
SELECT DISTINCT ?document WHERE {{
  VALUES ?agent {{ <{one}> <{other}> }}
  {{ ?p kg:participant ?agent ; kg:activity ?document . ?document kg:status ?issued }}
  UNION {{ ?p kg:participant ?agent ; kg:activity ?activity . {{ ?activity kg:output ?document }}
           UNION {{ ?document kg:presentedAt ?activity }} }}
  {{ ?document a kg:Publication }} UNION {{ ?document a kg:SourceDocument }}
  FILTER NOT EXISTS {{ ?e kg:inSource ?document }}
  FILTER NOT EXISTS {{ ?document kg:status ?unmade . VALUES ?unmade {{
    status:planned status:tentative status:proposed status:in-preparation }} }}
}} ORDER BY ?document
"""

#: What is known not to be known of activities in which one of two is recorded and the other is not.
_GAPS = """
SELECT ?thing ?gap WHERE {{
  VALUES ?agent {{ <{one}> <{other}> }}
  ?p kg:participant|kg:representing ?agent ; kg:activity ?activity . ?activity dcterms:isPartOf* ?thing .
  ?finding kg:findingOf ?thing ; dcterms:type ?kind ; dcterms:description ?gap .
  VALUES ?kind {{ kind:gap-in-participants kind:gap-in-members kind:gap-in-text }}
}} GROUP BY ?thing ?gap HAVING (COUNT(DISTINCT ?agent) = 1) ORDER BY ?thing ?gap
"""


@dataclass(frozen=True)
class Absence:
    """Why there is no tie: its kind in one sentence, and the places or documents it speaks of."""

    kind: str
    sentence: str
    places: tuple[str, ...] = ()


class _Places(NamedTuple):
    """Where both stand; where that was rejected, and why, or cannot be read; how many documents were read."""

    together: tuple[str, ...]
    rejected: tuple[str, ...]
    unreadable: tuple[str, ...]
    read: int


def absences(store: Store, one: str, other: str, untied: tuple[str, ...], sources: Path | None) -> list[Absence]:
    """Return what the absence of a tie between two agents is, most telling first.

    `untied` says of each activity that both are recorded in why it makes no tie. With `sources` the texts
    themselves are looked through, else the passages that statements rest on.
    """
    told = []
    if untied:
        told.append(Absence("no partnership", "recorded together, but in nothing that ties partners", untied))
    if is_part(store, one, other):
        told.append(Absence("part and whole", "one is a part of the other, and no body is its own partner"))
    found = _in_texts(store, one, other, sources) if sources else _in_passages(store, one, other)
    if found.rejected:
        said = "named together in a passage that was set aside, with a reason"
        told.append(Absence("rejected by the curator", said, found.rejected))
    if found.unreadable:
        said = "named together in a paragraph of damaged lines, which support nothing"
        told.append(Absence("unreadable", said, found.unreadable))
    if found.together and not untied:
        said = "named together" if sources else "statements on both rest on the same paragraph"
        said += ", but nothing records both in one activity"
        told.append(Absence("named together, not curated", said, found.together))
    if not (untied or found.together or found.rejected or found.unreadable):
        said = "names both" if sources else "supports statements on both (--sources FOLDER looks into the texts)"
        told.append(Absence("never named together", f"no paragraph of the {found.read} documents read {said}"))
    gaps = [(thing, gap) for thing, gap in store.rows(_GAPS.format(one=one, other=other))]
    if gaps:
        words = labels(store, sorted({thing for thing, _ in gaps}))
        lines = tuple(f"{words.get(thing, shorten(thing))}: {gap}" for thing, gap in gaps)
        said = "the other may stand in lists or pages on activities of one of them that were not read to the end"
        told.append(Absence("source not read", said, lines))
    unread = [document for (document,) in store.rows(_UNREAD.format(one=one, other=other))]
    if unread:
        words = labels(store, unread)
        titles = tuple(words.get(document, shorten(document)) for document in unread)
        said = "documents by them or of their activities, known by name only"
        told.append(Absence("source not read", said, titles))
    return told


def is_part(store: Store, one: str, other: str) -> bool:
    """Tell whether one of two agencies is a part of the other, at whatever remove."""
    return any(store.rows(_PART.format(one=x, other=y)) for x, y in ((one, other), (other, one)))


def _in_passages(store: Store, one: str, other: str) -> _Places:
    """Return the places on which statements on both rest."""
    first, second = ({tuple(row) for row in store.rows(_ABOUT.format(thing=thing))} for thing in (one, other))
    both = first & second
    reasons = {(source, locator): why for source, locator, why in store.rows(_REJECTED)}
    words = labels(store, sorted({source for source, _ in both}))
    together = tuple(f"{words.get(source, source)}, {at}" for source, at in sorted(both - reasons.keys()))
    rejected = tuple(f"{words.get(s, s)}, {at}: {reasons[s, at]}" for s, at in sorted(both & reasons.keys()))
    return _Places(together, rejected, (), len(store.rows(_READ)))


def _in_texts(store: Store, one: str, other: str, sources: Path) -> _Places:
    """Return the paragraphs of the source texts that name both."""
    names: dict[str, list[str]] = {one: [], other: []}
    for thing, name in store.rows(_NAMES.format(one=one, other=other)):
        names[thing].append(name)
    reasons = {source: why for source, _, why in store.rows(_REJECTED)}
    sorts: dict[str, list[str]] = {"": [], "rejected": [], "unreadable": []}
    found = paragraphs(store, sources)
    for each, text in found:
        if all(any(names_in(text, name) for name in called) for called in names.values()):
            place = f"{each.source}, paragraph {each.number} ({each.words} ...)"
            why = reasons.get(expand(f"source:{each.source}"), "")
            sorts[each.set_aside].append(f"{place}: {why}" if each.set_aside == "rejected" else place)
    together, rejected, unreadable = map(tuple, sorts.values())
    return _Places(together, rejected, unreadable, len({each.source for each, _ in found}))
