"""Passkeys: what a browser is asked for and what it answers in, a key or the count of its uses out (WebAuthn)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

LONGEST: Final = 16 * 1024
"""Characters of an answer; real ones have about a thousand."""


class Asked(msgspec.Struct, frozen=True):
    """What the browser gets, and what has to be kept until it has answered."""

    options: dict[str, Any]
    state: dict[str, Any]


class Made(msgspec.Struct, frozen=True):
    """A new passkey."""

    credential: str
    public: str
    uses: int


def ask_for_new(origin: str, handle: bytes, email: str, name: str, known: Sequence[str]) -> Asked:
    """Ask for a passkey that its device does not hold yet, found without a name, opened by finger, face or PIN."""
    kind = PublicKeyCredentialType.PUBLIC_KEY
    options, state = _server(origin).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=email, display_name=name),
        [PublicKeyCredentialDescriptor(type=kind, id=websafe_decode(each)) for each in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(dict(options)["publicKey"], dict(state))


def made(origin: str, state: dict[str, Any], answer: str) -> Made:
    """Raises Invalid where the answer does not hold."""
    found = _checked(lambda: _server(origin).register_complete(state, _read(answer)))
    data = found.credential_data
    if data is None:
        raise Invalid("it holds no key")
    return Made(websafe_encode(data.credential_id), websafe_encode(bytes(data)), found.counter)


def ask_for_known(origin: str) -> Asked:
    """Ask for whichever passkey the device holds for this address."""
    options, state = _server(origin).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return Asked(dict(options)["publicKey"], dict(state))


def named(answer: str) -> str:
    """Which passkey an answer says that it is of. Raises Invalid."""
    return websafe_encode(_checked(lambda: AuthenticationResponse.from_dict(_read(answer))).raw_id)


def shown(origin: str, state: dict[str, Any], answer: str, public: str) -> int:
    """How often its device has used it, now that it holds. Raises Invalid where the answer does not hold."""
    known = AttestedCredentialData(websafe_decode(public))
    _checked(lambda: _server(origin).authenticate_complete(state, [known], _read(answer)))
    return _checked(lambda: AuthenticationResponse.from_dict(_read(answer))).response.authenticator_data.counter


def _server(origin: str) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(name="GitOps Portal", id=urlsplit(origin).hostname or "")
    return Fido2Server(party, verify_origin=lambda told: told == origin)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise Invalid("it is longer than any")
    return msgspec.json.decode(answer.encode(), type=dict[str, Any])


def _checked(act: Callable[[], T]) -> T:
    """The library meets whatever a browser may send, and says so in any way."""
    try:
        return act()
    except Invalid:
        raise
    except Exception as error:  # its parsers of CBOR, of keys and of certificates each have their own
        raise Invalid(f"it does not hold ({type(error).__name__}: {error})"[:300]) from error
