"""A message by e-mail: plain text, by the mail server that the operator names in EMAIL_URL."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings as portal
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from gitops_portal.adapters.notify import Field, Kind, Letter, NotifyError, Sent, Target
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.core.message import Message

MOST_ADDRESSES: Final = 20
SUBJECT: Final = 180
_REFUSED: Final = 500
"""From this code of a mail server on, it would refuse the same again."""


def text(message: Message) -> str:
    """The whole message, a fact a line."""
    subject = message.subject
    beside = {
        "Next": message.asked,
        "Repository": subject.repository,
        "Commit": subject.commit,
        "Branch": subject.branch,
        "By": subject.actor,
        "Run": subject.url,
        "Change request": subject.request_url,
        "Signed": message.proof,
    }
    said = [f"- {sentence}" for sentence in message.sentences]
    more = [f"- and {message.left_out} more"] if message.left_out else []
    told = [f"{name}: {value}" for name, value in beside.items() if value]
    return "\n".join([message.headline, "", *said, *more, *([""] if said else []), *told, ""])


def send(letter: Letter, target: Target) -> Sent:
    """Each message has an id of its own, and names the last one of the same: mail programs keep them together."""
    reference = f"<{letter.id}@{urlsplit(target.portal).hostname}>"
    headers = {"Message-ID": reference, "Auto-Submitted": "auto-generated"}
    if letter.earlier:
        headers |= {"In-Reply-To": letter.earlier, "References": letter.earlier}
    body = text(letter.message)
    mail = EmailMessage(
        subject=letter.message.headline[:SUBJECT],
        body=body,
        to=addresses(target.settings["to"]),
        headers=headers,
        connection=get_connection(timeout=10),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        told = f"The mail server refuses these addresses ({', '.join(map(str, sorted(set(codes))))})."
        raise NotifyError(told, permanent=min(codes, default=0) >= _REFUSED) from error
    except smtplib.SMTPResponseException as error:
        told = f"The mail server answered {error.smtp_code}."
        raise NotifyError(told, permanent=error.smtp_code >= _REFUSED, status=error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotifyError(f"The mail server does not answer ({type(error).__name__}).") from error
    return Sent(body=f"{mail.subject}\n\n{body}", reference=reference)


def addresses(told: str) -> list[str]:
    return [address.strip() for address in told.split(",") if address.strip()]


def check(settings: Mapping[str, str], _allowed: Collection[str]) -> None:
    if not portal.EMAIL_HOST_IS_SET:
        raise Invalid("The operator has not named a mail server: EMAIL_URL is not set.")
    found = addresses(settings["to"])
    if len(found) > MOST_ADDRESSES:
        raise Invalid(f"At most {MOST_ADDRESSES} addresses: use a mailing list for more.")
    for address in found:
        try:
            validate_email(address)
        except ValidationError:
            raise Invalid(f"“{address[:200]}” is not an e-mail address.") from None


def shown(settings: Mapping[str, str]) -> str:
    found = addresses(settings["to"])
    return ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")  # noqa: PLR2004 - as shown


email = Kind(
    id="email",
    title="E-mail",
    fields=(Field("to", "Addresses", "With commas between them: team@example.org, ana@example.org."),),
    send=send,
    check=check,
    shown=shown,
    to_people=True,
)
