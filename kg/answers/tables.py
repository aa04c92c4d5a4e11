"""Tables: an answer as aligned text, for a terminal, as CSV or TSV, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.rows import Rows, is_number

if TYPE_CHECKING:
    import rich.table

    from kg.store import Term

#: The fewest characters that a column of a table on a terminal can be read in.
NARROWEST = 9
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text(answer: Rows, iris: bool) -> str:
    """Return an aligned table in plain text; columns of numbers stand flush right."""
    if not answer.shown:
        return ""
    table = _cells(answer, iris)
    widths = [max(len(line[i]) for line in table) for i in range(len(answer.shown))]
    right = [answer.numeric(i) for i in answer.shown]
    table.insert(1, ["-" * width for width in widths])
    lines = (
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True))
        for line in table
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def for_terminal(answer: Rows, iris: bool, width: int = 80) -> rich.table.Table:
    """Return a table that fits a terminal; more columns than it can show become one line each, row by row."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    heads, *lines = _cells(answer, iris)
    if len(heads) * NARROWEST > width:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for head in ("row", "column", "value"):
            table.add_column(head, justify="right" if head == "row" else "left", overflow="fold")
        for number, line in enumerate(lines, 1):
            for head, cell in zip(heads, line, strict=True):
                table.add_row(str(number), Text(head), Text(cell))
        return table
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for at, head in enumerate(heads):
        right = answer.numeric(answer.shown[at])
        table.add_column(Text(head), justify="right" if right else "left", overflow="fold")
    for line in lines:
        table.add_row(*map(Text, line))
    return table


def separated(answer: Rows, mark: str, iris: bool) -> str:
    """Return CSV or TSV: labels beside addresses, UTF-8 when written, no cell that a spreadsheet would run."""
    both_ways = named(answer, iris)
    lines = [_line(heads(answer, both_ways), mark)]
    for row in answer.told:
        cells: list[str] = []
        for term, both in zip(row, both_ways, strict=True):
            cells.append(_safe(answer.cell(term, iris), term))
            if both:
                cells.append(term.value if isinstance(term, ox.NamedNode) else "")
        lines.append(_line(cells, mark))
    return "".join(lines)


def named(answer: Rows, iris: bool) -> list[bool]:
    """Tell of each variable whether it names things, and so needs a column of addresses beside its labels."""
    columns = range(len(answer.variables))
    return [not iris and any(isinstance(row[i], ox.NamedNode) for row in answer.rows) for i in columns]


def heads(answer: Rows, both_ways: Sequence[bool]) -> list[str]:
    """Return the column heads: a variable, and beside one that names things its addresses."""
    found: list[str] = []
    for name, both in zip(answer.variables, both_ways, strict=True):
        beside = f"{name}_iri"
        while beside in answer.variables:
            beside += "_"
        found += [name, beside] if both else [name]
    return found


def markdown(answer: Rows, iris: bool) -> str:
    """Return a Markdown table; nothing in a cell is taken for a mark."""
    if not answer.shown:
        return ""
    marks = ["---:" if answer.numeric(i) else "---" for i in answer.shown]
    lines = [[_unmarked(cell) for cell in line] for line in _cells(answer, iris)]
    lines.insert(1, marks)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cells(answer: Rows, iris: bool) -> list[list[str]]:
    """Return the heads and the cells that a person is shown, each one line of text."""
    head = [answer.variables[i] for i in answer.shown]
    return [head, *([answer.line(row[i], iris) for i in answer.shown] for row in answer.told)]


def _line(cells: Sequence[str], mark: str) -> str:
    """Return one line; written with \\r\\n so that the writer quotes a cell with a lone \\r too."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerow(cells)
    return out.getvalue()[:-2] + "\n"


def _safe(cell: str, term: Term | None) -> str:
    return f"'{cell}" if cell.strip(" \u00a0\ufeff").startswith(_FORMULA) and not is_number(term) else cell


def _unmarked(cell: str) -> str:
    """Return a cell of which Markdown reads every character as itself."""
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#~" else c for c in cell)
