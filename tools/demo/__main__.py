"""Nothing in, the demo organisation as the portal ships it out: a story to read, and the plans in one archive.

`python -m tools.demo` writes both again, the same bytes each time.
"""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import zstandard

from tools.demo.organisation import EPOCH, organisation

if TYPE_CHECKING:
    from tools.demo.story import DemoGuardrailSetting, DemoOrganisation, DemoRun, DemoStep, DemoWorkspace

FOLDER = Path(__file__).resolve().parents[2] / "gitops_portal" / "demo"


def name_of(slug: str, number: int) -> str:
    """A plan in the archive."""
    return f"{slug}/{number}.json"


def story(company: DemoOrganisation) -> dict[str, Any]:
    """Who is who, which workspaces there are, and what happened, counted back from the day it was written."""
    return {
        "name": company.name,
        "written_at": EPOCH.isoformat(),
        "people": [
            {"name": one.name, "email": one.email, "owner": one.owner, "roles": dict(one.roles)}
            for one in company.people
        ],
        "guardrails": [_setting(one) for one in company.guardrail_settings],
        "rules": dict(company.rules),
        "waivers": [asdict(one) for one in company.waivers],
        "budgets": [asdict(one) | {"amount": str(one.amount)} for one in company.budgets],
        "workspaces": [_workspace(one) for one in company.workspaces],
    }


def _setting(one: DemoGuardrailSetting) -> dict[str, Any]:
    return {
        "guardrail": one.guardrail,
        "enforcement": one.enforcement,
        "scope": {"label": "labels"}.get(one.scope, one.scope),
        "selector": one.selector,
        "reason": one.reason,
        "weaker": one.weaker,
    }


def _workspace(one: DemoWorkspace) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "labels": dict(one.labels),
        "repository": one.repository,
        "branch": one.branch,
        "directory": one.directory,
        "state_address": one.state_address,
        "budget": None if one.budget is None else str(one.budget),
        "required_approvals": one.required_approvals,
        "runs": [_run(one, number, run) for number, run in enumerate(one.runs, 1)],
    }


def _run(workspace: DemoWorkspace, number: int, run: DemoRun) -> dict[str, Any]:
    request = str(run.pull_request or "")
    if request.isdigit() and workspace.repository.startswith("https://"):
        request = f"{workspace.repository}/pull/{request}"
    return {
        "plan": name_of(workspace.slug, number),
        "days_ago": run.days_ago,
        "kind": run.kind,
        "title": run.title,
        "actor": run.actor,
        "commit": run.commit,
        "branch": run.branch,
        "pull_request": request,
        "steps": [_step(step) for step in run.story],
        "ends": run.ends,
    }


def _step(step: DemoStep) -> dict[str, Any]:
    return {
        "hours": step.hours,
        "verb": step.verb,
        "by": step.by,
        "reason": step.reason,
        "guardrails": list(step.guardrails),
    }


def archive(company: DemoOrganisation) -> bytes:
    """Every plan as a file of a tar, packed: the same bytes each time."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for workspace in company.workspaces:
            for number, run in enumerate(workspace.runs, 1):
                body = orjson.dumps(run.plan)
                entry = tarfile.TarInfo(name_of(workspace.slug, number))
                entry.size = len(body)
                tar.addfile(entry, io.BytesIO(body))
    return zstandard.ZstdCompressor(level=19, write_content_size=True).compress(written.getvalue())


def main() -> None:
    company = organisation()
    (FOLDER / "story.json").write_text(
        json.dumps(story(company), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (FOLDER / "plans.tar.zst").write_bytes(archive(company))


if __name__ == "__main__":
    main()
