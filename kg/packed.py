"""Packed: files that gzip or bzip2 compressed, read as if they were not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from kg.errors import UsageError

#: Opens a file for reading, and may tell how far it has been read.
Opener = Callable[[Path], AbstractContextManager[IO[bytes]]]

#: What may follow the suffix of a syntax, and what packs like that.
PACKED = {".gz": "gzip", ".bz2": "bzip2"}
#: How files begin that are packed, and by what.
_BEGINNINGS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


def syntax_suffix(path: Path) -> str:
    """Return the suffix that names the syntax of a file, packed or not, in lower case and without its dot.

    >>> syntax_suffix(Path("graph.ttl.gz")), syntax_suffix(Path("graph.NT"))
    ('ttl', 'nt')
    """
    plain = Path(path.stem) if path.suffix.lower() in PACKED else path
    return plain.suffix[1:].lower()


def plainly(path: Path) -> AbstractContextManager[IO[bytes]]:
    """Open a file for reading, watched by nobody."""
    return path.open("rb")


@contextmanager
def unpacked(path: Path, opened: Opener = plainly) -> Iterator[IO[bytes]]:
    """Open a file for reading, unpacked as it is read, so that its whole is never held.

    Raises UsageError where its name and its content do not agree on how it is packed, and from `read` where it
    is damaged.
    """
    named, held = PACKED.get(path.suffix.lower(), ""), _packing(path)
    if named != held:
        raise UsageError(f"'{path}' {_disagreement(path, named, held)}")
    with opened(path) as file:
        yield _Unpacking(path, file, named) if named else file  # type: ignore[misc]


def _packing(path: Path) -> str:
    """Return what a file is packed by, as far as its first bytes tell."""
    with path.open("rb") as file:
        beginning = file.read(6)
    return next((name for start, name in _BEGINNINGS if beginning.startswith(start)), "")


def _disagreement(path: Path, named: str, held: str) -> str:
    """Return how the name of a file misleads, and what to do."""
    plain = path.with_suffix("") if named else path
    if not held:
        return f"is not compressed by {named}, whatever its name says; name it {plain.name}"
    suffix = next((suffix for suffix, name in PACKED.items() if name == held), "")
    if not suffix:
        known = " or ".join(PACKED.values())
        return f"is compressed by {held}, which is not read; unpack it first, or compress it by {known}"
    return f"is compressed by {held}; name it {plain.name}{suffix}"


class _Unpacking:
    """A packed file, read unpacked."""

    def __init__(self, path: Path, file: IO[bytes], packing: str) -> None:
        """Begin to unpack what is read from an open file."""
        import bz2
        import gzip

        self._path = path
        self._file = gzip.GzipFile(fileobj=file) if packing == "gzip" else bz2.BZ2File(file)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raises UsageError where there are none for the file is damaged."""
        from zlib import error as damage

        try:
            return self._file.read(size)
        except (EOFError, OSError, damage) as error:
            if isinstance(error, OSError) and error.errno:
                raise  # it is the disk that fails
            raise UsageError(
                f"'{self._path}' is damaged or not whole, and cannot be unpacked to its end; get it again"
            ) from None


def see_whole(path: Path) -> None:
    """Raise UsageError where a packed file is damaged, by reading it to its end."""
    with unpacked(path) as file:
        while path.suffix.lower() in PACKED and file.read(2**20):
            pass
