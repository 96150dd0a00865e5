"""Takes the README's picture of the workspace from the sample register.

    make demo && .venv/bin/python scripts/pictures.py demo/demo.sijill docs/images

Starts `sijill serve` for the register, enters by the link that it prints, and photographs the page of a published
incident on which sources differ, in Debian's chromium. Needs the extra `dev`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from sijill.register import Register
from sijill.types import CardQuery

CHROMIUM = "/usr/bin/chromium"
PORT = 8917
SIZE = {"width": 1280, "height": 860}


def main(register: str, folder: str) -> None:
    """Photograph."""
    with Register.open(register) as opened:
        shown = opened.cards(CardQuery(states=("published",), contradictory=True, order="killed"), limit=50)
        incident = max(shown, key=lambda card: (card.reports, card.incident)).incident
    serve = [sys.executable, "-c", "from sijill.cli import main; main()", "serve", "-r", register, "--port", str(PORT)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            link = next(found[0] for line in server.stdout if (found := re.search(r"http\S+", line)))
            with sync_playwright() as play:
                browser = play.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
                )
                page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()
                page.goto(link)
                page.goto(f"http://127.0.0.1:{PORT}/incident/{incident}")
                page.wait_for_timeout(1500)
                page.screenshot(path=Path(folder) / "workspace.png")
                browser.close()
        finally:
            server.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
