"""An account changes hands only when somebody else checked it, and its owners were told and kept silent for days."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Membership, Takeover
from suppliers.onboarding import taking_over
from suppliers.onboarding.registering_views import NUMBER
from tenders.calls.advancing import advance
from tests.factories.people import SupplierFactory
from tests.personas import Personas, moment

NOW = moment("2027-02-01")  # a Monday
REASON = "Madame Dupont est décédée ; je suis gérante depuis janvier."
FOUND = "The register names her as manager."


def ask(personas: Personas, person=None) -> Takeover:
    asker = person or personas.stranger
    return taking_over.ask(personas.supplier, buyer=personas.buyer, reason=REASON, by=asker, now=NOW)


def announced(personas: Personas, person=None) -> Takeover:
    asked = ask(personas, person)
    return taking_over.announce(asked, finding=FOUND, by=personas.administrator, now=NOW)


def owners(personas: Personas) -> list:
    return [member.person for member in Membership.objects.filter(supplier=personas.supplier, role=Role.OWNER)]


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_owners_have_ten_working_days_and_then_it_changes_hands(personas):
    asked = announced(personas, personas.contributor)
    assert asked.objections_until == date(2027, 2, 15)
    assert advance(now=moment("2027-02-15", 22)) == []
    assert owners(personas) == [personas.owner]
    [made] = advance(now=moment("2027-02-15", 23))  # midnight in Brussels
    assert (made.move, made.after) == ("take_effect", "done")
    assert owners(personas) == [personas.contributor]
    assert Membership.objects.get(person=personas.owner).role == Role.CONTRIBUTOR
    assert advance(now=moment("2027-03-15")) == []


def test_an_owner_who_is_there_after_all_stops_it_with_one_press(personas):
    asked = announced(personas)
    client = client_of(personas.owner)
    page = client.get(reverse("onboarding:firm", args=[personas.supplier.pk])).content.decode()
    address = reverse("onboarding:object", args=[personas.supplier.pk, asked.pk])
    assert address in page
    assert client.post(address).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.ended_at is None) == ("stopped", False)
    assert advance(now=NOW + timedelta(days=60)) == []
    assert owners(personas) == [personas.owner]
    assert Mail.objects.latest("pk").to == personas.stranger.email


def test_everybody_concerned_is_told_and_the_stranger_learns_no_name(personas):
    personas.supplier.email = "bureau@example.org"
    personas.supplier.save()
    announced(personas)
    told = {mail.to for mail in Mail.objects.all()}
    assert told == {personas.administrator.email, personas.owner.email, "bureau@example.org", personas.stranger.email}
    to_stranger = Mail.objects.get(to=personas.stranger.email)
    for secret in (personas.supplier.name, personas.owner.name, personas.owner.email):
        assert secret not in to_stranger.subject + to_stranger.text
    to_owner = Mail.objects.get(to=personas.owner.email)
    assert personas.stranger.email in to_owner.text
    assert "15 février 2027" in to_owner.text


def test_a_refusal_says_why_and_leaves_everything(personas):
    asked = taking_over.refuse(ask(personas), finding="No proof.", by=personas.administrator, now=NOW)
    assert (asked.state, asked.decided_by, asked.finding) == ("refused", personas.administrator, "No proof.")
    assert "No proof." in Mail.objects.get(to=personas.stranger.email).text
    assert owners(personas) == [personas.owner]


@pytest.mark.parametrize("name", ["stranger", "contributor", "owner", "officer", "other_officer"])
def test_nobody_but_the_authoritys_administrator_decides(personas, name):
    asked = ask(personas)
    for deed in (taking_over.announce, taking_over.refuse):
        with pytest.raises(Refused, match="Only this role"):
            deed(asked, finding=FOUND, by=getattr(personas, name), now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.finding) == ("asked", "")


def test_not_even_an_administrator_decides_for_itself(personas):
    asked = ask(personas, personas.administrator)
    with pytest.raises(Refused, match="own request"):
        taking_over.announce(asked, finding=FOUND, by=personas.administrator, now=NOW)


def test_who_runs_the_portal_decides_where_the_authority_has_nobody(personas):
    personas.stranger.is_superuser = True
    asked = ask(personas, personas.contributor)
    assert taking_over.announce(asked, finding=FOUND, by=personas.stranger, now=NOW).state == "announced"


@pytest.mark.parametrize(("finding", "reason"), [(" ", "Write what you checked"), (FOUND, "")])
def test_a_decision_says_what_was_checked(personas, finding, reason):
    asked = ask(personas)
    if reason:
        with pytest.raises(Refused, match=reason):
            taking_over.announce(asked, finding=finding, by=personas.administrator, now=NOW)
    else:
        taking_over.announce(asked, finding=finding, by=personas.administrator, now=NOW)
        with pytest.raises(Refused, match="Not possible"):
            taking_over.refuse(asked, finding=finding, by=personas.administrator, now=NOW)


def test_who_asks_asks_once_and_a_few_firms_only(personas):
    assert ask(personas) == ask(personas)
    assert Mail.objects.filter(to=personas.administrator.email).count() == 1
    for _more in range(taking_over.MOST_OF_A_PERSON - 1):
        firm = SupplierFactory()
        taking_over.ask(firm, buyer=personas.buyer, reason=REASON, by=personas.stranger, now=NOW)
    with pytest.raises(Refused, match="Several of your requests"):
        taking_over.ask(SupplierFactory(), buyer=personas.buyer, reason=REASON, by=personas.stranger, now=NOW)
    with pytest.raises(Refused, match="own this account"):
        ask(personas, personas.owner)


def test_each_step_is_in_the_log_without_the_reason(personas):
    announced(personas)
    assert list(Event.objects.order_by("pk").values_list("verb", "actor_id")) == [
        ("takeover.ask", personas.stranger.pk),
        ("takeover.announce", personas.administrator.pk),
    ]
    assert all(REASON not in str(event.payload) for event in Event.objects.all())


class TestPages:
    def test_a_stranger_asks_by_the_number_and_sees_nothing_of_the_firm(self, personas):
        client, firm = client_of(personas.stranger), personas.supplier
        assert client.get(reverse("onboarding:take_over_by_number")).status_code == 302
        session = client.session
        session[NUMBER] = {"country": firm.country, "identifier": firm.identifier}
        session.save()
        page = client.get(reverse("onboarding:take_over_by_number")).content.decode()
        assert firm.identifier in page
        assert not any(secret in page for secret in (firm.name, personas.owner.email))
        given = {"buyer": personas.buyer.pk, "reason": REASON}
        assert client.post(reverse("onboarding:take_over_by_number"), given).status_code == 302
        assert Takeover.objects.get().person == personas.stranger

    def test_a_member_asks_for_its_own_firm_and_an_owner_can_not(self, personas):
        address = reverse("onboarding:take_over", args=[personas.supplier.pk])
        answer = client_of(personas.contributor).post(address, {"buyer": personas.buyer.pk, "reason": ""})
        assert answer.status_code == 422
        assert client_of(personas.owner).get(address).status_code == 404
        assert client_of(personas.stranger).get(address).status_code == 404

    def test_an_administrator_sees_who_owns_it_and_decides(self, personas):
        asked, client = ask(personas), client_of(personas.administrator)
        address = reverse("administration:takeover", args=[personas.buyer.slug, asked.pk])
        assert address in client.get(reverse("administration:buyer", args=[personas.buyer.slug])).content.decode()
        page = client.get(address).content.decode()
        assert personas.owner.email in page
        assert client.post(address, {"finding": ""}).status_code == 422
        assert client.post(address, {"finding": FOUND, "refuse": "1"}).status_code == 302
        asked.refresh_from_db()
        assert asked.state == "refused"

    def test_another_authority_and_officers_do_not_find_it(self, personas):
        asked = ask(personas)
        address = reverse("administration:takeover", args=[personas.buyer.slug, asked.pk])
        assert client_of(personas.officer).get(address).status_code == 404
        assert client_of(personas.other_officer).get(address).status_code == 404


class TestLeaving:
    def test_everybody_may_leave_but_the_last_owner(self, personas):
        def leave(person):
            member = Membership.objects.get(person=person)
            return client_of(person).post(reverse("onboarding:remove", args=[personas.supplier.pk, member.pk]))

        assert leave(personas.owner).status_code == 422
        assert leave(personas.contributor).status_code == 302
        assert [member.person for member in Membership.objects.filter(supplier=personas.supplier)] == [personas.owner]
        assert Event.objects.latest("pk").verb == "supplier.leave"
        assert not Mail.objects.exists()

    def test_a_contributor_removes_nobody_else(self, personas):
        owner = Membership.objects.get(person=personas.owner)
        address = reverse("onboarding:remove", args=[personas.supplier.pk, owner.pk])
        assert client_of(personas.contributor).post(address).status_code == 404
        assert Membership.objects.filter(pk=owner.pk).exists()
