"""A snapshot of the shipped graph: kept in the user's cache, and opened sooner than its files are read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from kg._version import __version__
from kg.folders import shipped_turtle
from kg.store.loading import load_store

#: So many snapshots are kept, for as many checkouts and versions; the oldest go first.
_KEPT = 8
#: What decides, beside the files themselves, what is made of them.
_MAKERS = (Path(__file__).with_name("loading.py"), Path(__file__).parents[1] / "dates.py")
_BUILDING = "building-"


def shipped_engine() -> ox.Store:
    """Return the shipped graph as an engine that is only read: from its snapshot, else from its files.

    A snapshot is named by the hash of all that it is made of, so it is either the graph of today or not found;
    whatever keeps it from being opened or made only costs time. Raises FileSyntaxError.
    """
    folder = snapshots_folder()
    if folder is None:
        return load_store().engine
    named = _fingerprint()
    try:
        return ox.Store.read_only(str(folder / named))
    except (OSError, ValueError, RuntimeError):
        engine = load_store().engine
    if _fingerprint() == named:  # else a file was edited while it was read
        with suppress(OSError, ValueError, RuntimeError):
            _keep(engine, folder, named)
    return engine


def snapshots_folder() -> Path | None:
    """Return the folder of snapshots in this user's cache; KG_SNAPSHOTS names another, and "off" keeps none."""
    named = os.environ.get("KG_SNAPSHOTS")
    if named:
        return None if named == "off" else Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("convene") / "snapshots"


def _fingerprint() -> str:
    """Return the hash of every shipped file with its name, of what reads them, and of the engine's version."""
    from hashlib import sha256

    whole = sha256(f"{__version__} {ox.__version__}".encode())
    for name, path in (*shipped_turtle(), *((each.name, each) for each in _MAKERS)):
        content = path.read_bytes()
        whole.update(f"\n{name} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()[:32]


def _keep(engine: ox.Store, folder: Path, named: str) -> None:
    """Write a snapshot aside and move it into place whole; of two processes that do so one is in time."""
    import shutil
    from tempfile import mkdtemp

    folder.mkdir(parents=True, exist_ok=True)
    building = Path(mkdtemp(prefix=_BUILDING, dir=folder))
    try:
        snapshot = ox.Store(str(building / "quads"))
        snapshot.bulk_extend(engine)
        snapshot.flush()
        del snapshot
        if (folder / named).exists():
            _put_away(folder / named)  # it did not open
        (building / "quads").rename(folder / named)
        kept = [path for path in folder.iterdir() if not path.name.startswith(_BUILDING)]
        for old in sorted(kept, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
            _put_away(old)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _put_away(path: Path) -> None:
    """Remove a snapshot so that no process finds half of it."""
    import shutil

    if path.is_file():
        path.unlink()
        return
    gone = path.rename(path.with_name(f"{_BUILDING}{path.name}-{os.getpid()}"))
    shutil.rmtree(gone, ignore_errors=True)
