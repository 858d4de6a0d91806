"""The guardrails file in a browser: what is wrong and where, what would change, and what holds from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import guardrail_book, ingest
from gitops_portal.actions.guardrails import enforce
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, GuardrailBook, GuardrailSetting
from tests import organisation as org
from tests.actors import CI, OPERATOR
from tests.documents import OPEN_SSH

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
PATH = "/settings/guardrails/"
OWN = """\
version: 1
guardrails:
  rds-public: mandatory
rules:
  small-instances:
    title: Instances are small
    severity: medium
    types: [aws_instance]
    kind: attribute
    parameters: {path: instance_type, operator: is one of, expected: [t3.micro]}
    message: it is larger than what we use
    examples:
      violates: [{instance_type: m5.large}]
      passes: [{instance_type: t3.micro}]
"""


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def sent(text: str, action: str = "apply", onto: str = "") -> dict[str, str]:
    return {"text": text, "action": action, "onto": onto or guardrail_book.digest()}


def test_it_shows_what_holds(client: Client) -> None:
    enforce(OPERATOR, "rds-public", scope="organisation", selector="", enforcement="off")
    assert "rds-public: &#x27;off&#x27;" in client.get(PATH).text


def test_check_tells_what_would_change_and_changes_nothing(client: Client) -> None:
    answer = client.post(PATH, sent(OWN, "check"))
    assert answer.context["changes"] == ["+ guardrails/rds-public", "+ rules/small-instances"]
    assert not GuardrailBook.objects.exists()
    assert not GuardrailSetting.objects.exists()


def test_apply_lets_it_hold(client: Client) -> None:
    assert client.post(PATH, sent(OWN))["Location"] == "/guardrails/"
    assert GuardrailSetting.objects.get().guardrail == "rds-public"
    assert AuditEvent.objects.filter(verb="guardrails.applied").count() == 1
    assert "Instances are small" in client.get("/guardrails/small-instances/").text


WRONG = [
    ("no YAML", "version: [1", 422, "Line 1", 1),
    ("a name that nothing has", "version: 1\nguardrails:\n  rds-pubic: off\n", 422, "rds-pubic", 3),
    ("a key that nothing has", OWN.replace("severity: medium", "severe: medium"), 422, "severe", 7),
    ("an example that does not hold", OWN.replace("m5.large", "t3.micro"), 422, "Line 13", 13),
    ("nothing", "", 422, "This field is required.", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "status", "told", "line"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
@pytest.mark.parametrize("action", ["check", "apply"])
def test_what_is_wrong_is_told_at_its_line(
    client: Client, text: str, status: int, told: str, line: int, action: str
) -> None:
    answer = client.post(PATH, sent(text, action))
    assert (answer.status_code, answer.context["form"].line) == (status, line)
    assert told in answer.text
    assert not GuardrailBook.objects.exists()


def test_who_looked_at_what_holds_no_more_changes_nothing(client: Client) -> None:
    seen = guardrail_book.digest()
    enforce(OPERATOR, "rds-public", scope="organisation", selector="", enforcement="off")
    answer = client.post(PATH, sent(OWN, onto=seen))
    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert "Instances are small" in answer.text, "what was written is kept"
    assert not GuardrailBook.objects.exists()


def tried(client: Client, text: str, run: str) -> Any:
    return client.post(PATH, sent(text, "check") | {"run": run})


def test_check_tries_it_on_a_run(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = ingest.accept(OPEN_SSH, workspace=org.workspace(), by=CI, metadata=Metadata())
    answer = tried(client, "guardrails: {sg-open-ssh: off}", f"{run.workspace.slug}/{run.number}")
    told = answer.context["tried"]
    assert ("sg-open-ssh", "aws_security_group.web", "violated", "passed") in told.shown
    assert "blocked now, would be" in " ".join(answer.text.split())
    same = tried(client, "version: 1", str(run))
    assert "Every answer stays the same." in same.text
    assert not GuardrailBook.objects.exists()


@pytest.mark.parametrize(
    ("run", "told"), [("nowhere/1", "There is no run nowhere/1."), ("orders-prod", "such as orders-prod/4.")]
)
def test_a_run_that_is_none_is_told(client: Client, run: str, told: str) -> None:
    assert told in tried(client, "version: 1", run).text
