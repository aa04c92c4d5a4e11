"""Rows: the terms of an answer, the labels of what they name, and how a person reads one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.names import PREFIXES, shorten
from kg.things import visible

if TYPE_CHECKING:
    from kg.store import Term

_XSD = PREFIXES["xsd"]
#: Datatypes whose values are numbers.
NUMBERS = frozenset(
    f"{_XSD}{name}"
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "positiveInteger")
)

_DIGITS = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Rows:
    """The rows of one question: terms as the store holds them, and a label for every IRI that has one."""

    def __init__(
        self,
        variables: tuple[str, ...],
        rows: tuple[tuple[Term | None, ...], ...],
        labels: Mapping[str, str],
        parameters: tuple[str, ...] = (),
        remark: str = "",
    ) -> None:
        """Keep what the engine gave; `parameters` are the variables that the asker filled in.

        `remark` is what a reader of the rows ought to know and cannot see.
        """
        self.variables, self.rows, self.labels, self.remark = variables, rows, labels, remark
        #: The same in every row, so tables leave them out.
        self.parameters = parameters

    @property
    def shown(self) -> list[int]:
        """Return the columns that a table shows: all but the parameters."""
        return [index for index, name in enumerate(self.variables) if name not in self.parameters]

    @property
    def told(self) -> tuple[tuple[Term | None, ...], ...]:
        """Return the rows that say anything.

        An aggregate over nothing gives one row that is empty throughout: the standard wants it in its own
        formats, and no reader takes it for what it is.
        """
        return tuple(row for row in self.rows if any(term is not None for term in row)) if self.variables else ()

    @property
    def hollow(self) -> bool:
        """Tell whether nothing was found: no row, or the one of an aggregate that had nothing to count."""
        told = self.told
        counts = [term for row in told for term in row]
        return not told or (len(told) == 1 and all(isinstance(t, ox.Literal) and is_zero(t) for t in counts if t))

    def cell(self, term: Term | None, iris: bool = False) -> str:
        """Return what a person reads: a label, else a prefixed name, else the literal's text."""
        if term is None:
            return ""
        if isinstance(term, ox.NamedNode):
            return term.value if iris else self.labels.get(term.value) or shorten(term.value)
        return term.value if isinstance(term, ox.Literal) else str(term)

    def line(self, term: Term | None, iris: bool = False) -> str:
        """Return a cell as one line of a table: white space folded, nothing that a terminal would obey."""
        return visible(" ".join(self.cell(term, iris).split()))

    def numeric(self, column: int) -> bool:
        """Tell whether a column holds numbers only, so that it can be set flush right."""
        filled = [row[column] for row in self.rows if row[column] is not None]
        return bool(filled) and all(is_number(term) for term in filled)


def is_number(term: Term | None) -> bool:
    """Tell whether a term is a literal of a numeric type, and written in digits as such are.

    A faulty literal, or an infinite one, is text: in a spreadsheet it could be a formula.
    """
    return isinstance(term, ox.Literal) and term.datatype.value in NUMBERS and bool(_DIGITS.fullmatch(term.value))


def is_zero(term: ox.Literal) -> bool:
    """Tell whether a literal is a number and nought."""
    return is_number(term) and not term.value.strip("+-0.eE")
