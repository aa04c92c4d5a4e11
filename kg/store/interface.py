"""The one interface of every store: what a question needs to know of the place where statements live."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.names import PREFIXES

if TYPE_CHECKING:
    import rdflib

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store(ABC):
    """Statements, asked in SPARQL over the union of all their graphs."""

    #: What answers the questions, with its version.
    engine_name: str
    #: Where the statements are, in the words of the user; empty for the shipped graph.
    location: str = ""
    #: Of a store that gives unordered rows in another order than the files do: how to get one that does not.
    from_files: Callable[[], Store] | None = None

    @abstractmethod
    def query(self, text: str, bindings: Mapping[str, Term] | None = None, base: str = "") -> Result:
        """Answer a query; the prefixes of this graph need not be declared in it.

        Bindings become terms, never text that could be read otherwise. A query can read and nothing else.
        `base` is what relative addresses are relative to. Raises QueryError.
        """

    @abstractmethod
    def objects(self, subjects: Iterable[str], predicates: Iterable[str]) -> dict[tuple[str, str], list[Term]]:
        """Return the objects of every subject and predicate that have any, each object once, in no order."""

    @abstractmethod
    def known(self, iris: Iterable[str]) -> set[str]:
        """Return those IRIs that stand anywhere in the graph."""

    @abstractmethod
    def version(self) -> str:
        """Return a short hash of all statements: the same wherever they are kept."""

    @abstractmethod
    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib Dataset whose default graph is the union of all graphs."""

    @property
    def far(self) -> bool:
        """Tell whether to look a statement up costs much more than to scan many: on disk, or behind an address."""
        return bool(self.location)

    def rows(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[tuple[str, ...]]:
        """Return the rows of a SELECT as plain strings, an unbound variable as the empty string.

        For the library's own queries, whose columns are known; answers for people keep their terms.
        """
        result = self.query(text, bindings)
        assert isinstance(result, ox.QuerySolutions)
        return texts(result)

    def columns(self, text: str) -> list[list[str]]:
        """Return what `rows` does by column, one for each variable: for many rows of addresses."""
        rows = self.rows(text)
        if not rows:
            asked = ox.Store().query(text, prefixes=PREFIXES)
            assert isinstance(asked, ox.QuerySolutions)
            return [[] for _ in asked.variables]
        return [list(cells) for cells in zip(*rows, strict=True)]


def texts(solutions: Iterable[ox.QuerySolution]) -> list[tuple[str, ...]]:
    """Return solutions as plain strings, an unbound variable as the empty string."""
    return [tuple(["" if term is None else term.value for term in row]) for row in solutions]
