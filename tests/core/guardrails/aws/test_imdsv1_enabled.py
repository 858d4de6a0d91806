"""An instance, or what it is launched by, asks for a token before it tells its credentials."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes, Block, Module
from tests.builders import change, change_set
from tests.judging import answers, setting, verdict

REQUIRED = [{"http_tokens": "required"}]
OPTIONAL = [{"http_tokens": "optional"}]


@pytest.mark.parametrize("kind", ["aws_instance", "aws_launch_configuration", "aws_launch_template"])
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (REQUIRED, "passed"),
        ([{"http_tokens": "optional", "http_endpoint": "disabled"}], "passed"),
        ([{"http_endpoint": "disabled"}], "passed"),
        (OPTIONAL, "violated"),
        ([{"http_endpoint": "enabled"}], "violated"),
        ([], "violated"),
        (None, "violated"),
        (UNKNOWN, "undetermined"),
        ([{"http_tokens": UNKNOWN}], "undetermined"),
        ([{"http_tokens": "optional", "http_endpoint": UNKNOWN}], "undetermined"),
    ],
)
def test_what_is_said_holds(kind: str, options: object, expected: str) -> None:
    assert (
        verdict("imdsv1-enabled", change_set(change(f"{kind}.this", after={"metadata_options": options}))) == expected
    )


def test_what_nobody_sets_and_the_provider_fills_in_is_not_said() -> None:
    instance = change("aws_instance.this", after={"metadata_options": UNKNOWN})
    assert verdict("imdsv1-enabled", change_set(instance, root=setting("aws_instance.this", "ami"))) == "violated"


@pytest.mark.parametrize(
    ("own", "of_template", "expected"),
    [
        (None, REQUIRED, "passed"),
        (None, OPTIONAL, "violated"),
        (None, [], "violated"),
        (None, UNKNOWN, "undetermined"),
        (None, None, "undetermined"),
        (OPTIONAL, REQUIRED, "violated"),
        (REQUIRED, OPTIONAL, "passed"),
    ],
)
def test_a_template_says_it_where_the_instance_does_not(own: object, of_template: object, expected: str) -> None:
    after = {"metadata_options": own, "launch_template": [{"id": "lt-1"}]}
    template = [change("aws_launch_template.t", after={"id": "lt-1", "metadata_options": of_template})]
    if of_template is None:
        after["launch_template"] = [{"id": UNKNOWN}]
        template = []
    plan = change_set(change("aws_instance.this", after=after), *template)
    found = {status for address, status, _ in answers("imdsv1-enabled", plan) if address == "aws_instance.this"}
    assert found == {expected} - {"passed"}


@pytest.mark.parametrize(
    ("account", "action", "key", "expected"),
    [
        ({"http_tokens": "required"}, Action.NO_OP, "aws", "passed"),
        ({"http_tokens": "required"}, Action.UPDATE, "aws", "passed"),
        ({"http_tokens": "required"}, Action.CREATE, "aws", "undetermined"),
        ({"http_tokens": "required"}, Action.NO_OP, "aws.audit", "undetermined"),
        ({"http_tokens": "optional"}, Action.NO_OP, "aws", "violated"),
        ({"http_tokens": UNKNOWN}, Action.NO_OP, "aws", "undetermined"),
    ],
)
def test_the_account_says_it_for_all(account: Attributes, action: Action, key: str, expected: str) -> None:
    address = "aws_ec2_instance_metadata_defaults.d"
    defaults = change(address, action, before=None if action is Action.CREATE else account, after=account)
    root = Module((Block("aws_instance.this", "aws"), Block(address, key)))
    plan = change_set(change("aws_instance.this", after={"ami": "ami-1"}), defaults, root=root)
    assert verdict("imdsv1-enabled", plan) == expected
