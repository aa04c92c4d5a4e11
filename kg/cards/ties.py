"""Ties explained: what two agents are recorded in together, with every passage; or which kind of absence it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cards.absence import Absence, absences, is_part
from kg.cards.outline import Outline, Outlined
from kg.errors import UsageError
from kg.evidence import Passage, passages
from kg.names import expand, local_name, shorten
from kg.networks.selection import KINDS, NOT_YET
from kg.things import find, labels

if TYPE_CHECKING:
    from kg.store import Store

_SHARED = """
SELECT DISTINCT ?activity ?kind ?status ?date ?place ?p ?agent ?who ?role ?group ?own WHERE {{
  ?a kg:participant|kg:representing <{one}> ; kg:activity ?activity .
  ?b kg:participant|kg:representing <{other}> ; kg:activity ?activity .
  VALUES ?agent {{ <{one}> <{other}> }}
  ?p kg:participant|kg:representing ?agent ; kg:activity ?activity ; kg:participant ?who ; kg:role ?role .
  OPTIONAL {{ ?role skos:broader ?group }}
  OPTIONAL {{ ?p dcterms:date ?own }}
  OPTIONAL {{ ?activity dcterms:type ?kind }} OPTIONAL {{ ?activity kg:status ?status }}
  OPTIONAL {{ ?activity dcterms:date ?date }} OPTIONAL {{ ?activity schema:location ?place }}
}} ORDER BY ?date ?activity ?agent ?role ?p ?who ?kind ?status ?place
"""
_RIVALS = "SELECT DISTINCT ?a ?b WHERE { ?a kg:contradicts ?b }"


@dataclass(frozen=True)
class Part:
    """One agent's role in a shared activity, with the passages it rests on; `by` is who acted for it, if named."""

    agent: str
    by: str
    role: str
    date: str
    passages: tuple[Passage, ...]
    #: Whether a rival statement says otherwise.
    contradicted: bool


@dataclass(frozen=True)
class Shared:
    """One activity that both are recorded in; `untied` is why it makes no partnership tie, or nothing."""

    iri: str
    label: str
    kind: str
    status: str
    date: str
    place: str
    parts: tuple[Part, ...]
    untied: str


@dataclass(frozen=True)
class Explanation(Outlined):
    """Two agents, what they share, and what may be said where that is nothing."""

    one: str
    other: str
    shared: tuple[Shared, ...]
    absences: tuple[Absence, ...] = field(default=())

    @property
    def ties(self) -> int:
        """Return the number of activities that tie the two as partners."""
        return sum(1 for each in self.shared if not each.untied)

    def outline(self) -> Outline:
        """Return the explanation as an outline: activities, roles and passages, then what an absence means."""
        more = len(self.shared) - self.ties
        said = f"tied by {_counted(self.ties)}" if self.ties else "no tie"
        if more:
            said += f"; recorded together in {_counted(more)} that {'makes' if more == 1 else 'make'} no tie"
        lines: list[tuple[int, str]] = [(0, f"{self.one} and {self.other}: {said}")]
        for each in self.shared:
            about = ", ".join(filter(None, (each.kind, each.status, each.date, each.place)))
            lines.append((0, f"{each.label} ({about})" if about else each.label))
            lines += [(1, f"makes no tie: {each.untied}")] if each.untied else []
            for part in each.parts:
                acting = f", through {part.by}" if part.by else ""
                dated = f", {part.date}" if part.date else ""
                rival = "; contradicted by another statement" if part.contradicted else ""
                lines.append((1, f"{part.agent}{acting}: {part.role}{dated}{rival}"))
                lines += [(2, str(passage)) for passage in part.passages]
        for absence in self.absences:
            lines.append((0, f"{absence.kind}: {absence.sentence}"))
            lines += [(1, place) for place in absence.places]
        return lines


def _counted(number: int) -> str:
    return f"{number} {'activity' if number == 1 else 'activities'}"


def explain(store: Store, one: str, other: str, sources: Path | None = None) -> Explanation:
    """Explain why two agents are tied, activity by activity, or which kind of absence it is.

    They are named as in every question. `sources` is the folder of the source texts, which lets an absence be
    told from the words of the sources instead of from the passages that statements rest on. Raises UsageError
    for a name that is not known, and where both are the same.
    """
    a, b = find(store, one), find(store, other)
    words = labels(store, [a, b])
    if a == b:
        raise UsageError(f"'{one}' and '{other}' are the same, {words.get(a, a)}; name two")
    shared = tuple(_shared(store, a, b))
    found = Explanation(words.get(a, shorten(a)), words.get(b, shorten(b)), shared)
    if found.ties:
        return found
    untied = tuple(dict.fromkeys(f"{each.label}: {each.untied}" for each in shared))
    return Explanation(found.one, found.other, shared, tuple(absences(store, a, b, untied, sources)))


def _shared(store: Store, one: str, other: str) -> list[Shared]:
    """Return the activities that both are recorded in, dated ones first, in order."""
    rows: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for activity, *about, part, agent, who, role, group, own in store.rows(_SHARED.format(one=one, other=other)):
        rows[activity].setdefault(f"{part} {agent}", (*about, part, agent, who, role, group, own))
    named = {iri for parts in rows.values() for row in parts.values() for iri in row if iri.startswith("http")}
    words = labels(store, {*rows, *named})
    resting = passages(store, [row[4] for parts in rows.values() for row in parts.values()])
    rivals = {frozenset(pair) for pair in store.rows(_RIVALS)}
    rivalled = frozenset[str]().union(*rivals)
    part_of = is_part(store, one, other)
    found = []
    for activity, parts in rows.items():
        kind, status, date, place = next(iter(parts.values()))[:4]
        told = [
            Part(
                words.get(agent, agent),
                words.get(who, who) if who != agent else "",
                words.get(role, role),
                own,
                tuple(resting.get(part, ())),
                part in rivalled,
            )
            for *_, part, agent, who, role, _, own in parts.values()
        ]
        untied = _untied([row[4:9] for row in parts.values()], one, other, status, rivals, part_of)
        shown = (words.get(activity, shorten(activity)), words.get(kind, ""), words.get(status, ""), date)
        found.append(Shared(activity, *shown, words.get(place, ""), tuple(told), untied))
    return sorted(found, key=lambda each: (bool(each.untied), not each.date, each.date, each.iri))


def _untied(
    parts: list[tuple[str, ...]],
    one: str,
    other: str,
    status: str,
    rivals: set[frozenset[str]],
    part_of: bool,
) -> str:
    """Return why an activity makes no partnership tie, by the rules of networks, or nothing where it does.

    Parts are participation, agent, who takes part, role and group of roles; who is represented is no partner.
    """
    groups = {expand(f"role:{name}") for name in KINDS["partnership"]}
    counting = {
        agent: [part for part, of, who, role, group in parts if of == who == agent and {role, group} & groups]
        for agent in (one, other)
    }
    if not all(counting.values()):
        return "not both in an organizing or supporting role"
    if part_of:
        return "one is a part of the other"
    if local_name(status) in NOT_YET:
        return f"{local_name(status).replace('-', ' ')}, not held as far as the source knows"
    if all(frozenset((p, q)) in rivals for p in counting[one] for q in counting[other]):
        return "their sources contradict each other: only one of the two can be right"
    return ""
