"""The page from an empty network to 20,000 agencies, in a browser: drawn, moved, chosen from, and exported."""

from __future__ import annotations

import base64
import gzip
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.dossiers.records import Dossier
from kg.page import page_html
from tests.browser.conftest import SIZE, Opened
from tests.browser.sample import ATTACKS, hostile, synthetic, tiny

pytestmark = pytest.mark.browser

#: Megabytes that the page of so many agencies may have.
LARGEST = {300: 1.3, 5_000: 1.5, 20_000: 5.0}
SVG = "{http://www.w3.org/2000/svg}"

Show = Callable[..., Opened]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Return the file of a generated network's page, made once; the largest with plain places, to save the layout."""
    folder = tmp_path_factory.mktemp("pages")

    def made(count: int) -> Path:
        file = folder / f"{count}.html"
        if not file.exists():
            places = [(60.0 * (i % 160), 50.0 * (i // 160)) for i in range(count)] if count > 5_000 else None
            file.write_text(page_html(synthetic(count), places), encoding="utf-8", newline="\n")
        return file

    return made


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Show]:
    contexts = []

    def shown(page: Path | Dossier, fragment: str = "", *, hang: bool = False, **options: Any) -> Opened:
        if not isinstance(page, Path):
            file = tmp_path / "network.html"
            file.write_text(page_html(page), encoding="utf-8", newline="\n")
            page = file
        context = browser.new_context(**{"viewport": SIZE, "reduced_motion": "reduce", **options})
        contexts.append(context)
        found = Opened(context.new_page(), page.as_uri())
        if hang:
            found.page.route("http*://**", lambda route: None)
        found.page.set_default_timeout(30_000)
        found.go(fragment)
        drawn(found)
        return found

    yield shown
    for context in contexts:
        context.close()


def drawn(page: Opened) -> None:
    """Wait until nothing is left to draw."""
    page.settle()
    page.page.wait_for_selector("#picture:not([data-drawn=no])")


def ink(page: Opened) -> int:
    """Return how many pixels of the picture are not ground."""
    return int(
        page.page.evaluate(
            """() => {
              const canvas = document.querySelector("#picture canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let many = 0;
              for (let at = 0; at < data.length; at += 4)
                if (data[at] + data[at + 1] + data[at + 2] < 700 && data[at + 3]) many += 1;
              return many;
            }"""
        )
    )


def image(page: Opened, kind: str, **said: Any) -> bytes:
    """Return what the page exports as an image."""
    told = {"title": "", "filters": [], "legend": [], "foot": [], **said}
    text = page.page.evaluate(
        """([kind, said]) => {
          if (kind === "svg") return btoa(unescape(encodeURIComponent(networkPage.exportSvg(said))));
          const bytes = networkPage.exportPng(said);
          let text = "";
          for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
          return btoa(text);
        }""",
        [kind, told],
    )
    return base64.b64decode(text)


@pytest.mark.parametrize("count", [300, 5_000, 20_000])
def test_the_page_of_a_network_of_any_size_opens_without_asking_or_complaining(
    pages: Callable[[int], Path], show: Show, count: int
) -> None:
    file = pages(count)
    assert file.stat().st_size <= LARGEST[count] * 1e6
    page = show(file, hang=True)
    assert f"{count} of {count}" in re.sub(r"(?<=\d)[,\u202f](?=\d)", "", page.text("#status"))
    assert ink(page) > 2_000
    assert [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.complaints == []


def test_long_data_are_packed_and_unpack_to_what_was_given(pages: Callable[[int], Path]) -> None:
    text = pages(5_000).read_text(encoding="utf-8")
    packed = re.search(r'<script type="application/json" id="data" data-packed="gzip">([A-Za-z0-9+/=]+)<', text)
    assert packed
    network = json.loads(gzip.decompress(base64.b64decode(packed[1])))["network"]
    given = synthetic(5_000)
    assert network["ties"] == given["ties"]
    assert network["evidence"] == given["evidence"]
    assert [node["id"] for node in network["nodes"]] == [node["id"] for node in given["nodes"]]


def test_a_page_too_large_for_vis_network_comes_without_it(pages: Callable[[int], Path]) -> None:
    assert "vis.js is dual licensed" in pages(300).read_text(encoding="utf-8")
    assert "vis.js is dual licensed" not in pages(5_000).read_text(encoding="utf-8")


def test_a_large_network_opens_on_its_communities_and_a_click_leads_into_one(
    pages: Callable[[int], Path], show: Show
) -> None:
    page = show(pages(5_000))
    assert page.page.evaluate("networkPage.labels().length") == 0
    x, y = page.where(0)
    before = page.page.locator("#panel h2").inner_text()
    page.page.mouse.click(x, y)
    drawn(page)
    assert page.page.evaluate("networkPage.labels().length") > 10
    assert page.page.locator("#panel h2").inner_text() == before
    x, y = page.where(0)
    page.page.mouse.click(x, y)
    drawn(page)
    assert page.page.locator("#panel h2").inner_text() != before


def test_few_agencies_of_a_large_network_are_drawn_one_by_one(pages: Callable[[int], Path], show: Show) -> None:
    page = show(pages(5_000))
    for label in page.page.locator("#legend label").all()[:4]:
        label.click()
    drawn(page)
    assert page.page.evaluate("networkPage.labels().length") > 10


def test_the_canvas_follows_mouse_wheel_and_keys(pages: Callable[[int], Path], show: Show) -> None:
    page = show(pages(5_000))
    box = page.page.locator("#picture").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    start = page.where(0)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 30, y + 20, steps=4)
    page.page.mouse.up()
    dragged = page.where(0)
    assert (dragged[0] - start[0], dragged[1] - start[1]) == pytest.approx((30, 20), abs=1)
    page.page.mouse.wheel(0, -240)
    page.settle()
    apart = [abs(a - b) for a, b in zip(page.where(0), page.where(1), strict=True)]
    page.page.mouse.wheel(0, -240)
    page.settle()
    nearer = [abs(a - b) for a, b in zip(page.where(0), page.where(1), strict=True)]
    assert sum(nearer) > 1.3 * sum(apart)
    page.page.locator("#picture canvas").focus()
    before = page.where(0)
    page.page.keyboard.press("ArrowLeft")
    page.settle()
    assert page.where(0)[0] == pytest.approx(before[0] + 60, abs=1)


def test_no_drawn_label_covers_another_on_the_canvas_either(pages: Callable[[int], Path], show: Show) -> None:
    page = show(pages(5_000))
    page.page.mouse.click(*page.where(0))
    drawn(page)
    labels = page.page.evaluate("networkPage.labels()")
    assert len(labels) > 10
    for one, other in itertools.combinations(labels, 2):
        apart = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"], (one, other)


def test_choosing_lifts_an_agency_out_of_a_large_network(pages: Callable[[int], Path], show: Show) -> None:
    page = show(pages(5_000))
    page.page.locator("#panel .rows button").first.click()
    drawn(page)
    assert page.page.evaluate("networkPage.labels().length") > 1
    page.page.keyboard.press("Escape")
    drawn(page)
    assert page.page.evaluate("networkPage.labels().length") == 0


@pytest.mark.parametrize("count", [300, 5_000])
def test_the_picture_is_exported_as_valid_svg_with_all_that_is_said_of_it(
    pages: Callable[[int], Path], show: Show, count: int
) -> None:
    page = show(pages(count))
    said = {
        "title": "Partnership network",
        "filters": ["Years 1999 to 2003", "Topic: return"],
        "legend": [{"name": "UN system", "shape": "dot", "colour": "#1f6cb0"}],
        "foot": ["Data version 63642343476e", "CC BY 4.0"],
    }
    root = ElementTree.fromstring(image(page, "svg", **said))
    assert root.tag == f"{SVG}svg"
    words = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    for line in ("Partnership network", "Years 1999 to 2003", "Topic: return", "UN system", "63642343476e"):
        assert line in words
    assert len(list(root.iter(f"{SVG}path"))) > 40


def test_hostile_words_leave_the_svg_valid_and_without_any_script(show: Show) -> None:
    page = show(hostile())
    said = {"title": " ".join(ATTACKS[:6]), "filters": list(ATTACKS), "foot": list(ATTACKS)}
    said["legend"] = [{"name": attack, "shape": "dot", "colour": attack} for attack in ATTACKS]
    root = ElementTree.fromstring(image(page, "svg", **said))
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "path", "circle", "text", "rect")
    }
    assert not [
        name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name
    ]
    assert page.page.evaluate("window.hit") is None
    assert page.complaints == []


def test_a_png_has_three_pixels_for_each_of_the_sheet(show: Show) -> None:
    page = show(tiny())
    png = io.BytesIO(image(page, "png", title="Partnership network"))
    assert png.read(8) == b"\x89PNG\r\n\x1a\n"
    png.seek(16)
    wide, high = int.from_bytes(png.read(4), "big"), int.from_bytes(png.read(4), "big")
    assert wide == 3_600
    assert high > 1_200
    assert len(png.getvalue()) > 30_000


def test_an_image_is_for_white_paper_also_where_the_screen_is_dark(show: Show) -> None:
    light, dark = (show(tiny(), color_scheme=scheme) for scheme in ("light", "dark"))
    assert image(light, "svg", title="T") == image(dark, "svg", title="T")


def test_the_areas_of_communities_carry_their_names(show: Show) -> None:
    page = show(synthetic(60))
    root = ElementTree.fromstring(image(page, "svg"))
    words = [element.text or "" for element in root.iter(f"{SVG}text")]
    topics = ("Remittances", "Return", "Statistics", "Health")
    assert any(word.startswith(topics) for word in words)
