"""HTML: an answer as a table that a notebook shows, every cell escaped."""

from __future__ import annotations

from html import escape

import pyoxigraph as ox

from kg.answers.rows import Rows

#: Rows shown; the others are counted.
_MOST = 200
_STYLE = "text-align:left;vertical-align:top;white-space:{}"
#: A longer table scrolls in a box of its own, so that the next cell of the notebook stays near.
_TALL, _BOX = 40, "max-height:640px;overflow:auto"
#: Cells of so few signs, dates and numbers, are not broken at their hyphens.
_UNBROKEN = 22


def table(answer: Rows) -> str:
    """Return the rows as one HTML table; what is named shows its label, and its address on pointing at it.

    An answer without rows says so: a notebook would show an empty head and leave the reader to guess.
    """
    if not answer.told:
        return "<p><em>No rows.</em></p>"
    shown = answer.shown
    head = "".join(f'<th style="text-align:left">{escape(answer.variables[at])}</th>' for at in shown)
    body = "".join(f"<tr>{''.join(_cell(answer, row[at]) for at in shown)}</tr>" for row in answer.told[:_MOST])
    more = len(answer.told) - _MOST
    notes = [f"{_MOST} of {len(answer.told)} rows are shown; to_pandas() has all."] if more > 0 else []
    notes += [answer.remark] if answer.remark else []
    said = "".join(f"<p><em>{escape(note)}</em></p>" for note in notes)
    rows = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div style="{_BOX}">{rows}</div>{said}' if len(answer.told) > _TALL else f"{rows}{said}"


def _cell(answer: Rows, term: object) -> str:
    text = escape(answer.line(term))  # type: ignore[arg-type]
    title = f' title="{escape(term.value)}"' if isinstance(term, ox.NamedNode) else ""
    unbroken = isinstance(term, ox.Literal) and len(term.value) <= _UNBROKEN
    return f'<td style="{_STYLE.format("nowrap" if unbroken else "normal")}"{title}>{text}</td>'
