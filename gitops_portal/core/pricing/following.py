"""A resource that stays as it is in; whether its bill follows what it refers to, where that changes beside it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gitops_portal.core.model import Change

_AS_LAST_CHANGED: Final = frozenset({"aws_ecs_service", "aws_eks_node_group", "aws_instance"})
"""They run the revision that they were given when they were last changed, until they are changed themselves."""
_GROUP: Final = "aws_autoscaling_group"
_NEWEST: Final = "$Latest"
"""The version of a launch template by which a group takes up every new one; any other stays until somebody sets it."""


def follows(change: Change) -> bool:
    """Most do: an instance of a database cluster is billed by its cluster's storage, whoever changes that."""
    if change.type == _GROUP:
        templates = (change.after or {}).get("launch_template")
        blocks = templates if isinstance(templates, list) else []
        return any(isinstance(one, dict) and one.get("version") == _NEWEST for one in blocks)
    return change.type not in _AS_LAST_CHANGED
