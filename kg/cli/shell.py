"""`kg shell`: one question after the other, at a prompt or from a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kg.cli.asking import MOST_SECONDS, SECONDS
from kg.cli.choice import chosen, chosen_store, data_options
from kg.cli.output import colourless, common_options, quiet
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.cli.session import Session


@click.command()
@click.option("--timeout", type=SECONDS, default=MOST_SECONDS, show_default=True, metavar="SECONDS",
              help="Give an answer up then.")  # fmt: skip
@click.option("--allow-unknown", is_flag=True, help="Ask even where a name is not in the graph.")
@click.option("--allow-network", is_flag=True, help="Let SERVICE in a query reach other addresses.")
@data_options
@common_options
@click.pass_context
def shell(ctx: click.Context, timeout: float, allow_unknown: bool, allow_network: bool) -> None:
    """Ask one question after the other: queries in SPARQL, saved questions by name, commands with a dot.

    Tab completes; what was typed is there again the next time, in the file that KG_HISTORY names if it is set.
    From a pipe or a file, questions are answered one by one, a blank line between two queries; exit code 1
    means that at least one could not be.

    \b
    Example: kg shell --timeout 60
    """
    from kg.cli.session import Session

    chosen(ctx).allow_network = allow_network
    session = Session(ctx, chosen_store(ctx), timeout, allow_unknown)
    if sys.stdin and sys.stdin.isatty():
        _converse(ctx, session)
    elif not _run_script(session):
        sys.exit(1)


def _converse(ctx: click.Context, session: Session) -> None:
    """Read statements at a prompt until the user leaves."""
    from kg.cli.prompt import prompt_for
    from kg.cli.reading import Statement
    from kg.cli.session import LeaveError

    prompt = prompt_for(session.store, colour=not colourless(ctx))
    if not quiet(ctx):
        click.echo("Convene: '.help' says what can be asked, Tab completes, Ctrl-D leaves.", err=True)
    while True:
        try:
            session.run(Statement(prompt(), 1))
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        except LeaveError as end:
            sys.exit(end.code)


def _run_script(session: Session) -> bool:
    """Answer what standard input asks; tell whether all of it could be."""
    from kg.cli.reading import statements
    from kg.cli.session import LeaveError

    try:
        script = sys.stdin.buffer.read().decode("utf-8-sig") if sys.stdin else ""
    except UnicodeDecodeError:
        raise UsageError("standard input is not UTF-8 text; send the questions as UTF-8") from None
    answered = True
    for statement in statements(script):
        try:
            answered &= session.run(statement, f"line {statement.line}: ")
        except LeaveError as end:
            return answered and not end.code
    return answered
