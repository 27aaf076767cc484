"""A real browser over a reading room; tests with it are skipped where there is none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="pip install luutru[browser-test]")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SHOTS = Path(os.environ["LUUTRU_SCREENSHOTS"]) if "LUUTRU_SCREENSHOTS" in os.environ else None

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium; apt install chromium")


class Log:
    """What a browser asked for, and what its pages ran into."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.errors: list[str] = []

    def follow(self, context: Any) -> None:
        """Note every request of every page of `context`, dialogs and uncaught errors."""
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("page", self._follow_page)

    def _follow_page(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(f"dialog: {dialog.message}"))
        page.on("popup", lambda popup: self.errors.append(f"popup: {popup.url}"))
        page.on("download", lambda download: self.errors.append(f"download: {download.url}"))

    @property
    def elsewhere(self) -> set[str]:
        """Addresses that were asked for and are not on this machine."""
        hosts = {url: urlsplit(url).hostname for url in self.asked if not url.startswith("data:")}
        return {url for url, host in hosts.items() if host != "127.0.0.1"}


@contextmanager
def browser() -> Iterator[Any]:
    """Headless Chromium; every name but this machine's leads nowhere."""
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        try:
            yield running
        finally:
            running.close()


@contextmanager
def page_of(running: Any, base: str, log: Log | None = None, **options: Any) -> Iterator[Any]:
    """A page of a fresh profile, opened at `base`."""
    width = options.pop("width", 1440)
    viewport = {"width": width, "height": 900 if width > 500 else 740}
    context = running.new_context(base_url=base, viewport=viewport, **options)
    (log or Log()).follow(context)
    try:
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield page
    finally:
        context.close()


def keep_shot(page: Any, name: str) -> None:
    """Keep a screenshot where the run's artefacts go, if it has a place for them."""
    if SHOTS is not None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")
