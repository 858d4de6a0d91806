"""What runs programs, or is invoked, does whatever its author wrote, and no plan shows what: a person is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Action, Severity
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

RUNNERS = {
    "ansible_playbook": "it runs a playbook",
    "aws_lambda_invocation": "it invokes a function",
    "external": "it runs a program on the machine that applies the plan",
    "local_command": "it runs a command on the machine that applies the plan",
    "shell_script": "it runs commands on the machine that applies the plan",
    "shell_sensitive_script": "it runs commands on the machine that applies the plan",
    "ssh_resource": "it runs commands on the machine that it connects to",
    "ssh_sensitive_resource": "it runs commands on the machine that it connects to",
}
"""Types of resources and data sources that do nothing but run something. `http` is none: it sends one request."""

WHERE = {
    "local-exec": "a local-exec provisioner runs commands on the machine that applies the plan",
    "remote-exec": "a remote-exec provisioner runs commands on the machine that it connects to",
}


@guardrail(
    "runs-code",
    "Nothing runs programs of its own",
    Severity.HIGH,
    types=RUNNERS,
    why=(
        "A provisioner, an external program or an action of a provider does whatever its author wrote, mostly with "
        "the credentials of the apply, and no plan shows what it changes."
    ),
    remedy=(
        "Use a resource of a provider, user data or an image in its place.\n"
        "Where it has to run, read the command in the configuration before you approve."
    ),
    references=("NIST CM-7", "NIST SI-7"),
    judges=Judges.RUNNING,
)
def runs_code(resource: Subject, facts: Facts) -> Iterator[Objection]:
    change = resource.change
    if resource.invoked:
        yield violated("", "the plan invokes this action, whose effects it does not show")
        return
    if change.type in RUNNERS and change.action is not Action.FORGET:
        yield violated("", RUNNERS[change.type])
    block = facts.index.block(change)
    for kind in dict.fromkeys(block.provisioners if block else ()):
        message = WHERE.get(kind, f"a provisioner ({kind}) runs something that no plan shows")
        if kind == "file":
            continue  # it copies files, and runs nothing
        if change.action is Action.DELETE:
            yield undetermined("provisioner", f"{message}, and the plan does not tell whether at the destruction")
        elif change.action in {Action.CREATE, Action.REPLACE, Action.UNKNOWN}:
            yield violated("provisioner", message)
