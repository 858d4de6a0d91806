"""A request's head and body in, Django's answer out: WSGI, called in a thread, with nothing left to read or to send."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, Final, TypeVar
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from django.db import close_old_connections

from gitops_portal.web.door.answers import Answer
from gitops_portal.web.limits import is_upload

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Scope = Mapping[str, Any]
Result = TypeVar("Result")

IN_MEMORY: Final = 2 * 1024 * 1024
"""A larger answer waits on the disk until it is sent."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a request and its headers, and who sent it."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    scope: Scope

    @classmethod
    def of(cls, scope: Scope) -> Head:
        """Headers of one name are joined; one with an underscore could be taken for another, so it is left out."""
        headers: dict[str, str] = {}
        for raw, value in scope["headers"]:
            name, told = raw.decode("latin-1").lower(), value.decode("latin-1")
            if "_" not in name:
                headers[name] = f"{headers[name]}{';' if name == 'cookie' else ','}{told}" if name in headers else told
        path = unquote_to_bytes(scope.get("raw_path") or scope["path"]).decode("latin-1")
        return cls(scope["method"], path, scope["query_string"].decode("latin-1"), headers, scope)

    @property
    def bearer(self) -> str:
        """The token of the request, empty where it has none."""
        scheme, _, secret = self.headers.get("authorization", "").partition(" ")
        return secret.strip() if scheme.lower() == "bearer" else ""


def in_database(work: Callable[[], Result]) -> Result:
    """Work of a thread outside a request: its connection is checked before, and given up when it is broken or old."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


def call(django: Application, head: Head, body: SpooledTemporaryFile[bytes] | None) -> Answer:
    """Django's answer, whole. Closes the body."""
    with body or SpooledTemporaryFile() as source:
        told: list[Any] = []
        parts = django(_environ(head, source), lambda *said: told.extend(said))
        if isinstance(parts, FileWrapper):  # a static file: it is sent from where it lies
            return Answer(_status(told), _headers(told), parts.filelike)
        try:
            file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when sent
            file.writelines(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        file.seek(0)
        return Answer(_status(told), _headers(told), file)


def _status(told: list[Any]) -> int:
    return int(told[0].split(" ", 1)[0])


def _headers(told: list[Any]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told[1])


def _environ(head: Head, body: SpooledTemporaryFile[bytes]) -> dict[str, Any]:
    """PEP 3333."""
    scope = head.scope
    server, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.path,
        "QUERY_STRING": head.query,
        "SERVER_NAME": str(server),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in head.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    if "transfer-encoding" in head.headers and not is_upload(head.method, head.path):
        environ["CONTENT_LENGTH"] = str(_size(body))
    return environ


def _size(body: SpooledTemporaryFile[bytes]) -> int:
    size = body.seek(0, 2)
    body.seek(0)
    return size
