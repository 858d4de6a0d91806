"""`make run`: what it says when it can't start, and how one gets in, as real processes tell it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from gitops_portal.commands.management.commands import start
from gitops_portal.records.models import Person, Workspace
from tests.managed import manage
from tests.servers import free_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def first_lines(monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """What `start` prints before it becomes the web server."""
    monkeypatch.setattr("os.execv", lambda *_: None)
    monkeypatch.setattr(start.Command, "_static_files", lambda _: None)
    settings.DEMO, settings.PORT = False, free_port()
    out = StringIO()
    call_command("start", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_taken_port_gets_a_sentence_before_anything_is_made(settings: Any, taken: int) -> None:
    settings.PORT = taken
    with pytest.raises(CommandError, match=rf"Port {taken} can't be had .* PORT="):
        call_command("start")
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_it_starts_with_thousands_of_workspaces(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    Workspace.objects.bulk_create(Workspace(slug=f"w-{days}", name="w", approval_days=days) for days in range(3_000))
    assert "Serving on" in first_lines(monkeypatch, settings)


def test_static_files_that_came_later_are_collected_however_old(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "from"], tmp_path / "to"
    calls: list[str] = []
    monkeypatch.setattr(start, "call_command", lambda name, **_: calls.append(name))
    for name in ("from/a.css", "to/staticfiles.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    start.Command()._static_files()
    assert not calls, "all is collected"
    stood = time.time_ns()
    os.utime(tmp_path / "to/staticfiles.json", ns=(stood, stood))
    time.sleep(0.05)  # a file's clock is coarser than ours
    (tmp_path / "from/b.css").touch()
    os.utime(tmp_path / "from/b.css", (0, 0))
    start.Command()._static_files()
    assert calls == ["collectstatic"]


@pytest.mark.django_db
def test_a_link_is_printed_until_somebody_has_signed_in(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    for _ in range(2):
        told = first_lines(monkeypatch, settings)
        assert "/sign-in/" in told
        assert Person.objects.get().email == start.OWNER
    Person.objects.update(last_login=timezone.now())
    told = first_lines(monkeypatch, settings)
    assert "/sign-in/" not in told
    assert f"PORT={settings.PORT} PORTAL_DATA_DIR=" in told
    assert "manage.py login-link" in told


def test_a_data_folder_that_can_not_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = manage("check", PORTAL_DATA_DIR=str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"PORTAL_DATA_DIR: {tmp_path / 'file' / 'data'} can't be made")
    assert "Traceback" not in done.stderr


def test_a_tilde_is_home_and_the_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    assert manage("check", HOME=str(tmp_path), PORTAL_DATA_DIR="~/portal").returncode == 0
    assert (tmp_path / "portal").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_can_not_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()  # a folder of mode 0500 would not stop root
    done = manage("check", PORTAL_DATA_DIR=str(tmp_path), SECRET_KEY="")
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set, and can't be kept in")
    assert "Traceback" not in done.stderr
