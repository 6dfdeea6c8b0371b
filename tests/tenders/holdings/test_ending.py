"""Closing a firm's account and erasing one's own: what goes, what the law keeps and until when, and what forbids it."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from procurement.outbox.post import forget_old
from suppliers.access import firms_here
from suppliers.models import Application, Membership, Supplier
from suppliers.onboarding import inviting
from tenders.access import bids_handed_in_by
from tenders.holdings import actions
from tenders.holdings.queries import kept_by_law
from tenders.models import Alert, Bid, Piece, Reader, Stage, Tender
from tenders.wanted import Wanted
from tests.factories.alerts import alert_of
from tests.factories.calls import TenderFactory, place
from tests.factories.people import join, proven
from tests.factories.vault import file_at
from tests.personas import Personas, moment

NOW = moment("2027-03-20")


def bid_in(state: str, personas: Personas, **call: object) -> Bid:
    """Return a bid that the owner handed in, in a call that stands there."""
    tender = TenderFactory(buyer=personas.buyer, **call)
    place(tender, state)
    facts = {"number": "B-77", "submitted_at": NOW, "submitted_by": personas.owner}
    bid = Bid.objects.create(round=tender.round, supplier=personas.supplier, **facts)
    place(bid, "submitted")
    return bid


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestClosing:
    def test_a_firm_that_never_bid_goes_as_a_whole(self, personas):
        inviting.invite(personas.supplier, email="new@example.org", role="contributor", by=personas.owner, now=NOW)
        tender = TenderFactory(buyer=personas.buyer)
        Bid.objects.create(round=tender.round, supplier=personas.supplier, number="B-1")
        actions.close_firm(personas.supplier, by=personas.owner, now=NOW)
        assert not Supplier.objects.filter(name=personas.supplier.name).exists()
        assert not Bid.objects.exists()
        assert Event.objects.latest("pk").verb == "supplier.close"
        assert {mail.to for mail in Mail.objects.filter(person__isnull=False)} == {
            personas.owner.email,
            personas.contributor.email,
        }

    def test_what_it_handed_in_stays_and_its_number_is_free(self, personas):
        bid = bid_in("concluded", personas)
        file_at(personas.buyer, personas.supplier, "verified")
        number = {"country": personas.supplier.country, "identifier": personas.supplier.identifier}
        actions.close_firm(personas.supplier, by=personas.owner, now=NOW)
        kept = Supplier.objects.get(pk=personas.supplier.pk)
        assert (kept.closed_at, kept.email, kept.size, kept.interests) == (NOW, "", "", [])
        assert kept.name == personas.supplier.name
        assert kept.address
        assert Bid.objects.get(pk=bid.pk).supplier == kept
        assert Application.objects.filter(supplier=kept).exists()
        assert not Membership.objects.filter(supplier=kept).exists()
        assert not firms_here().filter(**number).exists()
        Supplier.objects.create(name="Anew", **number)

    @pytest.mark.parametrize("state", ["published", "closed", "evaluation", "decision"])
    def test_not_while_a_bid_is_in_a_call_that_runs(self, personas, state):
        bid_in(state, personas)
        with pytest.raises(Refused, match="B-77 is in a call that has not ended"):
            actions.close_firm(personas.supplier, by=personas.owner, now=NOW)
        answer = client_of(personas.owner).post(reverse("holdings:close", args=[personas.supplier.pk]), {"sure": "on"})
        assert answer.status_code == 422
        assert Supplier.objects.get(pk=personas.supplier.pk).closed_at is None

    @pytest.mark.parametrize(("verified", "left"), [(False, ["sent", "waits"]), (True, ["waits"])])
    def test_mails_to_an_address_go_only_with_who_reads_it_and_once_sent(self, personas, verified, left):
        facts = {"to": personas.supplier.email, "language": "fr", "text": "t", "written_at": NOW}
        Mail.objects.create(**facts, subject="sent", sent_at=NOW)
        Mail.objects.create(**facts, subject="waits")
        EmailAddress.objects.create(user=personas.owner, email=personas.supplier.email, verified=verified)
        actions.close_firm(personas.supplier, by=personas.owner, now=NOW)
        assert sorted(Mail.objects.filter(subject__in=["sent", "waits"]).values_list("subject", flat=True)) == left

    def test_only_an_owner_closes_and_only_after_a_second_look(self, personas):
        with pytest.raises(Refused, match="Only an owner"):
            actions.close_firm(personas.supplier, by=personas.contributor, now=NOW)
        client, address = client_of(personas.owner), reverse("holdings:close", args=[personas.supplier.pk])
        assert client.post(address).status_code == 422
        assert client.post(address, {"sure": "on"}).status_code == 302
        assert not Supplier.objects.filter(pk=personas.supplier.pk).exists()


class TestErasing:
    def test_a_person_of_whom_nothing_must_be_kept_is_gone(self, personas):
        person = proven(personas.contributor)
        Reader.objects.create(email=person.email, language="fr", token="t")
        alert_of(Wanted(cpv="7731"), by=person)
        followed = alert_of(TenderFactory(buyer=personas.buyer), by=person)
        Piece.objects.create(alert=followed, tender=followed.tender, news="found", at=NOW)
        others = alert_of(Wanted(cpv="7731"), by=personas.owner)
        actions.erase_person(person, now=NOW)
        assert not User.objects.filter(email="contributor@example.org").exists()
        assert not EmailAddress.objects.exists()
        assert list(Alert.objects.all()) == [others]
        assert list(Reader.objects.all()) == [others.reader]
        assert not Piece.objects.exists()
        assert Tender.objects.filter(pk=followed.tender_id).exists()
        event = Event.objects.latest("pk")
        assert (event.verb, "contributor" in str(event.payload)) == ("person.erase", False)

    def test_who_handed_in_a_bid_is_named_until_the_law_lets_go(self, personas):
        bid_in("concluded", personas, ended_at=moment("2027-03-19", 23))  # the 20th in Brussels
        join(personas.supplier, email="second@example.org")
        person = personas.owner
        actions.erase_person(person, now=NOW)
        person.refresh_from_db()
        assert person.name == personas.owner.name
        assert not person.is_active
        assert not person.has_usable_password()
        assert person.email == f"erased-{person.pk}@erased.invalid"
        assert person.name_kept_until == date(2037, 3, 20)
        assert actions.forget_names(now=moment("2037-03-20")) == 0
        assert actions.forget_names(now=moment("2037-03-21")) == 1
        person.refresh_from_db()
        assert person.name == ""

    def running(self, personas, **dates: date) -> Tender:
        """Return a call in evaluation in which the owner bid and then erased its account."""
        tender = bid_in("evaluation", personas).round.tender
        if dates:
            Stage.objects.create(tender=tender, kind="contract", position=11, **dates)
        join(personas.supplier, email="second@example.org")
        actions.erase_person(personas.owner, now=NOW)
        personas.owner.refresh_from_db()
        return tender

    @pytest.mark.parametrize(
        ("dates", "until"),
        [
            ({"first_commitment": date(2027, 7, 1), "commitment": date(2027, 7, 1)}, date(2037, 7, 1)),
            ({"expected": date(2027, 9, 30)}, date(2037, 9, 30)),
            ({"expected": date(2027, 1, 1)}, date(2037, 3, 20)),  # it is late: from today
            ({}, date(2037, 3, 20)),
        ],
    )
    def test_while_the_call_runs_the_day_follows_from_its_plan(self, personas, dates, until: date):
        self.running(personas, **dates)
        assert personas.owner.name
        assert personas.owner.name_kept_until == until

    def test_a_call_that_ends_early_lets_the_name_go_earlier(self, personas):
        tender = self.running(personas, expected=date(2027, 9, 30))
        place(tender, "concluded")
        Tender.objects.filter(pk=tender.pk).update(ended_at=moment("2027-05-03"))
        assert actions.forget_names(now=moment("2027-05-03", 9, 1)) == 0
        personas.owner.refresh_from_db()
        assert personas.owner.name_kept_until == date(2037, 5, 3)
        assert actions.forget_names(now=moment("2037-05-04")) == 1

    def test_a_call_that_still_runs_on_that_day_moves_it(self, personas):
        self.running(personas, expected=date(2027, 9, 30))
        assert actions.forget_names(now=moment("2037-10-01")) == 0
        personas.owner.refresh_from_db()
        assert personas.owner.name
        assert personas.owner.name_kept_until == date(2047, 10, 1)

    def test_who_was_erased_before_days_were_reckoned_gets_one(self, personas):
        self.running(personas, expected=date(2027, 9, 30))
        User.objects.filter(pk=personas.owner.pk).update(name_kept_until=None)
        assert actions.forget_names(now=NOW) == 0
        personas.owner.refresh_from_db()
        assert personas.owner.name_kept_until == date(2037, 9, 30)

    def test_the_day_is_told_before(self, personas):
        tender = bid_in("evaluation", personas).round.tender
        Stage.objects.create(tender=tender, kind="contract", position=11, expected=date(2099, 9, 30))
        page = client_of(personas.owner).get(reverse("holdings:erase")).text
        assert "We erase it after 30 September 2109" in page
        assert "if the call ends as planned: 10 years from its end" in page

    def test_the_last_owner_hands_over_first_and_an_officer_asks_its_administrator(self, personas):
        with pytest.raises(Refused, match="You alone own the account of"):
            actions.erase_person(personas.owner, now=NOW)
        for name in ("officer", "administrator"):
            with pytest.raises(Refused, match="You work for an authority"):
                actions.erase_person(getattr(personas, name), now=NOW)

    def test_the_page_asks_twice_and_signs_out(self, personas):
        client = client_of(personas.contributor)
        assert client.post(reverse("holdings:erase")).status_code == 422
        assert client.post(reverse("holdings:erase"), {"sure": "on"}).status_code == 302
        assert client.get(reverse("holdings:me")).status_code == 302
        assert not User.objects.filter(pk=personas.contributor.pk).exists()


def test_the_years_are_those_of_the_country_and_cited(personas):
    bid = bid_in("concluded", personas, ended_at=moment("2028-02-29"))
    Tender.objects.filter(pk=bid.round.tender_id).update(buyer=personas.other_buyer)  # in France
    [kept] = kept_by_law(bids_handed_in_by(personas.owner), moment("2028-03-01"))
    assert (kept.years, kept.until) == (5, date(2033, 2, 28))
    assert "R2184-13" in kept.source


def test_a_person_corrects_what_it_says_of_itself(personas):
    client = client_of(personas.contributor)
    page = client.get(reverse("holdings:me")).content.decode()
    assert personas.supplier.name in page
    assert client.post(reverse("holdings:me"), {"name": "Zoé", "language": "nl"}).status_code == 302
    personas.contributor.refresh_from_db()
    assert (personas.contributor.name, personas.contributor.language) == ("Zoé", "nl")
    event = Event.objects.latest("pk")
    assert (event.verb, event.payload) == ("person.change", {"changed": ["name", "language"]})


def test_what_is_held_names_each_call_and_until_when(personas):
    bid_in("concluded", personas, ended_at=NOW)
    page = client_of(personas.owner).get(reverse("holdings:firm", args=[personas.supplier.pk])).content.decode()
    assert "B-77" in page
    assert "2037" in page


def test_mails_are_forgotten_after_a_year(db):
    facts = {"to": "a@example.org", "language": "fr", "subject": "x", "text": "y"}
    Mail.objects.create(written_at=moment("2026-03-19"), **facts)
    Mail.objects.create(written_at=moment("2026-03-21"), **facts)
    forget_old(now=NOW)
    assert Mail.objects.get().written_at == moment("2026-03-21")
