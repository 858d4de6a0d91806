"""A GitHub App: its key, the settings of a channel that has one, and what GitHub answers it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tests.hooks import Behaviour
from tests.letters import NOW

APP = "Iv23liPortal"
LONG = "ghs_1_" + "e" * 1500
INSTALLED = Behaviour(200, body=b'{"id": 77, "account": {}}')
DONE = Behaviour(201, body=b'{"id": 1}')


def minted(token: str = LONG, until: datetime = NOW + timedelta(hours=1)) -> Behaviour:
    return Behaviour(201, body=json.dumps({"token": token, "expires_at": f"{until:%Y-%m-%dT%H:%M:%SZ}"}).encode())


@lru_cache
def private_key(bits: int = 2048) -> str:
    key = rsa.generate_private_key(65537, bits)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@lru_cache
def public_key(pem: str) -> str:
    public = load_pem_private_key(pem.encode(), None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def by_app(api: str) -> dict[str, str]:
    return {"api": api, "app": APP, "private_key": private_key()}
