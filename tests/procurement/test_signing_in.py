"""Signing in, out, and finding one's way back: the pages of django-allauth in our frame."""

import pytest
from django.core import mail

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD, LOGIN = "a long and quiet password", "/en/accounts/login/"


@pytest.fixture
def person():
    person = UserFactory(email="ann@example.org", name="Ann Modèle")
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sign_in(client, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": "ann@example.org", "password": password, **more})


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("address", ["login", "signup", "password/reset", "password/reset/done"])
def test_every_page_stands_in_our_frame(client, language: str, address: str):
    response = client.get(f"/{language}/accounts/{address}/")
    found = response.content.decode()
    assert response.status_code == 200
    assert 'class="pv-header"' in found
    assert found.count("<h1") == 1
    assert f'<html lang="{language}">' in found


def test_the_right_password_opens_and_leads_on(client, person):
    response = sign_in(client, next="/en/calls/")
    assert (response.status_code, response["Location"]) == (302, "/en/calls/")
    assert "Ann Modèle" in client.get("/en/calls/").content.decode()


def test_a_wrong_password_is_named_at_the_top_and_tells_nothing_about_the_account(client, person):
    known = sign_in(client, "wrong password").content.decode()
    unknown = client.post(LOGIN, {"login": "nobody@example.org", "password": "wrong password"}).content.decode()
    for found in (known, unknown):
        assert 'role="alert"' in found
        assert "<title>Error:" in found

    def complaint(found: str) -> str:
        return found.split("govuk-error-summary__list")[1].split("</ul>", maxsplit=1)[0]

    assert complaint(known) == complaint(unknown)


def test_nobody_is_led_to_a_stranger(client, person):
    assert sign_in(client, next="https://elsewhere.example/")["Location"] == "/en/desk/"


def test_signing_out_is_a_form_in_the_head_of_every_page(client, person):
    client.force_login(person)
    found = client.get("/en/calls/").content.decode()
    assert 'action="/en/accounts/logout/"' in found
    client.post("/en/accounts/logout/")
    assert "Ann Modèle" not in client.get("/en/calls/").content.decode()


def test_a_forgotten_password_is_answered_by_mail_and_the_same_page_for_everybody(client, person):
    pages = [
        client.post("/en/accounts/password/reset/", {"email": email}, follow=True).content.decode().split("<main")[1]
        for email in (person.email, "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert person.email in {to for message in mail.outbox for to in message.to}
