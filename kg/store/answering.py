"""Answering: what an endpoint sends back, read whole and in order, or refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import pyoxigraph as ox

from kg.sparql import Query
from kg.store.http import Response, ServiceError
from kg.store.interface import Result, Term, texts

_JSON = ("application/sparql-results+json", "application/json")


def read_answer(location: str, answer: Response, query: Query) -> Result:
    """Return an endpoint's answer as the engine itself would give it.

    Raises ServiceError where it is something else than an answer to this query, or not whole.
    """
    if query.form in ("CONSTRUCT", "DESCRIBE"):
        _see_whole(location, answer)
        return _triples(location, answer)
    with _reading(location, answer):
        found = ox.parse_query_results(answer.content, ox.QueryResultsFormat.JSON)
        # Read to the end now: an answer that breaks off must not look like one that is whole.
        rows = list(found) if isinstance(found, ox.QuerySolutions) else []
        if query.form == "ASK":
            return _truth(found, rows)
        _selected(found, query)
        _uncut(location, answer, len(rows))
        return ox.parse_query_results(_ordered(answer.content, rows, query), ox.QueryResultsFormat.JSON)


def read_rows(location: str, answer: Response, stream: IO[bytes], query: Query) -> list[tuple[str, ...]]:
    """Return the rows of an endpoint's answer as plain strings, read as they come; raises as `read_answer` does."""
    with _reading(location, answer):
        found = _selected(ox.parse_query_results(stream, ox.QueryResultsFormat.JSON), query)
        if names := _sortable(query, [v.value for v in found.variables]):
            solutions = list(found)
            rows = texts(solutions[at] for at in _order(solutions, names, query))
        else:
            rows = texts(found)
        _uncut(location, answer, len(rows))
        return rows


@contextmanager
def _reading(location: str, answer: Response) -> Iterator[None]:
    """Raise ServiceError in place of what the parser says of an answer that is none, or not whole."""
    _see_whole(location, answer)
    if answer.kind not in _JSON:
        raise _strange(location, answer)
    try:
        yield
    except TypeError:
        raise _strange(location, answer) from None
    except (SyntaxError, ValueError):
        raise _broken(location, answer) from None


def _see_whole(location: str, answer: Response) -> None:
    """Raise ServiceError where an endpoint says itself that its time was too short for the whole."""
    if answer.headers.get("x-sql-state", "").startswith("S1T"):
        raise ServiceError(f"'{location}' gives only part of the answer, for want of time; ask for less")


def _selected(found: ox.QuerySolutions | ox.QueryBoolean, query: Query) -> ox.QuerySolutions:
    """Return solutions that have the variables which the query selects; raises TypeError for any other."""
    selected = {*query.selected()}
    if not isinstance(found, ox.QuerySolutions) or (selected and selected != {v.value for v in found.variables}):
        raise TypeError
    return found


def _truth(found: ox.QuerySolutions | ox.QueryBoolean, rows: list[ox.QuerySolution]) -> ox.QueryBoolean:
    """Return yes or no, which some engines give as a row of one number, or none; raises TypeError else."""
    if isinstance(found, ox.QueryBoolean):
        return found
    value = rows[0][0] if len(rows) == 1 else ox.Literal(0)
    if len(found.variables) != 1 or len(rows) > 1 or getattr(value, "value", "") not in ("0", "1"):
        raise TypeError
    told = json.dumps({"head": {}, "boolean": getattr(value, "value", "") == "1"})
    truth = ox.parse_query_results(told, ox.QueryResultsFormat.JSON)
    assert isinstance(truth, ox.QueryBoolean)
    return truth


def _ordered(content: bytes, rows: list[ox.QuerySolution], query: Query) -> bytes:
    """Return an answer with its rows in the order that this machine's engine would give them."""
    document = json.loads(content) if query.order() else {}
    names = _sortable(query, document.get("head", {}).get("vars", ()))
    if len(rows) < 2 or not names:
        return content
    bindings = document["results"]["bindings"]
    document["results"]["bindings"] = [bindings[at] for at in _order(rows, names, query)]
    return json.dumps(document).encode()


def _sortable(query: Query, given: Sequence[str]) -> list[str]:
    """Return the variables that the rows are ordered by, nothing where that is more than the rows tell."""
    names = query.order() or []
    return names if {*names} <= {*given} else []


def _order(rows: list[ox.QuerySolution], names: list[str], query: Query) -> list[int]:
    """Return the places of rows in the order that this machine's engine would give them.

    The standard leaves open how texts of different languages, types or cases are ordered, and engines differ.
    Rows that the query does not tell apart stay as they came.
    """
    keys = "\n".join(f"({' '.join(_key(row[name]) for name in names)} {at})" for at, row in enumerate(rows))
    columns = " ".join(f"?{name}" for name in names)
    place = f"?{max(names, key=len)}_"
    sorting = (
        f"SELECT {place} WHERE {{ VALUES ({columns} {place}) {{ {keys} }} }} ORDER BY {query.order_text()} {place}"
    )
    found = ox.Store().query(sorting)
    assert isinstance(found, ox.QuerySolutions)
    return [int(row[0].value) for row in found]


def _key(term: Term | None) -> str:
    """Return a term as a VALUES block has it; blank nodes, which have no order, are none."""
    return str(term) if isinstance(term, ox.NamedNode | ox.Literal) else "UNDEF"


def _uncut(location: str, answer: Response, rows: int) -> None:
    """Raise ServiceError where an endpoint gives as many rows as it ever gives."""
    most = answer.headers.get("x-sparql-maxrows", "")
    if most.isdigit() and 0 < int(most) <= rows:
        raise ServiceError(f"'{location}' cuts its answers at {most} rows; ask for less")


def _triples(location: str, answer: Response) -> ox.QueryTriples:
    """Return the triples of an answer, as the engine itself would give them.

    N-Triples and Turtle may end after any statement, so only the service can tell where they do.
    """
    rdf_format = ox.RdfFormat.from_media_type(answer.kind)
    if rdf_format is None or rdf_format.supports_datasets:
        raise _strange(location, answer)
    if not answer.measured:
        raise ServiceError(
            f"'{location}' does not say how long its answer is, so nobody can tell whether it is whole; "
            "ask for rows, with SELECT"
        )
    read = ox.Store()
    try:
        read.load(answer.content, format=rdf_format)
    except (SyntaxError, ValueError):
        raise _broken(location, answer) from None
    _uncut(location, answer, len(read))
    found = read.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def _strange(location: str, answer: Response) -> ServiceError:
    return ServiceError(
        f"'{location}' does not answer as a SPARQL endpoint does but with {answer.kind}{_words(answer)}; "
        "see whether this is the address of its queries"
    )


def _broken(location: str, answer: Response) -> ServiceError:
    return ServiceError(
        f"'{location}' answers with {answer.kind} that is broken off or no SPARQL results{_words(answer)}; "
        "ask again, and see whether this is the address of its queries"
    )


def _words(answer: Response) -> str:
    """Return the first words of an answer, without what a terminal would obey."""
    told = answer.content[:400].decode("utf-8", "replace")
    words = " ".join("".join(c if c.isprintable() else " " for c in told).split())[:60]
    return f" ({words})" if words else ""
