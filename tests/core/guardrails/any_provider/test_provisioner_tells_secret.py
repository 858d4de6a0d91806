"""A secret that is written into a provisioner is told from the document to the finding, and not kept."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.documents import entry, plan

TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3


@pytest.mark.parametrize(
    ("expressions", "told"),
    [
        ({"command": {"constant_value": f"curl -H 'Authorization: Bearer {TOKEN}' https://example.com"}}, True),
        ({"inline": {"constant_value": ["apt-get update", f"export GITHUB={TOKEN}"]}}, True),
        ({"environment": {"constant_value": {"DB_PASSWORD": "xK9#mQ2$vL7!pR4w"}}}, True),
        ({"command": {"constant_value": "./seed.sh"}}, False),
        ({"environment": {"constant_value": {"COMMIT": "51d462976d84fdea54b47d80dcabbf680badcdb8"}}}, False),
        ({"command": {"references": ["var.password"]}}, False),
        ({}, False),
    ],
)
def test_judges(expressions: dict[str, Any], told: bool) -> None:
    block = {
        "address": "aws_x.a",
        "mode": "managed",
        "type": "aws_x",
        "name": "a",
        "provisioners": [{"type": "local-exec", "expressions": expressions}],
    }
    document = plan(entry("aws_x.a", after={}), configuration={"root_module": {"resources": [block]}})
    changes = parse.load(document, Mask(b"key")).changes
    assert TOKEN not in str(changes.root)
    found = evaluate(RuleSet.of([guardrails()["provisioner-tells-secret"]]), Index(changes), Cost()).findings
    assert [(finding.address, str(finding.status)) for finding in found] == [("aws_x.a", "violated")] * told
