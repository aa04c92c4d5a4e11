"""What can go wrong: every mistake a user can make, as a sentence with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

#: A note is a warning that the data themselves explain.
Severity = Literal["violation", "warning", "note"]


class Fault(NamedTuple):
    """One thing that is wrong in one place of one file: what it is and what to do about it.

    Lines and columns count from 1, as editors do; 0 stands for a place that is not known.
    """

    where: str
    line: int
    column: int
    what: str
    remedy: str
    rule: str
    severity: Severity = "violation"

    def __str__(self) -> str:
        """Return the one line that `kg check` prints, in the form that editors turn into a link."""
        mark = "" if self.severity == "violation" else f"{self.severity}: "
        place = f"{self.where}:{self.line}:{self.column}" if self.line else self.where
        return f"{place}: {mark}{self.what}; {self.remedy}"


class KgError(Exception):
    """Say what was asked, what is wrong, where, and what to do, in one line.

    Each subclass fixes the exit code that the command line ends with. The message is the whole
    text a user sees, so it never relies on a traceback around it.
    """

    exit_code = 1


class UsageError(KgError):
    """A command, name or parameter that cannot be understood as given."""

    exit_code = 2


class FileSyntaxError(KgError):
    """A file that does not parse; `fault` holds the place where reading stopped."""

    def __init__(self, fault: Fault) -> None:
        """Keep the place apart from the sentence, so that a report in another format can use it."""
        super().__init__(str(fault))
        self.fault = fault


class QueryError(KgError):
    """A query that does not parse."""

    exit_code = 2


#: No name is longer; comparing what is would take minutes.
_LONGEST = 200


def closest(asked: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return the known names nearest to the one asked for, best first, ignoring case; to a long text none is.

    >>> closest("shared-meeting", ["shared-meetings", "publications"])
    ['shared-meetings']
    """
    from difflib import get_close_matches

    if len(asked) > _LONGEST:
        return []
    by_folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    return [by_folded[near] for near in get_close_matches(asked.casefold(), by_folded, n=most, cutoff=0.6)]


def did_you_mean(asked: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the nearest known name, or nothing where none is near.

    >>> did_you_mean("tabel", ["table", "csv"])
    " Did you mean 'table'?"
    """
    near = closest(asked, known, most=1)
    return f" Did you mean '{near[0]}'?" if near else ""


#: Beside a near name, no longer list is read.
_LISTED = 12


def unknown(what: str, asked: str, known: Iterable[str], plural: str = "") -> UsageError:
    """Return the error for a name that is none of the known ones, which are listed where that helps.

    `plural` is for words that do not take an s.

    >>> print(unknown("format", "tabel", ["table", "csv"]))
    no format 'tabel'. Did you mean 'table'? Formats: table, csv.
    """
    names = list(known)
    near = did_you_mean(asked, names)
    few = f" {(plural or what + 's').capitalize()}: {', '.join(names)}."
    return UsageError(f"no {what} '{asked}'.{near}{'' if near and len(names) > _LISTED else few}")
