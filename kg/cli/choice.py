"""Choosing the data: the options that name files, a folder or an endpoint, in the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.progress import watched
from kg.cli.values import Amount, Place
from kg.errors import UsageError
from kg.limits import bounded

if TYPE_CHECKING:
    from kg.store import LocalStore, Store

Command = TypeVar("Command", bound=Callable[..., Any])

_KEPT = "kg.choice"
#: Where a session keeps the store that it has opened, for the commands that it calls.
OPEN = "kg.open"
#: The greatest size of the process while it loads and asks, in GB, unless the user allows another.
MOST_MEMORY = 4.0


class Choice:
    """Which statements a command is about, as the user named them, and how much memory they may take."""

    def __init__(self) -> None:
        """Choose the shipped graph, until an option says otherwise."""
        self.data: tuple[Path, ...] = ()
        self.with_shipped = False
        self.store = ""
        self.max_memory = MOST_MEMORY
        self.allow_network = False

    @property
    def memory(self) -> int:
        """Return the limit of memory in bytes."""
        return int(min(self.max_memory, 2.0**20) * 2**30)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    setattr(ctx.meta.setdefault(_KEPT, Choice()), str(param.name), value)


def memory_option(command: Command) -> Command:
    """Add --max-memory alone, for a command that names its data otherwise."""
    return click.option(
        "--max-memory",
        type=Amount("GB", "--max-memory 4"),
        default=MOST_MEMORY,
        metavar="GB",
        show_default=True,
        expose_value=False,
        callback=_keep,
        help="Give up beyond this much memory.",
    )(command)


def data_options(command: Command) -> Command:
    """Add --data, --with-shipped, --store and --max-memory, and keep them for `chosen`."""
    command = memory_option(command)
    command = click.option(
        "--store",
        default="",
        envvar="KG_STORE",
        metavar="DIR|URL",
        expose_value=False,
        callback=_keep,
        help="Ask a store that kg build made, or a SPARQL endpoint.",
    )(command)
    command = click.option(
        "--with-shipped",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Keep the shipped graph beside the files given with --data.",
    )(command)
    return click.option(
        "--data",
        multiple=True,
        envvar="KG_DATA",
        type=Place(),
        expose_value=False,
        callback=_keep,
        help="Ask this RDF file (plain, .gz or .bz2) or folder instead of the shipped graph; repeatable.",
    )(command)


def chosen(ctx: click.Context, both: bool = False) -> Choice:
    """Return what the user chose; an option goes before what the environment says.

    `both` is for a command that reads files and writes a store, so that neither takes the other's place.
    """
    choice: Choice = ctx.meta.setdefault(_KEPT, Choice())
    if both:
        return choice
    typed = click.core.ParameterSource.COMMANDLINE
    if choice.store and choice.data and ctx.get_parameter_source("store") != ctx.get_parameter_source("data"):
        if ctx.get_parameter_source("store") == typed:
            choice.data = ()
        else:
            choice.store = ""
    return choice


def chosen_store(ctx: click.Context, once: bool = False) -> Store:
    """Return the store that the user chose, loaded within its limit of memory; for one question, `once`."""
    from kg.store import open_store

    if OPEN in ctx.meta:
        opened: Store = ctx.meta[OPEN]
        return opened
    choice = chosen(ctx)
    with watched(ctx, () if choice.store else choice.data) as reading:
        return bounded(
            lambda: open_store(
                choice.store, choice.data, choice.with_shipped, choice.allow_network, reading, once=once
            ),
            memory=choice.memory,
        )


def chosen_files(ctx: click.Context) -> LocalStore:
    """Return a store of the files that the user chose, for commands that read files and nothing else."""
    from kg.store import load_store

    choice = chosen(ctx, both=True)
    if choice.store and ctx.get_parameter_source("store") == click.core.ParameterSource.COMMANDLINE:
        from kg.store.http import nameless

        raise UsageError(f"this command reads files, not the store '{nameless(choice.store)}'; leave --store out")
    with watched(ctx, choice.data) as opened:
        return bounded(lambda: load_store(choice.data, choice.with_shipped, opened=opened), memory=choice.memory)
