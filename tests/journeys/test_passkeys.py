"""A passkey, from setting it up to signing in with it, by a real browser with a keyring of its own."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import BrowserContext, Page, expect

from procurement.accounts.models import User
from tests.factories.people import proven

pytestmark = pytest.mark.browser

PASSWORD = "a long and quiet password"
KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


@pytest.fixture
def officer(personas, settings) -> User:
    """Has a password, and needs a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True
    personas.officer.set_password(PASSWORD)
    personas.officer.save()
    return proven(personas.officer)


@pytest.fixture
def door(context: BrowserContext, live_server, officer: User) -> Page:
    """Stands before the door, in German. A key belongs to a name, so the server is called by one."""
    page = context.new_page()
    page.goto(f"{live_server.url.replace('127.0.0.1', 'localhost')}{address('account_login')}")
    return page


@pytest.fixture
def keyring(door: Page) -> Iterator[None]:
    """A device that knows its owner and keeps the keys it is given."""
    session = door.context.new_cdp_session(door)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**KEY, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    yield
    session.detach()


def address(name: str) -> str:
    with override("de"):
        return reverse(name)


def go(page: Page, name: str) -> None:
    page.goto(f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}{address(name)}")


def set_up(page: Page, person: User) -> None:
    """Sign in by the password, prove it again, and set up a passkey through its pages."""
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{address('mfa_index')}")
    go(page, "mfa_add_webauthn")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{address('mfa_add_webauthn')}")
    assert Axe().run(page).response["violations"] == []
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(f"**{address('mfa_view_recovery_codes')}")


def test_it_is_a_second_factor_and_signs_in_alone(door: Page, keyring, officer):
    set_up(door, officer)
    kinds = set(Authenticator.objects.filter(user=officer).values_list("type", flat=True))
    assert "webauthn" in kinds
    go(door, "mfa_list_webauthn")
    assert Axe().run(door).response["violations"] == []
    go(door, "desk:home")
    assert urlsplit(door.url).path == address("desk:home")
    door.context.clear_cookies()
    go(door, "account_login")
    door.locator("#passkey_login").click()
    door.wait_for_url(f"**{address('desk:home')}")


def test_with_it_the_password_alone_does_not_sign_in(door: Page, keyring, officer):
    set_up(door, officer)
    door.context.clear_cookies()
    go(door, "account_login")
    door.fill("[name=login]", officer.email)
    door.fill("[name=password]", PASSWORD)
    door.locator("main form button").first.click()
    door.wait_for_url(f"**{address('mfa_authenticate')}")
    door.locator("#mfa_webauthn_authenticate").click()
    door.wait_for_url(f"**{address('desk:home')}")


def test_without_a_key_the_page_says_what_else_there_is(door: Page, keyring):
    door.locator("#passkey_login").click()
    expect(door.get_by_role("alert")).to_contain_text("Es wurde kein Passkey benutzt")
    assert Axe().run(door).response["violations"] == []
