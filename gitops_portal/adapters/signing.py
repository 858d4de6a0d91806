"""Claims in, a signed JWT out: the attestation that the gate hands to CI, and the public key to check it with."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt.algorithms import OKPAlgorithm
from jwt.utils import base64url_encode

if TYPE_CHECKING:
    from pathlib import Path

ALGORITHM = "EdDSA"


@lru_cache(maxsize=2)
def _key(pem: str, kept: Path) -> Ed25519PrivateKey:
    """The key in `pem`, else the one kept in a file, made on first use and readable by its owner only."""
    if not pem:
        try:
            with kept.open("xb") as file:
                kept.chmod(0o600)
                file.write(
                    Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                )
        except FileExistsError:
            pass
        pem = kept.read_text(encoding="ascii")
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("SIGNING_KEY must be an Ed25519 private key in PEM form")
    return key


def _jwk(pem: str, kept: Path) -> dict[str, Any]:
    public: dict[str, Any] = json.loads(OKPAlgorithm.to_jwk(_key(pem, kept).public_key()))
    thumbprint = json.dumps({name: public[name] for name in ("crv", "kty", "x")}, separators=(",", ":"), sort_keys=True)
    return {**public, "alg": ALGORITHM, "use": "sig", "kid": _digest(thumbprint)}


def _digest(text: str) -> str:
    return base64url_encode(hashlib.sha256(text.encode()).digest()).decode()


def sign(claims: dict[str, Any], pem: str, kept: Path) -> str:
    """A JWT over `claims` (RFC 7519), signed with Ed25519; its header names the key by RFC 7638 thumbprint."""
    return jwt.encode(claims, _key(pem, kept), algorithm=ALGORITHM, headers={"kid": _jwk(pem, kept)["kid"]})


def key_set(pem: str, kept: Path) -> dict[str, Any]:
    """The public key as a JSON Web Key Set (RFC 7517)."""
    return {"keys": [_jwk(pem, kept)]}
