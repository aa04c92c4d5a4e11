"""A corpus of hostile strings in every field of every record, and a reader who touches everything."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from kg.dossiers.records import Dossier
from tests.browser.conftest import Open, Opened
from tests.browser.sample import hostile

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page: Open) -> Opened:
    return open_page(hostile())


def harmless(page: Opened) -> None:
    """Nothing ran, nothing was asked for, nothing was blocked on the way, and no frame or image came to be."""
    assert page.page.evaluate("window.hit") is None
    assert [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.complaints == []
    made = page.page.evaluate("document.querySelectorAll('img, iframe, object, embed, form, base').length")
    assert made == 0
    assert page.page.evaluate("document.querySelectorAll('script').length") == 3


def saved(page: Opened, button: str) -> bytes:
    with page.page.expect_download() as waiting:
        page.page.click(button)
    return Path(waiting.value.path()).read_bytes()


def test_opening_hovering_and_clicking_every_node_and_line_runs_nothing(page: Opened) -> None:
    data = hostile()
    for node in range(len(data["nodes"])):
        x, y = page.where(node)
        page.page.mouse.move(x, y)
        page.page.mouse.click(x, y)
    for tie in data["ties"]:
        (x1, y1), (x2, y2) = page.where(tie["a"]), page.where(tie["b"])
        page.page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
        page.page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2)
    harmless(page)


def test_every_agency_and_tie_read_in_the_panel_runs_nothing(open_page: Open) -> None:
    data = hostile()
    page = open_page(data)
    for choice in range(0, len(data["ties"]), 2):
        page.page.click("#table-button")
        page.page.locator("#tables table").nth(1).locator("tbody button").nth(choice).click()
        for summary in page.page.locator("#panel summary").all():
            summary.click()
        page.page.click("#table-button")
    harmless(page)


@pytest.mark.parametrize("word", ["script", "<img", "w", "=", "zzz", "javascript:", "{{"])
def test_searching_runs_nothing(page: Opened, word: str) -> None:
    page.page.fill("#search", word)
    page.page.press("#search", "ArrowDown")
    page.page.press("#search", "Enter")
    harmless(page)


def test_filtering_by_hostile_topics_kinds_countries_and_communities_runs_nothing(page: Opened) -> None:
    play = page.page
    for row in play.locator("#topics label").all()[:4]:
        row.click()
    for chip in play.locator("#filters button").all():
        chip.click()
    play.locator("#chance .switch").click()
    play.locator("#chance summary").click()
    play.locator("#colour label", has_text="Community").click()
    for label in play.locator("#legend label").all():
        label.click()
    play.click("#notice button")
    play.click("#map-button")
    for country in play.locator("#map li > button").all():
        country.click()
    play.click("#reset-button")
    harmless(page)


def test_tables_links_the_footer_and_paper_run_nothing(page: Opened) -> None:
    play = page.page
    play.click("#table-button")
    for head in range(play.locator("#tables th button").count()):
        play.locator("#tables th button").nth(head).click()
    play.click("#link-button")
    play.click("#sources-button")
    play.emulate_media(media="print", color_scheme="dark")
    play.evaluate("() => { dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint')); }")
    play.pdf()
    play.emulate_media(media="screen", color_scheme="dark")
    page.settle()
    harmless(page)


def test_an_exported_table_holds_no_formula_that_a_spreadsheet_would_run(page: Opened) -> None:
    rows = list(csv.reader(io.StringIO(saved(page, "#csv-button").decode("utf-8-sig"))))
    assert len(rows) > 10
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t"))]
    harmless(page)


def test_an_exported_drawing_holds_words_alone(page: Opened) -> None:
    root = ElementTree.fromstring(saved(page, "#svg-button"))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "g", "path", "circle", "rect", "text", "title", "desc"}
    attributes = {name.lower() for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}
    assert saved(page, "#png-button").startswith(b"\x89PNG")
    harmless(page)


def test_a_hostile_address_changes_nothing(open_page: Open) -> None:
    data: Dossier = hostile()
    attack = (
        "agency=%3Cscript%3E&topic=%3Cimg%20src=x%20onerror=hit=1%3E&country=__proto__&view=constructor&from=1e9"
    )
    page = open_page(data, f"#{attack}&steps=2&least=Infinity&colour=%22%3E&hide=toString&embed=%3Csvg%3E")
    harmless(page)
    assert "Showing 24 of 24" in page.text("#status")
