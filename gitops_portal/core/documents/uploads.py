"""An upload that is no plan in; the error out that says what it is and what to send instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from gitops_portal.core.errors import DamagedDocument, NotAPlan, NotAState, PortalError, UnsupportedFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEND: Final = "Send the output of `terraform show -json PLANFILE`"
_SEND_FROM: Final = (
    "Make a plan file with `terraform plan -out=PLANFILE` and send the output of `terraform show -json PLANFILE`."
)

_MAGIC: Final = (
    (b"PK\x03\x04", f"This is a zip archive, probably the binary plan file itself. {_SEND} instead."),
    (
        b"tfplan",
        f"This is a binary plan file of Terraform 0.11 or older. Plan with 0.12 or later. {_SEND}.",
    ),
    (b"\x1f\x8b", "This is a gzip file. Send it with the header `Content-Encoding: gzip`, or unpacked."),
    (b"\x28\xb5\x2f\xfd", "This is a zstd file. Send it with the header `Content-Encoding: zstd`, or unpacked."),
    (b"BZh", "This is a bzip2 file. Send the plan as plain JSON, or with gzip or zstd as `Content-Encoding`."),
)
_WRAPPER: Final = re.compile(rb"\A\s*\[command\]|^::(set-output|debug|group|add-mask)\b", re.MULTILINE)
_PLAN_TEXT: Final = re.compile(
    rb"Refreshing Terraform state|An execution plan has been generated|(Terraform|OpenTofu) will perform the following"
    rb"|(Terraform|OpenTofu) used the selected providers"
    rb"|^[ \t]*Plan: \d+ to add|No changes\. (Your )?[Ii]nfrastructure",
    re.MULTILINE,
)
_TERRAGRUNT: Final = re.compile(
    rb"\A(?:\x1b\[[0-9;]*m)*(?:\[[^\]\[{}\"\r\n]{1,1000}\] ?"  # [/srv/live/app] {
    rb"|(?=[^\r\n{]{0,1000}(?:tofu|terraform|\bSTDOUT\b|\bprefix=))[^\r\n{]{0,1000}\b(?:STDOUT|stdout|level=\w+)\b)[^\r\n]*"
)
"""The prefix of a folder before each line, or its log around the output of the command."""
_LOG_OF_JSON: Final = frozenset({"level", "msg"})
_FORWARD: Final = (
    "Run `terragrunt show -json PLANFILE` with `--tf-forward-stdout` (older: `--terragrunt-forward-tf-stdout`, and "
    "without `--terragrunt-include-module-prefix`), one unit at a time, and send what it writes."
)
_OPENING: Final = rb'\{[ \t\r\n]*"format_version"[ \t\r\n]*:'
_PREFIXED: Final = re.compile(rb'\A[^\r\n{]{1,1000}\{[ \t]*(?:"format_version"|[\r\n])')
_NEXT_PLAN: Final = re.compile(rb"\}[ \t\r\n]*" + _OPENING)
_BEGINNING: Final = 65_536


def refuse_what_is_no_json(body: bytes) -> None:
    """Raise for what can be told from its first bytes."""
    if not body.strip(b" \t\r\n"):
        raise DamagedDocument(f"The upload is empty. {_SEND_FROM}")
    for magic, sentence in _MAGIC:
        if body.startswith(magic):
            raise NotAPlan(sentence)


def damaged(document: bytes) -> PortalError | None:
    """What a document that is no single JSON object is, when it can be told."""
    beginning = document[:_BEGINNING].lstrip()
    sentence = None
    if _WRAPPER.search(beginning):
        sentence = (
            "This is a plan with the output of the setup-terraform wrapper around it. "
            "Set `terraform_wrapper: false` in that step and send the plan again."
        )
    elif (line := _event(beginning)) and line.keys() >= _LOG_OF_JSON:
        sentence = f"This is the log of Terragrunt as JSON, with the plan inside of it. {_FORWARD}"
    elif "@level" in line or "@message" in line:
        sentence = f"This is the log stream of `terraform plan -json`, one event a line, not a plan. {_SEND_FROM}"
    elif _PLAN_TEXT.search(beginning):
        sentence = f"This is the text that `terraform plan` prints for people. {_SEND_FROM}"
    elif b"\0" in beginning:
        sentence = f"This is a binary file, not JSON. {_SEND}."
    elif plans := _plans_in_a_row(document):
        sentence = (
            f"These are {plans:,} plans, one behind the other. Send each by itself, to the workspace of its state."
        )
    elif beginning.startswith(b"[") and _decodes(document, list[msgspec.Raw]):
        sentence = f"This is a JSON list, and a plan is an object. {_SEND}, whole."
    elif not beginning.startswith(b"{") and b'"format_version"' in beginning:
        sentence = _prefixed(beginning)
    elif not beginning.startswith((b"{", b"[")) and _decodes(document, str | int | float | bool | None):
        sentence = f"This is a single JSON value, not a plan. {_SEND}."
    return NotAPlan(sentence) if sentence else None


def _event(beginning: bytes) -> Mapping[str, msgspec.Raw]:
    """The members of the first line, when that is an object of its own."""
    try:
        return msgspec.json.decode(beginning.split(b"\n", 1)[0], type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        return {}


def _plans_in_a_row(document: bytes) -> int:
    """How many plans stand behind each other; nothing where there is one, or none that can be told."""
    starts = re.match(rb"[ \t\r\n]*" + _OPENING, document)
    more = len(_NEXT_PLAN.findall(document)) if starts else 0
    return more + 1 if more else 0


def _prefixed(beginning: bytes) -> str:
    if _TERRAGRUNT.match(beginning):
        return f"Terragrunt has put a prefix before the plan, or before each of its lines. {_FORWARD}"
    if _PREFIXED.match(beginning):
        return f"A log has put a prefix before the plan, or before each of its lines. {_SEND}, in a file by itself."
    return f"There is other output before the plan. {_SEND}, in a file by itself."


def _decodes(document: bytes, kind: object) -> bool:
    try:
        msgspec.json.decode(document, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return True


def misfit(members: Mapping[str, msgspec.Raw]) -> PortalError:
    """What a JSON object that no source recognises is."""
    names = members.keys()
    for marks, sentence in _DOCUMENTS:
        if marks <= names:
            return NotAPlan(f"{sentence}. {_SEND_FROM}")
    if "plan_format_version" in names:
        return UnsupportedFormat(
            "This is the redacted plan of HCP Terraform (`json-output-redacted`), without configuration and planned "
            "values. Send the unredacted one (`json-output`), or the output of `terraform show -json`."
        )
    if "resource_changes" in names or "planned_values" in names:
        return UnsupportedFormat(
            "This looks like a part of a plan: it has no `format_version`, so nobody can say how to read it. "
            f"{_SEND}, whole and unchanged."
        )
    if "format_version" in names:
        return NotAPlan(
            "This document has a `format_version` but nothing of a plan; "
            f"`terraform show -json` of an empty state looks so. {_SEND_FROM}"
        )
    return NotAPlan(f"This is JSON, but neither a plan nor anything else we know. {_SEND_FROM}")


def no_state(members: Mapping[str, msgspec.Raw]) -> PortalError:
    """What a JSON object is that was sent as a state, and is none that we read."""
    names = members.keys()
    if not {"planned_values", "resource_changes", "output_changes", "resource_drift"}.isdisjoint(names):
        return NotAState(f"This is a plan, not a state: plans are uploaded as runs. {_SEND_STATE}")
    if not {"encrypted_data", "encryption_version"}.isdisjoint(names):
        return NotAState(
            "This is an encrypted OpenTofu state, which nobody can read without its key. "
            "Send what `tofu state pull` prints where the key is."
        )
    if {"apiVersion", "kind"} <= names:
        return NotAState(
            "This is an object of Kubernetes of a kind that tells nothing here. Send an Application of Argo CD, a "
            "Kustomization, HelmRelease or event of Flux, or a Terraform object of tofu-controller."
        )
    return NotAState(f"This is JSON, but neither a state nor anything else that can be observed. {_SEND_STATE}")


_OBSERVED: Final = ": a state is sent to the workspace's `/observations`"
_TOLD: Final = ": what systems say of a workspace is sent to its `/observations`"
_SEND_STATE: Final = "Send what `terraform state pull` prints, or `terraform show -json` without a plan file."

_DOCUMENTS: Final = (
    (_LOG_OF_JSON, "This is one line of a log, perhaps with a plan inside of it, not a plan"),
    ({"@level"}, "This is one event of the log stream of `terraform plan -json`, not a plan"),
    (
        {"format_version", "values"},
        f"This is a state (`terraform show -json` without a plan file), not a plan{_OBSERVED}",
    ),
    ({"version", "lineage"}, f"This is a state file, not a plan{_OBSERVED}"),
    ({"version", "serial"}, f"This is a state file, not a plan{_OBSERVED}"),
    ({"version", "terraform_version", "resources"}, f"This is a state file, not a plan{_OBSERVED}"),
    ({"version", "modules"}, "This is a state file of Terraform 0.11 or older, not a plan"),
    ({"encrypted_data"}, "This is an encrypted OpenTofu state or plan, which nobody can read without its key"),
    ({"encryption_version"}, "This is an encrypted OpenTofu state or plan, which nobody can read without its key"),
    ({"function_signatures"}, "This is the output of `terraform metadata functions -json`, not a plan"),
    ({"format_version", "provider_schemas"}, "This is the output of `terraform providers schema -json`, not a plan"),
    ({"valid", "diagnostics"}, "This is the output of `terraform validate -json`, not a plan"),
    ({"remote_plan_format"}, "This is the bookmark of a run that HCP Terraform keeps, not the plan itself"),
    ({"changedResources"}, "This is a third-party rendering of a Terraform 0.11 plan; plan JSON exists since 0.12"),
    ({"runs", "$schema"}, "This is a SARIF report, not a plan"),
    ({"apiVersion", "kind", "metadata"}, f"This is an object of Kubernetes, not a plan{_TOLD}"),
    ({"involvedObject", "reportingController"}, f"This is an event of Flux, not a plan{_TOLD}"),
    ({"trigger_scope", "details"}, f"This is a notification of HCP Terraform, not a plan{_TOLD}"),
)
