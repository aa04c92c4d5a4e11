"""The strip of years and the country view as a reader meets them, and the page inside another page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.dossiers.records import Dossier
from kg.page import page_html
from tests.browser.conftest import Open, Opened
from tests.browser.sample import ATTACKS, Builder

pytestmark = pytest.mark.browser

FIRST, LAST = "#timeline .handle.First", "#timeline .handle.Last"


def placed() -> Dossier:
    """Return five agencies active from 2000 to 2006, in a large country, a small island, a former one and nowhere."""
    make = Builder()
    one, two, three, four, five = (
        make.node(name, f"Agency {name}") for name in ("ONE", "TWO", "THREE", "FOUR", "FIVE")
    )
    passage = make.evidence(make.source("Report"), "p. 1", "The agencies", "met.")
    kenya, barbados = make.country("Kenya", "KEN"), make.country("Barbados", "BRB")
    antilles, nowhere = make.country("Netherlands Antilles", "ANHH"), make.country("Old Land", "XXXX")

    def meeting(name: str, date: str, agents: list[int], **more: Any) -> None:
        make.activity(name, "Meeting", date, [(agent, "organizer", passage) for agent in agents], **more)

    meeting("First", "2000", [one, two], countries=[kenya], topics=["Return"])
    meeting("Second", "2001", [one, three], countries=[kenya, barbados])
    meeting("Programme", "2001/2004", [two, three], countries=[antilles])
    meeting("Plan", "2006", [four, five], countries=[nowhere], status="planned")
    meeting("Plan too", "2006", [one, five], countries=[kenya], status="tentative")
    meeting("Undated", "", [three, four], topics=["Return"])
    return make.done()


def status(page: Opened) -> str:
    return page.text("#status")


def numbers(page: Opened) -> list[str]:
    return [each.inner_text() for each in page.page.locator("#timeline .number").all()]


def middle_of(page: Opened, year: int) -> tuple[float, float]:
    box = page.page.locator("#timeline .column").nth(year - 2000).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Opened, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.page.mouse.move(*start)
    page.page.mouse.down()
    page.page.mouse.move((start[0] + end[0]) / 2, end[1])
    page.page.mouse.move(*end)
    page.page.mouse.up()
    page.settle()


def country(page: Opened, name: str) -> Any:
    return page.page.locator("#map li > button", has_text=name)


def named(page: Opened, name: str) -> str:
    """Return the whole name of a country's button, as it is read aloud."""
    return " ".join(country(page, name).text_content().split())


def open_timed(open_page: Open) -> Opened:
    """Open the page with a clock that moves only when told to."""
    page = open_page(placed(), go=False)
    page.page.clock.install(time=0)
    page.go()
    page.page.clock.pause_at(3_600_000)
    return page


def test_each_column_counts_the_activities_of_its_year_held_and_planned(open_page: Open) -> None:
    page = open_page(placed())
    assert numbers(page) == ["1", "2", "1", "1", "1", "", "2"]
    last = page.page.locator("#timeline .column").nth(6)
    assert last.locator(".bar.planned").is_visible()
    assert not last.locator(".bar.held").is_visible()
    assert page.text("#timeline .key") == "held planned"
    assert "1 more without a date" in page.text("#timeline .note")


def test_a_column_shows_as_many_activities_as_choosing_its_year_leaves(open_page: Open) -> None:
    page = open_page(placed())
    for year, told in zip(range(2000, 2007), numbers(page), strict=True):
        page.page.mouse.click(*middle_of(page, year))
        page.settle()
        page.page.mouse.move(5, 5)
        assert page.page.locator("#timeline .said").inner_text() == str(year)
        # In these data no two activities are by the same two agencies: ties and activities are as many.
        assert f" agencies, {told or 0} of 6 ties" in status(page)
        assert "1 without a date left out" in page.text("#timeline .note")


def test_a_click_on_a_year_chooses_it_and_a_second_click_frees_it(open_page: Open) -> None:
    page = open_page(placed())
    page.page.mouse.click(*middle_of(page, 2000))
    assert status(page) == "Showing 2 of 5 agencies, 1 of 6 ties"
    page.page.mouse.click(*middle_of(page, 2000))
    assert status(page).startswith("Showing 5 of 5 agencies, 6 of 6 ties")


def test_a_drag_across_years_chooses_them_and_a_drag_within_moves_them(open_page: Open) -> None:
    page = open_page(placed())
    drag(page, middle_of(page, 2000), middle_of(page, 2001))
    assert page.text("#timeline .said") == "2000–2001"
    drag(page, middle_of(page, 2001), middle_of(page, 2005))
    assert page.text("#timeline .said") == "2004–2005"
    page.page.click("#timeline button:has-text('All years')")
    assert page.text("#timeline .said") == "2000–2006"


def test_an_end_is_dragged_by_itself_and_never_past_the_other(open_page: Open) -> None:
    page = open_page(placed())
    box = page.page.locator(LAST).bounding_box()
    drag(page, (box["x"] + 10, box["y"] + 20), middle_of(page, 2003))
    assert page.text("#timeline .said") == "2000–2003"
    box = page.page.locator(FIRST).bounding_box()
    drag(page, (box["x"] + 10, box["y"] + 20), middle_of(page, 2006))
    assert page.text("#timeline .said") == "2003"


def test_years_are_chosen_with_the_keyboard_and_said_aloud(open_page: Open) -> None:
    page = open_page(placed())
    page.page.focus(FIRST)
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowRight")
    page.page.focus(LAST)
    page.page.keyboard.press("PageDown")
    handle = page.page.locator(LAST)
    assert handle.get_attribute("aria-valuenow") == "2002"
    assert handle.get_attribute("aria-valuetext") == "2002: 1 activity"
    assert handle.get_attribute("aria-label") == "Last year"
    assert page.page.evaluate("location.hash") == "#from=2002&to=2002"
    page.page.keyboard.press("End")
    page.page.focus(FIRST)
    page.page.keyboard.press("Home")
    assert page.page.evaluate("location.hash") == ""


def test_a_copied_link_opens_with_its_years_and_country(open_page: Open) -> None:
    data = placed()
    asked = urlencode({"from": 2001, "to": 2003, "country": data["countries"][0]["id"], "view": "map"})
    page = open_page(data, f"#{asked}")
    assert page.text("#timeline .said") == "2001–2003"
    assert country(page, "Kenya").get_attribute("aria-pressed") == "true"
    assert status(page) == "Showing 2 of 5 agencies, 1 of 6 ties"


def test_play_walks_through_the_years_and_returns_to_where_it_began(open_page: Open) -> None:
    page = open_timed(open_page)
    page.page.click("#timeline .play")
    seen = [page.text("#timeline .said")]
    for _ in range(7):
        page.page.clock.run_for(1100)
        seen.append(page.text("#timeline .said"))
    assert seen == ["2000", "2001", "2002", "2003", "2004", "2005", "2006", "2000–2006"]
    assert page.page.locator("#timeline .play").get_attribute("aria-label") == "Play year by year"


def test_play_stops_where_the_reader_stops_it_or_chooses_years(open_page: Open) -> None:
    page = open_timed(open_page)
    page.page.click("#timeline .play")
    page.page.clock.run_for(2300)
    page.page.click("#timeline .play")
    page.page.clock.run_for(5000)
    assert page.text("#timeline .said") == "2002"
    page.page.click("#timeline .play")
    page.page.click("#timeline button:has-text('All years')")
    page.page.clock.run_for(5000)
    assert page.text("#timeline .said") == "2000–2006"


def test_the_strip_shows_when_the_chosen_agency_was_active(open_page: Open) -> None:
    data = placed()
    page = open_page(data, "#" + urlencode({"agency": data["nodes"][0]["id"]}))
    own = [each.is_visible() for each in page.page.locator("#timeline .own.held").all()]
    assert own == [True, True, False, False, False, False, False]
    assert page.page.locator("#timeline .column").nth(6).locator(".own.planned").is_visible()
    assert page.text("#timeline .key").startswith("ONE others")


def test_without_dates_the_strip_says_so_and_offers_no_years(open_page: Open) -> None:
    data = placed()
    for activity in data["activities"]:
        activity["first"] = activity["last"] = None
    page = open_page(data)
    assert "No date is recorded for any of the 6 activities" in page.text("#timeline")
    assert page.page.locator("#timeline .handle").count() == 0
    assert page.complaints == []


def test_centuries_of_years_still_leave_columns_to_point_at(open_page: Open) -> None:
    data = placed()
    data["activities"][0]["first"] = data["activities"][0]["last"] = 1648
    page = open_page(data)
    assert page.page.locator("#timeline .column").count() <= 90
    assert page.text("#timeline .said") == "1648–2006"
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_map_counts_activities_by_country_and_says_which_agencies(open_page: Open) -> None:
    page = open_page(placed(), "#view=map")
    assert page.text("#map h2") == "4 countries"
    rows = page.page.locator("#map .countries > ul > li")
    assert rows.locator(".name").all_inner_texts() == [
        "Kenya",
        "Barbados",
        "Netherlands Antilles",
        "Old Land not on the map",
    ]
    assert rows.locator(".agencies").all_inner_texts() == [
        "ONE, FIVE, THREE, TWO",
        "ONE, THREE",
        "THREE, TWO",
        "FIVE, FOUR",
    ]
    assert named(page, "Kenya") == "Kenya 3 activities, 1 of them planned, by 4 agencies"
    assert named(page, "Old Land") == "Old Land not on the map 1 activity, planned, by 2 agencies"
    assert "1 activity names no country." in page.text("#map")
    assert "Boundaries and names shown do not imply endorsement or acceptance." in page.text("#map")


def test_choosing_a_country_filters_everything_and_a_second_time_frees_it(open_page: Open) -> None:
    page = open_page(placed(), "#view=map")
    country(page, "Barbados").focus()
    page.page.keyboard.press("Enter")
    assert status(page) == "Showing 2 of 5 agencies, 1 of 6 ties"
    assert numbers(page) == ["", "1", "", "", "", "", ""]
    assert page.page.evaluate("document.activeElement.textContent").startswith("Barbados")
    assert page.text("#map li.chosen .agencies") == "ONE 1 THREE 1"
    page.page.keyboard.press("Enter")
    assert status(page).startswith("Showing 5 of 5 agencies, 6 of 6 ties")


def test_large_countries_and_dots_of_small_and_former_ones_are_clicked_on_the_map(open_page: Open) -> None:
    page = open_page(placed(), "#view=map")
    for place, name in enumerate(("Kenya", "Barbados", "Netherlands Antilles")):
        mark = page.page.locator(f'#map .country[data-country="{place}"]')
        shape = mark.locator("circle").first if mark.locator("circle").count() else mark.locator("path")
        box = shape.bounding_box()
        page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert page.text("#map .tip").startswith(name)
        page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert country(page, name).get_attribute("aria-pressed") == "true"


def test_years_and_the_chosen_agency_narrow_the_map(open_page: Open) -> None:
    data = placed()
    page = open_page(data, "#view=map&from=2001&to=2001")
    assert named(page, "Kenya") == "Kenya 1 activity, by 2 agencies"
    page = open_page(data, "#" + urlencode({"view": "map", "agency": data["nodes"][3]["id"]}))
    assert page.text("#map h2") == "1 country"
    assert "the activities of FOUR" in page.text("#map .lead")


def test_hostile_names_in_countries_agencies_and_activities_run_nothing(open_page: Open) -> None:
    make = Builder()
    passage = make.evidence(make.source("Report"), "p. 1", "The agencies", "met.")
    for attack in ATTACKS:
        one, two = make.node(attack, attack), make.node(f"{attack} too", attack)
        make.data["countries"].append({"id": attack, "label": attack, "code": attack})
        make.activity(attack, attack, "2003", [(one, attack, passage), (two, attack, passage)], status=attack,
                      countries=[len(make.data["countries"]) - 1])  # fmt: skip
    page = open_page(make.done(), "#view=map")
    assert page.page.locator("#map li > button").count() == len(ATTACKS)
    for place in range(len(ATTACKS)):
        page.page.locator("#map li > button").nth(place).click()
        page.page.locator("#map ul.agencies button").first.click()
        page.page.locator("#map li.chosen > button").click()
        page.page.keyboard.press("Escape")
    page.page.locator("#timeline .play").click()
    page.page.locator("#timeline .play").click()
    assert page.page.evaluate("window.hit") is None
    assert [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.complaints == []


def test_the_map_is_enlarged_and_made_whole_again(open_page: Open) -> None:
    page = open_page(placed(), "#view=map")
    view = "document.querySelector('#map svg').getAttribute('viewBox')"
    whole = page.page.evaluate(view)
    page.page.click("#map .zoom button[aria-label=Enlarge]")
    assert page.page.evaluate(view) != whole
    radius = page.page.locator("#map circle").first.bounding_box()["width"]
    page.page.click("#map .zoom button[aria-label=Enlarge]")
    assert page.page.locator("#map circle").first.bounding_box()["width"] == pytest.approx(radius, abs=0.6)
    page.page.click("#map .zoom button:has-text('World')")
    assert page.page.evaluate(view) == whole


def test_without_countries_there_is_no_map_and_no_outlines_in_the_file(open_page: Open) -> None:
    data = placed()
    data["countries"] = []
    for activity in data["activities"]:
        activity["countries"] = []
    assert len(page_html(placed())) - len(page_html(data)) > 30_000
    page = open_page(data, "#view=map")
    assert page.page.locator("#map-button").is_hidden()
    assert page.complaints == []


@pytest.mark.parametrize("sandbox", ["", ' sandbox="allow-scripts"'])
def test_in_a_frame_the_page_is_compact_and_still_leads_to_the_passage(
    browser: Any, tmp_path: Path, sandbox: str
) -> None:
    (tmp_path / "network.html").write_text(page_html(placed()), encoding="utf-8", newline="\n")
    outer = (
        f'<!doctype html><title>Outer</title><iframe src="network.html" width="800" height="460"{sandbox}></iframe>'
    )
    (tmp_path / "outer.html").write_text(outer, encoding="utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "outer.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_selector("html[data-ready=yes]")
    assert frame.locator(".controls").is_hidden()
    assert frame.locator("#panel").is_hidden()
    assert frame.locator("#timeline").is_visible()
    assert frame.evaluate("document.documentElement.scrollHeight") <= 460
    frame.evaluate("document.querySelector('#panel button').click()")
    assert frame.locator("#panel .passage").first.is_visible()
    assert complaints == []
    page.close()


def test_the_compact_form_is_asked_for_and_left_by_the_address(open_page: Open) -> None:
    page = open_page(placed(), "#embed=1&from=2001")
    assert page.page.locator(".controls").is_hidden()
    page.page.focus(LAST)
    page.page.keyboard.press("ArrowLeft")
    assert "embed=1" in page.page.evaluate("location.hash")
    way_out = page.page.locator("#whole-page")
    assert "embed=0" in way_out.get_attribute("href")
    assert "from=2001&to=2005" in way_out.get_attribute("href")
    assert way_out.get_attribute("rel") == "noopener noreferrer"
