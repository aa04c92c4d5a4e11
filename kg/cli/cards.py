"""`kg show` and `kg explain`: what is known of one thing, and what two agents do together."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.choice import chosen, chosen_store, data_options
from kg.cli.completion import complete_thing
from kg.cli.output import common_options, deliver, known_format, terminal_width
from kg.limits import bounded

if TYPE_CHECKING:
    from kg.cards.card import Card
    from kg.cards.outline import Outline
    from kg.cards.ties import Explanation

_FORM = click.option("--format", "form", default="text", metavar="FORMAT", help="text (default), markdown or json.")
_OUT = click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of the terminal.")
#: How long a card may take, in seconds.
_SECONDS = 30.0


@click.command()
@click.argument("thing", shell_complete=complete_thing)
@click.option("--evidence", is_flag=True, help="Show the first and last words of every passage.")
@_FORM
@_OUT
@data_options
@common_options
@click.pass_context
def show(ctx: click.Context, thing: str, evidence: bool, form: str, out: Path | None) -> None:
    """Show what is known of THING: an agency, meeting, topic, country, person, programme, publication or role.

    It is named by acronym, label, alias or address.

    \b
    Example: kg show UNFPA
    """
    from kg.cards.card import card

    known_format(form, "text", "markdown", "json")
    store = chosen_store(ctx, once=True)
    found = bounded(lambda: card(store, thing), _SECONDS, chosen(ctx).memory)
    _tell(found, found.outline(evidence), form, out)


@click.command()
@click.argument("one", shell_complete=complete_thing)
@click.argument("other", shell_complete=complete_thing)
@click.option("--sources", type=click.Path(path_type=Path), help="The folder of source texts, to look into them.")
@_FORM
@_OUT
@data_options
@common_options
@click.pass_context
def explain(ctx: click.Context, one: str, other: str, sources: Path | None, form: str, out: Path | None) -> None:
    """Show why two agencies are tied, activity by activity with every passage, or why they are not.

    No tie is one of these: recorded together otherwise, named together in a passage and not curated, rejected
    with a reason, never named together, or in a source that was not read.

    \b
    Example: kg explain IOM UNFPA
    """
    from kg.cards.ties import explain as explained

    known_format(form, "text", "markdown", "json")
    store = chosen_store(ctx, once=True)
    found = bounded(lambda: explained(store, one, other, sources), _SECONDS, chosen(ctx).memory)
    _tell(found, found.outline(), form, out)


def _tell(found: Card | Explanation, outline: Outline, form: str, out: Path | None) -> None:
    """Print or write a card or an explanation in one of its formats."""
    from kg.cards.outline import to_markdown, to_text

    if form == "json":
        text = json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n"
    elif form == "markdown":
        text = to_markdown(outline)
    else:
        screen = out is None and bool(sys.stdout and sys.stdout.isatty())
        text = to_text(outline, terminal_width() if screen else None)
    deliver(text, out)
