"""The command line: each command parses, calls the library and prints; nothing else is decided here."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from kg._version import __version__
from kg.cli.output import common_options
from kg.errors import KgError, did_you_mean

#: Where each command is made; its module is imported only when the command is named.
COMMANDS = {
    "analyse": "kg.cli.analyse",
    "build": "kg.cli.stores",
    "check": "kg.cli.curation",
    "conflicts": "kg.cli.curation",
    "coverage": "kg.cli.curation",
    "explain": "kg.cli.cards",
    "network": "kg.cli.network",
    "publish": "kg.cli.stores",
    "query": "kg.cli.questions",
    "questions": "kg.cli.questions",
    "replay": "kg.cli.questions",
    "shell": "kg.cli.shell",
    "show": "kg.cli.cards",
}

#: Shown by `kg` alone: importing every command for its summary would cost more than a question does.
SUMMARIES = {
    "analyse": "Measure a network, and report it.",
    "build": "Make an on-disk store.",
    "check": "Check curated Turtle and name every fault's place.",
    "conflicts": "Show where sources disagree, side by side.",
    "coverage": "Show what the sources say that is not in the graph.",
    "explain": "Show why two agencies are tied, or why not.",
    "network": "Write a network: one offline page, or GraphML.",
    "publish": "Put the graph on a SPARQL service.",
    "query": "Ask a saved question, or any in SPARQL.",
    "questions": "List the saved questions, or show one in full.",
    "replay": "Ask again what a file of answers was asked.",
    "shell": "Ask one question after the other.",
    "show": "Show what is known of one thing.",
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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, without importing any."""
        found = [
            CompletionItem(name, help=said)
            for name, said in sorted(SUMMARIES.items())
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no command '{args[0]}'.{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _StoppedError from None  # of an interrupt itself click would make two lines

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(SUMMARIES.items()))


@click.group(cls=_Commands, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
@partial(common_options, hidden=True)
def cli() -> None:
    """Ask, check and draw who works with whom on international migration.

    \b
    Example: kg query partners-of --agency ILO
    """


def main() -> None:
    """Run the command line; a mistake becomes one line on stderr and an exit code, never a traceback.

    Work that was given up may still run in a thread that nothing can end but the end of the process.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if "_KG_COMPLETE" in os.environ:
        from kg.cli.shells import register

        register()
    try:
        code = cli.main(prog_name="kg", standalone_mode=False)
        _end(code if isinstance(code, int) else 0)
    except SystemExit as end:
        _end(end.code if isinstance(end.code, int) else 0)
    except (_StoppedError, KeyboardInterrupt, click.Abort):
        _fail("stopped", 130)
    except _TerminatedError:
        _fail("ended", 143)
    except BrokenPipeError:
        # Whoever read the output has closed it and wants no more; nothing may be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except Exception as error:
        if "--debug" in sys.argv:
            import traceback

            traceback.print_exc()
        _fail(*_said(error))


def _said(error: Exception) -> tuple[str, int]:
    """Return the line and the exit code of a mistake."""
    if isinstance(error, KgError):
        return str(error), error.exit_code
    if isinstance(error, click.ClickException):
        return _misused(error), error.exit_code
    if isinstance(error, OSError) and error.filename:
        return f"'{error.filename}' cannot be used: {error.strerror}; name another", 2
    if isinstance(error, OSError):
        return f"the output cannot be written: {error.strerror or error}", 1
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; ask for less", 1
    return f"a fault of kg itself ({type(error).__name__}: {error}); please report it with what --debug shows", 1


def _misused(error: click.ClickException) -> str:
    """Return what is wrong with an option or argument, and whose help tells more."""
    said = error.format_message()
    said = re.sub(r"[Gg]ot unexpected extra arguments? \((.+)\)", r"'\1' is one word too many", said)
    said = re.sub(r" \(Did you mean one of: (.+?)\?\)", r" Did you mean one of \1?", said).rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kg"
    mark = "" if said.endswith("?") else ";"
    return f"{said[:1].lower()}{said[1:]}{mark} '{command} --help' shows what there is"


def _one_line(message: str) -> str:
    """Return a message as one line: what is not seen is written out, and a word without end is cut."""
    from kg.things import visible

    seen = visible(message.replace("\t", "\\u0009").replace("\n", "\\u000a"), r"\u{:04x}")
    return re.sub(r"\S{300,}", lambda word: f"{word[0][:120]}[...]{word[0][-40:]}", seen)


class _StoppedError(BaseException):
    """The user pressed Ctrl-C."""


class _TerminatedError(BaseException):
    """The system asked the process to end."""


def _terminate(*_: object) -> None:
    raise _TerminatedError


def _fail(message: str, code: int) -> None:
    with suppress(OSError):
        click.echo(f"kg: {_one_line(message)}", err=True)
    _end(code)


def _end(code: int) -> None:
    """End the process: at once where a thread is left that nobody waits for, else as any program ends."""
    if threading.active_count() > 1:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(code)
    sys.exit(code)
