"""Claims in, a signed JWT out: with the key that signs now, and the public keys of all that signed before."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ALGORITHM: Final = "EdDSA"
OVERLAP: Final = timedelta(days=1)
"""How long a key that signs no more is still published: an attestation lives for an hour."""
KEY_FILE: Final = "signing_key.pem"
RETIRED_FILE: Final = "retired_keys.json"
_PEM: Final = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)

NotValid = jwt.PyJWTError
"""Raised where a token is none, is over, or is not signed by a key that is known; its text says which."""


class Retired(NamedTuple):
    """The public half of a key that signs no more; `at` None where only the operator knows since when."""

    jwk: dict[str, Any]
    at: datetime | None


class Ring(NamedTuple):
    """The key that signs, and those that signed before: what they signed can be checked for ever."""

    private: Ed25519PrivateKey
    retired: tuple[Retired, ...]

    @property
    def jwk(self) -> dict[str, Any]:
        return _jwk(self.private.public_key())

    def sign(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        """A JWT over `claims` (RFC 7519); its header names the key by RFC 7638 thumbprint, and what kind it is of."""
        headers = {"kid": self.jwk["kid"], "typ": kind}
        return jwt.encode(claims, self.private, algorithm=ALGORITHM, headers=headers)

    def published(self, now: datetime) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517) by which attestations are checked: a key that was retired leaves it."""
        living = [one.jwk for one in self.retired if one.at is None or one.at > now - OVERLAP]
        return _key_set([self.jwk, *living])

    @property
    def all(self) -> dict[str, Any]:
        """The key set by which checkpoints are checked, which are as old as what they are of."""
        return _key_set([self.jwk, *(one.jwk for one in self.retired)])


def _key_set(keys: list[dict[str, Any]]) -> dict[str, Any]:
    return {"keys": list({key["kid"]: key for key in reversed(keys)}.values())[::-1]}


def _jwk(key: Ed25519PublicKey) -> dict[str, Any]:
    public: dict[str, Any] = json.loads(OKPAlgorithm.to_jwk(key))
    thumbprint = json.dumps({name: public[name] for name in ("crv", "kty", "x")}, separators=(",", ":"), sort_keys=True)
    kid = base64url_encode(hashlib.sha256(thumbprint.encode()).digest()).decode()
    return {**public, "alg": ALGORITHM, "use": "sig", "kid": kid}


def ring(pem: str, folder: Path) -> Ring:
    """The keys that `pem` holds, the one that signs first; else those kept in a folder, made on first use.

    Raises ValueError where what should be an Ed25519 key is none.
    """
    if pem:
        return _given(pem)
    _keep_first(folder / KEY_FILE)
    return _kept(folder, _stamp(folder / KEY_FILE), _stamp(folder / RETIRED_FILE))


@lru_cache(maxsize=2)
def _given(pem: str) -> Ring:
    first, *others = _PEM.findall(pem) or [""]
    return Ring(_private(first), tuple(Retired(_jwk(_public(other)), None) for other in others))


@lru_cache(maxsize=2)
def _kept(folder: Path, *_: tuple[int, int]) -> Ring:
    """As the files are: who rotates the key does so in a process of its own."""
    return Ring(_private((folder / KEY_FILE).read_text(encoding="ascii")), tuple(_retired(folder / RETIRED_FILE)))


def _stamp(path: Path) -> tuple[int, int]:
    """What changes with a file's content: it is replaced, never written to."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def _private(pem: str) -> Ed25519PrivateKey:
    with suppress(ValueError, TypeError):
        if isinstance(key := load_pem_private_key(pem.encode(), None), Ed25519PrivateKey):
            return key
    raise ValueError("SIGNING_KEY must begin with an Ed25519 private key in PEM form, without a passphrase.")


def _public(pem: str) -> Ed25519PublicKey:
    if "PRIVATE" in pem:
        return _private(pem).public_key()
    with suppress(ValueError):
        if isinstance(key := load_pem_public_key(pem.encode()), Ed25519PublicKey):
            return key
    raise ValueError("Behind its first key, SIGNING_KEY holds Ed25519 keys that signed before, in PEM form.")


def _retired(path: Path) -> list[Retired]:
    if not path.exists():
        return []
    told = json.loads(path.read_text(encoding="utf-8"))
    return [Retired(one["jwk"], datetime.fromisoformat(one["retired_at"])) for one in told]


def fresh() -> str:
    """A new private key, as PEM."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _keep_first(path: Path) -> None:
    """Make the key where there is none; readable by its owner only. Of two who do, one is first."""
    if path.exists():
        return
    with _beside(path, fresh()) as written, suppress(FileExistsError):
        os.link(written, path)


def rotate(folder: Path, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make a new key that signs from now on. Returns the public halves of the old one and of the new.

    Killed half way, the old key signs still and stands among the retired ones too, which does no harm.
    """
    before = ring("", folder)
    retired = [Retired(before.jwk, now), *(one for one in before.retired if one.jwk != before.jwk)]
    told = [{"jwk": one.jwk, "retired_at": one.at.isoformat()} for one in retired if one.at]
    for name, text in ((RETIRED_FILE, json.dumps(told, indent=1)), (KEY_FILE, fresh())):
        with _beside(folder / name, text) as written:
            written.replace(folder / name)
    return before.jwk, ring("", folder).jwk


@contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """A text in a file beside another, whole on the disk and readable by its owner only; gone afterwards."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        yield Path(file.name)
    finally:
        Path(file.name).unlink(missing_ok=True)


def read(token: str, key_set: Mapping[str, Any], kind: str = "JWT") -> dict[str, Any]:
    """The claims of a token of this kind that one of these keys signed, and that is not over where it says until when.

    The algorithm is ours, never the token's. Raises NotValid.
    """
    header = jwt.get_unverified_header(token)
    keys = {key.get("kid"): key for key in key_set["keys"] if isinstance(key, dict)}
    key = keys.get(header.get("kid"))
    if key is None:
        raise NotValid(f"it is signed by the key {header.get('kid')}, which is not among those given")
    if header.get("typ") != kind:
        raise NotValid(f"it is a {header.get('typ')}, not a {kind}")
    return jwt.decode(
        token, jwt.PyJWK(key).key, algorithms=[ALGORITHM], options={"verify_aud": False, "verify_iat": False}
    )
