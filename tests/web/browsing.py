"""A browser for the tests: Debian's chromium, driven by Playwright. Where either is missing they are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sijill.web.sessions import COOKIE
from web.serving import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium")


@contextmanager
def browser() -> Iterator[Any]:
    """A browser, closed at the end."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                                            "--disable-background-networking", "--disable-component-update"]
        )  # fmt: skip
        try:
            yield opened
        finally:
            opened.close()


class Tab:
    """A page of a member, which notes what went wrong in it."""

    def __init__(self, opened: Any, served: Workspace, role: str = "keeper", **options: Any) -> None:
        self.served = served
        self.context = opened.new_context(base_url=served.address, **{"locale": "en", **options})
        self.context.add_cookies([{"name": COOKIE, "value": served.token(role), "url": served.address}])
        self.page = self.context.new_page()
        #: errors of scripts and refusals of the policy
        self.wrong: list[str] = []
        #: addresses that the page asked for
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", self._asked)

    def _asked(self, dialog: Any) -> None:
        self.wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def close(self) -> None:
        self.context.close()
