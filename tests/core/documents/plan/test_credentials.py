"""Constants of providers: which get somebody in, and which only say where and how."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.documents.plan.credentials import credentials

EXEC = {
    "api_version": {"constant_value": "client.authentication.k8s.io/v1beta1"},
    "command": {"constant_value": "aws"},
    "args": {"constant_value": ["eks", "get-token", "--cluster-name", "payments-prod", "--region", "eu-west-1"]},
}


def constant(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


@pytest.mark.parametrize(
    ("option", "expression", "secret"),
    [
        ("password", constant("hush"), ["hush"]),
        ("token", constant("plain words"), ["plain words"]),
        ("client_secret", constant("a-slug"), ["a-slug"]),
        ("api_key", constant("hush"), ["hush"]),
        ("auth", [{"login": constant("hush")}], ["hush"]),
        ("auth", constant({"user": "joe", "pin": "hush"}), ["hush"]),
        ("assume_role", [{"external_id": constant("hush"), "role_arn": constant("arn:aws:iam::1:role/r")}], ["hush"]),
        ("headers", constant({"Authorization": "Bearer hush-hush", "X-Auth": "hush"}), ["Bearer hush-hush", "hush"]),
        ("odd_option", constant("Zk3vQ9xT7mB2"), ["Zk3vQ9xT7mB2"]),
        ("odd_option", constant(["Zk3vQ9xT7mB2"]), ["Zk3vQ9xT7mB2"]),
        (
            "exec",
            [{**EXEC, "args": constant(["login", "--token", "hush", "--password=hush-2", "-v"])}],
            ["hush", "hush-2"],
        ),
        ("exec", [{**EXEC, "env": constant({"API_TOKEN": "hush"})}], ["hush"]),
        ("exec", [EXEC], []),
        ("region", constant("eu-west-1"), []),
        ("default_location", constant("westeurope"), []),
        ("retry_mode", constant("standard"), []),
        ("database", constant("orders"), []),
        ("sslmode", constant("require"), []),
        ("max_retries", constant(5), []),
        ("insecure", constant(True), []),
        ("default_tags", [{"tags": constant({"owner": "platform-team"})}], []),
        ("kubernetes", [{"config_path": constant("~/.kube/config"), "host": constant("https://a.example")}], []),
        ("http_proxy", constant("http://proxy.example:3128"), []),
        ("odd_option", {"references": ["var.a"]}, []),
        ("odd_option", constant(None), []),
    ],
)
def test_what_gets_somebody_in(option: str, expression: Any, secret: list[str]) -> None:
    assert [value for value in credentials(option, expression) if isinstance(value, str)] == secret
