"""The snapshot: the shipped graph as the engine keeps it on disk, opened in a tenth of the time of reading it.

It is kept in the user's cache under a hash of every byte that it is made of, so that it is never older than the
files: whoever edits one asks the edited graph. It only ever saves time: where it cannot be made, kept or opened,
the files are read as if there were none.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph as ox

from kg._version import __version__
from kg.folders import shipped_turtle
from kg.store.loading import load_store
from kg.store.local import LocalStore

#: So many snapshots are kept, of checkouts and versions; those made first go first.
_KEPT = 4
_QUADS, _VERSION, _MAKING = "quads", "version", "making-"
#: What the snapshot holds beside the statements of the files is made by these.
_MAKERS = (Path(__file__).with_name("loading.py"), Path(__file__).parents[1] / "dates.py")


def snapshots_folder() -> Path | None:
    """Return the folder of snapshots in this user's cache; KG_SNAPSHOTS names another, and "off" keeps none."""
    named = os.environ.get("KG_SNAPSHOTS")
    if named == "off":
        return None
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("convene") / "snapshots"


def shipped_store(allow_network: bool = False) -> LocalStore:
    """Return the shipped graph for reading: from its snapshot, which is made where there is none yet."""
    folder = snapshots_folder()
    if folder is None:
        return load_store(allow_network=allow_network)
    own = folder / _digest()
    try:
        return _opened(own, allow_network)
    except (OSError, ValueError, RuntimeError):
        store = load_store(allow_network=allow_network)
        with suppress(OSError, RuntimeError):
            _make(own, store)
        return store


def _digest() -> str:
    """Return the hash of all that the snapshot is made of: files, engine, and the code that derives."""
    from hashlib import blake2b

    hashed = blake2b(f"{__version__} {ox.__version__}".encode(), digest_size=16)
    for name, path in (*shipped_turtle(), *((path.name, path) for path in _MAKERS)):
        content = path.read_bytes()
        hashed.update(f"\n{name} {len(content)}\n".encode())
        hashed.update(content)
    return hashed.hexdigest()


def _opened(own: Path, allow_network: bool) -> LocalStore:
    """Open a snapshot; raises OSError, ValueError or RuntimeError where it is not whole."""
    version = (own / _VERSION).read_text(encoding="ascii")
    engine = ox.Store.read_only(str(own / _QUADS))
    return LocalStore(engine, union=True, copied=False, version=version, allow_network=allow_network)


def _make(own: Path, store: LocalStore) -> None:
    """Make a snapshot of a store aside, and move it into place when it is whole; whoever is first wins."""
    own.parent.mkdir(parents=True, exist_ok=True)
    # Where something stands in its place, it did not open.
    shutil.rmtree(own, ignore_errors=True)
    making = Path(mkdtemp(prefix=_MAKING, dir=own.parent))
    try:
        engine = ox.Store(str(making / _QUADS))
        engine.bulk_extend(store.engine)
        engine.flush()
        del engine
        (making / _VERSION).write_text(store.version(), encoding="ascii")
        making.rename(own)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    made = sorted((path for path in own.parent.iterdir() if path != own), key=lambda path: -path.stat().st_mtime)
    for old in made[_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
