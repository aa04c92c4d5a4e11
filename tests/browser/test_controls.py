"""The controls beside the picture, in the order in which a reader needs them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.dossiers.records import Dossier
from tests.browser.conftest import Open, Opened
from tests.browser.sample import Builder, synthetic, tiny

pytestmark = pytest.mark.browser

UNFPA, ILO, IOM, UNITAR, ECLAC = range(5)


def at_agency(data: Dossier, index: int, **more: object) -> str:
    return "#" + urlencode({"agency": data["nodes"][index]["id"], **more})


def at_tie(data: Dossier, a: int, b: int) -> str:
    return "#" + urlencode([("tie", data["nodes"][end]["id"]) for end in (a, b)])


def planned() -> Dossier:
    """Return three agencies: two with a meeting that was held, one that is in plans alone."""
    make = Builder()
    one, two, three = (make.node(name) for name in ("ONE", "TWO", "THREE"))
    passage = make.evidence(make.source("Report"), "p. 1", "The agencies", "will meet.")
    make.activity("Held", "Meeting", "2002", [(one, "organizer", passage), (two, "organizer", passage)])
    make.activity("Plan", "Meeting", "2006", [(one, "organizer", passage), (three, "organizer", passage)],
                  status="planned")  # fmt: skip
    data = make.done()
    data["activities"][1]["planned"] = True
    data["ties"][1]["planned"] = True
    return data


def with_verdicts(*verdicts: str) -> Dossier:
    """Return the small network with verdicts for its first ties, "not significant" for the others."""
    data = tiny()
    for tie, verdict in zip(data["ties"], [*verdicts, *["not significant"] * 20], strict=False):
        tie["p"], tie["verdict"] = 0.01, verdict
    data["chance"] = ["Ties were tested against a model."]
    return data


def rows_of(page: Opened) -> list[dict[str, str]]:
    with page.page.expect_download() as waiting:
        page.page.click("#csv-button")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_agency_says_with_whom_how_often_since_when_and_on_which_topics(open_page: Open) -> None:
    data = tiny()
    panel = open_page(data, at_agency(data, UNFPA)).text("#panel")
    assert "Recorded together with 5 agencies; 4 activities in all, 1998–2003." in panel
    assert "IOM 1998–2003 · Migration law, Capacity-building 4 shared" in panel
    assert "UNITAR sources disagree 1998–2003 · Migration law, Capacity-building 3 shared" in panel
    assert "Topics Migration law 2" in panel


def test_the_overview_says_who_is_in_the_middle_and_who_bridges(open_page: Open) -> None:
    make = Builder()
    left, right = ([make.node(f"{side}{number}") for number in range(4)] for side in ("LEFT", "RIGHT"))
    passage = make.evidence(make.source("Report"), "p. 1")
    for pair in [(group[i], group[j]) for group in (left, right) for i in range(4) for j in range(i)]:
        make.activity("Meeting", "Meeting", "2001", [(agent, "organizer", passage) for agent in pair])
    make.activity("Bridge", "Meeting", "2001", [(left[0], "host", passage), (right[0], "host", passage)])
    panel = open_page(make.done()).text("#panel")
    assert "Most connected LEFT0 4 partners RIGHT0 4 partners LEFT1 3 partners" in panel
    assert "Bridging communities LEFT0 1 outside its own RIGHT0 1 outside its own Most often" in panel


def test_topics_are_counted_chosen_found_and_lifted_again(open_page: Open) -> None:
    page = open_page(tiny())
    assert "Migration law 2" in page.text("#topics")
    page.page.locator("#topics label", has_text="Trafficking in persons").click()
    assert page.text("#status") == "Showing 3 of 10 agencies, 3 of 13 ties"
    assert page.text("#filters button") == "Remove the filter: About Trafficking in persons ✕"
    page.page.locator("#topics label", has_text="Migration law").click()
    assert page.text("#status") == "Showing 4 of 10 agencies, 5 of 13 ties"
    page.page.locator("#filters button").click()
    assert page.text("#status") == "Showing 10 of 10 agencies, 13 of 13 ties"


def test_many_topics_are_folded_away_and_found_by_typing(open_page: Open) -> None:
    make = Builder()
    pair = [make.node("ONE"), make.node("TWO")]
    passage = make.evidence(make.source("Report"), "p. 1")
    for index in range(30):
        parts = [(agent, "organizer", passage) for agent in pair]
        make.activity(f"Meeting {index}", "Meeting", "2001", parts, topics=[f"Réfugiés {index:02}", "Every"])
    page = open_page(make.done())
    visible = page.page.locator("#topics .topic-list label:visible")
    assert visible.count() == 7
    assert visible.first.inner_text().split() == ["Every", "30"]
    page.page.click("text=All 31 topics")
    assert visible.count() == 31
    page.page.fill("#topics input[type=text]", "refugies 17")
    assert visible.count() == 1
    visible.first.click()
    assert page.text("#status") == "Showing 2 of 2 agencies, 1 of 1 tie"


def test_strength_is_counted_anew_inside_the_filters(open_page: Open) -> None:
    page = open_page(tiny(), "#from=2002&to=2002")
    pairs = {(row["agency_a"], row["agency_b"]): row["shared_activities"] for row in rows_of(page)}
    # The programme of 1998 to 2003, the conference and the workshop of 2002; not the workshop of 2003.
    assert pairs["UNFPA", "IOM"] == "3"
    assert pairs["UNFPA", "UNITAR"] == "2"
    page.page.focus("#least")
    page.page.keyboard.press("ArrowRight")
    assert page.text("#least-said") == "3 or more"
    assert {row["shared_activities"] for row in rows_of(page)} == {"3"}


def test_the_panel_says_how_much_lies_inside_the_filters(open_page: Open) -> None:
    data = tiny()
    page = open_page(data, at_tie(data, UNFPA, IOM) + "&topic=Migration+law")
    panel = page.text("#panel")
    assert "4 shared activities, 1998–2003." in panel
    assert "2 of 4 are inside the filters." in panel
    assert "2 activities outside the filters" in panel
    assert "Hemispheric Conference" not in panel


def test_one_step_shows_the_partners_of_an_agency_and_two_their_partners(open_page: Open) -> None:
    data = tiny()
    page = open_page(data, at_agency(data, ECLAC))
    page.page.locator("#panel label", has_text="Partners").click()
    assert page.text("#status") == "Showing 3 of 10 agencies, 3 of 13 ties"
    assert "Within 1 step of ECLAC" in page.text("#filters")
    page.page.locator("#panel label", has_text="Two steps").click()
    assert page.text("#status") == "Showing 6 of 10 agencies, 12 of 13 ties"
    box = page.page.locator("#picture").bounding_box()
    for node in range(5):
        x, y = page.where(node)
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]
    page.page.keyboard.press("Escape")
    assert page.text("#status") == "Showing 10 of 10 agencies, 13 of 13 ties"


def test_the_switch_of_chance_leaves_the_ties_that_busyness_does_not_explain(open_page: Open) -> None:
    page = open_page(with_verdicts("significant", "significant"))
    assert "2 of 13 ties, over all years." in page.text("#chance")
    page.page.locator("#chance .switch").click()
    assert ", 2 of 13 ties" in page.text("#status")
    assert "More than busyness explains" in page.text("#filters")


def test_where_chance_cannot_tell_the_switch_says_so_and_empties_nothing(open_page: Open) -> None:
    data = with_verdicts(*["not enough data"] * 13)
    page = open_page(data, "#significant=yes")
    assert page.page.locator("#significant").is_disabled()
    assert "Too few records to tell any tie from chance." in page.text("#chance")
    assert open_page(tiny()).page.locator("#chance").is_hidden()


def test_a_tie_says_what_chance_says_of_it(open_page: Open) -> None:
    data = with_verdicts("significant")
    tie = data["ties"][0]
    panel = open_page(data, at_tie(data, tie["a"], tie["b"])).text("#panel")
    assert "More shared than busyness explains (p = 0.010 before correction)." in panel


def test_plans_are_drawn_apart_and_said_to_be_plans(open_page: Open) -> None:
    data = planned()
    page = open_page(data, at_tie(data, 0, 2))
    assert "planned, not recorded as held" in page.text("#lines")
    assert "Planned together, not recorded as held" in page.text("#panel")
    with page.page.expect_download() as waiting:
        page.page.click("#svg-button")
    assert Path(waiting.value.path()).read_text(encoding="utf-8").count("stroke-dasharray") == 1
    assert open_page(tiny()).page.locator("#lines").inner_text().count("\n\n") == 1


def test_records_that_contradict_each_other_stand_side_by_side(open_page: Open) -> None:
    data = tiny()
    page = open_page(data, at_tie(data, UNFPA, UNITAR))
    box = page.page.locator(".rivals")
    assert box.count() == 1
    one, other = box.locator("section").all()
    assert "UNFPA co-sponsor" in " ".join(one.inner_text().split())
    assert "UNITAR co-sponsor" in " ".join(other.inner_text().split())
    assert "para. 41" in one.inner_text().replace("\u00a0", " ")
    assert "p. 12" in other.inner_text().replace("\u00a0", " ")
    assert one.bounding_box()["y"] == other.bounding_box()["y"]


def test_two_dates_of_one_activity_stand_side_by_side_with_their_passages(open_page: Open) -> None:
    data = tiny()
    tie = next(tie for tie in data["ties"] if {tie["a"], tie["b"]} == {ECLAC, IOM})
    data["activities"][tie["activities"][0]]["rivals"] = [
        [
            {"what": "date", "says": "2002-11", "dated": True, "evidence": [1]},
            {"what": "date", "says": "2003/..", "dated": True, "evidence": [4]},
        ]
    ]
    box = open_page(data, at_tie(data, ECLAC, IOM)).page.locator(".rivals")
    one, other = (" ".join(side.inner_text().split()) for side in box.locator("section").all())
    assert one.startswith("Date: November 2002")
    assert "para. 57" in one
    assert other.startswith("Date: 2003 onwards")
    assert "para. 12" in other


def test_colour_by_community_names_the_communities(open_page: Open) -> None:
    data = synthetic(60)
    page = open_page(data)
    page.page.locator("#colour label", has_text="Community").click()
    names = page.page.locator("#colour .communities .name")
    assert names.count() >= 2
    assert all(name.strip() for name in names.all_inner_texts())
    assert "colour=community" in page.page.evaluate("location.hash")


def test_tables_sort_by_any_column_and_say_so(open_page: Open) -> None:
    page = open_page(tiny(), "#view=table")
    agencies = page.page.locator("#tables table").first
    agencies.locator("th button", has_text="Name").first.click()
    names = [cell.inner_text() for cell in agencies.locator("tbody tr td:first-child").all()]
    assert names == sorted(names, key=str.lower)
    assert agencies.locator("th[aria-sort=ascending]").inner_text().startswith("Name")
    agencies.locator("th button", has_text="Partners").click()
    assert agencies.locator("th[aria-sort=descending]").inner_text().startswith("Partners")
    counts = [int(cell.inner_text()) for cell in agencies.locator("tbody tr td:nth-child(4)").all()]
    assert counts == sorted(counts, reverse=True)


def test_every_choice_and_filter_comes_back_with_the_address(open_page: Open) -> None:
    data = with_verdicts("significant", "significant", "significant")
    parts = [
        ("agency", data["nodes"][UNFPA]["id"]),
        ("steps", "1"),
        ("from", "1999"),
        ("to", "2003"),
        ("topic", "Migration policy"),
        ("hide", "Country"),
        ("least", "3"),
        ("lone", "no"),
        ("significant", "yes"),
        ("colour", "community"),
        ("view", "table"),
    ]
    page = open_page(data, f"#{urlencode(parts)}")
    # Any change writes the address anew from what the page remembers.
    page.page.locator("#panel label", has_text="Two steps").click()
    parts[1] = ("steps", "2")
    assert page.page.evaluate("location.hash") == f"#{urlencode(parts)}"


def test_an_exported_drawing_says_what_was_filtered_and_which_data_it_shows(open_page: Open) -> None:
    page = open_page(tiny(), "#from=2002&to=2003&hide=Country")
    with page.page.expect_download() as waiting:
        page.page.click("#svg-button")
    assert waiting.value.suggested_filename == "partnership-network.svg"
    words = Path(waiting.value.path()).read_text(encoding="utf-8")
    for told in (
        "Partnership network",
        "2002–2003",
        "Without Country",
        "UN system",
        "0.1.0 of 2026-11-20",
        "CC BY 4.0",
    ):
        assert told in words, told


def test_the_footer_leads_to_the_sources(open_page: Open) -> None:
    page = open_page(tiny())
    page.page.click("#sources-button")
    assert "A/58/98" in page.text("#sources")
    assert page.page.evaluate("document.activeElement.textContent") == "2 sources"


def test_a_link_with_filters_opens_on_what_they_leave(open_page: Open) -> None:
    data = synthetic(60)
    page = open_page(data, "#" + urlencode({"hide": "UN system", "view": "table"}))
    page.page.click("#table-button")
    page.settle()
    box = page.page.locator("#picture").bounding_box()
    left = [i for i, node in enumerate(data["nodes"]) if node["group"] != "UN system"]
    across = [page.where(node)[0] - box["x"] for node in left]
    assert min(across) > 0
    assert max(across) < box["width"]
    assert max(across) - min(across) > box["width"] / 3


def test_a_chosen_agency_that_the_filters_hide_leaves_the_rest_in_colour(open_page: Open) -> None:
    data = tiny()
    page = open_page(data, at_agency(data, IOM) + "&hide=Intergovernmental")
    assert "The filters hide this from the picture." in page.text("#panel")
    # Names of what is not lifted out are written only where nothing is.
    assert {label["index"] for label in page.page.evaluate("networkPage.labels()")} >= {UNFPA, ILO, UNITAR, ECLAC}


def test_what_a_source_says_stands_before_what_the_editor_made_of_it(open_page: Open) -> None:
    data = tiny()
    data["participations"][1]["evidence"] = [3, 0]
    panel = open_page(data, at_agency(data, ILO)).text("#panel")
    assert panel.index("“The International Migration Policy Programme,") < panel.index("Editor's reading:")
