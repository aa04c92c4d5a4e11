"""A store on disk: built aside, moved into place when it is whole, read by any number of processes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from kg._version import __version__
from kg.errors import UsageError
from kg.store.loading import Opener, fill
from kg.store.local import LocalStore

#: In a store's folder: a file that names the build in use. Replacing it is what puts a new build into place.
_CURRENT = "current"
_ABOUT = "about.json"


def build_store(folder: Path, data: Sequence[Path], with_shipped: bool, opened: Opener) -> dict[str, object]:
    """Build an on-disk store of the shipped graph or one's own files; return what is recorded about it.

    Until the very end the folder's earlier store, if it has one, is the one in use, and one build before
    the newest is kept for readers that still have it open. Raises UsageError where the folder holds
    something else or cannot be written.
    """
    if folder.exists() and not (folder / _CURRENT).is_file() and not _only_builds(folder):
        raise UsageError(f"'{folder}' holds something else than a store; name a new or empty folder")
    building = folder / f"building-{os.getpid()}"
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        building.mkdir(parents=True)
        _clear(folder)
        engine = ox.Store(str(building / "quads"))
        union, copied = fill(engine, data, with_shipped, opened)
        engine.flush()
        store = LocalStore(engine, union=union, copied=copied)
        about: dict[str, object] = {
            "version": store.version(),
            "statements": sum(1 for _ in store.given()),
            "union": union,
            "copied": copied,
            "built": __version__,
        }
        (building / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        del store, engine  # the engine holds the folder's lock until it is gone
        _put_in_place(folder, building, str(about["version"]))
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"no store can be built in '{folder}': {reason}; name another folder") from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
        with suppress(OSError):  # what holds the finished store is not empty, and stays
            for path in new:
                path.rmdir()
    return about


def _put_in_place(folder: Path, building: Path, version: str) -> None:
    """Make a finished build the one in use, in one step."""
    number = max((_number(path) for path in _builds(folder)), default=0) + 1
    name = f"build-{number}-{version}"
    building.rename(folder / name)
    written = folder / f".{_CURRENT}-{os.getpid()}"
    written.write_text(name, encoding="utf-8")
    written.replace(folder / _CURRENT)
    for old in sorted(_builds(folder), key=_number)[:-2]:
        shutil.rmtree(old, ignore_errors=True)


def discard_build(folder: Path) -> None:
    """Remove what this process has built so far, where it is given up half-way."""
    shutil.rmtree(folder / f"building-{os.getpid()}", ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()


def _builds(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("build-*") if path.is_dir())


def _number(path: Path) -> int:
    number = path.name.split("-")[1]
    return int(number) if number.isdigit() else 0


def _only_builds(folder: Path) -> bool:
    """Tell whether a folder is empty, or holds nothing but what a killed build left."""
    return folder.is_dir() and all(
        path.name.startswith(("building-", f".{_CURRENT}-")) for path in folder.iterdir()
    )


def _clear(folder: Path) -> None:
    """Remove what builds that were killed have left."""
    for path in folder.glob("building-*"):
        process = path.name.removeprefix("building-")
        if process.isdigit() and not _runs(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _runs(process: int) -> bool:
    """Tell whether a process of this number is running."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def open_disk(folder: Path, allow_network: bool = False) -> LocalStore:
    """Open a store that `build_store` made, for reading; raises UsageError where there is none."""
    try:
        build = folder / (folder / _CURRENT).read_text(encoding="utf-8").strip()
        about = json.loads((build / _ABOUT).read_text(encoding="utf-8"))
        engine = ox.Store.read_only(str(build / "quads"))
    except (OSError, ValueError) as error:
        if folder.is_file():
            raise UsageError(f"'{folder}' is a file, not a store; ask it with --data {folder}") from None
        wrong = "is no store" if folder.is_dir() else "does not exist"
        reason = f" ({error})" if (folder / _CURRENT).is_file() else ""
        raise UsageError(f"'{folder}' {wrong}{reason}; make one with: kg build --store {folder}") from None
    return LocalStore(
        engine,
        union=about["union"],
        copied=about["copied"],
        version=about["version"],
        location=str(folder),
        allow_network=allow_network,
    )
