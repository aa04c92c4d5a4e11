"""Coverage: what a source says that is not in the graph, paragraph by paragraph."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.curation.passages import locate, plain, source_texts
from kg.names import local_name

if TYPE_CHECKING:
    from kg.store import Store

#: A paragraph that names this many known things ought to say something about them.
TELLING = 2

_PASSAGES = """
SELECT ?source ?passage ?start ?end ?kind ?statement WHERE {
  ?passage kg:inSource ?source ; kg:passageStart ?start .
  OPTIONAL { ?passage kg:passageEnd ?end }
  OPTIONAL { ?passage dcterms:type ?kind }
  OPTIONAL { ?statement kg:evidence ?passage }
} ORDER BY ?source ?passage ?statement
"""
_NAMES = """
SELECT DISTINCT ?name ?thing WHERE {
  VALUES ?class { kg:Agency kg:Country kg:Meeting }
  ?thing a ?class ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|kg:acronym ?name .
} ORDER BY ?name ?thing
"""


class _Passage(NamedTuple):
    """A passage of a source with one statement that rests on it, if any does."""

    start: str
    end: str
    kind: str
    statement: str


@dataclass
class Paragraph:
    """One paragraph of a source: its first words, what it names, and how many statements rest on it."""

    source: str
    number: int
    words: str
    names: tuple[str, ...]
    statements: int = 0
    #: Why nothing is stated, where the curators have said so: unreadable or rejected.
    set_aside: str = ""

    @property
    def silent(self) -> bool:
        """Tell whether the paragraph names known things, supports nothing, and nobody has said why."""
        return len(self.names) >= TELLING and not self.statements and not self.set_aside


@dataclass(frozen=True)
class Coverage:
    """The paragraphs of every source that has a text, in order."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def silent(self) -> list[Paragraph]:
        """Return the paragraphs that a curator ought to look at."""
        return [paragraph for paragraph in self.paragraphs if paragraph.silent]

    def to_text(self) -> str:
        """Return one line for each paragraph: statements, first words, and what is to be done or why not."""
        lines = []
        for source in dict.fromkeys(paragraph.source for paragraph in self.paragraphs):
            own = [paragraph for paragraph in self.paragraphs if paragraph.source == source]
            covered = sum(paragraph.statements > 0 for paragraph in own)
            lines.append(f"{source}: {covered} of {len(own)} paragraphs support a statement")
            lines += [f"  {_line(paragraph)}" for paragraph in own]
        return "".join(f"{line}\n" for line in lines)

    def to_json(self) -> str:
        """Return the paragraphs as a JSON list."""
        return json.dumps([asdict(paragraph) for paragraph in self.paragraphs], ensure_ascii=False, indent=1) + "\n"


def coverage(store: Store, sources: Path) -> Coverage:
    """Return every paragraph of the source texts in a folder with the number of statements that rest on it.

    A passage covers each paragraph that it touches. Passages that the curators mark as unreadable or
    rejected support nothing and explain the silence of the paragraphs they touch. Paragraphs are what
    blank lines set apart. Raises UsageError where the folder holds the text of no source.
    """
    return Coverage(tuple(paragraph for paragraph, _ in paragraphs(store, sources)))


def paragraphs(store: Store, sources: Path) -> list[tuple[Paragraph, str]]:
    """Return the paragraphs of the source texts in a folder as `coverage` counts them, each with its text."""
    names = _known_names(store)
    passages: dict[str, list[_Passage]] = defaultdict(list)
    for source, _, start, end, kind, statement in store.rows(_PASSAGES):
        passages[source].append(_Passage(plain(start), plain(end), kind, statement))
    identified = store.rows("SELECT DISTINCT ?source ?identifier { ?source dcterms:identifier ?identifier }")
    texts = source_texts(identified, sources)
    found: list[tuple[Paragraph, str]] = []
    for source, raw in sorted(texts.items()):
        parts = [part for part in map(plain, re.split(r"\n\s*\n", raw)) if part]
        own = [
            Paragraph(local_name(source), number, " ".join(part.split()[:8]), _named(part, names))
            for number, part in enumerate(parts, 1)
        ]
        _count(own, parts, passages[source])
        found += zip(own, parts, strict=True)
    return found


def _count(paragraphs: Sequence[Paragraph], parts: Sequence[str], passages: Sequence[_Passage]) -> None:
    """Enter into each paragraph the statements that rest on it, and why it is set aside."""
    text = " ".join(parts)
    begins = [0, *accumulate(len(part) + 1 for part in parts)]
    resting: dict[int, set[str]] = defaultdict(set)
    for passage in passages:
        span = locate(text, passage.start, passage.end)
        if span is None:
            continue
        for paragraph in paragraphs[bisect_right(begins, span[0]) - 1 : bisect_left(begins, span[1])]:
            if passage.kind:
                paragraph.set_aside = local_name(passage.kind).removesuffix("-passage")
            elif passage.statement:
                resting[paragraph.number].add(passage.statement)
                paragraph.statements = len(resting[paragraph.number])


def _known_names(store: Store) -> dict[str, str]:
    """Return the names of agencies, countries and meetings, each with one thing that bears it.

    Names of one or two letters are left out: they occur in any text.
    """
    return {name: thing for name, thing in store.rows(_NAMES) if len(name) > 2}


def _named(part: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that a paragraph contains, one for each thing, as whole words in the case written."""
    things: dict[str, str] = {}
    for name, thing in names.items():
        if names_in(part, name):
            things.setdefault(thing, name)
    return tuple(sorted(things.values()))


def names_in(part: str, name: str) -> bool:
    """Tell whether a paragraph contains a name as whole words, in the case written."""
    return name in part and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", part) is not None


def _line(paragraph: Paragraph) -> str:
    """Return the line of one paragraph."""
    said = f"{paragraph.number:>3}  {paragraph.statements:>3}  {paragraph.words}"
    if paragraph.silent:
        return f"{said} ... names {', '.join(paragraph.names)} and supports nothing; curate it, or record why not"
    return f"{said} ... {paragraph.set_aside}" if paragraph.set_aside else said
