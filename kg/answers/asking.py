"""Asking: a saved question or a query, its terms checked, its parameters bound, its rows named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.answer import Answer, Triples
from kg.answers.order import one_more, steady
from kg.answers.terms import check_terms
from kg.errors import UsageError
from kg.questions import Parameter, Question, question
from kg.sparql import read_query
from kg.things import labels, resolve

if TYPE_CHECKING:
    from kg.store import Store, Term

#: What these give depends on the order in which the engine comes upon rows.
_CHANCY = ("LIMIT", "OFFSET", "SAMPLE", "GROUP_CONCAT", "SUM", "AVG")
#: What asking gives: rows, yes or no, or triples.
Outcome = Answer | bool | Triples


def ask(
    store: Store,
    text: str,
    bindings: Mapping[str, Term] | None = None,
    *,
    allow_unknown: bool = False,
    rank: str = "",
    base: str = "",
) -> Outcome:
    """Return the answer to a query: rows for SELECT, true or false for ASK, triples for CONSTRUCT and DESCRIBE.

    `rank` names the column that the rows are ordered by, greatest first: they are numbered, and rows with the
    same value have the same number. `base` is what relative addresses in the query are relative to. Raises
    QueryError, and UnknownTermError for a name that is not in the graph unless it is allowed.
    """
    query = read_query(text, base)
    if not allow_unknown:
        check_terms(store, query)
    if store.from_files and query.has(*_CHANCY):
        store = store.from_files()
    wider, most = one_more(query)
    result = store.query(wider, bindings, base)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        triples = sorted(set(result), key=str)
        return Triples(triples, _labels(store, [(t.subject, t.predicate, t.object) for t in triples]))
    variables = tuple(variable.value for variable in result.variables)
    found = [tuple(row) for row in result]
    if store.from_files and any(isinstance(term, ox.BlankNode) for row in found for term in row):
        return ask(store.from_files(), text, bindings, allow_unknown=allow_unknown, rank=rank, base=base)
    rows, remark = steady(query, variables, found, most, bindings or ())
    answer = Answer(variables, rows, _labels(store, rows), tuple(bindings or ()), remark)
    return _ranked(answer, rank) if rank else answer


def _labels(store: Store, rows: Sequence[tuple[Term | None, ...]]) -> dict[str, str]:
    return labels(store, sorted({term.value for row in rows for term in row if isinstance(term, ox.NamedNode)}))


def _ranked(answer: Answer, column: str) -> Answer:
    """Return an answer with a first column of ranks; equal values share the rank of the first of them."""
    at = answer.variables.index(column)
    ranks: list[int] = []
    for number, row in enumerate(answer.rows):
        tied = number > 0 and row[at] == answer.rows[number - 1][at]
        ranks.append(ranks[-1] if tied else number + 1)
    rows = tuple((ox.Literal(rank), *row) for rank, row in zip(ranks, answer.rows, strict=True))
    return Answer(("rank", *answer.variables), rows, answer.labels, answer.parameters, answer.remark)


def ask_question(store: Store, asked: str, given: Mapping[str, str], *, allow_unknown: bool = False) -> Outcome:
    """Answer a saved question by name, or a query in SPARQL, with parameters as people write them.

    Whatever holds no white space is a name. Raises UsageError for a name, parameter or value that is not known.
    """
    if any(character.isspace() for character in asked.strip()):
        return ask(store, asked, bind(store, (), given), allow_unknown=allow_unknown)
    return answer_question(store, question(asked), given, allow_unknown=allow_unknown)


def answer_question(
    store: Store,
    asked: Question,
    given: Mapping[str, str],
    *,
    allow_unknown: bool = False,
    evidence: bool = False,
    base: str = "",
) -> Outcome:
    """Answer a question that has been read, with the evidence of every row if that is asked too.

    Raises UsageError as `ask_question` does, and where evidence is asked of what gives no rows.
    """
    bindings = bind(store, asked.parameters, given)
    outcome = ask(store, asked.text, bindings, allow_unknown=allow_unknown, rank=asked.rank, base=base)
    if not evidence:
        return outcome
    from kg.answers.evidence import with_evidence

    if not isinstance(outcome, Answer):
        raise UsageError("--evidence adds columns to rows, and this query gives none; use SELECT")
    return with_evidence(store, outcome)


def bind(store: Store, parameters: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, Term]:
    """Return the term of each parameter; every one that has no default must be given, and no other.

    Raises UsageError with the example of the parameter that is missing.
    """
    names = [parameter.name for parameter in parameters]
    for name in given:
        if name not in names:
            takes = f"it takes --{', --'.join(names)}" if names else "it takes no parameters"
            raise UsageError(f"'--{name}' is not an option of this question; {takes}")
    values = {parameter.name: given.get(parameter.name, parameter.default) for parameter in parameters}
    for parameter in parameters:
        if values[parameter.name] is None:
            raise UsageError(
                f"this question needs --{parameter.name}; for example --{parameter.name} {parameter.example}"
            )
    return {each.name: resolve(store, each.name, each.type, values[each.name] or "") for each in parameters}
