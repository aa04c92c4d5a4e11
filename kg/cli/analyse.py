"""`kg analyse`: who stands where in a network, what chance would give, and a report that can be cited."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.choice import chosen, data_options
from kg.cli.output import common_options, deliver, note, write_whole
from kg.cli.selection import chosen_table, selection_options
from kg.cli.values import Place
from kg.errors import UsageError
from kg.limits import bounded

if TYPE_CHECKING:
    from kg.networks.analysis import Analysis
    from kg.report.sections import Section, Words
    from kg.store import Store

_SUFFIXES = (".md", ".html", ".json")
_TOPICS = "SELECT DISTINCT ?activity ?topic { ?activity dcterms:subject ?topic . ?p kg:activity ?activity }"


@click.command()
@click.argument("kind", default="partnership")
@click.option("--weight", default="newman", show_default=True, metavar="FORMULA", help="As kg network has them.")
@click.option(
    "--significant",
    "model",
    default="sdsm",
    show_default=True,
    metavar="MODEL",
    help="sdsm, fdsm, hypergeometric (fixed-row), fixed-column or fixed-fill.",
)
@click.option("--alpha", type=click.FloatRange(0, 1, True, True), default=0.05, show_default=True, help="Level.")
@click.option(
    "--correction", default="benjamini-hochberg", show_default=True, help="benjamini-hochberg, holm or none."
)
@click.option(
    "--min-shared", type=click.IntRange(min=1), default=2, show_default=True, help="Fewest shared activities."
)
@click.option("--signed", is_flag=True, help="Test for fewer shared activities too.")
@click.option("--trials", type=click.IntRange(min=1), default=1000, show_default=True, help="Networks of fdsm.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of all that is random.")
@click.option("--report", type=Place(), metavar="FILE", help="Write the report: .md, .html or .json.")
@selection_options
@data_options
@common_options
@click.pass_context
def analyse(
    ctx: click.Context,
    kind: str,
    weight: str,
    model: str,
    alpha: float,
    correction: str,
    min_shared: int,
    signed: bool,
    trials: int,
    seed: int,
    report: Path | None,
) -> None:
    """Analyse a network: what it is made of, chance, position with intervals, communities, time, suggestions.

    KIND is as for kg network. Without --report the summary is printed. The account paragraph says everything
    that a reader needs to repeat it; small data get the verdict "not enough data".

    \b
    Example: kg analyse partnership --from 2002
    """
    from kg.networks.analysis import Choices, analyse
    from kg.report.sections import Words, sections

    if report is not None and report.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"'{report}' has no suffix that names a format; end it with {', '.join(_SUFFIXES)}")
    if kind in ("two-mode", "topics"):
        raise UsageError(f"'{kind}' is a network to write, not one of partners to analyse; choose another kind")
    store, table = chosen_table(ctx, kind)
    if not table.rows:
        raise UsageError("nothing is left to analyse: no participation fits the selection; widen it")
    choices = Choices(
        weight=weight,
        model={"hypergeometric": "fixed-row"}.get(model, model),
        alpha=alpha,
        correction=correction,
        min_shared=min_shared,
        signed=signed,
        trials=trials,
        seed=seed,
    )
    kinds, topics, names = _known(store, sorted({row.agent for row in table.rows}))
    found = bounded(lambda: analyse(table, choices, kinds, topics), memory=chosen(ctx).memory)
    words = Words(names)
    made = sections(found, words, store.version() if store else "", store.engine_name if store else "kg")
    title = f"{kind.capitalize()} network: analysis"
    _deliver(ctx, title, made, found, words, report)


def _known(
    store: Store | None, agents: list[str]
) -> tuple[dict[str, str] | None, dict[str, list[str]] | None, dict[str, str]]:
    """Return the kinds of agents, the topics of activities and the names of all, where a graph knows them."""
    if store is None:
        return None, None, {}
    from kg.networks.dossier import agent_names
    from kg.things import labels

    about = agent_names(store, agents)
    topics: dict[str, list[str]] = defaultdict(list)
    for activity, topic in store.rows(_TOPICS):
        topics[activity].append(topic)
    others = labels(store, {*topics, *(topic for each in topics.values() for topic in each)})
    return (
        {agent: each["group"] for agent, each in about.items()},
        topics,
        {**others, **{agent: each["label"] for agent, each in about.items()}},
    )


def _deliver(
    ctx: click.Context, title: str, made: list[Section], found: Analysis, words: Words, report: Path | None
) -> None:
    """Print the summary, or write the report with its pictures."""
    from kg.report import writing

    if report is None:
        deliver(writing.to_text(title, made), None)
        return
    suffix = report.suffix.lower()
    if suffix == ".json":
        write_whole(report, writing.to_json(title, made).encode())
        return
    from kg.report.figures import figures

    drawn = figures(found, words)
    if not drawn:
        note(ctx, writing.NO_FIGURES)
    if suffix == ".html":
        write_whole(report, writing.to_html(title, made, drawn).encode())
        return
    places = {name: report.with_name(f"{report.stem}-{name}.svg") for name in drawn}
    for name, svg in drawn.items():
        write_whole(places[name], f'<?xml version="1.0" encoding="utf-8"?>\n{svg}'.encode())
    named = {name: place.name for name, place in places.items()}
    write_whole(report, writing.to_markdown(title, made, named).encode())
