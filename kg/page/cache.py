"""Places kept from page to page: no network is laid out twice, and a new edition looks like the last."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.page.communities import divide
from kg.page.data import check_size
from kg.page.layout import EDITION, place

if TYPE_CHECKING:
    from kg.dossiers.records import Dossier

Point = tuple[float, float]

#: So many layouts are kept; the oldest go first.
_KEPT: Final = 40


def layouts_folder() -> Path | None:
    """Return the folder of kept layouts in this user's cache; KG_LAYOUTS names another, and "off" keeps none."""
    from platformdirs import user_cache_path

    named = os.environ.get("KG_LAYOUTS")
    if named == "off":
        return None
    return Path(named) if named else user_cache_path("convene") / "layouts"


def remembered_places(network: Dossier, folder: Path | None = None) -> list[Point]:
    """Return the places of the nodes: those kept for this very network, else new ones near the last edition's.

    An edition of a network is known by title and subtitle, a node by its identifier. Where nothing is kept the
    places are those of `place`, on every machine. A folder that cannot be read or written is passed over in
    silence: it only ever saves time.
    """
    check_size(network)
    folder = layouts_folder() if folder is None else folder
    links = [(tie["a"], tie["b"], tie["weight"]) for tie in network["ties"]]
    count = len(network["nodes"])
    if folder is None:
        return place(count, links)
    names = [node["id"] for node in network["nodes"]]
    own = folder / f"{_digest([EDITION, count, [[a, b, float(weight).hex()] for a, b, weight in links]])}.json"
    last = folder / f"last-{_digest([EDITION, network['title'], network['subtitle']])}.json"
    kept = _read(own) or {}
    rows = [str(index) for index in range(count)]
    if kept.keys() == set(rows):
        found = [kept[row] for row in rows]
    else:
        before = _read(last)
        earlier = None if before is None else [before.get(name) for name in names]
        found = place(count, links, divide(count, links), earlier)
        _write(own, dict(zip(rows, found, strict=True)))
    _write(last, dict(zip(names, found, strict=True)))
    _forget(folder)
    return found


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def _read(path: Path) -> dict[str, Point] | None:
    """Return the points of a file by name, or None where it is missing or not one of ours."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: (float(x), float(y)) for name, (x, y) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _write(path: Path, points: dict[str, Point]) -> None:
    """Write points to a temporary name and move it, so that a reader never meets half a file."""
    text = json.dumps(points, ensure_ascii=True, separators=(",", ":"))
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _forget(folder: Path) -> None:
    """Remove the layouts that have not been used for longest."""
    try:
        files = sorted(folder.glob("*.json"), key=lambda path: (-path.stat().st_mtime, path.name))
        for path in files[_KEPT:]:
            path.unlink(missing_ok=True)
    except OSError:
        return
