"""A folder in, a whole portal out: its real processes, started by the commands that `docs/operate.md` names."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent

COMMANDS = {
    "web": "granian gitops_portal.asgi:application --interface asgi --http 1 --no-ws --http1-header-read-timeout 10000 --backlog 2048 --backpressure 8192 --respawn-failed-workers --workers-kill-timeout 10 --workers 2",
    "rq-worker": "python manage.py rqworker",
    "celery-worker": "celery -A gitops_portal worker --concurrency 1",
    "celery-beat": "celery -A gitops_portal beat",
}
"""Every process of the scaled shape, as docs/operate.md and docker-compose.yml start it; tests/test_compose.py compares the three."""
EMBEDDED = {"start": "python manage.py start"}
"""The portal in one process, as `make run` starts it."""


@dataclass
class Portal:
    """One portal: its settings, its processes and their logs."""

    folder: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
        return {
            **ours,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PORTAL_DATA_DIR": str(self.folder),
            "PORTAL_URL": self.url,
            "PORT": str(self.port),
            "SECRET_KEY": "of one test run, and of nothing else: 0123456789abcdef0123456789",
            "REDIS_URL": "",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def manage(self, *arguments: str) -> str:
        """What `manage.py` printed on standard output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=False,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def healthy(self, name: str, tries: int = 5) -> subprocess.CompletedProcess[str]:
        """The health check of one of COMMANDS, asked again while it says no, as an engine's `retries` does."""
        where = [str(self.folder / "beat")] if name == "celery-beat" else []
        told = self._health(name, where)
        for _ in range(tries):
            if told.returncode == 0:
                break
            time.sleep(1)
            told = self._health(name, where)
        return told

    def _health(self, name: str, where: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "scripts/healthy.py", name, *where],
            check=False,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def start(self, name: str) -> None:
        """Start one of COMMANDS. Its places are given here: nothing of it lands in the working tree."""
        command = (COMMANDS | EMBEDDED)[name].split()
        if name == "web":
            command += ["--port", str(self.port)]
        if name == "celery-beat":
            command += ["--schedule", str(self.folder / "beat"), "--pidfile", str(self.folder / "beat.pid")]
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        process = self.processes.pop(name)
        process.send_signal(how)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if name in {"web", "start"}:
            self._wait_until_nobody_answers()

    def _wait_until_nobody_answers(self, seconds: float = 20) -> None:
        """The server's own processes end a moment after the one that was killed."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return
            time.sleep(0.1)

    def wait_until_it_answers(self, seconds: float = 180) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except OSError:
                servers = [self.processes[name] for name in ("web", "start") if name in self.processes]
                assert all(server.poll() is None for server in servers), self.logs()
                assert time.monotonic() < until, self.logs()
                time.sleep(0.1)

    def call(self, path: str, token: str = "", body: Any = None, **headers: str) -> tuple[int, Any]:
        """An API call: the status, and the JSON of the answer (text where it is none)."""
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={
                **({"Content-Type": "application/json"} if body is not None else {}),
                **({"Authorization": f"Bearer {token}"} if token else {}),
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                status, text = refused.code, refused.read().decode()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def owner(self, email: str = "olive@example.org") -> str:
        """Make an owner; a link that signs them in, once."""
        self.manage("createsuperuser", "--no-input", "--email", email, "--name", "Olive Owner")
        return self.manage("login-link", "--user", email).strip()

    def logs(self) -> str:
        """The end of every log, for the message of a failed assertion."""
        return "\n".join(
            f"── {log.stem}\n{log.read_text(errors='replace')[-4000:]}" for log in self.folder.glob("*.log")
        )

    def stop(self) -> None:
        for name in reversed(list(self.processes)):
            self.kill(name, signal.SIGTERM)


@cache
def _begun() -> tempfile.TemporaryDirectory[str]:
    """A folder with the static files and the empty database that a portal begins with: long work, the same for all."""
    folder = tempfile.TemporaryDirectory(prefix="begun-")
    made = Portal(Path(folder.name), {})
    made.manage("collectstatic", "--no-input", "--verbosity", "0")
    made.manage("migrate", "--verbosity", "0")
    return folder


@contextmanager
def portal(folder: Path, *names: str, **settings: str) -> Iterator[Portal]:
    """A portal with an empty database and these processes; without DATABASE_URL it keeps SQLite in `folder`."""
    made, begun = Portal(folder, settings), Path(_begun().name)
    shutil.copytree(begun / "static", folder / "static", dirs_exist_ok=True)
    if "DATABASE_URL" in settings:
        made.manage("migrate", "--verbosity", "0")
    else:
        shutil.copy(begun / "portal.sqlite3", folder)
    try:
        for name in names:
            made.start(name)
        if {"web", "start"} & set(names):
            made.wait_until_it_answers()
        yield made
    finally:
        made.stop()


def plan(resources: int = 1, *, encrypted: bool = True) -> dict[str, Any]:
    """A plan that makes so many disks."""
    names = [f"data_{index}" for index in range(resources)]
    made = {"type": "aws_ebs_volume", "availability_zone": "eu-west-1a", "size": 20, "encrypted": encrypted}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": [
            {
                "address": f"aws_ebs_volume.{name}",
                "mode": "managed",
                "type": "aws_ebs_volume",
                "name": name,
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {"actions": ["create"], "before": None, "after": {**made, "tags": {"Name": name}}},
            }
            for name in names
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": f"aws_ebs_volume.{name}",
                        "mode": "managed",
                        "type": "aws_ebs_volume",
                        "name": name,
                        "provider_config_key": "aws",
                        "expressions": {},
                    }
                    for name in names
                ]
            }
        },
    }
