"""What every test may ask for, and the closing lines that say which tests were skipped for want of what."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from gitops_portal.adapters import opa
from tests import chromium as chromiums
from tests.policies import roomy
from tests.portal import Portal, portal
from tests.servers import Database, Queue, postgres_server, valkey_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis_settings.register_profile("search", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "search"))

WANTED = {
    "corpus": "PLAN_CORPUS, the folder of real plans, is not set",
    "terraform": "no terraform on the PATH",
    "browser": "no Chromium was found; set CHROMIUM to the path of one",
    "nginx": "no nginx on the PATH",
    "opa": "no opa on the PATH",
    "rego": "the wheel of regopy, an interpreter of Rego, is not installed: it has none for this platform",
    "axe": "axe-core is not installed: it comes with `npm ci`, for which it takes a Node",
    "octokit": "GitHub's OpenAPI documents are not installed: they come with `npm ci`, for which it takes a Node",
    "servers": "the wheels with PostgreSQL and Valkey are not installed on this platform",
}
"""What a mark needs, as the sentence that stands where it is missing."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite tests/plans/*/expected.json; read the diff")
    parser.addoption("--kills", type=int, default=4, help="how often each shape loses a process")
    parser.addoption("--mutations", type=int, default=40, help="how many mutated plans go through the portal")


def missing(mark: str) -> bool:
    match mark:
        case "corpus":
            return not os.environ.get("PLAN_CORPUS")
        case "terraform" | "nginx" | "opa":
            return shutil.which(mark) is None
        case "rego":
            return find_spec("regopy") is None
        case "browser":
            return chromiums.find() is None
        case "axe" | "octokit":
            packages = {"axe": ["axe-core"], "octokit": ["@octokit/openapi", "@octokit/openapi-webhooks"]}[mark]
            return not all((Path(__file__).parent.parent / "node_modules" / name).is_dir() for name in packages)
        case _:
            return not (Database.available() and Queue.available())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here, and keep the tests that share a server or a browser on one worker."""
    marks = {mark for mark in WANTED for item in items if item.get_closest_marker(mark)}
    absent = {mark for mark in marks if missing(mark)}
    for item in items:
        for mark in marks:
            if item.get_closest_marker(mark) and mark in absent:
                item.add_marker(pytest.mark.skip(reason=f"{mark}: {WANTED[mark]}"))
        for shared in ("servers", "browser"):
            if item.get_closest_marker(shared):
                item.add_marker(pytest.mark.xdist_group("outside"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """The closing lines, after pytest's own: what was not tested here, and why."""
    yield
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ")
        if isinstance(report.longrepr, tuple)
        else str(report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
    )
    if reasons:
        terminalreporter.section("NOT TESTED HERE", sep="!", red=True, bold=True)
        for reason, count in reasons.most_common():
            terminalreporter.line(f"{count} skipped: {reason}")


@pytest.fixture(autouse=True)
def _room_for_rego(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("rego"):
        monkeypatch.setattr(opa, "_BOUNDED", roomy(request.getfixturevalue("tmp_path_factory").mktemp("bounds")))


@pytest.fixture(autouse=True, scope="session")
def _trail_can_be_flushed() -> Iterator[None]:
    """Tests with transactions of their own end with empty tables, also that of the trail, which lets no event go."""
    from django.core.management.commands import flush

    from gitops_portal.records.append_only import lifted

    def handle(command: flush.Command, **options: Any) -> None:
        with lifted():
            usual(command, **options)

    usual = flush.Command.handle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real plans."""
    return Path(os.environ["PLAN_CORPUS"])


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    found = chromiums.find()
    assert found, WANTED["browser"]
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """A real PostgreSQL server: the one that DATABASE_URL names, else one of our own."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Queue]:
    """A real server that speaks Redis: the one that REDIS_URL names, else a Valkey of our own."""
    with valkey_server() as server:
        yield server


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A running portal with the demo organisation; one for the whole session, so leave to others what you need."""
    with portal(tmp_path_factory.mktemp("demo")) as running:
        running.manage("demo")  # before it runs: its clock would end what waits in the past that is being made
        running.start("web")
        running.wait_until_it_answers()
        yield running


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # as long as everything else waits: machines are slow and busy
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(chromiums.ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a profile of its own. The test fails when a script did, or when the page called another host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(f"{said.text} {said.location}") if said.type == "error" else None)
    opened.on("request", lambda asked: None if _ours(asked.url) else wrong.append(f"a call to {asked.url}"))
    yield opened
    context.close()
    assert not wrong


def _ours(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))


@pytest.fixture(autouse=True)
def _no_checkpoints_of_other_tests() -> Iterator[None]:
    """They outlive the database on purpose, which here is another one for each test."""
    yield
    shutil.rmtree(Path(os.environ["PORTAL_DATA_DIR"], "artifacts", "checkpoints"), ignore_errors=True)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, with an empty bucket `plans`."""
    import boto3  # a second of imports, for few tests
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client("s3", "eu-west-1", endpoint_url=address, aws_access_key_id="x", aws_secret_access_key="x")
    client.create_bucket(Bucket="plans", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield address
    server.stop()
