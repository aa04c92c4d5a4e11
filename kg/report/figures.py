"""Figures: strength with its intervals, the partnership matrix by community, activities by year and role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kg.pictures import COLOURS, FAINT, OTHER, drawable, house_style, new_figure, to_svg
from kg.report.sections import about, roles
from kg.report.words import Words
from kg.things import visible

if TYPE_CHECKING:
    from kg.networks.analysis import Analysis

#: What each figure shows, for readers who see it and for those who hear it read.
CAPTIONS: Final = {
    "matrix": "Weight of the ties, agents ordered by community; an empty field is not recorded.",
    "positions": "Strength with its 95 % bootstrap interval, and the number of partners.",
    "timeline": "Activities of each year by role; an activity of several years counts in each.",
}
#: Agents in a picture: more cannot be read.
_MOST: Final = 24


def figures(analysis: Analysis, words: Words) -> dict[str, str]:
    """Return the pictures as SVG, by name; none where the library that draws them is not installed."""
    if not drawable():
        return {}
    with house_style():
        made = {
            "positions": _positions(analysis, words),
            "matrix": _matrix(analysis, words),
            "timeline": _timeline(analysis, words),
        }
    return {name: svg for name, svg in made.items() if svg}


def _strongest(analysis: Analysis, most: int) -> list[int]:
    """Return the agents that have a tie, by their strength, then by their key."""
    strength = analysis.position.strength
    tied = [at for at in range(len(analysis.agents)) if analysis.position.degree[at]]
    return sorted(tied, key=lambda at: (-strength[at], analysis.agents[at]))[:most]


def _positions(analysis: Analysis, words: Words) -> str:
    """Return strength with its interval, strongest first, beside the number of partners."""
    found, order = analysis.intervals["strength"], _strongest(analysis, _MOST)[::-1]
    if not order:
        return ""
    figure, axes = new_figure(7.5, 0.9 + 0.25 * len(order))
    places = list(range(len(order)))
    low, high, value = ([each[at] for at in order] for each in (found.value_low, found.value_high, found.value))
    axes.hlines(places, low, high, color="#A9C6DE", linewidth=5, capstyle="round")
    axes.scatter(value, places, color=COLOURS[0], s=28, zorder=3)
    for place, at in enumerate(order):
        partners = int(analysis.position.degree[at])
        said = f"{partners} partner{'s' * (partners != 1)}"
        axes.annotate(
            said, (high[place], place), (9, 0), textcoords="offset points", va="center", fontsize=8, color=FAINT
        )
    axes.set_yticks(places, [visible(words.brief(analysis.agents[at], 34)) for at in order])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"strength (sum of the {analysis.choices.weight} weights)")
    axes.set_xlim(0, max(high) * 1.18)
    axes.set_ylim(-0.7, len(order) - 0.3)
    return to_svg(figure)


def _matrix(analysis: Analysis, words: Words) -> str:
    """Return the weights between agents as a matrix in blocks of communities, each with its first topic."""
    labels, strength = analysis.communities.labels, analysis.position.strength
    order = sorted(_strongest(analysis, 2 * _MOST), key=lambda at: (labels[at], -strength[at], analysis.agents[at]))
    if len(order) < 2:
        return ""
    size = 2.2 + 0.19 * len(order)
    figure, axes = new_figure(size + 2.2, size)
    weights = analysis.projection.matrix()
    shown = (weights + weights.T if analysis.projection.directed else weights).toarray()[order][:, order]
    image = axes.imshow(np.ma.masked_equal(shown, 0), cmap="Blues", vmin=-0.25 * shown.max(), vmax=shown.max())
    axes.scatter(range(len(order)), range(len(order)), marker=".", s=6, color="#D5D9DE")
    names = [visible(words.brief(analysis.agents[at], 28)) for at in order]
    axes.set_xticks(range(len(order)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(order)), names, fontsize=8)
    axes.tick_params(length=0, labeltop=True, labelbottom=False, top=False, bottom=False)
    axes.spines[:].set_visible(False)
    for first, last in _blocks([int(labels[at]) for at in order]):
        axes.plot(*_square(first - 0.5, last + 0.5), color=COLOURS[1], linewidth=1, clip_on=False)
        topics = about(analysis, np.flatnonzero(labels == labels[order[first]]).tolist(), 1)
        if topics:
            said = visible(words.brief(topics[0], 44))
            axes.text(len(order), (first + last) / 2, said, va="center", fontsize=8, color=FAINT)
    bar = figure.colorbar(image, ax=axes, location="bottom", shrink=0.4, aspect=30, pad=0.02)
    bar.ax.set_xlim(0, shown.max())
    bar.outline.set_visible(False)
    bar.set_label(f"weight ({analysis.choices.weight})", fontsize=8)
    bar.ax.tick_params(labelsize=8, length=2)
    return to_svg(figure)


def _blocks(labels: list[int]) -> list[tuple[int, int]]:
    """Return first and last place of each run of equal labels.

    >>> _blocks([4, 4, 7])
    [(0, 1), (2, 2)]
    """
    starts = [at for at in range(len(labels)) if at == 0 or labels[at] != labels[at - 1]]
    return list(zip(starts, [*(at - 1 for at in starts[1:]), len(labels) - 1], strict=True))


def _square(low: float, high: float) -> tuple[list[float], list[float]]:
    return [low, high, high, low, low], [low, low, high, high, low]


def _timeline(analysis: Analysis, words: Words) -> str:
    """Return the activities of each year, the roles with most of them apart and the others together."""
    found = analysis.timeline
    if found is None or not found.counts.any():
        return ""
    named = list(zip(map(words, roles(analysis)), found.counts, strict=True))
    named.sort(key=lambda each: (-int(each[1].sum()), each[0]))
    most = len(COLOURS)
    bars = [(name, counts, COLOURS[at]) for at, (name, counts) in enumerate(named[:most])]
    if len(named) > most:
        others = sum(counts for _, counts in named[most:])
        bars.append((f"{len(named) - most} other roles", np.asarray(others), OTHER))
    figure, axes = new_figure(7.5, 3.2)
    below, shown = np.zeros(len(found.years), dtype=np.int64), []
    for name, counts, colour in bars:
        if counts.any():
            axes.bar(found.years, counts, 0.82, bottom=below, color=colour, edgecolor="white")
            shown.append(visible(name))
            below = below + counts
    axes.set_ylabel("activities in a role")
    for axis in (axes.xaxis, axes.yaxis):
        axis.get_major_locator().set_params(integer=True)
    drawn = axes.containers[::-1]
    # matplotlib leaves names that begin with a low line out of a legend.
    said = [f"\u200b{name}" if name.startswith("_") else name for name in shown[::-1]]
    axes.legend(drawn, said, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8)
    undated = int(found.undated.sum())
    if undated:
        are = "activity in a role without a year is" if undated == 1 else "activities in a role without a year are"
        axes.set_title(f"{undated} {are} not shown", fontsize=8, loc="left", color=FAINT)
    return to_svg(figure)
