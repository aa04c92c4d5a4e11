"""Proposals: how what is being typed into `kg shell` may go on: questions, names, terms and keywords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kg.cli.completion import Called, begins, names_of
from kg.cli.reading import is_query, quoted, words_before
from kg.cli.session import COMMANDS, text_formats
from kg.errors import KgError
from kg.limits import bounded
from kg.names import PREFIXES, shorten
from kg.questions import Question, all_questions
from kg.sparql import Query

if TYPE_CHECKING:
    from kg.store import Store

Found = TypeVar("Found")

#: How long the store is asked for names, in seconds: whoever pressed Tab is waiting.
_SOON = 3.0
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
KEYWORDS = (
    *_FORMS, "AS", "ASC", "AVG", "BASE", "BIND", "BNODE", "BOUND", "BY", "COALESCE", "CONCAT", "CONTAINS", "COUNT",
    "DATATYPE", "DAY", "DESC", "DISTINCT", "EXISTS", "FILTER", "FROM", "GRAPH", "GROUP", "GROUP_CONCAT", "HAVING",
    "IF", "IN", "IRI", "ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "LANG", "LANGMATCHES", "LCASE", "LIMIT", "MAX",
    "MIN", "MINUS", "MONTH", "NAMED", "NOT", "NOW", "OFFSET", "OPTIONAL", "ORDER", "PREFIX", "REDUCED", "REGEX",
    "REPLACE", "SAMPLE", "SAMETERM", "SEPARATOR", "SERVICE", "SILENT", "STR", "STRAFTER", "STRBEFORE", "STRDT",
    "STRENDS", "STRLANG", "STRLEN", "STRSTARTS", "SUBSTR", "SUM", "UCASE", "UNDEF", "UNION", "VALUES", "WHERE",
    "YEAR",
)  # fmt: skip
#: A name, a variable or a word that ends where the cursor stands.
_LAST = re.compile(r"[?$]\w*$|(?:[^\W\d_][\w.-]*)?:[\w.-]*$|[^\W\d_][\w-]*$")
_TERMS = """
SELECT DISTINCT ?t WHERE {{
  {{ ?t ?p1 ?o1 }} UNION {{ ?s2 ?t ?o2 }} UNION {{ ?s3 ?p3 ?t }}
  FILTER (ISIRI(?t) && STRSTARTS(STR(?t), "{}"))
}}
"""
#: The kinds of things that a card can show, or that can be tied.
_SHOWN = ("agency", "meeting", "programme", "publication", "topic", "country", "person", "role")
_TIED = ("agency", "country")


class Proposal(NamedTuple):
    """A way to go on: the text that replaces what stands from `start` to the cursor, and what it means."""

    text: str
    start: int
    name: str
    meaning: str = ""


class Proposals:
    """What may follow, for one store; what the store is asked is kept."""

    def __init__(self, store: Store) -> None:
        """Keep the store; nothing is asked of it before it is needed."""
        self.store = store
        self._questions = cache(lambda: {each.name: each for each in all_questions()})
        self._names = cache(lambda kind: self._soon(lambda: names_of(store, kind)))
        self._terms = cache(self._terms_of)

    def after(self, text: str) -> list[Proposal]:
        """Return what may stand at the end of a text, best first."""
        return list(dict.fromkeys(self._in_query(text) if is_query(text) else self._in_line(text)))

    def _soon(self, find: Callable[[], list[Found]]) -> list[Found]:
        """Return what the store says, or nothing where it takes too long or fails."""
        try:
            return bounded(find, _SOON)
        except KgError:
            return []

    def _in_line(self, text: str) -> Iterator[Proposal]:
        """Yield what may follow in the name of a question with its options, or in a command."""
        finished, start, last = words_before(text)
        if not finished:
            yield from self._first(start, last)
        elif finished[0].startswith("."):
            yield from self._in_command(finished, start, last)
        elif finished[0] in self._questions():
            yield from self._in_question(self._questions()[finished[0]], finished[1:], start, last)

    def _first(self, start: int, last: str) -> Iterator[Proposal]:
        for form in _FORMS if last else ():
            if form.startswith(last.upper()):
                yield Proposal(form, start, form)
        for name, each in self._questions().items():
            if name.startswith(last):
                yield Proposal(name, start, name, each.summary)
        for name, (takes, does) in COMMANDS.items():
            if last and name.startswith(last):
                yield Proposal(name, start, f"{name} {takes}".strip(), does)

    def _in_command(self, finished: list[str], start: int, last: str) -> Iterator[Proposal]:
        command, *given = finished
        plain: list[str] = []
        if command in (".explain", ".show") and len(given) < len(COMMANDS[command][0].split()):
            for kind in _TIED if command == ".explain" else _SHOWN:
                yield from self._values(kind, start, last)
        elif command == ".schema" and not given:
            plain = [shorten(term) for name in PREFIXES for term, _ in self._schema(name)]
        elif command == ".format":
            plain = text_formats()
        elif command == ".evidence":
            plain = ["on", "off"]
        elif command == ".questions":
            plain = list(self._questions())
        yield from (Proposal(each, start, each) for each in plain if not given and each.startswith(last))

    def _schema(self, prefix: str) -> list[tuple[str, str]]:
        """Return the terms of a prefix that names classes and properties, not things."""
        return (
            [] if PREFIXES[prefix].endswith("/") and "/id/" in PREFIXES[prefix] else self._terms(PREFIXES[prefix])
        )

    def _in_question(self, question: Question, given: list[str], start: int, last: str) -> Iterator[Proposal]:
        kinds = {f"--{each.name}": each.type for each in question.parameters}
        option, equals, value = last.partition("=")
        if given and given[-1] in kinds:
            yield from self._values(kinds[given[-1]], start, last)
        elif equals and option in kinds:
            yield from self._values(kinds[option], start + len(option) + 1, value)
        else:
            for each in question.parameters:
                name = f"--{each.name}"
                if name.startswith(last) and not any(word.partition("=")[0] == name for word in given):
                    yield Proposal(name, start, name, f"{each.type}, such as {each.example}")

    def _values(self, kind: str, start: int, last: str) -> Iterator[Proposal]:
        """Yield the things of a kind whose name or label begins so, by name, as one word of the line."""
        called: list[Called] = self._names(kind)
        for each in called:
            if any(begins(name, last) for name in each):
                yield Proposal(quoted(each.name), start, each.name, each.label if each.label != each.name else "")

    def _in_query(self, text: str) -> Iterator[Proposal]:
        """Yield what may follow in SPARQL; nothing inside a string, an address or a comment."""
        match = _LAST.search(text)
        if match is None or _inside(text[: match.start()]):
            return
        last, start = match.group(), match.start()
        query = Query(text)
        if last[0] in "?$":
            others = {token.text for token in query.tokens if token.kind == "variable" and token.text != last}
            yield from (Proposal(name, start, name) for name in sorted(others) if name.startswith(last))
        elif ":" in last:
            prefix, _, local = last.partition(":")
            namespace = query.declared.get(prefix, PREFIXES.get(prefix, ""))
            terms = [(iri[len(namespace) :], label) for iri, label in self._terms(namespace) if namespace]
            for name, label in sorted(terms, key=lambda term: not begins(term[0], local)):
                if re.fullmatch(r"\w(?:[\w.-]*[\w-])?", name) and _fits(name, label, local):
                    yield Proposal(f"{prefix}:{name}", start, f"{prefix}:{name}", label)
        else:
            yield from (Proposal(each, start, each) for each in KEYWORDS if each.startswith(last.upper()))
            for prefix, namespace in sorted({**PREFIXES, **query.declared}.items()):
                if prefix.startswith(last):
                    yield Proposal(f"{prefix}:", start, f"{prefix}:", namespace)

    def _terms_of(self, namespace: str) -> list[tuple[str, str]]:
        """Return the terms of a namespace that the graph uses or declares, with their labels."""
        from kg.things import labels

        if re.search(r'["\\\s]', namespace):
            return []

        def find() -> list[tuple[str, str]]:
            terms = sorted(term for (term,) in self.store.rows(_TERMS.format(namespace)))
            names = labels(self.store, terms)
            return [(term, names.get(term, "")) for term in terms]

        return self._soon(find)


def _fits(name: str, label: str, typed: str) -> bool:
    """Tell whether what is typed begins a local name, or a word of the label."""
    return begins(name, typed) or (len(typed) > 1 and any(begins(word, typed) for word in label.split()))


def _inside(before: str) -> bool:
    """Tell whether a text ends inside a string, an address or a comment."""
    tokens = Query(before).tokens
    end = tokens[-1].start + len(tokens[-1].text) if tokens else 0
    open_quotes = sum(1 for token in tokens if token.kind == "mark" and token.text in "'\"")
    address = re.search(r"<[^\s<>{}]*$", before) and not before.endswith("< ")
    return "#" in before[end:].split("\n")[-1] or bool(open_quotes % 2) or bool(address)
