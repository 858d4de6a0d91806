"""Tags that have to stand on a resource, and on what it starts."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive, Severity
from gitops_portal.core.rules.examples import Example, passes, undetermined, violates
from gitops_portal.core.rules.kinds.required_tags import RequiredTags
from gitops_portal.core.rules.rule import guardrail
from gitops_portal.core.rules.tags import Tag
from gitops_portal.core.rules.trial import answer

OWNER = {"owner": "orders"}
SECRET = Sensitive("0f9d43c8", text=True)
TEMPLATE, GROUP, SERVICE = "aws_launch_template", "aws_autoscaling_group", "aws_ecs_service"


def specified(**tags: Any) -> dict[str, Any]:
    """A launch template that tags instances so, and volumes as they should be."""
    kinds = (("instance", tags), ("volume", OWNER))
    return {"tags": OWNER, "tag_specifications": [{"resource_type": kind, "tags": told} for kind, told in kinds]}


def tag(value: Any = "orders", *, at_launch: Any = True, key: Any = "owner") -> dict[str, Any]:
    return {"tag": [{"key": key, "value": value, "propagate_at_launch": at_launch}]}


def judged(example: Example, *, propagates: bool) -> str:
    kind = RequiredTags({"owner": Tag(values=("orders", "web"))}, propagates)
    types = {example.type, TEMPLATE, GROUP, SERVICE}
    rule = guardrail("own", "Own", Severity.LOW, why="", remedy="", types=types)(kind)
    return answer(rule, example)


@pytest.mark.parametrize(
    "example",
    [
        violates({"tags": {}}, type="aws_instance"),
        passes({"tags": OWNER}, type="aws_instance"),
        undetermined({"tags": UNKNOWN}, type="aws_instance"),
        undetermined({"tags": {"owner": SECRET}}, type="aws_instance"),
        passes({"triggers": {}}, type="null_resource"),
        passes({"tags": ["public"], "labels": OWNER}, type="google_compute_instance"),
        violates({"tags": ["public"], "labels": {}}, type="google_compute_instance"),
        undetermined({"tags": ["owner:orders"]}, type="datadog_monitor"),
        # launch templates
        passes(specified(owner="orders"), type=TEMPLATE),
        violates(specified(), type=TEMPLATE),
        violates(specified(owner="nobody"), type=TEMPLATE),
        violates({"tags": OWNER}, type=TEMPLATE),
        violates({"tags": OWNER, "tag_specifications": [{"resource_type": "instance", "tags": OWNER}]}, type=TEMPLATE),
        undetermined(specified(owner=UNKNOWN), type=TEMPLATE),
        undetermined(specified(owner=SECRET), type=TEMPLATE),
        undetermined({"tags": OWNER, "tag_specifications": UNKNOWN}, type=TEMPLATE),
        undetermined({"tags": OWNER, "tag_specifications": [{"resource_type": UNKNOWN, "tags": OWNER}]}, type=TEMPLATE),
        # autoscaling groups
        passes(tag(), type=GROUP),
        violates({}, type=GROUP),
        violates(tag(at_launch=False), type=GROUP),
        violates(tag("nobody"), type=GROUP),
        undetermined(tag(UNKNOWN), type=GROUP),
        undetermined(tag(SECRET), type=GROUP),
        undetermined(tag(at_launch=UNKNOWN), type=GROUP),
        undetermined(tag(key=UNKNOWN), type=GROUP),
        undetermined({"tag": UNKNOWN}, type=GROUP),
        # services
        passes({"tags": OWNER, "propagate_tags": "SERVICE"}, type=SERVICE),
        passes({"tags": OWNER, "propagate_tags": "TASK_DEFINITION"}, type=SERVICE),
        violates({"tags": OWNER, "propagate_tags": "NONE"}, type=SERVICE),
        violates({"tags": OWNER}, type=SERVICE),
        undetermined({"tags": OWNER, "propagate_tags": UNKNOWN}, type=SERVICE),
    ],
)
def test_what_a_resource_starts_has_to_carry_the_tags(example: Example) -> None:
    assert judged(example, propagates=True) == example.answer


@pytest.mark.parametrize("attributes", [specified(), {"tags": OWNER}])
def test_without_the_parameter_only_its_own_tags_count(attributes: dict[str, Any]) -> None:
    assert judged(passes(attributes, type=TEMPLATE), propagates=False) == "passed"


@pytest.mark.parametrize(
    ("wanted", "secret", "expected"),
    [
        (Tag(), SECRET, "passed"),  # it says something, and whatever it is will do
        (Tag(), Sensitive("0f9d43c8"), "undetermined"),
        (Tag(pattern=".{12,}"), SECRET, "undetermined"),
        (Tag(pattern=".*"), SECRET, "undetermined"),
        (Tag(values=("(sensitive 0f9d43c8)",)), SECRET, "undetermined"),
    ],
)
def test_a_secret_is_never_judged_by_what_stands_in_its_place(wanted: Tag, secret: Sensitive, expected: str) -> None:
    rule = guardrail("own", "Own", Severity.LOW, why="", remedy="", types={"aws_instance"})(RequiredTags({"k": wanted}))
    assert answer(rule, passes({"tags": {"k": secret}}, type="aws_instance")) == expected
