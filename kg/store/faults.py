"""Faults: what is wrong with the text of a query, in one line, at its true place."""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.errors import QueryError
from kg.names import PREFIXES
from kg.sparql import Query, Token

#: The engine reads by recursion, and its end would be ours: no query of a person is as deep or as long.
_DEEPEST, _MOST = 500, 100_000
#: A query shorter than this is neither; one longer than this is not read again for the sake of a place.
_SHORT, _LONG = 2_000, 20_000
_PARTING = {*"/|&!+-*^=<>.;,", "UNION", "OPTIONAL", "MINUS", "FILTER", "BIND"}
_WORDS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND",
    "VALUES", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "DISTINCT", "REDUCED", "PREFIX", "BASE", "SERVICE",
    "EXISTS", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "STRLEN", "CONTAINS", "STRSTARTS",
    "STRENDS", "LCASE", "UCASE", "REGEX", "REPLACE", "CONCAT", "SUBSTR", "COALESCE", "BOUND", "LANG", "DATATYPE",
    "YEAR", "MONTH", "DAY", "FROM", "NAMED", "INSERT", "DELETE", "LOAD",
)  # fmt: skip
#: The engine takes a keyword by its length, and so complains as many characters too late: see `_true_place`.
_PADDING = " " * 40
_ADDRESS = re.compile(r"<[A-Za-z][\w+.-]*:[^<>\s]*[\s{}|^`\"\\][^<>\r\n]*>")
#: What the engine says, in part, of queries that are well formed and mean nothing.
_MEANINGS = (
    ("contains a variable that is unbound", "a variable that is neither grouped by nor aggregated is selected"),
    ("an expression with a variable that is unbound", "an expression uses a variable that is not grouped by"),
    ("overrides an existing variable", "a variable that the pattern binds already is bound anew"),
)  # fmt: skip


def see_size(text: str) -> None:
    """Raise QueryError for a query that is nested so deeply, or has so many parts, that it cannot be read."""
    if len(text) < _SHORT:
        return
    depth = parts = 0
    for token in Query(text).tokens:
        depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        parts += token.text in _PARTING or token.text.upper() in _PARTING
        if depth > _DEEPEST:
            raise QueryError(f"the query is nested more than {_DEEPEST} deep; ask with fewer brackets")
        if parts > _MOST:
            raise QueryError(f"the query has more than {_MOST} parts; name many things with VALUES, or ask twice")


def query_fault(text: str, said: str) -> str:
    """Return the parser's complaint about a query in one line that a person can act on."""
    query = Query(text)
    said = " ".join(said.split())
    quote = next((each for each in query.tokens if each.kind == "mark" and each.text in "\"'"), None)
    token = _true_place(query, said)
    what = _what(query, token, said)
    unknown = query.undeclared()
    address = _ADDRESS.search(text)
    if address and token is not None and address.start() <= token.start <= address.end():
        start, what = address.start(), "an address holds a character that none may; write it as %20 or such"
    elif quote and (token is None or quote.start <= token.start):
        start, what = quote.start, f"the text that begins here never ends; close it with {quote.text}"
    elif unknown and not query.writes and ("refix not found" in said or token == unknown):
        prefix = unknown.text.partition(":")[0]
        start, what = unknown.start, f"the prefix {prefix}: is not declared; declare it with PREFIX {prefix}: <...>"
    elif query.writes:
        start = query.first.start if query.first else 0
    else:
        start = token.start if token else len(text.rstrip())
    line, column = query.place(start)
    return f"query:{line}:{column}: {what}"


def _what(query: Query, token: Token | None, said: str) -> str:
    """Return what is wrong at a word of a query, or at its end."""
    if not query.tokens:
        return "the query is empty; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    if query.writes:
        return "a query reads and never writes; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    for part, meaning in _MEANINGS:
        if part in said:
            return f"{meaning}; correct it and ask again"
    if token is None:
        unclosed = [f"{a} {b}" for a, b in ("{}", "()", "[]") if _count(query, a) > _count(query, b)]
        close = f"close its {' and '.join(unclosed)}" if unclosed else "finish its last pattern or clause"
        return f"the query ends before it is whole; {close}"
    import unicodedata
    from difflib import get_close_matches

    near = get_close_matches(token.text.upper(), _WORDS, 1, 0.8) if token.kind == "word" else []
    near = [word for word in near if word != token.text.upper()]
    shown = token.text if len(token.text) <= 40 else f"{token.text[:40]}..."
    strange = f" ({unicodedata.name(shown, 'a character without a name')})" if _strange(shown) else ""
    meant = f"did you mean {near[0]}?" if near else "correct it and ask again"
    return f"'{shown}'{strange} cannot stand here; {meant}"


def _count(query: Query, mark: str) -> int:
    return sum(token.text == mark for token in query.tokens)


def _strange(shown: str) -> bool:
    return len(shown) == 1 and not (shown.isascii() and shown.isprintable())


def _true_place(query: Query, said: str) -> Token | None:
    """Return the word that the engine stumbles over, or nothing where it is the end of the query.

    Read again with room between the words, a complaint that comes too late still falls before the next one.
    """
    if not query.tokens:
        return None
    if len(query.text) > _LONG:
        return _named_place(query, said)
    padded, starts = "", []
    end = query.tokens[0].start
    for token in query.tokens:
        padded += _PADDING if token.start > end else ""
        starts.append(len(padded))
        padded += token.text
        end = token.start + len(token.text)
    padded = re.sub(r"[\r\n]", " ", padded) + _PADDING
    try:
        ox.Store().query(padded, prefixes=PREFIXES)
    except SyntaxError as error:
        place = re.match(r"error at \d+:(\d+)", str(error.msg))
        if place is None:
            return _named_place(query, said)
        at = int(place[1]) - 1
        if at >= len(padded) - 1:
            return None
        before = [number for number, start in enumerate(starts) if start <= at]
        return query.tokens[before[-1]] if before else query.tokens[0]
    except (RuntimeError, ValueError, OSError):
        pass
    return _named_place(query, said)


def _named_place(query: Query, said: str) -> Token | None:
    """Return the word at the place that the engine itself names."""
    place = re.match(r"error at (\d+):(\d+)", said)
    if place is None:
        return query.tokens[0]
    lines = query.text.split("\n")
    at = sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
    return next((token for token in query.tokens if token.start + len(token.text) > at), None)
