"""Pictures: figures drawn in one style, the same bytes for the same data, shown by notebooks as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kg.errors import UsageError

#: Okabe and Ito's colours, which colour-blind readers tell apart.
COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
#: For whatever is gathered under "other", for text, and for what stands back.
OTHER, INK, FAINT = "#B5B9BF", "#333B45", "#8A929C"
#: How a drawing keeps within the place that shows it, and how wide it is at most where that is not asked:
#: JupyterLab shows drawings as images, as wide as they say they are.
FITTING: Final = "max-width:100%;height:auto"
WIDEST: Final = 960
_SETTINGS: Final = {
    "svg.hashsalt": "convene",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


class Picture:
    """A figure as SVG. A notebook shows it; `save` writes it."""

    def __init__(self, svg: str, title: str) -> None:
        """Keep a figure, and the title that is read out in its place."""
        self.svg, self.title = svg, title

    def save(self, path: str | Path) -> None:
        """Write the figure as an .svg file."""
        Path(path).write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{self.svg}', encoding="utf-8")

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        """Name the figure where only text can be shown."""
        return f"<Picture: {self.title}>"


def drawable() -> bool:
    """Tell whether the library that draws is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style while the context lasts.

    Raises UsageError where the library that draws is not installed.
    """
    if not drawable():
        raise UsageError("pictures need one more library: pip install 'convene-kg[report]'")
    import matplotlib

    with matplotlib.rc_context(_SETTINGS):
        yield


def new_figure(width: float, height: float) -> tuple[Any, Any]:
    """Return a figure of so many inches and its axes, apart from any window or notebook."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.subplots()


def to_svg(figure: Any) -> str:
    """Return a figure as SVG without the day on which it was drawn, no wider than where it is shown."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    wide, high = (72 * inches for inches in figure.get_size_inches())
    share = min(1, WIDEST * 0.75 / wide)
    size = f'width="{wide * share:.2f}pt" height="{high * share:.2f}pt"'
    text = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', size, text[text.index("<svg") :], count=1)
    return text.replace("<svg ", f'<svg style="{FITTING}" ', 1)
