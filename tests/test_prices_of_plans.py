"""Whole plans of our own, priced: each stands for what is easily taken for something else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.rules.ruleset import RuleSet
from tests.priced import BOOK

CASES = Path(__file__).parent / "cases"
CENT = Decimal("0.01")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("elasticache-cluster-created", "0.00", "239.44"),  # 2*730*0.164
        ("elasticache-cluster-replaced", "239.44", "477.42"),  # 2*730*0.327
        ("replication-group-scaled-out", "239.44", "478.88"),
        ("replication-group-scaled-in", "478.88", "239.44"),
        ("replication-group-number-cache-clusters", "0.00", "359.16"),  # 3*730*0.164
        ("asg-without-desired-capacity", "0.00", "236.97"),  # 3*(730*0.107 + 8*0.11)
        ("aks-pool-autoscaled", "0.00", "398.00"),  # 2*(730*0.24 + 23.80)
        ("instance-from-launch-template", "0.00", "81.09"),  # 730*0.107 + 7*0.30 + 8*0.11
        ("rds-oracle-gp3-300gb", "0.00", "314.04"),  # striped from 200 GB on, so 12,000 IOPS are included
        ("rds-sqlserver-gp3-500gb", "0.00", "1093.30"),  # never striped: 5000 IOPS above those included
        ("rds-postgres-gp3-throughput", "0.00", "351.12"),
        ("rds-iops-without-storage-type", "0.00", "906.62"),  # IOPS make it io1
        ("rds-io1-said", "0.00", "906.62"),
        ("eks-windows-nodes", "0.00", "301.54"),  # 2*(730*0.199 + 50*0.11)
        ("windows-image-by-data-source", "0.00", "151.77"),  # 730*0.199 + 7*0.30 + 50*0.088
        ("efs-provisioned-throughput", "0.00", "1712.64"),  # 256*6.00*1.115
        ("secret-with-replicas", "0.00", "1.20"),  # 3*0.40
        ("dynamodb-infrequent-access", "0.00", "79.37"),  # 1.25*(100*0.095 + 100*0.4745)*1.115
        ("opensearch-gp3-throughput", "0.00", "477.10"),  # 3*(730*0.187 + (100*0.122 + 125*0.064)*1.115)
        ("fargate-units-in-words", "0.00", "120.55"),  # 3*(29.55 + 2*3.245)*1.115
        ("aks-windows-pool", "0.00", "187.39"),
    ],
)
def test_a_plan_costs(name: str, before: str, after: str) -> None:
    plan = parse.load((CASES / f"{name}.json").read_bytes(), Mask(b"prices"))
    cost = evaluate(plan.changes, RuleSet(guardrails()), BOOK).cost
    assert (cost.before.quantize(CENT), cost.after.quantize(CENT)) == (Decimal(before), Decimal(after))
