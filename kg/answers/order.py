"""Order: the same rows in the same places every time, and a word where a query leaves that open."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.rows import is_number
from kg.sparql import Query

if TYPE_CHECKING:
    from kg.store import Term

Row = tuple["Term | None", ...]


def one_more(query: Query) -> tuple[str, int | None]:
    """Return a query's text that asks for one row beyond its LIMIT, and the LIMIT; the row tells what was cut."""
    number = query.limit()
    if query.form != "SELECT" or number is None or not number.text.isdigit() or len(number.text) > 9:
        return query.text, None
    most = int(number.text)
    end = number.start + len(number.text)
    return f"{query.text[: number.start]}{most + 1}{query.text[end:]}", most


def steady(
    query: Query, variables: tuple[str, ...], rows: list[Row], most: int | None, given: Collection[str] = ()
) -> tuple[tuple[Row, ...], str]:
    """Return the rows that were asked for, in an order that does not change, and what there is to say of it.

    The engine promises none beyond ORDER BY. Rows that tie there, or all where there is none, are put in the
    order of their cells. Which of them a LIMIT cuts off cannot be mended, so it is said. The variables `given`
    are the same in every row.
    """
    keys = query.order()
    at = [variables.index(key) for key in keys or () if key in variables]
    known = keys is None or len(at) == len(keys) > 0
    cut = most is not None and len(rows) > most
    remark = ""
    if cut and keys is None:
        remark = (
            f"LIMIT {most} without ORDER BY shows any {most} of more rows; order them to be shown the same ones"
        )
    elif cut and known and most and all(rows[most - 1][i] == rows[most][i] for i in at):
        remark = f"row {most} ties with rows that LIMIT {most} leaves out; order by more, or raise the limit"
    kept = rows[:most] if cut else rows
    if not known or {*variables} <= {*(keys or ()), *given}:
        return _numbered(kept), remark
    groups = groupby(kept, key=lambda row: [row[i] for i in at])
    return _numbered([row for _, tied in groups for row in sorted(tied, key=_cells)]), remark


def _numbered(rows: list[Row]) -> tuple[Row, ...]:
    """Return rows whose blank nodes are numbered as they come: the engine gives them another name each time."""
    if not any(isinstance(term, ox.BlankNode) for row in rows for term in row):
        return tuple(rows)
    names: dict[str, ox.BlankNode] = {}

    def numbered(term: Term | None) -> Term | None:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term.value, ox.BlankNode(f"b{len(names)}"))

    return tuple(tuple(map(numbered, row)) for row in rows)


def _cells(row: Row) -> list[tuple[int, float, str, str]]:
    """Return what rows are ordered by: empty cells first, then nodes, numbers by size, texts."""
    return [_place(term) for term in row]


def _place(term: Term | None) -> tuple[int, float, str, str]:
    if term is None:
        return 0, 0.0, "", ""
    if isinstance(term, ox.BlankNode):
        return 1, 0.0, "", ""
    if isinstance(term, ox.NamedNode):
        return 2, 0.0, term.value, ""
    if isinstance(term, ox.Literal) and is_number(term):
        try:
            return 3, float(term.value), term.value, ""
        except ValueError:
            return 4, 0.0, term.value, ""
    return 4, 0.0, str(term), ""
