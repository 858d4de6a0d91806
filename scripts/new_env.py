"""Nothing in, an .env file out on standard output: fresh secrets for docker-compose.yml."""

from __future__ import annotations

import secrets

SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "MINIO_PASSWORD")

print("# Read by docker compose and by the portal. Keep it: SECRET_KEY is the key of masked secrets and sessions.")
for name in SECRETS:
    print(f"{name}={secrets.token_hex(32)}")
print("PORTAL_URL=http://127.0.0.1:8000")
