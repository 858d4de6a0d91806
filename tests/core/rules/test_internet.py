"""Networks that let in the internet, in every notation, alone and together."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.internet import covers_internet, joined, told, within
from gitops_portal.core.rules.part import Truth

ALL_BUT_ONE = [f"{first}.0.0.0/8" for first in range(256) if first != 8]


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        (["0.0.0.0/0"], True),
        ([" 0.0.0.0/0 "], True),
        (["10.1.2.3/0"], True),
        (["0.0.0.0/00"], True),
        (["0.0.0.0/0.0.0.0"], True),
        (["::/0"], True),
        (["0::0/0"], True),
        (["0:0:0:0:0:0:0:0/0"], True),
        (["::0.0.0.0/0"], True),
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        (["::/1", "8000::/1"], True),
        (["128.0.0.0/2", "0.0.0.0/2", "192.0.0.0/2", "64.0.0.0/2"], True),
        (ALL_BUT_ONE, True),
        (["::ffff:0:0/96"], True),
        (["::ffff:0.0.0.0/97", "::ffff:128.0.0.0/97"], True),
        (["0.0.0.0/1", "::ffff:128.0.0.0/97"], True),
        (["2000::/3"], True),
        # more than any one organisation holds
        (["0.0.0.0/1"], True),
        (["128.0.0.0/1"], True),
        (["192.0.0.0/2"], True),
        (["2600::/12"], True),
        # a company, a cloud, a private network
        ([], False),
        (["8.0.0.0/8"], False),
        (["3.0.0.0/8", "13.0.0.0/8", "18.0.0.0/8", "34.0.0.0/8", "52.0.0.0/8", "54.0.0.0/8"], False),
        (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"], False),
        (["224.0.0.0/3"], False),
        (["203.0.113.7"], False),
        (["fc00::/7", "fe80::/10", "::1/128"], False),
        (["2600:1f00::/24"], False),
        (["::ffff:10.0.0.0/104"], False),
        (["203.0.113.0/24"] * 1000, False),
        ([UNKNOWN], UNKNOWN),
        (["everywhere"], UNKNOWN),
        (["0" * 1_000_000], UNKNOWN),
        (["10.0.0.0/8", UNKNOWN], UNKNOWN),
        (["0.0.0.0/0", UNKNOWN], True),
    ],
)
def test_networks(networks: list[str | Unknown], expected: Truth) -> None:
    assert covers_internet(networks) is expected


@pytest.mark.parametrize(
    ("one", "others", "expected"),
    [
        ("10.1.0.0/16", ["10.0.0.0/8"], True),
        ("10.0.0.0/8", ["10.128.0.0/9", "192.168.0.0/16", "10.0.0.0/9"], True),
        ("10.0.0.0/8", ["10.0.0.0/9"], False),
        ("10.0.0.0/8", ["11.0.0.0/8"], False),
        ("2001:db8::/32", ["0.0.0.0/0"], False),
        ("2001:db8::/32", ["0.0.0.0/0", "::/0"], True),
        ("10.0.0.0/8", [], False),
    ],
)
def test_a_network_among_others(one: str, others: list[str], expected: bool) -> None:
    """Be it that no single one of them holds it all."""
    (found,), parts = told([one])[0], joined(told(others)[0])
    assert within(found, parts) is expected
