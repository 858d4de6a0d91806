"""What an answer says of how many requests the other side takes yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gitops_portal.adapters.notify import Budget, NotifyError, budget, judged
from gitops_portal.adapters.outbound import Answer
from tests.letters import NOW

UNTIL = NOW + timedelta(minutes=10)
UNIX = str(int(UNTIL.timestamp()))


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4990", "x-ratelimit-reset": UNIX}, Budget(4990, 5000, UNTIL)),
        ({"ratelimit-limit": "600", "ratelimit-remaining": "0", "ratelimit-reset": UNIX}, Budget(0, 600, UNTIL)),
        ({"ratelimit-limit": "600", "ratelimit-remaining": "3", "ratelimit-reset": "600"}, Budget(3, 600, UNTIL)),
        ({"x-ratelimit-limit": "600", "x-ratelimit-remaining": "3"}, Budget(3, 600)),
        ({"x-ratelimit-limit": "600", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "soon"}, Budget(3, 600)),
        ({"x-ratelimit-limit": "100, 100;w=60", "x-ratelimit-remaining": "3"}, None),
        ({"x-ratelimit-limit": "-1", "x-ratelimit-remaining": "9" * 40}, None),
        ({"x-ratelimit-remaining": "3"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_it_is_read_where_it_is_told(headers: dict[str, str], wanted: Budget | None) -> None:
    assert budget(headers, NOW) == wanted
    assert judged(Answer(200, headers, b""), NOW, body="").budget == wanted
    with pytest.raises(NotifyError) as found:
        judged(Answer(429, headers, b""), NOW, body="")
    assert found.value.budget == wanted
