"""A participation table from any file: agent, activity, and optionally role, date, source and weight."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.dates import DateError, bounds
from kg.errors import UsageError
from kg.networks.cells import read_columns
from kg.networks.columns import Column, spread
from kg.networks.garbage import uncollected
from kg.networks.participations import ParticipationTable, dated, within, years
from kg.networks.selection import Selection, chosen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The role of rows that name none.
NO_ROLE = "participant"


def read_table(path: Path, selection: Selection) -> ParticipationTable:
    """Return the participations of a file with a head of COLUMNS, in any order; other columns are passed over.

    Roles are whatever the file says: those of the selection are looked for among them, or all count where it
    names none. Dates are EDTF, so a plain year or day will do. Rows without agent or activity are counted as
    unnamed, rows that repeat another are counted once. Raises UsageError with file and row for what cannot be read,
    and then reads nothing.
    """
    selection = selection.checked()
    with uncollected():
        return _table(path, selection, read_columns(path))


def _table(path: Path, selection: Selection, columns: list[Column]) -> ParticipationTable:
    """Return the participations that count, the rest counted under the first reason that leaves a row out."""
    import numpy as np

    agent, activity, _, date, source, weight = columns
    unnamed = agent.blank | activity.blank
    told = ~np.logical_and.reduce([column.blank for column in columns])
    role = columns[2].recoded(lambda word: word or NO_ROLE)
    roles = set(role.words)
    wanted = roles if selection.roles is None else set(chosen(selection.roles, dict.fromkeys(roles, ""), "role"))
    if selection.lead != Selection().lead:
        chosen(selection.lead, dict.fromkeys(roles, ""), "role")
    faults: dict[int, UsageError] = {}
    spans = _understood(date, _days, ("", ""), faults)
    worth = _understood(weight, _weight, 1.0, faults)
    if faults:
        row = min(faults)
        raise UsageError(f"'{path}', row {row + 2}: {faults[row]}")
    asked = role.among(wanted)
    begins, ends = ({word: span[end] for word, span in zip(date.words, spans, strict=True)} for end in (0, 1))
    first_day, last_day = date.recoded(begins.__getitem__), date.recoded(ends.__getitem__)
    when = years((first_day, last_day))
    timely, known = within(when, selection), dated(when)
    rows = np.flatnonzero(~unnamed & asked & timely)
    key = _as_one([column.codes[rows] for column in (agent, activity, role, date)])
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    kept = np.zeros(len(rows), bool)
    kept[first] = True
    reasons = {
        "without an agent or an activity": unnamed & told,
        "in another role": ~unnamed & ~asked,
        "at another time": ~unnamed & asked & ~timely & known,
        "without a date": ~unnamed & asked & ~timely & ~known,
        "that repeat another row": ~kept,
    }
    left_out = Counter({why: int(out.sum()) for why, out in reasons.items() if out.any()})
    at = rows[kept]
    iris = [f"{path.name}#{row}" for row in (at + 2).tolist()]
    place = np.cumsum(kept) - 1
    told_by = np.flatnonzero(~source.blank[rows])
    sources = _sources(iris, place[first[back[told_by]]], source, source.codes[rows[told_by]])
    return ParticipationTable(
        replace(selection, roles=tuple(sorted(roles))) if selection.roles is None else selection,
        iris,
        agent.take(at),
        activity.take(at),
        role.take(at),
        weights=weight.each(worth, float)[at],
        when=lambda: (first_day.take(at), last_day.take(at)),
        told_by=lambda: sources,
        leading=frozenset({*selection.lead} & roles),
        left_out=left_out,
    )


def _understood(
    column: Column, read: Callable[[str], Any], of_nothing: Any, faults: dict[int, UsageError]
) -> list[Any]:
    """Return what each word of a column means; or note the first row, from 0, whose word means nothing."""
    found = []
    for code, word in enumerate(column.words):
        try:
            found.append(read(word) if word else of_nothing)
        except UsageError as fault:
            # Words stand in the order of their first rows.
            faults.setdefault(int((column.codes == code).argmax()), fault)
            break
    return found


def _as_one(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return one number for each row, the same where all of its numbers are."""
    import numpy as np

    key, most = columns[0], int(columns[0].max(initial=0)) + 1
    for codes in columns[1:]:
        size = int(codes.max(initial=0)) + 1
        if most * size > 2**62:
            found, key = np.unique(key, return_inverse=True)
            most = len(found)
        key, most = key * size + codes, most * size
    return key


def _sources(
    iris: list[str], place: NDArray[np.int64], source: Column, codes: NDArray[np.int64]
) -> dict[str, frozenset[str]]:
    """Return the documents behind each participation, from the place of each row's participation."""
    alone = [frozenset({word}) for word in source.words]
    found: dict[str, frozenset[str]] = {}
    held = zip(spread(iris, place), spread(alone, codes), strict=True)
    for iri, one in held:
        if found.setdefault(iri, one) is not one:
            found[iri] |= one
    return found


def _days(text: str) -> tuple[str, str]:
    """Return first and last day of a date; raises UsageError where it is none."""
    try:
        first, last = bounds(text)
    except DateError as error:
        raise UsageError(f"{error}; write a year, a month or a day, such as 2003-10-09") from None
    return first.isoformat() if first else "", last.isoformat() if last else ""


def _weight(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (value > 0 and math.isfinite(value)):
        raise UsageError(f"weight '{text}' is not a number above nought; correct it")
    return value
