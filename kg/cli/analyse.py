"""`kg analyse`: who stands where in a network, what chance would give, and a report that can be cited."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.chance import chance_options, chosen_chance
from kg.cli.choice import chosen, data_options
from kg.cli.output import common_options, deliver, note, terminal_width, write_all
from kg.cli.selection import chosen_table, selection_options
from kg.cli.values import Place
from kg.limits import bounded


@click.command()
@click.argument("kind", default="partnership")
@click.option("--weight", default="newman", show_default=True, metavar="FORMULA", help="As kg network has them.")
@click.option(
    "--min-shared", type=click.IntRange(min=1), default=2, show_default=True, help="Fewest shared activities."
)
@click.option("--signed", is_flag=True, help="Test for fewer shared activities too.")
@click.option(
    "--draws", type=click.IntRange(min=1), default=1000, show_default=True, help="Of the bootstrap of positions."
)
@click.option("--report", type=Place(), metavar="FILE", help="Write the report: .md, .html or .json.")
@chance_options("sdsm")
@selection_options
@data_options
@common_options
@click.pass_context
def analyse(
    ctx: click.Context, kind: str, weight: str, min_shared: int, signed: bool, draws: int, report: Path | None
) -> None:
    """Analyse a network: what it is made of, chance, position with intervals, communities, time, suggestions.

    KIND is as for kg network. Without --report the summary is printed. The account paragraph says everything
    that a reader needs to repeat it; small data get the verdict "not enough data".

    \b
    Example: kg analyse partnership --from 2002
    """
    from kg.networks.choices import Choices
    from kg.report import report_of
    from kg.report.report import checked_suffix
    from kg.report.writing import NO_FIGURES

    if report is not None:
        checked_suffix(report)
    choices = Choices(weight=weight, min_shared=min_shared, signed=signed, draws=draws, **chosen_chance(ctx))
    source, table = chosen_table(ctx, kind)
    found = bounded(lambda: report_of(source, table, choices), memory=chosen(ctx).memory)
    if report is None:
        deliver(found.to_text(terminal_width() if sys.stdout.isatty() else None), None)
        return
    files = found.files(report)
    if report.suffix.lower() != ".json" and not found.figures:
        note(ctx, NO_FIGURES)
    write_all(files)
    note(ctx, f"{report}: {len(found.analysis.agents)} agents, {found.analysis.make_up.ties} ties")
