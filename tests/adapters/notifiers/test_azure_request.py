"""One status on a pull request of Azure DevOps: as its worst workspace stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import structs

from gitops_portal.adapters.notifiers.azure_request import send
from gitops_portal.adapters.notify import NotifyError
from tests.hooks import Server
from tests.letters import letter, target


def sent(hook: Server, pull_request: str) -> Any:
    one = letter(repository="acme/My Project/orders", pull_request=pull_request)
    beside = (letter(state="approved").message, letter(workspace="web", state="blocked").message)
    return send(structs.replace(one, beside=beside), target(hook, api=hook.url, token="pat-secret"))


@pytest.mark.parametrize("told", ["7", "https://127.0.0.1/acme/My%20Project/_git/orders/pullrequest/7?_a=files"])
def test_it_is_asked_of_the_pull_request(hook: Server, told: str) -> None:
    sent(hook, told)
    assert hook.asked[0].path == (
        "/acme/My%20Project/_apis/git/repositories/orders/pullRequests/7/statuses?api-version=7.1"
    )
    assert json.loads(hook.asked[0].body) == {
        "state": "failed",
        "description": "2 workspaces: 1 blocked, 1 approved",
        "targetUrl": "https://portal.example.org/requests/abc/",
        "context": {"genre": "gitops-portal", "name": "plans"},
    }


def test_no_pull_request_of_another_repository_is_followed(hook: Server) -> None:
    with pytest.raises(NotifyError):
        sent(hook, "https://127.0.0.1/acme/My%20Project/_git/other/pullrequest/7")
    assert not hook.asked
