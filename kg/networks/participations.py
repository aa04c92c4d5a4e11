"""The participation table: who did what in which role, chosen for a network, with the account of the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kg.names import PREFIXES, local_name
from kg.networks.recorded import recorded, sources_of
from kg.networks.selection import AGENTS, NOT_YET, RELIABILITIES, Selection, chosen

if TYPE_CHECKING:
    from kg.store import Store

# Each agent is looked up once, not once for each of its participations.
_AGENTS = """
SELECT DISTINCT ?agent ?class WHERE {
  { SELECT DISTINCT ?agent WHERE { ?p kg:participant ?agent } } OPTIONAL { ?agent a ?class }
}
"""
_ROLES = "SELECT ?role ?above WHERE { ?role skos:inScheme scheme:roles ; skos:broader* ?above }"
_STATUSES = "SELECT ?status ?scheme WHERE { ?status skos:inScheme scheme:statuses . BIND (1 AS ?scheme) }"
# As patterns the classes would come first, and every participation be looked at.
_RIVALS = """
SELECT ?a ?b WHERE {
  ?a kg:contradicts ?b FILTER (EXISTS { ?a a kg:Participation } && EXISTS { ?b a kg:Participation })
}
"""
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
  {{ SELECT ?narrower WHERE {{ ?narrower skos:broader* <{topic}> }} }} ?activity dcterms:subject ?narrower
}}
"""
_IN = """
SELECT DISTINCT ?activity WHERE {{
  {{ ?activity schema:location <{country}> }} UNION {{ ?activity schema:location/kg:inCountry <{country}> }}
  UNION {{ ?activity dcterms:spatial <{country}> }} UNION {{ ?activity dcterms:spatial/kg:inCountry <{country}> }}
}}
"""
_TOPICS = """
SELECT DISTINCT ?activity ?topic WHERE { ?activity dcterms:subject ?topic . ?p kg:activity ?activity }
ORDER BY ?activity ?topic
"""


class Participation(NamedTuple):
    """One agent in one role in one activity; first and last are ISO days, empty where open or unknown."""

    iri: str
    agent: str
    activity: str
    role: str
    first: str = ""
    last: str = ""
    weight: float = 1.0

    @property
    def dated(self) -> bool:
        """Tell whether anything is known of when it was."""
        return bool(self.first or self.last)

    def within(self, first_year: int | None, last_year: int | None) -> bool:
        """Tell whether it may have been between two years; an open end goes on, an open beginning began before."""
        begins = int(self.first[:4]) if self.first else None
        ends = int(self.last[:4]) if self.last else None
        early = first_year is not None and ends is not None and ends < first_year
        late = last_year is not None and begins is not None and begins > last_year
        return self.dated and not early and not late


@dataclass
class ParticipationTable:
    """The participations of a selection, and how many were left out for which reason."""

    selection: Selection
    rows: list[Participation]
    #: Pairs of participations that cannot both be right.
    rivals: set[frozenset[str]] = field(default_factory=set)
    #: Pairs of an agency and a part of it.
    parts: set[frozenset[str]] = field(default_factory=set)
    #: The source documents behind each participation.
    sources: Mapping[str, Set[str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    #: The roles that lead an activity, as they stand in the rows.
    leading: frozenset[str] = frozenset()
    #: What agents and activities are called, where that is not their key.
    names: dict[str, str] = field(default_factory=dict)

    @property
    def merged(self) -> int:
        """Return how many rows repeat an agent in an activity, in another role or the same."""
        return len(self.rows) - len({(row.agent, row.activity) for row in self.rows})

    @property
    def undated(self) -> int:
        """Return how many rows have no date."""
        return sum(1 for row in self.rows if not row.dated)


def participation_table(store: Store, selection: Selection) -> ParticipationTable:
    """Return the participations that a selection names.

    Every other participation is counted under the one reason that left it out, in this order: the role
    is not asked for, the agent is not described or not of the sorts asked for, its sources are not reliable enough,
    the activity has not taken place
    or has another status, is about another topic or in another country, at another time or at none that is
    known. Raises UsageError for an unknown kind, role, status or sort of agent.

    >>> from kg.store import load_store
    >>> found = participation_table(load_store(), Selection(kind="co-sponsorship"))
    >>> len(found.rows), found.merged
    (5, 0)
    """
    selection = selection.checked()
    under = store.rows(_ROLES)
    roles = _roles(under, selection.asked_roles)
    sorts = {
        f"{PREFIXES['kg']}{AGENTS[name]}"
        for name in chosen(selection.of, AGENTS, "sort of agent", "sorts of agents")
    }
    described = [(agent, sort) for agent, sort in store.rows(_AGENTS) if sort]
    agents = {agent for agent, sort in described if sort in sorts}
    anybody = {agent for agent, _ in described}
    fitting = _activities(store, selection)
    doubtful = _doubtful(store, selection)
    table = ParticipationTable(selection, [], leading=frozenset(_roles(under, selection.lead)))
    for iri, agent, activity, role, status, first, last in recorded(store):
        row = Participation(iri, agent, activity, role, first, last)
        if role not in roles:
            table.left_out["in another role"] += 1
        elif agent not in anybody:
            table.left_out["by an agent that the data do not describe"] += 1
        elif agent not in agents:
            table.left_out["by another sort of agent"] += 1
        elif iri in doubtful:
            table.left_out["for which no source is reliable enough"] += 1
        elif why := _elsewhere(selection, row, local_name(status), fitting):
            table.left_out[why] += 1
        else:
            table.rows.append(row)
    table.rivals = {frozenset(pair) for pair in store.rows(_RIVALS)}
    table.parts = {frozenset(pair) for pair in store.rows(_PARTS)}
    table.sources = sources_of(store, {row.iri for row in table.rows})
    return _by_topic(store, table) if selection.kind == "topics" else table


def _roles(under: list[tuple[str, ...]], asked: tuple[str, ...]) -> set[str]:
    """Return the addresses of the roles asked for, those under a group among them; none where none are known."""
    if not under:
        return set()
    names = {local_name(role): role for role, _ in under}
    above = {names[name] for name in chosen(asked, names, "role")}
    return {role for role, group in under if group in above}


def _activities(store: Store, selection: Selection) -> set[str] | None:
    """Return the activities about the topic and in the country asked for, or nothing where neither is."""
    if selection.statuses:
        chosen(selection.statuses, {local_name(s): s for s, _ in store.rows(_STATUSES)}, "status", "statuses")
    asked = []
    if selection.topic:
        asked.append(_ABOUT.format(topic=selection.topic))
    if selection.country:
        asked.append(_IN.format(country=selection.country))
    return set.intersection(*({iri for (iri,) in store.rows(query)} for query in asked)) if asked else None


def _doubtful(store: Store, selection: Selection) -> set[str]:
    """Return the participations whose best source is less reliable than asked, or that the curators doubt.

    A source without a reliability is one of the documents that were read whole: it counts as primary.
    """
    if selection.reliability == RELIABILITIES[-1]:
        return set()
    enough = RELIABILITIES.index(selection.reliability)
    best: dict[str, int] = {}
    for participation, reliability, certainty in store.rows(_RELIABILITY):
        name = local_name(reliability).removesuffix("-source") if reliability else RELIABILITIES[0]
        level = len(RELIABILITIES) if certainty else RELIABILITIES.index(name)
        best[participation] = min(level, best.get(participation, level))
    return {participation for participation, level in best.items() if level > enough}


def _elsewhere(selection: Selection, row: Participation, status: str, fitting: set[str] | None) -> str:
    """Return why a participation in the right role by the right agent does not count, or nothing."""
    if selection.statuses and status not in selection.statuses:
        return "in an activity of another status"
    if not selection.statuses and status in NOT_YET and not selection.include_planned:
        return "in an activity not yet held"
    if fitting is not None and row.activity not in fitting:
        return "in an activity about another topic or in another country"
    if selection.first_year is not None or selection.last_year is not None:
        if not row.dated:
            return "without a date"
        if not row.within(selection.first_year, selection.last_year):
            return "at another time"
    return ""


def _by_topic(store: Store, table: ParticipationTable) -> ParticipationTable:
    """Return the table with topics in place of activities, each participation once for each topic."""
    topics: dict[str, list[str]] = defaultdict(list)
    for activity, topic in store.rows(_TOPICS):
        topics[activity].append(topic)
    rows = [row._replace(activity=topic) for row in table.rows for topic in topics[row.activity]]
    without = sum(1 for row in table.rows if not topics[row.activity])
    if without:
        table.left_out["in an activity without a topic"] += without
    table.rows = rows
    return table
