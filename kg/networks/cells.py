"""Cells: what stands in a table file, read into columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError, did_you_mean
from kg.networks.columns import Column, numbering

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("agent", "activity", "role", "date", "source", "weight")
#: Suffixes of the files that can be read, and what reads those that need more than Python.
SUFFIXES = (".csv", ".tsv", ".xlsx", ".parquet")
#: Rows of a file that are looked at together, so that their cells are let go of before the next are read.
_BATCH = 5_000


def read_columns(path: Path) -> list[Column]:
    """Return the columns of a file under its head, in the order of COLUMNS; one that it lacks is blank."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"'{path}' is no table; name a file that ends with {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise UsageError(f"'{path}' {'is no plain file' if path.exists() else 'does not exist'}; name a table")
    try:
        lines = {".xlsx": _sheet, ".parquet": _parquet}.get(suffix, _text)(path)
        at = _places(path, [str(cell or "").strip().casefold() for cell in next(lines, ())])
        return _coded(lines, at, _cell if suffix in (".xlsx", ".parquet") else None)
    except UnicodeDecodeError:
        raise UsageError(f"'{path}' is not UTF-8 text; save it as UTF-8") from None
    except csv.Error as error:
        raise UsageError(f"'{path}' cannot be read as a table: {error}") from None
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or error}") from None


def _places(path: Path, head: list[str]) -> list[int | None]:
    """Return where each of COLUMNS stands in a head; raises UsageError where one is missing or stands twice."""
    missing = [name for name in COLUMNS[:2] if name not in head]
    if missing:
        hint = did_you_mean(missing[0], [name for name in head if name])
        names = ", ".join(filter(None, head))
        raise UsageError(f"'{path}' has no column '{missing[0]}'.{hint} Its first row names: {names}.")
    doubled = [name for name in COLUMNS if head.count(name) > 1]
    if doubled:
        raise UsageError(f"'{path}' has two columns '{doubled[0]}'; leave one")
    return [head.index(name) if name in head else None for name in COLUMNS]


def _coded(lines: Iterator[Any], at: list[int | None], read: Callable[[Any], str] | None) -> list[Column]:
    """Return the columns at some places of rows, whose last cells may be missing."""
    import numpy as np

    seen = [numbering() for _ in at]
    codes: list[list[NDArray[np.int64]]] = [[np.zeros(0, np.int64)] for _ in at]
    needed = max(place for place in at if place is not None) + 1
    while batch := list(islice(lines, _BATCH)):
        if min(map(len, batch)) < needed:
            batch = [[*cells, *[""] * (needed - len(cells))] for cells in batch]
        across = list(zip(*batch, strict=False))
        for place, numbers, found in zip(at, seen, codes, strict=True):
            cells = repeat("", len(batch)) if place is None else across[place]
            words = cells if read is None else map(read, cells)
            found.append(np.fromiter(map(numbers.__getitem__, words), np.int64, len(batch)))
    made = [Column(list(numbers), np.concatenate(found)) for numbers, found in zip(seen, codes, strict=True)]
    # Words are far fewer than cells, so they are trimmed last.
    return [column.recoded(str.strip) for column in made]


def _cell(value: Any) -> str:
    """Return a cell as text: whole numbers without a point, days without a time."""
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
