"""Where ontology/, data/ and queries/ are: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder `ontology`, `data` or `queries`.

    A wheel carries the three inside the package; an editable install leaves them beside it, where
    importlib.resources does not find them. The inner one wins, so that an installed package never
    reads a stray folder of the same name.
    """
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def shipped_turtle(*folders: str) -> list[tuple[str, Path]]:
    """Return every shipped Turtle file, or those of the folders named, as (name, path), sorted by name.

    The name, such as `data/agencies.ttl`, is the same in a checkout and once installed: it names the
    graph that the file is loaded into.
    """
    found = []
    for name in folders or ("data", "ontology"):
        root = folder(name)
        found += [(f"{name}/{path.relative_to(root).as_posix()}", path) for path in root.rglob("*.ttl")]
    return sorted(found)
