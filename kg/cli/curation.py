"""`kg check`, `kg conflicts`, `kg coverage`: whether curated files may be believed, and what they leave out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.choice import chosen, chosen_store, data_options, memory_option
from kg.cli.output import common_options, deliver, known_format, note
from kg.cli.values import Place
from kg.errors import UsageError
from kg.limits import bounded

_SOURCES = Place()


@click.command()
@click.argument("paths", nargs=-1, type=Place())
@click.option(
    "--data",
    multiple=True,
    type=Place(),
    help="Check this file of one's own; house form is not asked of it.",
)
@click.option("--sources", type=_SOURCES, help="The folder of source texts that passages are looked up in.")
@click.option("--format", "form", default="text", metavar="FORMAT", help="text (default), json or sarif.")
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@memory_option
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
    from kg.networks.account import counted

    known_format(form, "text", "json", "sarif")
    if paths and data:
        raise UsageError("name files either plainly, to ask for house form too, or with --data, not both")
    report = bounded(
        lambda: run([*paths, *data], sources=sources, house_form=not data), memory=chosen(ctx, both=True).memory
    )
    click.echo({"text": report.to_text, "json": report.to_json, "sarif": report.to_sarif}[form](), nl=False)
    counts = f"{counted(report.violations, 'fault')}, {counted(report.warnings, 'warning')}"
    note(ctx, f"{counted(report.files, 'file')}, {counted(report.triples, 'statement')}: {counts}")
    if report.violations or (strict and report.warnings):
        sys.exit(1)


@click.command()
@click.option("--format", "form", default="table", metavar="FORMAT", help="table (default), markdown or json.")
@click.option("--out", type=Place(), help="Write to this file instead of the terminal.")
@data_options
@common_options
@click.pass_context
def conflicts(ctx: click.Context, form: str, out: Path | None) -> None:
    """Show where sources disagree: the rival statements side by side, with source and locator.

    Both stay in the graph; nothing is settled here.

    \b
    Example: kg conflicts --format markdown
    """
    from kg.curation.conflicts import conflicts as rivals
    from kg.curation.conflicts import to_json, to_markdown, to_text

    known_format(form, "table", "markdown", "json")
    found = rivals(chosen_store(ctx))
    deliver({"table": to_text, "markdown": to_markdown, "json": to_json}[form](found), out)
    note(ctx, f"{len(found)} pairs of statements contradict each other")


@click.command()
@click.option("--sources", type=_SOURCES, required=True, help="The folder of source texts.")
@click.option("--format", "form", default="text", metavar="FORMAT", help="text (default) or json.")
@click.option("--strict", is_flag=True, help="Exit with 1 where a paragraph is silent.")
@data_options
@common_options
@click.pass_context
def coverage(ctx: click.Context, sources: Path, form: str, strict: bool) -> None:
    """Show how many statements rest on each paragraph of the sources, and which ought to say something.

    A paragraph that names two known agencies, countries or meetings and supports nothing is silent,
    unless the curators have recorded that it cannot be read or why nothing is stated from it.

    \b
    Example: kg coverage --sources my-sources
    """
    from kg.curation.coverage import coverage as run

    known_format(form, "text", "json")
    found = run(chosen_store(ctx), sources)
    click.echo(found.to_json() if form == "json" else found.to_text(), nl=False)
    note(ctx, f"{len(found.paragraphs)} paragraphs, {len(found.silent)} silent")
    if strict and found.silent:
        sys.exit(1)
