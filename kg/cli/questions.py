"""`kg query` and `kg questions`: ask, and see what can be asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import data_options, deliver, note
from kg.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from kg.questions import Parameter
    from kg.store import Store, Term


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("asked", metavar="[NAME | FILE.rq | -]", required=False)
@click.option("-q", "--text", metavar="SPARQL", help="The query itself.")
@click.option("--format", "form", default="table", metavar="FORMAT", help="table (default), csv, json or ttl.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of the terminal.")
@click.option("--iris", is_flag=True, help="Show addresses instead of labels.")
@data_options
@click.pass_context
def query(
    ctx: click.Context,
    asked: str | None,
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
    from kg.answers import FORMATS, Answer, ask, render
    from kg.store import load_store

    if form not in FORMATS:
        raise UsageError(f"no format '{form}'.{did_you_mean(form, FORMATS)} Formats: {', '.join(FORMATS)}.")
    sparql, parameters = _asked(asked, text)
    given = _given(ctx.args, parameters)
    store = load_store(data, with_shipped)
    answer = ask(store, sparql, _bindings(store, parameters, given))
    if isinstance(answer, Answer) and form == "table" and out is None and sys.stdout.isatty():
        from rich.console import Console

        Console(no_color=not ctx.obj["color"]).print(answer.to_rich(iris))
    else:
        deliver(render(answer, form, iris), out)
    if isinstance(answer, Answer) and not answer.rows:
        note(ctx, "no rows: every pattern was understood, but nothing in the graph fits all of them")


@click.command()
@click.argument("name", required=False)
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
    from kg.questions import question, read_question

    if (asked is None) == (text is None):
        raise UsageError("name one question, file or - for standard input, or give -q 'SELECT ...'")
    if text is not None:
        return text, ()
    if asked == "-":
        return sys.stdin.read(), ()
    path = Path(str(asked))
    if path.suffix == ".rq" or path.is_file():
        return _file(path)
    found = question(str(asked))
    return found.text, found.parameters


def _file(path: Path) -> tuple[str, tuple[Parameter, ...]]:
    """Return a query file's text and parameters; a header is optional in one's own files."""
    from kg.questions import read_question

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"'{path}' cannot be read: {reason}") from None
    return text, read_question(path).parameters if "#+ summary:" in text else ()


def _given(words: list[str], parameters: tuple[Parameter, ...]) -> dict[str, str]:
    """Return the values given for a question's parameters; each must be declared, and given once."""
    names = [parameter.name for parameter in parameters]
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        name = option.removeprefix("--")
        if not option.startswith("--") or name not in names:
            takes = f"it takes --{', --'.join(names)}" if names else "it takes no parameters"
            raise UsageError(f"'{option}' is not an option of this question; {takes}")
        if not equals and not rest:
            raise UsageError(f"--{name} needs a value")
        given[name] = value if equals else rest.pop(0)
    missing = [p for p in parameters if p.name not in given]
    if missing:
        raise UsageError(f"this question needs --{missing[0].name}; for example --{missing[0].name} {missing[0].example}")
    return given


def _bindings(store: Store, parameters: tuple[Parameter, ...], given: dict[str, str]) -> dict[str, Term]:
    """Return the terms that the given values stand for."""
    from kg.things import resolve

    return {p.name: resolve(store, p.name, p.type, given[p.name]) for p in parameters}
