"""An operator sets who must approve from a file, sees what changes, and gets it back as it was."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gitops_portal.records.models import ApprovalBook
from tests import organisation as org

RULES = "# ours\nversion: 1\napprovals:\n  network:\n    needs: [{team: network}]\n"


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("approvals", *arguments, stdout=out)
    return out.getvalue()


def test_rules_go_in_and_come_out(db: None, tmp_path: Path) -> None:
    org.team("network")
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    assert told("export") == "version: 1\napprovals: {}\n"
    assert "approvals 1, auto_approve 0, freezes 0" in told("check", str(file))
    assert told("diff", str(file)).startswith("+ approvals/network: Everywhere: 1 of team network")
    assert not ApprovalBook.objects.exists()
    assert "Version 1 holds now" in told("apply", str(file))
    assert "holds already" in told("apply", str(file))
    assert "Nothing would change" in told("diff", str(file))
    assert told("export") == RULES


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (RULES.replace("team: network", "team: nobody"), ":5: approvals.network.needs[0]: there is no team “nobody”"),
        (RULES.replace("needs", "need"), ":5: approvals.network.need: object contains unknown field"),
        ("a: [\n", ":2: this is no YAML"),
        ("", ":1: A file of approval rules begins with version: 1"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(db: None, tmp_path: Path, text: str, where: str) -> None:
    org.team("network")
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        told("check", str(file))
    assert f"{file}{where}" in str(caught.value)
    with pytest.raises(CommandError, match="cannot be read"):
        told("apply", str(tmp_path / "none.yaml"))
