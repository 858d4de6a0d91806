"""A passkey in a real browser with a virtual device: added, then shown instead of a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def at_localhost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Passkeys belong to a name, and an address is none."""
    with portal(tmp_path_factory.mktemp("passkeys")) as made:
        made.settings["PORTAL_URL"] = f"http://localhost:{made.port}"
        made.start("web")
        made.wait_until_it_answers()
        yield made


def test_a_passkey_replaces_the_link(at_localhost: Portal, browser: Browser) -> None:
    page = browser.new_context().new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(at_localhost.owner())
    page.get_by_role("button", name="Sign in").click()

    page.goto(f"http://localhost:{at_localhost.port}/settings/second-factor/")
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("Your recovery codes").wait_for()
    assert page.get_by_role("cell", name="Work laptop", exact=True).count() == 1

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"http://localhost:{at_localhost.port}/")
    page.goto(f"http://localhost:{at_localhost.port}/settings/sessions/")
    assert page.get_by_text("by passkey").count() == 1
    assert not wrong
    page.context.close()
