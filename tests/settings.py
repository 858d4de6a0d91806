"""The portal's own settings, away from the developer's data and servers: SQLite in memory, a folder of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for name in ("DATABASE_URL", "REDIS_URL"):  # for the tests that start real processes: tests/servers.py
    os.environ.setdefault(f"GIVEN_{name}", os.environ.get(name, ""))

folder = tempfile.mkdtemp(prefix="portal-tests-")
Path(folder, "static").mkdir()  # where collected files would lie; nothing is collected for tests
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ.update(
    DATABASE_URL="sqlite://:memory:",
    REDIS_URL="",
    CELERY_BROKER_URL="",
    ARTIFACTS_URL=f"file://{folder}/artifacts",
    PORTAL_DATA_DIR=folder,
    PORTAL_URL="http://testserver",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    SECRET_KEY="of the tests, and of nothing else: 0123456789abcdef0123456789abcdef",
    DEBUG="false",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright leaves its event loop in the thread of the tests that follow
)

from gitops_portal.settings import *  # noqa: E402, F403  # the environment above must stand first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
