"""Reading: what is typed into `kg shell`, a query, a saved question or a command, and whether it is whole."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import UsageError
from kg.sparql import Query

#: What a query begins with; updates are among them, so that they are refused in the words of `kg query`.
_BEGIN = re.compile(
    r"(?i)(select|ask|construct|describe|prefix|base|insert|delete|load|clear|drop|create|add|move|copy|with)\b(?!-)"
)
_COMMAND = re.compile(r"\.[a-z]+(\s|$)")
_PROLOGUE = ("PREFIX", "BASE")


class Statement(NamedTuple):
    """One thing that is asked, and the line of a script that it begins on."""

    text: str
    line: int


class Words(NamedTuple):
    """A line as a shell splits it: the words that are finished, and where the last one begins, and its text."""

    finished: list[str]
    start: int
    last: str


def is_query(text: str) -> bool:
    """Tell whether a text is meant as SPARQL: what is neither a command nor the name of a question.

    >>> is_query("SELECT * { ?s ?p ?o }"), is_query("partners-of --agency ILO")
    (True, False)
    """
    text = text.lstrip()
    return text.startswith("#") or bool(_BEGIN.match(text)) or (not text.startswith(".") and "{" in text)


def is_whole(text: str) -> bool:
    """Tell whether a text can be asked as it stands, so that Enter sends it off.

    A query is whole when its braces are balanced, or without any when it parses. Whether it is right is
    another matter.

    >>> is_whole("SELECT * {"), is_whole("SELECT * { ?s ?p ?o }"), is_whole("meetings")
    (False, True, True)
    """
    if not is_query(text):
        return True
    query = Query(text)
    if only_begins(query):
        return False
    marks = [token.text for token in query.tokens if token.kind == "mark"]
    if "{" not in marks:
        # DESCRIBE alone needs no braces, unless it is for them to say what its variables are.
        return _parses(text) and not any(token.kind == "variable" for token in query.tokens)
    open_string = any(
        after.text in "'\"" and before.kind == "string" and len(before.text) == 2
        for before, after in zip(query.tokens, query.tokens[1:], strict=False)
    )
    return marks.count("{") <= marks.count("}") and not open_string


def only_begins(query: Query) -> bool:
    """Tell whether a text is no more than comments, prefixes and a base, to which the query has yet to come."""
    at = 0
    while at < len(query.tokens) and query.tokens[at].text.upper() in _PROLOGUE:
        at += 3 if query.tokens[at].text.upper() == "PREFIX" else 2
    return at >= len(query.tokens)


def _parses(text: str) -> bool:
    import pyoxigraph as ox

    from kg.names import PREFIXES

    try:
        ox.Store().query(text, prefixes=PREFIXES)
    except (SyntaxError, RuntimeError, ValueError, OSError):
        return False
    return True


def statements(script: str) -> Iterator[Statement]:
    """Yield what a script asks: queries end at a blank line, questions and commands at the end of theirs.

    Prefixes stand with the query that follows them, whatever blank lines are between.
    """
    block: list[str] = []
    begun = 0
    for number, line in enumerate([*script.splitlines(), ""], 1):
        text = "\n".join(block)
        if not line.strip():
            if text and not only_begins(Query(text)):
                yield Statement(text, begun)
                block = []
            elif block:
                block.append("")
        elif block and _COMMAND.match(line) and is_whole(text):
            yield Statement(text, begun)
            yield Statement(line.strip(), number)
            block = []
        elif block or is_query(line):
            begun = begun if block else number
            block.append(line)
        elif line.strip():
            yield Statement(line.strip(), number)
    if not only_begins(Query("\n".join(block))) or any(_BEGIN.match(line) for line in block):
        yield Statement("\n".join(block).rstrip(), begun)


def words(text: str) -> list[str]:
    """Return the words of a line, split as a shell splits them; raises UsageError for an open quotation."""
    try:
        return shlex.split(text)
    except ValueError:
        raise UsageError(f"'{text.strip()}' has a quotation mark that is not closed; close it") from None


def words_before(text: str) -> Words:
    """Return the words of a line that is being typed; the last may be empty, or its quotation open.

    >>> words_before("partners-of --agency 'International Lab")
    Words(finished=['partners-of', '--agency'], start=21, last='International Lab')
    """
    finished: list[str] = []
    word, start, quote, escaped = "", len(text), "", False
    for at, character in enumerate(text):
        if not quote and not escaped and character.isspace():
            if start < at:
                finished.append(word)
            word, start = "", len(text)
            continue
        start = min(start, at)
        if escaped:
            word, escaped = word + character, False
        elif character == "\\" and quote != "'":
            escaped = True
        elif character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        else:
            word += character
    return Words(finished, start, word)


def quoted(value: str) -> str:
    """Return a value as one word of a line, in quotation marks where it needs them.

    >>> quoted("ILO"), quoted("United Nations"), quoted("Côte d'Ivoire")
    ('ILO', "'United Nations'", '"Côte d\\'Ivoire"')
    """
    if re.fullmatch(r"[\w@%+=:,./-]+", value):
        return value
    return f'"{value}"' if "'" in value and not re.search(r'["\\]', value) else shlex.quote(value)
