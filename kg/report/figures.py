"""Figures: strength with its intervals, the partnership matrix by community, activities by year and role."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from kg.report.sections import Words, role_names

if TYPE_CHECKING:
    from kg.networks.analysis import Analysis

#: Okabe and Ito's colours, which colour-blind readers tell apart.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
#: Agents in a picture: more cannot be read.
_MOST = 25


def figures(analysis: Analysis, words: Words) -> dict[str, str]:
    """Return the pictures as SVG, by name; none where the library that draws them is not installed."""
    try:
        import matplotlib
    except ImportError:
        return {}
    settings = {
        "svg.hashsalt": "convene",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(settings):
        made = {
            "positions": _positions(analysis, words),
            "matrix": _matrix(analysis, words),
            "timeline": _timeline(analysis),
        }
    return {name: svg for name, svg in made.items() if svg}


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.subplots()


def _svg(figure: Any) -> str:
    """Return a picture as SVG without the day on which it was drawn."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def _short(name: str, most: int = 42) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _positions(analysis: Analysis, words: Words) -> str:
    """Return degree beside strength with its interval, strongest first."""
    found = analysis.intervals["strength"]
    tied = [at for at in range(len(analysis.agents)) if analysis.position.degree[at]]
    order = sorted(tied, key=lambda at: (-found.value[at], analysis.agents[at]))[:_MOST][::-1]
    if not order:
        return ""
    figure, axes = _figure(8, 1 + 0.28 * len(order))
    places = list(range(len(order)))
    low, high, value = ([each[at] for at in order] for each in (found.value_low, found.value_high, found.value))
    axes.hlines(places, low, high, color="#999999", linewidth=2)
    axes.scatter(value, places, color=_COLOURS[0], zorder=3, label="strength, with its 95 % interval")
    degree = [int(analysis.position.degree[at]) for at in order]
    for place, number in zip(places, degree, strict=True):
        axes.annotate(
            str(number), (high[place], place), (6, -3), textcoords="offset points", fontsize=8, color="#555555"
        )
    axes.set_yticks(places, [_short(words(analysis.agents[at])) for at in order], fontsize=8)
    axes.set_xlabel("strength; the number at the end of each line is the degree")
    axes.set_xlim(left=0)
    return _svg(figure)


def _matrix(analysis: Analysis, words: Words) -> str:
    """Return the weights between agents as a matrix, ordered by community."""
    labels = analysis.communities.labels
    tied = [at for at in range(len(analysis.agents)) if analysis.position.degree[at]]
    strongest = sorted(tied, key=lambda at: (-analysis.position.strength[at], at))[: 2 * _MOST]
    order = sorted(strongest, key=lambda at: (labels[at], -analysis.position.strength[at], at))
    if len(order) < 2:
        return ""
    size = max(5.0, 2.5 + 0.2 * len(order))
    figure, axes = _figure(size, size)
    weights = analysis.projection.matrix()
    shown = (weights + weights.T if analysis.projection.directed else weights).toarray()[order][:, order]
    image = axes.imshow(shown, cmap="Blues", interpolation="nearest")
    names = [_short(words(analysis.agents[at]), 34) for at in order]
    axes.set_xticks(range(len(order)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(order)), names, fontsize=7)
    for at in range(1, len(order)):
        if labels[order[at]] != labels[order[at - 1]]:
            axes.axhline(at - 0.5, color="#D55E00", linewidth=0.8)
            axes.axvline(at - 0.5, color="#D55E00", linewidth=0.8)
    bar = figure.colorbar(image, ax=axes, shrink=0.5)
    bar.set_label(f"weight ({analysis.choices.weight})")
    return _svg(figure)


def _timeline(analysis: Analysis) -> str:
    """Return the activities of each year, by role."""
    found = analysis.timeline
    if found is None:
        return ""
    figure, axes = _figure(8, 3.5)
    years, below = found.years.tolist(), [0] * len(found.years)
    for number, role in enumerate(role_names(analysis)):
        counts = found.counts[number].tolist()
        if any(counts):
            axes.bar(
                years, counts, bottom=below, label=role.replace("-", " "), color=_COLOURS[number % len(_COLOURS)]
            )
            below = [a + b for a, b in zip(below, counts, strict=True)]
    axes.set_ylabel("activities in a role")
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(fontsize=7, frameon=False, ncols=3, loc="upper left")
    undated = int(found.undated.sum())
    axes.set_title(f"{undated} activities without a year are not shown" if undated else "", fontsize=8, loc="right")
    return _svg(figure)
