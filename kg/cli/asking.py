"""Asking: what `kg query` and `kg shell` share: words read, limits kept, answers shown, emptiness explained."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.output import colourless, deliver, note, terminal_width, write_all
from kg.cli.values import Amount
from kg.errors import KgError, UsageError
from kg.limits import bounded

if TYPE_CHECKING:
    from rich.table import Table

    from kg.answers import Outcome
    from kg.answers.written import Written
    from kg.questions import Question
    from kg.store import Store

Result = TypeVar("Result")

#: How long an answer may take unless the user says otherwise, in seconds, and how that is said.
MOST_SECONDS = 30.0
SECONDS = Amount("seconds", "--timeout 30")
#: How long the reason for an empty answer is looked for, in seconds.
_REASON = 5.0


def within(question: Question, work: Callable[[], Result], timeout: float, memory: int) -> Result:
    """Return what some work on a question gives within its limits; a limit is explained by the question."""

    def hint() -> str:
        from kg.answers.absence import unconnected

        return unconnected(question.text)

    return bounded(work, timeout, memory, hint)


def shown(outcome: Outcome, form: str, iris: bool = False) -> str | Table:
    """Return what of an outcome goes to standard output: on a terminal a table that fits it, else text."""
    from kg.answers import Answer, render

    if form == "table" and isinstance(outcome, Answer) and sys.stdout and sys.stdout.isatty():
        return outcome.to_rich(iris, terminal_width())
    return render(outcome, form, iris)


def put(ctx: click.Context, result: Written | str | Table, out: Path | None = None) -> None:
    """Print what `shown` has made, or write the file of an answer with what accompanies it."""
    if isinstance(result, str):
        deliver(result, None)
        return
    if out is not None:
        from kg.answers.written import Written

        assert isinstance(result, Written)
        write_all(result.files(out))
        note(ctx, f"{out}: answer {result.record.identity}")
        return
    from rich.console import Console

    Console(no_color=colourless(ctx)).print(result)


def remark(store: Store, question: Question, given: dict[str, str], outcome: Outcome, base: str = "") -> str:
    """Return what there is to say beside an answer: what a limit left to chance, or why nothing was found."""
    from kg.answers import Answer

    if isinstance(outcome, bool):
        return ""
    if isinstance(outcome, Answer) and not outcome.hollow:
        return outcome.remark
    if not isinstance(outcome, Answer) and outcome.triples:
        return ""
    return f"no rows: {_why_nothing(store, question, given, base)}"


def _why_nothing(store: Store, question: Question, given: dict[str, str], base: str) -> str:
    """Return why nothing was found, as far as that is found out soon."""
    from kg.answers import bind
    from kg.answers.absence import why_empty

    unsure = "the query is sound, and nothing is left of what it asks for"
    try:
        bindings = bind(store, question.parameters, given)
        return bounded(lambda: why_empty(store, question.text, bindings, base), _REASON) or unsure
    except KgError:
        return unsure


def named_and_given(words: Sequence[str]) -> tuple[str | None, dict[str, str]]:
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
