"""What an upload says of itself and the job that sends it in; what is kept, with what of it is proved, out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import authors
from gitops_portal.core.errors import Invalid, Refused
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.ci_identity.claims import Job

_SHORT: Final = re.compile(r"[0-9a-f]{7,}")
_LAST_NUMBER: Final = re.compile(r"(?:.*[^0-9])?([0-9]{1,18})", re.DOTALL)


def verified(job: Job) -> dict[str, str]:
    """What the token proves of a run, by the names of its columns.

    The commit of a pull request's job is not: it is one that the forge merged for a try.
    """
    proved = {"actor": job.author, "branch": job.branch, "pull_request": job.pull_request}
    if not job.of_pull_request:
        proved["commit"] = job.sha
    return {name: value for name, value in proved.items() if value}


def identified(job: Job) -> dict[str, Any]:
    """What is kept of a job beside the run that it sent: what its token says, and which columns that proves."""
    named = ("issuer", "repository", "repository_id", "ref", "run", "sha")
    return {**{name: getattr(job, name) for name in named}, "actor": job.author, "proves": sorted(verified(job))}


def objection_to_the_real_world(job: Job) -> str:
    """Why what a job says of the real world is not taken; empty where it is."""
    if not job.may_be_a_strangers:
        return ""
    return (
        "This job may be of a fork's pull request, so what it saw of the real world is not taken: send drift and states"
        " from a job of the branch."
    )


def settled(told: Mapping[str, str], job: Job) -> dict[str, str]:
    """What an upload says with what the token proves in its place.

    Raises Invalid where the two contradict, or where a pull request's job would pass for one of a branch; Refused where
    it may not say what it says.
    """
    proved = verified(job)
    if told.get("kind") == "drift" and (why := objection_to_the_real_world(job)):
        raise Refused(why)
    if job.of_pull_request and not (proved.get("pull_request") or told.get("pull_request")):
        raise Invalid("This job is of a pull request, and its identity does not say of which: send pull_request.")
    for name, value in proved.items():
        if (said := told.get(name, "")) and not _AGREES[name](said, value, job):
            raise Invalid(
                f"{name} is “{visible(said[:100])}”, and the job's identity says “{visible(value[:100])}”: send that,"
                f" or leave {name} out."
            )
    kept = {name: told[name] for name in proved if name == "pull_request" and told.get(name)}  # it may be an address
    return {**told, **proved, **kept}


def contradicts(commit: str, job: Job) -> bool:
    """Whether a commit that the job names is not the one it runs for."""
    return bool(commit and job.sha and not job.of_pull_request and not _same_commit(commit, job.sha, job))


def _same_commit(said: str, proved: str, _: Job) -> bool:
    short = said.lower()
    return short == proved.lower() or (bool(_SHORT.fullmatch(short)) and proved.lower().startswith(short))


def _same_author(said: str, proved: str, _: Job) -> bool:
    one, other = authors.read(said), authors.read(proved)
    return bool(one and other and one.may_be(other))


def _same_branch(said: str, proved: str, job: Job) -> bool:
    """`GITHUB_REF_NAME` of a pull request's job is the number of the pull request with `/merge`."""
    return said.removeprefix("refs/heads/") == proved or bool(job.pull_request and said == f"{job.pull_request}/merge")


def _same_pull_request(said: str, proved: str, _: Job) -> bool:
    found = _LAST_NUMBER.fullmatch(said.rstrip("/"))
    return bool(found and found[1] == proved)


_AGREES: Final = {
    "actor": _same_author,
    "branch": _same_branch,
    "commit": _same_commit,
    "pull_request": _same_pull_request,
}
