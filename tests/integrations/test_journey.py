"""From a pull request to an alert, by real processes: the story of the simulator, and what it leaves in the world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.simulator.outside import Outside, outside
from tools.simulator.portals import own
from tools.simulator.steps import STEPS, tell
from tools.simulator.story import Story


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def story(world: Outside, tmp_path: Path) -> Iterator[Story]:
    (tmp_path / "data").mkdir()
    with own(tmp_path / "data", world) as running:
        made = Story(running, world, tmp_path)
        made.prepare()
        running.start("start")
        running.wait_until_it_answers()
        made.come_in()
        yield made


def test_from_the_pull_request_to_the_alert(story: Story, world: Outside) -> None:
    """Each step waits for what it ought to come to, and stops with a sentence where it does not."""
    told = list(tell(story))
    assert len(told) == len(STEPS)

    # each commit's status came to an end: the first two were overtaken, the last was approved
    said = [contexts["gitops-portal/acme-infra"] for contexts in world.forge.statuses.values()]
    first, second, third = ([one["state"] for one in states] for states in said[:3])
    assert (first[-1], second[-1], third[-1]) == ("error", "error", "success")
    assert "pending" in first
    assert "failure" in second
    assert "pending" in third

    # one comment, edited in place
    (texts,) = world.forge.comments.values()
    assert "is blocked" in "".join(texts)
    assert "is applied" in texts[-1]

    # Argo CD was asked by the portal itself, with its token
    assert world.argocd.asked

    # what is known at the end
    known = story.asked("/api/v1/workspaces/acme-infra", "acme-infra")
    assert [one["kind"] for one in known["bypasses"]] == ["state"]
    assert known["state_source"]["failure"] in {"", None}
    drift = story.asked("/api/v1/workspaces/acme-infra/drift", "acme-infra")
    assert {one["address"] for one in drift["drift"]} == {"aws_instance.web", "aws_security_group.web"}
    assert [story.posture(slug) for slug in (story.infra, story.shop, story.apps)] == ["drifted", "drifted", "in_sync"]
    for step in told:
        assert story.owner.browser.open(step.page, timeout=60).status == 200
