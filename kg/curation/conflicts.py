"""Conflicts: statements that cannot both be right, side by side with where each of them stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.evidence import Passage, passages
from kg.names import expand
from kg.things import labels, visible

if TYPE_CHECKING:
    from kg.store import Store

_RIVALS = "SELECT ?one ?other WHERE { ?one kg:contradicts ?other } ORDER BY ?one ?other"
_DATE = expand("dcterms:date")


@dataclass(frozen=True)
class Side:
    """One of two rival statements, in words, with its date and every place that says it."""

    iri: str
    statement: str
    date: str
    places: tuple[Passage, ...]


@dataclass(frozen=True)
class Conflict:
    """Two statements that cannot both be right. Neither is preferred; the first is so by name only."""

    one: Side
    other: Side


class Conflicts(list[Conflict]):
    """All pairs of rivals, which a notebook shows side by side."""

    def __repr__(self) -> str:
        """Show them as the command line does."""
        return to_text(self).rstrip("\n")

    def _repr_html_(self) -> str:
        from html import escape

        def cell(side: Side) -> str:
            told = "".join(f"<br><small>{escape(visible(str(place)))}</small>" for place in side.places)
            return (
                f'<td style="text-align:left;vertical-align:top"><b>{escape(visible(_said(side)))}</b>{told}</td>'
            )

        rows = "".join(f"<tr>{cell(conflict.one)}{cell(conflict.other)}</tr>" for conflict in self)
        return f"<table><tbody>{rows}</tbody></table>"


def conflicts(store: Store) -> Conflicts:
    """Return every pair of rival participations or claims, each pair once, sorted by IRI."""
    pairs = sorted({tuple(sorted(pair)) for pair in store.rows(_RIVALS)})
    iris = sorted({iri for pair in pairs for iri in pair})
    words, places, dates = labels(store, iris), passages(store, iris), store.objects(iris, [_DATE])

    def side(iri: str) -> Side:
        date = min((term.value for term in dates.get((iri, _DATE), []) if isinstance(term, ox.Literal)), default="")
        return Side(iri, words.get(iri, iri), date, tuple(places.get(iri, ())))

    return Conflicts(Conflict(side(one), side(other)) for one, other in pairs)


def to_text(found: Sequence[Conflict]) -> str:
    """Return conflicts one below the other, each side with its places."""
    lines = []
    for number, conflict in enumerate(found, 1):
        lines.append(f"{number}.")
        for side in (conflict.one, conflict.other):
            lines.append(f"  {_said(side)}")
            lines += [f"    {place!s}" for place in side.places]
    return "".join(f"{line}\n" for line in lines)


def to_markdown(found: Sequence[Conflict]) -> str:
    """Return conflicts as a Markdown table, the two sides in two columns."""

    def cell(side: Side) -> str:
        told = "<br>".join([f"**{_said(side)}**", *(str(place) for place in side.places)])
        return told.replace("|", "\\|").replace("\n", " ")

    rows = [f"| {cell(conflict.one)} | {cell(conflict.other)} |" for conflict in found]
    return "\n".join(["| one | other |", "|---|---|", *rows]) + "\n"


def to_json(found: Sequence[Conflict]) -> str:
    """Return conflicts as a JSON list."""
    return json.dumps([asdict(conflict) for conflict in found], ensure_ascii=False, indent=1) + "\n"


def _said(side: Side) -> str:
    return f"{side.statement}, {side.date}" if side.date else side.statement
