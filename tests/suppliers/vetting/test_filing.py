"""A firm's file comes to an authority: asked for, or because every newcomer is checked; a day is promised at once."""

from datetime import date

import pytest

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.filing.actions import ask_for_check, hand_in
from suppliers.models import Application, Submission
from suppliers.onboarding.actions import Facts, make_firm
from suppliers.vetting.actions import refuse, take_up
from tests.factories.files import THURSDAY, filed, refused
from tests.factories.people import BuyerFactory
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
FACTS = Facts("Neuf SRL", "BE", "0403019261", "Rue Haute 1, 5000 Valbrume", "neuf@example.org", "fr")


@pytest.mark.parametrize(
    ("now", "days", "due"),
    [
        (THURSDAY, 3, date(2027, 7, 20)),  # over a weekend
        (moment("2027-07-20"), 1, date(2027, 7, 22)),  # the 21st is a holiday in Belgium
        (moment("2027-12-30"), 2, date(2028, 1, 3)),  # over a new year
        (moment("2027-07-15", 22, 30), 1, date(2027, 7, 19)),  # past midnight where the authority is
    ],
)
def test_the_day_is_promised_by_the_authoritys_own_calendar(personas, now, days: int, due: date):
    Buyer.objects.filter(pk=personas.buyer.pk).update(vetting_days=days)
    personas.buyer.refresh_from_db()
    file = filed(personas, now=now)
    assert file.submissions.get().due == due


def test_what_was_promised_stays_when_the_authority_becomes_slower(personas):
    file = filed(personas)
    Buyer.objects.filter(pk=personas.buyer.pk).update(vetting_days=40)
    assert file.submissions.get().due == date(2027, 7, 30)  # ten working days, one of them a holiday


def test_the_file_keeps_what_the_firm_said_then(personas):
    file = filed(personas)
    personas.supplier.address = "Elsewhere 2"
    personas.supplier.save()
    assert file.submissions.get().said["address"] == "Rue Neuve 12, 5000 Valbrume"


def test_both_sides_are_told_each_in_its_language(personas):
    personas.officer.language = "nl"
    personas.officer.save()
    filed(personas)
    told = {mail.to: (mail.language, mail.text) for mail in Mail.objects.all()}
    assert set(told) == {personas.owner.email, personas.officer.email}
    assert told[personas.owner.email][0] == "fr"
    assert "30 juillet 2027" in told[personas.owner.email][1]
    assert told[personas.officer.email][0] == "nl"
    assert "30 juli 2027" in told[personas.officer.email][1]


def test_an_open_file_is_not_opened_twice_and_a_settled_one_can_be_followed_by_another(personas):
    file = filed(personas)
    with pytest.raises(Refused, match="an open file of your firm already"):
        filed(personas)
    take_up(file, by=personas.officer, now=THURSDAY)
    refuse(file, reason="No such number.", remedy="Ask again.", by=personas.officer, now=THURSDAY)
    filed(personas)
    assert Application.objects.count() == 2


@pytest.mark.parametrize("name", ["contributor", "other_owner", "officer", "stranger"])
def test_only_an_owner_asks(personas, name: str):
    with pytest.raises(Refused, match="owner of the firm"):
        ask_for_check(personas.supplier, personas.buyer, by=getattr(personas, name), now=THURSDAY)
    assert not Application.objects.exists()
    assert not Event.objects.filter(verb__startswith="application").exists()


def test_an_authority_without_officers_checks_nothing(personas):
    with pytest.raises(Refused, match="checks no files"):
        ask_for_check(personas.supplier, BuyerFactory(), by=personas.owner, now=THURSDAY)


def test_a_firm_without_a_number_is_told_what_is_missing(personas):
    personas.supplier.identifier = ""
    personas.supplier.save()
    with pytest.raises(Refused, match="name, number or address is missing"):
        filed(personas)


def test_a_refused_file_is_handed_in_no_more(personas):
    with pytest.raises(Refused, match="Not possible"):
        hand_in(refused(personas), by=personas.owner, now=THURSDAY)


class TestNewcomers:
    @pytest.fixture
    def checking(self, personas: Personas) -> Buyer:
        Buyer.objects.filter(pk=personas.buyer.pk).update(vets_newcomers=True)
        return personas.buyer

    def test_are_checked_where_the_authority_wants_it_and_nowhere_else(self, personas, checking):
        firm = make_firm(FACTS, by=personas.stranger, now=THURSDAY)
        file = Application.objects.get(supplier=firm)
        assert (file.buyer, file.state) == (checking, "submitted")
        assert file.submissions.get().submitted_by == personas.stranger

    def test_are_not_checked_unless_it_was_turned_on(self, personas):
        make_firm(FACTS, by=personas.stranger, now=THURSDAY)
        assert not Application.objects.exists()

    def test_register_all_the_same_when_something_is_missing_and_hand_in_later(self, personas, checking):
        firm = make_firm(Facts(**{**vars_of(FACTS), "identifier": ""}), by=personas.stranger, now=THURSDAY)
        file = Application.objects.get(supplier=firm)
        assert file.state == "draft"
        assert not Submission.objects.exists()
        firm.identifier = "0403019261"
        firm.save()
        hand_in(Application.objects.get(), by=personas.stranger, now=moment("2027-07-19"))
        assert Submission.objects.get().due == date(2027, 8, 3)


def vars_of(facts: Facts) -> dict[str, str]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}
