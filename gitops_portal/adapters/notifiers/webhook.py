"""A message to any address: CloudEvents 1.0 in structured mode, signed as Standard Webhooks are."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from gitops_portal.adapters import outbound
from gitops_portal.adapters.notify import Field, Kind, Letter, Sent, Target, check_url, host, judged, signing

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how every one begins
VERSION: Final = "v1"


def event(letter: Letter, portal: str) -> dict[str, Any]:
    """The message as CloudEvents have it. Its type begins with the portal's own host, the other way round."""
    message, host = letter.message, (urlsplit(portal).hostname or "localhost")
    subject = message.subject
    return {
        "specversion": "1.0",
        "id": letter.id,
        "source": f"{portal}/workspaces/{subject.workspace}/" if subject.workspace else portal,
        "type": f"{'.'.join(reversed(host.split('.')))}.{message.event}.{VERSION}",
        "time": message.at,
        **({"subject": str(subject.run)} if subject.run else {}),
        "datacontenttype": "application/json",
        "data": msgspec.to_builtins(message),
    }


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:  # noqa: A002 - as the standard calls it
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    made = hmac.digest(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{b64encode(made).decode()}"


def send(letter: Letter, target: Target) -> Sent:
    """Signed by the secret and, while a rotation lasts, by the one before, too."""
    body = json.dumps(event(letter, target.portal), ensure_ascii=False, separators=(",", ":"))
    timestamp = str(int(letter.now.timestamp()))
    held = signing(target.settings, letter.now)
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": letter.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signature(one, letter.id, timestamp, body.encode()) for one in held),
    }
    answer = outbound.send("POST", target.settings["url"], body.encode(), headers, allowed=target.allowed)
    return judged(answer, letter.now, body=body)


webhook = Kind(
    id="webhook",
    title="Webhook",
    fields=(Field("url", "Address", "Where events are sent, as https://hooks.example.org/portal.", secret=True),),
    send=send,
    check=check_url,
    shown=host,
    signs=True,
)
