"""JSON: an answer in the W3C SPARQL 1.1 Query Results JSON Format."""

from __future__ import annotations

import json

import pyoxigraph as ox

from kg.answers.rows import Rows
from kg.names import PREFIXES
from kg.store import Term

_STRING = f"{PREFIXES['xsd']}string"


def written(answer: Rows) -> str:
    """Return the rows, exactly as the standard writes them."""
    bindings = [
        {name: _term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return _dumped({"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}})


def truth(value: bool) -> str:
    """Return the answer to a yes-or-no question."""
    return json.dumps({"head": {}, "boolean": value}) + "\n"


def with_member(document: str, name: str, value: object) -> str:
    """Return a document with one more member at its outermost level, which readers of the format pass over."""
    return _dumped({**json.loads(document), name: value})


def _dumped(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _term(term: Term) -> dict[str, object]:
    """Return one term as the results format writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        written: dict[str, object] = {"type": "literal", "value": term.value}
        if term.language:
            written["xml:lang"] = term.language
        elif term.datatype.value != _STRING:
            written["datatype"] = term.datatype.value
        return written
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
