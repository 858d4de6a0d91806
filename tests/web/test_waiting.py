"""Long polls: who may be held, what happens when too many are, and that waiting takes no thread."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pytest

from gitops_portal.web.door import waiting
from gitops_portal.web.door.answers import Answer
from gitops_portal.web.door.bodies import Bodies, Gone, TooSlow
from gitops_portal.web.door.bridge import Head
from gitops_portal.web.door.lanes import Busy, Lane
from tests.loops import finish

NOT_YET = Answer(200, ((b"retry-after", b"1"),), io.BytesIO())
DONE = Answer(200, (), io.BytesIO())


def head(path: str, query: str = "", method: str = "GET") -> Head:
    scope = {"method": method, "path": path, "query_string": query.encode(), "headers": [], "http_version": "1.1"}
    return Head.of(scope)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (head("/api/v1/runs/7", "wait=60"), 60),
        (head("/api/v1/runs/7", "wait=5"), 5),
        (head("/api/v1/runs/7", "wait=99999"), 60),
        (head("/api/v1/runs/7"), 0),
        (head("/api/v1/runs/7", "wait=-1"), 0),
        (head("/api/v1/runs/7", "wait=" + "9" * 5_000), 0),
        (head("/api/v1/runs/7", "wait=%D9%A3"), 0),
        (head("/api/v1/runs/7/report", "wait=60"), 0),
        (head("/api/v1/runs/7", "wait=60", "POST"), 0),
    ],
    ids=lambda case: f"{case.method} {case.path}?{case.query[:20]}" if isinstance(case, Head) else str(case),
)
def test_who_is_held(asked: Head, seconds: int) -> None:
    assert waiting.asked(asked) == seconds


async def silent() -> dict[str, Any]:
    await asyncio.sleep(3600)
    return {}


async def closed() -> dict[str, Any]:
    return {"type": "http.disconnect"}


def waiter(answers: list[Answer], monkeypatch: pytest.MonkeyPatch, receive: Any = silent) -> Answer:
    """Held while the first answers say “not yet”; the look at the database finds the run done at once."""
    monkeypatch.setattr("gitops_portal.records.queries.api.moving", lambda _: set())
    monkeypatch.setattr(waiting, "in_database", lambda work: work())
    monkeypatch.setattr(waiting, "LOOK_EVERY", 0.01)

    async def ask() -> Answer:
        return answers.pop(0)

    async def run() -> Answer:
        one = waiting.Waiting(Lane(threads=1, queue=1, patience=5))
        try:
            return await one.answer(head("/api/v1/runs/7", "wait=60"), 60, receive, ask)
        finally:
            assert one.count == 0, "the place is free again"

    return finish(run())


def test_told_when_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waiter([NOT_YET, NOT_YET, DONE], monkeypatch) is DONE


def test_whoever_is_gone_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Gone):
        waiter([NOT_YET], monkeypatch, closed)


def test_there_is_room_for_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    one = waiting.Waiting(Lane(threads=1, queue=1, patience=5))
    one.count = waiting.MOST - 1
    assert one.room
    one.count += 1
    assert not one.room


def test_a_lane_takes_so_many_and_no_more() -> None:
    async def run() -> list[BaseException | int]:
        lane = Lane(threads=1, queue=1, patience=5)
        return await asyncio.gather(*(lane.run(lambda: 1) for _ in range(3)), return_exceptions=True)

    first, second, third = finish(run())
    assert (first, second) == (1, 1)
    assert isinstance(third, Busy)


def test_a_body_must_keep_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitops_portal.web.door.bodies.PATIENCE", 0.05)

    async def drip() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"a", "more_body": True}

    with pytest.raises(TooSlow):
        finish(Bodies().read(drip, 1_000_000))


def test_a_body_is_read_to_its_limit_and_no_further() -> None:
    async def pour() -> dict[str, Any]:
        return {"type": "http.request", "body": b"a" * 1000, "more_body": True}

    file = finish(Bodies().read(pour, 10_000))
    assert file
    with file:
        assert file.seek(0, 2) == 11_000


def test_a_header_with_an_underscore_is_no_header() -> None:
    headers = [
        (b"x_forwarded_for", b"1.2.3.4"),
        (b"x-forwarded-for", b"5.6.7.8"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ]
    told = Head.of(
        {"method": "GET", "path": "/", "query_string": b"", "headers": headers, "http_version": "1.1"}
    ).headers
    assert told == {"x-forwarded-for": "5.6.7.8", "cookie": "a=1;b=2"}
