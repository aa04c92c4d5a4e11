"""Terms: every prefix, property, class and reference that a file uses must exist, every literal be possible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox

from kg.dates import DateError, bounds
from kg.errors import Fault, closest
from kg.names import EDTF, ID, KG, PREFIXES, shorten
from kg.statements import Predicate, TurtleFile, WrittenTerm

_TYPE = f"{PREFIXES['rdf']}type"
_DERIVED = {f"{KG}earliest", f"{KG}latest"}
_XSD = PREFIXES["xsd"]
_ANYTHING = re.compile(r".*", re.DOTALL)
_LEXICAL = {
    "boolean": re.compile(r"true|false|0|1"),
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "gYear": re.compile(r"-?[0-9]{4,}"),
    "integer": re.compile(r"[+-]?[0-9]+"),
    "nonNegativeInteger": re.compile(r"\+?[0-9]+|-0+"),
    "positiveInteger": re.compile(r"\+?0*[1-9][0-9]*"),
}
#: Vocabularies that the ontology draws on: of these, only the terms that it declares may be used.
_GOVERNED = tuple(PREFIXES[name] for name in ("dcat", "dcterms", "edtf", "foaf", "kg", "org", "schema", "skos"))


def term_faults(file: TurtleFile, declared: set[str], described: set[str]) -> Iterator[Fault]:
    """Yield what is wrong with the names a file uses.

    `declared` holds the ontology's classes and properties, `described` every thing that has a statement
    of its own. Vocabularies that the ontology does not draw on are nobody's business here.
    """
    for name, prefix in file.prefixes.items():
        if name in PREFIXES and prefix.iri != PREFIXES[name]:
            yield Fault(
                file.name, prefix.line, prefix.column,
                f"prefix {name}: stands for <{prefix.iri}>", f"write <{PREFIXES[name]}>", "prefix",
            )  # fmt: skip
    for statement in file.statements:
        for written in statement.predicates:
            yield from _predicate_faults(file, written, declared, described)


def blank_faults(file: TurtleFile) -> Iterator[Fault]:
    """Yield every blank node that says something in governed terms: it cannot be linked to, nor judged."""
    blank = [
        t for t in file.triples if isinstance(t.subject, ox.BlankNode) and t.predicate.value.startswith(_GOVERNED)
    ]
    typed = [t for t in file.triples if isinstance(t.subject, ox.BlankNode) and t.predicate.value == _TYPE]
    if not blank and not any(getattr(t.object, "value", "").startswith(_GOVERNED) for t in typed):
        return
    for statement in file.statements:
        terms = [statement.subject, *(term for written in statement.predicates for term in written.objects)]
        for term in terms:
            if term.text.startswith(("[", "_:")):
                yield _fault(file, term, "a blank node cannot be linked to", "give it a name of its own", "blank")


def literal_faults(file: TurtleFile) -> Iterator[Fault]:
    """Yield every literal that is not of the datatype it claims, impossible dates first of all."""
    for triple in file.triples:
        if not isinstance(triple.object, ox.Literal) or not isinstance(triple.subject, ox.NamedNode):
            continue
        wrong, remedy = _literal_wrong(triple.object)
        if wrong:
            written = f'"{triple.object.value}"'
            line, column = _place_of_literal(file, triple.subject.value, triple.predicate.value, written)
            yield Fault(file.name, line, column, wrong, remedy, "literal")


def _literal_wrong(literal: ox.Literal) -> tuple[str, str]:
    """Return what is wrong with a literal and what to do, or two empty texts."""
    name = literal.datatype.value
    remedy = "write it as precise as the source, such as 2003-06 or 2003-06-30"
    try:
        if name == EDTF:
            bounds(literal.value)
        elif name == f"{_XSD}date":
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", literal.value):
                return f"'{literal.value}' is not a date", "write year-month-day, such as 2003-06-30"
            date.fromisoformat(literal.value)
        elif name.startswith(_XSD) and not _LEXICAL.get(name.removeprefix(_XSD), _ANYTHING).fullmatch(
            literal.value
        ):
            return f"'{literal.value}' is not an xsd:{name.removeprefix(_XSD)}", "correct the value or its datatype"
    except DateError as error:
        return str(error), remedy
    except ValueError as error:
        return f"'{literal.value}' is not a date: {error}", remedy
    return "", ""


def _place_of_literal(file: TurtleFile, subject: str, predicate: str, written: str) -> tuple[int, int]:
    """Return where a literal stands in a file, given its quoted text."""
    for statement in file.statements:
        if statement.subject.iri == subject:
            for each in statement.predicates:
                for term in each.objects:
                    if each.term.iri == predicate and term.text.startswith(written):
                        return term.line, term.column
    return file.place(subject, predicate) or (0, 0)


def _predicate_faults(
    file: TurtleFile, written: Predicate, declared: set[str], described: set[str]
) -> Iterator[Fault]:
    """Yield what is wrong with one predicate and its objects."""
    iri = written.term.iri
    if iri in _DERIVED:
        yield _fault(file, written.term, f"{written.term.text} is computed from dcterms:date", "delete this line")
    elif iri != _TYPE and iri.startswith(_GOVERNED) and iri not in declared:
        yield _unknown(file, written.term, declared, "is not a term of the ontology")
    for term in written.objects:
        if iri == _TYPE and term.iri.startswith(_GOVERNED) and term.iri not in declared:
            yield _unknown(file, term, declared, "is not a class of the ontology")
        elif term.iri.startswith(ID) and term.iri not in described:
            yield _unknown(file, term, described, "is described nowhere", "reference")
        elif term.iri.startswith(KG) and term.iri not in declared:
            yield _unknown(file, term, declared, "is not a term of the ontology")


def _unknown(file: TurtleFile, term: WrittenTerm, known: Iterable[str], what: str, rule: str = "term") -> Fault:
    """Return the fault of a name that nothing knows, with the nearest that is known."""
    short = shorten(term.iri)
    family = term.iri[: max(term.iri.rfind("/"), term.iri.rfind("#")) + 1]
    local = term.iri[len(family) :]
    # Classes begin with a capital and properties do not: neither is a near miss of the other.
    upper = local[:1].isupper()
    alike = [i for i in known if i.startswith(family) and (family != KG or i[len(KG) :][:1].isupper() == upper)]
    near = closest(short, [shorten(iri) for iri in alike], most=1)
    remedy = f"did you mean {near[0]}?" if near else "describe it, or correct the name"
    return _fault(file, term, f"{short} {what}", remedy, rule)


def _fault(file: TurtleFile, term: WrittenTerm, what: str, remedy: str, rule: str = "term") -> Fault:
    return Fault(file.name, term.line, term.column, what, remedy, rule)
