"""Nothing in, how a large run's page does in a browser out: until it can be read and used, its weight, its frames.

Beside each figure stand its limit and, since machines differ and are busy, how often it holds a yardstick of the same
run: the painting of a bare page, the evaluation of plotly's script alone, the health check.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import ViewportSize, sync_playwright

from scripts import bench_answers
from scripts.page_probes import FRAMES, PAINTED, PLOTLY, WATCH
from tests import chromium
from tests.portal import portal
from tools.generator import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Playwright

    from tests.portal import Portal

SIZE: Final = ViewportSize(width=1440, height=1000)
ELSEWHERE: Final = "about:blank"
COLD, WARM = 3, 5
"""Fresh profiles, and visits in one whose caches are full: Chromium keeps compiled scripts from the second visit on."""

FIRST_CONTENT, INTERACTIVE, SHIFT = 300.0, 1000.0, 0.01
FIRST_CONTENT_COLD, INTERACTIVE_COLD = 900.0, 2500.0
WEIGHT: Final = 1_500_000
FRAME: Final = 60.0
NODES: Final = 1000
"""So many drawn nodes are moved."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit to the page took, in milliseconds from the click on its link."""

    painted: float
    ready: float
    shift: float
    longest: float
    told: float
    """From the pointer's arrival on a node until the node is told of, once the page said that it is ready."""
    pictured: float
    """Until the graph is seen, as the server drew it."""


# ── the browser ──────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def profile(playwright: Playwright, browser: str, cookies: list[Any]) -> Iterator[BrowserContext]:
    """A browser that has seen nothing, signed in."""
    with tempfile.TemporaryDirectory() as folder:
        opened = playwright.chromium.launch_persistent_context(
            folder, executable_path=browser, args=list(chromium.ARGUMENTS), viewport=SIZE
        )
        opened.add_cookies(cookies)
        opened.add_init_script(WATCH)
        yield opened
        opened.close()


def visit(tab: Page, address: str, before: str = ELSEWHERE) -> Visit:
    """Opens the page from another one; from elsewhere, as from a pull request, the browser first starts a process."""
    tab.goto(before)
    tab.goto(address, wait_until="commit")
    tab.wait_for_selector("[data-seen]")
    told = hover(tab)
    seen = tab.evaluate("seen")
    return Visit(tab.evaluate(PAINTED), seen["ready"], seen["shift"], seen["long"], told, seen["pictured"])


def hover(tab: Page) -> float:
    """Points at a node and waits for what is told of it."""
    x, y = middle_of_a_node(tab)
    start = time.perf_counter()
    tab.mouse.move(x, y)
    tab.wait_for_selector(".graph-tip:not([hidden])", timeout=5000)
    return (time.perf_counter() - start) * 1000


def middle_of_a_node(tab: Page) -> tuple[float, float]:
    x, y = tab.evaluate("""() => {
        const { left, right, top, bottom } = document.querySelector("[data-part=plot]").getBoundingClientRect();
        const lowest = Math.min(bottom, innerHeight);
        const inside = ([x, y]) => x > left + 30 && x < right - 30 && y > top + 30 && y < lowest - 30;
        const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
        const marks = [...document.querySelectorAll(".tracenodes .point, .tracefolds .textpoint")];
        return marks.map((mark) => middle(mark.getBoundingClientRect())).find(inside);
    }""")
    return x, y


def weight(tab: Page, address: str) -> dict[str, int]:
    """The bytes of a first visit as they come over the wire, by kind; plotly's script stands apart."""
    client = tab.context.new_cdp_session(tab)
    client.send("Network.enable")
    kinds: dict[str, str] = {}
    bytes_: dict[str, int] = {}

    def named(event: dict[str, Any]) -> None:
        plotly = "/plotly" in event["response"]["url"]
        kinds[event["requestId"]] = "plotly" if plotly else event["response"]["mimeType"].rpartition("/")[2]

    def counted(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "other")
        bytes_[kind] = bytes_.get(kind, 0) + int(event["encodedDataLength"])

    client.on("Network.responseReceived", named)
    client.on("Network.loadingFinished", counted)
    visit(tab, address)
    client.detach()
    return bytes_


def frames(tab: Page, address: str) -> dict[str, list[float]]:
    """The times between frames while everything is dragged about, and while the pointer wanders over it."""
    tab.goto("about:blank")
    tab.goto(f"{address}#view=all&level=9", wait_until="commit")
    tab.wait_for_selector("[data-seen]")
    middle = middle_of_a_node(tab)
    found = {}
    for name, held in (("pan", True), ("hover", False)):
        tab.mouse.move(*middle)
        tab.wait_for_timeout(500)
        if held:
            tab.mouse.down()
        tab.evaluate(FRAMES)
        for step in range(60):
            across = 150 - abs(step % 60 - 30) * 10
            tab.mouse.move(middle[0] + across, middle[1] + across / 2)
        times = tab.evaluate("(running = false, frames_)")
        if held:
            tab.mouse.up()
        found[name] = [after - before for before, after in pairwise(times)]
    return found


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(name: str, value: float, limit: float, yardstick: float, unit: str = "ms") -> None:
    verdict = "" if not limit else "within" if value <= limit else "BEYOND"
    bound = f"limit {limit:,.0f} {unit}, {verdict}" if limit else ""
    print(f"  {name:54} {value:9,.0f} {unit}  {value / yardstick:6.2f}×  {bound}")


def tell_visits(kind: str, seen: list[Visit], bare: float, plotly: float) -> None:
    warm = kind.startswith("warm")
    limits = (FIRST_CONTENT, INTERACTIVE) if warm else (FIRST_CONTENT_COLD, INTERACTIVE_COLD)
    told(f"first content, {kind}, × a bare page", median(one.painted for one in seen), limits[0], bare)
    told(f"picture seen, {kind}, × a bare page", median(one.pictured for one in seen), limits[0], bare)
    told(f"graph interactive, {kind}, × plotly alone", median(one.ready for one in seen), limits[1], plotly)
    told(f"pointer on a node until told, {kind}", median(one.told for one in seen), 0, bare)
    told(f"longest task, {kind}, × plotly alone", median(one.longest for one in seen), 0, plotly)
    print(f"  {'moved while it loaded (CLS), ' + kind:54} {max(one.shift for one in seen):9.3f}     limit {SHIFT}")


def tell_weight(bytes_: dict[str, int]) -> None:
    ours = {kind: count for kind, count in bytes_.items() if kind != "plotly"}
    parts = ", ".join(f"{kind} {count / 1000:,.0f}" for kind, count in sorted(ours.items()))
    told("weight over the wire without plotly", sum(ours.values()) / 1000, WEIGHT / 1000, WEIGHT / 1000, "kB")
    print(f"    {parts}; plotly {bytes_.get('plotly', 0) / 1000:,.0f}")


def tell_frames(found: dict[str, list[float]], drawn: int) -> None:
    for name, times in found.items():
        late = sorted(times)[max(0, round(len(times) * 0.95) - 1)]
        told(f"{name}, {drawn:,} nodes, frame p95 of {len(times)}", late, FRAME, 1000 / 60)


# ── all of it ────────────────────────────────────────────────────────────────────────────────────────────────────


def signed_in(playwright: Playwright, browser: str, running: Portal) -> list[Any]:
    link = running.owner("bench@example.org")
    opened = playwright.chromium.launch(executable_path=browser, args=list(chromium.ARGUMENTS))
    tab = opened.new_page()
    tab.goto(link)
    tab.locator("form button[type=submit]").first.click()
    cookies: list[Any] = list(tab.context.cookies())
    opened.close()
    return cookies


def uploaded(running: Portal, resources: int) -> str:
    token = running.manage("token", "create", "--workspace", "bench", "--create").strip()
    status, answer = running.call("/api/v1/workspaces/bench/runs", token, plan(resources))
    if status not in {201, 202}:
        raise SystemExit(f"The upload was refused: {answer}")
    return str(answer["url"])


def measure(running: Portal, playwright: Playwright, browser: str, resources: int) -> None:
    address = uploaded(running, resources)
    cookies = signed_in(playwright, browser, running)
    cold, bares = [], []
    for _ in range(COLD):
        with profile(playwright, browser, cookies) as opened:
            tab = opened.pages[0]
            bares.append(bare(tab, running))
            cold.append(visit(tab, address))
    with profile(playwright, browser, cookies) as opened:
        tab = opened.pages[0]
        bytes_ = weight(tab, address)
        visit(tab, address)
        within = [visit(tab, address, f"{running.url}/healthz") for _ in range(WARM)]
        elsewhere = [visit(tab, address) for _ in range(WARM)]
        moved = frames(tab, address)
        drawn = tab.locator(".tracenodes .point").count()
        node = tab.locator("plan-graph").get_attribute("data-node") or ""
        script = tab.locator("link[data-plotly]").get_attribute("href") or ""
        plotly = evaluated(tab, running, script)
    painted = median(bares)
    print(f"  {'yardsticks: a bare page, plotly alone':54} {painted:9,.0f} ms  {plotly:,.0f} ms")
    tell_visits("cold", cold, painted, plotly)
    tell_visits("warm, within the portal", within, painted, plotly)
    tell_visits("warm, from elsewhere", elsewhere, painted, plotly)
    tell_weight(bytes_)
    tell_frames(moved, drawn)
    bench_answers.tell(running, cookies, urlsplit(address).path, node)


def bare(tab: Page, running: Portal) -> float:
    """Until a page of one word is painted."""
    tab.goto(f"{running.url}/healthz")
    return float(tab.evaluate(PAINTED))


def evaluated(tab: Page, running: Portal, script: str) -> float:
    """Until plotly's script alone has run in an empty page."""
    tab.goto(f"{running.url}/healthz")
    return float(tab.evaluate(PLOTLY, script))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=10_000)
    resources = parser.parse_args().resources
    print(f"\nThe page of a run of {resources:,} resources")
    browser = chromium.find()
    if browser is None:
        print("  No Chromium was found: not measured.")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        portal(Path(folder), "web", DEMO="0") as running,
        sync_playwright() as playwright,
    ):
        measure(running, playwright, browser, resources)


if __name__ == "__main__":
    main()
