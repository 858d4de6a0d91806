"""A running portal and a run's page in, how long the server takes for each thing its reader asks for out."""

from __future__ import annotations

import gzip
import http.client
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.portal import Portal

ROUNDS: Final = 7


def tell(running: Portal, cookies: Iterable[Mapping[str, Any]], page: str, node: str) -> None:
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
    print("  the server, the least of several answers, × its health check")
    least = 0.0
    for name, took, whole, packed in answers(running, cookie, requests(page, node)):
        least = least or took
        print(f"    {name:42} {took:9,.1f} ms  {took / least:6.1f}×  {whole / 1000:,.0f} kB, {packed / 1000:,.0f} sent")


def answers(running: Portal, cookie: str, paths: dict[str, str]) -> Iterator[tuple[str, float, int, int]]:
    """Per request its least milliseconds, its bytes and its bytes over the wire."""
    for name, path in paths.items():
        took: list[float] = []
        for _ in range(ROUNDS):
            connection = http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=60)
            start = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
            took.append((time.perf_counter() - start) * 1000)
            connection.close()
            if answer.status != 200:  # noqa: PLR2004  what HTTP calls fine
                raise SystemExit(f"{path} answered {answer.status}")
        packed = answer.getheader("Content-Encoding") == "gzip"
        yield name, min(took), len(gzip.decompress(body) if packed else body), len(body)


def requests(page: str, node: str) -> dict[str, str]:
    """What a reader of a run asks for."""
    return {
        "health check": "/healthz",
        "run page": page,
        "graph": f"{page}graph.json",
        "node panel": f"{page}node/?address={node}",
        "changes": f"{page}changes/?page=1",
        "changes, page 30": f"{page}changes/?page=30",
        "cost": f"{page}?tab=cost",
        "guardrails": f"{page}?tab=guardrails",
        "history": f"{page}?tab=history",
    }
