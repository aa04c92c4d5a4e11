"""Networks that show themselves: networkx graphs with the page, the picture and the tables of a network."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import pyvis.network

    from kg.dossiers.records import Dossier
    from kg.networks.participations import ParticipationTable
    from kg.pictures import Picture
    from kg.store import Store

#: Where a network keeps what it was taken from, among the attributes of its graph.
_ORIGIN = "origin"


@dataclass(frozen=True, eq=False)
class _Origin:
    source: Store | Path
    table: ParticipationTable


class _Shown:
    """What both kinds of network can be shown as; a copy or a part of a network can be shown too."""

    graph: dict[str, Any]

    def _dossier(self) -> Dossier:
        from kg.dossiers.dossier import dossier
        from kg.dossiers.table import table_dossier

        origin: _Origin = self.graph[_ORIGIN]
        if self.graph["selection"].kind == "two-mode":
            raise UsageError("the page shows agents tied to each other, not a two-mode network; use another kind")
        if isinstance(origin.source, Path):
            return table_dossier(origin.source, origin.table, self)
        return dossier(origin.source, self)

    def to_html(self) -> str:
        """Return the page that `kg network` writes: one file, each tie down to its passages."""
        from kg.page import page_html

        return page_html(self._dossier())

    def to_pyvis(self) -> pyvis.network.Network:
        """Return a pyvis Network with every place given and physics off."""
        from kg.page import place, to_pyvis

        data = self._dossier()
        return to_pyvis(data, place(len(data["nodes"]), [(t["a"], t["b"], t["weight"]) for t in data["ties"]]))

    def to_picture(self) -> Picture:
        """Return the network as a picture that stands still, for papers and for places that run no scripts."""
        from kg.page.still import still

        return still(self._dossier())

    def to_pandas(self) -> pandas.DataFrame:
        """Return one row a tie: both names, weight, support, years, sources, verdict if tested, both addresses.

        Ties of the greatest support come first. Raises UsageError where pandas is not installed.
        """
        from kg.answers.frames import library

        pd = library("pandas", "notebook")
        data = self._dossier()
        rows = [
            {
                "one": data["nodes"][tie["a"]]["label"],
                "other": data["nodes"][tie["b"]]["label"],
                "weight": tie["weight"],
                "support": tie["support"],
                "first": tie["first"],
                "last": tie["last"],
                "activities": "; ".join(data["activities"][at]["label"] for at in tie["activities"]),
                **({"p": tie["p"], "verdict": tie["verdict"]} if "verdict" in tie else {}),
                "one_iri": data["nodes"][tie["a"]]["id"],
                "other_iri": data["nodes"][tie["b"]]["id"],
            }
            for tie in sorted(data["ties"], key=lambda tie: (-tie["support"], -tie["weight"], tie["a"], tie["b"]))
        ]
        types = {"support": "Int64", "first": "Int64", "last": "Int64"}
        frame: pandas.DataFrame = pd.DataFrame(rows).astype(types) if rows else pd.DataFrame()
        return frame

    def _repr_html_(self) -> str:
        """Show the page in a frame: its scripts run there alone, and nothing is asked of a network."""
        return (
            f'<iframe srcdoc="{escape(self.to_html())}" sandbox="allow-scripts allow-downloads allow-popups" '
            f'title="{escape(self._dossier()["title"])}" style="width:100%;height:680px;border:1px solid #ddd">'
            "</iframe>"
        )

    def _repr_svg_(self) -> str:
        """Show the picture where frames are not shown."""
        return self.to_picture().svg


class Network(_Shown, nx.Graph):  # type: ignore[misc]
    """A networkx Graph of who is recorded together."""


class DirectedNetwork(_Shown, nx.DiGraph):  # type: ignore[misc]
    """A networkx DiGraph from those who lead to their partners."""


def shown(graph: nx.Graph, source: Store | Path, table: ParticipationTable) -> Network | DirectedNetwork:
    """Return a network with all that it can be shown as; nodes and ties are those of the graph."""
    made: Network | DirectedNetwork = (DirectedNetwork if graph.is_directed() else Network)(graph)
    made.graph[_ORIGIN] = _Origin(source, table)
    return made
