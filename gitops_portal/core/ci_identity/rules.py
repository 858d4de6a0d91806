"""A workspace's rule and a job in; whether the rule lets the job in, and why not, out. And which rules may be kept."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.ci_identity.claims import LONGEST, PULL_REQUESTS, TAKES_THE_BASE_REF, Job, Kind
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST: Final = 20
"""Claims in one rule."""
LONGEST_PATTERN: Final = 300
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NUMBER: Final = re.compile(r"[0-9]{1,20}")
_IDS: Final = ("repository_id", "project_id")
_OWNERS: Final = {"repository_owner_id": "repository", "namespace_id": "project_path"}
_PLACES: Final = ("ref", "environment", "workflow_ref")


class Scope(StrEnum):
    """What a machine may do where it is let in."""

    UPLOAD = "upload"
    GATE = "gate"
    READ = "read"


class Rule(Struct, frozen=True):
    """Jobs of one issuer that may come in: each claim named has to match its pattern."""

    claims: Mapping[str, str]


def objection(rule: Rule, job: Job) -> str:
    """Why a job of the rule's issuer is not let in by it; empty where it is."""
    name, value = job.cause
    if value in TAKES_THE_BASE_REF:
        return f"{name} is {value}, whose ref is that of the base branch whoever started it"
    for claim, pattern in rule.claims.items():
        told = job.claims.get(claim)
        if told is None:
            return f"the token has no claim {claim}"
        if not matches(pattern, told):
            return f"{claim} is {_quoted(told)}, and the rule asks for {_quoted(pattern)}"
    if job.may_be_a_strangers and not (name and rule.claims.get(name) == value):
        cause = f"{name} is {_quoted(value)}" if name else "the token does not say why the job runs"
        return f"{cause}, which the rule does not name: a fork's pull request may have started it"
    return ""


def objection_to_keeping(rule: Rule, kind: Kind) -> str:
    """Why a rule may not be kept; empty where it may: it has to name one repository, and where in it."""
    if not rule.claims or len(rule.claims) > MOST:
        return f"A rule names 1 to {MOST} claims."
    for name, pattern in rule.claims.items():
        if not _NAME.fullmatch(name):
            return (
                f"“{visible(name[:80])}” is not a name of a claim: write it as the token does, such as repository_id."
            )
        if not pattern or len(pattern) > LONGEST_PATTERN or not pattern.isprintable():
            return f"The pattern of {name} needs 1 to {LONGEST_PATTERN} characters."
    return _objection_to_repository(rule, kind) or _objection_to_place(rule, kind) or _objection_to_cause(rule)


def _objection_to_repository(rule: Rule, kind: Kind) -> str:
    ids = [name for name in _IDS if name in rule.claims]
    if any(_NUMBER.fullmatch(rule.claims[name]) for name in ids):
        return ""
    if ids:
        return f"{ids[0]} has to be one number: a pattern may be any repository's."
    for owner, name in _OWNERS.items():
        if _NUMBER.fullmatch(rule.claims.get(owner, "")) and _says_something(rule.claims.get(name, "")):
            return ""
    if kind is Kind.OTHER and is_exact(rule.claims.get("sub", "*")):
        return ""
    also = ", or sub without a *" if kind is Kind.OTHER else ""
    return (
        "The rule names no repository: give repository_id (GitHub) or project_id (GitLab), which nobody else gets when"
        f" a repository is renamed; or repository_owner_id and a pattern of repository, namespace_id and one of"
        f" project_path{also}."
    )


def _objection_to_place(rule: Rule, kind: Kind) -> str:
    named = [rule.claims[name] for name in _PLACES if name in rule.claims]
    if any(map(_says_something, named)) or (kind is Kind.OTHER and is_exact(rule.claims.get("sub", "*"))):
        return ""
    return f"The rule lets in every job of the repository: name {', '.join(_PLACES[:-1])} or {_PLACES[-1]} too."


def _objection_to_cause(rule: Rule) -> str:
    for name in PULL_REQUESTS:
        pattern = rule.claims.get(name, "")
        if not is_exact(pattern):
            return f"{name} has to be one word without *: it says who may have started the job."
        if pattern in TAKES_THE_BASE_REF:
            return f"{name} {pattern} carries the ref of the base branch whoever started it: use pull_request."
    return ""


def is_exact(pattern: str) -> bool:
    return "*" not in pattern and "?" not in pattern


def _says_something(pattern: str) -> bool:
    """Whether a pattern is more than wildcards."""
    return bool(pattern.strip("*?/"))


def matches(pattern: str, value: str) -> bool:
    """`*` is any characters but a slash, `?` one of them, `**` any at all; in time that no pattern makes long."""
    if is_exact(pattern):
        return pattern == value
    if len(value) > LONGEST:
        return False
    parts = re.findall(r"\*\*+|.", pattern, re.DOTALL)
    at = _past_stars({0}, parts)
    for character in value:
        at = _past_stars({after for place in at for after in _steps(place, parts, character)}, parts)
    return len(parts) in at


def _steps(place: int, parts: list[str], character: str) -> tuple[int, ...]:
    """Where one character leads from a place in the pattern."""
    part = parts[place] if place < len(parts) else ""
    if part.startswith("*"):
        return (place,) if character != "/" or len(part) > 1 else ()
    return (place + 1,) if part == character or (part == "?" and character != "/") else ()


def _past_stars(places: set[int], parts: list[str]) -> set[int]:
    """With the places behind stars, which may stand for nothing."""
    found = set(places)
    for place in places:
        behind = place
        while behind < len(parts) and parts[behind].startswith("*"):
            behind += 1
            found.add(behind)
    return found


def _quoted(text: str) -> str:
    return f"“{visible(text[:200])}”"
