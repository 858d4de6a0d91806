"""A workspace, its people, and a plan's way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import ingest, people, tool_reports, workspaces
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.model import Role
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run, Workspace


@pytest.fixture
def workspace(db: None) -> Workspace:
    """It asks for no plan file: most tests name none."""
    return workspaces.create(OPERATOR, "orders-prod", labels={"env": "prod"}, requires_plan_file=False)


@pytest.fixture
def member(workspace: Workspace) -> Callable[[str, str], Person]:
    def made(name: str, role: str) -> Person:
        person = people.invite(OPERATOR, f"{name}@example.org", name)
        people.set_member(OPERATOR, workspace, person, role)
        return person

    return made


@pytest.fixture
def reviewer(member: Callable[[str, str], Person]) -> Person:
    return member("rita", Role.REVIEWER)


@pytest.fixture
def owner(member: Callable[[str, str], Person]) -> Person:
    return member("omar", Role.OWNER)


@pytest.fixture
def upload(workspace: Workspace, django_capture_on_commit_callbacks: Any) -> Callable[..., Run]:
    """Send a plan the way CI does; it is evaluated at once, as without a Redis."""

    def sent(body: bytes = HARMLESS, *, key: str | None = None, dot: str = "", **said: str) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            run = ingest.accept(
                body, workspace=workspace, by=CI, metadata=Metadata(**said), dot=dot, idempotency_key=key
            )
        run.refresh_from_db()
        return run

    return sent


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Any) -> Callable[[Run, bytes], Run]:
    """Send what a tool says the way CI does; a run that is queued is judged at once."""

    def told(run: Run, body: bytes) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            tool_reports.accept(run, CI, body)
        run.refresh_from_db()
        return run

    return told
