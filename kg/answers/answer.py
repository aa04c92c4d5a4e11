"""The answer to one question: rows that can be shown in every format, or triples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.rows import Rows
from kg.names import PREFIXES

if TYPE_CHECKING:
    import rich.table


class Answer(Rows):
    """The rows of one question, with what a person or a program may want them as."""

    def to_text(self, iris: bool = False) -> str:
        """Return an aligned table in plain text, for pipes and files; nothing is cut."""
        from kg.answers.tables import text

        return text(self, iris)

    def to_rich(self, iris: bool = False, width: int = 80) -> rich.table.Table:
        """Return the table for a terminal of some width: it fits, and wraps long cells."""
        from kg.answers.tables import for_terminal

        return for_terminal(self, iris, width)

    def to_csv(self, iris: bool = False) -> str:
        """Return CSV: a column of labels beside a column of IRIs for every variable that names things.

        A text cell that a spreadsheet would run as a formula gets a leading apostrophe.
        """
        from kg.answers.tables import separated

        return separated(self, ",", iris)

    def to_json(self) -> str:
        """Return the W3C SPARQL 1.1 Query Results JSON Format."""
        from kg.answers.json import written

        return written(self)


class Triples:
    """What a CONSTRUCT or DESCRIBE gives: triples, each once, sorted as text."""

    def __init__(self, triples: list[ox.Triple], labels: Mapping[str, str]) -> None:
        """Keep triples that are sorted, with the labels of what they name."""
        self.triples, self.labels = triples, labels

    def as_answer(self) -> Answer:
        """Return the triples as rows of subject, predicate and object, for formats that hold tables."""
        rows = tuple((t.subject, t.predicate, t.object) for t in self.triples)
        return Answer(("subject", "predicate", "object"), rows, self.labels)

    def written(self, rdf_format: ox.RdfFormat) -> str:
        """Return the triples in an RDF syntax, with just the prefixes that occur."""
        texts = [str(triple) for triple in self.triples]
        used = {name: iri for name, iri in PREFIXES.items() if any(iri in text for text in texts)}
        prefixes = used if rdf_format == ox.RdfFormat.TURTLE else None
        return (ox.serialize(self.triples, format=rdf_format, prefixes=prefixes) or b"").decode("utf-8")
