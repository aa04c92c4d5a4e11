"""The report of an analysis: its sections and figures, as text, Markdown, one HTML page, or numbers in JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError, unknown
from kg.networks.analysis import Analysis, analyse
from kg.networks.asking import participations
from kg.report.sections import Section, sections
from kg.report.words import Known, Words, known

if TYPE_CHECKING:
    from kg.networks.choices import Choices
    from kg.networks.participations import ParticipationTable
    from kg.networks.selection import Selection
    from kg.pictures import Picture
    from kg.store import Store


@dataclass(frozen=True, eq=False)
class AnalysisReport:
    """What `kg analyse` says. `analysis` holds the numbers; a notebook shows the report as a page."""

    title: str
    analysis: Analysis
    words: Words
    #: Of the data; empty for a table.
    version: str
    engine: str

    @cached_property
    def sections(self) -> list[Section]:
        """Return headings, paragraphs and tables, the account first."""
        return sections(self.analysis, self.words, self.version, self.engine)

    @property
    def account(self) -> str:
        """Return the paragraph that can be pasted into a paper."""
        return self.sections[0].paragraphs[0]

    @cached_property
    def figures(self) -> dict[str, str]:
        """Return the pictures as SVG, by name; none where the library that draws them is not installed."""
        from kg.report.figures import figures

        return figures(self.analysis, self.words)

    def picture(self, name: str) -> Picture:
        """Return one figure, for a notebook or a file: matrix, positions or timeline.

        Raises UsageError for another name, for a figure that these data do not have, and without matplotlib.
        """
        from kg.pictures import Picture, house_style
        from kg.report.figures import CAPTIONS

        if name not in CAPTIONS:
            raise unknown("figure", name, CAPTIONS)
        with house_style():
            drawn = self.figures
        if name not in drawn:
            raise UsageError(f"there is nothing to draw as '{name}': too few ties, or no years")
        return Picture(drawn[name], CAPTIONS[name])

    def to_text(self, width: int | None = None) -> str:
        """Return plain text with aligned tables; cells wrap at a `width`, and run on without one."""
        from kg.report.writing import to_text

        return to_text(self.title, self.sections, width)

    def to_markdown(self, stem: str = "report") -> str:
        """Return Markdown that shows the figures as files named STEM-FIGURE.svg beside it."""
        from kg.report.writing import to_markdown

        return to_markdown(self.title, self.sections, {name: f"{stem}-{name}.svg" for name in self.figures})

    def to_html(self) -> str:
        """Return one page, figures and all, that needs no connection."""
        from kg.report.writing import to_html

        return to_html(self.title, self.sections, self.figures)

    def to_json(self) -> str:
        """Return every number with the addresses it is about: all pairs and agents, not the first of them."""
        from kg.report.numbers import numbers

        account, left_out, cite = self.sections[0].paragraphs
        said = {"title": self.title, "account": account, "left_out": left_out, "cite": cite}
        found = numbers(self.analysis, self.words, {**said, "data_version": self.version})
        return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def files(self, path: Path) -> list[tuple[Path, bytes]]:
        """Return the files of a report, the one asked for last; a Markdown report has its figures beside it.

        Raises UsageError for a suffix other than .md, .html and .json.
        """
        suffix = path.suffix.lower()
        if suffix == ".json":
            return [(path, self.to_json().encode())]
        if suffix == ".html":
            return [(path, self.to_html().encode())]
        checked_suffix(path)
        head = '<?xml version="1.0" encoding="utf-8"?>\n'
        drawn = [
            (path.with_name(f"{path.stem}-{name}.svg"), f"{head}{svg}".encode())
            for name, svg in self.figures.items()
        ]
        return [*drawn, (path, self.to_markdown(path.stem).encode())]

    def _repr_html_(self) -> str:
        """Show the report in a notebook: in a frame, so that its styles touch nothing else."""
        from html import escape

        return (
            f'<iframe srcdoc="{escape(self.to_html())}" sandbox="" title="{escape(self.title)}" '
            'style="width:100%;height:640px;border:1px solid #ddd"></iframe>'
        )


def checked_suffix(path: Path) -> None:
    """Raise UsageError for a suffix that names no form of a report."""
    if path.suffix.lower() not in (".md", ".html", ".json"):
        raise UsageError(f"'{path}' has no suffix that names a format; end it with .md, .html, .json")


def report(source: Store | Path, selection: Selection, choices: Choices) -> AnalysisReport:
    """Return the report of a selection of a store or of a table of participations.

    Raises UsageError where nothing is left to analyse, and for a choice that there is not.
    """
    return report_of(source, participations(source, selection), choices)


def report_of(source: Store | Path, table: ParticipationTable, choices: Choices) -> AnalysisReport:
    """Return the report of participations that were taken from a store or a table."""
    kind = table.selection.kind
    if kind in ("two-mode", "topics"):
        raise UsageError(f"'{kind}' is a network to write, not one of partners to analyse; choose another kind")
    if not table.iris:
        why = "; ".join(f"{number} {reason}" for reason, number in sorted(table.left_out.items()))
        raise UsageError(
            f"nothing is left to analyse: no participation fits the selection{f' ({why})' if why else ''}; widen it"
        )
    store = None if isinstance(source, Path) else source
    about = known(store, table.agent.ordered().words) if store else Known()
    return AnalysisReport(
        title=f"{kind.capitalize()} network: analysis",
        analysis=analyse(table, choices, about.kinds, about.topics),
        words=about.words,
        version=store.version() if store else "",
        engine=store.engine_name if store else "kg",
    )
