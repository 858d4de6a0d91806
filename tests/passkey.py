"""A device with passkeys, in software: it answers as a browser does, honestly unless it is told otherwise."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
SEEN = FLAG.UP | FLAG.UV


class Device:
    """Change `origin`, `flags` or `uses` to make it odd."""

    def __init__(self, origin: str = "http://testserver", party: str = "testserver") -> None:
        self.origin, self.party = origin, party
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.flags, self.uses = SEEN, 0

    def make(self, question: dict[str, Any], **odd: Any) -> str:
        """A new passkey, in answer to `question`."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # of the library
        data = AttestedCredentialData.create(Aaguid.NONE, self.credential, public)
        about = AuthenticatorData.create(self._party, self.flags | FLAG.AT, self.uses, bytes(data))
        attested = AttestationObject.create("none", about, {})
        told = {"attestationObject": websafe_encode(bytes(attested)), "transports": ["internal"]}
        return self._answer("webauthn.create", question, told, odd)

    def show(self, question: dict[str, Any], **odd: Any) -> str:
        """The passkey shown, in answer to `question`."""
        self.uses += 1
        about = AuthenticatorData.create(self._party, self.flags, self.uses)
        said = self._said(odd.get("kind", "webauthn.get"), question)
        signature = self.key.sign(bytes(about) + sha256(bytes(said)), ec.ECDSA(hashes.SHA256()))
        told = {"authenticatorData": websafe_encode(bytes(about)), "signature": websafe_encode(signature)}
        return self._answer(odd.pop("kind", "webauthn.get"), question, told, odd)

    @property
    def _party(self) -> bytes:
        return sha256(self.party.encode())

    def _said(self, kind: str, question: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(question["challenge"]), self.origin)

    def _answer(self, kind: str, question: dict[str, Any], told: dict[str, Any], odd: dict[str, Any]) -> str:
        said = websafe_encode(bytes(self._said(kind, question)))
        name = websafe_encode(self.credential)
        whole = {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**whole, "response": {"clientDataJSON": said, **told, **odd}})
