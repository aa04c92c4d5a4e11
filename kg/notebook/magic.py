"""The %%sparql magic: a cell of SPARQL, or the name of a saved question, answered as on the command line."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from IPython.core.magic import Magics, line_cell_magic, magics_class

from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from kg.answers import Outcome

_SHOWN = ("table", "pandas", "polars", "csv", "tsv", "json", "markdown", "ttl")


class _Words(argparse.ArgumentParser):
    """The words after %%sparql; a mistake in them is a sentence, not the end of the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"%%sparql: {message}; for example %%sparql --format pandas --into rows")


def _parser() -> _Words:
    words = _Words(prog="%%sparql", add_help=False, allow_abbrev=False)
    words.add_argument("question", nargs="?", default="")
    words.add_argument("--format", default="table", choices=_SHOWN)
    words.add_argument("--into", default="")
    words.add_argument("--store", default="")
    words.add_argument("--data", action="append", default=[])
    words.add_argument("--with-shipped", action="store_true")
    words.add_argument("--timeout", type=float, default=60.0)
    words.add_argument("--max-memory", type=float, default=4.0)
    return words


@magics_class
class SparqlMagics(Magics):  # type: ignore[misc]
    """`%%sparql` over a query, `%sparql NAME --parameter value` for a saved question."""

    @line_cell_magic  # type: ignore[untyped-decorator]
    def sparql(self, line: str, cell: str | None = None) -> Any:
        """Ask a query or a saved question; show the answer, or put it `--into` a variable.

        Names in braces are filled in from the notebook: `--agency {who}`. The term check, the time limit (60 s)
        and the memory limit (4 GB) are those of the command line.
        """
        try:
            shown, into = self._asked(line, cell)
        except KgError as mistake:
            click.echo(f"kg: {mistake}", err=True)
            return None
        if into:
            self.shell.user_ns[into] = shown
            return None
        return shown

    def _asked(self, line: str, cell: str | None) -> tuple[Any, str]:
        from kg.answers import ask_question
        from kg.limits import bounded
        from kg.store import open_store

        given, others = _parser().parse_known_args(shlex.split(self.shell.var_expand(line)))
        if given.into and not given.into.isidentifier():
            raise UsageError(f"--into '{given.into}' is not the name of a variable")
        asked = cell if cell and cell.strip() else given.question
        if not asked:
            raise UsageError("%sparql needs the name of a saved question, %%sparql a query below it")
        if given.question and asked != given.question:
            raise UsageError(f"%%sparql has a query below it and '{given.question}' beside it; leave one out")
        store = bounded(
            lambda: open_store(given.store, [Path(path) for path in given.data], given.with_shipped),
            memory=int(given.max_memory * 2**30),
        )
        outcome = bounded(
            lambda: ask_question(store, asked, _parameters(others)),
            seconds=given.timeout,
            memory=int(given.max_memory * 2**30),
        )
        return _as(outcome, given.format), given.into


def _parameters(words: list[str]) -> dict[str, str]:
    """Return the parameters of a question, written --name value."""
    names, values = words[::2], words[1::2]
    for name in names:
        if not name.startswith("--"):
            raise UsageError(f"%%sparql: '{name}' is not a parameter; write --name value")
    if len(names) != len(values):
        raise UsageError(f"%%sparql: '{names[-1]}' has no value; write {names[-1]} value")
    return {name[2:]: value for name, value in zip(names, values, strict=True)}


def _as(outcome: Outcome, form: str) -> Any:
    """Return an outcome as it was asked for: a table that shows itself, a data frame, or text."""
    from kg.answers import render
    from kg.answers.formats import as_rows

    if form == "pandas":
        return as_rows(outcome).to_pandas()
    if form == "polars":
        return as_rows(outcome).to_polars()
    if form == "table":
        return outcome if isinstance(outcome, bool) else as_rows(outcome)
    return _Text(render(outcome, form))


class _Text(str):
    """A text that a notebook prints as it is, not quoted."""

    __slots__ = ()

    def __repr__(self) -> str:
        return self.rstrip("\n")


def completions(shell: InteractiveShell, line: str) -> list[str]:
    """Return the names that may stand after %sparql: saved questions, or the parameters of the one named."""
    from kg.questions import all_questions

    known = {each.name: each for each in all_questions()}
    words = line.split()
    if len(words) > 2 and words[1] in known:
        return [f"--{parameter.name}" for parameter in known[words[1]].parameters]
    return [*sorted(known), *(option for option in _parser()._option_string_actions)]


def register(shell: InteractiveShell) -> None:
    """Add the magic and its completion to a shell of IPython."""
    shell.register_magics(SparqlMagics)
    shell.set_hook("complete_command", lambda own, event: completions(shell, event.line), re_key=r"%{1,2}sparql")
