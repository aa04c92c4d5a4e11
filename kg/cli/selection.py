"""The options that select a network, in the same words for `kg network` and `kg analyse`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.choice import chosen, chosen_store
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.networks.participations import ParticipationTable
    from kg.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])

_KEPT = "kg.selection"
_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--roles",), {"metavar": "ROLE,...", "help": "Roles or groups of roles, instead of those of the kind."}),
    (("--lead",), {"metavar": "ROLE,...", "help": "Who leads, for directed weights; else the organizing roles."}),
    (
        ("--of",),
        {
            "metavar": "SORT,...",
            "default": "agencies,countries",
            "show_default": True,
            "help": "agencies, countries, people.",
        },
    ),
    (("--from", "first_year"), {"type": click.IntRange(1, 9999), "metavar": "YEAR", "help": "From this year on."}),
    (("--to", "last_year"), {"type": click.IntRange(1, 9999), "metavar": "YEAR", "help": "Up to this year."}),
    (("--topic",), {"metavar": "TOPIC", "help": "Activities about this topic or a narrower one."}),
    (("--country",), {"metavar": "COUNTRY", "help": "Activities that took place there or are about it."}),
    (("--status", "statuses"), {"metavar": "STATUS,...", "help": "Activities of these statuses, such as held."}),
    (
        ("--reliability",),
        {
            "metavar": "LEVEL",
            "default": "weak",
            "show_default": True,
            "help": "Statements with a source that is primary, at least secondary, or weak.",
        },
    ),
    (("--include-planned",), {"is_flag": True, "help": "Count what is planned, tentative or proposed too."}),
    (
        ("--table", "table"),
        {
            "type": click.Path(path_type=Path),
            "metavar": "FILE",
            "help": "A .csv, .xlsx or .parquet of agent, activity, role, date, source, weight; not the graph.",
        },
    ),
)


def selection_options(command: Command) -> Command:
    """Add the options that select participations, and keep them for `chosen_table`."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        ctx.meta.setdefault(_KEPT, {})[param.name] = value

    for names, settings in reversed(_OPTIONS):
        command = click.option(*names, expose_value=False, callback=keep, **settings)(command)
    return command


def chosen_table(ctx: click.Context, kind: str) -> tuple[Store | Path, ParticipationTable]:
    """Return the store or the table that the user names, and the participations selected from it."""
    from kg.networks.asking import participations
    from kg.networks.selection import Selection

    given = ctx.meta[_KEPT]
    choice = chosen(ctx)
    if given["table"] is not None and (choice.data or choice.store):
        raise UsageError(f"--table '{given['table']}' is asked instead of a graph; leave out --data and --store")
    selection = Selection(
        kind=kind,
        roles=listed(given["roles"]) if given["roles"] is not None else None,
        of=listed(given["of"]),
        include_planned=given["include_planned"],
        first_year=given["first_year"],
        last_year=given["last_year"],
        topic=given["topic"] or "",
        country=given["country"] or "",
        statuses=listed(given["statuses"] or ""),
        reliability=given["reliability"],
        lead=listed(given["lead"]) if given["lead"] is not None else Selection().lead,
    )
    source = chosen_store(ctx) if given["table"] is None else given["table"]
    return source, participations(source, selection)


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a comma-separated option."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
