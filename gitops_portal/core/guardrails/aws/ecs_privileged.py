"""A privileged container is root on its host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.attributes import truth
from gitops_portal.core.embedded import json_in
from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

_LONGEST: Final = 200_000
"""Characters; AWS takes a third of it."""


@guardrail(
    "ecs-privileged",
    "Containers of ECS are not privileged",
    Severity.HIGH,
    types={"aws_ecs_task_definition"},
    why="Whoever breaks into a privileged container has the host, and with it everything else that runs there.",
    remedy='Remove "privileged": true; name the capabilities that are needed in linuxParameters.',
    references=("CKV_AWS_334", "FSBP ECS.4", "NIST AC-6"),
)
def ecs_privileged(task: Subject, _facts: Facts) -> Iterator[Objection]:
    written = task.text("container_definitions")
    containers = json_in(written) if isinstance(written, str) and len(written) <= _LONGEST else None
    if not isinstance(containers, list):
        yield undetermined("container_definitions")
        return
    for place, container in enumerate(containers):
        where = f"container_definitions[{place}].privileged"
        yield from expect(negate(_privileged(container)), where, "the container is root on its host")


def _privileged(container: Any) -> Truth:
    """Names are read without regard to case, as the provider reads them."""
    if not isinstance(container, dict):
        return UNKNOWN
    told = [value for name, value in container.items() if name.lower() == "privileged"]
    return truth(told[0]) if told else False
