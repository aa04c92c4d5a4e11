"""Page: layout, file, first picture, frames, filter and choice of the network page, by number of agencies.

Generated data: seeded, in communities, with parts and isolates. Layout and page are CPU seconds of this process;
the rest is measured once in headless Chromium without a GPU, where a frame is the time between two calls of
requestAnimationFrame while the mouse drags or the wheel turns.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.measuring import Goal, Measure, say, value
from kg.page import page_html
from kg.page.communities import divide
from kg.page.layout import place
from tests.browser.conftest import ARGUMENTS, SIZE
from tests.browser.sample import synthetic

#: What is to be kept within, by number of agencies, and the unit.
LIMITS: dict[str, tuple[dict[int, float], str]] = {
    "layout": ({300: 2, 5_000: 30, 20_000: 180}, "CPU s"),
    "page": ({300: 1, 5_000: 3, 20_000: 10}, "CPU s"),
    "file": ({300: 1.3, 5_000: 6, 20_000: 25}, "MB"),
    "first picture": ({300: 1_000, 5_000: 2_000, 20_000: 4_000}, "ms"),
    "frame while dragged": ({300: 33, 5_000: 33, 20_000: 50}, "ms"),
    "frame while zoomed": ({300: 33, 5_000: 33, 20_000: 50}, "ms"),
    "frame while dragged nearer": ({300: 33, 5_000: 33, 20_000: 50}, "ms"),
    "filter": ({300: 150, 5_000: 400, 20_000: 1_500}, "ms"),
    "choose": ({300: 150, 5_000: 400, 20_000: 1_500}, "ms"),
}

#: Records the time between frames until it is asked for them.
_RECORD = """() => {
  const frames = [];
  let before = performance.now();
  let going = true;
  const step = (now) => { frames.push(now - before); before = now; if (going) requestAnimationFrame(step); };
  requestAnimationFrame(step);
  window.framesDone = () => { going = false; return frames.slice(2); };
}"""
#: Does something and resolves with the milliseconds until the picture of it stands.
_TIMED = """(selector) => new Promise((done) => {
  const began = performance.now();
  document.querySelector(selector).click();
  const box = document.querySelector("#picture");
  const look = () => box.dataset.drawn === "no"
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  requestAnimationFrame(look);
})"""


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of all stay below."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else float("nan")


def frames(page: Any, *, zoom: bool) -> float:
    """Return the 95th percentile of a frame, in ms, while the view moves."""
    box = page.locator("#picture").bounding_box()
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4
    page.mouse.move(x, y)
    page.evaluate(_RECORD)
    if zoom:
        for turn in range(60):
            page.mouse.wheel(0, -40 if turn < 40 else 40)
    else:
        page.mouse.down()
        for step in range(90):
            page.mouse.move(x + 3 * (step % 45) - 60, y + 2 * (step % 30))
        page.mouse.up()
    return percentile(page.evaluate("framesDone()"), 0.95)


def in_browser(html: str) -> dict[str, float]:
    """Return what a browser measures of a page, in milliseconds."""
    from playwright.sync_api import sync_playwright

    found: dict[str, float] = {}
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder) / "network.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(60_000)
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        page.wait_for_selector("#picture:not([data-drawn=no])")
        found["first picture"] = page.evaluate("performance.now()")
        page.wait_for_timeout(800)
        found["frame while dragged"] = frames(page, zoom=False)
        found["frame while zoomed"] = frames(page, zoom=True)
        page.wait_for_timeout(800)
        found["frame while dragged nearer"] = frames(page, zoom=False)
        page.click("#fit-button")
        page.wait_for_timeout(800)
        found["filter"] = page.evaluate(_TIMED, "#legend input")
        page.evaluate(_TIMED, "#legend input")
        page.wait_for_timeout(400)
        found["choose"] = page.evaluate(_TIMED, "#panel .rows button")
        browser.close()
    return found


def sizes(_: tuple[int, ...]) -> tuple[int, ...]:
    """Return the numbers of agencies."""
    return tuple(LIMITS["layout"][0])


def measured(agencies: Iterable[int]) -> list[Measure]:
    """Return what was measured of pages of so many agencies."""
    found = []
    for count in agencies:
        network = synthetic(count)
        links = [(tie["a"], tie["b"], tie["weight"]) for tie in network["ties"]]
        begun = time.process_time()
        places = place(count, links, divide(count, links))
        laid = time.process_time()
        html = page_html(network, places)
        took = {"layout": laid - begun, "page": time.process_time() - laid, "file": len(html.encode()) / 1e6}
        for what, number in {**took, **in_browser(html)}.items():
            found.append(Measure("page", count, what, "", number, LIMITS[what][1]))
        say(f"  {count:,} agencies, {len(links):,} ties\n")
    return found


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    for what, (limits, unit) in LIMITS.items():
        number = value(measures, size, what, "")
        if number is not None:
            yield Goal("page", size, f"{what}, {unit}", number, limits[size])
