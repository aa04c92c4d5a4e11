"""Frames: an answer as a data frame of pandas or polars, each column in the type of what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pyoxigraph as ox

from kg.answers.rows import NUMBERS, Rows, is_number
from kg.answers.tables import heads, named
from kg.errors import UsageError
from kg.names import PREFIXES

if TYPE_CHECKING:
    import pandas
    import polars

    from kg.store import Term

_XSD = PREFIXES["xsd"]
_WHOLE = NUMBERS - {f"{_XSD}{name}" for name in ("decimal", "double", "float")}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"\d{4}")
Kind = Literal["integer", "number", "boolean", "date", "text"]


class Column(NamedTuple):
    """One column: its head, what all of its values are, and the values, None where the answer has none."""

    head: str
    kind: Kind
    values: list[Any]


def columns(answer: Rows, iris: bool = False) -> list[Column]:
    """Return the columns of an answer as its CSV has them, typed: integers, numbers, truths, whole days, texts.

    A column in which any value is of another type, or beyond 64 bits, is text as written. A date of less than a
    day (EDTF) is text: a month is not its first day.
    """
    both_ways = named(answer, iris)
    found: list[Column] = []
    head = iter(heads(answer, both_ways))
    for at, both in enumerate(both_ways):
        terms = [row[at] for row in answer.told]
        kind = _kind(terms)
        found.append(Column(next(head), kind, [_value(answer, term, kind, iris) for term in terms]))
        if both:
            addresses = [term.value if isinstance(term, ox.NamedNode) else None for term in terms]
            found.append(Column(next(head), "text", addresses))
    return found


def to_pandas(answer: Rows, iris: bool = False) -> pandas.DataFrame:
    """Return a pandas DataFrame of Int64, Float64, boolean, datetime64[s] and string columns.

    Raises UsageError where pandas is not installed.
    """
    pd = library("pandas", "notebook")
    types = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "datetime64[s]"}
    made = {
        column.head: pd.Series(column.values, dtype=types.get(column.kind, "string"))
        for column in columns(answer, iris)
    }
    frame: pandas.DataFrame = pd.DataFrame(made)
    return frame


def to_polars(answer: Rows, iris: bool = False) -> polars.DataFrame:
    """Return a polars DataFrame of Int64, Float64, Boolean, Date and String columns.

    Raises UsageError where polars is not installed.
    """
    pl = library("polars", "polars")
    types = {"integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    made = [
        pl.Series(column.head, column.values, dtype=types.get(column.kind, pl.String))
        for column in columns(answer, iris)
    ]
    frame: polars.DataFrame = pl.DataFrame(made)
    return frame


def library(name: str, extra: str) -> Any:
    """Return a library that not everybody has; raises UsageError with the extra that installs it."""
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"a data frame of {name} needs {name}: pip install 'convene-kg[{extra}]'") from None


def _kind(terms: Sequence[Term | None]) -> Kind:
    """Return what all values of a column are."""
    given = [term for term in terms if term is not None]
    literals = [term for term in given if isinstance(term, ox.Literal)]
    if not given or len(literals) < len(given):
        return "text"
    types = {term.datatype.value for term in literals}
    if types <= _WHOLE and all(is_number(term) and abs(int(term.value)) < 2**63 for term in literals):
        return "integer"
    if types <= NUMBERS and all(map(is_number, literals)):
        return "number"
    if types == {f"{_XSD}gYear"} and all(_YEAR.fullmatch(term.value) for term in literals):
        return "integer"
    if types == {f"{_XSD}boolean"}:
        return "boolean"
    if types == {f"{_XSD}date"} and all(_day(term.value) for term in literals):
        return "date"
    return "text"


def _day(text: str) -> date | None:
    """Return a whole day without a time zone, or nothing."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _value(answer: Rows, term: Term | None, kind: Kind, iris: bool) -> Any:
    if term is None:
        return None
    text = answer.cell(term, iris)
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    if kind == "boolean":
        return text in ("true", "1")
    return _day(text) if kind == "date" else text
