"""Plot: an answer as a picture, where its columns say which picture is natural."""

from __future__ import annotations

from typing import Any

from kg.answers.frames import Column, columns
from kg.answers.rows import Rows
from kg.errors import UsageError
from kg.pictures import COLOURS, Picture, house_style, new_figure, to_svg
from kg.things import visible

#: Bars that can still be read.
_MOST = 30
_YEARS = range(1800, 2200)


def plot(answer: Rows, title: str = "") -> Picture:
    """Return a picture of one number for each row: bars by name, or a line of bars where the names are years.

    The first column of numbers that are not ranks or years is what is drawn, the first other column is what it is
    of. Raises UsageError for an answer that has no such columns, and for more rows than can be read.
    """
    found = [column for column in columns(answer) if not column.head.endswith("_iri")]
    found = [column for column in found if column.head not in answer.parameters]
    numbers = [c for c in found if c.kind in ("integer", "number") and c.head != "rank" and not _years(c)]
    names = [c for c in found if c not in numbers and c.head != "rank"]
    if not numbers or not names:
        have = ", ".join(column.head for column in found)
        raise UsageError(f"a picture needs a column of numbers and one of names or years; this answer has {have}")
    number, name = numbers[0], next((c for c in names if _years(c)), names[0])
    if len(name.values) > _MOST and not _years(name):
        raise UsageError(f"a picture of {len(name.values)} rows cannot be read; ask for {_MOST} or fewer")
    pairs = [(of, much) for of, much in zip(name.values, number.values, strict=True) if None not in (of, much)]
    with house_style():
        draw = _over_time if _years(name) else _by_name
        return Picture(to_svg(draw(pairs, number.head)), title or f"{number.head} by {name.head}")


def _years(column: Column) -> bool:
    """Tell whether all values of a column are years."""
    given = [value for value in column.values if value is not None]
    return column.kind == "integer" and bool(given) and all(value in _YEARS for value in given)


def _by_name(pairs: list[tuple[Any, Any]], said: str) -> Any:
    """Return level bars in the order of the rows."""
    figure, axes = new_figure(7.5, 0.8 + 0.26 * len(pairs))
    places = list(range(len(pairs)))[::-1]
    bars = axes.barh(places, [much for _, much in pairs], color=COLOURS[0], height=0.7)
    axes.bar_label(bars, fmt="{:,g}", padding=4, fontsize=8)
    axes.set_yticks(places, [_cut(visible(str(of))) for of, _ in pairs])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(visible(said))
    axes.xaxis.set_major_formatter("{x:,g}")
    return figure


def _cut(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"


def _over_time(pairs: list[tuple[Any, Any]], said: str) -> Any:
    """Return upright bars by year, the values of a year on top of each other."""
    figure, axes = new_figure(7.5, 3.0)
    totals: dict[int, Any] = {}
    for year, much in pairs:
        totals[year] = totals.get(year, 0) + much
    axes.bar(list(totals), list(totals.values()), color=COLOURS[0], width=0.82)
    axes.set_ylabel(visible(said))
    for axis in (axes.xaxis, axes.yaxis):
        axis.get_major_locator().set_params(integer=True)
    return figure
