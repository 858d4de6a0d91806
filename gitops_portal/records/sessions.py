"""Sessions, kept under the SHA-256 of their keys: a copy of the database signs nobody in."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DatabaseError
from django.utils import timezone

from gitops_portal.records.models.sessions import Session

if TYPE_CHECKING:
    from django.contrib.sessions.base_session import AbstractBaseSession

log = logging.getLogger(__name__)

USED_EVERY: Final = timedelta(minutes=1)
"""How much later a use has to be than the one before to be written down."""


def kept_as(key: str | None) -> str:
    """Under what a session is kept: 160 bits of the digest, since Django's column is forty characters wide."""
    return hashlib.sha256((key or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's sessions in a table of our own. The browser has the key, the table its digest.

    A row that is deleted ends its session at once: nothing is cached, and saving it again fails.
    """

    _row: Session | None = None
    """The row that this session was read from."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        return Session

    @property
    def name(self) -> str:
        """Under what this session is kept: what a page may say of it."""
        return kept_as(self.session_key)

    def _get_session_from_db(self) -> Session | None:
        self._row = Session.objects.filter(session_key=self.name, expire_date__gt=timezone.now()).first()
        if self._row is None:
            self._session_key = None
        return self._row

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        if whose := data.get(SESSION_KEY):
            data.setdefault("began_at", now.isoformat())
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]  # as above
        row.session_key = kept_as(row.session_key)
        row.person_id = int(whose) if whose else None
        row.began_at = datetime.fromisoformat(data["began_at"]) if whose else None
        row.browser, row.known_by = data.get("browser", ""), data.get("known_by", "")
        row.last_used_at = self._row.last_used_at if self._row else now
        row.address = self._row.address if self._row else data.get("address", "")
        return row

    def begin(self, *, known_by: str, browser: str, address: str) -> None:
        """What is told of a session that somebody has just signed in with."""
        self._row = None
        self.update({"known_by": known_by, "browser": browser, "address": address})
        self.update({"began_at": timezone.now().isoformat()})

    def used(self, address: str) -> None:
        """Write down that it was used, from where; not at every request, and for no request's harm."""
        row, now = self._row, timezone.now()
        if row is None or not row.person_id or now - row.last_used_at < USED_EVERY:
            return
        row.last_used_at, row.address = now, address
        try:
            Session.objects.filter(pk=row.pk).update(last_used_at=now, address=address)
        except DatabaseError as error:
            log.warning("event=session_use_not_kept reason=%s", type(error).__name__)

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(kept_as(key))

    def flush(self) -> None:
        self._row = None
        super().flush()
