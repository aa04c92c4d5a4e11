"""Conflicts: statements that cannot both be right, side by side with where each of them stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kg.things import labels

if TYPE_CHECKING:
    from kg.store import Store

_RIVALS = "SELECT ?one ?other WHERE { ?one kg:contradicts ?other } ORDER BY ?one ?other"
_STANDS = """
SELECT DISTINCT ?statement ?date ?title ?identifier ?locator ?start ?end ?rationale WHERE {
  { ?statement kg:contradicts [] } UNION { [] kg:contradicts ?statement }
  OPTIONAL { ?statement dcterms:date ?date }
  ?statement kg:evidence ?passage . ?passage kg:inSource ?source ; kg:locator ?locator .
  ?source skos:prefLabel ?title .
  OPTIONAL { ?source dcterms:identifier ?identifier }
  OPTIONAL { ?passage kg:passageStart ?start } OPTIONAL { ?passage kg:passageEnd ?end }
  OPTIONAL { ?passage kg:rationale ?rationale }
} ORDER BY ?statement ?title ?identifier ?locator ?start ?end ?rationale
"""


@dataclass(frozen=True)
class Place:
    """Where a statement stands: source, locator, first and last words, or the curators' reason."""

    source: str
    identifier: str
    locator: str
    start: str
    end: str
    rationale: str


@dataclass(frozen=True)
class Side:
    """One of two rival statements, in words, with its date and every place that says it."""

    iri: str
    statement: str
    date: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Conflict:
    """Two statements that cannot both be right. Neither is preferred; the first is so by name only."""

    one: Side
    other: Side


def conflicts(store: Store) -> list[Conflict]:
    """Return every pair of rival participations or claims, each pair once, sorted by IRI."""
    pairs = sorted({tuple(sorted(pair)) for pair in store.rows(_RIVALS)})
    words = labels(store, {iri for pair in pairs for iri in pair})
    dates: dict[str, str] = {}
    places: dict[str, dict[tuple[str, ...], Place]] = {}
    for statement, date, title, identifier, *rest in store.rows(_STANDS):
        dates[statement] = date
        places.setdefault(statement, {}).setdefault((title, *rest), Place(title, identifier, *rest))

    def side(iri: str) -> Side:
        return Side(iri, words.get(iri, iri), dates.get(iri, ""), tuple(places.get(iri, {}).values()))

    return [Conflict(side(one), side(other)) for one, other in pairs]


def to_text(found: Sequence[Conflict]) -> str:
    """Return conflicts one below the other, each side with its places."""
    lines = []
    for number, conflict in enumerate(found, 1):
        lines.append(f"{number}.")
        for side in (conflict.one, conflict.other):
            lines.append(f"  {_said(side)}")
            lines += [f"    {_place(place)}" for place in side.places]
    return "".join(f"{line}\n" for line in lines)


def to_markdown(found: Sequence[Conflict]) -> str:
    """Return conflicts as a Markdown table, the two sides in two columns."""

    def cell(side: Side) -> str:
        told = "<br>".join([f"**{_said(side)}**", *(_place(place) for place in side.places)])
        return told.replace("|", "\\|").replace("\n", " ")

    rows = [f"| {cell(conflict.one)} | {cell(conflict.other)} |" for conflict in found]
    return "\n".join(["| one | other |", "|---|---|", *rows]) + "\n"


def to_json(found: Sequence[Conflict]) -> str:
    """Return conflicts as a JSON list."""
    return json.dumps([asdict(conflict) for conflict in found], ensure_ascii=False, indent=1) + "\n"


def _said(side: Side) -> str:
    return f"{side.statement}, {side.date}" if side.date else side.statement


def _place(place: Place) -> str:
    words = f"{place.start} ... {place.end}" if place.end else place.start
    said = f'"{words}"' if words else place.rationale
    return f"{place.source} ({place.identifier}), {place.locator}: {said}"
