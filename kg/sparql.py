"""A SPARQL query as text: its words with their places, the names it uses, and parameters put in as terms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from kg.names import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

#: A text until a query needs it: compiling it costs more than many questions.
_TOKEN = r"""(?xs)
    (?P<skip>[\ \t\r\n]+|\#[^\r\n]*)
  | (?P<string>'{3}(?:\\.|[^\\])*?'{3}|"{3}(?:\\.|[^\\])*?"{3}|'(?:\\.|[^'\\\r\n])*'|"(?:\\.|[^"\\\r\n])*")
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.-]+)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)
  | (?P<word>[A-Za-z]\w*)
  | (?P<number>[0-9]+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<mark>\^\^|.)
"""
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_WRITES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")


class Token(NamedTuple):
    """One word of a query: its kind, its text, and where it begins."""

    kind: str
    text: str
    start: int


class Name(NamedTuple):
    """One address that a query uses: as an IRI, as written, where, and as a datatype or function or not."""

    iri: str
    written: str
    start: int
    #: After ^^, or before a bracket: no node of the graph.
    typing: bool
    #: After FROM or GRAPH: the name of a graph.
    graph: bool = False


class Query:
    """A query read word by word; it need not be free of faults."""

    def __init__(self, text: str, base: str = "") -> None:
        """Read the words of a query; `base` is what its relative addresses are relative to."""
        self.text, self.base = text, base
        self.tokens = _tokens(text)
        #: Prefixes that the query declares itself, and the number of words that do so.
        self.declared, self._prologue = self._read_prologue()

    def _read_prologue(self) -> tuple[dict[str, str], int]:
        declared: dict[str, str] = {}
        at = 0
        while at + 1 < len(self.tokens) and self.tokens[at].text.upper() in ("PREFIX", "BASE"):
            following = self.tokens[at + 1 : at + 3]
            if self.tokens[at].text.upper() == "BASE":
                self.base = self._absolute(following[0].text[1:-1])
                at += 2
            elif len(following) == 2 and following[1].kind == "iri":
                declared[following[0].text[:-1]] = self._absolute(following[1].text[1:-1])
                at += 3
            else:
                break
        return declared, at

    @property
    def first(self) -> Token | None:
        """Return the word after the prologue."""
        return self.tokens[self._prologue] if self._prologue < len(self.tokens) else None

    @property
    def form(self) -> str:
        """Return SELECT, ASK, CONSTRUCT, DESCRIBE, the word that begins an update, or nothing."""
        word = self.first.text.upper() if self.first else ""
        return word if word in (*_FORMS, *_WRITES) else ""

    @property
    def writes(self) -> bool:
        """Tell whether this is an update."""
        return self.form in _WRITES

    def has(self, *words: str) -> bool:
        """Tell whether any of these keywords stands in the query, outside strings, addresses and comments."""
        return any(token.kind == "word" and token.text.upper() in words for token in self.tokens)

    def selected(self) -> list[str]:
        """Return the variables that a SELECT names, nothing where it takes all there are."""
        depth, names = 0, []
        at = self._prologue + 1
        for token, following in zip(self.tokens[at:], (*self.tokens[at + 1 :], None), strict=False):
            if self.form != "SELECT" or (depth == 0 and token.text.upper() in ("*", "WHERE", "{", "FROM")):
                break
            depth += (token.text == "(") - (token.text == ")")
            ends = depth == 1 and following is not None and following.text == ")"
            if token.kind == "variable" and (depth == 0 or ends):
                names.append(token.text[1:])
        return names

    def order(self) -> list[str] | None:
        """Return the variables that the rows are ordered by; None for no order, none for one by expressions."""
        words = self._order_words()
        if words is None:
            return None
        return list(dict.fromkeys(t.text[1:] for t in words if t.kind == "variable")) if _plain(words) else []

    def order_text(self) -> str:
        """Return what follows ORDER BY, where that is variables alone."""
        words = self._order_words() or ()
        return " ".join(token.text for token in words) if _plain(words) else ""

    def _order_words(self) -> Sequence[Token] | None:
        tail = self.tokens[self._ending() :]
        words = [token.text.upper() for token in tail]
        at = next((i for i in range(len(tail) - 1) if words[i : i + 2] == ["ORDER", "BY"]), None)
        if at is None:
            return None
        ends = (i for i in range(at, len(tail)) if words[i] in ("LIMIT", "OFFSET", "VALUES"))
        return tail[at + 2 : next(ends, len(tail))]

    def place(self, start: int) -> tuple[int, int]:
        """Return line and column, both from 1, of a position in the text."""
        before = re.split(r"\r\n|\n|\r", self.text[:start])
        return len(before), len(before[-1]) + 1

    def undeclared(self) -> Token | None:
        """Return the first name whose prefix neither the query nor this graph declares."""
        known = {*PREFIXES, *self.declared}
        names = (token for token in self.tokens[self._prologue :] if token.kind == "name")
        return next((token for token in names if token.text.partition(":")[0] not in known), None)

    def source(self) -> str:
        """Return the FROM clauses of the query itself, their addresses in full."""
        found = []
        for at, token in enumerate(self.tokens[:-1]):
            if token.text == "{":
                break
            if token.kind == "word" and token.text.upper() == "FROM":
                named = self.tokens[at + 1].text.upper() == "NAMED" and at + 2 < len(self.tokens)
                found.append(f"FROM {'NAMED ' if named else ''}<{self._iri(self.tokens[at + 1 + named])}>")
        return " ".join(found)

    @cached_property
    def names(self) -> list[Name]:
        """Return the addresses that the query looks for, each once, where it first stands.

        What a CONSTRUCT makes is not looked for, nor is a service asked for its own address.
        """
        found: dict[tuple[str, bool], Name] = {}
        template = self._template()
        for at in range(self._prologue, len(self.tokens)):
            token = self.tokens[at]
            if token.kind not in ("iri", "name") or at in template:
                continue
            before = self.tokens[at - 1].text.upper() if at else ""
            after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else ""
            if before == "SERVICE" or (before == "SILENT" and self.tokens[at - 2].text.upper() == "SERVICE"):
                continue
            iri = self._iri(token)
            function = after == "(" and before not in ("FROM", "NAMED", "GRAPH", "VALUES", "IN", ",")
            graph = before in ("FROM", "NAMED", "GRAPH")
            name = Name(iri, token.text, token.start, before == "^^" or function, graph)
            if iri:
                found.setdefault((iri, name.typing), name)
        return list(found.values())

    def _template(self) -> range:
        """Return the positions of the words of a CONSTRUCT template."""
        at = self._prologue
        if self.form != "CONSTRUCT" or at + 1 >= len(self.tokens) or self.tokens[at + 1].text != "{":
            return range(0)
        return range(at + 1, self._closing(at + 1) + 1)

    def _closing(self, at: int) -> int:
        """Return the position of the brace that closes the one at a position."""
        depth = 0
        for end in range(at, len(self.tokens)):
            depth += (self.tokens[end].text == "{") - (self.tokens[end].text == "}")
            if depth == 0:
                return end
        return len(self.tokens)

    def _iri(self, token: Token) -> str:
        """Return the IRI of an address or prefixed name, or nothing where its prefix is not known."""
        if token.kind == "iri":
            return self._absolute(token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        namespace = self.declared.get(prefix, PREFIXES.get(prefix))
        return "" if namespace is None else namespace + re.sub(r"\\(.)", r"\1", local)

    def _absolute(self, iri: str) -> str:
        if not self.base or re.match(r"[A-Za-z][\w+.-]*:", iri):
            return iri
        from urllib.parse import urljoin

        return urljoin(self.base, iri)

    def _ending(self) -> int:
        """Return the position of the first word after the outermost group."""
        at = (self._template() or range(self._prologue, self._prologue + 1))[-1] + 1
        brackets = 0
        while at < len(self.tokens):
            brackets += (self.tokens[at].text == "(") - (self.tokens[at].text == ")")
            if self.tokens[at].text == "{" and not brackets:
                return self._closing(at) + 1
            at += 1
        return at

    def limit(self) -> Token | None:
        """Return the number after the outermost LIMIT."""
        tail = self.tokens[self._ending() :]
        return next((number for word, number in pairwise(tail) if word.text.upper() == "LIMIT"), None)

    def portable(self, bindings: Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> str:
        """Return the query as any engine takes it: prefixes declared, parameters as a VALUES block.

        The block stands first in the outermost group, so that its filters see the values. Terms are written
        by the engine and cannot break out of it. Raises ValueError where the query has no such group.
        """
        used = {token.text.partition(":")[0] for token in self.tokens if token.kind == "name"}
        missing = sorted(used & PREFIXES.keys() - self.declared.keys())
        head = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in missing)
        if not bindings:
            return head + self.text
        brace = self._outermost()
        variables = " ".join(f"?{name}" for name in bindings)
        terms = " ".join(str(term) for term in bindings.values())
        return f"{head}{self.text[: brace + 1]} VALUES ({variables}) {{ ({terms}) }} {self.text[brace + 1 :]}"

    def _outermost(self) -> int:
        """Return where the brace of the outermost group stands in the text."""
        at = (self._template() or range(self._prologue, self._prologue + 1))[-1] + 1
        depth = 0
        for token in self.tokens[at:]:
            depth += (token.text == "(") - (token.text == ")")
            if token.text == "{" and depth == 0:
                return token.start
        raise ValueError("no group of patterns")


@lru_cache(maxsize=64)
def read_query(text: str, base: str = "") -> Query:
    """Return a query as it is read; the saved questions, which are asked again and again, are read once."""
    return Query(text, base)


def _plain(words: Sequence[Token]) -> bool:
    """Tell whether an order is by variables alone."""
    return all(token.kind == "variable" or token.text.upper() in ("ASC", "DESC", "(", ")") for token in words)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_TOKEN)


@lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text; one question is read by several, and asked again and again."""
    return tuple(
        Token(str(match.lastgroup), match.group(), match.start())
        for match in _pattern().finditer(text)
        if match.lastgroup != "skip"
    )
