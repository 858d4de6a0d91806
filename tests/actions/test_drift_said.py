"""What Argo CD says is out of sync becomes drift that is followed, with no more of it than Argo CD says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import clock, reports
from gitops_portal.core.model import Role
from gitops_portal.records.models import DriftItem, Workspace
from tests import organisation as org
from tests.actors import CI
from tests.core.documents.sources.samples import ARGOCD
from tests.documents import entry, plan

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 29, 10, tzinfo=UTC)
WEB = {"group": "apps", "kind": "Deployment", "namespace": "shop", "name": "web", "status": "OutOfSync"}
OLD = {"kind": "Service", "namespace": "shop", "name": "old", "status": "OutOfSync", "requiresPruning": True}
FINE = {"kind": "Service", "namespace": "shop", "name": "web", "status": "Synced"}


@pytest.fixture
def shop() -> Workspace:
    return org.workspace("shop")


def says(
    shop: Workspace, minute: int, resources: Sequence[dict[str, Any]] | None, name: str = "shop", sync: str = ""
) -> None:
    """An Application as it was compared at that minute; out of sync where a resource of it is."""
    at = TEN + timedelta(minutes=minute)
    out = any(one["status"] == "OutOfSync" for one in resources or ())
    status = {"sync": {"status": sync or ("OutOfSync" if out else "Synced")}, "reconciledAt": at.isoformat()}
    told = ARGOCD | {
        "metadata": {"name": name, "namespace": "argocd"},
        "status": status | ({} if resources is None else {"resources": list(resources)}),
    }
    with clock.at(at + timedelta(seconds=30)):
        reports.accept(json.dumps(told).encode(), workspace=shop, by=CI)


def standing(**which: Any) -> dict[str, str]:
    return dict(DriftItem.objects.filter(closed_at=None, **which).values_list("address", "said"))


def test_what_is_out_of_sync_is_followed_until_it_is_not(shop: Workspace) -> None:
    says(shop, 0, [WEB, OLD, FINE])
    assert standing() == {"apps/Deployment shop/web": "OutOfSync", "Service shop/old": "OutOfSync, requires pruning"}
    says(shop, 5, [WEB, OLD, FINE])
    says(shop, 10, [WEB, FINE])
    [web] = DriftItem.objects.filter(closed_at=None)
    assert (web.opened_at, web.last_seen_at) == (TEN, TEN + timedelta(minutes=10))
    assert (web.source, web.subject, web.type) == ("argocd", "Application argocd/shop", "apps/Deployment")
    says(shop, 15, [FINE])
    assert not standing()
    closed = DriftItem.objects.values_list("address", "closed_at", "closing").order_by("closed_at")
    assert list(closed) == [
        ("Service shop/old", TEN + timedelta(minutes=10), "gone"),
        ("apps/Deployment shop/web", TEN + timedelta(minutes=15), "gone"),
    ]
    says(shop, 20, [WEB])
    assert DriftItem.objects.count() == 3, "what comes back is another time"


def test_no_more_is_told_than_it_says(shop: Workspace) -> None:
    says(shop, 0, [WEB])
    item = DriftItem.objects.get()
    assert (item.action, item.attributes, item.diff, item.first_run, item.last_run) == ("unknown", [], [], None, None)
    assert item.grave == "Argo CD says OutOfSync. Which attribute differs, or whether it is there, it does not say."


def test_another_word_is_another_difference(shop: Workspace) -> None:
    says(shop, 0, [WEB])
    DriftItem.objects.update(accepted_at=TEN, said_by="olive", said_reason="known")
    says(shop, 5, [WEB | {"requiresPruning": True}])
    item = DriftItem.objects.get()
    assert (item.said, item.opened_at, item.changed_at) == (
        "OutOfSync, requires pruning",
        TEN,
        TEN + timedelta(minutes=5),
    )
    assert (item.accepted_at, item.said_by) == (None, "")
    assert "requires pruning" in item.grave
    assert item.cause == ["argocd", "apps/Deployment", "OutOfSync, requires pruning"]


@pytest.mark.parametrize(
    ("resources", "sync"),
    [([], "Unknown"), (None, "OutOfSync"), ([FINE], "OutOfSync")],
    ids=["it does not know", "it names none", "out of sync as a whole"],
)
def test_what_does_not_say_which_closes_only_what_it_surely_names(
    shop: Workspace, resources: list[dict[str, Any]] | None, sync: str
) -> None:
    says(shop, 0, [WEB])
    says(shop, 5, resources, sync=sync)
    assert bool(standing()) is (resources != [FINE])


def test_of_more_than_are_kept_by_name_nothing_closes(shop: Workspace) -> None:
    many = [WEB | {"name": f"n{number:03d}"} for number in range(260)]
    says(shop, 0, many[200:])
    says(shop, 5, many)
    assert len(standing()) == 260
    says(shop, 10, many[60:160])
    assert len(standing()) == 100


def test_what_comes_late_says_nothing_of_now(shop: Workspace) -> None:
    says(shop, 10, [FINE])
    says(shop, 5, [WEB])
    assert not standing()


def test_each_source_and_application_closes_its_own(shop: Workspace) -> None:
    says(shop, 0, [WEB], name="one")
    says(shop, 1, [WEB], name="two")
    drifted = entry("aws_x.y", "update", before={"n": "1"}, after={"n": "2"})
    org.uploaded(shop, plan(resource_drift=[drifted]), kind="drift")
    says(shop, 5, [FINE], name="one")
    assert standing(source="argocd", subject="Application argocd/two") == {"apps/Deployment shop/web": "OutOfSync"}
    assert standing() == {"apps/Deployment shop/web": "OutOfSync", "aws_x.y": ""}
    org.uploaded(shop, plan(), kind="drift")
    assert standing() == {"apps/Deployment shop/web": "OutOfSync"}


def test_pages_and_the_api_tell_who_says_it(shop: Workspace) -> None:
    says(shop, 0, [WEB])
    client = org.signed_in(org.person(organisation_role=Role.VIEWER))
    [group] = client.get("/drift/").context["causes"]
    assert group.said == "apps/Deployment OutOfSync, as Argo CD says"
    for page in (f"/drift/causes/{group.key}/", "/workspaces/shop/drift/"):
        text = " ".join(client.get(page).text.split())
        for told in (
            "apps/Deployment shop/web",
            "Argo CD says OutOfSync.",
            "Application argocd/shop",
            "What Argo CD says now",
        ):
            assert told in text, (page, told)
        assert "What runs did to it" not in text
    [told] = client.get("/api/v1/workspaces/shop/drift").json()["drift"]
    assert (told["source"], told["subject"], told["said"]) == ("argocd", "Application argocd/shop", "OutOfSync")
    assert (told["action"], told["attributes"], told["differences"]) == ("unknown", [], [])
