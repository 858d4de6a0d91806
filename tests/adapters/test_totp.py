"""Codes of an app, by the numbers of RFC 6238."""

from __future__ import annotations

from base64 import b32encode

import pytest

from gitops_portal.adapters import totp

SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_standard(now: int, code: str) -> None:
    assert totp.step(SECRET, code, now) == now // 30


@pytest.mark.parametrize(("later", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_clocks_may_differ_by_one_step(later: int, taken: bool) -> None:
    assert (totp.step(SECRET, "081804", 1111111109 + later) is not None) == taken


@pytest.mark.parametrize("code", ["", "08180", "0818040", "081805", "٠٨١٨٠٤"])
def test_anything_else_is_of_no_step(code: str) -> None:
    assert totp.step(SECRET, code, 1111111109) is None


def test_an_app_reads_the_address_and_a_person_the_key() -> None:
    address = totp.address(SECRET, "ana+1@example.org")
    assert address.startswith("otpauth://totp/GitOps%20Portal:ana%2B1%40example.org?secret=")
    assert totp.secret_of(address).replace(" ", "") == SECRET
    assert totp.drawn(address).startswith("data:image/svg+xml")
