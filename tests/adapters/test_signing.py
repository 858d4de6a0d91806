"""Keys: made once, rotated with an overlap, and never told by the token that they check."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from gitops_portal.adapters import signing

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
CLAIMS = {"sub": "orders/1"}


def test_the_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    assert signing.ring("", tmp_path).jwk == signing.ring("", tmp_path).jwk
    assert (tmp_path / signing.KEY_FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [signing.KEY_FILE], "nothing is left beside it"


def test_what_a_rotated_key_signed_is_valid_for_a_day_and_can_be_checked_for_ever(tmp_path: Path) -> None:
    old = signing.ring("", tmp_path).sign(CLAIMS)
    before, after = signing.rotate(tmp_path, NOW)
    ring = signing.ring("", tmp_path)
    assert ring.jwk == after != before
    new = ring.sign(CLAIMS)
    for token in (old, new):
        assert signing.read(token, ring.published(NOW + timedelta(hours=23))) == CLAIMS
        assert signing.read(token, ring.all) == CLAIMS
    late = ring.published(NOW + timedelta(days=2))
    assert signing.read(new, late) == CLAIMS
    with pytest.raises(signing.NotValid, match="not among those given"):
        signing.read(old, late)


def test_a_rotation_that_was_killed_half_way_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = signing.ring("", tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(signing, "fresh", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            signing.rotate(tmp_path, NOW)
    assert signing.ring("", tmp_path).jwk == old.jwk
    signing.rotate(tmp_path, NOW)
    signing.rotate(tmp_path, NOW)
    assert len(signing.ring("", tmp_path).all["keys"]) == 3


def test_keys_of_the_environment(tmp_path: Path) -> None:
    old, new = signing.fresh(), signing.fresh()
    token = signing.ring(old, tmp_path).sign(CLAIMS)
    both = signing.ring(f"{new}\n{old}", tmp_path)
    assert both.jwk != signing.ring(old, tmp_path).jwk
    assert signing.read(token, both.published(NOW)) == CLAIMS
    assert not list(tmp_path.iterdir())
    for wrong in ("nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"):
        with pytest.raises(ValueError, match="SIGNING_KEY must begin"):
            signing.ring(wrong, tmp_path)


def forged(ring: signing.Ring, **header: Any) -> str:
    """Signed by nobody, or with the public key as if it were a secret: what every reader of tokens is tried with."""
    algorithm = header.pop("alg")
    kid = ring.jwk["kid"]
    return jwt.encode(CLAIMS, "" if algorithm == "none" else "x" * 32, algorithm, headers={"kid": kid, **header})


@pytest.mark.parametrize(
    "header",
    [{"alg": "none"}, {"alg": "HS256"}, {"alg": "HS256", "kid": "../../key"}, {"alg": "HS256", "jku": "https://x"}],
)
def test_a_token_does_not_say_how_it_is_checked(tmp_path: Path, header: dict[str, str]) -> None:
    ring = signing.ring("", tmp_path)
    with pytest.raises(signing.NotValid):
        signing.read(forged(ring, **header), ring.all)


def test_one_kind_is_not_taken_for_another_and_what_is_over_is_refused(tmp_path: Path) -> None:
    ring = signing.ring("", tmp_path)
    with pytest.raises(signing.NotValid, match="not a JWT"):
        signing.read(ring.sign(CLAIMS, "other"), ring.all)
    with pytest.raises(signing.NotValid, match="expired"):
        signing.read(ring.sign({**CLAIMS, "exp": 1}), ring.all)


@pytest.mark.parametrize("keys", [[], [None], [{"kid": 1}], [{"kty": "OKP"}]])
def test_a_set_without_the_key_checks_nothing(tmp_path: Path, keys: list[Any]) -> None:
    with pytest.raises(signing.NotValid):
        signing.read(signing.ring("", tmp_path).sign(CLAIMS), {"keys": keys})


def test_a_damaged_key_in_a_set_checks_nothing(tmp_path: Path) -> None:
    ring = signing.ring("", tmp_path)
    damaged = json.loads(json.dumps(ring.all))
    damaged["keys"][0]["x"] = "AAAA"
    with pytest.raises(signing.NotValid):
        signing.read(ring.sign(CLAIMS), damaged)
