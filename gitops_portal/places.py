"""Where the portal's files lie and where its data goes: in a clone of the repository, and from an installed wheel."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_CARRIED = PACKAGE / "carried"
"""Only a wheel has it: `templates`, `frontend` and `prices`, which stand beside the package in a clone."""

INSTALLED = _CARRIED.is_dir()
FILES = _CARRIED if INSTALLED else PACKAGE.parent
MANAGE = "gitops-portal" if INSTALLED else ".venv/bin/python manage.py"
"""What a person types before the name of a command."""


def of_user(home: Path, xdg_data_home: str, platform: str = sys.platform) -> Path:
    """The folder that the portal keeps for a user, by the custom of the platform."""
    if platform == "darwin":
        return home / "Library" / "Application Support" / "gitops-portal"
    told = Path(xdg_data_home)
    return (told if told.is_absolute() else home / ".local" / "share") / "gitops-portal"
