"""What a store records of participations, by column: who in what and in which role; when, and told by whom.

Narrow questions, one for each thing told, are half the work of a wide one: most participations share an activity, a
passage and a source with others, and the engine would tell all of them again for each.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from typing import TYPE_CHECKING, NamedTuple

from kg.networks.columns import Column, spread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.store import Store

    Integers = NDArray[np.int64]

_PARTICIPATIONS = """
SELECT ?participation ?agent ?activity ?role WHERE {
  ?participation kg:participant ?agent ; kg:activity ?activity ; kg:role ?role
}
"""
# The same where statements are far: each part is scanned by itself, and joined by a table in the engine's memory
# instead of looked up participation by participation.
_SCAN = "{{ SELECT ?participation ?{0} WHERE {{ ?participation kg:{1} ?{0} }} }}"
_SCANNED = f"""
SELECT ?participation ?agent ?activity ?role WHERE {{
  {_SCAN.format("agent", "participant")} {_SCAN.format("activity", "activity")} {_SCAN.format("role", "role")}
}}
"""
_FIRST = "SELECT ?thing ?day WHERE { ?thing kg:earliest ?day }"
_LAST = "SELECT ?thing ?day WHERE { ?thing kg:latest ?day }"
_PASSAGES = "SELECT ?statement ?passage WHERE { ?statement kg:evidence ?passage }"
_SOURCES = "SELECT ?passage ?source WHERE { ?passage kg:inSource ?source }"
_STATUSES = """
SELECT ?activity ?status WHERE {{ VALUES ?one {{ {} }} ?activity kg:status ?one ; kg:status ?status }}
"""


class Recorded(NamedTuple):
    """Participations by column."""

    iris: list[str]
    agent: Column
    activity: Column
    role: Column

    def take(self, rows: Integers) -> Recorded:
        """Return some of them, by number."""
        iris = [self.iris[at] for at in rows.tolist()]
        return Recorded(iris, self.agent.take(rows), self.activity.take(rows), self.role.take(rows))


def recorded(store: Store) -> Recorded:
    """Return every participation once, in no order.

    Of what is told twice of one thing, such as two roles of one participation, the first in the order of addresses
    counts.
    """
    import numpy as np

    iris, *named = store.columns(_SCANNED if store.far else _PARTICIPATIONS)
    found = Recorded(iris, *map(Column.of, named))
    if len(set(iris)) == len(iris):
        return found
    order = sorted(range(len(iris)), key=lambda at: (iris[at], *(column[at] for column in named)))
    firsts = {iris[at]: at for at in reversed(order)}
    return found.take(np.array([*firsts.values()]))


def days(store: Store, iris: list[str], activity: Column) -> tuple[Column, Column]:
    """Return the first and last day of participations: their own, else those of their activity."""

    def told(query: str) -> Column:
        known = _least(store.rows(query))
        of_activity = spread([known.get(word, "") for word in activity.words], activity.codes)
        return Column.of([known.get(iri) or day for iri, day in zip(iris, of_activity, strict=True)])

    return told(_FIRST), told(_LAST)


def sources(store: Store) -> dict[str, Set[str]]:
    """Return the source documents behind each statement; those that rest on one passage share one set."""
    of_passage: dict[str, Set[str]] = {}
    for passage, source in zip(*store.columns(_SOURCES), strict=True):
        of_passage[passage] = of_passage.get(passage, frozenset()) | {source}
    found: dict[str, Set[str]] = {}
    for statement, passage in zip(*store.columns(_PASSAGES), strict=True):
        told = of_passage.get(passage, frozenset())
        found[statement] = found[statement] | told if statement in found else told
    return found


def of_status(store: Store, statuses: Collection[str]) -> set[str]:
    """Return the activities of some statuses, named by their addresses; of two statuses the first counts."""
    asked = " ".join(f"<{status}>" for status in statuses)
    return {
        activity for activity, status in _least(store.rows(_STATUSES.format(asked))).items() if status in statuses
    }


def _least(rows: list[tuple[str, ...]]) -> dict[str, str]:
    """Return the least value of each key."""
    found: dict[str, str] = {}
    for key, value in rows:
        if key not in found or value < found[key]:
            found[key] = value
    return found
