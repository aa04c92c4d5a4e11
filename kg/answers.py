"""Answers: the rows of a question with the labels of what they name, as table, CSV, JSON or Turtle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UsageError
from kg.names import PREFIXES, shorten
from kg.questions import Parameter, question
from kg.things import labels, resolve, visible

if TYPE_CHECKING:
    import rich.table

    from kg.store import Store, Term

FORMATS = ("table", "csv", "json", "ttl")

_XSD = PREFIXES["xsd"]
_NUMBERS = {
    f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger", "positiveInteger")
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Answer:
    """The rows of one question: terms as the store holds them, and a label for every IRI that has one."""

    def __init__(
        self,
        variables: tuple[str, ...],
        rows: tuple[tuple[Term | None, ...], ...],
        labels: Mapping[str, str],
        parameters: tuple[str, ...] = (),
    ) -> None:
        """Keep what the engine gave; `parameters` are the variables that the asker filled in."""
        self.variables, self.rows, self.labels = variables, rows, labels
        #: The same in every row, so tables leave them out.
        self.parameters = parameters

    @property
    def shown(self) -> list[int]:
        """Return the columns that a table shows: all but the parameters."""
        return [index for index, name in enumerate(self.variables) if name not in self.parameters]

    def cell(self, term: Term | None, iris: bool = False) -> str:
        """Return what a person reads: a label, else a prefixed name, else the literal's text."""
        if term is None:
            return ""
        if isinstance(term, ox.NamedNode):
            return term.value if iris else self.labels.get(term.value) or shorten(term.value)
        return term.value if isinstance(term, ox.Literal) else str(term)

    def line(self, term: Term | None, iris: bool = False) -> str:
        """Return a cell as one line of a table: white space folded, nothing that a terminal would obey."""
        return visible(" ".join(self.cell(term, iris).split()))

    def numeric(self, column: int) -> bool:
        """Tell whether a column holds numbers only, so that it can be set flush right."""
        filled = [row[column] for row in self.rows if row[column] is not None]
        return bool(filled) and all(_is_number(term) for term in filled)

    def to_text(self, iris: bool = False) -> str:
        """Return an aligned table in plain text, for pipes and files; nothing is cut."""
        if not self.shown:
            return ""
        table = [[self.variables[i] for i in self.shown]]
        table += [[self.line(row[i], iris) for i in self.shown] for row in self.rows]
        widths = [max(len(line[i]) for line in table) for i in range(len(self.shown))]
        right = [self.numeric(i) for i in self.shown]
        table.insert(1, ["-" * width for width in widths])
        lines = (
            "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True))
            for line in table
        )
        return "".join(f"{line.rstrip()}\n" for line in lines)

    def to_rich(self, iris: bool = False) -> rich.table.Table:
        """Return the table for a terminal: it fits the width and wraps long cells."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for i in self.shown:
            table.add_column(self.variables[i], justify="right" if self.numeric(i) else "left", overflow="fold")
        for row in self.rows:
            table.add_row(*(Text(self.line(row[i], iris)) for i in self.shown))
        return table

    def to_csv(self, iris: bool = False) -> str:
        """Return CSV: a column of labels beside a column of IRIs for every variable that names things.

        A text cell that a spreadsheet would run as a formula gets a leading apostrophe.
        """
        named = [
            not iris and any(isinstance(row[i], ox.NamedNode) for row in self.rows)
            for i in range(len(self.variables))
        ]
        heads: list[list[str]] = []
        for name, both in zip(self.variables, named, strict=True):
            beside = f"{name}_iri"
            while beside in self.variables:
                beside += "_"
            heads.append([name, beside] if both else [name])
        lines = [_csv_line([head for pair in heads for head in pair])]
        for row in self.rows:
            cells: list[str] = []
            for term, both in zip(row, named, strict=True):
                cells.append(_safe(self.cell(term, iris), term))
                if both:
                    cells.append(term.value if isinstance(term, ox.NamedNode) else "")
            lines.append(_csv_line(cells))
        return "".join(lines)

    def to_json(self) -> str:
        """Return the W3C SPARQL 1.1 Query Results JSON Format."""
        import json

        bindings = [
            {name: _json_term(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def ask(store: Store, text: str, bindings: Mapping[str, Term] | None = None) -> Answer | bool | str:
    """Return the answer to a query: rows for SELECT, true or false for ASK, Turtle for CONSTRUCT and DESCRIBE."""
    result = store.query(text, bindings)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return _turtle(result)
    rows = tuple(tuple(row) for row in result)
    iris = {term.value for row in rows for term in row if isinstance(term, ox.NamedNode)}
    variables = tuple(variable.value for variable in result.variables)
    return Answer(variables, rows, labels(store, sorted(iris)), tuple(bindings or ()))


def ask_question(store: Store, asked: str, given: Mapping[str, str]) -> Answer | bool | str:
    """Answer a saved question by name, or a query in SPARQL, with parameters as people write them.

    Whatever holds no white space is a name. Raises UsageError for a name, parameter or value that is not known.
    """
    if any(character.isspace() for character in asked.strip()):
        return ask(store, asked, bind(store, (), given))
    found = question(asked)
    return ask(store, found.text, bind(store, found.parameters, given))


def bind(store: Store, parameters: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, Term]:
    """Return the term of each parameter; every one must be given, and no other.

    Raises UsageError with the example of the parameter that is missing.
    """
    names = [parameter.name for parameter in parameters]
    for name in given:
        if name not in names:
            takes = f"it takes --{', --'.join(names)}" if names else "it takes no parameters"
            raise UsageError(f"'--{name}' is not an option of this question; {takes}")
    for parameter in parameters:
        if parameter.name not in given:
            raise UsageError(
                f"this question needs --{parameter.name}; for example --{parameter.name} {parameter.example}"
            )
    return {each.name: resolve(store, each.name, each.type, given[each.name]) for each in parameters}


def render(answer: Answer | bool | str, form: str, iris: bool = False) -> str:
    """Return an answer as text in one of FORMATS; raises UsageError where the two do not fit."""
    if isinstance(answer, Answer):
        if form == "ttl":
            raise UsageError(
                "format 'ttl' holds triples, and this query gives rows; use CONSTRUCT, or --format csv"
            )
        return {"csv": lambda: answer.to_csv(iris), "json": answer.to_json}.get(
            form, lambda: answer.to_text(iris)
        )()
    if isinstance(answer, bool):
        import json

        return json.dumps({"head": {}, "boolean": answer}) + "\n" if form == "json" else f"{str(answer).lower()}\n"
    if form in ("csv", "json"):
        raise UsageError(f"format '{form}' holds rows, and this query gives triples; use SELECT, or --format ttl")
    return answer


def _turtle(triples: ox.QueryTriples) -> str:
    """Return triples as Turtle, sorted, with just the prefixes that occur."""
    ordered = sorted(triples, key=str)
    used = {name: iri for name, iri in PREFIXES.items() if any(iri in str(triple) for triple in ordered)}
    written = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used)
    return (written or b"").decode("utf-8")


def _is_number(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def _csv_line(cells: Sequence[str]) -> str:
    """Return one line of CSV; written with \\r\\n so that the writer quotes a cell with a lone \\r too."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()[:-2] + "\n"


def _safe(cell: str, term: Term | None) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) and not _is_number(term) else cell


def _json_term(term: Term) -> dict[str, object]:
    """Return one term as the results format writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        written: dict[str, object] = {"type": "literal", "value": term.value}
        if term.language:
            written["xml:lang"] = term.language
        elif term.datatype.value != f"{_XSD}string":
            written["datatype"] = term.datatype.value
        return written
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
