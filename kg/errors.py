"""What can go wrong: every mistake a user can make, as a sentence with its exit code."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class KgError(Exception):
    """Say what was asked, what is wrong, where, and what to do, in one line.

    Each subclass fixes the exit code that the command line ends with. The message is the whole
    text a user sees, so it never relies on a traceback around it.
    """

    exit_code = 1


class UsageError(KgError):
    """A command or parameter that cannot be understood as given."""

    exit_code = 2


class UnknownTermError(KgError):
    """A term that neither the ontology nor the data knows."""

    exit_code = 3


class SyntaxFault(KgError):
    """A file or query that does not parse, with the place where reading stopped.

    Lines and columns count from 1, as editors do.
    """

    def __init__(self, where: str, line: int, column: int, what: str, remedy: str) -> None:
        """Keep the place apart from the sentence, so that reports in other formats can use it."""
        self.where, self.line, self.column, self.what, self.remedy = where, line, column, what, remedy
        super().__init__(f"{where}:{line}:{column}: {what}; {remedy}")


def closest(asked: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the known names nearest to the one asked for, best first, ignoring case.

    >>> closest("shared-meeting", ["shared-meetings", "publications"])
    ['shared-meetings']
    """
    by_folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    return [by_folded[near] for near in get_close_matches(asked.casefold(), by_folded, n=most, cutoff=0.6)]


def did_you_mean(asked: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the nearest known name, or nothing where none is near.

    >>> did_you_mean("tabel", ["table", "csv"])
    " Did you mean 'table'?"
    """
    near = closest(asked, known, most=1)
    return f" Did you mean '{near[0]}'?" if near else ""
