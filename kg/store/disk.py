"""A store on disk: built aside, moved into place when it is whole, read by any number of processes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph as ox

from kg._version import __version__
from kg.errors import UsageError
from kg.packed import Opener
from kg.store.loading import fill
from kg.store.local import LocalStore

#: In a store's folder: a file that names the build in use. Replacing it is what puts a new build into place.
_CURRENT = "current"
_ABOUT = "about.json"
#: Held locked for as long as a build lasts, however it ends.
_LOCK = ".building"
_BUILDING = "building-"
_BUILD = re.compile(r"build-(\d+)-[0-9a-f]{12}")


def build_store(folder: Path, data: Sequence[Path], with_shipped: bool, opened: Opener) -> dict[str, object]:
    """Build an on-disk store of the shipped graph or one's own files; return what is recorded about it.

    Until the very end the folder's earlier store, if it has one, is the one in use, and one build before
    the newest is kept for readers that still have it open. Raises UsageError where the folder holds
    something else, cannot be written, or is being built in by another process.
    """
    if folder.exists() and not _is_store(folder) and not _only_debris(folder):
        raise UsageError(f"'{folder}' holds something else than a store; name a new or empty folder")
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            for debris in folder.glob(f"{_BUILDING}*"):
                shutil.rmtree(debris, ignore_errors=True)
            building = Path(mkdtemp(prefix=_BUILDING, dir=folder))
            try:
                about = _build(building, data, with_shipped, opened)
                _put_in_place(folder, building, str(about["version"]))
            finally:
                shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"no store can be built in '{folder}': {reason}; name another folder") from None
    finally:
        _remove_empty(new)
    return about


def _remove_empty(new: Sequence[Path]) -> None:
    """Remove folders that were made for a store, innermost first, unless they hold one now."""
    with suppress(OSError):
        for path in new:
            if {each.name for each in path.iterdir()} == {_LOCK}:
                (path / _LOCK).unlink()
            path.rmdir()


def _build(building: Path, data: Sequence[Path], with_shipped: bool, opened: Opener) -> dict[str, object]:
    """Fill a new folder, and let go of it; return what is recorded there."""
    engine = ox.Store(str(building / "quads"))
    union, copied = fill(engine, data, with_shipped, opened, bulk=True)
    engine.flush()
    store = LocalStore(engine, union=union, copied=copied)
    about: dict[str, object] = {
        "version": store.version(),
        "statements": store.count(),
        "union": union,
        "copied": copied,
        "built": __version__,
    }
    (building / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
    building.chmod(0o777 & ~_umask())
    return about


def _umask() -> int:
    """Return the process's file mask, which only setting it reveals."""
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask


def _put_in_place(folder: Path, building: Path, version: str) -> None:
    """Make a finished build the one in use, in one step."""
    name = f"build-{max(map(_number, _builds(folder)), default=0) + 1}-{version}"
    building.rename(folder / name)
    written = folder / f".{_CURRENT}"
    written.write_text(name, encoding="utf-8")
    written.replace(folder / _CURRENT)
    for old in sorted(_builds(folder), key=_number)[:-2]:
        shutil.rmtree(old, ignore_errors=True)


def discard_build(folder: Path) -> None:
    """Remove what this process, which holds the folder's lock, has built so far."""
    for debris in folder.glob(f"{_BUILDING}*"):
        if debris.name != _LOCK:
            shutil.rmtree(debris, ignore_errors=True)
    _remove_empty([folder])


def _builds(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if _BUILD.fullmatch(path.name) and (path / _ABOUT).is_file())


def _number(build: Path) -> int:
    found = _BUILD.fullmatch(build.name)
    return int(found[1]) if found else 0


def _is_store(folder: Path) -> bool:
    """Tell whether a folder's file of the build in use is one that a build wrote."""
    try:
        return _BUILD.fullmatch((folder / _CURRENT).read_text(encoding="utf-8")) is not None
    except (OSError, ValueError):
        return False


def _only_debris(folder: Path) -> bool:
    """Tell whether a folder is empty, or holds nothing but what a killed build left."""
    return folder.is_dir() and all(
        path.name in (_LOCK, f".{_CURRENT}") or path.name.startswith(_BUILDING) or _BUILD.fullmatch(path.name)
        for path in folder.iterdir()
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other builds out of a folder; a process that is killed lets them in again."""
    try:
        import fcntl
    except ImportError:  # where there are no such locks, nothing keeps two builds apart
        yield
        return
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"another build in '{folder}' is under way; wait for its end, and build again"
            ) from None
        yield


def open_disk(folder: Path, allow_network: bool = False) -> LocalStore:
    """Open a store that `build_store` made, for reading; raises UsageError where there is none."""
    try:
        build = folder / (folder / _CURRENT).read_text(encoding="utf-8").strip()
        about = json.loads((build / _ABOUT).read_text(encoding="utf-8"))
        union, copied, version = about["union"], about["copied"], about["version"]
        engine = ox.Store.read_only(str(build / "quads"))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        if folder.is_file():
            raise UsageError(f"'{folder}' is a file, not a store; ask it with --data {folder}") from None
        wrong = (
            "does not exist" if not folder.exists() else "is no store" if not _is_store(folder) else "is damaged"
        )
        raise UsageError(
            f"'{folder}' {wrong}{_why(folder, error)}; make one with: kg build --store {folder}"
        ) from None
    return LocalStore(
        engine, union=union, copied=copied, version=version, location=str(folder), allow_network=allow_network
    )


def _why(folder: Path, error: Exception) -> str:
    """Return what the engine or the system says of a store that does not open."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f" ({' '.join(said.split())[:160]})" if (folder / _CURRENT).exists() else ""
