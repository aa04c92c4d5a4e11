"""The map under a network's activities: which outlines the page carries, and which belong to its countries."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final, TypedDict

from kg.dossiers.records import Dossier

_FILE: Final = Path(__file__).resolve().parent / "assets" / "outlines.json"

#: Countries of ISO 3166-3 that lay where countries of today lie. Those whose name meant different ground at
#: different times, such as Yugoslavia, are not among them: they are listed beside the map only.
_FORMER: Final = {
    "ANHH": ("BES", "CUW", "SXM"),
    "BUMM": ("MMR",),
    "CSHH": ("CZE", "SVK"),
    "CSXX": ("MNE", "SRB"),
    "DYBJ": ("BEN",),
    "HVBF": ("BFA",),
    "RHZW": ("ZWE",),
    "SUHH": (
        "ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB",
    ),
    "TPTL": ("TLS",),
    "ZRCD": ("COD",),
}  # fmt: skip


class Area(TypedDict):
    """One country of today: SVG path data, empty where too small for one; and a dot where too small to point at."""

    path: str
    dot: tuple[int, int] | None


class Outlines(TypedDict):
    """A map in whole units: all areas, and for each country of the dossier the indices of its areas."""

    width: int
    height: int
    areas: list[Area]
    countries: list[list[int]]


def outlines(network: Dossier) -> Outlines | None:
    """Return the map for the countries that a network names; None where it names none, to keep the page small.

    A country that has no outline, because its code is unknown or former, has no areas: the page lists it.
    """
    if not network["countries"]:
        return None
    drawn = _drawn()
    index = {code: place for place, code in enumerate(drawn["countries"])}
    return {
        "width": drawn["width"],
        "height": drawn["height"],
        "areas": [{"path": path, "dot": dot} for path, dot in drawn["countries"].values()],
        "countries": [
            [index[code] for code in _FORMER.get(country["code"], (country["code"],)) if code in index]
            for country in network["countries"]
        ],
    }


@cache
def _drawn() -> dict[str, Any]:
    """Return the outlines as kg.page.cartography wrote them."""
    drawn: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return drawn
