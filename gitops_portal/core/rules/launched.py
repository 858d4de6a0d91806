"""A resource that starts others and the tags that these have to carry in; an objection out for each that is missing.

Launch templates tag by `tag_specifications` (for each `resource_type`), autoscaling groups by `tag` with
`propagate_at_launch`, ECS services by `propagate_tags`: see the AWS provider's pages of these resources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.rule import undetermined, violated
from gitops_portal.core.rules.tags import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.rules.facts import Subject
    from gitops_portal.core.rules.rule import Objection
    from gitops_portal.core.rules.tags import Tag

_MADE: Final = ("instance", "volume")
"""What every instance of a launch template comes to; other resource types of it may never be made."""


def objections(subject: Subject, tags: Mapping[str, Tag]) -> Iterator[Objection]:
    """Against what does not hand these tags on. What starts nothing is not asked."""
    match subject.change.type:
        case "aws_launch_template":
            for kind in _MADE:
                for name, wanted in tags.items():
                    value = _specified(subject, kind, name)
                    yield from wanted.objections(name, value, "tag_specifications", f"the {kind}s that it starts")
        case "aws_autoscaling_group":
            for name, wanted in tags.items():
                yield from wanted.objections(name, _at_launch(subject, name), "tag", "the instances that it starts")
        case "aws_ecs_service":
            yield from _handed_on(subject)


def _specified(subject: Subject, kind: str, name: str) -> Any:
    """What a launch template says of a tag for one type of what it makes. Default tags do not reach into it."""
    found = None
    for block in subject.blocks("tag_specifications"):
        made = block.text("resource_type")
        if made is UNKNOWN:
            found = UNKNOWN
        if made == kind:
            return _in(block.get("tags"), name)
    return found


def _in(tags: Any, name: str) -> Any:
    if tags is None or not isinstance(tags, dict):
        return None if tags is None else UNKNOWN
    return said(tags.get(name))


def _at_launch(subject: Subject, name: str) -> Any:
    """What an autoscaling group says of a tag that it hands on; of one that it keeps, None."""
    found = None
    for block in subject.blocks("tag"):
        key = block.text("key")
        if key is UNKNOWN or (key == name and block.flag("propagate_at_launch") is UNKNOWN):
            found = UNKNOWN
        elif key == name and block.flag("propagate_at_launch"):
            return said(block.get("value"))
    return found


def _handed_on(subject: Subject) -> Iterator[Objection]:
    """The tags of a service, or of its task definition, which are both judged for themselves."""
    told = subject.text("propagate_tags")
    if told is UNKNOWN:
        yield undetermined("propagate_tags", "whether the tasks that it starts have tags is not known")
    elif told not in {"SERVICE", "TASK_DEFINITION"}:
        yield violated("propagate_tags", "the tasks that it starts have none of its tags")
