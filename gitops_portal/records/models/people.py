"""Rows: who signs in, with which links, and how often a password did not fit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac

from gitops_portal.core.model import Role


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> Person:
        person = self.model(
            email=self.normalize_email(email).lower(), name=name or email.split("@", maxsplit=1)[0], **fields
        )
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, name, password, organisation_role=Role.OWNER, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. `organisation_role` holds in every workspace; empty means memberships alone decide."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    ci_names = models.JSONField(default=list, blank=True)
    """By which CI knows this person, as `core.authors` writes them, such as `github:ana`: nobody approves their own."""
    organisation_role = models.CharField(max_length=16, blank=True, default="")
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    """Counted up to end every session that was begun before."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session holds of its person: it ends with the password, and with the epoch."""
        return salted_hmac(f"session:{self.epoch}", super().get_session_auth_hash(), algorithm="sha256").hexdigest()

    @property
    def identity(self) -> str:
        """Who this is: an account that is deleted and made again with the same e-mail is the same person."""
        return self.email.lower()

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets this person in."""
        return self.is_active and self.organisation_role == Role.OWNER

    @property
    def owns_organisation(self) -> bool:
        return self.is_active and self.organisation_role == Role.OWNER


class SignInLink(models.Model):
    """A link that signs one person in once. Only the SHA-256 of its secret is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link for {self.person}"


class SsoIdentity(models.Model):
    """By which name an identity provider knows a person: an e-mail that changes hands there takes no account along."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sso_identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    email = models.CharField(max_length=255)
    """As the provider told it when the two were linked."""
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issuer", "subject"), name="one_person_per_subject"),
            models.UniqueConstraint(fields=("person", "issuer"), name="one_subject_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.person} at {self.issuer}"


class SpentState(models.Model):
    """A sign-in by a provider that has come back, by the digest of its state: it comes back once."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"a sign-in that came back, until {self.expires_at}"


class SignInTries(models.Model):
    """Passwords that did not fit, counted for one account or one source."""

    key = models.CharField(max_length=64, unique=True)
    """As `core.throttle` names what is counted: a digest."""
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    """No password is looked at before."""

    def __str__(self) -> str:
        return f"{self.failures} failures until {self.last_at}"
