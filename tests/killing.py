"""Uploads and decisions that go on while processes are killed; what was answered and what is there, compared."""

from __future__ import annotations

import json
import random
import re
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from threading import Event, Lock, Thread
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import uuid4

from tests.portal import Portal, plan

RUNS: Final = "/api/v1/workspaces/killed/runs"
MOVING: Final = {"queued", "evaluating"}
PATIENCE: Final = 240
"""Seconds: the lease of a worker that died, and two turns of the clock."""

CUT: Final = (OSError, HTTPException)
"""A connection that ends early: before an answer, or in the middle of one."""
Kill = Callable[[], object]


class Reviewer:
    """A person who decides as a page does; one whose connection is cut asks again, as a person would."""

    def __init__(self, running: Portal) -> None:
        self.running = running
        self.browser, self.cookies = signed_in(running)

    def approve(self, run: dict[str, Any]) -> bool:
        """Whether the portal said that it is approved, now or before."""
        body = {"action": "approve", "reason": "looked at it", "digest": run["evidence"]}
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        headers = {"Content-Type": "application/json", "X-CSRFToken": token or "", "Referer": self.running.url + "/"}
        address = f"{self.running.url}/api/v1/runs/{run['id']}/decisions"
        try:
            self.browser.open(Request(address, json.dumps(body).encode(), headers), timeout=60).read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code == 409
        except CUT:
            return False
        return True


def signed_in(running: Portal) -> tuple[OpenerDirector, CookieJar]:
    """A browser in which an owner is signed in."""
    link, cookies = running.owner(), CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.open(link).read().decode())
    assert token, "the page of a sign-in link has a form"
    browser.open(Request(link, urlencode({"csrfmiddlewaretoken": token[1]}).encode(), {"Referer": link}))
    return browser, cookies


@dataclass
class Load:
    """What CI and a person do all the time, and what they were answered."""

    running: Portal
    token: str
    reviewer: Reviewer
    bodies: Sequence[Any]
    uploaded: dict[str, int] = field(default_factory=dict)
    """The runs that were answered 2xx, by idempotency key."""
    approved: set[int] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    """Answers that are neither success nor "not now"."""
    _stop: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _threads: list[Thread] = field(default_factory=list)

    def begin(self, uploaders: int) -> None:
        self._threads = [Thread(target=self._uploads, args=(number,)) for number in range(uploaders)]
        self._threads.append(Thread(target=self._decisions))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let each finish what it began: what ends by itself meanwhile is started, or nobody would ever be answered."""
        self._stop.set()
        while any(thread.is_alive() for thread in self._threads):
            revive(self.running)
            for thread in self._threads:
                thread.join(0.5)

    def call(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """An answer, or 0 where none came."""
        try:
            return self.running.call(path, self.token, body, **headers)
        except (*CUT, ValueError) as error:
            return 0, str(error)

    def answer(self, path: str) -> tuple[int, Any]:
        """What stands there, asked for again while the answer is "not now"."""
        for _ in range(40):
            status, told = self.call(path)
            if status not in {0, 503}:
                break
            time.sleep(0.5)
        return status, told

    def _uploads(self, number: int) -> None:
        chosen = random.Random(number)  # noqa: S311 - which plan comes next is no secret
        while not self._stop.is_set():
            key, body = str(uuid4()), chosen.choice(self.bodies)
            while True:  # until it is answered: CI's retry
                status, told = self.call(f"{RUNS}?branch={key}&actor=ci", body, Idempotency_Key=key)
                if status in {201, 202}:
                    with self._lock:
                        self.uploaded[key] = int(told["id"])
                    break
                if status not in {0, 408, 503}:
                    self.strange.append(f"upload: {status} {told}")
                    break
                time.sleep(0.2)
            time.sleep(chosen.uniform(0, 0.3))

    def _decisions(self) -> None:
        while not self._stop.wait(0.2):
            with self._lock:
                waiting = [run for run in self.uploaded.values() if run not in self.approved]
            for run in waiting[-5:]:
                status, told = self.call(f"/api/v1/runs/{run}")
                if status == 200 and told["status"] == "awaiting" and self.reviewer.approve(told):
                    self.approved.add(run)


def killed(load: Load, kills: int, ways: dict[str, Kill], seed: int) -> Counter[str]:
    """Kill so many times, at moments and in ways that chance chooses; how often each."""
    chance, done = random.Random(seed), Counter[str]()  # noqa: S311 - to be repeated
    load.begin(uploaders=4)
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 3))
            way = chance.choice(sorted(ways))
            ways[way]()
            done[way] += 1
            revive(load.running)
        time.sleep(2)
    finally:
        load.end()
    return done


def revive(running: Portal) -> None:
    """Start what ended by itself, as whoever watches over it would: RQ's worker ends when its Redis is gone."""
    for name in [name for name, process in running.processes.items() if process.poll() is not None]:
        running.start(name)


def settled(load: Load) -> list[str]:
    """What is lost, doubled or stuck once everything had the time to come to rest."""
    wrong, until = list(load.strange), time.monotonic() + PATIENCE
    runs: dict[int, Any] = {}
    while left := set(load.uploaded.values()) - runs.keys():
        for run in left:
            status, told = load.call(f"/api/v1/runs/{run}")
            if status == 404:
                wrong.append(f"run {run} was answered and is lost")
                runs[run] = None
            elif status == 200 and told["status"] not in MOVING:
                runs[run] = told
        revive(load.running)
        if time.monotonic() > until:
            return [*wrong, f"runs are stuck: {sorted(left)}"]
        time.sleep(0.5)
    found = [run for run in runs.values() if run]
    wrong += [f"run {run['id']} is {run['status']}: {run['error']}" for run in found if run["status"] == "errored"]
    wrong += [
        f"run {run['id']} is no longer approved"
        for run in found
        if run["id"] in load.approved and run["status"] != "approved"
    ]
    wrong += [
        f"no report of run {run['id']}" for run in found if load.answer(f"/api/v1/runs/{run['id']}/report")[0] != 200
    ]
    return wrong + _trail(load, found)


def _trail(load: Load, runs: list[Any]) -> list[str]:
    """Every run came once, was judged once, and approved as often as that was answered."""
    events: Counter[tuple[str, int]] = Counter()
    after: int | None = 0
    while after is not None:
        status, told = load.answer(f"/api/v1/workspaces/killed/audit?after={after}")
        assert status == 200, told
        events.update((event["verb"], event["run"]) for event in told["events"])
        after = told["next"]
    numbers = {run["number"]: run["id"] for run in runs}
    wrong = [
        f"{verb} of run number {number}: {events[verb, number]} times"
        for number in numbers
        for verb in ("run.uploaded", "run.evaluated")
        if events[verb, number] != 1
    ]
    wrong += [
        f"run number {number} was approved {events['run.approved', number]} times"
        for number, run in numbers.items()
        if events["run.approved", number] > 1 or (run in load.approved and not events["run.approved", number])
    ]
    uploads = sum(count for (verb, _), count in events.items() if verb == "run.uploaded")
    if uploads != len(numbers):
        wrong.append(f"{uploads} runs in the trail, {len(numbers)} that were answered")
    if len(set(load.uploaded.values())) != len(load.uploaded):
        wrong.append("two keys have one run")
    return wrong


def loaded(running: Portal, *sizes: int) -> Load:
    """A load on a portal that answers, of plans of so many resources."""
    token = running.manage("token", "create", "--workspace", "killed", "--create").strip()
    return Load(running, token, Reviewer(running), [plan(size) for size in sizes])
