"""`kg query`, `kg questions` and `kg replay`: ask, see what can be asked, and ask again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.choice import chosen, chosen_store, data_options
from kg.cli.completion import complete_question
from kg.cli.output import colourless, common_options, deliver, note, write_all
from kg.cli.values import Amount, Place
from kg.errors import KgError, UsageError
from kg.limits import bounded

if TYPE_CHECKING:
    from kg.answers import Outcome
    from kg.questions import Question
    from kg.store import Store

#: How long the reason for an empty answer is looked for, in seconds.
_REASON = 5.0
_SECONDS = Amount("seconds", "--timeout 30")
#: No query is longer; a file that is, is none.
_LONGEST = 2**20


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument(
    "words",
    metavar="[NAME | FILE.rq | -] [--PARAMETER VALUE]...",
    nargs=-1,
    type=click.UNPROCESSED,
    shell_complete=complete_question,
)
@click.option("-q", "--text", metavar="SPARQL", help="The query itself.")
@click.option(
    "--format", "form", metavar="FORMAT", help="table, csv, tsv, json, xlsx, markdown, ttl, nt or jsonld."
)
@click.option("--out", type=Place(), help="Write to this file, with how to cite it.")
@click.option("--iris", is_flag=True, help="Show addresses instead of labels.")
@click.option("--evidence", is_flag=True, help="Add the sources and places that each row rests on.")
@click.option("--timeout", type=_SECONDS, default=30.0, show_default=True, metavar="SECONDS", help="Give up then.")
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

    \b
    Example: kg query partners-of --agency ILO
    """
    from kg.answers import Answer, format_of, render
    from kg.answers.citation import Record
    from kg.answers.written import find, write

    form = format_of(form, out)
    asked, given = _given(words)
    question, base = _asked(asked, text)
    choice = chosen(ctx)
    choice.allow_network = allow_network
    record = Record(
        query=question.text,
        question="" if base or text is not None or asked == "-" else question.name,
        parameters=given,
        format=form,
        iris=iris,
        evidence=evidence,
        allow_unknown=allow_unknown,
        data=tuple(map(str, choice.data)),
        with_shipped=choice.with_shipped,
        store=choice.store,
    )
    store = chosen_store(ctx)
    screen = out is None and form == "table" and bool(sys.stdout and sys.stdout.isatty())

    def work() -> tuple[Outcome, object]:
        outcome = find(store, record, base)
        if screen and isinstance(outcome, Answer):
            return outcome, outcome.to_rich(iris, shutil.get_terminal_size().columns)
        return outcome, write(store, record, outcome) if out else render(outcome, form, iris)

    outcome, result = bounded(work, timeout, choice.memory, lambda: _unconnected(question.text))
    if out:
        write_all(result.files(out))  # type: ignore[attr-defined]
        note(ctx, f"{out}: answer {result.record.identity}")  # type: ignore[attr-defined]
    elif isinstance(result, str):
        deliver(result, None)
    else:
        from rich.console import Console

        Console(no_color=colourless(ctx)).print(result)
    if isinstance(outcome, bool) or not (outcome.hollow if isinstance(outcome, Answer) else not outcome.triples):
        return
    note(ctx, f"no rows: {_reason(store, question, given, base)}")


@click.command()
@click.argument("name", required=False, shell_complete=complete_question)
@common_options
def questions(name: str | None) -> None:
    """List the saved questions with their parameters, or show one in full.

    \b
    Example: kg questions partners-of
    """
    from kg.questions import all_questions, question

    if name is not None:
        deliver(question(name).text, None)
        return
    saved = all_questions()
    width = max(len(each.name) for each in saved)
    lines = []
    for each in saved:
        options = "".join(f" --{p.name} {p.example}" for p in each.parameters)
        lines.append(f"{each.name:<{width}}  {each.summary}{' [' + options.strip() + ']' if options else ''}\n")
    deliver("".join(lines), None)


@click.command()
@click.argument("answer")
@click.option("--out", type=Place(), help="Write the answer of today to this file.")
@click.option("--timeout", type=_SECONDS, default=30.0, show_default=True, metavar="SECONDS", help="Give up then.")
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
    from kg.answers.written import compare, find, write

    then = find_record(answer)
    choice = chosen(ctx)
    if not choice.data and not choice.store:
        choice.data, choice.store = tuple(map(Path, then.data)), then.store
        choice.with_shipped = choice.with_shipped or then.with_shipped
    store = chosen_store(ctx)
    now = bounded(lambda: write(store, then, find(store, then)), timeout, choice.memory)
    if out:
        write_all(now.files(out))
    changed = compare(then, now)
    click.echo(f"{then.title}: " + ("the same answer, byte by byte" if not changed else "another answer"))
    for line in changed:
        click.echo(f"  {line}")
    if changed:
        sys.exit(1)


def _unconnected(text: str) -> str:
    from kg.answers.absence import unconnected

    return unconnected(text)


def _reason(store: Store, question: Question, given: dict[str, str], base: str) -> str:
    """Return why nothing was found, as far as that is found out soon."""
    from kg.answers import bind
    from kg.answers.absence import why_empty

    unsure = "the query is sound, and nothing is left of what it asks for"
    try:
        bindings = bind(store, question.parameters, given)
        return bounded(lambda: why_empty(store, question.text, bindings, base), _REASON) or unsure
    except KgError:
        return unsure


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
    from kg.store.loading import SUFFIXES

    if path.suffix[1:].lower() in SUFFIXES:
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


def _given(words: tuple[str, ...]) -> tuple[str | None, dict[str, str]]:
    """Return the question that is named and what is given as `--name value` or `--name=value`."""
    asked: str | None = None
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        name = option.removeprefix("--")
        if name == option and option.startswith("-") and len(option) > 1:
            raise UsageError(f"there is no option '{option}'; a parameter has two hyphens: -{option}")
        if name == option:
            word = f"{option}{equals}{value}"
            if asked is not None:
                raise UsageError(f"'{word}' is one word too many; put a value of several words in quotation marks")
            asked = word
            continue
        if not equals and not rest:
            raise UsageError(f"'{option}' needs a value; write {option} VALUE")
        if name in given:
            raise UsageError(f"'{option}' is given twice; ask once for each value")
        given[name] = value if equals else rest.pop(0)
    return asked, given
