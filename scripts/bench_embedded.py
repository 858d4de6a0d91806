"""Nothing in, how much a page waits while a large plan is uploaded to the portal in one process out, and its memory."""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.portal import portal
from tools.generator import plan

if TYPE_CHECKING:
    from tests.portal import Portal

RATIO: Final = 1.5
EVERY: Final = 0.02
SMALL: Final = 300


@dataclass
class Watched:
    """How long a page took each time, and the most that the server's processes held, in MB."""

    pages: list[float] = field(default_factory=list)
    memory: int = 0

    @property
    def p95(self) -> float:
        return quantiles(self.pages, n=100)[94]


def signed_in(running: Portal) -> OpenerDirector:
    link = running.owner()
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(link).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the page of a sign-in link has no form")
    form = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    browser.open(Request(link, data=form, headers={"Referer": link}))  # noqa: S310 - our own server
    return browser


def memory(process: int) -> int:
    """What a process and those below it hold, in MB; nothing for one that has just ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        threads = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return 0
    own = re.search(r"VmRSS:\s+(\d+)", status)
    return (int(own[1]) // 1024 if own else 0) + sum(
        memory(int(child)) for thread in threads for child in thread.split()
    )


def watch(browser: OpenerDirector, address: str, server: int, until: Event, seconds: float) -> Watched:
    found, end = Watched(), time.monotonic() + seconds
    while not until.is_set() and time.monotonic() < end:
        begun = time.perf_counter()
        browser.open(address).read()
        found.pages.append(time.perf_counter() - begun)
        found.memory = max(found.memory, memory(server))
        time.sleep(EVERY)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--uploads", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, portal(Path(folder), "web") as running:
        token = running.manage("token", "create", "--workspace", "orders", "--create").strip()
        browser, done = signed_in(running), Event()
        uploads, server = "/api/v1/workspaces/orders/runs?branch=", running.processes["web"].pid
        running.call(uploads + "first", token, plan(SMALL))
        address, large = f"{running.url}/workspaces/orders/runs/1/", plan(asked.resources)
        watch(browser, address, server, done, 2)
        idle = watch(browser, address, server, done, 10)

        def upload() -> None:
            for number in range(asked.uploads):
                running.call(f"{uploads}{number}", token, large)
            done.set()

        uploading = Thread(target=upload)
        uploading.start()
        busy = watch(browser, address, server, done, 600)
        uploading.join()
        time.sleep(15)
        print(f"page at p95: {1000 * idle.p95:.0f} ms, during uploads {1000 * busy.p95:.0f} ms")
        print(f"ratio: {busy.p95 / idle.p95:.2f} (at most {RATIO})")
        print(f"memory: {idle.memory} MB, at most {busy.memory} MB, afterwards {memory(server)} MB")


if __name__ == "__main__":
    main()
