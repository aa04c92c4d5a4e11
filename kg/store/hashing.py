"""The hash of all statements: a version that does not depend on where, or in what order, they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from io import RawIOBase
from typing import IO, Any, cast

import pyoxigraph as ox


def version_of(
    engine: ox.Store, graphs: Iterable[ox.NamedNode | ox.BlankNode | ox.DefaultGraph], but: set[str]
) -> str:
    """Return the hash of the triples of some graphs, without those that are left out, written as N-Triples.

    It is the sum of the hashes of all triples, so that no order and no memory is needed: the engine writes them,
    and nothing is kept. Only triples with blank nodes are held, to be named by the RDFC-1.0 standard.
    """
    summed = _Sum(but)
    for graph in graphs:
        engine.dump(cast(IO[bytes], summed), format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
    return f"{summed.total() % 2**256:064x}"[:12]


class _Sum(RawIOBase):
    """Stands for a file, and adds up the hashes of the lines written to it."""

    def __init__(self, but: set[str]) -> None:
        self._but = {line.encode() for line in but}
        self._sum, self._rest = 0, b""
        self._unnamed: list[bytes] = []

    def write(self, written: Any) -> int:
        """Take in some lines of N-Triples; the last may have its end still to come."""
        text = self._rest + written
        *lines, self._rest = text.split(b" .\n")
        if self._but:
            lines = [line for line in lines if line not in self._but]
        if b"_:" in text or b"<<" in text:
            self._unnamed += [line for line in lines if _is_unnamed(line)]
            lines = [line for line in lines if not _is_unnamed(line)]
        self._sum += sum([int.from_bytes(sha256(line).digest()) for line in lines])
        return len(written)

    def total(self) -> int:
        """Return the sum, with the triples whose blank nodes can only be named now, each once."""
        if not self._unnamed:
            return self._sum
        text = b"".join(line + b" .\n" for line in self._unnamed)
        whole = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
        whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return self._sum + sum(int.from_bytes(sha256(str(quad.triple).encode()).digest()) for quad in whole)


def _is_unnamed(line: bytes) -> bool:
    """Tell whether a triple has a blank node, as subject or object or within one that is a triple itself."""
    return line.startswith(b"_:") or line.split(b" ", 2)[2].startswith((b"_:", b"<<"))
