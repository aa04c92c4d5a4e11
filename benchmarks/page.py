"""The network page at 300, 5,000 and 20,000 agencies: layout, file, first picture, frames, filter and choice.

Run: python benchmarks/page.py [agencies ...]. Generated data: seeded, in communities, with parts and isolates.
Layout and page are CPU seconds of this process; the rest is measured in headless Chromium without a GPU, where a
frame is the time between two calls of requestAnimationFrame while the mouse drags or the wheel turns.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.page import page_html  # noqa: E402
from kg.page.communities import divide  # noqa: E402
from kg.page.layout import place  # noqa: E402
from tests.browser.conftest import ARGUMENTS, SIZE  # noqa: E402
from tests.browser.sample import synthetic  # noqa: E402

#: Agencies, and what the page is to keep within: MB, ms to the first picture, ms a frame, ms to a new picture,
#: CPU seconds of layout and of the page without it.
GOALS = {
    300: (1.3, 1_000, 33, 150, 2, 1),
    5_000: (6.0, 2_000, 33, 400, 30, 3),
    20_000: (25.0, 4_000, 50, 1_500, 180, 10),
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


def busy(session: Any) -> float:
    """Return the CPU milliseconds that the page's main thread has used."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(row["value"]) for row in metrics if row["name"] == "TaskDuration") * 1_000


def frames(page: Any, session: Any, *, zoom: bool) -> tuple[float, float]:
    """Return the 95th percentile of a frame, in ms, while the view moves, and the mean CPU ms of one."""
    box = page.locator("#picture").bounding_box()
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4
    page.mouse.move(x, y)
    page.evaluate(_RECORD)
    before = busy(session)
    if zoom:
        for turn in range(60):
            page.mouse.wheel(0, -40 if turn < 40 else 40)
    else:
        page.mouse.down()
        for step in range(90):
            page.mouse.move(x + 3 * (step % 45) - 60, y + 2 * (step % 30))
        page.mouse.up()
    used = busy(session) - before
    recorded = page.evaluate("framesDone()")
    return percentile(recorded, 0.95), used / max(len(recorded), 1)


def measured(html: str) -> dict[str, float]:
    """Return what a browser measures of a page."""
    from playwright.sync_api import sync_playwright

    found: dict[str, float] = {}
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder) / "network.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(60_000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        page.wait_for_selector("#picture:not([data-drawn=no])")
        found["first picture"] = page.evaluate("performance.now()")
        page.wait_for_timeout(800)
        found["pan"], found["pan CPU"] = frames(page, session, zoom=False)
        found["zoom"], found["zoom CPU"] = frames(page, session, zoom=True)
        page.wait_for_timeout(800)
        found["pan nearer"], found["pan nearer CPU"] = frames(page, session, zoom=False)
        page.click("#fit-button")
        page.wait_for_timeout(800)
        found["filter"] = page.evaluate(_TIMED, "#legend input")
        page.evaluate(_TIMED, "#legend input")
        page.wait_for_timeout(400)
        found["choose"] = page.evaluate(_TIMED, "#panel .rows button")
        found["heap MB"] = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        browser.close()
    return found


def main() -> None:
    """Print one block for each size: what was measured, and what to keep within."""
    say = sys.stdout.write
    for agencies in [int(word) for word in sys.argv[1:]] or list(GOALS):
        network = synthetic(agencies)
        links = [(tie["a"], tie["b"], tie["weight"]) for tie in network["ties"]]
        begun = time.process_time()
        places = place(agencies, links, divide(agencies, links))
        laid = time.process_time()
        html = page_html(network, places)
        written = time.process_time()
        goals = GOALS.get(agencies, (float("nan"),) * 6)
        say(f"\n{agencies} agencies, {len(links)} ties\n")
        say(f"  layout {laid - begun:.1f} CPU s (within {goals[4]}); ")
        say(f"page {written - laid:.1f} CPU s (within {goals[5]}); ")
        say(f"file {len(html.encode()) / 1e6:.2f} MB (within {goals[0]})\n")
        found = measured(html)
        say(f"  first picture {found['first picture']:.0f} ms (within {goals[1]})\n  p95 frame ")
        moves = ("pan", "zoom", "pan nearer")
        say(", ".join(f"{name} {found[name]:.1f} (CPU {found[f'{name} CPU']:.1f})" for name in moves))
        say(f" ms (within {goals[2]})\n")
        say(f"  new picture: filter {found['filter']:.0f}, choose {found['choose']:.0f} ms (within {goals[3]}); ")
        say(f"heap {found['heap MB']:.0f} MB\n")


if __name__ == "__main__":
    main()
