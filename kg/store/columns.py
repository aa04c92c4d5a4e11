"""Columns of addresses: what an engine writes out as tab-separated rows, taken apart as it comes.

An engine that writes makes no object of any term, which takes less time than to read the values of its terms; and
what it wrote is let go of piece by piece.
"""

from __future__ import annotations

#: Bytes that are taken apart together.
_BATCH = 1 << 18


class AddressColumns:
    """A file to write rows of addresses to, in the form of SPARQL 1.1 TSV; ask `columns` when all is written."""

    def __init__(self, width: int) -> None:
        """Expect so many cells in each row."""
        self._columns: list[list[str]] = [[] for _ in range(width)]
        self._held: list[bytes] = []
        self._size = 0
        self._head = self._plain = True

    def write(self, some: bytes) -> int:
        """Take the next bytes, which may end anywhere."""
        self._held.append(bytes(some))
        self._size += len(some)
        if self._size > _BATCH:
            self._take()
        return len(some)

    def flush(self) -> None:
        """Do nothing: rows are taken when there are enough of them."""

    def columns(self) -> list[list[str]] | None:
        """Return the columns, or nothing where there was a cell that is no address."""
        self._take()
        return self._columns if self._plain else None

    def _take(self) -> None:
        whole, _, rest = b"".join(self._held).rpartition(b"\n")
        self._held, self._size = [rest], len(rest)
        if self._head:
            whole, self._head = whole.partition(b"\n")[2], False
        if not (whole and self._plain):
            return
        # Addresses alone stand in angle brackets, and never hold one.
        cells = whole[1:-1].decode("utf-8").replace(">\n<", ">\t<").split(">\t<")
        rows = whole.count(b"\n") + 1
        self._plain = whole[:1] == b"<" and len(cells) == rows * len(self._columns)
        for at, column in enumerate(self._columns):
            column += cells[at :: len(self._columns)]
