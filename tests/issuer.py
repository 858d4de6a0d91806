"""Keys and claims in, a real OpenID issuer on this machine out: its addresses, its tokens, and how often it was asked."""

from __future__ import annotations

import base64
import functools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "http://testserver"
"""As tests/settings.py names the portal."""

GITHUB = {
    "sub": "repo:acme/infra:ref:refs/heads/main",
    "repository": "acme/infra",
    "repository_id": "42",
    "repository_owner": "acme",
    "repository_owner_id": "7",
    "ref": "refs/heads/main",
    "ref_type": "branch",
    "sha": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "head_ref": "",
    "base_ref": "",
    "event_name": "push",
    "actor": "Ana",
    "workflow_ref": "acme/infra/.github/workflows/plan.yml@refs/heads/main",
    "run_id": "1001",
    "run_attempt": "1",
}
"""A job of GitHub Actions, begun by a push."""
PULL_REQUEST = GITHUB | {
    "sub": "repo:acme/infra:pull_request",
    "event_name": "pull_request",
    "ref": "refs/pull/17/merge",
    "head_ref": "bigger-disks",
    "base_ref": "main",
    "sha": "9" * 40,
}
GITLAB = {
    "sub": "project_path:acme/infra:ref_type:branch:ref:main",
    "namespace_id": "7",
    "project_path": "acme/infra",
    "project_id": "42",
    "user_login": "ana.k",
    "pipeline_source": "push",
    "ref": "main",
    "ref_type": "branch",
    "ref_path": "refs/heads/main",
    "ref_protected": "true",
    "job_id": "2002",
    "sha": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
}


@functools.cache
def rsa_key(name: str = "first", bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for all tests of a run: making one takes a moment."""
    return rsa.generate_private_key(65_537, bits)


@functools.cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(kid: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **more: str) -> dict[str, Any]:
    """The public half as a JWK."""
    algorithm: Any = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    made: dict[str, Any] = json.loads(algorithm.to_jwk(key.public_key()))
    return made | {"kid": kid, "use": "sig"} | more


def encoded(document: Any) -> str:
    """A part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


class Issuer:
    """An issuer with one RSA key named `first`. Change `keys`, `discovery`, `headers` or `answers` to make it odd."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys = [public("first", rsa_key())]
        self.discovery: dict[str, Any] = {"issuer": url, "jwks_uri": f"{url}/keys"}
        self.headers: dict[str, str] = {}
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.slow = 0.0
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        """Forms, and with which authorization they came."""

    def claims(self, said: dict[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
        """Those of GitHub where nothing else is said; None takes a claim away."""
        now = int(time.time())
        made = {"iss": self.url, "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + 300, "jti": f"j{time.time_ns()}"}
        told = {**made, **(GITHUB if said is None else said), **more}
        return {name: value for name, value in told.items() if value is not None}

    def token(
        self,
        said: dict[str, Any] | None = None,
        /,
        *,
        key: Any = None,
        algorithm: str = "RS256",
        head: dict[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """A signed token over `claims`."""
        return jwt.encode(
            self.claims(said, **more), key or rsa_key(), algorithm, headers={"kid": "first", **(head or {})}
        )

    def answer(self, path: str) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.discovery).encode()
        if path == "/keys":
            return 200, json.dumps({"keys": self.keys}).encode()
        return 404, b"{}"


@contextmanager
def running() -> Iterator[Issuer]:
    """An issuer that answers until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.sent.append({**dict(parse_qsl(form)), "Authorization": self.headers.get("Authorization", "")})
            self.do_GET()

        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            time.sleep(issuer.slow)
            status, body = issuer.answer(self.path)
            self.send_response(status)
            for name, value in issuer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return  # whoever asked has gone

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
