"""`kg check`: whether curated files may be believed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.output import common_options, note
from kg.errors import UsageError, did_you_mean


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--data",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Check this file of one's own; house form is not asked of it.",
)
@click.option(
    "--sources", type=click.Path(path_type=Path), help="The folder of source texts that passages are looked up in."
)
@click.option("--format", "form", default="text", metavar="FORMAT", help="text (default) or json.")
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@common_options
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    data: tuple[Path, ...],
    sources: Path | None,
    form: str,
    strict: bool,
) -> None:
    """Check Turtle files, or the whole shipped graph: one line `file:line:column: what; what to do` each.

    Syntax, names, dates, shapes, house form, and with --sources the passages. Exit code 1 means that at
    least one statement may not be believed yet.

    \b
    Example: kg check --data my-meetings.ttl
    """
    from kg.curation import check as run

    if form not in ("text", "json"):
        raise UsageError(f"no format '{form}'.{did_you_mean(form, ('text', 'json'))} Formats: text, json.")
    if paths and data:
        raise UsageError("name files either plainly, to ask for house form too, or with --data, not both")
    report = run([*paths, *data], sources=sources, house_form=not data)
    click.echo(report.to_json() if form == "json" else report.to_text(), nl=False)
    warnings = len(report.faults) - report.violations
    note(ctx, f"{report.files} files, {report.triples} statements: {report.violations} faults, {warnings} warnings")
    if report.violations or (strict and warnings):
        sys.exit(1)
