"""A backtest that the form of a guardrail begins: the form stays as it was filled in, and shows how far that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.records.models import Backtest, GuardrailBook
from tests.filled import filled
from tests.web.test_own_rules import HELD, NEW, TAGS, apply, chief, edit, held, kind, opa

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
__all__ = ["chief", "opa"]
BACKTEST = {"action": "backtest", "days": "7", "run": "orders-prod/4"}


def in_order(rule: dict[str, Any]) -> dict[str, Any]:
    """Boxes that are ticked come in the order of the page."""
    parameters = rule.get("parameters", {})
    return {**rule, "parameters": parameters | {"actions": sorted(parameters.get("actions", []))}}


@pytest.mark.parametrize("name", NEW)
def test_a_new_guardrail_is_saved_from_the_form_that_stayed(chief: Client, name: str) -> None:
    form = filled(chief.get(kind(name)).text)
    said = {"id": "fresh", "title": "Fresh", "severity": "low", "types": "aws_x, aws_z*", "message": "it is wrong"}
    form |= {key: value for key, value in said.items() if key in form} | NEW[name][0]
    stayed = chief.post(kind(name), form | BACKTEST)["Location"]
    assert "fresh" not in held()
    again = filled(chief.get(stayed).text)
    assert (again["id"], again["days"], again["run"], again["onto"]) == ("fresh", "7", "orders-prod/4", form["onto"])
    assert chief.post(stayed, again | {"title": "Fresher"})["Location"] == "/guardrails/fresh/"
    after = held()["fresh"]
    assert chief.post(edit("fresh"), filled(chief.get(edit("fresh")).text) | {"title": "Fresh"}).status_code == 302
    direct = form | {"id": "direct", "onto": filled(chief.get(kind(name)).text)["onto"]}
    assert chief.post(kind(name), direct)["Location"] == "/guardrails/direct/"
    assert in_order(after) == in_order({**held()["direct"], "title": "Fresher"})


def test_a_guardrail_that_is_there_is_saved_from_the_form_that_stayed(chief: Client) -> None:
    apply(HELD)
    form = filled(chief.get(edit("attribute")).text) | {"why": "Told\r\nnow."}
    stayed = chief.post(edit("attribute"), form | BACKTEST)["Location"]
    begun = Backtest.objects.get()
    assert stayed == f"{edit('attribute')}?backtest={begun.pk}&run=orders-prod%2F4#backtest"
    page = chief.get(stayed).text
    again, told = filled(page), {**form, "days": "7", "run": "orders-prod/4"}
    alike = [[{**each, "csrfmiddlewaretoken": ""}[key].replace("\r", "") for key in told] for each in (again, told)]
    assert alike[0] == alike[1]
    assert f"/settings/guardrails/backtests/{begun.pk}/?part=form" in page
    before = held()["attribute"]
    chief.post(stayed, filled(page))
    assert held()["attribute"] == {**before, "why": "Told\nnow."}


def test_what_is_checked_after_it_has_it_beside(chief: Client) -> None:
    form = filled(chief.get(kind("required_tags")).text) | TAGS
    stayed = chief.post(kind("required_tags"), form | BACKTEST)["Location"]
    checked = chief.post(stayed, form | {"action": "check"}).text
    assert 'id="backtest"' in checked
    assert 'id="checked"' in checked


@pytest.mark.parametrize("rule", ["", "other", "x\0", "guardrails"])
def test_another_rule_than_its_file_has_is_no_page(chief: Client, rule: str) -> None:
    form = filled(chief.get(kind("required_tags")).text) | TAGS
    chief.post(kind("required_tags"), form | BACKTEST)
    asked: Any = {"backtest": Backtest.objects.get().pk, "rule": rule}
    assert chief.get(kind("required_tags"), asked).status_code == 404
    assert chief.get(kind("attribute"), asked | {"rule": "fresh"}).status_code == 404
    assert not GuardrailBook.objects.exists()
