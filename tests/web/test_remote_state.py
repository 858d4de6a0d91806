"""Who else reads what a run changes: told on the run's page, by name only to those who may see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import ingest, workspaces
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import AuditEvent, Run, StateRead, Workspace
from tests import organisation as org
from tests.actors import CI, OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    Send = Callable[..., Run]

pytestmark = pytest.mark.django_db

ADDRESS = "s3://states/network/terraform.tfstate"
NET = "data.terraform_remote_state.net"


def reading(*outputs: str, key: str = "network/terraform.tfstate") -> bytes:
    config = {"constant_value": {"bucket": "states", "key": key, "secret_key": "made-up-secret"}}
    data = {"address": NET, "mode": "data", "type": "terraform_remote_state", "name": "net"}
    taken = {"references": [name for output in outputs for name in (f"{NET}.outputs.{output}", f"{NET}.outputs", NET)]}
    resources = [
        data | {"expressions": {"backend": {"constant_value": "s3"}, "config": config}},
        {"address": "t.a", "mode": "managed", "type": "t", "name": "a", "expressions": {"in": taken}},
    ]
    values = {"backend": "s3", "config": config["constant_value"]}
    read = {"format_version": "1.0", "values": {"root_module": {"resources": [data | {"values": values}]}}}
    return plan(entry("t.a"), configuration={"root_module": {"resources": resources}}, prior_state=read)


NETWORK = plan(
    entry("t.vpc", "update", before={"a": 1}, after={"a": 2}),
    output_changes={
        "vpc_id": {"actions": ["update"], "before": "a", "after": "b", "after_unknown": False, "before_sensitive": False, "after_sensitive": False},
        "still": {"actions": ["no-op"], "before": "a", "after": "a", "after_unknown": False, "before_sensitive": False, "after_sensitive": False},
    },
)  # fmt: skip


@pytest.fixture
def send(django_capture_on_commit_callbacks: Any) -> Send:
    def sent(workspace: Workspace, body: bytes) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            run = ingest.accept(body, workspace=workspace, by=CI, metadata=Metadata())
        run.refresh_from_db()
        assert run.error == ""
        return run

    return sent


@pytest.fixture
def network(send: Send) -> Run:
    made = workspaces.create(OPERATOR, "network", state_address="s3://states//network/terraform.tfstate")
    send(workspaces.create(OPERATOR, "orders", labels={"env": "prod"}), reading("vpc_id", "still"))
    send(workspaces.create(OPERATOR, "lake", labels={"env": "prod"}), reading("still"))
    send(workspaces.create(OPERATOR, "shop", labels={"env": "staging"}), reading())
    send(workspaces.create(OPERATOR, "other"), reading("vpc_id", key="other/terraform.tfstate"))
    return send(made, NETWORK)


def test_who_reads_and_what_of_it_changes(network: Run) -> None:
    found = queries.readers(network, org.person("ada", Role.VIEWER))
    assert found is not None
    assert (found.count, found.prod, found.hidden, found.touched, found.may_touch) == (3, 2, 0, ("vpc_id",), True)
    assert [(reader.workspace.slug, reader.touched, reader.untold) for reader in found.seen] == [
        ("lake", (), False),
        ("orders", ("vpc_id",), False),
        ("shop", (), True),
    ]


def test_those_that_a_person_may_not_see_are_only_counted(network: Run) -> None:
    person = org.member(network.workspace, Role.VIEWER)
    found = queries.readers(network, person)
    assert found is not None
    assert (found.seen, found.count, found.hidden, found.touched) == ((), 3, 3, ("vpc_id",))
    page = org.signed_in(person).get(f"/workspaces/network/runs/{network.number}/").text
    assert "read by 3 workspaces, 2 of them prod" in page
    assert "3 more that you have no access to" in page
    assert "orders" not in page


def test_the_page_names_them_and_the_outputs(network: Run) -> None:
    page = org.signed_in(org.person("ada", Role.VIEWER)).get(f"/workspaces/network/runs/{network.number}/").text
    assert "read by 3 workspaces, 2 of them prod" in page
    assert re.search(r'<a href="/workspaces/orders/">orders</a>\s+reads <code>vpc_id</code>', page)


def test_the_newest_plan_says_what_is_read(network: Run, send: Send) -> None:
    orders = Workspace.objects.get(slug="orders")
    send(orders, plan(entry("t.a")))
    assert not StateRead.objects.filter(workspace=orders).exists()


def test_without_an_address_nobody_is_known_to_read(network: Run) -> None:
    changed = workspaces.change(OPERATOR, network.workspace, state_address="")
    network.workspace = changed
    assert queries.readers(network, org.person("ada", Role.VIEWER)) is None
    assert AuditEvent.objects.filter(verb="workspace.changed").exists()


def test_what_is_no_address_is_refused(network: Run) -> None:
    with pytest.raises(Invalid, match="not an address of a state"):
        workspaces.change(OPERATOR, network.workspace, state_address="somewhere")


def test_a_block_that_reads_says_whose_state(network: Run) -> None:
    orders = Run.objects.get(workspace__slug="orders")
    client = org.signed_in(org.person("ada", Role.VIEWER))
    panel = client.get(f"/workspaces/orders/runs/{orders.number}/node/", {"address": NET}).text
    assert ADDRESS in panel
    assert 'of <a href="/workspaces/network/">network</a>' in panel
    assert "<code>vpc_id</code>" in panel


def test_an_owner_sets_the_address(network: Run) -> None:
    client = org.signed_in(org.person("ada", Role.OWNER))
    at = "/workspaces/network/settings/"
    sent = {"name": "Network", "required_approvals": "1", "approval_days": "14", "check_hours": "24"}
    refused = client.post(at, sent | {"state_address": "somewhere"})
    assert (refused.status_code, "not an address of a state" in refused.text) == (422, True)
    assert client.post(at, sent | {"state_address": "gs://states/net"}).status_code == 302
    assert Workspace.objects.get(slug="network").state_address == "gcs://states/net"
