"""`kg query` and `kg questions`: ask, and see what can be asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import common_options, data_options, deliver, note
from kg.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from kg.questions import Parameter


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="[NAME | FILE.rq | -] [--PARAMETER VALUE]...", nargs=-1, type=click.UNPROCESSED)
@click.option("-q", "--text", metavar="SPARQL", help="The query itself.")
@click.option("--format", "form", default="table", metavar="FORMAT", help="table (default), csv, json or ttl.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of the terminal.")
@click.option("--iris", is_flag=True, help="Show addresses instead of labels.")
@data_options
@common_options
@click.pass_context
def query(
    ctx: click.Context,
    words: tuple[str, ...],
    text: str | None,
    form: str,
    out: Path | None,
    iris: bool,
    data: tuple[Path, ...],
    with_shipped: bool,
) -> None:
    """Ask a question in SPARQL: a saved one by name, a file, standard input (-), or text (-q).

    A saved question's parameters are options: --agency takes an acronym, a name or an address.
    The prefixes of this graph (kg:, role:, agency:, skos:, ...) need not be declared.

    \b
    Example: kg query partners-of --agency ILO
    """
    from kg.answers import FORMATS, Answer, ask, bind, render
    from kg.store import load_store

    if form not in FORMATS:
        raise UsageError(f"no format '{form}'.{did_you_mean(form, FORMATS)} Formats: {', '.join(FORMATS)}.")
    asked, given = _given(words)
    sparql, parameters = _asked(asked, text)
    store = load_store(data, with_shipped)
    answer = ask(store, sparql, bind(store, parameters, given))
    if isinstance(answer, Answer) and form == "table" and out is None and sys.stdout and sys.stdout.isatty():
        from rich.console import Console

        Console(no_color=bool(ctx.find_root().ensure_object(dict).get("no_color"))).print(answer.to_rich(iris))
    else:
        deliver(render(answer, form, iris), out)
    if isinstance(answer, Answer) and not answer.rows:
        note(ctx, "no rows: every pattern was understood, but nothing in the graph fits all of them")


@click.command()
@click.argument("name", required=False)
@common_options
def questions(name: str | None) -> None:
    """List the saved questions with their parameters, or show one in full.

    \b
    Example: kg questions partners-of
    """
    from kg.questions import all_questions, question

    if name:
        click.echo(question(name).text, nl=False)
        return
    saved = all_questions()
    width = max(len(each.name) for each in saved)
    for each in saved:
        options = "".join(f" --{p.name} {p.example}" for p in each.parameters)
        click.echo(f"{each.name:<{width}}  {each.summary}{' [' + options.strip() + ']' if options else ''}")


def _asked(asked: str | None, text: str | None) -> tuple[str, tuple[Parameter, ...]]:
    """Return the SPARQL that is meant and the parameters it declares."""
    from kg.questions import question

    if (asked is None) == (text is None):
        raise UsageError("name one question, file or - for standard input, or give -q 'SELECT ...'")
    if text is not None:
        return text, ()
    if asked == "-":
        return sys.stdin.read() if sys.stdin else "", ()
    path = Path(str(asked))
    if path.suffix == ".rq" or path.is_file():
        return _file(path)
    found = question(str(asked))
    return found.text, found.parameters


def _file(path: Path) -> tuple[str, tuple[Parameter, ...]]:
    """Return a query file's text and parameters; a header is optional in one's own files."""
    from kg.questions import read_question

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"'{path}' cannot be read: {reason}; name a query file, or a saved question") from None
    return text, read_question(path).parameters if "#+ summary:" in text else ()


def _given(words: tuple[str, ...]) -> tuple[str | None, dict[str, str]]:
    """Return the question that is named and what is given as `--name value` or `--name=value`."""
    asked: str | None = None
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        name = option.removeprefix("--")
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
