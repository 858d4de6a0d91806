"""A real OpenID provider in a process of its own: people put into it, and sent through its form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode

from tests.servers import free_port


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """The test follows."""


class Provider:
    """Answers at `url`, which is its name as an issuer, too."""

    def __init__(self, url: str) -> None:
        self.url = url

    def know(self, subject: str, **claims: Any) -> None:
        """Put somebody in, or change what is told of them."""
        body = json.dumps(claims).encode()
        self._ask(urllib.request.Request(f"{self.url}/users/{quote(subject)}", body, _JSON, method="PUT"))

    def through(self, address: str, subject: str, **form: str) -> str:
        """Fill in the form at this address. Returns where the browser is sent then."""
        sent = urlencode({"sub": subject, **form}).encode()
        return str(self._ask(urllib.request.Request(address, sent)).get("Location", ""))

    def _ask(self, request: urllib.request.Request) -> Any:
        try:
            answer = urllib.request.build_opener(_Stay).open(request, timeout=10)
        except HTTPError as error:
            if error.code not in {302, 303}:
                raise
            answer = error
        with answer:
            return answer.headers


_JSON = {"Content-Type": "application/json"}


@contextmanager
def provider() -> Iterator[Provider]:
    """One that runs until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    running = subprocess.Popen(
        command, env={**os.environ, "NO_COLOR": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        found = Provider(f"http://127.0.0.1:{port}")
        _wait(found.url, running)
        yield found
    finally:
        running.kill()
        running.wait()


def _wait(url: str, running: subprocess.Popen[bytes], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert running.poll() is None, "the provider did not start"
        try:
            urllib.request.urlopen(f"{url}/jwks", timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")
