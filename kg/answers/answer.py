"""The answer to one question: rows that can be shown in every format, or triples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.rows import Rows
from kg.names import PREFIXES

if TYPE_CHECKING:
    import pandas
    import polars
    import rich.table

    from kg.pictures import Picture


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

    def to_pandas(self, iris: bool = False) -> pandas.DataFrame:
        """Return the columns of the CSV as a pandas DataFrame: integers, numbers, truths, days and texts.

        Raises UsageError where pandas is not installed.
        """
        from kg.answers.frames import to_pandas

        return to_pandas(self, iris)

    def to_polars(self, iris: bool = False) -> polars.DataFrame:
        """Return the columns of the CSV as a polars DataFrame: integers, numbers, truths, days and texts.

        Raises UsageError where polars is not installed.
        """
        from kg.answers.frames import to_polars

        return to_polars(self, iris)

    def plot(self, title: str = "") -> Picture:
        """Return a picture of the first column of numbers, by name or over the years.

        Raises UsageError for an answer that has no such columns, and where the library that draws is not installed.
        """
        from kg.answers.plot import plot

        return plot(self, title)

    def __len__(self) -> int:
        """Return the number of rows that say anything."""
        return len(self.told)

    def __repr__(self) -> str:
        """Show the table, as the command line does."""
        return self.to_text().rstrip("\n") or "no rows"

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        from kg.answers.html import table

        return table(self)


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
