"""An ingress gets its certificate from a secret, or from its cloud by an annotation."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Value
from tests.builders import change, change_set
from tests.judging import verdict

ARN = "arn:aws:acm:eu-west-1:1:certificate/a"


@pytest.mark.parametrize(
    ("tls", "annotations", "expected"),
    [
        ([], None, "violated"),
        ([], {"kubernetes.io/ingress.class": "nginx"}, "violated"),
        ([{"secret_name": "app-tls"}], None, "passed"),
        ([], {"alb.ingress.kubernetes.io/certificate-arn": ARN}, "passed"),
        ([], {"networking.gke.io/managed-certificates": "app"}, "passed"),
        ([], {"alb.ingress.kubernetes.io/certificate-arn": UNKNOWN}, "undetermined"),
        (UNKNOWN, None, "undetermined"),
        ([], UNKNOWN, "undetermined"),
    ],
)
def test_judges(tls: Value, annotations: Value, expected: str) -> None:
    after = {"metadata": [{"annotations": annotations}], "spec": [{"tls": tls}]}
    assert verdict("k8s-ingress-plaintext", change_set(change("kubernetes_ingress_v1.this", after=after))) == expected
