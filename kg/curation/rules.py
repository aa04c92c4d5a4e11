"""Rules: what must never be true, each a query whose rows are the offenders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import Fault, Severity, UsageError
from kg.folders import folder
from kg.names import shorten
from kg.statements import TurtleFile
from kg.store import LocalStore, derive_dates

_SEVERITY = re.compile(r"^#\+ severity: (violation|warning)$", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A query in queries/checks/ that selects ?subject, ?problem and, for warnings, ?explanation."""

    name: str
    severity: Severity
    text: str


def all_rules() -> list[Rule]:
    """Return every rule, sorted by name; raises UsageError for a file without a severity."""
    return [_read(path) for path in sorted((folder("queries") / "checks").glob("*.rq"))]


def _read(path: Path) -> Rule:
    """Read one rule; its name is the file's."""
    text = path.read_text(encoding="utf-8")
    match = _SEVERITY.search(text)
    if match is None:
        raise UsageError(f"'{path.name}' has no severity; add a line '#+ severity: violation' or 'warning'")
    severity: Severity = "warning" if match[1] == "warning" else "violation"
    return Rule(path.stem, severity, text)


def rule_faults(triples: Iterable[ox.Triple], places: Mapping[str, list[TurtleFile]]) -> Iterator[Fault]:
    """Yield the offenders against every rule among the subjects that stand in files, at their lines.

    A problem reads `what is wrong; what to do`. A warning that an editorial note explains becomes a note
    which carries the explanation: it is shown, and fails nothing.
    """
    engine = ox.Store()
    engine.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    derive_dates(engine)
    store = LocalStore(engine)
    for rule in all_rules():
        for subject, problem, *explanation in store.rows(rule.text):
            if subject not in places:
                continue
            file = places[subject][0]
            line, column = file.place(subject) or (0, 0)
            what, _, remedy = problem.partition("; ")
            told = next(filter(None, explanation), "")
            yield Fault(
                file.name,
                line,
                column,
                f"{shorten(subject)}: {what}",
                f"explained: {told}" if told else remedy,
                f"rule:{rule.name}",
                "note" if told else rule.severity,
            )
