"""An address that only takes forms, opened in a browser."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Role
from tests import organisation as org

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/budgets/new/", "/drift/rules/new/", "/sign-out/"])
def test_a_form_of_its_own_address_says_where_it_stands(address: str) -> None:
    answer = org.signed_in(org.person("chief", Role.OWNER)).get(address)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "This address only accepts form submissions." in answer.text
    assert "default-src" in answer["Content-Security-Policy"]
