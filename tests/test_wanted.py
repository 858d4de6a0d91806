"""What tests need is looked for without stumbling."""

from __future__ import annotations

import pytest

from tests.conftest import missing


@pytest.mark.parametrize("folder", ["/" + "x" * 300, "/proc/1/root/nothing", "", "no/such/folder"])
def test_a_folder_on_the_path_that_cannot_be_looked_into(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("PATH", folder)
    assert missing("terraform")
