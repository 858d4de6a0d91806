"""Attacks 8 and 10: a canary in every place where plans hold clear text; then every place where it could come out."""

from __future__ import annotations

import json
import logging
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from gitops_portal.actions import ingest, people
from gitops_portal.actions.masking import mask_of
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import ChangeSet
from gitops_portal.records.models import Person, Run, RunChange, Workspace
from tests.actors import CI, OPERATOR
from tests.attacks.conftest import Attacked, content, kept, rows
from tests.documents import entry, plan
from tests.strategies import Planted, planted

CANARY = "canary-9f2c"
"""Stands in every secret below and nowhere else."""
SHOWN = "in-plain-sight"
"""Is no secret: who looks for canaries must find this one, or is not looking."""


def canary(place: str) -> str:
    return f"{CANARY}-{place}"


def constant(place: str) -> dict[str, str]:
    return {"constant_value": canary(place)}


def changed(address: str, places: str, **told: Any) -> dict[str, Any]:
    """An update with a marked attribute on both sides."""
    made = entry(
        address,
        "update",
        before={"password": canary(f"{places}-before"), "name": SHOWN},
        after={"password": canary(f"{places}-after"), "name": f"{SHOWN}-2"},
        sensitive={"password": True},
    )
    made["change"] |= told
    return made


def resource(places: str) -> dict[str, Any]:
    """A resource of `planned_values` or `prior_state`."""
    return {
        "address": "aws_db_instance.main",
        "values": {"password": canary(places), "tags": {"inner": canary(f"{places}-subtree")}},
        "sensitive_values": {"password": True, "tags": True},
    }


def values(places: str) -> dict[str, Any]:
    return {
        "outputs": {"dsn": {"sensitive": True, "value": canary(f"{places}-output")}},
        "root_module": {
            "resources": [resource(places)],
            "child_modules": [{"address": "module.a", "resources": [resource(f"{places}-module")]}],
        },
    }


WHOLE = entry(
    "aws_secretsmanager_secret_version.whole",
    "update",
    before={"password": canary("whole-before")},
    after={"password": canary("whole-after")},
    sensitive=True,
)
ONE_SIDE = changed("aws_db_instance.one_side", "one-side", before_sensitive={"password": True}, after_sensitive={})
SUBTREE = entry(
    "aws_ecs_service.subtree",
    after={
        "env": {canary("name-in-subtree"): [canary("deep-in-subtree")]},
        "hosts": [canary("first-element"), "no-secret"],
        "definitions": json.dumps([{"name": "api", "value": canary("json-in-string")}]),
        "command": f"run --password {canary('variable')}",
        "unmarked": {
            place: f"run --with {canary(place)}"
            for place in (
                "provider-secret-key",
                "provider-nested",
                "provider-in-module",
                "default",
                "default-deep",
                "module-argument",
                "module-default",
                "output-before",
                "prior-state-output",
            )
        },
    },
    sensitive={"env": True, "hosts": [True], "definitions": True},
)

PLAN = plan(
    changed("aws_db_instance.main", "attribute"),
    WHOLE,
    ONE_SIDE,
    SUBTREE,
    resource_drift=[changed("aws_db_instance.drifted", "drift")],
    deferred_changes=[{"reason": "resource_config_unknown", "resource_change": changed("aws_x.later", "deferred")}],
    prior_state={"format_version": "1.0", "terraform_version": "1.11.4", "values": values("prior-state")},
    planned_values=values("planned-values"),
    variables={
        "password": {"value": canary("variable")},
        "object": {"value": {"list": [{"deep": canary("variable-deep")}]}},
    },
    output_changes={
        "dsn": {
            "actions": ["update"],
            "before": canary("output-before"),
            "after": {"inner": [canary("output-after")]},
            "after_unknown": False,
            "before_sensitive": True,
            "after_sensitive": False,
        },
        "repeated": {
            "actions": ["create"],
            "before": None,
            "after": f"postgres://user:{canary('variable')}@host/",
            "after_unknown": False,
            "before_sensitive": False,
            "after_sensitive": False,
        },
    },
    checks=[
        {
            "address": {"kind": "check", "name": "alive", "to_display": "check.alive"},
            "status": "fail",
            "instances": [{"address": {}, "status": "fail", "problems": [{"message": canary("check-problem")}]}],
        }
    ],
    action_invocations=[
        {
            "address": "action.aws_lambda_invoke.warm",
            "config_values": {"payload": canary("invocation")},
            "config_sensitive": {"payload": True},
            "config_unknown": {},
        }
    ],
    configuration={
        "provider_config": {
            "aws": {
                "name": "aws",
                "full_name": "registry.terraform.io/hashicorp/aws",
                "expressions": {
                    "region": {"constant_value": "eu-west-1"},
                    "access_key": constant("provider-access-key"),
                    "secret_key": constant("provider-secret-key"),
                    "assume_role": [{"external_id": constant("provider-nested")}],
                },
            },
            "module.a:vault": {
                "name": "vault",
                "module_address": "module.a",
                "expressions": {"token": constant("provider-in-module")},
            },
        },
        "root_module": {
            "variables": {
                "password": {"sensitive": True, "default": canary("default")},
                "object": {"sensitive": True, "default": {"a": [canary("default-deep")]}},
            },
            "outputs": {"dsn": {"sensitive": True, "expression": constant("output-expression")}},
            "resources": [
                {
                    "address": "aws_db_instance.main",
                    "mode": "managed",
                    "type": "aws_db_instance",
                    "name": "main",
                    "provider_config_key": "aws",
                    "expressions": {"password": constant("expression"), "name": {"constant_value": SHOWN}},
                    "provisioners": [
                        {"type": "local-exec", "expressions": {"command": constant("provisioner")}},
                        {
                            "type": "remote-exec",
                            "expressions": {"inline": {"constant_value": [canary("provisioners")]}},
                        },
                    ],
                }
            ],
            "module_calls": {
                "a": {
                    "source": "./a",
                    "expressions": {"token": constant("module-argument")},
                    "module": {"variables": {"token": {"sensitive": True, "default": canary("module-default")}}},
                }
            },
        },
    },
)
PLACES = set(json.dumps(json.loads(PLAN)).split(CANARY)[1:])


def leaked(text: str | bytes) -> list[str]:
    """What stands around each canary in a text."""
    told = text if isinstance(text, str) else text.decode(errors="replace")
    return [told[max(0, place - 80) : place + 40] for place in _found(told)]


def _found(told: str) -> list[int]:
    places, place = [], told.find(CANARY)
    while place >= 0:
        places.append(place)
        place = told.find(CANARY, place + 1)
    return places


def stored(attacked: Attacked) -> str:
    """Rows, the database's own bytes, and the artifacts."""
    with connection.cursor() as cursor:
        assert cursor.connection is not None
        image = cursor.connection.serialize() if connection.vendor == "sqlite" else b""
    return rows() + image.decode(errors="replace") + kept(attacked.artifacts).decode(errors="replace")


def test_there_is_a_canary_in_every_place() -> None:
    assert len(PLACES) > 40


def test_no_canary_is_stored(attacked: Attacked) -> None:
    attacked.uploaded(PLAN)
    found = stored(attacked)
    assert leaked(found) == []
    assert SHOWN in rows()
    assert SHOWN.encode() in kept(attacked.artifacts)


def test_no_canary_is_shown(attacked: Attacked) -> None:
    run = attacked.uploaded(PLAN)
    attacked.decide(attacked.owner, run, "reject")
    shown = {path: content(answer) for path, answer in (attacked.pages(run.number) | attacked.answers(run)).items()}
    for change in RunChange.objects.filter(run=run):
        path = f"/workspaces/orders-prod/runs/{run.number}/node/?address={change.block}"
        shown[path] = content(attacked.owner.get(path))
    assert {path: leaked(text) for path, text in shown.items() if leaked(text)} == {}
    assert sum(SHOWN in text for text in shown.values()) > 3
    assert len(shown) > 30


def test_no_canary_is_logged_or_printed(
    attacked: Attacked, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    run = attacked.uploaded(PLAN)
    attacked.pages(run.number)
    printed = capfd.readouterr()
    assert leaked(caplog.text + printed.out + printed.err) == []
    assert "plan_accepted" in caplog.text


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_no_canary_is_exported(attacked: Attacked, form: str) -> None:
    attacked.uploaded(PLAN)
    out = StringIO()
    call_command("audit", "export", "--workspace", "orders-prod", "--format", form, stdout=out)
    assert "run.uploaded" in out.getvalue()
    assert leaked(out.getvalue()) == []


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_canary_comes_out_of_the_command_line(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "plan.json").write_bytes(PLAN)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("evaluate", str(tmp_path / "plan.json"), *options, stdout=out, stderr=err)
    assert "aws_db_instance" in out.getvalue()
    assert leaked(out.getvalue() + err.getvalue()) == []


REFUSED = {
    "newer format": PLAN.replace(b'"format_version": "1.2"', b'"format_version": "2.0"'),
    "cut off": PLAN[: PLAN.rindex(CANARY.encode()) + 20],
    "wrong shape": plan(resource_changes=[{"address": {"a": canary("address")}}]),
    "a canary for a version": plan(format_version=canary("version")),
    "a canary for a list": plan(resource_changes=canary("list")),
    "broken after a canary": b'{"format_version": "1.2", "variables": {"a": "' + canary("x").encode() + b'" oops',
    "a number beside it": PLAN[:-1] + b', "x": 1e999, "variables": {}}',
    "half a character": plan(variables={"a": {"value": canary("surrogate") + "\ud800"}}),
    "a state": json.dumps({"version": 4, "serial": 1, "lineage": "x", "resources": [canary("state")]}).encode(),
    "a log": json.dumps({"@level": "info", "@message": canary("log"), "type": "version"}).encode() + b"\n{}",
    "the text of a plan": b"Terraform will perform the following actions:\n + password = " + canary("text").encode(),
    "a string": json.dumps(canary("string")).encode(),
    "a member named so": json.dumps({canary("name"): 1}).encode(),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_refused_plan_is_not_quoted(attacked: Attacked, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    answer = attacked.upload(body)
    assert 400 <= answer.status_code < 500
    assert leaked(content(answer)) == []
    assert leaked(stored(attacked)) == []
    assert leaked(caplog.text) == []


def test_a_broken_evaluation_quotes_what_is_clean(
    attacked: Attacked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log holds the whole traceback: what an error could quote by then has no secret in it any more."""

    def broken(changes: ChangeSet, *_: object, **__: object) -> None:
        raise ZeroDivisionError(repr((changes, *changes.changes)))

    monkeypatch.setattr("gitops_portal.actions.evaluate.evaluate", broken)
    run = attacked.uploaded(PLAN)
    assert run.state == State.ERRORED
    shown = [content(answer) for answer in (attacked.pages(run.number) | attacked.answers(run)).values()]
    assert leaked(caplog.text + stored(attacked) + "".join(shown)) == []
    assert SHOWN in caplog.text
    assert not any(SHOWN in text for text in shown)


def test_whether_a_secret_changes_is_still_told(attacked: Attacked) -> None:
    same = changed("aws_db_instance.same", "same")
    same["change"]["after"]["password"] = same["change"]["before"]["password"]
    run = attacked.uploaded(plan(changed("aws_db_instance.other", "other"), same))
    told = {row.address: {one["path"]: one for one in row.diff} for row in RunChange.objects.filter(run=run)}
    assert "changed" in told["aws_db_instance.other"]["password"]["after"]
    assert set(told["aws_db_instance.same"]) == {"name"}


def test_one_secret_has_another_mac_in_each_workspace(attacked: Attacked) -> None:
    """Who may upload to one workspace cannot try out guesses at another one's secrets."""
    other = Workspace.objects.create(slug="other", name="other")
    macs = {mask_of(workspace)(canary("x")).mac for workspace in (attacked.workspace, other)}
    assert len(macs) == 2


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(document=planted())
def test_no_marked_string_survives_in_any_plan(db: None, artifacts: Path, settings: Any, document: Planted) -> None:
    """The same law as for the reader alone, here over every row and artifact that a plan leaves behind."""
    folder = artifacts / uuid4().hex
    settings.ARTIFACTS_URL = f"file://{folder}"
    with transaction.atomic():
        workspace = Workspace.objects.create(slug="orders-prod", name="orders-prod")
        run = ingest.accept(document.body, workspace=workspace, by=CI)
        ingest.process(run.pk)
        run = Run.objects.get(pk=run.pk)
        assert run.state != State.ERRORED
        found = rows() + kept(folder).decode(errors="replace")
        transaction.set_rollback(True)
    assert {secret for secret in document.secrets if json.dumps(secret)[1:-1] in found} == set()


def test_a_dump_of_the_database_opens_nothing(attacked: Attacked) -> None:
    """Attack 29: tokens and sign-in links are kept as digests, and their secrets are long enough not to be guessed."""
    link = people.sign_in_link(Person.objects.get(email="chief@example.org"), by=OPERATOR)
    token = attacked.ci.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    attacked.uploaded()
    secrets = [link.strip("/").rpartition("/")[2], token]
    dumped = stored(attacked)
    assert [secret for secret in secrets if secret in dumped] == []
    assert all(len(set(secret)) > 15 and len(secret) >= 43 for secret in secrets)
    assert token[:10] in dumped
    guessed = Client(headers={"Authorization": f"Bearer {attacked.workspace.tokens.get().digest}"})
    assert guessed.get("/api/v1/workspaces").status_code == 401
