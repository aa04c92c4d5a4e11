"""Untied: what two agents share and are not tied by, since sources disagree or one is a part of the other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.networks.incidence import Incidence


def untied(incidence: Incidence) -> tuple[dict[tuple[int, int], list[int]], dict[str, int]]:
    """Return the activities that do not tie a pair of agents, all by place, and how many there are of each sort.

    Those in which all that the two do contradicts each other (`rivals`), and all of an agency and a part of it.
    """
    refused = _refused(incidence)
    place = {agent: at for at, agent in enumerate(incidence.agents)}
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    counts = {"rivals": 0, "parts": 0}
    matrix = incidence.matrix
    for pair in sorted(refused["parts"] | refused["rivals"], key=sorted):
        one, other = sorted(place[agent] for agent in pair)
        both = sorted({*_row(matrix, one)} & {*_row(matrix, other)})
        for activity in both:
            sort = "parts" if pair in refused["parts"] else "rivals"
            if sort == "parts" or _all_rivals(incidence, one, other, activity):
                found[one, other].append(activity)
                counts[sort] += 1
    return dict(found), counts


def _refused(incidence: Incidence) -> dict[str, set[frozenset[str]]]:
    """Return the pairs of agents that are parts of each other, and those that have rivals among their rows."""
    table = incidence.table
    known = set(incidence.agents)
    agent_of = dict(zip(table.iris, table.agent.cells, strict=True)) if table.rivals else {}
    rivals = {frozenset(agent_of[iri] for iri in pair if iri in agent_of) for pair in table.rivals}
    return {"parts": {pair for pair in table.parts if pair <= known}, "rivals": {p for p in rivals if len(p) == 2}}


def _row(matrix: Any, at: int) -> list[int]:
    return [int(column) for column in matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]]


def _all_rivals(incidence: Incidence, one: int, other: int, activity: int) -> bool:
    """Tell whether all that two agents do in an activity contradicts each other."""
    name = incidence.activities[activity]
    mine, theirs = (incidence.cells[incidence.agents[at], name] for at in (one, other))
    return all(frozenset((p.iri, q.iri)) in incidence.table.rivals for p in mine for q in theirs)
