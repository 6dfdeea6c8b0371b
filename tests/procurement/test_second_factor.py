"""A second factor: who must have one does nothing before it is set up, and proves itself again to sign."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from procurement.accounts.models import User
from tests.factories.browsing import Browser
from tests.factories.people import join, proven
from tests.factories.sealed import BEFORE, open_call

PASSWORD = "a long and quiet password"
MUST = ["officer", "approver", "signatory", "chair", "evaluator", "auditor", "administrator"]
NEED_NOT = ["owner", "contributor", "editor", "ombudsperson", "stranger"]


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return proven(person)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def signed_in(client, person: User):
    client.post(reverse("account_login"), {"login": with_password(person).email, "password": PASSWORD})
    return client


def prove(client, following: str):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": following})


def set_up(client) -> str:
    """Set a second factor up through its pages, and return its secret."""
    page = reverse("mfa_activate_totp")
    if client.get(page).status_code == 302:
        prove(client, page)
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', client.get(page).text)[1]
    assert client.post(page, {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.mark.parametrize("name", MUST)
def test_who_judges_or_signs_is_led_to_set_one_up_first(client, personas, required, name: str):
    client.force_login(getattr(personas, name))
    for address in ("desk:home", "bids:mine", "record:calls"):
        assert client.get(reverse(address)).url == reverse("mfa_index")
    assert "Your role needs a second factor" in client.get(reverse("mfa_index")).text


def test_so_is_a_member_of_the_committee_a_signatory_of_bids_and_who_runs_the_portal(client, personas, required):
    people = [personas.committee[0], join(personas.supplier, "bid_signatory", email="signs@example.org")]
    for person in [*people, User.objects.create_superuser("root@example.org", name="Root")]:
        client.force_login(person)
        assert client.get(reverse("desk:home")).url == reverse("mfa_index")


@pytest.mark.parametrize("name", NEED_NOT)
def test_others_need_none_and_may_have_one(client, personas, required, name: str):
    client.force_login(getattr(personas, name))
    page = client.get(reverse("desk:home"))
    assert page.status_code == 200
    assert reverse("mfa_index") in page.text


def test_signing_out_and_another_language_stay_open(client, personas, required):
    client.force_login(personas.officer)
    assert client.post(reverse("set_language"), {"language": "nl"}).url != reverse("mfa_index")
    client.post(reverse("account_logout"))
    assert client.get(reverse("record:calls")).status_code == 200


def test_where_it_is_not_required_nobody_is_asked(client, personas):
    client.force_login(personas.officer)
    assert client.get(reverse("desk:home")).status_code == 200


def test_once_set_up_the_way_is_open_and_the_next_sign_in_asks_for_a_code(client, personas, required, settings):
    signed_in(client, personas.officer)
    secret = set_up(client)
    assert client.get(reverse("desk:home")).status_code == 200
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": personas.officer.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    settings.MFA_TOTP_TOLERANCE = 1
    codes = Authenticator.objects.get(user=personas.officer, type="recovery_codes").wrap().get_unused_codes()
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get(reverse("desk:home")).status_code == 200
    assert secret not in client.get(reverse("mfa_index")).text


@pytest.mark.parametrize("page", ["mfa_index", "mfa_activate_totp", "account_reauthenticate"])
def test_its_pages_stand_in_our_frame(client, personas, page: str):
    signed_in(client, personas.stranger)
    prove(client, reverse("mfa_index"))
    found = client.get(reverse(page)).text
    assert 'class="pv-header"' in found
    assert found.count("<h1") == 1
    assert "<script>" not in found


class TestSigning:
    """Handing a bid in, and signing a decision, ask again who is there."""

    @pytest.fixture
    def ready(self, personas, hands):
        hands.at = BEFORE
        owner = Browser(with_password(personas.owner))
        bid = owner.start(open_call(personas))
        owner.write(bid)
        return owner, bid

    def test_the_page_of_the_button_asks_and_then_the_bid_is_handed_in(self, ready, required):
        owner, bid = ready
        submit = reverse("bids:submit", args=[bid.number])
        assert reverse("account_reauthenticate") in owner.get("submit", bid.number).url
        assert prove(owner.client, submit).url == submit
        assert owner.get("submit", bid.number).status_code == 200
        assert owner.post("submit", bid).url == reverse("bids:receipt", args=[bid.number])

    def test_a_press_without_it_comes_back_to_the_page_and_hands_nothing_in(self, ready, required):
        owner, bid = ready
        assert owner.post("submit", bid).url == reverse("bids:submit", args=[bid.number])
        bid.refresh_from_db()
        assert bid.state == "draft"

    def test_a_wrong_password_does_not_open_it(self, ready, required):
        owner, bid = ready
        owner.client.post(reverse("account_reauthenticate"), {"password": "wrong"})
        assert owner.get("submit", bid.number).status_code == 302

    def test_where_it_is_not_required_nothing_is_asked(self, ready):
        owner, bid = ready
        assert owner.get("submit", bid.number).status_code == 200
