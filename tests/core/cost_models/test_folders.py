"""Cost models are imported by provider: a plan for one cloud does not wait for those of the others."""

from __future__ import annotations

import pytest

from gitops_portal.core.cost_models import cost_models, models_for


def test_a_folder_is_called_as_its_types_begin() -> None:
    assert {kind: model for kind in cost_models() for model in [models_for([kind])[kind]]} == cost_models()


@pytest.mark.parametrize(
    ("kinds", "providers"),
    [
        (["aws_instance"], {"aws"}),
        (["aws_iam_role", "google_compute_disk", "google_novel"], {"aws", "google"}),
        (["kubernetes_namespace", "aws", "awscc_s3_bucket", "", "_", "../guardrails_x", "__pycache___x"], {"aws"}),
        ([], set()),
    ],
)
def test_models_of_the_providers_in_a_plan(kinds: list[str], providers: set[str]) -> None:
    found = models_for(kinds)
    assert found == {kind: model for kind, model in cost_models().items() if kind.partition("_")[0] in providers}
