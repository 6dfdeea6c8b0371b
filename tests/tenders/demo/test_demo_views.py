"""Being somebody else, and reading its mails: in the demonstration, and nowhere else."""

import re
from collections.abc import Iterator
from importlib import reload

import pytest
from django.conf import settings as site
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, clear_url_caches, resolve, reverse

from procurement import urls
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.outbox.models import Mail
from tests.factories.people import SupplierFactory, UserFactory, employ, join
from tests.personas import Personas, moment

ADDRESSES = ["people/", "people/1/", "mails/", "mails/1/"]


def wired() -> None:
    reload(urls)
    clear_url_caches()


@pytest.fixture
def demo(settings: site) -> Iterator[None]:
    """The site as a demonstration."""
    settings.DEMO = True
    wired()
    yield
    settings.DEMO = False
    wired()


@pytest.fixture
def cast(personas: Personas) -> dict[str, User]:
    """An authority's officer and approver, and a firm's owner, all of the demonstration."""
    supplier = SupplierFactory(name="Demo Alder", language="nl")
    return {
        "officer": employ(personas.buyer, Role.OFFICER, name="Demo Officer"),
        "approver": employ(personas.buyer, Role.APPROVER, name="Demo Approver"),
        "foreign": employ(personas.other_buyer, Role.OFFICER, name="Demo Foreign Officer"),
        "owner": join(supplier, email="owner@alder.example", name="Demo Owner"),
    }


def who(client) -> int:
    return int(client.session.get("_auth_user_id", 0))


def become(client, person: User, following: str = ""):
    return client.post(reverse("demo:become", args=[person.pk]), {"next": following})


def to(person: User | None, **facts: object) -> Mail:
    usual = {"to": person.email if person else "", "person": person, "language": "fr", "subject": "Bonjour"}
    return Mail.objects.create(**{**usual, "text": "Un texte.\n", "written_at": moment("2027-03-01"), **facts})


@pytest.mark.parametrize("address", ADDRESSES)
def test_elsewhere_these_pages_are_not_there(client, personas, address):
    client.force_login(personas.officer)
    answers = [client.get(f"/en/demo/{address}"), client.post(f"/en/demo/{address}")]
    assert [answer.status_code for answer in answers] == [404, 404]
    with pytest.raises(NoReverseMatch):
        reverse("demo:people")


@pytest.mark.parametrize("address", ADDRESSES)
def test_even_when_somebody_wires_them_they_are_not_there(client, demo, settings, cast, address):
    settings.DEMO = False
    client.force_login(cast["officer"])
    there = address.replace("1", str(cast["owner"].pk))
    assert [client.get(f"/en/demo/{there}").status_code, client.post(f"/en/demo/{there}").status_code] == [404, 404]
    assert who(client) == cast["officer"].pk


def test_every_address_names_its_rule(demo):
    assert all(resolve(f"/en/demo/{address}").func.access_rule for address in ADDRESSES)


def test_anybody_becomes_somebody_without_a_password(client, demo, cast):
    page = client.get(reverse("demo:people")).text
    assert all(person.name in page for person in cast.values())
    assert "Procurement officer" in page
    assert become(client, cast["officer"]).status_code == 302
    assert who(client) == cast["officer"].pk
    become(client, cast["owner"])
    assert who(client) == cast["owner"].pk


def test_only_a_post_makes_one_somebody_else(client, demo, cast):
    assert client.get(reverse("demo:become", args=[cast["officer"].pk])).status_code == 405
    assert who(client) == 0


def test_a_forged_form_makes_nobody_anybody(demo, cast, client):
    client.handler.enforce_csrf_checks = True
    assert become(client, cast["officer"]).status_code == 403
    assert who(client) == 0


def test_nobody_plays_a_real_person_or_one_who_left(client, demo, cast, personas):
    gone = UserFactory(name="Demo Gone", is_active=False)
    answers = [become(client, person).status_code for person in (personas.officer, personas.administrator, gone)]
    assert answers == [404, 404, 404]
    page = client.get(reverse("demo:people")).text
    assert personas.officer.name not in page
    assert who(client) == 0


def test_one_stays_on_the_page_where_a_colleague_takes_over(client, demo, cast):
    here = "/en/calls/"
    assert become(client, cast["officer"], here).url == here  # from nobody
    assert become(client, cast["approver"], here).url == here
    assert become(client, cast["foreign"], here).url == resolve_url(site.LOGIN_REDIRECT_URL)
    assert become(client, cast["owner"], here).url == resolve_url(site.LOGIN_REDIRECT_URL)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, demo, cast, elsewhere):
    assert become(client, cast["officer"], elsewhere).url == resolve_url(site.LOGIN_REDIRECT_URL)


def test_the_ribbon_says_who_one_is_and_leads_to_both(client, demo, cast):
    nobody = client.get("/en/calls/").text
    assert f'href="{reverse("demo:people")}?next=/en/calls/"' in nobody
    assert reverse("demo:mails") not in nobody
    client.force_login(cast["officer"])
    page = client.get("/en/calls/").text
    assert "You are Demo Officer." in page
    assert f'href="{reverse("demo:mails")}"' in page


def test_without_a_demonstration_there_is_no_ribbon(client, personas):
    client.force_login(personas.officer)
    assert "pv-ribbon" not in client.get("/en/calls/").text


def test_one_reads_ones_own_mails_and_nobody_elses(client, demo, cast):
    own, by_address = to(cast["owner"]), to(None, to=cast["owner"].email.upper(), subject="Par adresse")
    other = to(cast["officer"], subject="Pour un autre")
    client.force_login(cast["owner"])
    page = client.get(reverse("demo:mails")).text
    assert "Bonjour" in page
    assert "Par adresse" in page
    assert "Pour un autre" not in page
    found = [client.get(reverse("demo:mail", args=[mail.pk])).status_code for mail in (own, by_address, other)]
    assert found == [200, 200, 404]


def test_a_mail_is_shown_in_its_language_and_what_was_typed_stays_text(client, demo, cast):
    mail = to(cast["owner"], language="nl", text="Dag\n\n<script>x</script> http://127.0.0.1:8000/nl/\n")
    client.force_login(cast["owner"])
    page = client.get(reverse("demo:mail", args=[mail.pk])).text
    assert re.search(r'<article[^>]* lang="nl"', page)
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert 'href="http://127.0.0.1:8000/nl/"' in page


def test_who_got_no_mail_is_told_so_and_strangers_sign_in_first(client, demo, cast):
    for address in (reverse("demo:mails"), reverse("demo:mail", args=[1])):
        assert client.get(address).url.startswith("/en/accounts/login/")
    client.force_login(cast["officer"])
    assert "Nothing was written to this address yet." in client.get(reverse("demo:mails")).text


@pytest.mark.parametrize("more", [1, 3])
def test_the_pages_ask_the_same_number_of_questions(client, demo, cast, personas, django_assert_num_queries, more):
    for number in range(more):
        employ(personas.buyer, Role.OFFICER, name=f"Demo More {number}", email=f"more{number}@example.org")
        to(cast["owner"], subject=f"Lettre {number}")
    client.force_login(cast["owner"])
    with django_assert_num_queries(5):
        client.get(reverse("demo:people"))
    with django_assert_num_queries(5):
        client.get(reverse("demo:mails"))
