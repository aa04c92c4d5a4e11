"""House form: one order for every hand-kept file, so that a difference in git is a difference in meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.errors import Fault
from kg.statements import Predicate, Statement, TurtleFile, WrittenTerm

#: Labels come first, in this order; everything else by name.
_LABELS = ("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")


def form_faults(file: TurtleFile, blank_nodes: bool = False) -> Iterator[Fault]:
    """Yield where a file departs from house form, at most one fault for each subject and kind of departure.

    Files are never rewritten to mend it: writers drop comments. Blank nodes are for shapes only, since
    what has no name cannot be linked to.
    """
    yield from _text_faults(file)
    yield from _prefix_faults(file)
    yield from _subject_faults(file)
    for statement in file.statements:
        yield from _statement_faults(file, statement)
        if not blank_nodes:
            yield from _blank_node_faults(file, statement)


def _fault(file: TurtleFile, line: int, column: int, what: str, remedy: str) -> Fault:
    return Fault(file.name, line, column, what, remedy, "form")


def _text_faults(file: TurtleFile) -> Iterator[Fault]:
    """Yield departures of the bare text: first line, line ends, tabs and trailing space."""
    lines = file.text.split("\n")
    if not lines[0].startswith("# "):
        yield _fault(
            file, 1, 1, "the file does not say what it is", "begin it with a comment that names the source"
        )
    if lines[-1] != "" or file.text.endswith("\n\n"):
        yield _fault(file, len(lines), 1, "the file does not end with one line break", "end it with exactly one")
    for number, line in enumerate(lines, 1):
        match = re.search(r"[\t\r]|[ \t]+$", line)
        if match:
            yield _fault(
                file, number, match.start() + 1, "a tab, a carriage return or space at the line's end", "delete it"
            )


def _prefix_faults(file: TurtleFile) -> Iterator[Fault]:
    """Yield prefixes that are out of order or not used."""
    names = list(file.prefixes)
    for before, after in pairwise(names):
        if after < before:
            at = file.prefixes[after]
            yield _fault(file, at.line, at.column, f"prefix {after}: stands after {before}:", "sort the prefixes")
            break
    for name in names:
        if name not in file.used_prefixes:
            at = file.prefixes[name]
            yield _fault(file, at.line, at.column, f"prefix {name}: is not used", "delete its line")


def _subject_faults(file: TurtleFile) -> Iterator[Fault]:
    """Yield subjects that are out of order, stand twice, or are not set apart by one blank line."""
    lines = file.text.split("\n")
    ends = [max((at.line for at in file.prefixes.values()), default=1)]
    ends += [statement.last_line for statement in file.statements]
    for end, statement in zip(ends, file.statements, strict=False):
        between = lines[end : statement.subject.line - 1]
        if not between or between[0] or any(not line.startswith("#") for line in between[1:]):
            yield _at(
                file,
                statement.subject,
                f"{statement.subject.text} is not set apart by one blank line",
                "leave one above it",
            )
    for before, after in pairwise(file.statements):
        if after.subject.text == before.subject.text:
            yield _at(file, after.subject, f"{after.subject.text} stands twice", "join the two")
        elif after.subject.text < before.subject.text:
            yield _at(
                file, after.subject, f"{after.subject.text} stands after {before.subject.text}", "sort the subjects"
            )


def _statement_faults(file: TurtleFile, statement: Statement) -> Iterator[Fault]:
    """Yield the first predicate that is out of order, and every list of objects that is."""
    for before, after in pairwise(statement.predicates):
        if _rank(after) < _rank(before):
            yield _at(
                file, after.term, f"{after.term.text} stands after {before.term.text}",
                "write 'a' first, then the labels, then the rest by name",
            )  # fmt: skip
            break
        if after.term.iri == before.term.iri:
            yield _at(file, after.term, f"{after.term.text} stands twice", "join the objects with a comma")
            break
    for written in statement.predicates:
        texts = [term.text for term in written.objects]
        if texts != sorted(texts):
            yield _at(
                file,
                written.term,
                f"the objects of {written.term.text} are not sorted",
                f"write {_in_order(texts)}",
            )


def _blank_node_faults(file: TurtleFile, statement: Statement) -> Iterator[Fault]:
    """Yield blank nodes: nobody can link to them."""
    terms = [statement.subject, *(term for written in statement.predicates for term in written.objects)]
    for term in terms:
        if term.text.startswith(("[", "(", "_:")):
            yield _at(file, term, "a blank node cannot be linked to", "give it a name of its own")


def _rank(written: Predicate) -> tuple[int, str]:
    """Return the place of a predicate in house form."""
    name = written.term.text
    if name == "a":
        return 0, ""
    return (1, str(_LABELS.index(name))) if name in _LABELS else (2, name)


def _in_order(texts: Sequence[str]) -> str:
    ordered = ", ".join(sorted(texts))
    return ordered if len(ordered) <= 80 else f"{ordered[:77]}..."


def _at(file: TurtleFile, term: WrittenTerm, what: str, remedy: str) -> Fault:
    return _fault(file, term.line, term.column, what, remedy)
