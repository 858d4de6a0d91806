"""A reader's way through the graph of a run, in a browser: fold, unfold, search, walk, send the view, take a picture."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect

from tests.documents import entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SLUG = "shop-prod"


def document() -> bytes:
    """A module with a bucket that goes and three queues that come, and an alarm outside that needs one of them."""
    return plan(
        entry("module.store.aws_s3_bucket.this", "delete", before={"bucket": "shop"}),
        *(
            entry(f'module.store.aws_sqs_queue.work["{name}"]', after={"name": name})
            for name in ("<b>in</b>", "out", "dead")
        ),
        entry("aws_cloudwatch_metric_alarm.slow", after={"threshold": 1}),
        configuration={
            "root_module": {
                "resources": [
                    block("aws_cloudwatch_metric_alarm", "slow", "module.store.queue", "module.store"),
                ],
                "module_calls": {
                    "store": {
                        "source": "./store",
                        "module": {
                            "outputs": {"queue": {"expression": {"references": ["aws_sqs_queue.work"]}}},
                            "resources": [
                                block("aws_s3_bucket", "this"),
                                block("aws_sqs_queue", "work", "aws_s3_bucket.this.id", "aws_s3_bucket.this"),
                            ],
                        },
                    }
                },
            }
        },
    )


def block(kind: str, name: str, *references: str) -> dict[str, object]:
    return {
        "address": f"{kind}.{name}",
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_config_key": "aws",
        "expressions": {"uses": {"references": list(references)}},
    }


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("graph"), "web") as started:
        yield started


@pytest.fixture(scope="module")
def address(running: Portal) -> str:
    token = running.manage("token", "create", "--workspace", SLUG, "--create").strip()
    status, answer = running.call(f"/api/v1/workspaces/{SLUG}/runs?actor=sam", token, document())
    assert status == 201, answer
    running.manage("createsuperuser", "--no-input", "--email", "olive@example.org", "--name", "Olive Owner")
    return f"{running.url}/workspaces/{SLUG}/runs/{answer['number']}/"


@pytest.fixture
def graph(running: Portal, address: str, page: Page) -> Page:
    """The run's page, ready; whoever owns the portal is signed in. Any error of the scripts fails the test."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(running.manage("login-link", "--user", "olive@example.org").strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    show(page, address)
    assert not errors
    return page


def show(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("plan-graph[data-ready]")


def labels(page: Page) -> list[str]:
    return page.locator(".tracenodes .textpoint").all_text_contents()


def folds(page: Page) -> Locator:
    """The names of the folded modules in the picture."""
    return page.locator(".tracefolds .textpoint")


def click(page: Page, mark: Locator) -> None:
    """Click where something of the picture is seen: the picture itself is one sheet that takes no clicks."""
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_module_folds_by_its_title_and_shows_what_it_destroys(graph: Page) -> None:
    count = graph.locator('[data-part="count"]')
    assert count.inner_text().startswith("3 of 3 blocks, 5 of 5 resources")
    click(graph, graph.locator(".tracemodules .textpoint").first)
    expect(graph).to_have_url(re.compile("#fold=module.store"))
    expect(count).to_contain_text("1 module folded")
    expect(graph.locator(".tracenodes .point")).to_have_count(1)
    expect(folds(graph)).to_have_count(1)
    for told in ("store", "−1", "+3"):
        expect(folds(graph)).to_contain_text(told)

    show(graph, graph.url)  # the address restores the fold
    expect(folds(graph)).to_have_count(1)
    click(graph, folds(graph))
    expect(graph.locator(".tracenodes .point")).to_have_count(3)
    expect(count).not_to_contain_text("folded")


def test_a_fold_names_what_it_destroys(graph: Page, address: str) -> None:
    show(graph, f"{address}#level=0")
    for told in ("store", "−1 +3", "− s3_bucket.this"):
        expect(folds(graph)).to_contain_text(told)


def test_a_map_says_the_same_before_the_script_draws_it(graph: Page, town: str) -> None:
    show(graph, town)
    drawn = sorted(re.sub(r"\s+", "", text) for text in folds(graph).all_text_contents())
    assert len(drawn) == MODULES
    graph.route("**/plotly*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    graph.goto("about:blank")
    graph.goto(town)
    tiles = graph.locator(".picture .spot:has(> .tile)")
    expect(tiles).to_have_count(MODULES)
    first = tiles.evaluate_all(
        "all => all.map(one => [...one.querySelectorAll(':scope > text')].map(t => t.textContent).join(''))"
    )
    assert sorted(re.sub(r"\s+", "", text) for text in first) == drawn
    assert sum("−sqs_queue.gone" in text for text in drawn) == 1


def test_names_that_have_room_stay_when_the_picture_grows_small(graph: Page, address: str) -> None:
    show(graph, f"{address}#level=1")
    assert not graph.locator(".tracenames .textpoint").count()  # all of them have room
    for _ in range(3):
        graph.get_by_role("button", name="Zoom out").click()
    expect(graph.locator(".tracenodes .textpoint")).to_have_count(0)
    expect(graph.locator(".tracenames .textpoint")).to_have_text(["s3_bucket", "work", "slow"])


def test_all_modules_fold_at_once_and_a_search_opens_the_one_it_needs(graph: Page) -> None:
    count = graph.locator('[data-part="count"]')
    graph.locator('[data-part="level"]').select_option("0")
    expect(count).to_contain_text("1 module folded")
    graph.locator('[data-part="search"]').fill("bucket")
    graph.keyboard.press("Enter")
    graph.locator("#node h2", has_text="aws_s3_bucket.this").wait_for()
    expect(count).not_to_contain_text("folded")
    assert "q=bucket" in graph.url


def test_the_keyboard_folds_walks_and_unfolds(graph: Page) -> None:
    stage = graph.locator('[data-part="stage"]')
    stage.focus()
    graph.keyboard.press("f")  # the run's gravest change is chosen already: the bucket in the module
    expect(graph).to_have_url(re.compile("#fold=module.store"))
    expect(folds(graph)).to_have_count(1)
    graph.keyboard.press("ArrowRight")
    graph.keyboard.press("Enter")
    graph.locator("#node h2", has_text="aws_cloudwatch_metric_alarm.slow").wait_for()
    graph.keyboard.press("ArrowLeft")
    graph.keyboard.press("Enter")
    expect(graph).to_have_url(re.compile("#unfold=module.store"))
    graph.keyboard.press("Escape")
    expect(graph).not_to_have_url(re.compile("node="))


def test_a_block_shows_its_instances_as_they_are_named(graph: Page) -> None:
    graph.locator('[data-part="search"]').fill("queue")
    graph.keyboard.press("Enter")
    graph.get_by_role("button", name="Show 3 instances in the graph").click()
    expect(graph.locator(".tracenodes .point")).to_have_count(6)
    assert '["<b>in</b>"]' in labels(graph)
    show(graph, graph.url)
    assert graph.locator(".tracenodes .point").count() == 6
    graph.get_by_role("button", name="Hide the instances").click()
    expect(graph.locator(".tracenodes .point")).to_have_count(3)


def test_all_instances_open_at_once_and_one_block_of_them_closes(graph: Page) -> None:
    graph.get_by_label("Folding of modules").select_option("all modules and instances open")
    expect(graph.locator(".tracenodes .point")).to_have_count(6)
    assert '["<b>in</b>"]' in labels(graph)
    show(graph, graph.url)
    assert graph.locator(".tracenodes .point").count() == 6
    graph.locator('[data-part="search"]').fill("queue")
    graph.keyboard.press("Enter")
    graph.get_by_role("button", name="Hide the instances").click()
    expect(graph.locator(".tracenodes .point")).to_have_count(3)
    expect(graph.get_by_label("Folding of modules")).to_have_value("1")
    graph.get_by_label("Folding of modules").select_option("all modules folded")
    expect(graph.locator(".tracenodes .point")).to_have_count(1)


def test_a_view_can_be_sent_with_its_window(graph: Page) -> None:
    graph.get_by_role("button", name="Zoom in").click()
    expect(graph.locator('[data-part="live"]')).to_have_text(
        "module.store.aws_sqs_queue.work unfolded"
    )  # it has come to rest
    expect(graph).to_have_url(re.compile("at="))
    before = first_mark(graph)
    show(graph, graph.url)
    after = first_mark(graph)
    assert abs(before[0] - after[0]) < 3
    assert abs(before[1] - after[1]) < 3


def first_mark(page: Page) -> tuple[float, float]:
    """Where the first node stands in the picture, wherever the page is scrolled to."""
    mark = page.locator(".tracenodes .point").first.bounding_box()
    plot = page.locator('[data-part="plot"]').bounding_box()
    assert mark
    assert plot
    return mark["x"] - plot["x"], mark["y"] - plot["y"]


def test_dragging_moves_the_picture(graph: Page) -> None:
    mark = graph.locator(".tracenodes .point").first
    before = mark.bounding_box()
    plot = graph.locator('[data-part="plot"]').bounding_box()
    assert before
    assert plot
    x, y = plot["x"] + 40, plot["y"] + 60
    graph.mouse.move(x, y)
    graph.mouse.down()
    graph.mouse.move(x + 30, y - 20, steps=4)
    graph.mouse.up()
    expect(graph).to_have_url(re.compile("at="))
    after = mark.bounding_box()
    assert after
    assert round(after["x"] - before["x"]) == 30
    assert round(after["y"] - before["y"]) == -20


def middle(page: Page) -> list[float]:
    """The middle of the window, in units."""
    x, y, *_ = page.evaluate("document.querySelector('plan-graph').picture.place()")
    return [x, y]


def test_an_overview_shows_the_window_and_moves_it(graph: Page, address: str) -> None:
    show(graph, f"{address}#level=1")  # nothing opens or folds by the zoom
    overview = graph.locator(".graph-minimap")
    expect(overview).to_be_hidden()  # everything is in the window
    for _ in range(3):
        graph.get_by_role("button", name="Zoom in").click()
    expect(overview).to_be_visible()
    box, plot = overview.bounding_box(), graph.locator('[data-part="plot"]').bounding_box()
    assert box
    assert plot
    assert box["x"] + box["width"] < plot["x"] + plot["width"]
    assert box["y"] + box["height"] < plot["y"] + plot["height"]  # the legend stands below
    left, top, right, bottom = graph.evaluate("document.querySelector('plan-graph').scene.view.bounds")

    graph.mouse.move(box["x"] + 6, box["y"] + 6)
    graph.mouse.down()
    assert middle(graph) == pytest.approx([left, top], abs=0.2)
    graph.mouse.move(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6, steps=4)
    graph.mouse.up()
    assert middle(graph) == pytest.approx([right, bottom], abs=0.2)
    expect(graph).to_have_url(re.compile("at="))

    stands = overview.locator("span").bounding_box()
    assert stands
    assert stands["width"] < box["width"]
    graph.keyboard.press("Tab")  # it is for pointers alone, and keeps no focus
    assert not graph.evaluate("document.querySelector('.graph-minimap').contains(document.activeElement)")
    graph.get_by_role("button", name="Fit everything").click()
    expect(overview).to_be_hidden()


def test_an_overview_stands_where_it_covers_least_and_is_drawn_once(graph: Page, address: str) -> None:
    show(graph, f"{address}#level=1")  # nothing opens or folds by the zoom
    for _ in range(3):
        graph.get_by_role("button", name="Zoom in").click()
    expect(graph.locator(".graph-minimap")).to_be_visible()
    graph.evaluate(
        """() => {
          const { minimap } = document.querySelector("plan-graph").picture;
          const mark = minimap.mark.bind(minimap);
          window.drawn = 0;
          minimap.mark = (...told) => { window.drawn += 1; mark(...told); };
        }"""
    )
    plot = graph.locator('[data-part="plot"]').bounding_box()
    assert plot
    x, y = plot["x"] + 40, plot["y"] + 200
    for _ in range(2):  # until a node stands where the overview did
        graph.mouse.move(x, y)
        graph.mouse.down()
        graph.mouse.move(x + 200, y + 60, steps=4)
        graph.mouse.up()
        graph.wait_for_timeout(300)
    assert graph.evaluate("window.drawn") == 0
    overview = graph.locator(".graph-minimap").bounding_box()
    assert overview
    for node in graph.locator(".tracenodes .point").all():
        seen = node.bounding_box()
        assert seen
        assert not (
            overview["x"] < seen["x"] < overview["x"] + overview["width"]
            and overview["y"] < seen["y"] < overview["y"] + overview["height"]
        )


def test_the_keyboard_shows_a_blocks_instances_and_puts_them_away(graph: Page) -> None:
    graph.locator('[data-part="search"]').fill("queue")
    graph.keyboard.press("Enter")
    graph.locator("#node h2", has_text="aws_sqs_queue.work").wait_for()
    graph.locator('[data-part="stage"]').focus()
    graph.keyboard.press("i")
    expect(graph).to_have_url(re.compile("instances=module.store.aws_sqs_queue.work"))
    expect(graph.locator(".tracenodes .point")).to_have_count(6)
    graph.keyboard.press("i")
    expect(graph.locator(".tracenodes .point")).to_have_count(3)


def test_a_box_drawn_with_shift_shows_what_is_inside(graph: Page) -> None:
    mark = graph.locator(".tracenodes .point").first.bounding_box()
    plot = graph.locator('[data-part="plot"]').bounding_box()
    assert mark
    assert plot
    x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    graph.keyboard.down("Shift")
    graph.mouse.move(x - 40, y - 40)
    graph.mouse.down()
    graph.mouse.move(x + 40, y + 40, steps=4)
    expect(graph.locator('[data-part="box"]')).to_be_visible()
    graph.mouse.up()
    graph.keyboard.up("Shift")
    expect(graph.locator('[data-part="box"]')).to_be_hidden()
    expect(graph).to_have_url(re.compile("at="))
    after = graph.locator(".tracenodes .point").first.bounding_box()
    assert after
    assert abs(after["x"] + after["width"] / 2 - plot["x"] - plot["width"] / 2) < 3
    assert abs(after["y"] + after["height"] / 2 - plot["y"] - plot["height"] / 2) < 3


def test_the_table_follows_the_filters_of_the_picture(graph: Page) -> None:
    graph.get_by_role("button", name="As table").click()
    rows = graph.locator('[data-part="rows"] tr')
    expect(rows).to_have_count(3)
    graph.locator('[data-action="delete"]').click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("aws_s3_bucket.this")
    expect(rows.locator("td").nth(4)).to_have_text("needed by 2")  # the queues, and the alarm behind them
    show(graph, graph.url)
    expect(rows).to_have_count(1)


def test_each_neighbour_says_where_its_edge_was_learnt(graph: Page) -> None:
    expect(graph.locator("#node .origin").first).to_have_text("configuration")
    graph.get_by_text("all references resolved").click()
    expect(graph.get_by_text("All 2 edges of this run by source: 2 configuration")).to_be_visible()


def saved(page: Page, name: str) -> bytes:
    with page.expect_download() as waited:
        page.get_by_role("button", name=name, exact=True).click()
    assert waited.value.suggested_filename == f"{SLUG}-run-1.{name.lower()}"
    return waited.value.path().read_bytes()


def svg(page: Page) -> ET.Element:
    return ET.fromstring(saved(page, "SVG"))  # noqa: S314  the portal drew it


def test_the_picture_is_a_drawing_without_script_that_says_what_the_page_says(graph: Page) -> None:
    drawn = svg(graph)
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    tags = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert not tags & {"script", "foreignObject", "image", "a"}
    texts = {"".join(element.itertext()) for element in drawn.iter("{http://www.w3.org/2000/svg}text")}
    for name in ("slow", "module.store"):
        assert any(name in text for text in texts), name


def test_the_picture_is_pixels_and_not_blank(graph: Page) -> None:
    picture = saved(graph, "PNG")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    colours = graph.evaluate(
        """async (text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          const sheet = canvas.getContext("2d");
          sheet.drawImage(picture, 0, 0);
          const { data } = sheet.getImageData(0, 0, picture.width, picture.height);
          const seen = new Set();
          for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
          return { seen: seen.size, width: picture.width, height: picture.height };
        }""",
        base64.b64encode(picture).decode(),
    )
    assert colours["seen"] > 10
    drawn = svg(graph)
    assert (colours["width"], colours["height"]) == tuple(2 * int(drawn.get(side, "")) for side in ("width", "height"))


# ── hubs ─────────────────────────────────────────────────────────────────────────────────────────────────────────

NEED_THE_KEY = 14


@pytest.fixture(scope="module")
def hub(running: Portal, address: str) -> str:
    """A key that fourteen queues need: too many lines to draw."""
    queues = [f"q{number:02}" for number in range(NEED_THE_KEY)]
    resources = [
        block("aws_kms_key", "main"),
        *(block("aws_sqs_queue", name, "aws_kms_key.main.arn", "aws_kms_key.main") for name in queues),
    ]
    body = plan(
        entry("aws_kms_key.main", after={}),
        *(entry(f"aws_sqs_queue.{name}", after={"name": name}) for name in queues),
        configuration={"root_module": {"resources": resources}},
    )
    token = running.manage("token", "create", "--workspace", "hub", "--create").strip()
    status, answer = running.call("/api/v1/workspaces/hub/runs?actor=sam", token, body)
    assert status == 201, answer
    return f"{running.url}/workspaces/hub/runs/{answer['number']}/"


MODULES = 12


@pytest.fixture(scope="module")
def town(running: Portal, address: str) -> str:
    """Twelve modules of eight queues, in one of which a queue is destroyed: too many to begin unfolded."""
    queues = [f"module.m{module:02}.aws_sqs_queue.q{number}" for module in range(MODULES) for number in range(8)]
    body = plan(
        entry("module.m07.aws_sqs_queue.gone", "delete", before={"name": "gone"}),
        *(entry(queue, after={"name": queue}) for queue in queues),
    )
    token = running.manage("token", "create", "--workspace", "town", "--create").strip()
    status, answer = running.call("/api/v1/workspaces/town/runs?actor=sam", token, body)
    assert status == 201, answer
    return f"{running.url}/workspaces/town/runs/{answer['number']}/"


def show_unchosen(page: Page, address: str) -> None:
    show(page, address)
    page.locator('[data-part="stage"]').focus()
    page.keyboard.press("Escape")


def lines(page: Page) -> int:
    """How many edges are drawn."""
    return int(page.evaluate("document.querySelector('plan-graph').picture.scene.edges.length"))


def test_a_hub_tells_of_its_edges_and_draws_them_once_it_is_clicked(graph: Page, hub: str) -> None:
    show_unchosen(graph, hub)
    assert lines(graph) == 0
    mark = graph.locator(".tracecounts text", has_text=f"+{NEED_THE_KEY} more")
    click(graph, mark)
    expect(graph).to_have_url(re.compile("node=aws_kms_key.main"))
    graph.locator("#node h2", has_text="aws_kms_key.main").wait_for()
    assert lines(graph) == NEED_THE_KEY
    show(graph, graph.url)
    assert lines(graph) == NEED_THE_KEY
    graph.locator('[data-part="stage"]').focus()
    graph.keyboard.press("Escape")
    expect(graph).not_to_have_url(re.compile("node="))
    assert lines(graph) == 0


def test_a_stub_at_the_other_end_draws_the_one_edge_that_it_stands_for(graph: Page, hub: str) -> None:
    show_unchosen(graph, hub)
    stubs = graph.locator(".tracestubs text")
    expect(stubs).to_have_count(NEED_THE_KEY)
    click(graph, stubs.first)
    expect(graph).to_have_url(re.compile(r"node=aws_sqs_queue\.q\d\d"))
    expect(stubs).to_have_count(NEED_THE_KEY - 1)
    assert lines(graph) == 1


# ── fingers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_fingers_come_nearer_and_one_scrolls_the_page(graph: Page, address: str) -> None:
    graph.set_viewport_size({"width": 390, "height": 844})
    show(graph, address)
    graph.locator('[data-part="plot"]').scroll_into_view_if_needed()
    box = graph.locator('[data-part="plot"]').bounding_box()
    assert box
    hand = graph.context.new_cdp_session(graph)
    x, y = box["x"] + box["width"] / 2, box["y"] + 120

    def touch(kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": across, "y": down, "id": number} for number, (across, down) in enumerate(fingers)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def wide() -> float:
        return float(graph.evaluate("document.querySelector('plan-graph').picture.pixels[0]"))

    before = wide()
    touch("touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 6):
        touch("touchMove", (x - 30 - 8 * step, y), (x + 30 + 8 * step, y))
    touch("touchEnd")
    expect(graph).to_have_url(re.compile("at="))
    assert wide() > before * 1.5

    near, scrolled = wide(), graph.evaluate("scrollY")
    touch("touchStart", (x, y + 60))
    for step in range(1, 9):
        touch("touchMove", (x, y + 60 - 15 * step))
    touch("touchEnd")
    graph.wait_for_function("before => scrollY > before", arg=scrolled)
    assert wide() == near


# ── levels ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def city(running: Portal, address: str) -> str:
    """Forty modules of ten blocks each, and a block with instances in every one: a map."""
    body = plan(
        *(
            entry(f'module.m{module:02}.aws_x.n{block}["{key}"]', module_address=f"module.m{module:02}", after={})
            for module in range(40)
            for block in range(10)
            for key in ("a", "b")
        )
    )
    token = running.manage("token", "create", "--workspace", "city", "--create").strip()
    status, answer = running.call("/api/v1/workspaces/city/runs?actor=sam", token, body)
    assert status == 201, answer
    return f"{running.url}/workspaces/city/runs/{answer['number']}/"


def nearer(page: Page, turns: int, at: tuple[float, float] | None = None) -> None:
    """Turn the wheel with Ctrl held, towards the reader where turns are negative, and let the picture rest each time."""
    box = page.locator('[data-part="plot"]').bounding_box()
    assert box
    x, y = at or (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    for _ in range(abs(turns)):
        page.mouse.wheel(0, -60 if turns > 0 else 60)
        page.wait_for_timeout(250)
    page.keyboard.up("Control")


def test_levels_follow_the_zoom_from_the_map_to_instances_and_back(graph: Page, city: str) -> None:
    show(graph, city)
    expect(folds(graph)).to_have_count(40)
    assert all(name.startswith("m") for name in folds(graph).all_text_contents())
    first = folds(graph).first.bounding_box()
    assert first
    nearer(graph, 8, (first["x"] + first["width"] / 2, first["y"] + first["height"] / 2))
    expect(graph).to_have_url(re.compile("unfold=module.m"))
    nearer(graph, 6)
    expect(graph).to_have_url(re.compile("instances=module.m"))
    nearer(graph, -20)
    expect(graph).not_to_have_url(re.compile("unfold|instances"))
    expect(folds(graph)).to_have_count(40)


def test_a_level_that_was_chosen_stays_however_near_one_comes(graph: Page, city: str) -> None:
    show(graph, city)
    graph.get_by_label("Folding of modules").select_option("all modules folded")
    expect(graph).to_have_url(re.compile("level=0"))
    nearer(graph, 12)
    expect(graph).not_to_have_url(re.compile("unfold"))


# ── tour ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("boxes", ["Modules", "Topology"])
def test_the_tour_walks_the_brief_in_the_picture_and_a_link_leads_to_each_step(graph: Page, boxes: str) -> None:
    caption = graph.locator('[data-part="caption"]')
    expect(caption).to_be_hidden()
    graph.get_by_role("button", name=boxes, exact=True).click()
    graph.get_by_role("button", name="Tour", exact=True).click()
    expect(caption).to_contain_text("1 of ")
    expect(graph.locator("#node h2")).to_contain_text("aws_s3_bucket.this")  # destroyed: the gravest
    expect(graph.get_by_role("button", name=boxes, exact=True)).to_have_attribute("aria-pressed", "true")
    sentences = graph.locator(".sentence[data-nodes]").count()
    for _ in range(sentences + 2):
        graph.keyboard.press("n")
    expect(caption).to_contain_text(f"{sentences} of {sentences}")
    expect(graph.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    expect(graph).to_have_url(re.compile(f"step={sentences}"))
    show(graph, graph.url)
    expect(caption).to_contain_text(f"{sentences} of {sentences}")
    graph.get_by_role("button", name="End tour").click()
    expect(caption).to_be_hidden()
    expect(graph).not_to_have_url(re.compile("step="))


def test_an_entry_of_the_legend_dims_the_rest_and_moves_nothing(graph: Page) -> None:
    before = first_mark(graph)
    entry_ = graph.locator('[data-action="delete"]')
    expect(entry_).to_contain_text("1 delete")
    entry_.click()
    expect(entry_).to_have_attribute("aria-pressed", "true")
    expect(graph).to_have_url(re.compile("actions=delete"))
    expect(graph.locator(".tracenodes .point")).to_have_count(3)
    assert first_mark(graph) == before
    assert graph.locator('[data-part="count"]').inner_text().startswith("1 of 3 blocks")


def test_the_wheel_alone_scrolls_the_page_and_says_how_to_zoom(graph: Page) -> None:
    hint = graph.locator('[data-part="hint"]')
    expect(hint).to_be_hidden()
    box = graph.locator('[data-part="plot"]').bounding_box()
    assert box
    graph.mouse.move(box["x"] + 80, box["y"] + 80)
    graph.mouse.wheel(0, 40)
    expect(hint).to_be_visible()
    expect(hint).to_be_hidden()


def test_topology_draws_containers_as_boxes_and_says_what_stands_in_none(running: Portal, graph: Page) -> None:
    roles = [entry(f"aws_iam_role.r{number}", after={}) for number in range(8)]
    inside = entry("aws_security_group.web", after={"vpc_id": "vpc-1"})
    both = entry("aws_lb.web", after={"subnets": ["subnet-1", "subnet-2"]})
    token = running.manage("token", "create", "--workspace", "network", "--create").strip()
    _, answer = running.call("/api/v1/workspaces/network/runs?actor=sam", token, plan(inside, both, *roles))
    show(graph, f"{running.url}/workspaces/network/runs/{answer['number']}/")
    where = graph.locator('[data-part="where"]')
    expect(where).to_be_hidden()
    graph.get_by_role("button", name="Topology").click()
    expect(graph).to_have_url(re.compile("topology=1"))
    expect(where).to_have_text("AWS account not known · region eu-west-1")
    graph.locator('[data-action="create"]').click()  # the line above the picture moves it over no button
    expect(graph).to_have_url(re.compile("actions=create"))
    graph.locator('[data-action="create"]').click()
    expect(graph.locator(".tracemodules .textpoint")).to_have_text(re.compile("VPC vpc-1, not in this plan"))
    expect(folds(graph)).to_have_count(1)
    expect(folds(graph)).to_contain_text("no region")
    lb = next(number for number, text in enumerate(labels(graph)) if "aws_lb" in text)
    box = graph.locator(".tracenodes .point").nth(lb).bounding_box()
    assert box
    graph.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(graph.locator(".graph-tip")).to_contain_text("tied to subnets subnet-1, subnet-2")
    show(graph, graph.url)
    click(graph, folds(graph))
    expect(folds(graph)).to_have_count(0)
    expect(graph.locator('[data-part="count"]')).to_contain_text("10 of 10 blocks")
    graph.get_by_role("button", name="Modules", exact=True).click()
    expect(graph).not_to_have_url(re.compile("topology|unfold"))
    expect(where).to_be_hidden()
