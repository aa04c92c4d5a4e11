"""The page without a mouse, without much light, without good eyes, and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kg.dossiers.dossier import dossier
from kg.dossiers.records import Dossier
from kg.networks import Selection, network_of, participation_table
from kg.networks.choices import Choices
from kg.store import Store
from tests.browser.conftest import Open, Opened
from tests.browser.sample import synthetic, tiny

pytestmark = pytest.mark.browser

#: Text whose contrast with what lies below it is under 4.5 (3 where it is large), as WCAG 2.1 reckons it.
FAINT = """() => {
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const over = ([r, g, b, a = 1], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
  const below = (element) => {
    if (!element) return [255, 255, 255];
    const own = read(getComputedStyle(element).backgroundColor);
    return own[3] === 0 ? below(element.parentElement) : over(own, below(element.parentElement));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest("script, :disabled, label:has(:disabled)")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const ground = below(element);
    let opacity = 1;
    for (let each = element; each; each = each.parentElement) opacity *= Number(getComputedStyle(each).opacity);
    const [r, g, b] = read(style.color);
    const [one, other] = [light(over([r, g, b, opacity], ground)), light(ground)].sort((a, z) => z - a);
    const contrast = (one + 0.05) / (other + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) found.push([contrast.toFixed(2), walker.currentNode.textContent.trim()]);
  }
  return found;
}"""
#: Controls that say nothing of themselves to somebody who does not see them.
NAMELESS = """() => [...document.querySelectorAll("button, input, a, summary, [tabindex='0'], [role]")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim() || each.title || each.placeholder
    || each.labels?.[0]?.textContent.trim() || ["status"].includes(each.getAttribute("role"))))
  .map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def real(shipped: Store) -> Dossier:
    table = participation_table(shipped, Selection(include_planned=True))
    return dossier(shipped, network_of(table, choices=Choices()))


def tab_to(page: Opened, selector: str, most: int = 120) -> None:
    """Press Tab until an element of this kind has the focus."""
    for _ in range(most):
        page.page.keyboard.press("Tab")
        if page.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reached {selector}")


def test_everything_is_done_with_the_keyboard_alone(open_page: Open, real: Dossier) -> None:
    page = open_page(real)
    keys = page.page.keyboard
    # Find UNFPA and see its partners.
    keys.press("/")
    keys.type("unfpa")
    keys.press("Enter")
    assert "United Nations Population Fund (UNFPA)" in page.text("#panel h2")
    assert "IOM" in page.text("#panel .rows")
    # Open a tie and read its evidence.
    tab_to(page, "#panel .rows .much")
    keys.press("Enter")
    assert "shared activities" in page.text("#panel")
    assert page.page.locator("#panel blockquote").count() > 0
    assert page.page.evaluate("document.activeElement.id") == "panel"
    # Narrow to 2003: the first year up from the left, the last year down from the right.
    page.page.focus("#timeline .handle.First")
    for _ in range(60):
        if page.page.get_attribute("#timeline .handle.First", "aria-valuenow") == "2003":
            break
        keys.press("ArrowRight")
    tab_to(page, "#timeline .handle.Last")
    for _ in range(60):
        if page.page.get_attribute("#timeline .handle.Last", "aria-valuenow") == "2003":
            break
        keys.press("ArrowLeft")
    assert re.search(r"2003", page.text("#filters"))
    assert "inside the filters" in page.text("#panel")
    told, panel = page.text("#status"), page.text("#panel")
    # Copy the link, open it again.
    page.page.focus("#link-button")
    keys.press("Enter")
    page.page.wait_for_selector("#link-button:not(:text-is('Copy link'))")
    again = open_page(real, page.page.evaluate("location.hash"))
    assert again.text("#status") == told
    assert again.text("#panel") == panel
    # Export the picture.
    again.page.focus("#png-button")
    with again.page.expect_download() as waiting:
        again.page.keyboard.press("Enter")
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    assert again.page.evaluate("document.activeElement.id") == "png-button"


def test_every_control_is_reached_by_tab_in_the_order_of_the_page(open_page: Open) -> None:
    page = open_page(tiny())
    for selector in (
        "#picture-button",
        "#csv-button",
        "#link-button",
        "#reset-button",
        "#search",
        "#legend input",
        "#topics input",
        "#least",
        "#timeline .handle",
        "#panel button",
        "#sources-button",
    ):
        tab_to(page, selector, most=60)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "view", ["", "view=table", "view=map", "colour=community&from=2003&to=2003", "agency", "tie"]
)
def test_all_words_stand_out_from_their_ground(open_page: Open, real: Dossier, scheme: str, view: str) -> None:
    ids = {node["name"]: node["id"] for node in real["nodes"]}
    fragments = {
        "agency": urlencode({"agency": ids["UNFPA"]}),
        "tie": urlencode([("tie", ids["UNFPA"]), ("tie", ids["IOM"])]),
    }
    page = open_page(real, f"#{fragments.get(view, view)}", color_scheme=scheme)
    assert page.page.evaluate(FAINT) == []
    assert page.page.evaluate(NAMELESS) == []


def test_what_is_said_of_the_page_changes_politely_when_it_does(open_page: Open) -> None:
    page = open_page(tiny())
    assert page.page.get_attribute("#status", "aria-live") == "polite"
    assert page.page.locator("main, header, footer").count() == 3
    assert page.page.locator("h1").count() == 1
    for region in page.page.locator("aside, section[aria-label]").all():
        assert region.get_attribute("aria-label")


def test_whoever_wants_no_motion_sees_none(open_page: Open) -> None:
    data = synthetic(60)
    page = open_page(data, reduced_motion="reduce")
    page.page.fill("#search", data["nodes"][7]["name"])
    page.page.press("#search", "Enter")
    page.settle()
    before = page.where(7)
    page.page.wait_for_timeout(300)
    assert page.where(7) == before


def test_paper_is_white_and_without_controls(open_page: Open) -> None:
    page = open_page(tiny(), "#from=2002", color_scheme="dark")
    page.page.emulate_media(media="print")
    ground = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    for gone in (".actions", ".search", "#more-filters"):
        assert page.page.locator(gone).is_hidden(), gone
    for stays in ("#legend", "#status", "#filters", "#panel", ".imprint"):
        assert page.page.locator(stays).is_visible(), stays


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_no_width_makes_anything_run_over_the_side(open_page: Open, real: Dossier, width: int) -> None:
    for view in ("", "#view=table", "#view=map", "#from=2003&to=2003"):
        page = open_page(real, view, viewport={"width": width, "height": 844})
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width, view
