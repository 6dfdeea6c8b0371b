"""Asking to join: the owners decide, the stranger learns no more than it must, and nobody is flooded."""

from datetime import timedelta

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.access import firms_of, join_requests_to
from suppliers.models import JoinRequest, Membership, NumberAsked, Supplier
from suppliers.onboarding import joining
from suppliers.onboarding.joining import MOST_MAILS_TO_A_FIRM, MOST_NUMBERS_A_DAY, MOST_OF_A_PERSON
from tests.factories.people import SupplierFactory, UserFactory, join
from tests.personas import moment

NOW = moment("2027-02-01")
LATER = NOW + timedelta(days=31)


def ask(personas, person=None, **how) -> JoinRequest:
    return joining.ask(personas.supplier, **{"by": person or personas.stranger, "now": NOW, **how})


def _owned() -> Supplier:
    firm = SupplierFactory()
    join(firm, email=f"owner-of-{firm.pk}@example.org")
    return firm


def mails_to(person) -> list[Mail]:
    return list(Mail.objects.filter(to=person.email).order_by("pk"))


class TestTheOwners:
    def test_each_gets_a_mail_in_its_language_and_nobody_else_does(self, personas):
        dutch = join(personas.supplier, email="tweede@example.org", language="nl")
        ask(personas)
        assert {mail.to: mail.language for mail in Mail.objects.all()} == {
            personas.owner.email: "fr",
            dutch.email: "nl",
        }
        assert personas.stranger.email in mails_to(dutch)[0].text

    def test_one_of_them_lets_the_person_in_with_the_role_that_it_chose(self, personas):
        request = ask(personas)
        member = joining.let_in(request, role="bid_signatory", by=personas.owner, now=NOW)
        assert (member.person, member.role) == (personas.stranger, "bid_signatory")
        assert list(firms_of(personas.stranger)) == [personas.supplier]
        assert not JoinRequest.objects.exists()
        [told] = mails_to(personas.stranger)
        assert personas.supplier.name in told.subject
        assert list(Event.objects.order_by("pk").values_list("verb", "actor_id")) == [
            ("supplier.ask_to_join", personas.stranger.pk),
            ("supplier.let_in", personas.owner.pk),
        ]

    def test_or_declines_and_the_person_learns_neither_name_nor_by_whom(self, personas):
        joining.decline(ask(personas), by=personas.owner, now=NOW)
        assert not firms_of(personas.stranger)
        [told] = mails_to(personas.stranger)
        for secret in (personas.supplier.name, personas.owner.name, personas.owner.email):
            assert secret not in told.subject + told.text + told.html
        assert personas.supplier.identifier in told.text
        assert Event.objects.latest("pk").verb == "supplier.decline_to_join"

    @pytest.mark.parametrize("name", ["contributor", "stranger", "other_owner", "officer", "administrator"])
    @pytest.mark.parametrize("deed", [lambda *a, **k: joining.let_in(*a, role="owner", **k), joining.decline])
    def test_nobody_else_answers(self, personas, name, deed):
        request = ask(personas)
        with pytest.raises(Refused, match="Only an owner"):
            deed(request, by=getattr(personas, name), now=NOW)
        assert not Membership.objects.filter(person=personas.stranger).exists()

    @pytest.mark.parametrize("deed", [lambda *a, **k: joining.let_in(*a, role="owner", **k), joining.decline])
    def test_an_answer_comes_once_and_in_time(self, personas, deed):
        request = ask(personas)
        with pytest.raises(Refused, match="no longer waits"):
            deed(request, by=personas.owner, now=LATER)
        joining.decline(request, by=personas.owner, now=NOW)
        with pytest.raises(Refused, match="no longer waits"):
            deed(request, by=personas.owner, now=NOW)


class TestThePersonWhoAsks:
    def test_asks_once_however_often_it_asks(self, personas):
        assert ask(personas) == ask(personas)
        assert len(mails_to(personas.owner)) == 1
        assert Event.objects.count() == 1

    def test_asks_again_when_nobody_answered_in_time(self, personas):
        ask(personas)
        ask(personas, now=LATER)
        assert len(mails_to(personas.owner)) == 2
        assert len(join_requests_to(personas.supplier, LATER)) == 1

    def test_waits_a_month_after_it_was_declined(self, personas):
        joining.decline(ask(personas), by=personas.owner, now=NOW)
        with pytest.raises(Refused, match="declined not long ago"):
            ask(personas)
        ask(personas, now=LATER)
        assert len(join_requests_to(personas.supplier, LATER)) == 1

    def test_who_belongs_to_the_firm_need_not_ask(self, personas):
        with pytest.raises(Refused, match="belong to this firm already"):
            ask(personas, personas.contributor)

    def test_asks_a_few_firms_at_a_time(self, personas):
        for _number in range(MOST_OF_A_PERSON):
            joining.ask(_owned(), by=personas.stranger, now=NOW)
        with pytest.raises(Refused, match="Several of your requests"):
            ask(personas)
        ask(personas, now=LATER)

    def test_who_lost_its_account_no_longer_waits(self, personas):
        ask(personas)
        personas.stranger.is_active = False
        personas.stranger.save()
        assert not join_requests_to(personas.supplier, NOW)

    def test_has_so_many_numbers_a_day_whether_they_are_here_or_not(self, personas):
        def tried(at=NOW) -> Supplier | None:
            return joining.firm_with("BE", "0403019261", by=personas.stranger, now=at)

        assert [tried() for _number in range(MOST_NUMBERS_A_DAY)] == [None] * MOST_NUMBERS_A_DAY
        with pytest.raises(Refused, match="Try again tomorrow"):
            tried()
        assert joining.firm_with("BE", "0403019261", by=personas.other_owner, now=NOW) is None
        assert tried(NOW + timedelta(days=1)) is None
        assert NumberAsked.objects.filter(person=personas.stranger).count() == 1


def test_a_firm_is_not_flooded_with_mail(personas):
    for number in range(MOST_MAILS_TO_A_FIRM + 3):
        ask(personas, UserFactory(email=f"asker{number}@example.org"))
    assert len(mails_to(personas.owner)) == MOST_MAILS_TO_A_FIRM
    assert len(join_requests_to(personas.supplier, NOW)) == MOST_MAILS_TO_A_FIRM + 3


def test_a_firm_is_found_by_its_number_only(personas):
    firm = personas.supplier
    assert joining.firm_with("BE", firm.identifier, by=personas.stranger, now=NOW) == firm
    assert joining.firm_with("FR", firm.identifier, by=personas.stranger, now=NOW) is None
    SupplierFactory(identifier="")
    assert joining.firm_with("BE", "", by=personas.stranger, now=NOW) is None
