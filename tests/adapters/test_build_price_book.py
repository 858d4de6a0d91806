"""The script that makes the price book, on a handful of facts."""

from __future__ import annotations

import gzip
import importlib.util
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gitops_portal.adapters.prices import load
from gitops_portal.core.pricing.price_book import RowKind

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_price_book.py"
COMPONENTS = """\
provider,terraform_type,component,variant,block_path,selector,region,unit,usd_per_unit,kind,quantity,confidence,source,price_date
aws,aws_nat_gateway,nat_gateway,,,,us-east-1,hours,0.045,baseline,730,exact,list,2024-07-01
aws,aws_nat_gateway,data_processed,,,,us-east-1,GB,0.045,usage,,approx,list,2024-07-01
aws,aws_thing,fee,,,size=1,us-east-1,hours,1,baseline,730,exact,list,2024-07-01
aws,aws_thing,fee,,,size=2,us-east-1,hours,2,baseline,730,exact,list,2024-07-01
aws,aws_thing,speed,slow,,,us-east-1,hours,1,baseline,730,exact,list,2024-07-01
aws,aws_thing,speed,quick,,,us-east-1,hours,2,baseline,730,exact,list,2024-07-01
aws,aws_thing,storage,,,,us-east-1,GB,2,baseline,the number of disks,exact,list,2024-07-01
aws,aws_thing,other,,,,us-east-1,hours,2,baseline,730,ambiguous,list,2024-07-01
aws,aws_kms_key,customer_master_key,,,,us-east-1,months,1,baseline,1,exact,list,2024-07-01
"""
HOURLY = {
    "aws_ec2_ondemand": "region,instance_type,os,usd_per_hour,source,price_date,confidence\nus-east-1,m5.large,linux,0.096,list,2024-01-01,derived\n",
    "aws_rds_ondemand": "region,engine,license_model,deployment,instance_class,usd_per_hour,source,price_date\n",
    "aws_elasticache_ondemand": "region,engine,node_type,usd_per_hour,source,price_date\n",
    "aws_opensearch_ondemand": "region,instance_type,usd_per_hour,source,price_date\n",
    "azure_vm": "region,vm_size,os,usd_per_hour,source,price_date\n",
    "gcp_compute": "region,machine_type,usd_per_hour,spot_usd_per_hour,source,price_date\nus-central1,n1-standard-1,0.0475,0.01,list,2026-01-01\n",
}
PLAIN = {
    "components": COMPONENTS,
    "gcp_machine_specs": "machine_type,vcpu,memory_gb,sustained_use_factor_730h\nn1-standard-1,1,3.75,0.7\n",
    "region_ratio": "provider,region,service,base_region,ratio,samples\naws,eu-west-1,ec2_linux,us-east-1,1.1,9\n",
    "free": "provider,terraform_type,group,source\naws,aws_iam_role,IAM,list\n",
}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in HOURLY.items():
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
    for name, text in PLAIN.items():
        (tmp_path / f"{name}.csv").write_text(text)
    script = _script()
    monkeypatch.setattr(script, "TARGET", tmp_path / "book")
    script.main(tmp_path)
    return tmp_path / "book"


def test_builds_what_the_loader_reads(built: Path) -> None:
    book = load(built)
    assert book.problem == ""
    assert "aws_iam_role" in book.free
    instance = book.price("aws-ec2", "m5.large linux", "us-east-1")
    assert instance is not None
    assert (instance.usd, instance.date, instance.note) == (
        Decimal("0.096"),
        "2024-01-01",
        "derived from the same family",
    )
    machine = book.price("google-compute", "n1-standard-1", "us-central1")
    assert machine is not None
    assert machine.usd == Decimal("0.03325")
    assert "sustained-use" in machine.note


def test_tells_fixed_fees_from_use_and_leaves_out_what_disagrees(built: Path) -> None:
    book = load(built)
    kinds = {row.name: (row.kind, row.quantity) for row in book.rows["aws_nat_gateway"]}
    assert kinds == {"Nat gateway": (RowKind.BASELINE, "730"), "Data processed": (RowKind.USAGE, "")}
    (key,) = (row for row in book.rows["aws_kms_key"] if row.kind is RowKind.BASELINE)
    assert book.price("aws_kms_key", key.item, "ap-south-1") is not None


def test_writes_what_decides_a_price_and_what_nothing_tells_apart(built: Path) -> None:
    assert [(row.component, row.selector, row.kind, row.note) for row in load(built).rows["aws_thing"]] == [
        ("fee", "size=1", RowKind.BASELINE, ""),
        ("fee", "size=2", RowKind.BASELINE, ""),
        ("speed", "", RowKind.UNPRICED, "Nothing that is read tells which price its speed has."),
        ("storage", "", RowKind.USAGE, ""),
    ]
    price = load(built).shelves["aws_thing"]["us-east-1"]["storage | Storage | "]
    assert price.note == "how many depends on the number of disks"


def test_tells_what_it_leaves_out(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = _script()
    monkeypatch.setattr(script, "TARGET", built)
    script.main(built.parent)
    told = capsys.readouterr().out
    assert "aws_thing Other [] us-east-1: called ambiguous." in told
    assert "aws_thing speed []: several prices." in told


def test_the_same_facts_make_the_same_bytes(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in built.rglob("*.csv*")}
    script = _script()
    monkeypatch.setattr(script, "TARGET", built)
    script.main(tmp_path)
    assert {path.name: path.read_bytes() for path in built.rglob("*.csv*")} == before


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("build_price_book", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
