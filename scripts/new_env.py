"""Nothing in, an .env file out on standard output: fresh secrets for docker-compose.yml."""

from __future__ import annotations

import secrets

SECRETS = (
    "SECRET_KEY",
    "POSTGRES_PASSWORD",
    "PORTAL_DATABASE_PASSWORD",
    "VALKEY_PASSWORD",
    "GARAGE_RPC_SECRET",
    "S3_SECRET",
)

print("# Read by docker compose and by the portal. Keep it: SECRET_KEY is the key of masked secrets and sessions.")
for name in SECRETS:
    print(f"{name}={secrets.token_hex(32)}")
print(f"S3_KEY_ID=GK{secrets.token_hex(16)}")
print("PORTAL_URL=http://127.0.0.1:8000")
