"""A session: one store, asked one statement after the other, each answered or refused in one line."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import click

from kg.cli.asking import put, remark, shown, within
from kg.cli.choice import OPEN, chosen
from kg.cli.output import note
from kg.cli.reading import Statement, is_query, words
from kg.errors import KgError, UsageError, did_you_mean, unknown
from kg.limits import LimitError, TimeLimitError, bounded, size
from kg.sparql import Query

if TYPE_CHECKING:
    from rich.table import Table

    from kg.answers import Outcome
    from kg.questions import Question
    from kg.store import Store

#: What can be typed beside questions: the command, what follows it, and what it does.
COMMANDS = {
    ".evidence": ("on|off", "Add the sources and places that each row rests on."),
    ".explain": ("A B", "Show why two agencies are tied, or why not."),
    ".format": ("NAME", "table, csv, tsv, json, markdown, ttl, nt or jsonld."),
    ".help": ("", "Show this."),
    ".questions": ("[NAME]", "List the saved questions, or show one in full."),
    ".quit": ("", "Leave; so does Ctrl-D."),
    ".schema": ("[TERM]", "List classes and properties, or show one in full."),
    ".show": ("THING", "Show what is known of one thing."),
    ".timeout": ("SECONDS", "Give an answer up after so long."),
}
_HELP = """\
Type a query in SPARQL, or a saved question with its options:
  partners-of --agency ILO
Enter sends a query off once its braces are closed; an empty line, or Esc and
Enter, send it as it stands. Tab completes questions, options, names, prefixes,
terms and keywords. Ctrl-C stops an answer or gives up the line.
"""
#: Options that would speak of other data than the session's.
_OTHER_DATA = ("--data", "--store", "--with-shipped", "--max-memory")
#: What a line of `kg query` advises, and what does the same here.
_HERE = {
    "'kg query terms' lists": "'.schema' lists",
    "'kg questions' ": "'.questions' ",
    "--allow-unknown asks": "kg shell --allow-unknown asks",
    "allow it with --allow-network": "allow it with kg shell --allow-network",
    "allow more with --max-memory": "allow more with kg shell --max-memory",
    "--timeout SECONDS": ".timeout SECONDS",
    "or --format csv": "or .format csv",
}
#: How long work that was given up is waited for, and how often what is left of it is looked at, in seconds.
_LOOK = 0.1


def text_formats() -> list[str]:
    """Return the formats that can be printed: all but the workbook."""
    from kg.answers import FORMATS

    return [form for form in FORMATS if form != "xlsx"]


class LeaveError(Exception):
    """The session ends: the user wants it, or it cannot go on."""

    def __init__(self, code: int = 0) -> None:
        """Keep the exit code, which is 0 where the user wants to leave."""
        super().__init__(code)
        self.code = code


class Session:
    """What the user has set, and the store that all statements of the session are asked of."""

    def __init__(self, ctx: click.Context, store: Store, timeout: float, allow_unknown: bool) -> None:
        """Keep the store, loaded once; commands that the session calls are given it too."""
        self.ctx, self.store, self.timeout, self._allow_unknown = ctx, store, timeout, allow_unknown
        self.form, self.evidence = "table", False
        self.memory = chosen(ctx).memory
        self._left: set[threading.Thread] = set()
        self._at_prompt = bool(sys.stdin and sys.stdin.isatty())
        ctx.meta[OPEN] = store

    def run(self, statement: Statement, where: str = "") -> bool:
        """Answer one statement; tell whether it could be. Raises LeaveError where the session ends with it."""
        before = set(threading.enumerate())
        answered = self._attempt(statement, where)
        self._leave_behind(set(threading.enumerate()) - before)
        return answered

    def _attempt(self, statement: Statement, where: str) -> bool:
        try:
            self._answer(statement)
        except KeyboardInterrupt:
            if not self._at_prompt:
                raise
            click.echo(err=True)  # a terminal shows ^C where the cursor stands
            self._say("stopped", where)
        except KgError as error:
            self._say(str(error), where)
            if isinstance(error, LimitError) and not isinstance(error, TimeLimitError):
                # What was given up would go on taking memory.
                raise LeaveError(error.exit_code) from None
        except click.ClickException as error:
            message = error.format_message().rstrip(".")
            self._say(message[:1].lower() + message[1:], where)
        except SystemExit as end:
            return not end.code
        else:
            return True
        return False

    def _say(self, text: str, where: str) -> None:
        for there, here in _HERE.items():
            text = text.replace(there, here)
        click.echo(f"kg: {where}{text}", err=True)

    def _answer(self, statement: Statement) -> None:
        from kg.questions import parse_question

        text = statement.text.strip()
        if not text:
            return
        if is_query(text):
            # Blank lines before it, so that faults are told by their place in the script.
            padded = "\n" * (statement.line - 1) + statement.text
            self._ask(parse_question("query", padded), {})
        elif text.startswith("."):
            self._command(words(text))
        else:
            self._saved(words(text))

    def _saved(self, given: list[str]) -> None:
        from kg.cli.asking import named_and_given
        from kg.questions import all_questions

        name, parameters = named_and_given(given)
        saved = {each.name: each for each in all_questions()}
        if name is None:
            raise UsageError(f"'{given[0]}' follows the name of a question; write partners-of --agency ILO")
        if name not in saved:
            near = did_you_mean(name, [*saved, *COMMANDS])
            raise UsageError(f"no question named '{name}'.{near} '.questions' lists all {len(saved)}.")
        self._ask(saved[name], parameters)

    def _ask(self, question: Question, given: dict[str, str]) -> None:
        """Ask within the limits that `kg query` has too, print what is found, and say why where nothing is."""
        from kg.answers import answer_question

        evidence = self.evidence and Query(question.text).form == "SELECT"

        def work() -> tuple[Outcome, str | Table]:
            outcome = answer_question(
                self.store, question, given, allow_unknown=self._allow_unknown, evidence=evidence
            )
            return outcome, shown(outcome, self.form)

        outcome, result = within(question, work, self.timeout, self.memory)
        put(self.ctx, result)
        if said := remark(self.store, question, given, outcome):
            note(self.ctx, said)

    def _command(self, given: list[str]) -> None:
        name, *rest = given
        if name not in COMMANDS:
            raise UsageError(f"no command '{name}'.{did_you_mean(name, COMMANDS)} '.help' lists them.")
        takes = COMMANDS[name][0]
        least = 0 if takes.startswith("[") else len(takes.split())
        if not least <= len(rest) <= max(len(takes.split()), least):
            how = f"write {name} {takes}" if takes else f"write {name} and nothing after it"
            raise UsageError(f"'{' '.join(given)}' is not how it is asked; {how}, names of several words quoted")
        if name in (".explain", ".show"):
            self._card(name[1:], rest)
            return
        does: dict[str, Callable[..., None]] = {
            ".evidence": self._set_evidence,
            ".format": self._set_format,
            ".help": self._help,
            ".questions": self._questions,
            ".quit": self._quit,
            ".schema": self._schema,
            ".timeout": self._set_timeout,
        }
        does[name](*rest)

    def _set_evidence(self, asked: str) -> None:
        if asked not in ("on", "off"):
            raise UsageError(f"'{asked}' is neither on nor off; write .evidence on")
        self.evidence = asked == "on"

    def _set_format(self, asked: str) -> None:
        if asked == "xlsx":
            raise UsageError("format 'xlsx' is a workbook, not text; ask with kg query --out FILE.xlsx")
        formats = text_formats()
        if asked not in formats:
            raise unknown("format", asked, formats)
        self.form = asked

    def _set_timeout(self, asked: str) -> None:
        from kg.cli.asking import SECONDS

        try:
            self.timeout = SECONDS.convert(asked, None, None)
        except click.BadParameter:
            raise UsageError(f"'{asked}' is no number of seconds above 0; write .timeout 60") from None

    def _help(self) -> None:
        width = max(len(f"{name} {takes}") for name, (takes, _) in COMMANDS.items())
        lines = [f"  {f'{name} {takes}':<{width}}  {does}\n" for name, (takes, does) in COMMANDS.items()]
        click.echo(f"{_HELP}\n{''.join(lines)}", nl=False)

    def _questions(self, name: str | None = None) -> None:
        from kg.cli.questions import listed

        click.echo(listed(name), nl=False)

    def _quit(self) -> None:
        raise LeaveError

    def _schema(self, term: str | None = None) -> None:
        from kg.answers.schema import schema, schema_of

        form = "table" if self.form in ("ttl", "nt", "jsonld") else self.form

        def work() -> object:
            return shown(schema_of(self.store, term) if term else schema(self.store), form)

        put(self.ctx, bounded(work, self.timeout, self.memory))  # type: ignore[arg-type]

    def _card(self, name: str, given: list[str]) -> None:
        """Call `kg show` or `kg explain` itself, with the store of this session and its time limit."""
        try:
            command: click.Command = getattr(import_module("kg.cli.cards"), name)
        except ModuleNotFoundError as error:
            if error.name != "kg.cli.cards":
                raise
            raise UsageError(f"this version of kg cannot {name}; ask a saved question instead") from None
        other = next((word for word in given if word.partition("=")[0] in _OTHER_DATA), "")
        if other:
            raise UsageError(f"'{other}' would ask other data than this session's; leave the shell and start it so")
        limit = ["--timeout", str(self.timeout)] if any(p.name == "timeout" for p in command.params) else []
        kept = dict(vars(chosen(self.ctx)))
        try:
            with command.make_context(name, [*limit, "--", *given], parent=self.ctx) as inner:
                command.invoke(inner)
        finally:
            vars(chosen(self.ctx)).update(kept)

    def _leave_behind(self, running: set[threading.Thread]) -> None:
        """Say once that what was given up goes on, and watch from then on how much memory it takes."""
        until = time.monotonic() + _LOOK
        for thread in running:
            thread.join(max(0.0, until - time.monotonic()))
        left = {thread for thread in running if thread.is_alive()}
        if not left:
            return
        if not self._left:
            note(self.ctx, "what was given up goes on in the background until you leave; ask on meanwhile")
            threading.Thread(target=self._watch, daemon=True).start()
        self._left |= left

    def _watch(self) -> None:
        """End the process, as the system would, when work that nobody waits for takes too much memory."""
        while size() <= self.memory or not any(thread.is_alive() for thread in self._left):
            time.sleep(_LOOK)
        self._say(f"what was given up takes more than {self.memory / 2**30:g} GB of memory", "")
        os.kill(os.getpid(), signal.SIGTERM)
