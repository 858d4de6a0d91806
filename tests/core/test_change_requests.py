"""Which runs belong together, and which of them is applied first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.change_requests import Read, circles, key, order

REPOSITORY = "https://github.com/northwind/infra"


@pytest.mark.parametrize(
    ("repository", "pull_request", "commit"),
    [
        (REPOSITORY, "412", "abc"),
        (REPOSITORY, "#412", "other"),
        (f"{REPOSITORY}.git", "412", ""),
        ("git@github.com:northwind/infra.git", "!412", ""),
        ("ssh://git@GitHub.com/Northwind/infra/", "412", ""),
        ("", f"{REPOSITORY}/pull/412", ""),
        ("https://elsewhere.example/x", f"{REPOSITORY}/pull/412/files?w=1", "abc"),
    ],
)
def test_one_pull_request_is_written_in_many_ways(repository: str, pull_request: str, commit: str) -> None:
    assert key(repository, pull_request, commit, "web") == key(REPOSITORY, "412", "", "orders")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((REPOSITORY, "412", "", "a"), (REPOSITORY, "413", "", "a")),
        ((REPOSITORY, "412", "", "a"), (f"{REPOSITORY}-2", "412", "", "a")),
        (("", "412", "", "a"), ("", "412", "", "b")),
        ((REPOSITORY, "", "abc", "a"), (REPOSITORY, "", "abd", "a")),
        ((REPOSITORY, "412", "", "a"), (REPOSITORY, "", "412", "a")),
    ],
)
def test_what_is_not_the_same_stays_apart(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert key(*one) != key(*other)


def test_without_a_pull_request_it_is_the_commit_wherever_it_is_planned() -> None:
    assert key("", "", "ABC123", "a") == key(REPOSITORY, "", "abc123", "b")
    assert key(REPOSITORY, "", "", "a") == ""


@pytest.mark.parametrize(
    ("pull_request", "same"),
    [
        ("https://gitlab.example/a/b/-/merge_requests/7", "https://gitlab.example/a/b/-/merge_requests/7#note_1"),
        ("https://dev.azure.com/o/p/_git/r/pullrequest/7", "https://dev.azure.com/o/p/_git/r/pullrequest/7?_a=files"),
        ("https://bitbucket.org/a/b/pull-requests/7", "https://bitbucket.org/a/b/pull-requests/7/diff"),
        ("https://codeberg.org/a/b/pulls/7", "https://codeberg.org/a/b/pulls/7/files"),
    ],
)
def test_every_forge_has_its_addresses(pull_request: str, same: str) -> None:
    assert key("", pull_request, "", "a") == key("", same, "", "b")


@pytest.mark.parametrize(
    ("reads", "turns", "circle"),
    [
        ({}, [], []),
        ({"a": ["b"], "b": ["c"], "c": []}, [["c"], ["b"], ["a"]], []),
        ({"a": [], "b": []}, [["a", "b"]], []),
        ({"a": ["elsewhere"], "b": ["b"]}, [["a", "b"]], []),
        ({"a": ["b"], "b": ["a"], "c": []}, [["c"]], ["a", "b"]),
    ],
)
def test_what_is_read_comes_first(reads: dict[str, list[str]], turns: list[list[str]], circle: list[str]) -> None:
    assert order(reads) == (turns, circle)


names = st.sampled_from("abcdef")


@given(st.dictionaries(names, st.sets(names, max_size=4)))
def test_nobody_is_lost_and_nobody_comes_before_what_they_read(reads: dict[str, set[str]]) -> None:
    turns, circle = order(reads)
    in_order = [name for turn in turns for name in turn]
    assert sorted([*in_order, *circle]) == sorted(reads)
    for place, name in enumerate(in_order):
        assert {other for other in reads[name] if other in reads and other != name} <= set(in_order[:place])


@pytest.mark.parametrize(
    ("reads", "found"),
    [
        ([("a", "b")], []),
        ([("a", "b"), ("b", "a"), ("c", "a")], [["a", "b"]]),
        ([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "d")], [["a", "b", "c"], ["d", "e"]]),
    ],
)
def test_only_those_that_read_each_other_are_in_a_circle(reads: list[tuple[str, str]], found: list[list[str]]) -> None:
    assert circles(Read(*pair) for pair in reads) == found
