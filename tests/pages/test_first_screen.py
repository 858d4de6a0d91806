"""What stays on the screen of a run while it is read: its line and tabs at the top, covering nothing, and nothing jumps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents import entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SLUG = "orders-prod"
LONG = {f"setting_{index:02}": index for index in range(70)}
WINDOWS = [(1440, 900), (820, 1180), (390, 844)]

STUCK = """() => [...document.querySelectorAll(".page-bar, keep-place")]
  .filter((one) => getComputedStyle(one).position === "sticky").map((one) => one.className || one.localName)"""
COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (!box.width || !box.height || one === document.body || one.closest(".page-bar, keep-place, .skip-link")) return "";
  const seen = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.x + x * box.width, box.y + y * box.height]));
  const shown = seen.some(([x, y]) => { const at = document.elementFromPoint(x, y); return at && (one.contains(at) || at.contains(one)); });
  return shown ? "" : one.outerHTML.slice(0, 120);
}"""
OVERLAID = """() => [...document.querySelectorAll(".brief > .sentences > .sentence")].filter((one) => {
  const [a, b] = [...one.children].map((part) => part.getBoundingClientRect());
  return Math.min(a.right, b.right) > Math.max(a.left, b.left) && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top) + 1;
}).map((one) => one.innerText)"""
SHIFTS = """new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted = (window.shifted || 0) + one.value;
}).observe({ type: "layout-shift", buffered: true })"""


def document() -> bytes:
    """A database whose panel is long, an alarm whose panel is short, and enough changes to scroll through."""
    database = {"engine": "postgres", "identifier": "orders", **LONG}
    alarms = (entry(f"aws_sns_topic.alarm_{index:02}", after={"name": f"alarm {index}"}) for index in range(40))
    return plan(
        entry("aws_db_instance.orders", "delete", "create", before=database, after=dict.fromkeys(database, "new")),
        entry("aws_sns_topic.short", "update", before={"name": "a"}, after={"name": "b"}),
        *alarms,
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("screen"), "web") as started:
        yield started


@pytest.fixture(scope="module")
def address(running: Portal) -> str:
    token = running.manage("token", "create", "--workspace", SLUG, "--create").strip()
    status, answer = running.call(f"/api/v1/workspaces/{SLUG}/runs?actor=sam&title=Newer", token, document())
    assert status == 201, answer
    running.owner()
    return str(answer["url"])


@pytest.fixture
def run(running: Portal, address: str, page: Page) -> str:
    """The address of the run; whoever owns the portal is signed in."""
    page.goto(running.manage("login-link", "--user", "olive@example.org").strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    return address


HEADS = [
    ("plain", "network-prod/runs/6", ()),
    ("new since", "orders-prod/runs/4", ("New since run 3",)),
    (
        "new since, and two approvals",
        "network-prod/runs/2",
        ("New since run 1", "by Tomás Ferreira", "by Ingrid Solheim"),
    ),
    ("accepted losses", "analytics-gcp-prod/runs/2", ("accepted by Priya Raman",)),
    ("a banner", "network-prod/runs/7", ("Drift",)),
    ("two warnings", "orders-next/runs/1", ("Unknown author", "Not bound to a plan file")),
]


def sized(page: Page, window: tuple[int, int]) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("heads")) as started:
        started.manage("demo")  # before it runs: its clock would end what waits in the past that is being made
        started.start("web")
        started.wait_until_it_answers()
        token = started.manage("token", "create", "--workspace", "orders-next", "--create").strip()
        asked = "actor=sam&title=Newer&commit=0123abcd0123&branch=feature/larger-orders&pr=12"
        status, answer = started.call(f"/api/v1/workspaces/orders-next/runs?{asked}", token, document())
        assert status == 201, answer
        started.owner()
        yield started


def test_the_graph_starts_near_the_top_whatever_the_head_says(page: Page, demo: Portal) -> None:
    page.goto(demo.manage("login-link", "--user", "olive@example.org").strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    for name, run, told in HEADS:
        for width in (1440, 2560, 820, 390):
            sized(page, (width, 900))
            page.goto(f"{demo.url}/workspaces/{run}/")
            text = page.locator("main").inner_text()
            assert all(one in text for one in told), name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width}"
            assert not page.evaluate(OVERLAID), f"{name} at {width}"
            assert width < 1440 or top(page, "plan-graph") <= 300, f"{name} at {width}"


def test_what_a_fact_tells_opens_below_it(page: Page, demo: Portal) -> None:
    page.goto(demo.manage("login-link", "--user", "olive@example.org").strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    sized(page, WINDOWS[0])
    page.goto(f"{demo.url}/workspaces/orders-prod/runs/4/")
    for summary in page.locator(".fact summary").all():
        summary.click()
        box = summary.locator("xpath=../div").evaluate(
            "one => { const at = one.getBoundingClientRect(); "
            "return one.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)); }"
        )
        assert box, summary.inner_text()
        summary.click()


def top(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("one => one.getBoundingClientRect().top"))


@pytest.mark.parametrize(("window", "stuck"), [(WINDOWS[0], 2), (WINDOWS[1], 2), (WINDOWS[2], 1), ((1280, 400), 0)])
def test_the_line_and_the_tabs_stay_where_there_is_room(
    page: Page, run: str, window: tuple[int, int], stuck: int
) -> None:
    sized(page, window)
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").click()
    page.evaluate("scrollTo(0, 900)")
    assert len(page.evaluate(STUCK)) == stuck
    assert (top(page, ".page-bar h1") >= 0) == (stuck == 2), "the name"
    assert (top(page, ".page-bar .page-actions") >= 0) == (stuck == 2), "what can be decided"
    assert (top(page, ".tabs a") >= 0) == (stuck > 0), "the tabs"
    if stuck:
        end = page.locator("keep-place").evaluate("one => one.getBoundingClientRect().bottom")
        assert end <= 84, "two lines at most"


def test_the_line_says_what_the_brief_says_once_that_is_gone(page: Page, run: str) -> None:
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").click()
    headline = page.locator(".page-bar .headline")
    opacity = "one => Number(getComputedStyle(one).opacity)"
    assert headline.evaluate(opacity) == 0, "the brief stands there"
    page.evaluate("scrollTo(0, 900)")
    page.wait_for_function(
        "() => Number(getComputedStyle(document.querySelector('.page-bar .headline')).opacity) === 1"
    )
    assert "database orders" in headline.inner_text()


@pytest.mark.parametrize("window", WINDOWS)
def test_what_has_the_focus_is_never_covered(page: Page, run: str, window: tuple[int, int]) -> None:
    sized(page, window)
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").wait_for()
    assert not covered(page, 60)


def test_the_panel_at_the_foot_of_the_window_covers_no_focus(page: Page, run: str) -> None:
    sized(page, (820, 900))
    page.goto(run)
    page.wait_for_selector("plan-graph[data-ready]")
    page.get_by_role("button", name="As table").click()
    page.locator("[data-part=rows] a").first.click()
    page.locator("#node").get_by_role("button", name="Close").wait_for()
    assert not covered(page, 25)


def covered(page: Page, presses: int) -> list[Any]:
    """What had the focus and could not be seen, on the way so many stops forwards and back."""
    found: list[Any] = []
    for key in ["Tab"] * presses + ["Shift+Tab"] * presses:
        page.keyboard.press(key)
        found.append(page.evaluate(COVERED))
    return list(filter(None, found))


def test_what_an_address_leads_to_stands_below_the_tabs(page: Page, run: str) -> None:
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").click()
    page.evaluate("document.querySelectorAll('.change-address')[20].id = 'here'; location.hash = '#here'")
    page.wait_for_function("() => scrollY > 0")
    end = page.locator("keep-place").evaluate("one => one.getBoundingClientRect().bottom")
    assert end <= top(page, "#here") < end + 100


@pytest.mark.parametrize("window", [(1440, 900), (820, 900), (390, 844)])
def test_a_click_on_a_resource_never_moves_the_page(page: Page, run: str, window: tuple[int, int]) -> None:
    sized(page, window)
    page.goto(run)
    page.wait_for_selector("plan-graph[data-ready]")
    panel = page.locator("#node")
    if window[0] > 700:
        page.get_by_role("button", name="As table").click()
    for place in ("document.querySelector('[data-part=table]').getBoundingClientRect().top + scrollY - 100", "1e6"):
        page.evaluate(f"scrollTo(0, {place})")
        before = page.evaluate("scrollY")
        for name in ("aws_sns_topic.short", "aws_db_instance.orders", "aws_sns_topic.short"):
            page.evaluate("name => document.querySelector(`[data-part=rows] a[data-node='${name}']`).click()", name)
            panel.locator("h2", has_text=name).wait_for()
            page.wait_for_selector("#node:not([aria-busy])")
            assert page.evaluate("scrollY") == before, f"{name} at {place}"
    page.evaluate("document.querySelector(`[data-part=rows] a[data-node='aws_db_instance.orders']`).click()")
    panel.locator("h2", has_text="aws_db_instance.orders").wait_for()
    assert panel.evaluate("one => one.scrollHeight > one.clientHeight + 400"), "it scrolls by itself"
    box = panel.bounding_box()
    assert box
    assert box["y"] < window[1] - 200, "what was chosen is seen at once"
    if window[0] <= 1100:
        panel.get_by_role("button", name="Close").click()
        assert panel.get_attribute("data-chosen") is None
        assert page.evaluate("scrollY") == before


def test_a_node_that_is_clicked_in_the_picture_never_moves_the_page(page: Page, run: str) -> None:
    for window in ((1440, 900), (820, 900)):
        sized(page, window)
        page.goto(run)
        page.wait_for_selector("plan-graph[data-ready]")
        page.evaluate("document.querySelector('[data-part=stage]').scrollIntoView({ block: 'center' })")
        before = page.evaluate("scrollY")
        points = page.locator(".tracenodes .point")
        for index in (0, points.count() - 1):
            box = points.nth(index).bounding_box()
            assert box
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.wait_for_selector("#node:not([aria-busy])")
            assert page.evaluate("scrollY") == before, f"{index} at {window}"


@pytest.mark.parametrize("window", WINDOWS)
def test_nothing_jumps(page: Page, run: str, window: tuple[int, int]) -> None:
    sized(page, window)
    page.add_init_script(SHIFTS)
    for tab in ("graph", "changes", "guardrails"):
        page.goto(f"{run}?tab={tab}")
        page.wait_for_load_state("networkidle")
        for place in (150, 300, 900, 0):
            page.evaluate(f"scrollTo(0, {place})")
            page.wait_for_timeout(100)
        assert page.evaluate("window.shifted || 0") <= 0.01, f"{tab} at {window[0]}"
