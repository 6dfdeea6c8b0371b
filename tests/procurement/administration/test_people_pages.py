"""The administrator's pages: people and posts, no password, nothing of a bid, and nobody else's authority."""

import re

import pytest
from django.urls import reverse

from procurement.accounts.models import Buyer, Post, PostInvitation, User
from procurement.administration import inviting
from procurement.audit.models import Event
from procurement.outbox.models import Mail
from tests.factories.people import employ, proven
from tests.personas import moment

NOW = moment("2027-02-01")
PASSWORD = "a long and quiet password"


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def admin(client, personas):
    client.force_login(personas.administrator)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"administration:{name}", args=args)


def pages(personas) -> dict[str, str]:
    """Return every page about one authority."""
    slug, one = personas.buyer.slug, personas.evaluator.pk
    found = {name: at(name, slug) for name in ("buyer", "facts", "log", "invite")}
    return found | {name: at(name, slug, one) for name in ("person", "door")}


def test_with_one_authority_one_goes_straight_to_it_and_with_two_chooses(admin, personas):
    assert admin.get(at("buyers")).url == at("buyer", personas.buyer.slug)
    Post.objects.create(buyer=personas.other_buyer, person=personas.administrator, role="administrator")
    assert personas.other_buyer.name in admin.get(at("buyers")).text


def test_everybody_who_works_there_is_listed_with_roles_and_since_when(admin, personas):
    Post.objects.create(buyer=personas.buyer, person=personas.officer, role="signatory", since=NOW)
    page = admin.get(pages(personas)["buyer"]).text
    row = page[page.index("Odile Officier") :].split("</tr>")[0]
    assert "Procurement officer" in row
    assert "Signatory of decisions" in row
    assert "since 1 February 2027" in row
    assert personas.other_officer.name not in page
    assert personas.owner.email not in page


def test_no_page_asks_for_a_password_or_shows_one(admin, personas):
    for page in pages(personas).values():
        assert "password" not in admin.get(page).text.replace("chooses a password that only it knows", "")


def test_nor_does_the_wagtail_admin(client, personas):
    client.force_login(User.objects.create_superuser("root@example.org", name="Root"))
    page = client.get(reverse("wagtailusers_users:edit", args=[personas.officer.pk]))
    assert 'type="password"' not in page.text
    client.force_login(personas.administrator)
    assert client.get(reverse("wagtailusers_users:index"), follow=True).status_code in {403, 404, 200}
    assert personas.officer.email not in client.get(reverse("wagtailusers_users:index"), follow=True).text


@pytest.mark.parametrize("name", ["officer", "auditor", "editor", "owner", "other_officer", "stranger"])
def test_for_others_these_pages_are_not_there(client, personas, name: str):
    client.force_login(getattr(personas, name))
    assert {client.get(page).status_code for page in [at("buyers"), at("new"), *pages(personas).values()]} == {404}
    assert {client.post(page, {}).status_code for page in pages(personas).values()} == {404}


def test_nor_those_of_another_authority(admin, personas):
    slug = personas.other_buyer.slug
    assert admin.get(at("buyer", slug)).status_code == 404
    assert admin.post(at("person", slug, personas.other_officer.pk), {"roles": []}).status_code == 404
    assert admin.post(at("person", personas.buyer.slug, personas.other_officer.pk), {}).status_code == 404
    assert admin.get(at("new")).status_code == 404


def test_roles_are_ticked_and_saved(admin, personas):
    page = pages(personas)["person"]
    assert re.search(r'value="evaluator"[^>]*checked', admin.get(page).text)
    assert admin.post(page, {"roles": ["officer", "committee"]}).url == pages(personas)["buyer"]
    assert set(personas.evaluator.posts.values_list("role", flat=True)) == {"officer", "committee"}


def test_what_is_refused_is_said_beside_the_field(admin, personas):
    answer = admin.post(pages(personas)["person"], {"roles": ["administrator", "officer"]})
    assert answer.status_code == 422
    assert answer.text.count("takes no part in calls") == 2
    own = at("person", personas.buyer.slug, personas.administrator.pk)
    assert "its own roles" in admin.post(own, {"roles": ["officer"]}).text


def test_the_door_asks_first(admin, personas):
    door = pages(personas)["door"]
    assert "can no longer sign in" in admin.get(door).text
    assert User.objects.get(pk=personas.evaluator.pk).is_active
    admin.post(door)
    assert not User.objects.get(pk=personas.evaluator.pk).is_active
    assert "shut out" in admin.get(pages(personas)["buyer"]).text
    admin.post(door)
    assert User.objects.get(pk=personas.evaluator.pk).is_active


def test_a_newcomer_is_invited_chooses_its_password_and_finds_its_desk(admin, client, personas):
    data = {"email": "Neuf@Valbrume.example", "role": "officer"}
    answer = admin.post(pages(personas)["invite"], data)
    assert answer.status_code == 302
    assert "neuf@valbrume.example" in admin.get(answer.url).text
    path = re.search(r"https?://[^/]+(/\S+)", Mail.objects.get().text)[1]
    client.logout()
    assert personas.buyer.name in client.get(path).text
    following = at("invitations")
    typed = {"email": "neuf@valbrume.example", "password1": PASSWORD, "password2": PASSWORD, "next": following}
    assert client.post(reverse("account_signup"), typed).url == following
    accept = at("accept", PostInvitation.objects.get().pk)
    assert client.post(accept, {"own_name": "Nathan Neuf"}).url == reverse("desk:home")
    assert personas.buyer.roles_of(User.objects.get(name="Nathan Neuf")) == {"officer"}
    assert not PostInvitation.objects.exists()


def test_the_same_answer_with_and_without_an_account(admin, personas):
    said = []
    for email in (personas.stranger.email, "nobody@example.org"):
        answer = admin.post(pages(personas)["invite"], {"email": email, "role": "officer"}, follow=True)
        said.append((answer.status_code, answer.text.count(email), personas.stranger.name in answer.text))
    assert said[0] == said[1]
    assert Mail.objects.count() == 2


def test_who_works_there_already_is_not_invited(admin, personas):
    answer = admin.post(pages(personas)["invite"], {"email": personas.officer.email, "role": "auditor"})
    assert answer.status_code == 422
    assert answer.text.count("works here already") == 2


def test_an_offer_shows_on_the_desk_and_one_taken_back_is_gone(admin, client, personas):
    offered = inviting.invite(
        personas.buyer, email=personas.stranger.email, role="auditor", by=personas.administrator, now=NOW
    )
    client.force_login(proven(personas.stranger))
    assert at("invitations") in client.get(reverse("desk:home")).text
    client.force_login(personas.administrator)
    client.post(at("take_back", personas.buyer.slug, offered.pk))
    client.force_login(personas.stranger)
    assert client.post(at("accept", offered.pk)).status_code == 404
    assert personas.buyer.name not in client.get(at("invitations")).text


def test_the_log_tells_who_did_what_to_whom(admin, personas):
    admin.post(pages(personas)["person"], {"roles": ["officer"]})
    admin.post(pages(personas)["door"])
    page = admin.get(pages(personas)["log"]).text
    for sentence in (
        "Éva Note became procurement officer.",
        "Éva Note is no longer evaluator.",
        "Éva Note can no longer sign in.",
        personas.administrator.name,
    ):
        assert sentence in page


def test_an_authority_is_added_by_who_runs_the_portal(client, db):
    client.force_login(User.objects.create_superuser("root@example.org", name="Root"))
    assert "No authority is here yet." in client.get(at("buyers")).text
    data = {"name": "Ville de Lys", "country": "BE", "address": "Place 1", "email": "a@lys.example", "language": "fr"}
    data |= {"time_zone": "Europe/Brussels", "quorum": "1", "help_days": "5", "vetting_days": "8"}
    data |= {"small_below": "30.000,00", "small_quorum": "1"}
    zones = client.get(at("new")).text.partition('name="time_zone"')[2]
    assert '<option value="Europe/Brussels" selected>Brussels time</option>' in zones
    assert zones.count('value="Europe/Brussels"') == 1
    assert zones.index("Paris time") < zones.index("Africa/Abidjan")
    answer = client.post(at("new"), data)
    assert answer.status_code == 422
    assert "Ville de Lys" in answer.text
    answer = client.post(at("new"), {**data, "quorum": "2"})
    buyer = Buyer.objects.get()
    assert answer.url == at("buyer", buyer.slug)
    assert "Nobody works here yet" in client.get(answer.url).text
    assert client.post(at("facts", buyer.slug), {**data, "quorum": "3"}).status_code == 302
    buyer.refresh_from_db()
    assert (buyer.small_below, buyer.small_quorum) == (30_000, 1)
    assert (buyer.quorum, buyer.help_days, buyer.vetting_days, buyer.vets_newcomers) == (3, 5, 8, False)


@pytest.mark.parametrize(("days", "status"), [("0", 422), ("1", 302), ("60", 302), ("61", 422), ("", 422)])
def test_an_authority_says_in_how_many_days_it_checks_files_and_whose(client, personas, days: str, status: int):
    client.force_login(personas.administrator)
    data = {"name": "Ville de Lys", "country": "BE", "address": "Place 1", "email": "a@lys.example", "language": "fr"}
    data |= {"time_zone": "Europe/Brussels", "quorum": "2", "help_days": "5", "vets_newcomers": "on"}
    data |= {"small_quorum": "1"}
    answer = client.post(at("facts", personas.buyer.slug), {**data, "vetting_days": days})
    assert answer.status_code == status
    personas.buyer.refresh_from_db()
    assert personas.buyer.vets_newcomers is (status == 302)
    if status == 302:
        assert personas.buyer.vetting_days == int(days)
        changed = Event.objects.get(verb="buyer.change").payload["changed"]
        assert "vets_newcomers" in changed


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_the_same_number_of_questions(admin, personas, django_assert_num_queries, people: int):
    for _number in range(people):
        employ(personas.buyer, "officer")
    with django_assert_num_queries(9):
        admin.get(pages(personas)["buyer"])


def test_fifty_people_a_page(admin, db, personas):
    for _number in range(51):
        employ(personas.buyer, "officer")
    page = admin.get(pages(personas)["buyer"]).text
    assert page.count("<tr ") == 51
    assert "?page=2" in page
