"""Evidence: the passages that statements rest on, each with its source, its place, and its first and last words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.names import PREFIXES, expand, local_name
from kg.things import labels

if TYPE_CHECKING:
    from kg.store import Store, Term

_EVIDENCE = expand("kg:evidence")
_SAID = tuple(expand(f"kg:{name}") for name in ("locator", "passageStart", "passageEnd", "rationale"))
_SOURCE = expand("kg:inSource")
_RELIABILITY = expand("kg:reliability")
#: The reliability that readers are warned of.
WEAK = "weak-source"
_IDENTIFIER = f"{PREFIXES['dcterms']}identifier"


@dataclass(frozen=True)
class Passage:
    """Where a statement stands: source, locator, first and last words, or the curators' reason.

    `reliability` names the concept of the source's reliability; it is empty where the source has none.
    """

    source: str
    identifier: str
    locator: str
    start: str
    end: str
    rationale: str
    reliability: str = ""

    @property
    def order(self) -> tuple[object, ...]:
        """Return what passages are sorted by: source, then place with numbers in their own order."""
        parts = re.split(r"(\d+)", self.locator)
        place = tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
        return (self.source, place, self.start, self.end, self.rationale)

    def __str__(self) -> str:
        """Return the passage on one line, as a reader would look it up."""
        words = f"{self.start} ... {self.end}" if self.end else self.start
        said = f'"{words}"' if words else self.rationale
        named = f"{self.source} ({self.identifier})" if self.identifier else self.source
        if self.reliability == WEAK:
            named += " [weak source]"
        return f"{named}, {self.locator}: {said}" if said else f"{named}, {self.locator}"


def passages(store: Store, statements: Iterable[str]) -> dict[str, list[Passage]]:
    """Return the passages that each statement rests on, in the order of sources and places; none is left out."""
    found = store.objects(statements, [_EVIDENCE])
    resting = {statement: sorted(_iris(values)) for (statement, _), values in found.items()}
    read = _passages(store, sorted({iri for iris in resting.values() for iri in iris}))
    return {
        statement: sorted((read[iri] for iri in iris), key=lambda passage: passage.order)
        for statement, iris in resting.items()
    }


def _passages(store: Store, iris: list[str]) -> dict[str, Passage]:
    """Return what is said of each passage."""
    said = store.objects(iris, [_SOURCE, *_SAID])
    source_of = {iri: min(_iris(said.get((iri, _SOURCE), [])), default="") for iri in iris}
    sources = sorted({source for source in source_of.values() if source})
    titles, told = labels(store, sources), store.objects(sources, [_IDENTIFIER, _RELIABILITY])
    read = {}
    for iri in iris:
        source = source_of[iri]
        locator, start, end, rationale = (_text(said.get((iri, name), [])) for name in _SAID)
        reliable = min(map(local_name, _iris(told.get((source, _RELIABILITY), []))), default="")
        symbol = _text(told.get((source, _IDENTIFIER), []))
        read[iri] = Passage(titles.get(source, source), symbol, locator, start, end, rationale, reliable)
    return read


def _iris(terms: Iterable[Term]) -> set[str]:
    return {term.value for term in terms if isinstance(term, ox.NamedNode)}


def _text(terms: Iterable[Term]) -> str:
    """Return the text of a value; of several, all, since none may be silently left out."""
    return ", ".join(sorted(term.value for term in terms if isinstance(term, ox.Literal)))
