"""`manage.py evaluate` judges policies in Rego, too, where the environment names some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.test_evaluate import run
from tests.documents import HARMLESS, entry, plan
from tests.policies import LARGE, kept, stand_in

if TYPE_CHECKING:
    from pathlib import Path

LARGE_ONE = plan(entry("aws_sns_topic.a", after={"instance_type": "m5.4xlarge"}))


def written(folder: Path, body: bytes) -> str:
    path = folder / "plan.json"
    path.write_bytes(body)
    return str(path)


def test_what_they_deny_blocks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, LARGE_ONE)
    before, _, _ = run(capsys, file)
    monkeypatch.setenv("OPA_BINARY", stand_in(tmp_path))
    monkeypatch.setenv("OPA_POLICIES", kept(tmp_path, LARGE))
    after, out, _ = run(capsys, file)
    assert before != after == 2
    assert "opa-deny" in out


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"OPA_BINARY": "/usr/bin/opa"}, "OPA_BINARY and OPA_POLICIES are set together"),
        ({"OPA_BINARY": "opa", "OPA_POLICIES": "/policies"}, "each to a whole path"),
        ({"OPA_BINARY": "/opa", "OPA_POLICIES": "/policies", "OPA_QUERY": "data.a; b"}, "OPA_QUERY is the name"),
    ],
)
def test_half_a_setting_is_told(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: dict[str, str],
    why: str,
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    code, _, err = run(capsys, written(tmp_path, HARMLESS))
    assert code == 1
    assert why in err
