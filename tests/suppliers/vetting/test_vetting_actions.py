"""An authority checks a file: who may, what the firm is told, and whether the promised day was kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Application, Membership
from suppliers.vetting import queries
from suppliers.vetting.actions import assign, expire, refuse, request_changes, take_up, verify
from suppliers.vetting.mending import mend
from tests.factories.files import COMMENT, THURSDAY, filed, refused, taken_up, to_mend, verified
from tests.factories.people import SupplierFactory, employ, join
from tests.house.traces import tables_with
from tests.personas import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def numbered(personas) -> None:
    """Give the firm a number that keeps to the rule: whoever changes a firm has it checked again."""
    personas.supplier.identifier = "0403019261"
    personas.supplier.save()


def told(person) -> list[str]:
    return [mail.subject for mail in Mail.objects.filter(to=person.email).order_by("pk")]


class TestChecking:
    def test_whoever_takes_it_up_is_in_charge(self, personas):
        file = taken_up(personas)
        assert (file.state, file.assigned_to) == ("under_review", personas.officer)

    @pytest.mark.parametrize("name", ["other_officer", "approver", "auditor", "administrator", "owner", "stranger"])
    def test_nobody_but_an_officer_of_the_authority_does_anything(self, personas, name: str):
        file, person = taken_up(personas), getattr(personas, name)
        for deed in (
            lambda: verify(file, by=person, now=THURSDAY),
            lambda: refuse(file, reason="No.", remedy="Ask.", by=person, now=THURSDAY),
            lambda: request_changes(file, remarks={"address": "No."}, by=person, now=THURSDAY),
            lambda: assign(file, to=personas.officer, by=person, now=THURSDAY),
        ):
            with pytest.raises(Refused, match="Only"):
                deed()
        file.refresh_from_db()
        assert (file.state, file.reason) == ("under_review", "")

    def test_nobody_checks_a_firm_to_which_it_belongs(self, personas):
        file = filed(personas)
        Membership.objects.create(supplier=personas.supplier, person=personas.officer, role=Role.CONTRIBUTOR)
        with pytest.raises(Refused, match="a colleague checks"):
            take_up(file, by=personas.officer, now=THURSDAY)
        colleague = employ(personas.buyer, Role.OFFICER)
        with pytest.raises(Refused, match="does not belong to the firm"):
            assign(file, to=personas.officer, by=colleague, now=THURSDAY)

    def test_a_file_is_given_to_a_colleague_who_is_told(self, personas):
        file, colleague = filed(personas), employ(personas.buyer, Role.OFFICER, language="en")
        Mail.objects.all().delete()
        assign(file, to=colleague, by=personas.officer, now=THURSDAY)
        assert (file.assigned_to, told(colleague)) == (colleague, [f"A file is given to you: {personas.supplier}"])
        with pytest.raises(Refused, match="Choose an officer of the authority"):
            assign(file, to=personas.other_officer, by=personas.officer, now=THURSDAY)

    def test_a_settled_file_is_given_to_nobody(self, personas):
        with pytest.raises(Refused, match="does not wait"):
            assign(verified(personas), to=personas.officer, by=personas.officer, now=THURSDAY)

    def test_a_verification_holds_for_a_year_then_ends_by_the_clock_and_the_firm_is_told(self, personas):
        file = verified(personas)
        assert file.valid_until == THURSDAY + timedelta(days=365)
        with pytest.raises(Refused, match="still valid"):
            expire(file, now=THURSDAY + timedelta(days=364))
        expire(file, now=THURSDAY + timedelta(days=365))
        assert file.state == "expired"
        assert told(personas.owner)[-1] == "La vérification par Ville de Valbrume a pris fin"

    def test_a_refusal_says_why_and_what_the_firm_can_do(self, personas):
        file = taken_up(personas)
        for reason, remedy in (("No such number.", " "), ("", "Ask again.")):
            with pytest.raises(Refused, match="Give the reason, and say what the firm can do"):
                refuse(file, reason=reason, remedy=remedy, by=personas.officer, now=THURSDAY)
        refuse(file, reason="No such number.", remedy="Ask again.", by=personas.officer, now=THURSDAY)
        file.refresh_from_db()
        assert (file.state, file.reason, file.remedy) == ("refused", "No such number.", "Ask again.")
        assert "No such number" not in Mail.objects.filter(to=personas.owner.email).last().text  # it stands on the page

    def test_why_it_was_refused_stands_in_its_row_and_the_log_keeps_only_that_it_was_said(self, personas):
        reason, remedy = "J. Doe told us that her brother forged the extract.", "Let J. Doe sign again."
        refuse(taken_up(personas), reason=reason, remedy=remedy, by=personas.officer, now=THURSDAY)
        event = Event.objects.get(verb="application.refuse")
        assert event.payload == {"from": "under_review", "to": "refused", "reason_given": True}
        assert tables_with("J. Doe") == ["suppliers_application"]

    def test_the_database_keeps_no_refusal_without_reason_and_remedy(self, personas):
        file = refused(personas)
        for missing in ({"reason": ""}, {"remedy": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Application.objects.filter(pk=file.pk).update(**missing)

    def test_what_is_not_taken_up_is_not_decided(self, personas):
        with pytest.raises(Refused, match="Not possible"):
            verify(filed(personas), by=personas.officer, now=THURSDAY)


class TestChanges:
    def test_are_asked_fact_by_fact_and_no_comment_is_in_the_log_or_a_mail(self, personas):
        file = to_mend(personas, address=COMMENT, other=" ")
        remark = file.submissions.get().remarks.get()
        assert (file.state, remark.field, remark.comment) == ("changes_requested", "address", COMMENT)
        said = "".join(mail.text for mail in Mail.objects.all()) + str(list(Event.objects.values()))
        assert COMMENT not in said
        assert "address" in str(Event.objects.get(verb="application.request_changes").payload)

    def test_at_least_one(self, personas):
        with pytest.raises(Refused, match="at least one field"):
            request_changes(taken_up(personas), remarks={"address": " "}, by=personas.officer, now=THURSDAY)

    def test_the_firm_changes_or_answers_and_a_new_day_is_promised(self, personas):
        file = to_mend(personas, address=COMMENT, email="Is this yours?")
        later = moment("2027-08-02")
        facts = {"changes": {"address": "Rue Haute 1"}, "answers": {"email": "Yes."}}
        mend(file, **facts, by=personas.owner, now=later)
        personas.supplier.refresh_from_db()
        assert (file.state, personas.supplier.address) == ("submitted", "Rue Haute 1")
        first, second = file.submissions.all()
        assert (first.due, second.due) == (date(2027, 7, 30), date(2027, 8, 16))
        assert second.said["address"] == "Rue Haute 1"
        assert [remark.answer for remark in first.remarks.all()] == ["", "Yes."]
        assert told(personas.officer)[-1] == f"De nouveau remis\xa0: {personas.supplier}"

    def test_neither_changed_nor_answered_is_not_handed_in(self, personas):
        file = to_mend(personas)
        same = {"address": personas.supplier.address}
        with pytest.raises(Refused, match="Change what was remarked on"):
            mend(file, changes=same, answers={"address": " "}, by=personas.owner, now=THURSDAY)
        assert Application.objects.get().state == "changes_requested"

    def test_what_was_changed_on_another_page_counts(self, personas):
        file = to_mend(personas, size="Please say.")
        personas.supplier.size = "micro"
        personas.supplier.save()
        mend(file, changes={}, answers={}, by=personas.owner, now=THURSDAY)
        assert file.state == "submitted"

    def test_only_an_owner_hands_in_again(self, personas):
        with pytest.raises(Refused, match="owner of the firm"):
            mend(to_mend(personas), changes={}, answers={"address": "It is."}, by=personas.contributor, now=THURSDAY)


class TestPromisedDays:
    @pytest.mark.parametrize(("day", "in_time"), [("2027-07-30", True), ("2027-08-02", False)])
    def test_an_answer_is_in_time_or_late(self, personas, day: str, in_time: bool):
        file = taken_up(personas)
        verify(file, by=personas.officer, now=moment(day))
        assert file.submissions.get().in_time is in_time

    @pytest.mark.parametrize(("day", "late"), [("2027-07-30", 0), ("2027-08-02", 1)])
    def test_what_waits_is_late_after_its_day(self, personas, day: str, late: int):
        taken_up(personas)
        assert len(queries.late_among(queries.files_checked_by(personas.officer), moment(day))) == late

    def test_are_counted_like_a_tenders_and_hidden_below_ten(self, personas):
        for _ in range(9):
            self.answered(personas, "2027-07-30")
        today = date(2027, 8, 2)
        assert queries.punctuality_of([personas.buyer], today)[0].number == ""
        self.answered(personas, "2027-08-02")
        figure, other = queries.punctuality_of([personas.buyer, personas.other_buyer], today)
        assert figure.number == "90\N{NO-BREAK SPACE}%"
        assert figure.basis == "9 of 10 in twelve months, interval 60 to 98 %"
        assert other.number == ""
        assert queries.punctuality_of([personas.buyer], date(2028, 8, 2))[0].number == ""

    def answered(self, personas, day: str) -> None:
        firm = SupplierFactory()
        owner = join(firm)
        file = taken_up(replace(personas, supplier=firm, owner=owner))
        verify(file, by=personas.officer, now=moment(day))


def test_a_promise_that_waits_longest_stands_first_and_settled_files_last(personas):
    done = verified(personas)
    firms = [SupplierFactory() for _ in range(2)]
    files = [
        filed(replace(personas, supplier=firm, owner=join(firm)), now=moment(day))
        for firm, day in zip(firms, ["2027-07-20", "2027-07-19"], strict=True)
    ]
    assert list(queries.files_checked_by(personas.officer)) == [files[1], files[0], done]
    assert not queries.files_checked_by(personas.other_officer).exists()
