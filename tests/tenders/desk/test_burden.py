"""What a call asks of those who bid, beside the median of similar calls; for its officers only."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from statistics import median

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls.actions import add_document
from tenders.desk.burden import _measures, burden_of
from tenders.desk.loads import Load
from tenders.models import Document, Round, SelectionCriterion, Tender
from tests.factories.calls import TenderFactory
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def draft(personas) -> Tender:
    return TenderFactory(buyer=personas.buyer, author=personas.officer)


def ask(tender: Tender, count: int, proof: str = "", **more: object) -> None:
    facts = {"kind": "economic", "name": "Turnover", "proof": proof, **more}
    SelectionCriterion.objects.bulk_create(SelectionCriterion(tender=tender, **facts) for _number in range(count))


def similar(personas, proofs: list[int], **facts: object) -> None:
    """Publish a call for each number of proofs, thirty days before its deadline."""
    for count in proofs:
        call = published_call(buyer=personas.other_buyer, **facts)
        Tender.objects.filter(pk=call.pk).update(published_at=moment("2027-02-13"))
        ask(call, count, proof="Accounts")


def told(draft: Tender) -> dict[str, tuple[str, str, str]]:
    return {str(one.label): (one.here, one.beside, str(one.cure)) for one in burden_of(draft, NOW)}


def test_a_call_that_asks_more_than_half_of_the_others_is_told_so_with_a_cure(draft, personas):
    similar(personas, [1, 1, 1, 2, 2, 3, 3, 4, 5, 6])
    ask(draft, 4, proof="Accounts")
    here, beside, cure = told(draft)["Proofs asked"]
    assert here == "4"
    assert beside == "Half of 10 similar calls: 2.5 or less."
    assert cure.startswith("The self-declaration is enough to bid")
    assert told(draft)["Documents of the call"] == ("0", "Half of 10 similar calls: 0 or less.", "")


def test_of_days_few_weigh(draft, personas):
    similar(personas, [0] * 10)
    assert told(draft)["Days from publication to deadline"] == ("42", "Half of 10 similar calls: 30 or less.", "")
    Round.objects.filter(tender=draft).update(deadline_date=date(2027, 2, 20))
    assert told(draft)["Days from publication to deadline"][2] == "A later deadline lets small firms bid, too."


@pytest.mark.parametrize("n", [0, 1, 9])
def test_beside_few_calls_nothing_is_said_of_them(draft, personas, n):
    similar(personas, [1] * n)
    ask(draft, 7, proof="Accounts")
    _here, beside, cure = told(draft)["Proofs asked"]
    assert beside.startswith(f"{n} similar call")
    assert beside.endswith("too few to compare.")
    assert cure == ""


def test_others_are_of_another_subject_nature_or_not_public(draft, personas):
    similar(personas, [1] * 9)
    similar(personas, [1], cpv="45000000")
    similar(personas, [1], nature="works")
    similar(personas, [1], rehearsal=True)
    TenderFactory(buyer=personas.other_buyer)
    assert told(draft)["Proofs asked"][1].startswith("9 similar calls")
    similar(personas, [1], cpv="77999999")
    assert told(draft)["Proofs asked"][1].startswith("Half of 10 similar calls")
    Tender.objects.filter(pk=draft.pk).update(cpv="")
    draft.refresh_from_db()
    assert told(draft)["Proofs asked"][1].startswith("0 similar calls")


@pytest.mark.parametrize(
    ("level", "times", "warned"),
    [
        ("240 000 euro", "2", False),
        ("244 800 euro", "2.04", True),
        ("240 001 euro", "2.01", True),
        ("1 million euro", "8.34", True),
    ],
)
def test_turnover_is_told_as_a_multiple_of_the_value_and_above_twice_the_law(draft, level, times, warned):
    ask(draft, 1, level=level)
    here, _beside, cure = told(draft)["Turnover asked, as a multiple of the value"]
    assert here == times
    assert ("art. 58(3)" in cure) == warned


def test_for_a_lot_its_own_value_counts_and_without_a_value_nothing_is_said(draft):
    lot = draft.lots.get()
    type(lot).objects.update(value=Decimal(60_000))
    ask(draft, 1, level="180 000", lot=lot)
    assert told(draft)["Turnover asked, as a multiple of the value"][0] == "3"
    type(lot).objects.update(value=None)
    Tender.objects.update(value=None)
    assert "Turnover asked, as a multiple of the value" not in told(draft)


def test_pages_are_counted_when_a_document_is_added(draft, personas):
    assert "Pages of its PDF documents" not in told(draft)
    pdf, file = pikepdf.new(), BytesIO()
    for _page in range(3):
        pdf.add_blank_page()
    pdf.save(file)
    about = {"language": "fr", "by": personas.officer, "now": NOW}
    for name, content in (("a.pdf", file.getvalue()), ("b.pdf", b"%PDF-1.4 broken"), ("c.txt", b"Text")):
        add_document(draft, title=name, file=SimpleUploadedFile(name, content), **about)
    assert list(Document.objects.values_list("title", "pages")) == [("a.pdf", 3), ("b.pdf", None), ("c.txt", None)]
    assert Document.objects.get(title="a.pdf").file.read() == file.getvalue()
    assert told(draft)["Pages of its PDF documents"][0] == "3"
    assert told(draft)["Documents of the call"][0] == "3"


def test_three_similar_calls_take_as_many_questions_as_one(draft, personas, django_assert_num_queries):
    similar(personas, [1])
    with django_assert_num_queries(3):
        burden_of(draft, NOW)
    similar(personas, [1, 2])
    with django_assert_num_queries(3):
        burden_of(draft, NOW)


def test_only_officers_see_it_and_only_before_the_publication(client, draft, personas):
    page = reverse("desk:call", args=[draft.reference])
    seen = {}
    for name in ("officer", "approver", "signatory", "auditor"):
        client.force_login(getattr(personas, name))
        seen[name] = "What it asks of those who bid" in client.get(page).text
    assert seen == {"officer": True, "approver": False, "signatory": False, "auditor": False}
    public = published_call(buyer=personas.buyer)
    client.force_login(personas.officer)
    assert "What it asks of those who bid" not in client.get(reverse("desk:call", args=[public.reference])).text


@given(own=st.integers(0, 9), others=st.lists(st.integers(0, 9), min_size=10, max_size=20))
def test_a_cure_is_told_exactly_where_the_call_asks_more_than_the_median(own, others):
    loads = [Load(asked=number, days=number) for number in others]
    found = {str(one.label): one for one in _measures(Load(asked=own, days=own), loads)}
    weighs, days = found["Requirements for firms"], found["Days from publication to deadline"]
    below, above = sum(number < own for number in others), sum(number > own for number in others)
    assert bool(weighs.cure) == (own > median(others))
    assert bool(days.cure) == (own < median(others))
    assert not (weighs.cure and below < len(others) / 2)
    assert not (days.cure and above < len(others) / 2)
    assert (weighs.kind == "at-risk") == bool(weighs.cure)
    assert weighs.beside.startswith(f"Half of {len(others)} similar calls: ")


@given(st.lists(st.none() | st.integers(1, 50), max_size=20))
def test_only_calls_whose_number_is_known_are_counted(pages):
    """A call without a PDF is not one of no pages."""
    known = [number for number in pages if number is not None]
    measure = next(one for one in _measures(Load(pages=1), [Load(pages=n) for n in pages]) if "Pages" in str(one.label))
    enough = len(known) >= 10
    assert measure.beside.startswith(f"Half of {len(known)} similar" if enough else f"{len(known)} similar call")
    assert measure.cure == "" or enough


@given(st.decimals(min_value="0.1", max_value=99, places=2))
def test_the_law_speaks_above_twice_the_value_whatever_others_ask(times):
    measure = next(one for one in _measures(Load(times=times), []) if "Turnover" in str(one.label))
    assert ("art. 58(3)" in str(measure.cure)) == (times > 2)
    stricter = [Load(times=Decimal("0.1"))] * 10
    beside = next(one for one in _measures(Load(times=times), stricter) if "Turnover" in str(one.label))
    assert ("art. 58(3)" in str(beside.cure)) == (times > 2)
