"""What a scrape is given, and that the shipped alerts and the dashboard speak of nothing else."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as classic

from gitops_portal.actions import clock, tokens
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import Run, Workspace
from tests import organisation as org
from tests.portal import ROOT

pytestmark = pytest.mark.django_db

OPERATOR = Actor(ActorKind.PORTAL, "command line")
ALERTS = ROOT / "integrations" / "prometheus" / "portal-alerts.yml"
BOARD = json.loads((ROOT / "integrations" / "grafana" / "portal.json").read_text(encoding="utf-8"))
EXPRESSIONS = [
    *(
        rule["expr"]
        for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ),
    *(target["expr"] for panel in BOARD["panels"] for target in panel["targets"]),
]


@pytest.fixture
def prometheus() -> Client:
    """A client with a token of the organisation that may read and nothing else."""
    secret = tokens.create(OPERATOR, name="Prometheus", scopes=["read"])[1]
    return Client(headers={"Authorization": f"Bearer {secret}"})


def run(workspace: Workspace, state: State, age: timedelta, took: float | None = None, **more: Any) -> Run:
    workspace.last_number += 1
    workspace.save()
    made = clock.now() - age
    ended = None if took is None else made + timedelta(seconds=took)
    number = workspace.last_number
    return Run.objects.create(
        workspace=workspace, number=number, state=state, digest="d", artifact="a", created_at=made, evaluated_at=ended, **more
    )  # fmt: skip


@pytest.fixture
def estate() -> None:
    """Three workspaces: one drifted and priced, one in the queue, one that nobody ever verified."""
    network, data, _ = org.workspace("network", drifted=2), org.workspace("data", drifted=0), org.workspace("empty")
    price = {"cost_before": Decimal(10), "cost_after": Decimal("12.5")}
    run(network, State.APPLIED, timedelta(minutes=30), 0.4, verdict="passed", **price)
    run(network, State.BLOCKED, timedelta(minutes=20), 7, verdict="blocked")
    run(data, State.ERRORED, timedelta(hours=3), 1)
    run(data, State.QUEUED, timedelta(seconds=90))
    run(data, State.EVALUATING, timedelta(seconds=40))


def scraped(client: Client) -> dict[tuple[str, ...], float]:
    """By name and the values of the labels."""
    families = classic(client.get("/metrics").content.decode())
    return {(sample.name, *sample.labels.values()): sample.value for each in families for sample in each.samples}


def test_the_figures_are_those_of_the_database(estate: None, prometheus: Client) -> None:
    told = scraped(prometheus)
    assert {state: told["portal_runs", state] for state in State if told["portal_runs", state]} == {
        **dict.fromkeys([State.APPLIED, State.BLOCKED, State.ERRORED, State.QUEUED, State.EVALUATING], 1.0)
    }
    assert told["portal_queue_runs",] == 2
    assert 90 <= told["portal_queue_oldest_seconds",] < 150
    assert 1200 <= told["portal_waiting_oldest_seconds",] < 1300
    buckets = {le: told["portal_evaluation_seconds_bucket", le, "blocked"] for le in ("5.0", "10.0", "+Inf")}
    assert buckets == {"5.0": 0, "10.0": 1, "+Inf": 1}
    counts = {name: told["portal_evaluation_seconds_gcount", name] for name in ("passed", "blocked", "none")}
    assert counts == {"passed": 1, "blocked": 1, "none": 0}, "what was evaluated an hour ago and more is not told"
    assert told["portal_evaluation_seconds_gsum", "blocked"] == pytest.approx(7)
    names = ("", "_drifted", "_unverified", "_unpriced")
    assert [told[f"portal_workspaces{name}",] for name in names] == [3, 1, 1, 1]
    assert told["portal_cost_monthly", "USD"] == 12.5


def test_nothing_is_told_of_nothing(prometheus: Client) -> None:
    told = scraped(prometheus)
    assert told["portal_queue_oldest_seconds",] == told["portal_workspaces",] == 0
    assert ("portal_cost_monthly", "USD") not in told, "unknown is not zero"


def test_as_many_questions_and_series_however_much_there_is(estate: None, prometheus: Client) -> None:
    before = scraped(prometheus)
    for number in range(30):
        run(org.workspace(f"more-{number}"), State.AWAITING, timedelta(minutes=number), 1, verdict="passed")
    with CaptureQueriesContext(connection) as asked:
        assert scraped(prometheus).keys() == before.keys()
    assert len([each for each in asked if "records_run" in each["sql"] or "records_workspace" in each["sql"]]) <= 4


def of_places(told: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    return {name: value for name, value in told.items() if name[0].startswith("portal_workspace_")}


def test_workspaces_by_name_are_told_only_where_it_is_asked_for(
    estate: None, prometheus: Client, settings: Any
) -> None:
    assert not of_places(scraped(prometheus))
    settings.METRICS_PER_WORKSPACE = True
    told = of_places(scraped(prometheus))
    oldest = {
        place: told.pop(("portal_workspace_waiting_oldest_seconds", place)) for place in ("network", "data", "empty")
    }
    assert 1200 <= oldest.pop("network") < 1300
    assert set(oldest.values()) == {0}
    assert told == {
        ("portal_workspace_posture", "drifted", "network"): 1,
        ("portal_workspace_posture", "in_sync", "data"): 1,
        ("portal_workspace_posture", "unverified", "empty"): 1,
        ("portal_workspace_waiting_runs", "network"): 1,
        ("portal_workspace_waiting_runs", "data"): 0,
        ("portal_workspace_waiting_runs", "empty"): 0,
        ("portal_workspace_cost_monthly", "USD", "network"): 12.5,
    }


def test_what_was_verified_too_long_ago_is_told_as_unverified(prometheus: Client, settings: Any) -> None:
    settings.METRICS_PER_WORKSPACE = True
    org.workspace("network", drifted=0, next_check_by=clock.now() - timedelta(seconds=1))
    assert ("portal_workspace_posture", "unverified", "network") in scraped(prometheus)


def test_the_series_of_a_workspace_end_with_it_and_take_no_more_questions(
    estate: None, prometheus: Client, settings: Any
) -> None:
    settings.METRICS_PER_WORKSPACE = True
    for number in range(30):
        run(org.workspace(f"more-{number}"), State.AWAITING, timedelta(minutes=number), 1, verdict="passed")
    with CaptureQueriesContext(connection) as asked:
        before = of_places(scraped(prometheus))
    assert len([each for each in asked if "records_run" in each["sql"] or "records_workspace" in each["sql"]]) <= 6
    Run.objects.filter(workspace__slug="more-7").delete()
    Workspace.objects.get(slug="more-7").delete()
    gone = before.keys() - of_places(scraped(prometheus)).keys()
    assert {place for *_, place in gone} == {"more-7"}
    assert len(gone) == 3


@pytest.mark.parametrize(
    ("accept", "begins", "read"),
    [
        ("", "text/plain; version=", classic),
        ("text/plain;version=0.0.4", "text/plain; version=0.0.4", classic),
        ("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "application/openmetrics-text", openmetrics),
    ],
)
def test_the_format_that_is_asked_for(estate: None, prometheus: Client, accept: str, begins: str, read: Any) -> None:
    answer = prometheus.get("/metrics", headers={"Accept": accept})
    assert answer["Content-Type"].startswith(begins)
    assert "portal_runs" in {family.name for family in read(answer.content.decode())}


def test_a_token_of_one_workspace_or_that_may_not_read_is_refused() -> None:
    place = org.workspace("network")
    for made in ({"workspace": place}, {"scopes": ["upload", "gate"]}):
        secret = tokens.create(OPERATOR, name="CI", **made)[1]
        assert Client(headers={"Authorization": f"Bearer {secret}"}).get("/metrics").status_code == 401


def test_alerts_and_dashboard_name_what_a_scrape_gives(estate: None, prometheus: Client) -> None:
    told = scraped(prometheus)
    names, states = {name for name, *_ in told}, {label for name, *labels in told for label in labels}
    assert len(EXPRESSIONS) > 20
    for expression in EXPRESSIONS:
        named = set(re.findall(r"\bportal_\w+", expression))
        assert named, expression
        assert named <= names, expression
        for wanted in re.findall(r'(?:state|currency)=~?"([^"]+)"', expression):
            assert set(wanted.split("|")) <= states, expression
    unused = names - {"portal_build_info", "portal_evaluation_seconds_gsum"}
    assert unused <= {name for expression in EXPRESSIONS for name in re.findall(r"\bportal_\w+", expression)}


def test_the_panels_do_not_lie_on_each_other() -> None:
    cells = [
        (x, y)
        for panel in BOARD["panels"]
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool on the PATH")
def test_promtool_takes_the_alerts_and_the_scrape(estate: None, prometheus: Client) -> None:
    rules = subprocess.run(["promtool", "check", "rules", ALERTS], check=False, capture_output=True, text=True)
    assert rules.returncode == 0, rules.stdout + rules.stderr
    body = prometheus.get("/metrics", headers={"Accept": "text/plain;version=0.0.4"}).content
    done = subprocess.run(["promtool", "check", "metrics"], input=body, check=False, capture_output=True)
    assert (done.returncode, done.stderr.decode()) == (0, "")


@pytest.fixture
def server(live_server: Any, tmp_path: Path) -> Iterator[str]:
    """A Prometheus that scrapes a portal of its own once a second; its address."""
    secret = tokens.create(OPERATOR, name="Prometheus", scopes=["read"])[1]
    (tmp_path / "token").write_text(secret, encoding="utf-8")
    told = yaml.safe_load((ROOT / "integrations" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = told["scrape_configs"]
    job |= {"scheme": "http", "scrape_interval": "1s", "scrape_timeout": "1s"}
    job["authorization"]["credentials_file"] = str(tmp_path / "token")
    job["static_configs"] = [{"targets": [live_server.url.removeprefix("http://")]}]
    told["rule_files"] = [str(ALERTS)]
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    options = [f"--web.listen-address={address}", f"--storage.tsdb.path={tmp_path}/data"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            ["prometheus", f"--config.file={tmp_path}/prometheus.yml", *options], stdout=log, stderr=log
        )
    yield f"http://{address}"
    process.terminate()
    process.wait(timeout=20)


def query(server: str, expression: str) -> list[Any]:
    asked = urllib.parse.urlencode({"query": expression})
    with urllib.request.urlopen(f"{server}/api/v1/query?{asked}", timeout=20) as answer:
        result: list[Any] = json.load(answer)["data"]["result"]
    return result


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="no prometheus on the PATH")
@pytest.mark.django_db(transaction=True)
def test_prometheus_works_out_every_expression(estate: None, server: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if int(query(server, "count_over_time(portal_workspaces[5m])")[0]["value"][1]) > 2:
                break
        except (OSError, IndexError):
            pass
        time.sleep(0.5)
    quiet = {rule["expr"] for rule in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]}
    assert [expression for expression in EXPRESSIONS if not query(server, expression) and expression not in quiet] == []
    assert query(server, "portal_workspaces_drifted > 0")
