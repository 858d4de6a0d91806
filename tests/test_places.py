"""Where the portal keeps what is a user's, by the custom of each platform; and that a clone keeps to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_portal import places
from tests.portal import ROOT

HOME = Path("/home/ada")


@pytest.mark.parametrize(
    ("platform", "xdg_data_home", "folder"),
    [
        ("linux", "", "/home/ada/.local/share/gitops-portal"),
        ("linux", "/data", "/data/gitops-portal"),
        ("linux", "data", "/home/ada/.local/share/gitops-portal"),  # the convention: what is relative is ignored
        ("darwin", "/data", "/home/ada/Library/Application Support/gitops-portal"),
    ],
)
def test_the_folder_of_a_user(platform: str, xdg_data_home: str, folder: str) -> None:
    assert places.of_user(HOME, xdg_data_home, platform) == Path(folder)


def test_a_clone_is_no_installation() -> None:
    assert not places.INSTALLED
    assert places.FILES == ROOT
