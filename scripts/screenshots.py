"""Nothing in, the README's pictures out: a run of the demo organisation, light and dark, taken in a real browser."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.portal import ROOT, portal

RUN = "/workspaces/orders-prod/runs/4/"
FOLDER = ROOT / "docs" / "images"
THEMES = ("light", "dark")


def picture(page: Page, theme: str) -> None:
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"run-{theme}.png")


def main() -> int:
    found = chromium.find()
    if not found:
        print("No Chromium: set CHROMIUM to the path of one.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        portal(Path(folder)) as running,
        sync_playwright() as playwright,
    ):
        running.manage("demo")  # before it runs: its clock would end what waits in the past that is being made
        running.start("web")
        running.wait_until_it_answers()
        browser = playwright.chromium.launch(executable_path=found, args=list(chromium.ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 1100})
        page.goto(running.owner())
        page.get_by_role("button", name="Sign in").click()
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # both are among its literals
            page.goto(f"{running.url}{RUN}")
            picture(page, theme)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
