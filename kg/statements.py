"""A Turtle file as its curator sees it: every subject, predicate and object with its line and column."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from kg.errors import Fault, FileSyntaxError
from kg.names import PREFIXES
from kg.packed import unpacked
from kg.syntax import syntax_fault

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^\s<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9-]+)*)
  | (?P<datatype>\^\^)
  | (?P<open>[\[(]) | (?P<close>[\])])
  | (?P<mark>[;,])
  | (?P<name>[\w.-]*:(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)
  | (?P<number>[+-]?(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)
  | (?P<dot>\.)
  | (?P<word>[A-Za-z]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_RDF_TYPE = f"{PREFIXES['rdf']}type"


@dataclass(frozen=True)
class WrittenTerm:
    """One term as it is written; `iri` is empty for literals, blank nodes and bracketed groups."""

    text: str
    iri: str
    line: int
    column: int


@dataclass(frozen=True)
class Predicate:
    """One predicate of a subject with its objects, in the order written."""

    term: WrittenTerm
    objects: tuple[WrittenTerm, ...]


@dataclass(frozen=True)
class Statement:
    """One subject with its predicates, from its first line to its closing dot."""

    subject: WrittenTerm
    predicates: tuple[Predicate, ...]
    last_line: int


@dataclass
class TurtleFile:
    """A parsed Turtle file: its text, its triples, and where each of its terms stands."""

    name: str
    text: str
    triples: list[ox.Triple]
    base: str = ""
    prefixes: dict[str, WrittenTerm] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    used_prefixes: set[str] = field(default_factory=set)

    def place(self, subject: str, predicate: str = "", value: str = "") -> tuple[int, int] | None:
        """Return line and column of a subject, or of its predicate or object where one is named and found.

        An object is found by its IRI or by the text of its literal.
        """
        forms = (value, f"<{value}>", f'"{value}"', f"'{value}'")
        best: tuple[int, int] | None = None
        for statement in self.statements:
            if statement.subject.iri != subject:
                continue
            best = best or (statement.subject.line, statement.subject.column)
            for written in statement.predicates:
                if written.term.iri == predicate:
                    found = (o for o in written.objects if value and (o.iri == value or _lexical(o.text) in forms))
                    at = next(found, written.term)
                    return at.line, at.column
        return best


def read(path: Path, name: str | None = None) -> TurtleFile:
    """Read one Turtle file, with the place of every term.

    `name` is how faults call the file; the path where it is left out. Raises FileSyntaxError with line and
    column where the file is not Turtle or not UTF-8.
    """
    name = name or str(path)
    with unpacked(path) as content:
        raw = content.read().removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(raw[: error.start].decode("utf-8"))
        fault = Fault(name, line, column, "the file is not UTF-8 text", "save it as UTF-8", "syntax")
        raise FileSyntaxError(fault) from None
    try:
        triples = [quad.triple for quad in ox.parse(raw, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise FileSyntaxError(syntax_fault(name, error)) from None
    file = TurtleFile(name, text, triples)
    _place_terms(file)
    _agree(file)
    return file


def _line_and_column(before: str) -> tuple[int, int]:
    """Return the place, counted from 1, that follows a text; \\n, \\r\\n and a lone \\r each end a line."""
    lines = _LINE_END.split(before)
    return len(lines), len(lines[-1]) + 1


def _agree(file: TurtleFile) -> None:
    """Raise FileSyntaxError where the parser read terms that were not found in the text.

    The two readings must agree, or a fault could be missed for want of a place.
    """
    if any(isinstance(triple.object, ox.Triple) for triple in file.triples):
        fault = Fault(
            file.name, 1, 1, "the file states triples about triples", "write plain RDF 1.1 Turtle", "syntax"
        )
        raise FileSyntaxError(fault)
    read = {t.subject.value for t in file.triples if isinstance(t.subject, ox.NamedNode)}
    missed = sorted(read - {statement.subject.iri for statement in file.statements})
    if missed:
        what = f"the place of <{missed[0]}> cannot be found"
        fault = Fault(file.name, 1, 1, what, "write its name plainly, prefixed or in full", "syntax")
        raise FileSyntaxError(fault)


def _lexical(text: str) -> str:
    """Return a written literal without its language or datatype."""
    return re.sub(r"(?<=[\"'])(?:@[\w-]+|\^\^.*)$", "", text)


def _tokens(text: str) -> Iterator[tuple[str, WrittenTerm]]:
    """Yield the meaningful tokens of a text that is known to be Turtle, with their places."""
    line, line_start = 1, 0
    for match in _TOKEN.finditer(text):
        kind, written = str(match.lastgroup), match.group()
        if kind not in ("space", "comment"):
            yield kind, WrittenTerm(written, "", line, match.start() - line_start + 1)
        for end in _LINE_END.finditer(written):
            line += 1
            line_start = match.start() + end.end()


def _place_terms(file: TurtleFile) -> None:
    """Fill in prefixes and statements from the file's text.

    Only the outermost level is recorded: what stands inside brackets belongs to its object.
    """
    sentence: list[tuple[str, WrittenTerm]] = []
    depth = 0
    for kind, term in _tokens(file.text):
        depth += (kind == "open") - (kind == "close")
        directive = bool(sentence) and sentence[0][1].text.upper() in ("PREFIX", "BASE")
        sentence.append((kind, term))
        if kind == "name" and sentence[0][1].text.lower() not in ("@prefix", "prefix"):
            file.used_prefixes.add(term.text.partition(":")[0])
        if (kind == "dot" and depth == 0) or (directive and kind == "iri"):
            _add_sentence(file, sentence)
            sentence = []


def _add_sentence(file: TurtleFile, sentence: list[tuple[str, WrittenTerm]]) -> None:
    """Record one directive or statement, given its tokens up to the closing dot."""
    if sentence[0][1].text.lower() in ("@prefix", "prefix"):
        prefix, iri = sentence[1][1], sentence[2][1]
        meant = _iri(file, "iri", iri.text, "prefix")
        file.prefixes[prefix.text[:-1]] = WrittenTerm(prefix.text, meant, prefix.line, prefix.column)
        return
    if sentence[0][1].text.lower() in ("@base", "base"):
        file.base = urljoin(file.base, sentence[1][1].text[1:-1])
        return
    groups = list(_groups(file, sentence))
    predicates: list[Predicate] = []
    for kind, term in groups[1:]:
        if kind == "predicate":
            predicates.append(Predicate(term, ()))
        elif kind == "object":
            predicates[-1] = Predicate(predicates[-1].term, (*predicates[-1].objects, term))
    file.statements.append(Statement(groups[0][1], tuple(predicates), sentence[-1][1].line))


def _groups(file: TurtleFile, sentence: list[tuple[str, WrittenTerm]]) -> Iterator[tuple[str, WrittenTerm]]:
    """Yield subject, predicates and objects in turn; brackets and literal suffixes joined to one term."""
    expecting, index = "subject", 0
    while index < len(sentence):
        kind, first = sentence[index]
        if kind == "dot":
            return
        if kind == "mark":
            expecting = "predicate" if first.text == ";" else "object"
            index += 1
            continue
        end = index + 1
        if kind == "open":
            depth = 1
            while depth:
                depth += (sentence[end][0] == "open") - (sentence[end][0] == "close")
                end += 1
        elif kind == "string" and sentence[end][0] == "at":
            end += 1
        elif kind == "string" and sentence[end][0] == "datatype":
            end += 2
        text = "".join(term.text for _, term in sentence[index:end])
        yield expecting, WrittenTerm(text, _iri(file, kind, text, expecting), first.line, first.column)
        expecting = "predicate" if expecting == "subject" else "object"
        index = end


def _iri(file: TurtleFile, kind: str, text: str, expecting: str) -> str:
    """Return the IRI that a written term stands for, or nothing for literals and brackets."""
    if kind == "iri":
        plain = _ESCAPE.sub(lambda code: chr(int(code[1] or code[2], 16)), text[1:-1])
        # Only relative addresses are joined: joining takes the # from the end of an absolute one.
        return urljoin(file.base, plain) if file.base and not re.match(r"[A-Za-z][\w+.-]*:", plain) else plain
    if kind == "word" and text == "a" and expecting == "predicate":
        return _RDF_TYPE
    if kind == "name" and not text.startswith("_:"):
        prefix, _, local = text.partition(":")
        return file.prefixes[prefix].iri + re.sub(r"\\(.)", r"\1", local)
    return ""
