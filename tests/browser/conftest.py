"""A browser for the tests: Debian's Chromium without a screen, cut off from any network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.dossiers.records import Dossier
from kg.page import page_html

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1440, "height": 900}

#: Turns what a page is opened on into the page, ready, with what it asked for and complained of.
Open = Callable[..., "Opened"]


def missing(reason: str) -> None:
    """Skip, or fail where the browser is asked for: a check that silently runs nothing shows nothing."""
    if os.environ.get("KG_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    print(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed: 'pip install convene-kg[test]'")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("No Chromium is installed: 'apt-get install chromium'")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


class Opened:
    """A page with what it requested, what it complained of, and small gestures on its picture."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(6_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def go(self, fragment: str = "") -> None:
        """Open the page and wait until its picture stands."""
        self.page.goto(self.address + fragment)
        self.page.wait_for_selector("html[data-ready=yes]", timeout=10_000)
        self.settle()

    def settle(self) -> None:
        """Wait for two frames: the picture draws in the one after a change."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def where(self, node: int) -> tuple[float, float]:
        """Return where a node stands in the window."""
        at = self.page.evaluate("node => networkPage.where(node)", node)
        box = self.page.locator("#picture").bounding_box()
        return box["x"] + at["x"], box["y"] + at["y"]

    def text(self, selector: str) -> str:
        """Return the visible words of an element, with single spaces."""
        return " ".join(self.page.locator(selector).inner_text().split())


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def opened(data: Dossier, fragment: str = "", *, go: bool = True, **options: Any) -> Opened:
        file = tmp_path / "network.html"
        file.write_text(page_html(data), encoding="utf-8", newline="\n")
        context = browser.new_context(**{"viewport": SIZE, "reduced_motion": "reduce", **options})
        contexts.append(context)
        found = Opened(context.new_page(), file.as_uri())
        if go:
            found.go(fragment)
        return found

    yield opened
    for context in contexts:
        context.close()
