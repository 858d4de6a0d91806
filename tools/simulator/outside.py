"""Ports in, made-up systems that answer there out: a forge, Argo CD and S3, with what a portal is set to reach them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import boto3
from moto.server import ThreadedMotoServer

from tools.forge import Forge, forge
from tools.serving import Quiet, serving

FORGE_PORT: Final = 9140
ARGOCD_PORT: Final = 9141
S3_PORT: Final = 9142
BUCKET: Final = "simulated-states"
REGION: Final = "eu-west-1"
WORD: Final = "simulated"
"""Every token and key of the made-up systems."""


@dataclass
class ArgoCD:
    """A server with one Application for each workspace, of which the resources that are out of sync can be set."""

    port: int
    asked: int = 0
    """How often its list was asked for, by a token that it knows."""
    differing: dict[str, list[str]] = field(default_factory=dict)
    """By the workspace that an Application names, the Deployments that are out of sync."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def application(self, workspace: str) -> dict[str, Any]:
        """As `kubectl get application -o json` shows it; it was compared just now."""
        differing = self.differing[workspace]
        names = sorted({"web", "worker", *differing})
        return {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": {"name": workspace, "namespace": "argocd", "labels": {"portal-workspace": workspace}},
            "spec": {
                "project": "default",
                "source": {
                    "repoURL": "https://github.com/acme/deployments",
                    "path": workspace,
                    "targetRevision": "main",
                },
                "destination": {"server": "https://kubernetes.default.svc", "namespace": workspace},
            },
            "status": {
                "reconciledAt": now(),
                "sync": {"status": "OutOfSync" if differing else "Synced", "revision": "5f3c1f0a"},
                "health": {"status": "Healthy"},
                "resources": [
                    {
                        "group": "apps",
                        "version": "v1",
                        "kind": "Deployment",
                        "namespace": workspace,
                        "name": name,
                        "status": "OutOfSync" if name in differing else "Synced",
                    }
                    for name in names
                ],
            },
        }

    def answer(self, path: str, authorization: str) -> tuple[int, dict[str, Any]]:
        """The status and the body of an answer. A list leaves out what is the same of all its items."""
        asked = urlsplit(path)
        if authorization != f"Bearer {WORD}":
            return 401, {"error": "no session information", "code": 16}
        if asked.path != "/api/v1/applications" or parse_qs(asked.query).get("selector") != ["portal-workspace"]:
            return 404, {"error": "Not Found", "code": 5}
        self.asked += 1
        items = [self.application(workspace) for workspace in list(self.differing)]
        bare = [{name: one[name] for name in ("metadata", "spec", "status")} for one in items]
        return 200, {"metadata": {}, "items": bare}


@dataclass(frozen=True)
class Outside:
    """All of it, as it runs."""

    forge: Forge
    argocd: ArgoCD
    s3: str
    """The address of the server that speaks S3."""

    @property
    def settings(self) -> dict[str, str]:
        """What a portal has to be started with, as variables of its environment, to reach all of it."""
        return {
            "OUTBOUND_HOSTS": f"{self.forge.host},{self.argocd.host}",
            "ARGOCD_SERVERS": self.argocd.url,
            "ARGOCD_TOKENS": WORD,
            "STATE_BUCKETS": f"{BUCKET}/{{workspace}}",
            "STATE_ENDPOINTS": self.s3,
            "AWS_ACCESS_KEY_ID": WORD,
            "AWS_SECRET_ACCESS_KEY": WORD,
        }

    def write_state(self, workspace: str, text: str) -> None:
        """As Terraform's S3 backend writes a state."""
        self._client().put_object(Bucket=BUCKET, Key=state_key(workspace), Body=text.encode())

    def make_bucket(self) -> None:
        self._client().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

    def _client(self) -> Any:
        keys = {"aws_access_key_id": WORD, "aws_secret_access_key": WORD}
        return boto3.client("s3", REGION, endpoint_url=self.s3, **keys)


def state_key(workspace: str) -> str:
    return f"{workspace}/terraform.tfstate"


def flux_event(workspace: str) -> dict[str, Any]:
    """What Flux's notification-controller posts after a reconciliation that changed nothing."""
    return {
        "involvedObject": {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "namespace": "flux-system",
            "name": workspace,
        },
        "severity": "info",
        "timestamp": now(),
        "message": "Reconciliation finished, next run in 10m0s",
        "reason": "ReconciliationSucceeded",
        "metadata": {"kustomize.toolkit.fluxcd.io/revision": "main@sha1:5f3c1f0a"},
        "reportingController": "kustomize-controller",
    }


def now() -> str:
    """As Kubernetes writes a time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def outside(*, fixed: bool = False) -> Iterator[Outside]:
    """Until the block ends, on ports that are free or, where `fixed`, on those that are named above. Raises OSError
    where one of these is taken.
    """
    forge_port, argocd_port, s3_port = (FORGE_PORT, ARGOCD_PORT, S3_PORT) if fixed else (0, 0, 0)
    with forge(forge_port) as a_forge, _argocd(argocd_port) as an_argocd, _s3(s3_port) as address:
        made = Outside(a_forge, an_argocd, address)
        made.make_bucket()
        yield made


@contextmanager
def _argocd(port: int) -> Iterator[ArgoCD]:
    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - as the library calls it
            status, told = made.answer(self.path, self.headers.get("Authorization", ""))
            self.say(status, json.dumps(told).encode())

    with serving(Handler, port) as taken:
        made = ArgoCD(taken)
        yield made


@contextmanager
def _s3(port: int) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would tell of each request among the story
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    host, taken = server.get_host_and_port()
    try:
        yield f"http://{host}:{taken}"
    finally:
        server.stop()
