"""The participation table of a store: what a selection names, and why the rest is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kg.names import expand, local_name
from kg.networks.columns import Column, spread
from kg.networks.participations import ParticipationTable, dated, within, years
from kg.networks.recorded import Recorded, days, of_status, recorded, sources
from kg.networks.selection import AGENTS, NOT_YET, RELIABILITIES, Selection, chosen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kg.networks.participations import Years
    from kg.store import Store

    #: Why a participation may be left out, and what tells which are not.
    Demand = tuple[str, Callable[[Recorded], NDArray[np.bool_]]]

_SORTS = (
    "SELECT ?agent ?class WHERE { VALUES ?class { kg:Agency kg:Country kg:Person kg:Programme } ?agent a ?class }"
)
_ROLES = "SELECT ?role ?above WHERE { ?role skos:inScheme scheme:roles ; skos:broader* ?above }"
_STATUSES = "SELECT ?status ?scheme WHERE { ?status skos:inScheme scheme:statuses . BIND (1 AS ?scheme) }"
_RIVALS = "SELECT ?a ?b WHERE { ?a kg:contradicts ?b }"
# The first pattern says where the path begins: an engine that must know would refuse the path alone.
_PARTS = "SELECT DISTINCT ?part ?whole WHERE { ?part org:subOrganizationOf ?any ; org:subOrganizationOf+ ?whole }"
_RELIABILITY = """
SELECT DISTINCT ?p ?reliability ?certainty WHERE {
  ?p a kg:Participation ; kg:evidence/kg:inSource ?source .
  OPTIONAL { ?source kg:reliability ?reliability } OPTIONAL { ?p kg:certainty ?certainty }
}
"""
_ABOUT = """
SELECT DISTINCT ?activity WHERE {{
  {{ SELECT ?narrower WHERE {{ ?narrower skos:broader* <{}> }} }} ?activity dcterms:subject ?narrower
}}
"""
_IN = """
SELECT DISTINCT ?activity WHERE {{
  {{ ?activity schema:location <{0}> }} UNION {{ ?activity schema:location/kg:inCountry <{0}> }}
  UNION {{ ?activity dcterms:spatial <{0}> }} UNION {{ ?activity dcterms:spatial/kg:inCountry <{0}> }}
}}
"""
_TOPICS = """
SELECT DISTINCT ?activity ?topic WHERE { ?activity dcterms:subject ?topic . ?p kg:activity ?activity }
ORDER BY ?activity ?topic
"""


def participation_table(store: Store, selection: Selection) -> ParticipationTable:
    """Return the participations that a selection names.

    Every other participation is counted under the one reason that left it out, in this order: the role
    is not asked for, the agent is not described or not of the sorts asked for, its sources are not reliable enough,
    the activity has not taken place or has another status, is about another topic or in another country, at another
    time or at none that is known. Raises UsageError for an unknown kind, role, status or sort of agent.

    >>> from kg.store import load_store
    >>> found = participation_table(load_store(), Selection(kind="co-sponsorship"))
    >>> len(found.rows), found.left_out["in another role"] > 0
    (5, True)
    """
    import numpy as np

    selection = selection.checked()
    under = store.rows(_ROLES)
    roles = _roles(under, selection.asked_roles)
    # Whatever can be wrong with the selection is said before the participations are read.
    demands = [demand for each in _DEMANDS for demand in each(store, selection)]
    told, left_out = recorded(store), Counter[str]()
    in_role: Demand = ("in another role", lambda told: told.role.among(roles))
    for why, fits in [in_role, *demands]:
        kept = np.flatnonzero(fits(told))
        if left := len(told.iris) - len(kept):
            left_out[why] += left
            told = told.take(kept)
    table = ParticipationTable(
        selection,
        *told,
        weights=np.ones(len(told.iris)),
        when=partial(days, store, told.iris, told.activity),
        told_by=partial(sources, store),
        leading=frozenset(_roles(under, selection.lead)),
        rivals={frozenset(pair) for pair in store.rows(_RIVALS)},
        parts={frozenset(pair) for pair in store.rows(_PARTS)},
        left_out=left_out,
    )
    return _by_topic(store, table) if selection.kind == "topics" else table


def _roles(under: list[tuple[str, ...]], asked: tuple[str, ...]) -> set[str]:
    """Return the addresses of the roles asked for, those under a group among them; none where none are known."""
    if not under:
        return set()
    names = {local_name(role): role for role, _ in under}
    above = {names[name] for name in chosen(asked, names, "role")}
    return {role for role, group in under if group in above}


def _of_agent(store: Store, selection: Selection) -> Iterator[Demand]:
    """Yield what is demanded of agents: to be described, and of the sorts asked for."""
    names = chosen(selection.of, AGENTS, "sort of agent", "sorts of agents")
    wanted = {expand(f"kg:{AGENTS[name]}") for name in names}
    sorts = store.rows(_SORTS)
    agents = {agent for agent, sort in sorts if sort in wanted}
    described = {agent for agent, _ in sorts}

    def known(told: Recorded) -> NDArray[np.bool_]:
        others = {*told.agent.ordered().words} - described
        found = store.objects(sorted(others), [expand("rdf:type")]) if others else {}
        return told.agent.among(described | {agent for agent, _ in found})

    yield "by an agent that the data do not describe", known
    yield "by another sort of agent", lambda told: told.agent.among(agents)


def _of_source(store: Store, selection: Selection) -> Iterator[Demand]:
    """Yield what is demanded of sources: that the best of them is as reliable as asked, and the curators sure.

    A source without a reliability is one of the documents that were read whole: it counts as primary.
    """
    import numpy as np

    if selection.reliability == RELIABILITIES[-1]:
        return
    enough = RELIABILITIES.index(selection.reliability)
    best: dict[str, int] = {}
    for participation, reliability, certainty in store.rows(_RELIABILITY):
        name = local_name(reliability).removesuffix("-source") if reliability else RELIABILITIES[0]
        level = len(RELIABILITIES) if certainty else RELIABILITIES.index(name)
        best[participation] = min(level, best.get(participation, level))
    doubtful = {participation for participation, level in best.items() if level > enough}
    yield (
        "for which no source is reliable enough",
        lambda told: np.array([iri not in doubtful for iri in told.iris]),
    )


def _of_activity(store: Store, selection: Selection) -> Iterator[Demand]:
    """Yield what is demanded of activities: a status, a topic, a country."""
    if selection.statuses:
        known = {local_name(status): status for status, _ in store.rows(_STATUSES)}
        names = chosen(selection.statuses, known, "status", "statuses")
        of_these = of_status(store, {known[name] for name in names})
        yield "in an activity of another status", lambda told: told.activity.among(of_these)
    elif not selection.include_planned:
        planned = of_status(store, {expand(f"status:{name}") for name in NOT_YET})
        yield "in an activity not yet held", lambda told: ~told.activity.among(planned)
    asked = [(_ABOUT, selection.topic), (_IN, selection.country)]
    found = [{iri for (iri,) in store.rows(query.format(address))} for query, address in asked if address]
    if found:
        fitting = set.intersection(*found)
        yield "in an activity about another topic or in another country", lambda told: told.activity.among(fitting)


def _of_time(store: Store, selection: Selection) -> Iterator[Demand]:
    """Yield what is demanded of dates, where years are asked for."""
    if selection.first_year is None and selection.last_year is None:
        return

    known: list[Years] = []

    def has_date(told: Recorded) -> NDArray[np.bool_]:
        known.append(years(days(store, told.iris, told.activity)))
        return dated(known[0])

    def in_time(_: Recorded) -> NDArray[np.bool_]:
        first, last = known[0]
        has = dated(known[0])  # what has none is gone by now
        return within((first[has], last[has]), selection)

    yield "without a date", has_date
    yield "at another time", in_time


#: In the order in which participations are counted out.
_DEMANDS = (_of_agent, _of_source, _of_activity, _of_time)


def _by_topic(store: Store, table: ParticipationTable) -> ParticipationTable:
    """Return the table with topics in place of activities, each participation once for each topic."""
    topics: dict[str, list[str]] = defaultdict(list)
    for activity, topic in store.rows(_TOPICS):
        topics[activity].append(topic)
    of_row = spread([topics[word] for word in table.activity.words], table.activity.codes)
    at = [row for row, found in enumerate(of_row) for _ in found]
    first, last = table.days  # of the activities, before topics take their place
    if without := sum(1 for found in of_row if not found):
        table.left_out["in an activity without a topic"] += without
    return replace(
        table,
        iris=[table.iris[row] for row in at],
        agent=table.agent.take(at),
        activity=Column.of(topic for found in of_row for topic in found),
        role=table.role.take(at),
        weights=table.weights[at],
        when=lambda: (first.take(at), last.take(at)),
    )
