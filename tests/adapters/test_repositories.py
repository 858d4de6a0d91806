"""Where a repository lies, however it is written; and never one that lies elsewhere."""

from __future__ import annotations

import pytest

from gitops_portal.adapters.notify import NotifyError
from gitops_portal.adapters.repositories import number, parts

HOST = "git.example.org"


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("group/project", ["group", "project"]),
        ("group/sub.group/project.git", ["group", "sub.group", "project"]),
        ("my.group/project", ["my.group", "project"]),
        ("https://git.example.org/group/project.git", ["group", "project"]),
        ("https://ana@git.example.org:8443/group/project/", ["group", "project"]),
        ("git@git.example.org:group/sub/project.git", ["group", "sub", "project"]),
        ("ssh://git@ssh.git.example.org:7999/~ana/project.git", ["~ana", "project"]),
        ("git.example.org/group/project", ["group", "project"]),
        ("https://git.example.org/acme/My%20Project/_git/orders", ["acme", "My Project", "_git", "orders"]),
    ],
)
def test_a_repository_may_be_written_in_any_way(told: str, wanted: list[str]) -> None:
    assert parts(told, HOST) == wanted


@pytest.mark.parametrize(
    "told",
    ["", "/", "group//project", "group/../admin", "group/..", "group/%2e%2e/x", "a/b?c=d", "a/b#c", "a/b%2fc", "a/\nb", "a/%0ab",
     "https://evil.example/group/project", "git@evil.example:group/project", "https://git.example.org.evil.example/a/b",
     "https://git.example.org@evil.example/a/b"],
)  # fmt: skip
def test_no_other_is_asked(told: str) -> None:
    with pytest.raises(NotifyError) as found:
        parts(told, HOST)
    assert found.value.permanent


@pytest.mark.parametrize(
    ("told", "wanted"), [("7", "7"), ("!7", "7"), ("https://git.example.org/a/b/-/merge_requests/7/diffs", "7"), ("https://git.example.org/A/b/-/merge_requests/7?x", "7")]
)  # fmt: skip
def test_the_number_of_a_pull_request(told: str, wanted: str) -> None:
    assert number(told, r"a/b/-/merge_requests/(?P<number>\d{1,10})") == wanted


@pytest.mark.parametrize("told", ["", "x", "7/../8", "https://git.example.org/a/c/-/merge_requests/7", "7" * 11])
def test_no_pull_request_of_another_repository(told: str) -> None:
    with pytest.raises(NotifyError):
        number(told, r"a/b/-/merge_requests/(?P<number>\d{1,10})")
