"""The database itself refuses what may never be true of a file."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from suppliers.models import Application, Hearing, Remark, Submission
from suppliers.vetting.deeds import DEEDS, deeds_for
from tests.factories.calls import place
from tests.factories.files import THURSDAY, filed, heard, refused, taken_up, to_mend, verified

pytestmark = pytest.mark.django_db


def breaks(constraint: str, deed) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        deed()
    assert constraint in str(caught.value) or "UNIQUE" in str(caught.value)


@pytest.mark.parametrize("gone", ["reason", "remedy"])
def test_a_refusal_without_reason_or_remedy(personas, gone: str):
    file = refused(personas)
    breaks("refused_with_reason", lambda: Application.objects.filter(pk=file.pk).update(**{gone: ""}))


def test_a_suspension_without_reason(personas):
    file = verified(personas)
    breaks("suspended_with_reason", lambda: place(file, "suspended"))


def test_two_open_files_of_a_firm_at_one_authority(personas):
    filed(personas)
    facts = {"supplier": personas.supplier, "buyer": personas.buyer, "made_at": THURSDAY}
    breaks("one_open_file", lambda: Application.objects.create(**facts))
    Application.objects.create(**{**facts, "buyer": personas.other_buyer})


@pytest.mark.parametrize(
    "half", [{"answered_at": THURSDAY}, {"answered_on": date(2027, 7, 15)}, {"answer": "verified"}]
)
def test_half_an_answer(personas, half: dict):
    file = filed(personas)
    breaks("file_is_answered_whole", lambda: Submission.objects.filter(application=file).update(**half))


def test_two_remarks_on_one_fact_and_one_that_says_nothing(personas):
    submission = to_mend(personas).submissions.get()
    breaks("one_remark", lambda: Remark.objects.create(submission=submission, field="address", comment="Again."))
    breaks("remark_says", lambda: Remark.objects.create(submission=submission, field="email", comment=""))


def test_two_hearings_at_a_time_one_without_grounds_and_half_an_answer(personas):
    file = heard(personas)
    facts = {"application": file, "announced_at": THURSDAY, "announced_by": personas.officer}
    facts |= {"answer_by": date(2027, 7, 30)}
    breaks("one_hearing", lambda: Hearing.objects.create(**facts, grounds="Another."))
    breaks("hearing_names", lambda: Hearing.objects.create(**facts, grounds="", closed_at=THURSDAY))
    breaks("hearing_is_answered", lambda: Hearing.objects.update(answer="It has merged."))


class TestWhatIsOffered:
    """Each state with the deeds that an officer finds on the page of the file."""

    @pytest.mark.parametrize(
        ("until", "deeds"),
        [
            (filed, {"take_up", "assign"}),
            (taken_up, {"verify", "request_changes", "refuse", "assign"}),
            (to_mend, set()),
            (verified, {"announce_hearing"}),
            (heard, {"suspend", "drop_hearing"}),
            (refused, set()),
        ],
    )
    def test_follows_from_where_the_file_stands(self, personas, until, deeds: set[str]):
        assert {name for name, _deed in deeds_for(until(personas))} == deeds

    def test_every_deed_is_offered_somewhere(self):
        assert [name for name, deed in DEEDS.items() if not deed.states] == []
