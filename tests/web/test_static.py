"""What browsers load, collected as on deploy."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from tests.portal import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "gitops_portal.web.static.HashedStaticFiles"}}
    settings.STATICFILES_DIRS = [entry for entry in settings.STATICFILES_DIRS if not isinstance(entry, tuple)]
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app not in {"django.contrib.admin", "ninja"}]
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_every_import_names_a_file_that_is_there(collected: Path) -> None:
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for name in (name for name in paths.values() if name.endswith(".js")):
        file = collected / name
        for target in re.findall(r"""from\s*["'](\.[^"']+)["']""", file.read_text()):
            assert (file.parent / target).is_file(), (name, target)
            assert re.search(r"\.[0-9a-f]{12}\.js$", target), (name, target)
    assert (collected / f"{paths['css/base.css']}.gz").is_file()


def test_a_page_fetches_each_style_sheet_at_once(collected: Path) -> None:
    """A sheet that imports others is collected as one file, in the order of its list."""
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for sheet in ("parts", "run"):
        source = (ROOT / "frontend" / "css" / f"{sheet}.css").read_text()
        parts = re.findall(r'@import url\("([^"]+)"\);', source)
        assert parts
        text = (collected / paths[f"css/{sheet}.css"]).read_text()
        assert "@import" not in text
        assert text.endswith("".join((ROOT / "frontend" / "css" / part).read_text() for part in parts))
