"""A workspace's usage file: what is wrong and where, what would change, and by what runs are priced from then on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from gitops_portal.actions import gate, tokens, usage
from gitops_portal.actions.decide import decide
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Run, UsageFile, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
PATH = "/workspaces/orders-prod/settings/usage/"
QUEUES = "version: 1\ntypes:\n  aws_sqs_queue: {requests: 2000000}  # measured in May\n"
MORE = QUEUES.replace("2000000", "{low: 0, typical: 4000000, high: 9000000}")
QUEUE = plan(entry("aws_sqs_queue.jobs", after={"name": "jobs", "sqs_managed_sse_enabled": True}))


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(requires_plan_file=False)


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return org.signed_in(org.member(workspace, Role.OWNER))


def uploaded(workspace: Workspace) -> Run:
    return org.uploaded(Workspace.objects.get(pk=workspace.pk), QUEUE)


def test_it_is_empty_at_first_and_shows_what_was_saved(client: Client) -> None:
    assert client.get(PATH).status_code == 200
    answer = client.post(PATH, {"text": QUEUES.replace("\n", "\r\n"), "action": "save"})
    assert answer["Location"] == PATH
    shown = client.get(PATH).text
    assert "# measured in May" in shown
    assert "version 1, saved by" in shown
    (told,) = AuditEvent.objects.filter(verb="workspace.usage_changed")
    assert told.detail == {"version": 1, "before": {}, "after": {"types/aws_sqs_queue/requests": "2000000"}}


def test_check_tells_what_would_change_and_keeps_nothing(client: Client) -> None:
    assert client.post(PATH, {"text": QUEUES, "action": "check"}).context["changes"] == [
        "+ types/aws_sqs_queue/requests"
    ]
    assert not UsageFile.objects.exists()


@pytest.mark.parametrize("action", ["check", "save"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: [1", "Line 1: this is no YAML"),
        (
            "version: 1\ntypes:\n  aws_sqs_queue: {request: 1}",
            "Line 3: types.aws_sqs_queue.request: there is no such use of aws_sqs_queue",
        ),
        ("version: 1\n\nresource_usage: {}", "Line 3: resource_usage: no such part"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_kept_nowhere(client: Client, action: str, text: str, says: str) -> None:
    answer = client.post(PATH, {"text": text, "action": action})
    assert answer.status_code == 422
    assert says in answer.text
    assert not UsageFile.objects.exists()


def test_of_two_who_save_the_second_is_told(client: Client, workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, MORE)
    answer = client.post(PATH, {"text": QUEUES, "onto": "", "action": "save"})
    assert answer.status_code == 409
    assert "Somebody saved another usage file meanwhile" in answer.text


def test_what_says_the_same_is_no_new_version(client: Client, workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, QUEUES)
    assert usage.save(OPERATOR, workspace, QUEUES) is None
    assert UsageFile.objects.count() == 1


def test_comments_and_order_do_not_change_by_what_runs_are_priced(workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, QUEUES)
    before = workspace.usage_version
    usage.save(OPERATOR, workspace, QUEUES.replace("measured in May", "measured in June"))
    assert workspace.usage_version == before
    assert UsageFile.objects.count() == 2


def test_a_run_is_priced_by_the_file_that_holds_and_keeps_its_figures(workspace: Workspace) -> None:
    without = uploaded(workspace)
    usage.save(OPERATOR, workspace, QUEUES)
    first = uploaded(workspace)
    usage.save(OPERATOR, workspace, MORE)
    second = uploaded(workspace)
    without.refresh_from_db()
    first.refresh_from_db()
    assert not without.usage_version
    assert not without.cost_after
    assert first.cost_after
    assert second.cost_after == first.cost_after * 2
    assert second.usage_version == workspace.usage_version != first.usage_version
    assert Decimal(second.summary["cost"]["high"]["after"]) > second.cost_after


def test_the_gate_notices_where_another_file_makes_another_cost(workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, QUEUES)
    run = uploaded(workspace)
    decide(run, by=org.member(workspace, Role.REVIEWER), action="approve", reason="fine", evidence=run.evidence)
    usage.save(OPERATOR, workspace, QUEUES + "  aws_lambda_function: {requests: 1}\n")
    assert gate.ask(Run.objects.get(pk=run.pk)).allowed, "it tells nothing else of this plan"
    usage.save(OPERATOR, workspace, MORE)
    answer = gate.ask(Run.objects.get(pk=run.pk))
    assert not answer.allowed
    assert answer.reason.startswith("The usage file changed since this run was evaluated: its change a month is")


def test_a_file_that_tells_nothing_ends_it(workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, QUEUES)
    usage.save(OPERATOR, workspace, "")
    assert not Workspace.objects.get(pk=workspace.pk).usage_version
    assert not uploaded(workspace).usage_version


def test_scripts_send_it(workspace: Workspace) -> None:
    secret = tokens.create(OPERATOR, name="ci", workspace=workspace)[1]
    ci = Client(headers={"Authorization": f"Bearer {secret}"})
    address = "/api/v1/workspaces/orders-prod/usage"
    assert ci.get(address).json() == {"version": 0, "digest": "", "saved_by": "", "saved_at": None, "text": ""}
    told = ci.put(address, QUEUES.encode(), content_type="application/yaml").json()
    assert (told["version"], told["text"]) == (1, QUEUES)
    assert ci.get(address).json() == told
    wrong = ci.put(address, b"version: 1\ntypes: {aws_sqs_queue: {requests: -1}}", content_type="application/yaml")
    assert wrong.status_code == 422
    assert wrong.json()["detail"].startswith("2: types.aws_sqs_queue.requests: '-1' is no amount")
    assert ci.put(address, b"\xff", content_type="application/yaml").status_code == 422
    assert UsageFile.objects.count() == 1


def test_a_reviewer_reads_it_and_does_not_send_it(workspace: Workspace) -> None:
    reviewer = org.signed_in(org.member(workspace, Role.REVIEWER))
    address = "/api/v1/workspaces/orders-prod/usage"
    assert reviewer.get(address).status_code == 200
    assert reviewer.put(address, QUEUES.encode(), content_type="application/yaml").status_code == 403


def test_only_owners_reach_it(workspace: Workspace) -> None:
    assert org.signed_in(org.member(workspace, Role.REVIEWER)).get(PATH).status_code in {403, 404}


def test_the_cost_tab_shows_low_and_high_and_what_is_not_told(client: Client, workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, MORE)
    body = plan(entry("aws_sqs_queue.jobs", after={"name": "jobs"}), entry("aws_s3_bucket.logs", after={}))
    run = org.uploaded(Workspace.objects.get(pk=workspace.pk), body)
    page = client.get(f"/workspaces/orders-prod/runs/{run.number}/?tab=cost")
    assert "By usage.yaml, what it costs after the apply is between" in page.text
    assert page.context["untold"].startswith('resources:\n  "aws_s3_bucket.logs":\n    standard_storage_gb: HOW_MUCH\n')


@pytest.mark.parametrize("told", [QUEUES, MORE.replace("9000000", "4000001").replace("low: 0", "low: 4000000")])
def test_no_range_is_shown_where_low_and_high_read_alike(client: Client, workspace: Workspace, told: str) -> None:
    usage.save(OPERATOR, workspace, told)
    run = uploaded(workspace)
    page = client.get(f"/workspaces/orders-prod/runs/{run.number}/?tab=cost").text
    assert "by usage.yaml" in page
    assert "what it costs after the apply is between" not in page


def test_what_it_tells_in_vain_stands_on_the_cost_tab(client: Client, workspace: Workspace) -> None:
    usage.save(OPERATOR, workspace, MORE + "resources:\n  'aws_sqs_queue.<b>': {requests: 1}\n")
    run = uploaded(workspace)
    page = client.get(f"/workspaces/orders-prod/runs/{run.number}/?tab=cost").text
    assert "aws_sqs_queue.&lt;b&gt;" in page
    assert "no such resource in this plan" in page
    cost = client.get(f"/api/v1/runs/{run.pk}").json()["cost"]
    assert (cost["low"], Decimal(cost["high"]["after"])) == ({"before": "0", "after": "0"}, Decimal("4.014"))


THEIRS = "version: 0.1\nresource_usage:\n  aws_sqs_queue.<b>: {monthly_requests: 7, request_size_kb: 64}\n"


@pytest.mark.parametrize("action", ["check", "save"])
def test_infracosts_file_is_made_ours_before_anything_is_saved(client: Client, action: str) -> None:
    page = client.post(PATH, {"text": THEIRS, "action": action})
    assert page.status_code == 200
    assert not UsageFile.objects.exists()
    assert "aws_sqs_queue.&lt;b&gt; · request_size_kb" in page.text
    ours = page.context["form"].initial["text"]
    assert ours == 'version: 1\nresources:\n  "aws_sqs_queue.<b>":\n    requests: 7\n'
    assert client.post(PATH, {"text": ours, "action": "save"}).status_code == 302


def test_scripts_have_it_made(client: Client, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    address = "/api/v1/usage/from-infracost"
    made = client.post(address, THEIRS.encode(), content_type="application/yaml").json()
    assert (made["told"], made["left_out"][0]["name"]) == (1, "request_size_kb")
    assert client.post(address, b"version: 1\n", content_type="application/yaml").status_code == 422
    assert Client().post(address, THEIRS.encode(), content_type="application/yaml").status_code == 401
    (tmp_path / "theirs.yml").write_text(THEIRS)
    call_command("usage", "from-infracost", str(tmp_path / "theirs.yml"))
    out, told = capsys.readouterr()
    assert out == made["text"]
    assert told.startswith("left out: aws_sqs_queue.<b>, request_size_kb: requests are told as they are billed")
    (tmp_path / "ours.yml").write_text(MORE)
    with pytest.raises(CommandError, match="no usage file of Infracost"):
        call_command("usage", "from-infracost", str(tmp_path / "ours.yml"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("usage", "from-infracost", str(tmp_path / "gone.yml"))
