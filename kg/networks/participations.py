"""The participation table: who did what in which role, chosen for a network, with the account of the rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError, did_you_mean
from kg.names import PREFIXES, local_name

if TYPE_CHECKING:
    from kg.store import Store

#: The roles that make each kind of network; a group stands for every role under it.
KINDS: dict[str, tuple[str, ...]] = {
    "co-sponsorship": ("co-sponsor",),
    "partnership": ("organizing", "supporting"),
}
#: Sorts of agent that may become nodes.
AGENTS = {"agencies": "Agency", "countries": "Country", "people": "Person"}
#: Activities of these statuses have not taken place, as far as their source knows.
NOT_YET = ("planned", "tentative", "proposed", "in-preparation")

_PARTICIPATIONS = """
SELECT ?participation ?agent ?activity ?role ?status
       (COALESCE(?own_first, ?activity_first, "") AS ?first) (COALESCE(?own_last, ?activity_last, "") AS ?last)
WHERE {
  ?participation kg:participant ?agent ; kg:activity ?activity ; kg:role ?role .
  OPTIONAL { ?activity kg:status ?status }
  OPTIONAL { ?participation kg:earliest ?own_first }
  OPTIONAL { ?participation kg:latest ?own_last }
  OPTIONAL { ?activity kg:earliest ?activity_first }
  OPTIONAL { ?activity kg:latest ?activity_last }
} ORDER BY ?participation ?agent ?activity ?role ?status ?first ?last
"""
_AGENTS = "SELECT DISTINCT ?agent ?class WHERE { ?p kg:participant ?agent . OPTIONAL { ?agent a ?class } }"
_ROLES = "SELECT ?role ?above WHERE { ?role skos:inScheme scheme:roles ; skos:broader* ?above }"
_RIVALS = "SELECT ?a ?b WHERE { ?a kg:contradicts ?b . ?a a kg:Participation . ?b a kg:Participation }"
# The first pattern says where the path begins: an engine that must know would refuse the path alone.
_PARTS = "SELECT DISTINCT ?part ?whole WHERE { ?part org:subOrganizationOf ?any ; org:subOrganizationOf+ ?whole }"
_SOURCES = "SELECT DISTINCT ?p ?source WHERE { ?p a kg:Participation ; kg:evidence/kg:inSource ?source }"


class Participation(NamedTuple):
    """One agent in one role in one activity; first and last are ISO days, empty where open or unknown."""

    iri: str
    agent: str
    activity: str
    role: str
    first: str
    last: str


@dataclass(frozen=True)
class Selection:
    """What a network is made of: which roles, whose, and whether plans count."""

    kind: str = "partnership"
    roles: tuple[str, ...] | None = None
    of: tuple[str, ...] = ("agencies", "countries")
    include_planned: bool = False

    @property
    def asked_roles(self) -> tuple[str, ...]:
        """Return the roles or groups of roles that count: those named, else those of the kind."""
        return KINDS[self.kind] if self.roles is None else self.roles


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
    sources: dict[str, set[str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


def participation_table(store: Store, selection: Selection) -> ParticipationTable:
    """Return the participations that a selection names.

    Every other participation is counted under the one reason that left it out, in this order: the role
    is not asked for, the agent is not described or not of the sorts asked for, the activity has not taken place.
    Raises UsageError for an unknown kind, role or sort of agent.
    """
    roles = _chosen_roles(store, selection)
    sorts = {f"{PREFIXES['kg']}{AGENTS[name]}" for name in _known(selection.of, AGENTS, "sort of agent")}
    described = [(agent, sort) for agent, sort in store.rows(_AGENTS) if sort]
    agents = {agent for agent, sort in described if sort in sorts}
    anybody = {agent for agent, _ in described}
    table = ParticipationTable(selection, [])
    seen: set[str] = set()
    for iri, agent, activity, role, status, first, last in store.rows(_PARTICIPATIONS):
        if iri in seen:
            continue
        seen.add(iri)
        if role not in roles:
            table.left_out["in another role"] += 1
        elif agent not in anybody:
            table.left_out["by an agent that the data do not describe"] += 1
        elif agent not in agents:
            table.left_out["by another sort of agent"] += 1
        elif local_name(status) in NOT_YET and not selection.include_planned:
            table.left_out["in an activity not yet held"] += 1
        else:
            table.rows.append(Participation(iri, agent, activity, role, first, last))
    table.rivals = {frozenset(pair) for pair in store.rows(_RIVALS)}
    table.parts = {frozenset(pair) for pair in store.rows(_PARTS)}
    for participation, source in store.rows(_SOURCES):
        table.sources.setdefault(participation, set()).add(source)
    return table


def _chosen_roles(store: Store, selection: Selection) -> set[str]:
    """Return the IRIs of the roles asked for, those under a group among them."""
    if selection.kind not in KINDS:
        hint = did_you_mean(selection.kind, KINDS)
        raise UsageError(f"no network '{selection.kind}'.{hint} Networks: {', '.join(KINDS)}.")
    under = store.rows(_ROLES)
    names = {local_name(role): role for role, _ in under}
    asked = _known(selection.asked_roles, names, "role")
    above = {names[name] for name in asked}
    return {role for role, group in under if group in above}


def _known(asked: tuple[str, ...], known: dict[str, str], what: str) -> tuple[str, ...]:
    """Return the names asked for; raises UsageError at the first that is not known, or where there is none."""
    if not asked:
        raise UsageError(f"no {what} is named; name some of {', '.join(sorted(known))}")
    for name in asked:
        if name not in known:
            raise UsageError(f"no {what} '{name}'.{did_you_mean(name, known)} Known: {', '.join(sorted(known))}.")
    return asked
