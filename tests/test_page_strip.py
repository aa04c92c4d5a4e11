"""The outlines under the country view: all there, small, in proportion, and honest about where they are from."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

from kg.dossiers.dossier import dossier
from kg.networks import network
from kg.page import cartography, page_html
from kg.page.outlines import outlines
from tests.browser.sample import Builder, tiny

ASSETS = Path(cartography.__file__).parent / "assets"
FILE = ASSETS / "outlines.json"


SMALL = (
    "ATG",
    "BRB",
    "DMA",
    "FSM",
    "GRD",
    "KIR",
    "KNA",
    "LCA",
    "MDV",
    "MHL",
    "NRU",
    "PLW",
    "TON",
    "TUV",
    "VCT",
    "WSM",
)


def countries(*codes: str) -> Builder:
    make = Builder()
    for code in codes:
        make.country(f"Country {code}", code)
    return make


def test_the_outlines_are_a_few_tens_of_kilobytes_and_path_data_alone() -> None:
    assert FILE.stat().st_size < 50_000
    for code, (path, dot) in json.loads(FILE.read_text(encoding="utf-8"))["countries"].items():
        assert re.fullmatch("[A-Z]{3}", code)
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)*", path), code
        assert path or dot, code


def test_a_licence_note_stands_beside_the_outlines() -> None:
    note = (ASSETS / "outlines-licence.txt").read_text(encoding="utf-8")
    assert "public domain" in note
    assert "do not imply any endorsement" in note


def test_every_country_of_the_shipped_graph_has_a_place_on_the_map(shipped) -> None:
    asked = "SELECT ?code { ?country a kg:Country ; kg:isoCode ?code } ORDER BY ?code"
    codes = [code for (code,) in shipped.rows(asked)]
    found = outlines(countries(*codes).done())
    assert found is not None
    assert [code for code, areas in zip(codes, found["countries"], strict=True) if not areas] == []


@pytest.mark.parametrize("code", SMALL)
def test_a_small_island_state_has_a_dot_to_click(code: str) -> None:
    found = outlines(countries(code).done())
    assert found is not None
    [[area]] = found["countries"]
    assert found["areas"][area]["dot"] is not None


def test_a_former_country_lies_where_those_of_today_lie_and_an_unknown_code_nowhere() -> None:
    found = outlines(countries("CSHH", "YUCS", "</script>", "").done())
    assert found is not None
    assert [len(areas) for areas in found["countries"]] == [2, 0, 0, 0]


def test_a_network_that_names_no_country_carries_no_outlines() -> None:
    data = tiny()
    data["countries"] = []
    assert outlines(data) is None
    assert '"outlines":null' in page_html(data)


def test_an_activity_points_at_the_country_of_its_venue_or_scope(shipped) -> None:
    record = dossier(shipped, network(shipped))
    by_id = {activity["id"].rsplit("/", 1)[1]: activity for activity in record["activities"]}
    labels = [country["label"] for country in record["countries"]]
    assert [labels[at] for at in by_id["hemispheric-conference-2002"]["countries"]] == ["Chile"]
    assert [record["countries"][at]["code"] for at in by_id["hemispheric-conference-2002"]["countries"]] == ["CHL"]
    assert by_id["ministerial-conference-western-mediterranean-2002"]["countries"] == []


def test_the_map_keeps_areas_in_proportion() -> None:
    def cell(longitude: float, south: float, north: float) -> float:
        edge = [(longitude, south), (longitude + 1, south), (longitude + 1, north), (longitude, north)]
        return cartography.area([cartography.equal_earth(*corner) for corner in edge])

    # The sines of the latitudes are as far apart in both: the cells cover the same area of the sphere.
    equator, far = (
        cell(0, 0, 1),
        cell(140, 60, math.degrees(math.asin(math.sin(math.radians(60)) + math.sin(math.radians(1))))),
    )
    assert far / equator == pytest.approx(1, rel=2e-3)


def test_a_ring_that_runs_over_the_edge_of_the_map_is_cut_in_two() -> None:
    edge = cartography.CENTRE + 180
    ring = [(edge - 2.0, 10.0), (edge + 2.0 - 360, 10.0), (edge + 2.0 - 360, 14.0), (edge - 2.0, 14.0)]
    pieces = cartography.uncut(ring)
    assert sorted(round(cartography.area(piece), 6) for piece in pieces) == [8, 8]
    assert {round(abs(x)) for piece in pieces for x, _ in piece} == {178, 180}
