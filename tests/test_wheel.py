"""The wheel, built and installed into an environment of its own: it holds what it needs, and runs."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gitops_portal import __version__
from tests.portal import ROOT
from tests.servers import free_port

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="no hatchling: see requirements-dev.txt"),
    pytest.mark.xdist_group("wheel"),
]

PLAN = ROOT / "tests" / "plans" / "set-by-nobody" / "plan.json"


@dataclass
class Installed:
    """The portal where no clone of it is: its command, and a home and working folder that are empty at first."""

    command: Path
    home: Path
    work: Path

    @property
    def data(self) -> Path:
        return self.home / "share" / "gitops-portal"

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "XDG_DATA_HOME": str(self.home / "share")} | more

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.command, *arguments],
            check=False,
            cwd=self.work,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    @contextmanager
    def started(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        log = self.home / "start.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [self.command, "start"],
                cwd=self.work,
                env=self.environment(PORT=str(port), DEMO="0"),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        try:
            yield process
        except AssertionError:
            pytest.fail(log.read_text(encoding="utf-8"))
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip("wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    [built] = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    [site] = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    for name in ("home", "work"):
        (folder / name).mkdir()
    (folder / "work" / "secrets.py").write_text("raise SystemExit('what lies here is not ours')", encoding="utf-8")
    return Installed(folder / "venv" / "bin" / "gitops-portal", folder / "home", folder / "work")


def pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def answer(url: str) -> tuple[str, str]:
    """The type and the text of a page, asked for until a server is there."""
    for _ in range(900):
        try:
            with urllib.request.urlopen(url, timeout=10) as said:
                return said.headers.get_content_type(), said.read().decode()
        except urllib.error.HTTPError as error:
            return error.headers.get_content_type(), f"{error.code} {error.read().decode()}"
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nobody answers at {url}")


def test_it_holds_what_the_clone_holds_and_no_more(wheel: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], check=True, cwd=ROOT, capture_output=True, text=True).stdout.split(
        "\n"
    )
    wanted = {name for name in tracked if name.startswith("gitops_portal/") and (ROOT / name).exists()}
    wanted |= {
        f"gitops_portal/carried/{name}"
        for name in tracked
        if name.startswith(("templates/", "frontend/", "prices/")) and (ROOT / name).exists()
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert not wanted - held
    assert all(name.startswith("gitops_portal/") for name in held)


def test_what_it_says_of_itself(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        told = archive.read(name).decode()
    assert f"\nVersion: {__version__}\n" in told
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line.partition("#")[0].strip()]
    assert len(re.findall(r"^Requires-Dist: ", told, re.MULTILINE)) == len(wanted)


@pytest.mark.parametrize("asked", ["--version", "version"])
def test_it_tells_its_version(installed: Installed, asked: str) -> None:
    assert installed.run(asked).stdout == f"gitops-portal {__version__}\n"


def test_it_evaluates_a_plan(installed: Installed) -> None:
    done = installed.run("evaluate", str(PLAN))
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("Verdict    needs approval")
    assert "a month" in done.stdout, "it has the price book"


def test_a_wrong_setting_gets_a_sentence(installed: Installed) -> None:
    done = installed.run("check", DATABASE_URL="sqlite://:memory:", PORTAL_URL="nonsense")
    assert done.returncode == 1
    assert done.stderr == "PORTAL_URL must begin with one of http://, https://\n"


def test_it_serves_pages_with_their_styles_and_keeps_its_data_with_the_user(installed: Installed) -> None:
    port = free_port()
    with installed.started(port):
        kind, page = answer(f"http://127.0.0.1:{port}/sign-in")
        assert kind == "text/html", page
        [*styles] = re.findall(r'<link[^>]+href="([^"]+\.css)"', page)
        assert styles
        for style in styles:
            assert answer(f"http://127.0.0.1:{port}{style}")[0] == "text/css"
    assert (installed.data / "portal.sqlite3").is_file()
    said = (installed.home / "start.log").read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}/sign-in/" in said
    assert [path.name for path in installed.work.iterdir()] == ["secrets.py"], "nothing is left where it was typed"


def test_its_commands_use_the_same_data(installed: Installed) -> None:
    assert installed.run("migrate", "--verbosity", "0").returncode == 0
    assert installed.run("token", "create", "--workspace", "network", "--create").stdout.strip()
    told = installed.run("start", PORT="-1").stderr
    assert "Choose another: PORT=9000 gitops-portal start" in told
