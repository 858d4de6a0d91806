"""The environment in, Django's settings out; with `environment` the only module that reads it."""

from __future__ import annotations

import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
import plotly
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from gitops_portal import environment, places

env = environ.Env()
environment.read_file()


def _secret(name: str) -> str:
    """The value of `name`, or the content of the file that `name`_FILE names; empty when neither is set."""
    path = env.str(f"{name}_FILE", default="")
    return Path(path).read_text(encoding="utf-8").strip() if path else env.str(name, default="")


def _kept_secret(name: str) -> str:
    """A secret given by the environment, else made once and kept, readable by its owner only, in the data folder."""
    if given := _secret(name):
        return given
    path = PORTAL_DATA_DIR / name.lower()
    try:
        with suppress(FileExistsError), path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(64))
        return path.read_text(encoding="utf-8")
    except OSError as error:
        told = f"{name} is not set, and can't be kept in {PORTAL_DATA_DIR} ({error.strerror})."
        raise ImproperlyConfigured(told) from error


def _own_folder(name: str) -> Path:
    """The data folder, made when missing and then closed to others."""
    path = environment.data_dir()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} can't be made ({error.strerror}). Name another folder.") from error
    return path


def _url(name: str, default: str, *schemes: str) -> str:
    """A URL of one of `schemes`; anything else stops the start with a sentence."""
    value: str = env.str(name, default=default)
    if value and urlsplit(value).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with one of {', '.join(s + '://' for s in schemes)}")
    return value


# ── where things are ─────────────────────────────────────────────────────────────────────────────────────────────

DEFAULT_DATA_DIR = environment.DEFAULT_DATA_DIR
PORTAL_DATA_DIR = _own_folder("PORTAL_DATA_DIR")
PORT = env.int("PORT", default=8000)
PORTAL_URL = _url("PORTAL_URL", f"http://127.0.0.1:{PORT}", "http", "https").rstrip("/")
ARTIFACTS_URL = _url("ARTIFACTS_URL", f"file://{PORTAL_DATA_DIR / 'artifacts'}", "file", "s3")
CHECKPOINTS_URL = _url("CHECKPOINTS_URL", "", "file", "s3")
"""Where signed checkpoints of the trail are kept a second time: with somebody else."""
SHIPPED_PRICES_DIR, KEPT_PRICES_DIR = environment.SHIPPED_PRICES_DIR, environment.kept_prices_dir()
PRICES_DIR = environment.prices_dir()
GOOGLE_PRICES_KEY = _secret("GOOGLE_PRICES_KEY")
CURRENCY = env.str("CURRENCY", default="")
REDIS_URL = _url("REDIS_URL", "", "redis", "rediss", "unix")
DEMO = env.bool("DEMO", default=True)
"""Whether the first start loads the demo organisation."""
try:
    OPA = environment.opa()
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
MAX_PLAN_BYTES = env.int("MAX_PLAN_BYTES", default=256 * 1024 * 1024)

# ── security ─────────────────────────────────────────────────────────────────────────────────────────────────────

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = _kept_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in _secret("SECRET_KEY_FALLBACKS").split() if key]
"""Keys before this one, with blanks between: what they signed or sealed still opens."""
OUTBOUND_HOSTS = [host.strip().lower() for host in env.list("OUTBOUND_HOSTS", default=[]) if host.strip()]
"""Where messages go although it lies inside the network, or on another port than 443: `host` or `host:port`."""
TERRAFORM_HOSTS = [
    host.strip().lower() for host in env.list("TERRAFORM_HOSTS", default=["app.terraform.io"]) if host.strip()
]
"""Whose run tasks may be configured: HCP Terraform, or a Terraform Enterprise of your own (`host` or `host:port`)."""
STATE_BUCKETS = [entry.strip() for entry in env.list("STATE_BUCKETS", default=[]) if entry.strip()]
"""Which states the portal may read by itself: `bucket` or `bucket/prefix`; `{workspace}` stands for a slug."""
STATE_ENDPOINTS = [entry.strip().rstrip("/") for entry in env.list("STATE_ENDPOINTS", default=[]) if entry.strip()]
"""Servers that speak S3, besides AWS, of which it may ask them."""
STATE_AWS_PROFILE = env.str("STATE_AWS_PROFILE", default="")
"""Whose credentials read states, of the profiles of boto3's configuration; empty: those that the artifact store has."""
if not all(urlsplit(entry).scheme in {"http", "https"} for entry in STATE_ENDPOINTS):
    raise ImproperlyConfigured("STATE_ENDPOINTS must begin with http:// or https://, with commas between two")
ARGOCD_SERVERS = environment.servers("ARGOCD", env.list("ARGOCD_SERVERS", default=[]), _secret("ARGOCD_TOKENS"))
"""Servers of Argo CD that are asked for their Applications, and the token of each."""
METRICS_PER_WORKSPACE = env.bool("METRICS_PER_WORKSPACE", default=False)
"""Whether `/metrics` tells of each workspace, too: some series for each."""
CLOUDWATCH_NAMESPACE = env.str("CLOUDWATCH_NAMESPACE", default="").strip()
"""Under which metrics are sent to CloudWatch; empty: none are."""
if CLOUDWATCH_NAMESPACE.startswith((":", "AWS/")):
    raise ImproperlyConfigured("CLOUDWATCH_NAMESPACE is a name of your own, such as GitOpsPortal: not AWS/…, nor :…")
EMAIL_HOST_IS_SET = bool(_secret("EMAIL_URL"))
"""Whether channels may send e-mail: nothing is sent by a mail server that nobody named."""
if EMAIL_HOST_IS_SET:
    _mail = env.email_url_config(_secret("EMAIL_URL"))
    if not _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtp+tls:// or smtp+ssl://")
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"portal@{urlsplit(PORTAL_URL).hostname}")
CI_ISSUERS_ON_LOOPBACK = False
"""Whether an issuer of CI identities may be a plain http address of this machine; no variable sets it: tests do."""
SIGNING_KEY = _secret("SIGNING_KEY")
"""An Ed25519 private key in PEM form; made and kept in the data folder when not given."""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(PORTAL_URL).hostname or "", "127.0.0.1", "localhost"])
_HTTPS = PORTAL_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz\Z", r"^readyz\Z"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # The hash is that of an empty <style>: plotly makes one and fills it through the CSSOM.
        "style-src": [SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ── sign-in by an identity provider ──────────────────────────────────────────────────────────────────────────────

OIDC_ISSUER = _url("OIDC_ISSUER", "", "https", *(["http"] if DEBUG else []))
"""Empty: nobody signs in this way. Plain http is for trying it out on one's own machine."""
OIDC_ON_LOOPBACK = DEBUG
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_ID", default=""), _secret("OIDC_CLIENT_SECRET")
OIDC_NAME = env.str("OIDC_NAME", default="SSO")
OIDC_DOMAINS = [domain.strip().lower() for domain in env.list("OIDC_DOMAINS", default=[])]
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", default="")
OIDC_TEAMS = environment.pairs("OIDC_TEAMS", env.list("OIDC_TEAMS", default=[]))
"""Which group of the provider is which team here."""
OIDC_SESSION_MINUTES = env.int("OIDC_SESSION_MINUTES", default=60)
if OIDC_ISSUER and not OIDC_CLIENT_ID:
    raise ImproperlyConfigured("OIDC_ISSUER is set, so OIDC_CLIENT_ID must be: the name the provider gave the portal.")
if OIDC_TEAMS and not OIDC_GROUPS_CLAIM:
    raise ImproperlyConfigured("OIDC_TEAMS is set, so OIDC_GROUPS_CLAIM must be: the claim that tells the groups.")
if OIDC_SESSION_MINUTES < 1:
    raise ImproperlyConfigured("OIDC_SESSION_MINUTES must be 1 or more: a session that ends before it begins is none.")

# ── the application ──────────────────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "gitops_portal.records",
    "gitops_portal.commands",
    "gitops_portal.web",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "ninja",
    *(["django_rq"] if REDIS_URL else []),
]
MIDDLEWARE = [
    "gitops_portal.web.request_ids.named",
    "django.middleware.security.SecurityMiddleware",
    "gitops_portal.web.hostile.small_bodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads by chance, so that lengths tell nothing of a token in the page
    "csp.middleware.CSPMiddleware",
    "gitops_portal.web.api.problems.as_problems",
    "gitops_portal.web.dead_ends.told",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gitops_portal.web.sessions.used",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gitops_portal.web.hostile.no_nul",
    "gitops_portal.web.hostile.nothing_unseen",
]
FILE_UPLOAD_HANDLERS = ["gitops_portal.web.hostile.NoFiles"]  # the upload of a plan brings its own
ROOT_URLCONF = "gitops_portal.urls"
WSGI_APPLICATION = "gitops_portal.wsgi.application"
AUTH_USER_MODEL = "records.Person"
SESSION_ENGINE = "gitops_portal.records.sessions"
LOGIN_URL = "session.sign_in"
LOGIN_REDIRECT_URL = "workspaces.index"
LOGOUT_REDIRECT_URL = "session.sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [places.FILES / "templates", places.FILES / "frontend"],  # the report carries the style sheets with it
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gitops_portal.web.news.of_page",
                "gitops_portal.web.access.waiting",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# ── the database ─────────────────────────────────────────────────────────────────────────────────────────────────

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{PORTAL_DATA_DIR / 'portal.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database.setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    )
else:
    _database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # A server that is away is told soon; one that hangs is left after a while, and so is a statement that never ends.
    _database.setdefault("OPTIONS", {}).update(
        {"connect_timeout": 3, "tcp_user_timeout": 10_000, "keepalives_idle": 5, "keepalives_interval": 2}
        | {"keepalives_count": 3, "options": "-c statement_timeout=120000"}
        | _database.get("OPTIONS", {})
    )

# ── static files ─────────────────────────────────────────────────────────────────────────────────────────────────

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(PORTAL_DATA_DIR / "static")))
STATICFILES_DIRS = [
    places.FILES / "frontend",
    ("plotly", Path(plotly.__file__).parent / "package_data"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or "test" in sys.argv or "pytest" in sys.modules
        else "gitops_portal.web.static.HashedStaticFiles"
    },
}

# ── queues ───────────────────────────────────────────────────────────────────────────────────────────────────────

RQ_QUEUES = {
    name: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 600, "SERIALIZER": "rq.serializers.JSONSerializer"}
    for name in (("default", "messages") if REDIS_URL else ())
}
RQ = {"JOB_CLASS": "gitops_portal.adapters.queue.OwnJob"}
CELERY_BROKER_URL = _url("CELERY_BROKER_URL", REDIS_URL, "redis", "rediss", "unix", "amqp", "memory")

# ── logging ──────────────────────────────────────────────────────────────────────────────────────────────────────

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "gitops_portal.web.logs.Line", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gitops_portal": {"level": env.str("LOG_LEVEL", default="INFO")}},
}
