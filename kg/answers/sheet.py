"""Sheet: an answer as an Excel workbook, its cells typed, with a sheet that says what it is."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.answers.citation import RECORD
from kg.answers.rows import Rows, is_number
from kg.answers.tables import heads, named
from kg.errors import UsageError
from kg.names import PREFIXES
from kg.things import visible

if TYPE_CHECKING:
    from kg.answers.citation import Record
    from kg.store import Term

_XSD = PREFIXES["xsd"]
#: The limits of the format itself.
_ROWS, _CELL = 1_048_576, 32_767
#: The longest text of a property of a workbook.
_PROPERTY = 255
#: Excel keeps fifteen digits; longer numbers stay text.
_EXACT = 10**15
#: A workbook is the same bytes whenever it is written.
_CREATED = datetime(2000, 1, 1)


def workbook(answer: Rows, record: Record, iris: bool = False) -> bytes:
    """Return a workbook: a sheet of the answer, labels beside addresses, and one on where it comes from.

    Numbers and whole days are typed; everything else is text and never a formula. Raises UsageError for more
    rows than a sheet can hold.
    """
    import xlsxwriter

    if len(answer.told) >= _ROWS:
        raise UsageError(f"a sheet holds {_ROWS - 1} rows and this answer has {len(answer.told)}; use --format csv")
    out = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, settings)
    book.set_properties({"created": _CREATED, "title": record.title, "comments": record.cite})
    for at, piece in enumerate(_pieces(record.to_json())):
        book.set_custom_property(f"{RECORD}-{at:04}", piece)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    _answer(book.add_worksheet("Answer"), answer, iris, bold, day)
    _about(book.add_worksheet("About"), answer, record, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return out.getvalue()


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that a property of a workbook can hold."""
    return [text[at : at + _PROPERTY] for at in range(0, len(text), _PROPERTY)]


def _answer(sheet: Any, answer: Rows, iris: bool, bold: Any, day: Any) -> None:
    """Write the rows under a head that stays in sight and can be filtered."""
    both_ways = named(answer, iris)
    head = heads(answer, both_ways)
    widths = [len(text) for text in head]
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, bold)
    for number, row in enumerate(answer.told, 1):
        column = 0
        for term, both in zip(row, both_ways, strict=True):
            widths[column] = max(
                widths[column], len(_cell(sheet, number, column, term, answer.cell(term, iris), day))
            )
            column += 1
            if both:
                sheet.write_string(number, column, term.value if isinstance(term, ox.NamedNode) else "")
                column += 1
    sheet.freeze_panes(1, 0)
    if head:
        sheet.autofilter(0, 0, max(1, len(answer.told)), len(head) - 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(60, width + 2))


def _cell(sheet: Any, row: int, column: int, term: Term | None, text: str, day: Any) -> str:
    """Write one cell as what it is, and return the text that it shows."""
    text = visible(text)
    if is_number(term):
        value = float(text)
        if abs(value) < _EXACT:
            sheet.write_number(row, column, value)
            return text
    if isinstance(term, ox.Literal) and term.datatype.value == f"{_XSD}date":
        try:
            value_of_day = date.fromisoformat(text)
        except ValueError:
            value_of_day = date.min
        if value_of_day.year >= 1900:
            sheet.write_datetime(row, column, datetime(*value_of_day.timetuple()[:3]), day)
            return text
    if isinstance(term, ox.Literal) and term.datatype.value == f"{_XSD}boolean":
        sheet.write_boolean(row, column, text in ("true", "1"))
        return text
    sheet.write_string(row, column, text if len(text) <= _CELL else f"{text[: _CELL - 3]}...")
    return text


def _about(sheet: Any, answer: Rows, record: Record, bold: Any, wrapped: Any) -> None:
    """Write what was asked, of which data, what each column holds, and how to cite it."""
    facts = [
        ("question", record.title),
        *((f"--{name}", value) for name, value in sorted(record.parameters.items())),
        ("rows", str(len(answer.told))),
        ("data version", record.version),
        ("answer", record.identity),
        ("how to cite", record.cite),
        ("query", record.query),
    ]
    facts += [(f"column {name}", _holds(answer, at)) for at, name in enumerate(answer.variables)]
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, value[:_CELL], wrapped)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)


def _holds(answer: Rows, column: int) -> str:
    """Return in words what a column holds."""
    if answer.variables[column] in answer.parameters:
        return "what the question was asked about, the same in every row"
    terms = [row[column] for row in answer.rows if row[column] is not None]
    if any(isinstance(term, ox.NamedNode) for term in terms):
        return "labels; the column beside it has their addresses"
    if terms and all(is_number(term) for term in terms):
        return "numbers"
    empty = len(answer.rows) - len(terms)
    return f"text; {empty} cells are empty, since the graph does not say" if empty else "text"
