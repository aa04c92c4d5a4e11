"""What a store records of participations: each with the status and days of its activity, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.store import Store

# Narrow questions, one for each thing told, are half the work of a wide one: most participations share an
# activity, a passage and a source with others, and the engine would tell all of them again for each.
_PARTICIPATIONS = """
SELECT ?participation ?agent ?activity ?role ?passage WHERE {
  ?participation kg:participant ?agent ; kg:activity ?activity ; kg:role ?role .
  OPTIONAL { ?participation kg:evidence ?passage }
}
"""
# The same where statements are far: each part is scanned by itself, and joined by a table in the engine's memory
# instead of looked up participation by participation.
_SCAN = "{{ SELECT ?participation ?{0} WHERE {{ ?participation kg:{1} ?{0} }} }}"
_SCANNED = f"""
SELECT ?participation ?agent ?activity ?role ?passage WHERE {{
  {_SCAN.format("agent", "participant")} {_SCAN.format("activity", "activity")} {_SCAN.format("role", "role")}
  OPTIONAL {_SCAN.format("passage", "evidence")}
}}
"""
_STATUSES = "SELECT ?activity ?status WHERE { ?activity kg:status ?status }"
_FIRST = "SELECT ?thing ?day WHERE { ?thing kg:earliest ?day }"
_LAST = "SELECT ?thing ?day WHERE { ?thing kg:latest ?day }"
_SOURCES = "SELECT ?passage ?source WHERE { ?passage kg:inSource ?source }"


class Recorded(NamedTuple):
    """One participation as it is recorded; days are ISO days, and what is not recorded is empty."""

    iri: str
    agent: str
    activity: str
    role: str
    status: str
    first: str
    last: str
    sources: Set[str]


def recorded(store: Store) -> Iterator[Recorded]:
    """Yield every participation, in the order of their addresses.

    Its days are its own where it has any, else those of its activity. Of what is told twice of one thing, such as
    two roles of one participation, the first in the order of addresses counts. Participations that rest on the same
    passage share one set of sources.
    """
    status, first, last = (_least(store.rows(query)) for query in (_STATUSES, _FIRST, _LAST))
    named: dict[str, Set[str]] = {"": frozenset()}
    for passage, source in store.rows(_SOURCES):
        named[passage] = named.get(passage, frozenset()) | {source}
    participations = store.rows(_SCANNED if store.far else _PARTICIPATIONS)
    for iri, told in groupby(sorted(participations), itemgetter(0)):
        rows = list(told)
        _, agent, activity, role, passage = rows[0]
        sources = named.get(passage, named[""])
        for row in rows[1:]:
            sources = sources | named.get(row[4], named[""])
        begins = first.get(iri) or first.get(activity, "")
        ends = last.get(iri) or last.get(activity, "")
        yield Recorded(iri, agent, activity, role, status.get(activity, ""), begins, ends, sources)


def _least(rows: list[tuple[str, ...]]) -> dict[str, str]:
    """Return the least value of each key."""
    found: dict[str, str] = {}
    for key, value in rows:
        if key not in found or value < found[key]:
            found[key] = value
    return found
