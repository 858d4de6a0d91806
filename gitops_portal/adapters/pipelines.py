"""A message that asks for a run in, what a pipeline is told of it out: the words that every forge's kind shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.adapters.notify import Field, NotifyError
from gitops_portal.core.errors import Invalid
from gitops_portal.core.message import REVERT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.adapters.notify import Letter, Target
    from gitops_portal.core.message import Message

ONLY: Final = (REVERT,)
"""What these kinds are told of: nothing else starts a pipeline."""
REF: Final = Field(
    "ref",
    "Branch or tag",
    "What the pipeline runs of. Empty: the branch that the workspace's settings name.",
    required=False,
)
_REF: Final = re.compile(r"[^\s\x00-\x1f\x7f~^:?*\[\\-][^\s\x00-\x1f\x7f~^:?*\[\\]{0,254}")
"""What Git takes as a name, roughly: the forge says the rest."""


def told(message: Message) -> dict[str, str]:
    """What a pipeline is told. Raises NotifyError for a message that asks for no run."""
    if message.event not in ONLY:
        raise NotifyError("It asks for no run: only drift that is to be reverted starts a pipeline.", permanent=True)
    return {
        "workspace": message.subject.workspace,
        "addresses": "\n".join(message.addresses),
        "left_out": str(message.left_out),
        "asked_by": message.subject.actor,
        "url": message.subject.url,
    }


def ref(letter: Letter, target: Target) -> str:
    """The branch or tag that a pipeline runs of. Raises NotifyError where nothing names one."""
    if found := target.settings.get("ref") or letter.message.subject.branch:
        return found
    raise NotifyError("Neither the channel nor the workspace's settings name a branch.", permanent=True)


def check_ref(settings: Mapping[str, str]) -> None:
    """Raises Invalid."""
    told = settings.get("ref", "")
    if told and not _REF.fullmatch(told):
        raise Invalid("A branch or tag has at most 255 characters, and no blank and none of ~ ^ : ? * [ in it.")
