"""Columns: the words of many rows, each distinct word once, and for each row the number of its word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Column(NamedTuple):
    """One column: its distinct words, among which may be some of no row, and the place of each row's word."""

    words: list[str]
    codes: NDArray[np.int64]

    @classmethod
    def of(cls, cells: Iterable[str]) -> Column:
        """Return the column of some cells, its words in the order in which they first appear.

        >>> Column.of(["b", "a", "b"]).words
        ['b', 'a']
        """
        import numpy as np

        numbers = numbering()
        codes = np.fromiter(map(numbers.__getitem__, cells), np.int64)
        return cls(list(numbers), codes)

    @property
    def cells(self) -> list[str]:
        """Return the word of each row."""
        return spread(self.words, self.codes)

    @property
    def blank(self) -> NDArray[np.bool_]:
        """Tell for each row whether it says nothing here."""
        return self.each([not word for word in self.words])

    def each(self, values: Sequence[Any], dtype: Any = bool) -> NDArray[Any]:
        """Return for each row the value that belongs to its word."""
        import numpy as np

        return np.fromiter(values, dtype, len(values))[self.codes]

    def among(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """Tell for each row whether its word is one of these."""
        known = set(words)
        return self.each([word in known for word in self.words])

    def recoded(self, read: Callable[[str], str]) -> Column:
        """Return the column in other words, those that come to the same made one."""
        words = [read(word) for word in self.words]
        if words == self.words:
            return self
        seen = numbering()
        codes = [seen[word] for word in words]
        return Column(list(seen), self.each(codes, int))

    def ordered(self) -> Column:
        """Return the column with its words sorted, and without those of no row.

        >>> Column.of(["b", "a", "c"]).take([0, 1]).ordered()
        Column(words=['a', 'b'], codes=array([1, 0]))
        """
        import numpy as np

        used = np.flatnonzero(np.bincount(self.codes, minlength=len(self.words))).tolist()
        used.sort(key=self.words.__getitem__)
        places = np.zeros(len(self.words), np.int64)
        places[used] = np.arange(len(used))
        return Column([self.words[at] for at in used], places[self.codes])

    def take(self, rows: Any) -> Column:
        """Return the column of some rows, by number or by mask."""
        return Column(self.words, self.codes[rows])


def numbering() -> defaultdict[str, int]:
    """Return a dict that numbers whatever is looked up in it, in the order in which it is first asked."""
    seen: defaultdict[str, int] = defaultdict()
    seen.default_factory = seen.__len__
    return seen


def spread(values: Sequence[Any], codes: NDArray[Any]) -> list[Any]:
    """Return the value at each place, the same object wherever it is the same place."""
    import numpy as np

    held = np.empty(len(values), object)
    held[:] = values
    found: list[Any] = held[codes].tolist()
    return found
