"""A participation table from any file: agent, activity, and optionally role, date, source and weight."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.dates import DateError, bounds
from kg.errors import UsageError, did_you_mean
from kg.networks.participations import Participation, ParticipationTable
from kg.networks.selection import Selection, chosen

COLUMNS = ("agent", "activity", "role", "date", "source", "weight")
#: Suffixes of the files that can be read, and what reads those that need more than Python.
SUFFIXES = (".csv", ".tsv", ".xlsx", ".parquet")
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
    table = ParticipationTable(selection, [])
    rows = list(_rows(path))
    roles = {row[2] or NO_ROLE for row in rows}
    wanted = roles if selection.roles is None else set(chosen(selection.roles, dict.fromkeys(roles, ""), "role"))
    if selection.lead != Selection().lead:
        chosen(selection.lead, dict.fromkeys(roles, ""), "role")
    table.leading = frozenset({*selection.lead} & roles)
    windowed = bool(selection.first_year or selection.last_year)
    seen: dict[tuple[str, str, str, str], str] = {}
    for number, (agent, activity, role, date, source, weight) in enumerate(rows, 2):
        key = (agent, activity, role or NO_ROLE, date)
        first, last = _days(path, number, date) if date else ("", "")
        worth = _weight(path, number, weight) if weight else 1.0
        if not agent or not activity:
            if any((agent, activity, role, date, source, weight)):
                table.left_out["without an agent or an activity"] += 1
        elif key[2] not in wanted:
            table.left_out["in another role"] += 1
        elif key in seen:
            table.left_out["that repeat another row"] += 1
            table.sources.setdefault(seen[key], set()).update({source} - {""})
        else:
            part = Participation(f"{path.name}#{number}", agent, activity, key[2], first, last, worth)
            if windowed and not part.within(selection.first_year, selection.last_year):
                table.left_out["at another time" if part.dated else "without a date"] += 1
                continue
            seen[key] = part.iri
            table.rows.append(part)
            if source:
                table.sources[part.iri] = {source}
    if selection.roles is None:
        table.selection = replace(selection, roles=tuple(sorted(roles)))
    return table


def _rows(path: Path) -> Iterator[list[str]]:
    """Yield the cells of every row under the head, in the order of COLUMNS."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"'{path}' is no table; name a file that ends with {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise UsageError(f"'{path}' {'is no plain file' if path.exists() else 'does not exist'}; name a table")
    try:
        lines = {".xlsx": _sheet, ".parquet": _parquet}.get(suffix, _text)(path)
        head = [str(cell or "").strip().casefold() for cell in next(lines, ())]
        missing = [name for name in COLUMNS[:2] if name not in head]
        if missing:
            hint = did_you_mean(missing[0], [name for name in head if name])
            names = ", ".join(filter(None, head))
            raise UsageError(f"'{path}' has no column '{missing[0]}'.{hint} Its first row names: {names}.")
        doubled = [name for name in COLUMNS if head.count(name) > 1]
        if doubled:
            raise UsageError(f"'{path}' has two columns '{doubled[0]}'; leave one")
        at = [head.index(name) if name in head else None for name in COLUMNS]
        for cells in lines:
            yield [_cell(cells, place) for place in at]
    except UnicodeDecodeError:
        raise UsageError(f"'{path}' is not UTF-8 text; save it as UTF-8") from None
    except csv.Error as error:
        raise UsageError(f"'{path}' cannot be read as a table: {error}") from None
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or error}") from None


def _cell(cells: Any, at: int | None) -> str:
    """Return a cell as text: whole numbers without a point, days without a time."""
    if at is None or at >= len(cells):
        return ""
    value = cells[at]
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()[:10])
    return str(value).strip()


def _text(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True)


def _sheet(path: Path) -> Iterator[Any]:
    """Yield the rows of a workbook's first sheet."""
    from python_calamine import CalamineError, load_workbook

    try:
        yield from load_workbook(str(path)).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise UsageError(f"'{path}' is no workbook ({error}); save it as .xlsx") from None


def _parquet(path: Path) -> Iterator[Any]:
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise UsageError(
            f"'{path}' needs the library that reads Parquet; install it with: pip install 'convene-kg[parquet]'"
        ) from None
    try:
        file = parquet.ParquetFile(path)
        names = [name for name in file.schema_arrow.names if str(name).strip().casefold() in COLUMNS]
        yield names
        for batch in file.iter_batches(columns=names):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
    except (ValueError, OSError) as error:
        raise UsageError(
            f"'{path}' is no Parquet file ({' '.join(str(error).split())[:120]}); save it again"
        ) from None


def _days(path: Path, row: int, text: str) -> tuple[str, str]:
    """Return first and last day of a date; raises UsageError with its row where it is none."""
    try:
        first, last = bounds(text)
    except DateError as error:
        raise UsageError(
            f"'{path}', row {row}: {error}; write a year, a month or a day, such as 2003-10-09"
        ) from None
    return first.isoformat() if first else "", last.isoformat() if last else ""


def _weight(path: Path, row: int, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (value > 0 and math.isfinite(value)):
        raise UsageError(f"'{path}', row {row}: weight '{text}' is not a number above nought; correct it")
    return value
