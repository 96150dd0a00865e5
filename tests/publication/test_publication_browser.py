"""The release's page in a browser: it fits a phone, loads nothing from anywhere, and says its names.

Needs Debian's chromium; where it is not there: apt-get install chromium.
"""

import html
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from invented_reports import write_reports
from sijill import Register, add, publish
from sijill.types import Decision
from sijill.workflow import decide, find_incident

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AT = datetime(2021, 5, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium")

#: a page that shows another one in a frame of a width and tells what it finds there
FRAME = """<!doctype html><meta charset="utf-8"><iframe src="{page}" style="width:{width}px;height:2000px;border:0"></iframe>
<script>
addEventListener("load", () => {{
  const inside = document.querySelector("iframe").contentDocument;
  const root = inside.documentElement;
  const loaded = inside.defaultView.performance.getEntriesByType("resource").length;
  document.title = [root.scrollWidth, loaded, inside.scripts.length].join(" ");
}});
</script>"""


def browse(page: Path, folder: Path) -> str:
    """What the browser makes of a page, as HTML."""
    done = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}", "--window-size=1400,2000",
            "--virtual-time-budget=5000", "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    with Register.open(folder / "r.sijill", create=True) as register:
        list(add(register, [str(write_reports(folder / "reports"))]))
        for dossier in list(register.dossiers()):
            anchor, _, _ = find_incident(register, dossier.incident.id)
            decide(register, Decision("", "publish", anchor, "A. Recorder", AT, "test"))
        publish(register, folder / "release", version="1", created_at=AT)
    return folder / "release"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_and_loads_nothing(release: Path, tmp_path: Path, width: int) -> None:
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(page=html.escape((release / "index.html").as_uri()), width=width), "utf-8")
    title = re.search(r"<title>(\d+) (\d+) (\d+)</title>", browse(frame, tmp_path))
    assert title, "the page did not load"
    wide, loaded, scripts = map(int, title.groups())
    assert wide <= width, "it must not scroll sideways"
    assert (loaded, scripts) == (0, 0)


def test_it_says_who_and_not_who_is_sealed(release: Path, tmp_path: Path) -> None:
    shown = browse(release / "index.html", tmp_path)
    assert "Nouman" in shown
    assert "Haddadin" not in shown
