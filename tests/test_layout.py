"""Where nodes stand: communities apart, bridges between, kept from edition to edition, the same for the same data."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kg.dossiers.records import Dossier
from kg.errors import UsageError
from kg.page import page_html, place, remembered_places
from kg.page.communities import described, divide
from kg.page.hulls import gap_between, outline
from tests.browser.sample import Builder, synthetic, tiny

ROOT = Path(__file__).resolve().parent.parent
Point = tuple[float, float]


def links(data: Dossier) -> list[tuple[int, int, float]]:
    return [(tie["a"], tie["b"], tie["weight"]) for tie in data["ties"]]


def homes(data: Dossier) -> list[int | None]:
    return divide(len(data["nodes"]), links(data))


def moved(before: list[Point], after: list[Point], nodes: list[int]) -> float:
    """Return how far the middle one of some nodes moved, as a share of the width, wherever the sheet begins."""
    one, other = (np.array([points[node] for node in nodes]) for points in (before, after))
    apart = np.hypot(*((other - other.mean(axis=0)) - (one - one.mean(axis=0))).T)
    return float(np.median(apart) / np.ptp(one[:, 0]))


def caves() -> list[tuple[int, int, float]]:
    """Return four groups of six, everyone tied inside, joined in a ring by one tie each."""
    inside = [(6 * g + a, 6 * g + b, 1.0) for g in range(4) for a in range(6) for b in range(a)]
    return inside + [(6 * g, 6 * ((g + 1) % 4) + 1, 1.0) for g in range(4)]


@pytest.mark.parametrize("count", [60, 300])
def test_the_areas_of_two_communities_do_not_meet(count: int) -> None:
    data = synthetic(count)
    home = homes(data)
    points = np.array(place(count, links(data), home))
    members: dict[int, list[int]] = {}
    for node, number in enumerate(home):
        if number is not None:
            members.setdefault(number, []).append(node)
    corners = [outline(points[own]) for own in members.values() if len(own) > 2]
    assert len(corners) > 3
    for one in range(len(corners)):
        for other in range(one):
            assert gap_between(corners[one], corners[other]) > 60


def test_members_of_a_community_stand_nearer_to_each_other_than_to_anyone_else() -> None:
    ties = caves()
    home, points = divide(24, ties), place(24, ties)
    assert {home.index(home[node]) for node in range(24)} == {0, 6, 12, 18}
    for node in range(24):
        near = [math.dist(points[node], points[other]) for other in range(24) if home[other] == home[node]]
        far = [math.dist(points[node], points[other]) for other in range(24) if home[other] != home[node]]
        assert statistics.mean(near) < 0.6 * statistics.mean(far)


def test_a_bridge_stands_on_the_side_of_the_community_that_it_leads_to() -> None:
    ties = [(6 * g + a, 6 * g + b, 1.0) for g in range(2) for a in range(6) for b in range(a)] + [(0, 6, 1.0)]
    points = place(12, ties)
    bridge = math.dist(points[0], points[6])
    others = [math.dist(points[a], points[b]) for a in range(6) for b in range(6, 12) if (a, b) != (0, 6)]
    assert bridge < statistics.median(others)


def test_a_community_too_large_for_one_drawing_is_divided_again() -> None:
    data = synthetic(900)
    points = place(900, links(data), [0] * 900)
    assert len(set(points)) == 900
    assert all(math.isfinite(value) for point in points for value in point)


def test_the_same_network_has_the_same_places_under_any_hash_seed() -> None:
    program = (
        "from tests.browser.sample import synthetic; from kg.page import place; data = synthetic(120);"
        "print(place(120, [(t['a'], t['b'], t['weight']) for t in data['ties']]))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(said) == 1


def test_links_in_another_order_or_turned_round_change_nothing() -> None:
    data = synthetic(60)
    turned = [(b, a, weight) for a, b, weight in reversed(links(data))]
    assert place(60, turned) == place(60, links(data))


@pytest.mark.parametrize("count", [24, 60, 300])
def test_a_new_edition_keeps_agencies_where_the_reader_remembers_them(count: int) -> None:
    data = synthetic(count)
    before = place(count, links(data))
    changed = [link for turn, link in enumerate(links(data)) if turn % 17]
    tied = [node for node, number in enumerate(divide(count, changed)) if number is not None]
    seeded = place(count, changed, earlier=before)
    assert moved(before, seeded, tied) < 0.15
    assert moved(before, seeded, tied) < moved(before, place(count, changed), tied)


def test_an_agency_new_in_an_edition_is_placed_by_its_partners() -> None:
    data = synthetic(60)
    before: list[Point | None] = [*place(60, links(data)), None]
    points = place(61, [*links(data), (3, 60, 1.0)], earlier=before)
    apart = [math.dist(points[60], point) for point in points[:60]]
    assert sorted(apart).index(apart[3]) < 8


def test_a_layout_is_computed_once_and_then_read(tmp_path: Path) -> None:
    data = tiny()
    first = remembered_places(data, tmp_path)
    assert first == place(len(data["nodes"]), links(data))
    own = next(path for path in tmp_path.iterdir() if not path.name.startswith("last-"))
    kept = json.loads(own.read_text(encoding="utf-8"))
    kept["0"] = [7.5, -3.0]
    own.write_text(json.dumps(kept), encoding="utf-8")
    assert remembered_places(data, tmp_path) == [(7.5, -3.0), *first[1:]]


def test_the_next_edition_starts_from_the_last_one_kept(tmp_path: Path) -> None:
    data = synthetic(60)
    before = remembered_places(data, tmp_path)
    tied = [node for node, number in enumerate(homes(data)) if number is not None]
    data["ties"] = [tie for turn, tie in enumerate(data["ties"]) if turn % 17]
    assert moved(before, remembered_places(data, tmp_path), tied) < 0.15


@pytest.mark.parametrize("text", ["", "{", "[]", '{"0": 1}', '{"0": [1, 2]}', "null", "\x00"])
def test_a_spoilt_cache_is_passed_over(tmp_path: Path, text: str) -> None:
    data = tiny()
    first = remembered_places(data, tmp_path)
    for path in tmp_path.iterdir():
        path.write_text(text, encoding="utf-8")
    assert len(remembered_places(data, tmp_path)) == len(first)


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    data = tiny()
    assert remembered_places(data, file / "layouts") == place(len(data["nodes"]), links(data))


def test_the_cache_can_be_named_and_turned_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LAYOUTS", str(tmp_path / "mine"))
    remembered_places(tiny())
    assert list((tmp_path / "mine").iterdir())
    monkeypatch.setenv("KG_LAYOUTS", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "cache"))
    remembered_places(tiny())
    assert not (tmp_path / "cache").exists()


def test_the_cache_keeps_forty_layouts_and_forgets_the_oldest(tmp_path: Path) -> None:
    for turn in range(50):
        path = tmp_path / f"{turn}.json"
        path.write_text("{}", encoding="utf-8")
        os.utime(path, (turn, turn))
    remembered_places(tiny(), tmp_path)
    assert len(list(tmp_path.iterdir())) == 40
    assert not (tmp_path / "0.json").exists()


def themed() -> Dossier:
    """Return two groups of three, one about return and one about health, both about statistics, and a pair."""
    make = Builder()
    names = [make.node(name) for name in ("A", "B", "C", "D", "E", "F", "G", "H")]
    source = make.source("Report")
    passage = make.evidence(source, "p. 1")
    for year, topic in enumerate(("Return", "Return", "Statistics")):
        parts = [(agent, "organizer", passage) for agent in names[:3]]
        make.activity("Meeting", "Meeting", str(2000 + year), parts, topics=[topic])
    for year, topic in enumerate(("Health", "Health of migrants", "Health", "Health of migrants", "Statistics")):
        parts = [(agent, "organizer", passage) for agent in names[3:6]]
        make.activity("Meeting", "Meeting", str(2000 + year), parts, topics=[topic])
    make.activity("Visit", "Visit", "2003", [(agent, "organizer", passage) for agent in names[6:]])
    return make.done()


def test_a_community_is_named_after_what_sets_its_activities_apart() -> None:
    data = themed()
    found = described(data, homes(data))
    assert found["communities"] == [
        {"name": "Return", "size": 3},
        {"name": "Health", "size": 3},
        {"name": "G and H", "size": 2},
    ]
    assert [node["community"] for node in found["nodes"]] == [0, 0, 0, 1, 1, 1, 2, 2]


def test_an_agency_without_a_tie_belongs_to_no_community() -> None:
    data = tiny()
    found = described(data, homes(data))
    tied = {end for tie in data["ties"] for end in (tie["a"], tie["b"])}
    assert [node["community"] is None for node in found["nodes"]] == [
        node not in tied for node in range(len(data["nodes"]))
    ]
    assert sum(each["size"] for each in found["communities"]) == len(tied)


def test_communities_that_a_network_brings_are_kept() -> None:
    data = tiny()
    data["communities"] = [{"name": "Ours", "size": len(data["nodes"])}]
    assert described(data, homes(data)) == data


def test_more_agencies_than_anybody_can_read_are_refused_with_the_filters_that_help() -> None:
    make = Builder()
    for number in range(20_001):
        make.node(f"N{number}")
    for build in (page_html, remembered_places):
        with pytest.raises(UsageError, match=r"20,001 agencies.*--min-shared.*--topic.*\.graphml"):
            build(make.done())
