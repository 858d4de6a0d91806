"""Nothing in, the pictures of README and docs out, taken in a real browser: a run of the demo organisation, light and
dark, and what the simulator's story leaves.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.portal import ROOT, Portal, portal
from tools.simulator.outside import outside
from tools.simulator.portals import own
from tools.simulator.steps import tell
from tools.simulator.story import Story

RUN = "/workspaces/orders-prod/runs/4/"
TOLD = {"posture": "/workspaces/acme-infra/", "drift": "/drift/"}
"""Pages once the story is told, by the names of their pictures."""
FOLDER = ROOT / "docs" / "images"
THEMES = ("light", "dark")


def signed_in(browser: Browser, link: str, width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    return page


def picture(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png")


def of_the_demo(browser: Browser, running: Portal) -> None:
    running.manage("demo")  # before it runs: its clock would end what waits in the past that is being made
    running.start("web")
    running.wait_until_it_answers()
    page = signed_in(browser, running.owner(), 1440, 1100)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # both are among its literals
        page.goto(f"{running.url}{RUN}")
        picture(page, f"run-{theme}")


def of_the_story(browser: Browser, story: Story) -> None:
    story.prepare()
    story.portal.start("start")
    story.portal.wait_until_it_answers()
    story.come_in()
    for _ in tell(story):
        pass
    page = signed_in(browser, story.portal.manage("login-link").strip(), 1200, 720)
    for name, path in TOLD.items():
        page.goto(f"{story.portal.url}{path}")
        picture(page, name)


def main() -> int:
    found = chromium.find()
    if not found:
        print("No Chromium: set CHROMIUM to the path of one.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(chromium.ARGUMENTS))
        with tempfile.TemporaryDirectory() as folder, portal(Path(folder)) as running:
            of_the_demo(browser, running)
        with (
            tempfile.TemporaryDirectory() as folder,
            outside() as world,
            own(Path(folder), world) as running,
        ):
            of_the_story(browser, Story(running, world, Path(folder)))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
