"""Recovery codes stand on a page once, to be printed; each signs in once."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.factories.people import UserFactory, proven

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet password"
ONCE = (
    "They were shown once, when they were made, and are not shown again. You can make new ones: the old ones then no"
    " longer work."
)


@pytest.fixture
def person(client):
    person = UserFactory(email="ann@example.org")
    person.set_password(PASSWORD)
    person.save()
    proven(person)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    TOTP.activate(person, "A" * 32)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    yield person
    cache.clear()


def codes_of(person) -> list[str]:
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_page_shows_them_once_in_the_readers_language_and_needs_no_script(client, person, language: str):
    with override(language):
        address, title = reverse("mfa_view_recovery_codes"), gettext("Recovery codes")
        sentence = gettext(ONCE)
    page = client.get(address).text
    assert re.findall(r"<li><code>([\w-]+)</code></li>", page) == codes_of(person)
    assert f"<h1>{title}</h1>" in page
    assert person.email in page
    assert "recovery_codes.js" not in page
    again = client.get(address).text
    assert not any(code in again for code in codes_of(person))
    assert sentence in again


def test_a_code_signs_in_once(client, person):
    code = codes_of(person)[0]
    for works in (True, False):
        client.post(reverse("account_logout"))
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in client.session) is works


def test_codes_of_a_second_factor_cannot_be_guessed_for_long(client, person):
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    for _time in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": codes_of(person)[0]})
    assert "_auth_user_id" not in client.session
