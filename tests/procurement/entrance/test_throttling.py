"""Who guesses is slowed down. Who owns the account gets in, even in the last hour, even while it is attacked."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from procurement.accounts.groups import ensure_groups
from procurement.accounts.models import FailedSignIn
from procurement.entrance import throttling
from tests.factories.people import UserFactory, proven
from tests.personas import moment

pytestmark = pytest.mark.django_db
PASSWORD, LOGIN = "a long and quiet password", "/en/accounts/login/"
NOW = moment("2027-03-15", 9)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def bidder(hands):
    hands.at = NOW
    person = UserFactory(email="ann@example.org", name="Ann Modèle")
    person.set_password(PASSWORD)
    person.save()
    return proven(person)


def attempt(client: Client, password: str = PASSWORD, *, address: str = HERE, login: str = "ann@example.org"):
    return client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def wrong(times: int, *, login: str = "ann@example.org", address: str = ELSEWHERE, browser: str = "") -> None:
    """Let so many wrong passwords have been tried, one a second, until now."""
    FailedSignIn.objects.bulk_create(
        FailedSignIn(
            account=throttling.account_digest(login),
            address=throttling.address_digest(address),
            browser=browser,
            at=NOW - timedelta(seconds=number),
        )
        for number in range(times)
    )


def many_addresses(times: int) -> None:
    for number in range(times):
        wrong(1, address=f"203.0.{number // 200}.{number % 200}")


def test_after_ten_wrong_ones_from_one_place_the_right_one_has_to_wait_there(client, bidder, hands):
    for _time in range(throttling.MOST_HERE):
        attempt(client, "wrong password")
    page = attempt(client)
    assert not is_in(client)
    assert "You can try again at 10:16." in page.text
    assert reverse("account_reset_password") in page.text
    hands.at = NOW + throttling.WINDOW
    attempt(client)
    assert is_in(client)


def test_trying_on_while_it_is_shut_does_not_prolong_it(client, bidder, hands):
    wrong(throttling.MOST_HERE, address=HERE)
    for minutes in range(1, 15):
        hands.at = NOW + timedelta(minutes=minutes)
        attempt(client, "wrong password")
    hands.at = NOW + throttling.WINDOW
    attempt(client)
    assert is_in(client)


def test_elsewhere_the_same_account_is_open_meanwhile(client, bidder):
    wrong(throttling.MOST_HERE, address=ELSEWHERE)
    attempt(client, address=HERE)
    assert is_in(client)


def test_a_right_password_wipes_what_the_same_person_mistyped_before(client, bidder):
    wrong(throttling.MOST_HERE - 1, address=HERE)
    attempt(client)
    assert not FailedSignIn.objects.exists()


class TestInTheLastHour:
    """A rival tries wrong passwords from everywhere, so that the bidder cannot hand its bid in."""

    @pytest.fixture
    def attacked(self, bidder):
        many_addresses(throttling.MOST_FOR_ACCOUNT)
        return bidder

    def test_a_strange_browser_has_to_wait(self, client, attacked):
        attempt(client)
        assert not is_in(client)

    def test_the_browser_in_which_the_bidder_signed_in_before_is_open(self, client, bidder):
        attempt(client)
        client.post("/en/accounts/logout/")
        many_addresses(throttling.MOST_FOR_ACCOUNT)
        attempt(client, address=ELSEWHERE)
        assert is_in(client)

    def test_in_any_browser_a_new_password_by_mail_signs_in_at_once(self, client, attacked):
        client.post(reverse("account_reset_password"), {"email": attacked.email})
        link = re.search(r"http://\S+/password/reset/key/\S+", mail.outbox[-1].body)[0]
        form = client.get(link.replace("http://testserver", ""), follow=True)
        new = {"password1": "another quiet password", "password2": "another quiet password"}
        client.post(form.request["PATH_INFO"], new)
        assert is_in(client)
        client.post("/en/accounts/logout/")
        attempt(client, "another quiet password")
        assert is_in(client)

    def test_proving_oneself_again_to_hand_in_is_open_too(self, client, bidder, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        attempt(client)
        many_addresses(throttling.MOST_FOR_ACCOUNT)
        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": "/en/calls/"})
        assert answer.url == "/en/calls/"

    def test_even_the_known_browser_may_not_guess_for_ever(self, client, bidder):
        attempt(client)
        client.post("/en/accounts/logout/")
        for _time in range(throttling.MOST_HERE):
            attempt(client, "wrong password")
        attempt(client)
        assert not is_in(client)

    def test_the_cookie_is_about_the_accounts_of_this_browser_only(self, client, bidder):
        attempt(client)
        client.post("/en/accounts/logout/")
        other = UserFactory(email="bea@example.org")
        other.set_password(PASSWORD)
        other.save()
        proven(other)
        for number in range(throttling.MOST_FOR_ACCOUNT):
            wrong(1, login=other.email, address=f"203.0.113.{number}")
        attempt(client, login=other.email)
        assert not is_in(client)
        cookie = client.cookies["known_browser"]
        assert cookie["httponly"]
        assert "ann" not in cookie.value


def test_one_place_that_tries_many_accounts_is_shut(client, bidder):
    for number in range(throttling.MOST_FROM_ADDRESS):
        wrong(1, login=f"person{number}@example.org", address=HERE)
    attempt(client)
    assert not is_in(client)
    attempt(client, address=ELSEWHERE)
    assert is_in(client)


def test_a_network_of_ipv6_is_one_place(bidder):
    first, second, other = (throttling.address_digest(f"2001:db8:0:{net}::{host}") for net, host in ("11", "12", "21"))
    assert first == second != other


def test_an_address_of_the_old_kind_is_itself_however_it_is_written():
    mapped, plain, another = (
        throttling.address_digest(each) for each in (f"::ffff:{HERE}", HERE, f"::ffff:{ELSEWHERE}")
    )
    assert mapped == plain != another


def test_behind_our_proxy_everybody_has_an_address_of_its_own(client, bidder, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    wrong(throttling.MOST_HERE, address="203.0.113.9")
    told = {"HTTP_X_FORWARDED_FOR": f"10.0.0.1, {HERE}"}
    client.post(LOGIN, {"login": "ann@example.org", "password": PASSWORD}, REMOTE_ADDR="127.0.0.1", **told)
    assert is_in(client)
    forged = {"HTTP_X_FORWARDED_FOR": f"{HERE}, 203.0.113.9"}
    another = Client()
    another.post(LOGIN, {"login": "ann@example.org", "password": PASSWORD}, REMOTE_ADDR="127.0.0.1", **forged)
    assert not is_in(another)


def test_what_is_kept_names_nobody_and_goes_after_a_day(client, bidder, hands):
    attempt(client, "wrong password")
    kept = str(list(FailedSignIn.objects.values()))
    assert "ann" not in kept
    assert HERE not in kept
    hands.at = NOW + throttling.KEPT
    attempt(client, "wrong password")
    assert FailedSignIn.objects.count() == 1


def test_an_unknown_account_is_counted_alike_and_answers_alike(client, bidder):
    for _time in range(throttling.MOST_HERE):
        attempt(client, "wrong password", login="nobody@example.org")
    assert "You can try again at" in attempt(client, login="Nobody@example.org").text


def test_wagtail_has_no_door_of_its_own(client, personas, hands):
    ensure_groups()
    personas.officer.set_password(PASSWORD)
    personas.officer.save()
    for answer in (
        client.get("/admin/login/?next=/admin/calls/"),
        client.post("/admin/login/", {"username": personas.officer.email, "password": PASSWORD}),
    ):
        assert answer["Location"].startswith(reverse("account_login")) or "/accounts/login/" in answer["Location"]
    assert not is_in(client)
    assert client.get("/admin/password_reset/", follow=True).status_code == 404


def test_who_may_not_enter_the_admin_is_told_so_and_not_sent_round_in_circles(client, personas):
    client.force_login(personas.stranger)
    assert client.get("/admin/users/", follow=True).status_code == 403
