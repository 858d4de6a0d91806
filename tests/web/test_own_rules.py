"""Guardrails of owners' own in forms: one for each kind, made of what the kind declares; the file follows."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import guardrail_book, ingest
from gitops_portal.actions.guardrails import enforce
from gitops_portal.actions.metadata import Metadata
from gitops_portal.adapters import rule_files
from gitops_portal.core.model import Role
from gitops_portal.core.rules.own_kinds import OWN_KINDS
from gitops_portal.records.models import AuditEvent, Backtest, GuardrailBook, GuardrailSetting
from gitops_portal.records.queries import rulebook
from tests import organisation as org
from tests.actors import CI, OPERATOR
from tests.documents import OPEN_SSH
from tests.filled import filled
from tests.policies import judged_by

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

HELD = """
version: 1
lists:
  sizes: [t3.micro, t3.small]
guardrails:
  rds-public: mandatory
rules:
  required-tags:
    title: " Everything has
      an owner "
    severity: high
    enforcement: off
    types: ["aws_*", google_storage_bucket]
    kind: required_tags
    parameters: {tags: {owner: {}, env: {values: [prod, "a, b"]}, cc: {pattern: "[0-9]{4}"}, list: {values: {list: sizes}}}, propagates: True}
    why: >
      Nobody looks after
      what nobody owns.
    references: [CIS 1.1, "https://example.org/a,b"]
  membership:
    title: Regions
    severity: low
    kind: membership
    parameters: {what: region, allowed: {list: sizes}, forbidden: []}
    message: kept, though no form has a field for it
  forbidden-actions:
    title: Databases stay
    severity: critical
    types: [aws_db_instance]
    kind: forbidden_actions
    parameters: {actions: [replace, delete, no-op]}
  change-limit: {title: Few, severity: low, kind: change_limit, parameters: {changes: 10, destroys: 0}}
  cost-limit: {title: Cheap, severity: low, kind: cost_limit, parameters: {monthly: 1e3, increase_percent: "5.50"}}
  tool-findings:
    title: checkov finds nothing grave
    severity: high
    kind: tool_findings
    parameters: {tool: checkov, levels: {list: sizes}, except_rules: [CKV_AWS_1]}
  attribute:
    title: Instances are small
    severity: medium
    types: [aws_instance]
    kind: attribute
    parameters:
      path: instance_type
      operator: is one of
      expected: {list: sizes}
      unset: ""
      each: ""
      when: [{path: tenancy, operator: is set}, {path: a, operator: is one of, expected: [" x ", "y"]}]
    message: |
      it is larger
        than what we use
    examples:
      violates: [{instance_type: m5.large, tenancy: x, a: y, tags: {}}]
      passes: [{instance_type: t3.micro}, {}]
  either:
    title: One of both
    severity: medium
    types: [aws_instance]
    kind: either
    parameters: {conditions: [{path: a, operator: is true}, {path: b, operator: is at least, expected: [7]}]}
    message: neither
  forbidden: {title: No users, severity: low, types: [aws_iam_user], kind: forbidden, parameters: {}, message: a user}
  companion:
    title: Buckets are private
    severity: medium
    types: [aws_s3_bucket]
    kind: companion
    parameters:
      type: aws_s3_bucket_public_access_block
      attribute: bucket
      conditions: [{path: block_public_acls, operator: is true}]
    message: it has none
  cel:
    title: Sizes
    severity: medium
    types: [aws_ebs_volume]
    kind: cel
    condition: |
      after.size > 100 &&
        string(after.size) in lists.sizes == false
    message: it is large
    examples:
      violates: [{after: {size: 200}}]
  cel-plan: {title: Small plans, severity: low, kind: cel_plan, condition: plan.creates > 3, message: it makes many}
  rego: {title: Networks, severity: high, kind: rego, parameters: {rules: [deny_network, "violation_*"]}}
"""
OWN = {name.replace("_", "-"): name for name in OWN_KINDS}
TAGS = {"id": "fresh", "title": "Fresh", "severity": "low", "tags-0-name": "owner"}


@pytest.fixture(autouse=True)
def opa(settings: Any) -> None:
    """Policies in Rego are asked for where an operator has some."""
    settings.OPA = judged_by("/opa", "/policies")


@pytest.fixture
def chief() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def apply(text: str) -> None:
    guardrail_book.apply(OPERATOR, rule_files.read(text).document)


def edit(own: str) -> str:
    return f"/settings/guardrails/rules/{own}/"


def kind(name: str) -> str:
    return f"/settings/guardrails/kinds/{name}/"


def held() -> Any:
    return rulebook.own_rules()


@pytest.mark.parametrize("own", OWN)
def test_saving_what_the_form_shows_changes_nothing(chief: Client, own: str) -> None:
    apply(HELD)
    before = held()[own]
    assert chief.post(edit(own), filled(chief.get(edit(own)).text))["Location"] == f"/guardrails/{own}/"
    assert held()[own] == before
    assert GuardrailBook.objects.count() == 1


def test_what_may_be_a_list_has_labels(chief: Client) -> None:
    apply(HELD)
    page = chief.get(kind("membership")).text
    assert '<label for="id_parameters-allowed_0">Allowed</label>' in page
    assert 'aria-label="Or the values of a list: Allowed"' in page


@pytest.mark.parametrize("own", OWN)
def test_what_was_not_touched_stays_beside_what_was(chief: Client, own: str) -> None:
    apply(HELD)
    before = held()[own]
    chief.post(edit(own), filled(chief.get(edit(own)).text) | {"why": "Told\r\nnow."})
    assert held()[own] == {**before, "why": "Told\nnow."}


def test_the_file_says_the_same_as_the_forms() -> None:
    apply(HELD)
    written = rule_files.read(rule_files.write(rulebook.document())).document
    assert guardrail_book.apply(OPERATOR, written) is None


NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "required_tags": (
        {"tags-0-name": "owner", "tags-0-values": "a\r\nb, c", "parameters-propagates": "on"},
        {"tags": {"owner": {"values": ["a", "b, c"]}}, "propagates": "true"},
    ),
    "membership": (
        {"parameters-what": "type", "parameters-forbidden": "aws_iam_*\r\n"},
        {"what": "type", "forbidden": ["aws_iam_*"]},
    ),
    "forbidden_actions": ({"parameters-actions": ["delete", "replace"]}, {"actions": ["delete", "replace"]}),
    "change_limit": ({"parameters-destroys": "0"}, {"destroys": "0"}),
    "cost_limit": ({"parameters-monthly": "100.50"}, {"monthly": "100.50"}),
    "tool_findings": (
        {"parameters-tool": "checkov", "parameters-rules": "CKV_AWS_*", "parameters-levels": "high\r\ncritical"},
        {"tool": "checkov", "rules": ["CKV_AWS_*"], "levels": ["high", "critical"]},
    ),
    "attribute": (
        {"parameters-path": "a", "parameters-operator": "matches", "parameters-expected": "[a,b]+"},
        {"path": "a", "operator": "matches", "expected": ["[a,b]+"]},
    ),
    "either": (
        {"conditions-0-path": "a", "conditions-0-operator": "is set", "when-0-path": "b", "when-0-operator": "is true"},
        {"conditions": [{"path": "a", "operator": "is set"}], "when": [{"path": "b", "operator": "is true"}]},
    ),
    "forbidden": ({"parameters-each": "ingress"}, {"each": "ingress"}),
    "companion": (
        {"parameters-type": "aws_y", "parameters-attribute": "x"},
        {"type": "aws_y", "attribute": "x"},
    ),
    "cel": ({"condition": "after.size > 1"}, {}),
    "cel_plan": ({"condition": "plan.creates > 1"}, {}),
    "rego": ({"parameters-rules": "deny_network\r\nwarn_*"}, {"rules": ["deny_network", "warn_*"]}),
}  # fmt: skip


@pytest.mark.parametrize("name", OWN_KINDS)
def test_an_owner_makes_one_of_every_kind_without_a_file(chief: Client, name: str) -> None:
    sent, parameters = NEW[name]
    page = filled(chief.get(kind(name)).text)
    told = {"id": "fresh", "title": "Fresh", "severity": "low"}
    said = {"types": "aws_x, aws_z*", "message": "it is wrong"}
    answer = chief.post(kind(name), page | told | {key: said[key] for key in said if key in page} | sent, follow=True)
    assert "Saved. It applies from the next plan on." in answer.text, unescape(answer.text)
    got = held()["fresh"]
    assert got["kind"] == name
    assert (got.get("parameters", {}), got.get("condition")) == (parameters, sent.get("condition"))
    if "types" in page:
        assert got["types"] == ["aws_x", "aws_z*"]


def test_an_owner_changes_and_removes_one_and_the_trail_tells(chief: Client) -> None:
    apply(HELD)
    enforce(OPERATOR, "required-tags", scope="organisation", selector="", enforcement="advisory")
    sent = filled(chief.get(edit("required-tags")).text)
    sent |= {"tags-0-name": "", "tags-1-values_0": "prod", "tags-4-name": "team", "tags-4-values_1": "sizes"}
    chief.post(edit("required-tags"), sent)
    assert held()["required-tags"]["parameters"]["tags"] == {
        "env": {"values": ["prod"]},
        "cc": {"pattern": "[0-9]{4}"},
        "list": {"values": {"list": "sizes"}},
        "team": {"values": {"list": "sizes"}},
    }
    event = AuditEvent.objects.filter(verb="guardrails.applied").latest("sequence")
    assert "owner" in event.detail["before"]["rules/required-tags"]["parameters"]["tags"]
    page = filled(chief.get(edit("required-tags")).text)
    gone = chief.post(f"{edit('required-tags')}remove/", {"onto": page["onto"]}, follow=True)
    assert "Removed required-tags" in gone.text
    assert "required-tags" not in held()
    assert list(GuardrailSetting.objects.values_list("guardrail", flat=True)) == ["rds-public"]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("required_tags", {"id": "No!"}, "An id is of lower-case letters"),
    ("required_tags", {"id": "rds-public"}, "The portal has a guardrail of this id"),
    ("required_tags", {"id": "attribute"}, "This id exists already"),
    ("required_tags", {"title": ""}, "This field is required."),
    ("required_tags", {"severity": "grave"}, "grave is not one of the available choices"),
    ("required_tags", {"tags-0-name": ""}, "It would object to nothing: say tags."),
    ("required_tags", {"tags-0-name": "", "tags-0-pattern": "x"}, "This field is required."),
    ("required_tags", {"tags-0-pattern": "["}, "is not a regular expression of RE2"),
    ("required_tags", {"tags-0-values_0": "a", "tags-0-values_1": "sizes"}, "one of the two"),
    ("required_tags", {"tags-0-values_1": "colours"}, "colours is not one of the available choices"),
    ("required_tags", {"onto": ""}, "required"),
    ("required_tags", {"examples": "violates: ["}, "Line 1: this is no YAML"),
    ("required_tags", {"examples": "wrong: []"}, "unknown field `wrong`"),
    ("membership", {}, "This field is required."),
    ("membership", {"parameters-what": "region"}, "It would object to nothing: say allowed or forbidden."),
    (
        "membership",
        {"parameters-what": "size", "parameters-allowed_0": "t3.*"},
        "Where aws_x says its size is not known",
    ),
    *(
        (name, {field: f"{value}\r\nc"}, f"Write one a line, without commas: “{value}” would be one value.")
        for name, field, value in (
            ("membership", "parameters-allowed_0", "eu-west-1, eu-central-1"),
            ("membership", "parameters-forbidden_0", "a,b"),
            ("tool_findings", "parameters-rules_0", "CKV_AWS_1, CKV_AWS_2"),
            ("tool_findings", "parameters-levels_0", "high, critical"),
            ("tool_findings", "parameters-except_rules_0", "a ,b"),
        )
    ),
    ("forbidden_actions", {}, "This field is required."),
    ("forbidden_actions", {"parameters-actions": ["explode"]}, "explode is not one of the available choices"),
    ("change_limit", {}, "It would object to nothing: say changes or destroys."),
    ("change_limit", {"parameters-changes": "many"}, "Enter a number."),
    ("change_limit", {"parameters-changes": "1.5"}, "no more than 0 decimal places"),
    ("cost_limit", {"parameters-monthly": "1", "parameters-tag": "web"}, "“web” is not a tag"),
    ("cost_limit", {"parameters-monthly": "-1"}, "greater than or equal to 0"),
    ("tool_findings", {"parameters-tool": " "}, "This field is required."),
    ("attribute", {"types": "", "parameters-path": "a", "parameters-operator": "is set"}, "Name the types it is about"),
    ("attribute", {"message": "", "parameters-path": "a", "parameters-operator": "is set"}, "Say what is wrong"),
    ("attribute", {"parameters-path": "a"}, "This field is required."),
    ("attribute", {"parameters-path": "a", "parameters-operator": "is one of"}, "takes values under expected"),
    ("either", {}, "It would object to nothing: say conditions."),
    ("either", {"conditions-0-path": "a"}, "This field is required."),
    (
        "either",
        {"conditions-0-path": "a", "conditions-0-operator": "is at least", "conditions-0-expected_0": "x"},
        "takes a number under expected, and “x” is none",
    ),
    ("cel", {"condition": "after.size >\r\n  > 1"}, "Line 2, column "),
    ("cel_plan", {"condition": ""}, "This field is required."),
    ("rego", {"parameters-rules_0": "network"}, "names begin with deny, violation or warn"),
]


@pytest.mark.parametrize(("name", "sent", "told"), WRONG)
def test_what_is_wrong_is_told_beside_its_field(chief: Client, name: str, sent: dict[str, Any], told: str) -> None:
    apply(HELD)
    page = filled(chief.get(kind(name)).text) | {"id": "fresh", "title": "Fresh"}
    said = {"types": "aws_x", "message": "it is wrong", "tags-0-name": "owner"}
    answer = chief.post(kind(name), page | {key: said[key] for key in said if key in page} | sent)
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    assert "fresh" not in held()


@pytest.mark.parametrize("file", ["", HELD])
def test_a_form_says_what_a_comma_means(chief: Client, file: str) -> None:
    """Also where there are no lists to take values from."""
    apply(file or "version: 1")
    assert "RE2. One per line; commas are part of the value." in chief.get(kind("attribute")).text
    assert "Empty: any. One a line.<" in chief.get(kind("membership")).text
    field = "parameters-allowed_0" if file else "parameters-allowed"
    page = filled(chief.get(kind("membership")).text) | {"id": "fresh", "title": "Fresh", "parameters-what": "region"}
    assert "without commas" in chief.post(kind("membership"), page | {field: "a, b"}).text
    apply(HELD)
    told = unescape(chief.get("/guardrails/required-tags/").text)
    assert "<code>owner</code><br><code>env (Values: prod, “a, b”)</code><br>" in told


def test_who_looked_at_older_guardrails_changes_none(chief: Client) -> None:
    apply(HELD)
    sent = filled(chief.get(edit("attribute")).text) | {"title": "Mine"}
    enforce(OPERATOR, "sg-open-ssh", scope="organisation", selector="", enforcement="off")
    answer = chief.post(edit("attribute"), sent)
    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert 'value="Mine"' in answer.text, "what was typed is kept"
    assert "meanwhile" in chief.post(f"{edit('attribute')}remove/", {"onto": sent["onto"]}, follow=True).text
    assert held()["attribute"]["title"] == "Instances are small"


def test_check_shows_what_it_would_change_also_on_a_run(chief: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = ingest.accept(OPEN_SSH, workspace=org.workspace(), by=CI, metadata=Metadata())
    page = filled(chief.get(kind("required_tags")).text) | TAGS | {"action": "check"}
    answer = chief.post(kind("required_tags"), page | {"run": f"{run.workspace.slug}/{run.number}"})
    assert answer.context["changes"] == ["+ rules/fresh"]
    assert answer.context["tried"] is not None
    assert "What would change" in answer.text
    assert "There is no run nowhere/1." in chief.post(kind("required_tags"), page | {"run": "nowhere/1"}).text
    assert not GuardrailBook.objects.exists()


def test_check_says_what_a_guardrail_would_say_also_that_it_could_not_judge(
    chief: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.OPA = None
    with django_capture_on_commit_callbacks(execute=True):
        run = ingest.accept(OPEN_SSH, workspace=org.workspace(), by=CI, metadata=Metadata())
    page = filled(chief.get(kind("cel")).text) | {"id": "fresh", "title": "Fresh", "types": "aws_security_group"}
    page |= {"message": "it is wrong", "action": "check", "run": f"{run.workspace.slug}/{run.number}"}
    for condition, said in (("has(after.ingress)", "it is wrong"), ("after.typo == 1", "could not check the resource")):
        answer = chief.post(kind("cel"), page | {"condition": condition})
        (row,) = answer.context["tried"].rows
        assert said in row[1].message
        assert said in unescape(answer.text).partition("What it would say")[2]


def test_the_form_of_a_condition_says_what_it_may_read(chief: Client) -> None:
    for name, first in (("cel", "after.size > 100"), ("cel_plan", "plan.deletes > 3")):
        told = unescape(chief.get(kind(name)).text)
        assert f"Violated if true: {first}. " in told
        assert ("sensitive('path')" in told) is (name == "cel")


def test_it_is_held_against_earlier_plans_before_it_holds(chief: Client) -> None:
    page = filled(chief.get(kind("required_tags")).text) | TAGS | {"action": "backtest"}
    assert "Enter the number of days" in chief.post(kind("required_tags"), page | {"days": ""}).text
    answer = chief.post(kind("required_tags"), page)
    assert answer["Location"] == f"{kind('required_tags')}?backtest={Backtest.objects.get().pk}&rule=fresh#backtest"
    assert "fresh" in Backtest.objects.get().text
    assert not GuardrailBook.objects.exists()


@pytest.mark.parametrize("text", ["rules:\n", "rules: {}\n", "rules: {attribute: }\n", "rules: [attribute]\n", "]"])
def test_a_backtest_that_tells_nothing_of_a_rule_has_no_form(chief: Client, text: str) -> None:
    apply(HELD)
    chief.post(kind("required_tags"), filled(chief.get(kind("required_tags")).text) | TAGS | {"action": "backtest"})
    Backtest.objects.update(text=text)
    asked = f"?backtest={Backtest.objects.get().pk}&rule=attribute"
    assert [chief.get(address + asked).status_code for address in (kind("attribute"), edit("attribute"))] == [404, 404]


def test_pages_lead_there(chief: Client) -> None:
    apply(HELD)
    assert 'href="/settings/guardrails/kinds/"' in chief.get("/guardrails/").text
    assert f'href="{edit("attribute")}"' in chief.get("/guardrails/attribute/").text
    assert edit("rds-public") not in chief.get("/guardrails/rds-public/").text
    kinds = chief.get("/settings/guardrails/kinds/").text
    assert [name for name in OWN_KINDS if f'href="{kind(name)}"' not in kinds] == []
    for address in (kind("magic"), edit("none"), edit("rds-public")):
        assert chief.get(address).status_code == 404
    assert chief.post(f"{edit('none')}remove/", {"onto": "x"}).status_code == 404
    auditor = org.signed_in(org.person("audra", Role.AUDITOR))
    assert "/settings/guardrails/" not in auditor.get("/guardrails/").text
    assert auditor.get(edit("attribute")).status_code == 403
