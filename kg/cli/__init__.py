"""The command line: each command parses, calls the library and prints; nothing else is decided here."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from kg._version import __version__
from kg.cli.output import common_options
from kg.errors import KgError, did_you_mean

#: Where each command is made; its module is imported only when the command is named.
COMMANDS = {
    "check": "kg.cli.curation",
    "conflicts": "kg.cli.curation",
    "coverage": "kg.cli.curation",
    "network": "kg.cli.network",
    "query": "kg.cli.questions",
    "questions": "kg.cli.questions",
}

#: Shown by `kg` alone: importing every command for its summary would cost more than a question does.
SUMMARIES = {
    "check": "Check curated Turtle and name every fault's place.",
    "conflicts": "Show where sources disagree, side by side.",
    "coverage": "Show what the sources say that is not in the graph.",
    "network": "Write a network: one offline page, or GraphML.",
    "query": "Ask a saved question, or any in SPARQL.",
    "questions": "List the saved questions, or show one in full.",
}


class _Commands(click.Group):
    """The commands by name, imported late; a misspelt one is answered with the nearest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[name]), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no command '{args[0]}'.{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(SUMMARIES.items()))


@click.group(cls=_Commands, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
@common_options
def cli() -> None:
    """Ask, check and draw the knowledge graph of who works with whom on international migration.

    Every statement opens down to the passage it rests on.

    \b
    Example: kg query partners-of --agency ILO
    """


def main() -> None:
    """Run the command line; a mistake becomes one line on stderr and an exit code, never a traceback."""
    if "--debug" in sys.argv:
        sys.exit(cli.main(prog_name="kg", standalone_mode=False))
    try:
        sys.exit(cli.main(prog_name="kg", standalone_mode=False))
    except KgError as error:
        _fail(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        message = error.format_message()
        _fail(f"{message[:1].lower()}{message[1:].rstrip('.')}; 'kg --help' shows what there is", error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except BrokenPipeError:
        # Whoever read the output has closed it and wants no more; nothing may be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        _fail(f"the output cannot be written: {error.strerror}", 1)


def _fail(message: str, code: int) -> None:
    click.echo(f"kg: {message}", err=True)
    sys.exit(code)
