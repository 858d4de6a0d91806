"""What looks like a secret, and what only resembles one."""

from __future__ import annotations

import base64
import gzip
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.difference.diff import diff
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy import detectors
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.model import Sensitive
from tests.documents import entry, plan

MASK = Mask(b"a key for tests")
RANDOM = "Zk3vQ9xT7mB2nW5rL8pY4cH6"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"  # gitleaks:allow

# written in two halves, so that nobody who scans this file finds what only looks like a secret
FORMATS = [
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ASIA" + "IOSFODNN7EXAMPLE",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "ya29." + "a" * 40,
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "a1B2" * 20,
    "glpat-" + "a1B2" * 5,
    "xoxb-" + "1234567890-abcdef",
    "sk_live_" + "a1B2" * 6,
    "rk_test_" + "a1B2" * 6,
    "whsec_" + "a1B2" * 8,
    "SG." + "a" * 22 + "." + "b" * 43,
    "npm_" + "a1B2" * 9,
    "pypi-" + "a1B2" * 20,
    "hvs." + "a1B2" * 8,
    "dop_v1_" + "ab12" * 16,
    "abcdefghij1234.atlasv1." + "a1B2" * 16,
    "sk-proj-" + "a1B2" * 10,
    "AGE-SECRET-KEY-1" + "A" * 58,
    JWT,
    PEM,
]


@pytest.mark.parametrize("text", FORMATS)
def test_knows_the_format_wherever_it_stands(text: str) -> None:
    assert detectors.parts(text) == [text]
    assert detectors.parts(f"before {text} after") == [text]
    assert detectors.parts(json.dumps({"a": [text]})) == [json.dumps(text)[1:-1]]


def in_base64(text: str, *, zipped: bool = False, lines: bool = False) -> str:
    data = gzip.compress(text.encode(), mtime=0) if zipped else text.encode()
    return (base64.encodebytes(data) if lines else base64.b64encode(data)).decode()


SCRIPT = f"#!/bin/sh\nexport DB_PASSWORD={RANDOM}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (in_base64(SCRIPT), True),
        (in_base64(SCRIPT, lines=True), True),
        (in_base64(SCRIPT, zipped=True), True),
        (in_base64(in_base64(SCRIPT)), True),
        (in_base64(FORMATS[0]), True),
        (in_base64(json.dumps({"token": RANDOM})), True),
        (in_base64(PEM), True),
        (in_base64("#!/bin/sh\necho hello\n"), False),
        (in_base64("#!/bin/sh\necho hello\n", zipped=True), False),
        (in_base64("x" * 300_000, zipped=True), False),
        ("H4sIAAAAAAAAA" + "B" * 19, False),
        ("AAAA" * 400, False),
        ("sha256" + "0a1b" * 16, False),
    ],
)
def test_looks_into_texts_in_base64(text: str, found: bool) -> None:
    assert detectors.parts(text) == ([text] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgres://app:s3cr3t-pw@db.example:5432/app", ["s3cr3t-pw"]),
        ("amqp://app:app@app.example", [":app@"]),
        ("https://user:${var.p}@example.com", []),
        ("https://example.com:8080/@scope/a", []),
        ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + "aB3/" * 21 + "ab==", ["aB3/" * 21 + "ab=="]),
        ("Server=db;User ID=app;Password=Hunter2Hunter2;", ["Hunter2Hunter2"]),
        (f"export API_TOKEN={RANDOM}\n", [RANDOM]),
        (f"#!/bin/sh\nDB_PASSWORD='{RANDOM}' run", [RANDOM]),
        (f"db:\n  password: {RANDOM}\n", [RANDOM]),
        (f"env:\n- name: DB_PASSWORD\n  value: {RANDOM}\n", [RANDOM]),
        (json.dumps([{"environment": [{"name": "DB_PASSWORD", "value": RANDOM}]}]), [RANDOM]),
        (json.dumps([{"environment": [{"value": RANDOM, "name": "DB_PASSWORD"}]}]), [RANDOM]),
        (json.dumps({"clientSecret": RANDOM}), [RANDOM]),
        (json.dumps({"in": json.dumps({"apiKey": RANDOM})}), [RANDOM]),
        ("password: ${DB_PASSWORD}", []),
        ("password=changeme123", []),
        (f"creation_token={RANDOM}", []),
        ("passwordPolicy: strict1234", []),
        ("secretName: my-secret-name-12", []),
        ("existingSecret: my-app-credentials-v2", []),
        ('{"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/db"}]}', []),
        ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf", []),
        ("ami-0c38b837cd80f13bb", []),
        ("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", []),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:" + "ab12" * 16, []),
        ("7c9e6679-7425-40de-944b-e07fc1f90ae7", []),
        ("ssh-rsa " + "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7" * 8 + " me@example", []),
        ("-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", []),
        ("-----BEGIN PUBLIC KEY-----\nMIIC\n-----END PUBLIC KEY-----", []),
        ("iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4" * 4, []),
        ("task-definition-sk-learn-model-registry-production-v2", []),
        ("Z1D633PJN98FT9", []),
    ],
)  # fmt: skip
def test_parts_of_texts(text: str, found: list[str]) -> None:
    assert detectors.parts(text) == found


@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("password", "correct-horse-7", True),
        ("DB_PASSWORD", "hunter2x", True),
        ("master_password", "secretword", False),
        ("password", "short1", False),
        ("password", "arn:aws:secretsmanager:x:1:secret:a", False),
        ("client_secret", RANDOM, True),
        ("apiKey", RANDOM, True),
        ("secret_access_key", "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY", True),
        ("auth_token", "7c9e6679-7425-40de-944b-e07fc1f90ae7", True),
        ("creation_token", "7c9e6679-7425-40de-944b-e07fc1f90ae7", False),
        ("kms_key", RANDOM, False),
        ("secret_arn", RANDOM, False),
        ("token_ttl", RANDOM, False),
        ("secret", "my-app-credentials-v2", False),
        ("secret", "projects/p/secrets/db-password-1", False),
        ("token", "aaaaaaaaaaaaaaaa1", False),
        ("id", RANDOM, False),
    ],
)
def test_names(name: str, text: str, secret: bool) -> None:
    assert (detectors.named(name) and detectors.secret(name, text)) is secret


def sides(before: dict[str, Any], after: dict[str, Any]) -> Any:
    body = entry("aws_x.y", "update", before=before, after=after)
    loaded = parse.load(plan(body), MASK)
    assert parse.read(loaded.clean, MASK) == loaded.changes
    return loaded


def test_a_suspected_value_is_masked_before_it_is_kept_and_says_so() -> None:
    loaded = sides({"api_key": RANDOM}, {"api_key": RANDOM[::-1]})
    assert RANDOM.encode() not in loaded.clean
    (found,) = diff(loaded.changes.changes[0]).differences
    assert (found.before, found.after) == ("(suspected secret)", "(suspected secret, changed)")
    assert found.suspected and found.sensitive
    assert isinstance(loaded.changes.changes[0].after["api_key"], Sensitive)


def test_in_a_document_only_the_secret_is_masked_and_what_else_differs_is_seen() -> None:
    one = json.dumps([{"name": "app", "cpu": 256, "environment": [{"name": "API_TOKEN", "value": RANDOM}]}])
    two = json.dumps([{"name": "app", "cpu": 512, "environment": [{"name": "API_TOKEN", "value": RANDOM}]}])
    loaded = sides({"container_definitions": one}, {"container_definitions": two})
    assert RANDOM.encode() not in loaded.clean
    (found,) = diff(loaded.changes.changes[0]).differences
    assert (found.path, found.before, found.after) == ("container_definitions[0].cpu", "256", "512")


def test_a_list_of_names_and_values_is_looked_at_pair_by_pair() -> None:
    loaded = sides(
        {}, {"environment": [{"name": "DB_PASSWORD", "value": RANDOM}, {"name": "URL", "value": "http://a"}]}
    )
    one, other = loaded.changes.changes[0].after["environment"]
    assert isinstance(one["value"], Sensitive)
    assert other == {"name": "URL", "value": "http://a"}


@given(
    st.sampled_from(FORMATS), st.text(st.characters(codec="ascii", categories=["Zs", "Po"]), max_size=5), st.booleans()
)
def test_masking_never_leaks(secret: str, around: str, nested: bool) -> None:
    text = json.dumps({"a": f" {secret} "}) if nested else f"{around} {secret} {around}"
    loaded = sides({"note": "x"}, {"note": text, "list": [text], "map": {"deep": [text]}})
    written = json.dumps(secret)[1:-1].encode()
    assert written not in loaded.clean
    assert json.dumps(written.decode())[1:-1].encode() not in loaded.clean


@pytest.mark.parametrize(
    "piece",
    [
        "a", "a-", "password=", "password=@", "password=Zk3vQ9xT7mB2\n", "token ", "://", "://a:b@", "eyJ-", "eyJa.eyJa.",
        "-----BEGIN PRIVATE KEY-----", "AKIA", "sk-", "SG.", "gh" + "p_", '{"password":', "A1b2",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_of_a_text_only(piece: str) -> None:
    def taken(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        detectors.parts(text)
        detectors.secret("token", text)
        return time.process_time() - start

    short, long = (min(taken(length) for _ in range(3)) for length in (100_000, 1_600_000))
    assert long < 16 * 4 * max(short, 0.001)


def test_a_text_with_secrets_by_the_thousand_is_hidden_whole() -> None:
    text = "".join(f"password=Zk3vQ9xT7mB2{number}\n" for number in range(2_000))
    assert detectors.parts(text) == [text]
    loaded = sides({}, {"note": text})
    assert isinstance(loaded.changes.changes[0].after["note"], Sensitive)
