"""Evidence: beside every row of an answer the sources and places that it rests on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.answer import Answer
from kg.evidence import passages
from kg.names import PREFIXES

if TYPE_CHECKING:
    from kg.store import Store, Term

_KG = PREFIXES["kg"]
_STATEMENTS = {f"{_KG}Participation", f"{_KG}Claim", f"{_KG}Finding"}
_TYPE = f"{PREFIXES['rdf']}type"
_JOINS = """
SELECT ?p ?agent ?role WHERE {{
  VALUES ?activity {{ {} }} ?p kg:activity ?activity ; kg:participant ?agent ; kg:role ?role .
}}
"""
#: Activities looked up in one request.
_AT_ONCE = 500


def with_evidence(store: Store, answer: Answer) -> Answer:
    """Return an answer with two more columns: the sources of each row, and the places in them.

    A row rests on the participations, claims and findings that it names; where it names none, on the
    participations of the agents it names in the activities it names, of each agent in the roles that the row
    names if it has any of them; where there are none either, on what the entities themselves rest on. Places
    are in the order of their sources.
    """
    named = [{term.value for term in row if isinstance(term, ox.NamedNode)} for row in answer.rows]
    things = sorted(set().union(*named))
    resting = store.objects(things, [f"{_KG}evidence", _TYPE])
    statements = {thing for thing in things if _STATEMENTS & _values(resting.get((thing, _TYPE), []))}
    agencies = {thing for thing in things if f"{_KG}Agency" in _values(resting.get((thing, _TYPE), []))}
    # A group has no evidence of its own; beside one of its members it is what that takes part in.
    groups = {thing for thing in agencies if (thing, f"{_KG}evidence") not in resting}
    joins = _joins(store, [thing for thing in things if thing in groups or (thing, f"{_KG}evidence") in resting])
    chosen = [_resting_on(row, statements, joins, groups, agencies) for row in named]
    resting_on = passages(store, sorted(set().union(*chosen)))
    rows = []
    for row, nodes in zip(answer.rows, chosen, strict=True):
        found = sorted({p for node in nodes for p in resting_on.get(node, ())}, key=lambda p: p.order)
        places: dict[str, dict[str, None]] = defaultdict(dict)
        for passage in found:
            places[passage.source][passage.locator] = None
        told = [
            f"{title}: {' / '.join(at)}" if places.keys() - {title} else " / ".join(at)
            for title, at in places.items()
        ]
        cells = ["; ".join(places), "; ".join(told)]
        rows.append((*row, *(ox.Literal(cell) if cell else None for cell in cells)))
    heads = [_free(name, answer.variables) for name in ("source", "locator")]
    return Answer((*answer.variables, *heads), tuple(rows), answer.labels, answer.parameters, answer.remark)


def _values(terms: list[Term]) -> set[str]:
    return {term.value for term in terms if isinstance(term, ox.NamedNode)}


def _joins(store: Store, activities: list[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Return the participations in each thing that may be an activity, with agent and role."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for at in range(0, len(activities), _AT_ONCE):
        some = " ".join(str(ox.NamedNode(iri)) for iri in activities[at : at + _AT_ONCE])
        asked = _JOINS.format(some).replace("SELECT ?p", "SELECT ?activity ?p")
        for activity, *rest in store.rows(asked):
            found[activity].append((rest[0], rest[1], rest[2]))
    return found


def _resting_on(
    row: set[str],
    statements: set[str],
    joins: dict[str, list[tuple[str, str, str]]],
    groups: set[str],
    agencies: set[str],
) -> list[str]:
    """Return the nodes whose evidence is that of a row.

    Two agencies in a row may be partners in something else, so that one is taken as a group of which the other
    is a member only where the row names the role too.
    """
    direct = sorted(row & statements)
    if direct:
        return direct
    by_agent: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for activity in row & joins.keys():
        for participation, agent, role in joins[activity]:
            if agent in row and (role in row or activity not in groups or agent not in agencies):
                by_agent[agent, activity].append((participation, role))
    joined = []
    for found in by_agent.values():
        in_role = [participation for participation, role in found if role in row]
        joined += in_role or [participation for participation, _ in found]
    return sorted(joined or row)


def _free(name: str, taken: tuple[str, ...]) -> str:
    while name in taken:
        name += "_"
    return name
