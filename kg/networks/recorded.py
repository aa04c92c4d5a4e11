"""What a store records of participations: each with the status and days of its activity, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store import Store

# One narrow question for each thing told is half the work of one wide question: most participations share an
# activity, a passage and a source with others, and the engine would tell them again for each.
_PARTICIPATIONS = """
SELECT ?participation ?agent ?activity ?role WHERE {
  ?participation kg:participant ?agent ; kg:activity ?activity ; kg:role ?role
}
"""
_STATUSES = "SELECT ?activity ?status WHERE { ?activity kg:status ?status }"
_FIRST = "SELECT ?thing ?day WHERE { ?thing kg:earliest ?day }"
_LAST = "SELECT ?thing ?day WHERE { ?thing kg:latest ?day }"
_PASSAGES = "SELECT ?statement ?passage WHERE { ?statement kg:evidence ?passage }"
_SOURCES = "SELECT ?passage ?source WHERE { ?passage kg:inSource ?source }"


def recorded(store: Store) -> Iterator[tuple[str, str, str, str, str, str, str]]:
    """Yield address, agent, activity, role, status, first and last day of each participation, ordered by address.

    Its days are its own where it has any, else those of its activity. Of what is told twice of one thing, such as
    two roles of one participation, the first in the order of addresses counts.
    """
    status, first, last = (_least(store.rows(query)) for query in (_STATUSES, _FIRST, _LAST))
    before = ""
    for iri, agent, activity, role in sorted(store.rows(_PARTICIPATIONS)):
        if iri != before:
            before = iri
            begins = first.get(iri) or first.get(activity, "")
            ends = last.get(iri) or last.get(activity, "")
            yield iri, agent, activity, role, status.get(activity, ""), begins, ends


def _least(rows: list[tuple[str, ...]]) -> dict[str, str]:
    """Return the first value of each key, in the order of values."""
    found: dict[str, str] = {}
    for key, value in rows:
        if key not in found or value < found[key]:
            found[key] = value
    return found


def sources_of(store: Store, participations: Set[str]) -> dict[str, Set[str]]:
    """Return the source documents behind participations; those that rest on the same passage share one set."""
    named: dict[str, Set[str]] = {}
    for passage, source in store.rows(_SOURCES):
        named[passage] = named.get(passage, frozenset()) | {source}
    found: dict[str, Set[str]] = {}
    for statement, passage in store.rows(_PASSAGES):
        if statement in participations:
            sources = named.get(passage, frozenset())
            found[statement] = found[statement] | sources if statement in found else sources
    return found
