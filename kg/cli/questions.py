"""`kg query`, `kg questions` and `kg replay`: ask, see what can be asked, and ask again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.asking import MOST_SECONDS, SECONDS, named_and_given, put, remark, shown, within
from kg.cli.choice import chosen, chosen_store, data_options
from kg.cli.completion import QuestionCommand, complete_format, complete_question
from kg.cli.output import common_options, deliver, note, write_all
from kg.cli.values import Place
from kg.errors import UsageError
from kg.limits import bounded

if TYPE_CHECKING:
    from rich.table import Table

    from kg.answers import Outcome
    from kg.answers.written import Written
    from kg.questions import Question

#: No query is longer; a file that is, is none.
_LONGEST = 2**20


@click.command(cls=QuestionCommand, context_settings={"ignore_unknown_options": True})
@click.argument(
    "words",
    metavar="[NAME | FILE.rq | -] [--PARAMETER VALUE]...",
    nargs=-1,
    type=click.UNPROCESSED,
    shell_complete=complete_question,
)
@click.option("-q", "--text", metavar="SPARQL", help="The query itself.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    shell_complete=complete_format,
    help="table, csv, tsv, json, xlsx, markdown, ttl, nt or jsonld.",
)
@click.option("--out", type=Place(), help="Write to this file, with how to cite it.")
@click.option("--iris", is_flag=True, help="Show addresses instead of labels.")
@click.option("--evidence", is_flag=True, help="Add the sources and places that each row rests on.")
@click.option(
    "--timeout", type=SECONDS, default=MOST_SECONDS, show_default=True, metavar="SECONDS", help="Give up then."
)
@click.option("--allow-unknown", is_flag=True, help="Ask even where a name is not in the graph.")
@click.option("--allow-network", is_flag=True, help="Let SERVICE in the query reach other addresses.")
@data_options
@common_options
@click.pass_context
def query(
    ctx: click.Context,
    words: tuple[str, ...],
    text: str | None,
    form: str | None,
    out: Path | None,
    iris: bool,
    evidence: bool,
    timeout: float,
    allow_unknown: bool,
    allow_network: bool,
) -> None:
    """Ask a question in SPARQL: a saved one by name, a file, standard input (-), or text (-q).

    A saved question's parameters are options: --agency takes an acronym, a name or an address.
    The prefixes of this graph (kg:, role:, agency:, skos:, ...) need not be declared.
    Tab completes all this in bash after eval "$(_KG_COMPLETE=bash_source kg)", in zsh and fish likewise.

    \b
    Example: kg query partners-of --agency ILO
    """
    from kg.answers import answer_question, format_of

    form = format_of(form, out)
    asked, given = named_and_given(words)
    question, base = _asked(asked, text)
    choice = chosen(ctx)
    choice.allow_network = allow_network
    store = chosen_store(ctx, once=True)

    def work() -> tuple[Outcome, Written | str | Table]:
        outcome = answer_question(store, question, given, allow_unknown=allow_unknown, evidence=evidence, base=base)
        if out is None:
            return outcome, shown(outcome, form, iris)
        from kg.answers.citation import Record
        from kg.answers.written import write

        record = Record(
            query=question.text,
            question=question.name if asked == question.name else "",
            parameters=given,
            format=form,
            iris=iris,
            evidence=evidence,
            allow_unknown=allow_unknown,
            data=tuple(map(str, choice.data)),
            with_shipped=choice.with_shipped,
        )
        return outcome, write(store, record, outcome)

    outcome, result = within(question, work, timeout, choice.memory)
    put(ctx, result, out)
    if said := remark(store, question, given, outcome, base):
        note(ctx, said)


@click.command()
@click.argument("name", required=False, shell_complete=complete_question)
@common_options
def questions(name: str | None) -> None:
    """List the saved questions with their parameters, or show one in full.

    \b
    Example: kg questions partners-of
    """
    deliver(listed(name), None)


def listed(name: str | None) -> str:
    """Return the saved questions, one a line with its parameters, or one of them in full."""
    from kg.questions import all_questions, question

    if name is not None:
        return question(name).text
    saved = all_questions()
    width = max(len(each.name) for each in saved)
    lines = []
    for each in saved:
        options = "".join(f" --{p.name} {p.example}" for p in each.parameters)
        lines.append(f"{each.name:<{width}}  {each.summary}{' [' + options.strip() + ']' if options else ''}\n")
    return "".join(lines)


@click.command()
@click.argument("answer")
@click.option("--out", type=Place(), help="Write the answer of today to this file.")
@click.option(
    "--timeout", type=SECONDS, default=MOST_SECONDS, show_default=True, metavar="SECONDS", help="Give up then."
)
@data_options
@common_options
@click.pass_context
def replay(ctx: click.Context, answer: str, out: Path | None, timeout: float) -> None:
    """Ask again what a file of answers was asked, and tell whether the answer is the same, byte by byte.

    ANSWER is the file that kg query --out wrote, or the short name that it is cited by. Exit code 1 means
    that the answer has changed. Files of one's own are named again with --data if they have moved.

    \b
    Example: kg replay my-answer.csv
    """
    from kg.answers.citation import find_record
    from kg.answers.written import compare, repeat, write

    then = find_record(answer)
    choice = chosen(ctx)
    if not choice.data and not choice.store:
        choice.data, choice.store = tuple(map(Path, then.data)), then.store
        choice.with_shipped = choice.with_shipped or then.with_shipped
    store = chosen_store(ctx)
    now = bounded(lambda: write(store, then, repeat(store, then)), timeout, choice.memory)
    if out:
        write_all(now.files(out))
    changed = compare(then, now)
    click.echo(f"{then.title}: " + ("the same answer, byte by byte" if not changed else "another answer"))
    for line in changed:
        click.echo(f"  {line}")
    if changed:
        sys.exit(1)


def _asked(asked: str | None, text: str | None) -> tuple[Question, str]:
    """Return the question that is meant, and what its relative addresses are relative to."""
    from kg.questions import parse_question, question

    if (asked is None) == (text is None):
        raise UsageError("name one question, file or - for standard input, or give -q 'SELECT ...'")
    if text is not None:
        return parse_question("query", _sound(text.encode("utf-8", "surrogatepass"), "the query")), ""
    if asked == "-":
        given = sys.stdin.buffer.read(_LONGEST + 1) if sys.stdin else b""
        return parse_question("query", _sound(given, "standard input")), ""
    path = Path(str(asked))
    if path.suffix == ".rq" or path.is_file() or str(path).startswith("/dev/"):
        return parse_question(path.stem, _text_of(path)), path.resolve().as_uri()
    if "{" in str(asked):
        raise UsageError(f"no question named '{asked}'; a query itself is given with -q '...'")
    return question(str(asked)), ""


def _text_of(path: Path) -> str:
    """Return a query file's text; a pipe is read only where the shell made it, as for <(...)."""
    from kg.packed import syntax_suffix
    from kg.store.loading import SUFFIXES

    if syntax_suffix(path) in SUFFIXES:
        raise UsageError(f"'{path}' holds statements, not a query; ask it with --data {path}")
    if path.is_fifo() and not str(path).startswith("/dev/"):
        raise UsageError(f"'{path}' is a pipe, not a file; send the query to: kg query -")
    try:
        with path.open("rb") as file:
            return _sound(file.read(_LONGEST + 1), f"'{path}'")
    except OSError as error:
        raise UsageError(
            f"'{path}' cannot be read: {error.strerror}; name a query file, or a saved question"
        ) from None


def _sound(content: bytes, name: str) -> str:
    """Return the text of a query; raises UsageError where it is no text, or longer than any query."""
    if len(content) > _LONGEST:
        raise UsageError(f"{name} is larger than {_LONGEST // 2**20} MB, which no query is; name a query")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text; save the query as UTF-8") from None
