"""A story that may begin in; what happens from a pull request to an alert out, one step after another.

Each step waits until the outside shows what it ought to, so that telling the story is also trying it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import yaml

from tests.portal import ROOT
from tools.simulator import plans
from tools.simulator.outside import BUCKET, REGION, flux_event, state_key
from tools.simulator.portals import Stopped
from tools.simulator.story import SERIAL, Story

SIZE: Final = "m6i.large"
SMALLER: Final = "t3.large"
CLOSED: Final = 3
"""What `portal-ci` ends with where the gate is closed."""
SCHEDULED: Final = {"GITHUB_REF": "refs/heads/main", "GITHUB_HEAD_REF": ""}
"""A job on a schedule belongs to no pull request."""
ALERTS: Final = ROOT / "integrations" / "prometheus" / "portal-alerts.yml"


class Step(NamedTuple):
    """One step: its title, what happened in sentences, and the page that shows it."""

    title: str
    told: str
    page: str


def set_up(story: Story) -> Step:
    settings = {"name": "Acme infrastructure", "repository": f"{story.company}/infra", "required_approvals": 1}
    settings |= {"approval_days": 7, "check_hours": 24, "requires_plan_file": "on"}
    story.owner.send(f"/workspaces/{story.infra}/settings/", settings, form=True)
    github = {"token": "ghp_simulated", "api": story.outside.forge.url}
    story.owner.channel(story.infra, "github_status", github)
    story.owner.channel(story.infra, "github_comment", github)
    story.owner.channel(story.infra, "webhook", {"url": f"{story.outside.forge.url}/hook/ops"})
    place = {"bucket": BUCKET, "key": state_key(story.infra), "region": REGION, "endpoint": story.outside.s3}
    story.owner.send(f"/workspaces/{story.infra}/settings/state/", place, form=True)
    story.read_state(SERIAL)
    told = f"{story.infra}: GitHub is told by status and comment, a webhook of everything; the state is read from S3."
    return Step("The portal is set up", told, story.page("settings/channels/"))


def opened(story: Story) -> Step:
    run = story.pushed("Add a web server", plans.wanted(SIZE))
    story.until(lambda: story.status(story.commit) == "pending", "the status is pending")
    story.until(lambda: plans.INSTANCE in story.comment or "to create" in story.comment, "the comment holds the brief")
    told = f"CI sent its plan. GitHub shows “pending”, and a comment: {run['brief']['headline']}"
    return Step("A pull request is opened", told, run["url"])


def blocked(story: Story) -> Step:
    first = story.commit
    run = story.pushed("Let everybody reach the web server", plans.wanted(SIZE, public=True))
    story.until(lambda: story.status(story.commit) == "failure", "the status has failed")
    story.until(lambda: story.status(first) == "error", "the status of the commit before has ended")
    story.until(lambda: "public" in story.comment, "the comment says what blocks it")
    return Step("The next commit is blocked", f"GitHub shows “failure”: {run['brief']['headline']}", run["url"])


def fixed(story: Story) -> Step:
    story.waiting = story.pushed("Keep the web server inside, and make it smaller", plans.wanted(SMALLER))
    story.until(lambda: story.status(story.commit) == "pending", "the status is pending")
    story.until(lambda: "public" not in story.comment, "the comment is edited")
    gate = story.ci.portal_ci("apply")
    if gate.returncode != CLOSED:
        raise Stopped(f"The gate ought to be closed: {gate.stdout}{gate.stderr}")
    said = (gate.stdout + gate.stderr).strip().splitlines()[-1]
    return Step(
        "It is fixed, and waits", f"The comment is edited in place. CI asks the gate: {said}", story.waiting["url"]
    )


def approved(story: Story) -> Step:
    if not story.owner.approve(story.waiting):
        raise Stopped("The approval was refused.")
    story.until(lambda: story.status(story.commit) == "success", "the status is green")
    return Step("Somebody approves it in the portal", "GitHub shows “success”.", story.waiting["url"])


def applied(story: Story) -> Step:
    state = plans.state(SMALLER, SERIAL + 1, story.lineage)
    (story.ci.folder / "applied.json").write_text(state, encoding="utf-8")
    done = story.ci.portal_ci("apply")
    if done.returncode:
        raise Stopped(f"The apply ended with {done.returncode}: {done.stdout}{done.stderr}")
    story.outside.write_state(story.infra, state)
    story.read_state(SERIAL + 1)
    heard = story.outside.forge.heard
    story.until(lambda: any(one["data"]["event"] == "run.applied" for one in heard), "the webhook hears of it")
    told = f"The gate opens, CI applies and tells the outcome; the state is at serial {SERIAL + 1}."
    return Step("It is applied", told, story.waiting["url"])


def bypassed(story: Story) -> Step:
    story.outside.write_state(story.infra, plans.state(SMALLER, SERIAL + 3, story.lineage))
    story.read_state(SERIAL + 3)
    path = f"/api/v1/workspaces/{story.infra}"
    (found,) = story.until(lambda: story.asked(path, story.infra)["bypasses"], "the state went past the gate")
    told = f"The state in the bucket is at serial {found['serial']}, and no run of the portal made it so."
    return Step("Somebody applies from a laptop", told, story.page())


def drifted(story: Story) -> Step:
    run = story.pushed("Look for drift", plans.drifted(SMALLER), PORTAL_KIND="drift", **SCHEDULED)
    story.until(lambda: story.posture(story.infra) == "drifted", "the workspace has drifted")
    told = f"A scheduled plan finds a larger server and SSH open to the world: {run['brief']['headline']}"
    return Step("Somebody changes things in the console", told, f"{story.portal.url}/drift/")


def clusters(story: Story) -> Step:
    path = "/api/v1/workspaces/{}/observations"
    story.asked(path.format(story.apps), story.apps, flux_event(story.apps))
    story.until(lambda: story.posture(story.apps) == "in_sync", "Flux's workspace is in sync")
    story.outside.argocd.differing[story.shop] = ["web"]
    story.asked(path.format(story.shop), story.shop, story.outside.argocd.application(story.shop))
    story.until(lambda: story.posture(story.shop) == "drifted", "Argo CD's workspace has drifted")
    told = f"Flux tells that {story.apps} is in sync, Argo CD that a Deployment of {story.shop} is not."
    return Step("Clusters tell how they stand", told, f"{story.portal.url}/workspaces/{story.shop}/")


def alerted(story: Story) -> Step:
    metrics = story.portal.call("/metrics", story.tokens[""])[1]
    rules = [rule for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    firing = [rule for rule in rules if _holds(str(rule["expr"]), metrics)]
    if "PortalSeesDrift" not in {rule["alert"] for rule in firing}:
        raise Stopped(f"Nobody would be told of the drift:\n{metrics}")
    said = "; ".join(f"{rule['alert']}, once it holds for {rule.get('for', '0m')}" for rule in firing)
    return Step(
        "Prometheus looks", f"Of the rules in integrations/prometheus these fire: {said}", f"{story.portal.url}/audit/"
    )


def _holds(expression: str, metrics: str) -> bool:
    """Whether an alert's expression holds, of those that compare one figure with a number; of others it is not told."""
    asked = re.fullmatch(r"(\w+) > ([\d.]+)", expression)
    if not asked:
        return False
    found = re.search(rf"^{asked[1]} (\S+)$", metrics, re.MULTILINE)
    return found is not None and float(found[1]) > float(asked[2])


STEPS: Final[tuple[Callable[[Story], Step], ...]] = (
    set_up, opened, blocked, fixed, approved, applied, bypassed, drifted, clusters, alerted,
)  # fmt: skip


def tell(story: Story) -> Iterator[Step]:
    """Each step once it is done. Raises Stopped where one does not come to what it ought to."""
    for step in STEPS:
        yield step(story)
