"""Beside verbs about waivers: which findings of a workspace somebody answers for, and until when."""

from __future__ import annotations

from typing import TypedDict


class WaiverTold(TypedDict):
    """Which waiver of which guardrail; the address is empty for the plan as a whole, and `*` in it any text where it is
    a pattern. `ceiling` is an amount a month, empty where none is; `ends_at` is RFC 3339.
    """

    waiver: int
    guardrail: str
    address: str
    pattern: bool
    ceiling: str
    ends_at: str
    made_by: str
    approved_by: str
