"""Formats: which there are, what each can hold, and an answer written in one of them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.answers.answer import Answer, Triples
from kg.answers.asking import Outcome
from kg.errors import UsageError, unknown

#: Formats of rows, then of triples.
_ROWS = ("table", "csv", "tsv", "json", "xlsx", "markdown")
_TRIPLES = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
FORMATS = (*_ROWS, *_TRIPLES)
_SUFFIXES = {".txt": "table", ".md": "markdown", ".srj": "json", **{f".{name}": name for name in FORMATS}}


def format_of(form: str | None, out: Path | None) -> str:
    """Return the format that is named, else the one that a file's suffix names, else a table.

    Raises UsageError for a format that there is not, and for a workbook that has no file to go to.
    """
    if form is None:
        form = _SUFFIXES.get(out.suffix.lower(), "table") if out else "table"
    if form not in FORMATS:
        raise unknown("format", form, FORMATS)
    if form == "xlsx" and out is None:
        raise UsageError("format 'xlsx' is a workbook, not text; name the file it goes to: --out FILE.xlsx")
    return form


def render(outcome: Outcome, form: str, iris: bool = False) -> str:
    """Return an outcome as text in one of FORMATS but xlsx, which `kg.answers.sheet` writes.

    Triples become rows of subject, predicate and object where rows are asked for; as a table they are Turtle.
    Raises UsageError where rows or a truth are asked for as triples.
    """
    if isinstance(outcome, Triples):
        if form in (*_TRIPLES, "table"):
            return outcome.written(_TRIPLES.get(form, ox.RdfFormat.TURTLE))
        return render(outcome.as_answer(), form, iris)
    if form in _TRIPLES:
        given = "yes or no" if isinstance(outcome, bool) else "rows"
        raise UsageError(
            f"format '{form}' holds triples, and this query gives {given}; use CONSTRUCT, or --format csv"
        )
    if isinstance(outcome, bool):
        from kg.answers.json import truth

        return truth(outcome) if form == "json" else f"{str(outcome).lower()}\n"
    if form == "json":
        return outcome.to_json()
    from kg.answers.tables import markdown, separated

    if form == "markdown":
        return markdown(outcome, iris)
    if form in ("csv", "tsv"):
        return separated(outcome, "," if form == "csv" else "\t", iris)
    return outcome.to_text(iris)


def as_rows(outcome: Outcome) -> Answer:
    """Return any outcome as rows, for formats that hold nothing else."""
    if isinstance(outcome, Triples):
        return outcome.as_answer()
    if isinstance(outcome, bool):
        return Answer(("answer",), ((ox.Literal(outcome),),), {})
    return outcome
