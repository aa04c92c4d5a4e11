"""Where statements live: in memory, on disk, or behind a SPARQL endpoint, asked through one interface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import UsageError
from kg.packed import Opener, plainly
from kg.store.interface import Result, Store, Term
from kg.store.loading import derive_dates, files_in, load_store
from kg.store.local import DERIVED, LocalStore

__all__ = [
    "DERIVED",
    "LocalStore",
    "Result",
    "Store",
    "Term",
    "derive_dates",
    "files_in",
    "load_store",
    "open_store",
]


def open_store(
    location: str | Path = "",
    data: Sequence[Path] = (),
    with_shipped: bool = False,
    allow_network: bool = False,
    opened: Opener = plainly,
    *,
    once: bool = False,
) -> Store:
    """Return the store that is meant: a folder that `kg build` made, an endpoint's address, or files.

    Without any of them the shipped graph; for a question asked only `once`, its snapshot, which opens sooner
    and answers later. `opened` opens a file, and may tell how far it has been read. Raises UsageError where a
    location and files are both named.
    """
    location = str(location)
    if once and not location and not data:
        from kg.store.snapshot import shipped_engine

        store = LocalStore(shipped_engine(), allow_network=allow_network)
        store.from_files = lambda: load_store(allow_network=allow_network)
        return store
    if not location:
        return load_store(data, with_shipped, allow_network, opened)
    if data or with_shipped:
        from kg.store.http import nameless

        raise UsageError(
            f"--store '{nameless(location)}' already holds its statements; leave out --data and --with-shipped, "
            "or build a store that has them: kg build --store DIR --data FILE"
        )
    if "://" in location:
        from kg.store.endpoint import Endpoint

        return Endpoint(location, allow_network)
    from kg.store.disk import open_disk

    return open_disk(Path(location), allow_network)
