"""`manage.py evaluate`: the exit code CI acts on, the report, and a sentence where there is nothing to evaluate."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.documents import HARMLESS, OPEN_SSH, entry, plan
from tests.portal import ROOT

DISK = plan(entry("aws_ebs_volume.data", after={"size": 100, "type": "gp3", "encrypted": False}))
NOWHERE = plan(
    entry("aws_ebs_volume.data", after={"size": 100, "type": "gp3", "encrypted": True}),
    configuration={"root_module": {}},
)

FREE = entry("aws_sns_topic_policy.alerts", after={"policy": "{}"})
FREE_BESIDE = plan(FREE, *(entry(f"aws_novel.{name}", after={}) for name in "ab"))
BY_USE = plan(FREE, entry("aws_sns_topic.a", after={}))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("evaluate", *arguments)
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def written(body: bytes, name: str = "plan.json") -> str:
        path = tmp_path / name
        path.write_bytes(body)
        return str(path)

    return written


@pytest.mark.parametrize(
    ("body", "code", "verdict"),
    [(HARMLESS, 0, "passed"), (OPEN_SSH, 2, "blocked"), (DISK, 3, "needs_approval")],
)
def test_the_exit_code_is_the_verdict(
    capsys: pytest.CaptureFixture[str], file: Any, body: bytes, code: int, verdict: str
) -> None:
    found, out, _ = run(capsys, file(body), "--json")
    assert (found, json.loads(out)["verdict"]) == (code, verdict)
    found, out, _ = run(capsys, file(body))
    assert (found, out.split("\n")[0]) == (code, f"Verdict    {verdict.replace('_', ' ')}")


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"", "empty"), (b"{}", "terraform show -json"), (b"PK\x03\x04", "terraform show -json")],
)
def test_what_is_no_plan_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], file: Any, body: bytes, told: str
) -> None:
    code, out, err = run(capsys, file(body))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err


def test_a_missing_file_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "/nowhere/plan.json")
    assert (code, err) == (1, "/nowhere/plan.json cannot be read: No such file or directory.\n")


def test_standard_input_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(OPEN_SSH)))
    assert run(capsys, "-")[0] == 2


def test_rules_come_from_a_file(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    rules = file(b"guardrails:\n  sg-open-ssh: advisory\n", "rules.yaml")
    assert run(capsys, file(OPEN_SSH), "--guardrails", rules)[0] == 0
    unknown = file(b"guardrails: {no-such-rule: advisory}", "unknown.yaml")
    code, _, err = run(capsys, file(OPEN_SSH), "--guardrails", unknown)
    assert (code, "no-such-rule" in err) == (1, True)
    assert run(capsys, file(OPEN_SSH), "--guardrails", file(b"a: [", "broken.yaml"))[0] == 1


def test_a_region_is_used_where_the_plan_names_none(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    def status(*more: str) -> str:
        return str(json.loads(run(capsys, file(NOWHERE), "--json", *more)[1])["cost"]["resources"][0]["status"])

    assert status() == "unpriced"
    assert status("--region", "aws=eu-west-1") == "priced"
    assert run(capsys, file(NOWHERE), "--region", "eu-west-1")[0] == 1


def test_a_graph_adds_its_edges(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    two = file(plan(entry("aws_vpc.a", after={}), entry("aws_subnet.b", after={})))
    dot = file(b'digraph G {\n"aws_subnet.b" -> "aws_vpc.a"\n}', "graph.dot")
    _, out, _ = run(capsys, two, "--graph", dot, "--json")
    assert json.loads(out)["graph"]["edge_list"] == [["aws_subnet.b", "aws_vpc.a"]]


def test_a_finding_tells_the_attribute_with_its_value(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    secret = {"acl": "public-read", "bucket": "x" * 200}
    body = plan(entry("aws_s3_bucket.web", after=secret, sensitive={"bucket": True}))
    _, out, _ = run(capsys, file(body))
    assert 's3-acl-public-read  aws_s3_bucket.web  acl: "public-read"\n' in out
    _, out, _ = run(capsys, file(body), "--json")
    found = {each["guardrail"]: each for each in json.loads(out)["guardrails"]["findings"]}
    assert (found["s3-acl-public-read"]["attribute"], found["s3-acl-public-read"]["value"]) == ("acl", '"public-read"')
    hidden = plan(entry("aws_s3_bucket.web", after=secret, sensitive={"acl": True, "bucket": True}))
    _, out, _ = run(capsys, file(hidden))
    assert "s3-acl-public-read  aws_s3_bucket.web  acl: (sensitive)\n" in out
    assert 'public-read"' not in out


def test_a_terminal_sees_no_control_characters(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    hostile = OPEN_SSH.replace(b"aws_security_group.web", b"aws_security_group.web\\u001b[2J\\u202e")
    _, out, _ = run(capsys, file(hostile))
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_long_report_is_json_in_ascii(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    names = [f"aws_vpc.é{number}" for number in range(500)]
    _, out, _ = run(capsys, file(plan(*(entry(name, after={}) for name in names))), "--json")
    assert (out.isascii(), len(out) > 1 << 16) == (True, True)
    assert [line["address"] for line in json.loads(out)["cost"]["resources"]] == names


def test_nothing_is_imported_that_only_pages_need(file: Any) -> None:
    command = [sys.executable, "-X", "importtime", "manage.py", "evaluate", file(OPEN_SSH), "--json"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert (done.returncode, "gitops_portal.core.evaluate" in imported) == (2, True)
    portal = {f"gitops_portal.core.{room}" for room in ("difference", "drawing", "view")}
    assert imported.isdisjoint({"django", "yaml", "networkx", "difflib", *portal})


@pytest.mark.parametrize(
    ("body", "arguments", "told"),
    [
        (NOWHERE, (), "not known; 1 unpriced resource"),
        (FREE_BESIDE, (), "not known; 2 unpriced resources, 1 free of charge"),
        (BY_USE, (), "not known; 1 usage-based, 1 free of charge"),
        (HARMLESS, (), "0.00 → 0.00 USD a month (+0.00); 1 free of charge"),
        (NOWHERE, ("--region", "aws=us-east-1"), "0.00 → 8.00"),
        (plan(), (), "nothing to price"),
    ],
)
def test_what_has_no_price_costs_no_zero(
    capsys: pytest.CaptureFixture[str], file: Any, body: bytes, arguments: tuple[str, ...], told: str
) -> None:
    _, out, _ = run(capsys, file(body), *arguments)
    assert next(line for line in out.split("\n") if line.startswith("Cost")).startswith(f"Cost       {told}")


def test_a_plan_that_no_guardrail_knows_says_so_once(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    network = entry("google_compute_route.a", after={}) | {"provider_name": "hashicorp/google"}
    for complete, expected in ((True, 0), (False, 3)):
        code, out, _ = run(capsys, file(plan(network, complete=complete)))
        assert (code, out.count("knows what changes here (1 of hashicorp/google)")) == (expected, 1)
    _, out, _ = run(capsys, file(plan(network)), "--json")
    found = json.loads(out)
    assert found["reasons"] == found["guardrails"]["unjudged"] != []


CONDITIONS = b"""
rules:
  not-wide:
    title: Instances are not wide
    severity: low
    enforcement: mandatory
    types: [aws_instance]
    kind: cel
    condition: after.instance_type == "m5.large"
    message: it is wide
  typed:
    title: Instances have a type
    severity: low
    enforcement: advisory
    types: [aws_instance]
    kind: attribute
    parameters: {path: instance_type, operator: is none of, expected: [m5.large]}
    message: it is wide
"""


@pytest.mark.parametrize(
    ("told", "condition", "kind"),
    [
        ({}, "violated", "violated"),
        ({"unknown": {"instance_type": True}}, "undetermined", "undetermined"),
        ({"sensitive": {"instance_type": True}}, "undetermined", "violated"),
    ],
)
def test_a_condition_never_sees_a_secret_that_other_guardrails_may_read(
    capsys: pytest.CaptureFixture[str], file: Any, told: dict[str, Any], condition: str, kind: str
) -> None:
    after = {} if "unknown" in told else {"instance_type": "m5.large"}
    body = plan(entry("aws_instance.a", after=after, **told))
    code, out, _ = run(capsys, file(body), "--guardrails", file(CONDITIONS, "own.yaml"), "--json")
    found = {each["guardrail"]: each for each in json.loads(out)["guardrails"]["findings"]}
    assert (found["not-wide"]["status"], found["typed"]["status"]) == (condition, kind)
    assert code == (2 if condition == "violated" else 3)


QUEUE = plan(entry("aws_sqs_queue.jobs", after={"name": "jobs"}))


def test_usage_comes_from_a_file(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    told = b"version: 1\ntypes:\n  aws_sqs_queue:\n    requests: {low: 0, typical: 2000000, high: 5000000}\n"
    given = (file(QUEUE), "--usage", file(told, "usage.yaml"))
    _, said, _ = run(capsys, *given)
    assert "0.00 → 0.89 USD a month (+0.89), by usage from 0.00 to 2.23 after; 1 priced" in said
    cost = json.loads(run(capsys, *given, "--json")[1])["cost"]
    assert cost["low"] == {"before": "0", "after": "0"}
    assert Decimal(cost["high"]["after"]) == Decimal(cost["monthly_after"]) * 5 / 2


@pytest.mark.parametrize(
    ("given", "code", "told"), [((), 3, "checkov has said nothing"), (("--report",), 2, "CKV_AWS_9: open")]
)
def test_a_guardrail_counts_what_another_tool_says(
    capsys: pytest.CaptureFixture[str], file: Any, given: tuple[str, ...], code: int, told: str
) -> None:
    rule = b"rules: {s: {title: S, severity: critical, kind: tool_findings, parameters: {tool: checkov}}}"
    result = {"ruleId": "CKV_AWS_9", "message": {"text": "open"}}
    runs = [{"tool": {"driver": {"name": "checkov"}}, "results": [result]}]
    report = file(json.dumps({"version": "2.1.0", "runs": runs}).encode(), "checkov.sarif")
    answer, said, _ = run(
        capsys, file(HARMLESS), "--guardrails", file(rule, "g.yaml"), *given, *([report] if given else [])
    )
    assert (answer, told in said) == (code, True)


def test_a_wrong_usage_file_is_told_with_its_line(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    wrong = file(b"version: 1\ntypes:\n  aws_sqs_queue: {request: 1}\n", "usage.yaml")
    code, _, said = run(capsys, file(QUEUE), "--usage", wrong)
    assert code == 1
    assert f"{wrong}:3: types.aws_sqs_queue.request: there is no such use of aws_sqs_queue: write requests." in said


def test_what_the_usage_file_tells_in_vain_is_told_by_name(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    told = b"version: 1\nresources:\n  aws_sqs_queue.gone: {requests: 1}\n  aws_sqs_queue.jobs: {requests: 1}\n"
    given = (file(QUEUE), "--usage", file(told, "usage.yaml"))
    said = run(capsys, *given)[1]
    assert "Usage      nothing in the plan takes what is told of 1 of the entries:\n  aws_sqs_queue.gone\n" in said
    cost = json.loads(run(capsys, *given, "--json")[1])["cost"]
    assert cost["usage_unmatched"] == [{"entry": "aws_sqs_queue.gone", "uses": []}]


OWN = b"version: 1\ndiscounts:\n  - {service: aws_sqs_queue, percent: 50, until: 2027-01-31}\n"
REQUESTS = b"version: 1\ntypes:\n  aws_sqs_queue: {requests: 2000000}\n"


def test_own_prices_come_from_a_file_and_hold_on_their_days(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    given = (file(QUEUE), "--usage", file(REQUESTS, "usage.yaml"), "--prices", file(OWN, "prices.yaml"))
    costs = [json.loads(run(capsys, *given, "--json", "--on", day)[1])["cost"] for day in ("2027-01-31", "2027-02-01")]
    during, after = costs
    assert Decimal(during["monthly_after"]) * 2 == Decimal(after["monthly_after"])
    assert during["prices_version"] == after["prices_version"] != ""
    assert (bool(during["own_prices_version"]), after["own_prices_version"]) == (True, "")
    assert (during["priced_on"], after["priced_on"]) == ("2027-01-31", "2027-02-01")
    part = costs[0]["resources"][0]["components"][0]
    assert Decimal(part["unit_price"]) * 2 == Decimal(part["list_price"])
    assert "50 % off by contract, until 2027-01-31" in part["note"]
    assert "with own prices" in run(capsys, *given, "--on", "2027-01-31")[1]


def test_own_prices_of_what_goes_are_told_of(capsys: pytest.CaptureFixture[str], file: Any) -> None:
    """Of a replacement in another region, only what stood before has one."""
    sides = {side: {"region": region} for side, region in (("before", "eu-west-1"), ("after", "us-east-1"))}
    own = b"version: 1\nprices:\n  - {service: aws_nat_gateway, item: nat_gateway, usd: 0.01, unit: hours, region: eu-west-1}\n"
    moved = plan(entry("aws_nat_gateway.out", "delete", "create", **sides))
    said = run(capsys, file(moved), "--prices", file(own, "prices.yaml"))[1]
    assert "7.30 → 32.85 USD a month (+25.55), with own prices; 1 priced" in said


@pytest.mark.parametrize(
    ("text", "on", "says"),
    [
        (
            b"version: 1\nprices:\n  - {service: aws_sqs_queue}\n",
            "2027-01-31",
            "prices.yaml:3: prices[0]: usd is missing",
        ),
        (OWN, "31.1.2027", "--on 31.1.2027 is no day: write it as in 2027-01-31."),
    ],
)
def test_a_wrong_prices_file_or_day_is_told(
    capsys: pytest.CaptureFixture[str], file: Any, text: bytes, on: str, says: str
) -> None:
    code, _, said = run(capsys, file(QUEUE), "--prices", file(text, "prices.yaml"), "--on", on)
    assert code == 1
    assert says in said
