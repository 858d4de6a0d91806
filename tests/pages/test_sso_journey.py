"""Sign-in by a real provider in a real browser: there, back to where one was going, and ended by its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.portal import Portal, portal
from tests.provider import Provider, provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def id_provider() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def connected(id_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """DEBUG lets the provider be one of this machine, without TLS."""
    told = {"OIDC_ISSUER": id_provider.url, "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "x"}
    told |= {"OIDC_NAME": "Acme ID", "OIDC_DOMAINS": "example.org", "DEBUG": "true"}
    with portal(tmp_path_factory.mktemp("sso"), "web", **told) as running:
        yield running


def test_there_and_back_and_ended(connected: Portal, id_provider: Provider, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.route("https://**", lambda route: route.fulfill(body="", content_type="text/css"))  # of the provider's page
    id_provider.know("s-ada", email="ada@example.org", email_verified=True, name="Ada L")
    page.goto(f"{connected.url}/settings/sessions/")
    page.get_by_role("link", name="Sign in with Acme ID").click()
    page.locator("input[name=sub]").fill("s-ada")
    page.get_by_role("button", name="Authorize").first.click()
    page.wait_for_url(f"{connected.url}/settings/sessions/")
    assert page.get_by_text("by SSO").count() == 1
    assert page.get_by_role("link", name="Ada L").count() == 1

    page.context.clear_cookies()
    page.goto(f"{connected.url}/settings/sessions/")
    page.get_by_role("link", name="Sign in with Acme ID").click()
    page.locator("input[name=sub]").fill("s-ada")
    page.get_by_role("button", name="Authorize").first.click()
    page.wait_for_url(f"{connected.url}/settings/sessions/")
    page.get_by_role("button", name="End all others").click()
    page.get_by_text("1 session ended.").wait_for()
    page.context.close()
