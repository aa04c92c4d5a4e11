"""Dates as precise as their source: from an EDTF literal to its first and last possible day."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from io import StringIO

from kg.errors import KgError

_DAY = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[?~%]?"
_SINGLE = re.compile(_DAY)
#: First and last month of spring, summer, autumn and winter, as the edtf package has them.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}

Bounds = tuple[date | None, date | None]


class DateError(KgError):
    """A literal that is not an EDTF date, or names a day that does not exist."""


def _single(text: str) -> Bounds | None:
    """Return the bounds of a year, month or day, or None where the text is of another form."""
    match = _SINGLE.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if year == 0 or month > 24:
        return None
    first_month, last_month = _SEASONS.get(month, (month or 1, month or 12)) if not day else (month, month)
    try:
        first = date(year, first_month, day or 1)
    except ValueError as error:
        raise DateError(f"'{text}' is not a date: {error}") from None
    return first, date(year, last_month, day or monthrange(year, last_month)[1])


def _common(text: str) -> Bounds | None:
    """Return the bounds of the forms that nearly every source needs, or None for any other.

    A day, month or year; an interval of two, either end open; one of a set. The edtf package costs four
    times as much to import as a whole question costs to answer, so it is kept for the rarer forms.
    """
    if text.startswith("[") and text.endswith("]"):
        inner = text[1:-1]
        start, dots, end = inner.partition("..")
        if dots and "," not in inner:
            return _between(start, end, "")
        days = [_single(part.strip()) for part in inner.split(",")]
        firsts, lasts = [day[0] for day in days if day and day[0]], [day[1] for day in days if day and day[1]]
        return (min(firsts), max(lasts)) if len(firsts) == len(days) else None
    start, slash, end = text.partition("/")
    # An end left empty is unknown; the edtf package would make ten years of it.
    return _between(start or "..", end or "..", "..") if slash else _single(start)


def _between(start: str, end: str, unbounded: str) -> Bounds | None:
    """Return the bounds from a start to an end, either of which may be written as unbounded, but not both."""
    if start == end == unbounded:
        return None
    opening = (None, None) if start == unbounded else _single(start)
    closing = (None, None) if end == unbounded else _single(end)
    return None if opening is None or closing is None else (opening[0], closing[1])


def _rare(text: str) -> Bounds:
    """Return the bounds of any other EDTF form, as the edtf package computes them."""
    from edtf import EDTFParseException, parse_edtf

    try:
        with redirect_stdout(StringIO()):  # the package prints as it parses some forms
            parsed = parse_edtf(text)
        strict = parsed.lower_strict(), parsed.upper_strict()
        first, last = (None if isinstance(day, float) else date(*day[:3]) for day in strict)
    except (EDTFParseException, ValueError, TypeError, AttributeError):
        raise DateError(f"'{text}' is not an EDTF date") from None
    return first, last


@cache
def bounds(text: str) -> Bounds:
    """Return the first and last day that an EDTF literal allows; None for an open end.

    Uncertain and approximate dates (`?`, `~`, `%`) keep the bounds of the date as written: the mark says
    how sure the source is, not how far it may be off. Raises DateError, also where the end comes before
    the start.

    >>> bounds("2003-06")
    (datetime.date(2003, 6, 1), datetime.date(2003, 6, 30))
    >>> bounds("1998/..")
    (datetime.date(1998, 1, 1), None)
    >>> bounds("[2003-12,2004-01]")[1]
    datetime.date(2004, 1, 31)
    """
    first, last = _common(text) or _rare(text)
    if first is last is None:
        raise DateError(f"'{text}' is not a date: it has neither beginning nor end")
    if first and last and last < first:
        raise DateError(f"'{text}' ends before it begins")
    return first, last
