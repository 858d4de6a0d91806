"""Nothing in, the path of a Chromium out; run as a program it installs one when there is none.

`CHROMIUM` names one; else the PATH is searched, then the places where macOS and Playwright keep theirs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

ARGUMENTS = (
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),  # root has no sandbox in Chromium
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What a start needs to speak to nobody but the page under test."""


def find() -> str | None:
    """The Chromium that the browser tests drive, if there is one."""
    if given := os.environ.get("CHROMIUM"):
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((path for path in (*APPLICATIONS, _playwrights()) if Path(path).is_file()), None)


def _playwrights() -> str:
    """Where Playwright keeps the Chromium it downloads, whether or not it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> None:
    """Try the system's package manager when it may be used, then Playwright's own download."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        attempts = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"], *attempts]
    for attempt in attempts:
        if find():
            return
        print(f"Looking for a Chromium: {' '.join(attempt)}", flush=True)
        try:
            subprocess.run(
                attempt,
                check=False,
                timeout=900,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
        except subprocess.TimeoutExpired:
            print("... gave up after 15 minutes", flush=True)


if __name__ == "__main__":
    if not find():
        install()
    print(f"Browser tests: {find() or 'no Chromium could be had, they will be skipped'}")
