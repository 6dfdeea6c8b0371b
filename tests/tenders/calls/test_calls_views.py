"""Writing a call in the browser: who may, what is refused beside its field, and that nothing typed is lost."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.safe_xml import MAX_BYTES
from tenders.models import Tender
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.people import employ
from tests.personas import moment

SAMPLES = Path(__file__).parent / "notices" / "samples"
CALL = {
    "title": "Entretien des parcs",
    "description": "Tonte et taille.",
    "language": "fr",
    "procedure": "open",
    "nature": "services",
    "cpv": "77310000",
    "nuts": "BE352",
    "value": "90 000",
    "value_is_public": "on",
    "day": "2027-04-15",
    "at": "10:00",
}
NOT_OFFICERS = ["approver", "signatory", "auditor", "ombudsperson", "editor", "administrator", "other_officer", "owner"]


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-01")


@pytest.fixture
def officer(client, personas):
    client.force_login(personas.officer)
    return personas.officer


def address(name: str, *args: object) -> str:
    return reverse(f"calls:{name}", args=args)


def criteria(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    """Return the fields of a lot's form: kind, name and weight of each criterion."""
    data = {"criteria-TOTAL_FORMS": str(len(rows)), "criteria-INITIAL_FORMS": "0", "title": "Lot A"}
    for index, row in enumerate(rows):
        data |= {f"criteria-{index}-{name}": value for name, value in zip(("kind", "name", "weight"), row, strict=True)}
    return data | more


def pages_of(tender: Tender) -> dict[str, str]:
    lot = tender.lots.first()
    names = ["edit", "add_document", "extend", "pause"]
    own = {name: address(name, tender.reference) for name in names}
    return own | {name: address(name, tender.reference, lot.pk) for name in ("lot", "remove_lot")}


def test_a_call_is_begun_and_the_way_leads_to_its_lot(client, officer, personas):
    answer = client.post(address("new"), CALL)
    made = Tender.objects.get()
    assert (made.buyer, made.author, made.value) == (personas.buyer, officer, 90_000)
    assert answer.url == address("lot", made.reference, made.lots.get().pk)
    page = client.get(answer.url).text
    assert "The draft is made" in page
    assert 'value="Prix"' in page  # a price is offered, in the language of the call


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"title": ""}, "title", "This field is required"),
        ({"cpv": "77-31"}, "cpv", "A CPV code has eight digits"),
        ({"nuts": "Namur"}, "nuts", "A NUTS code looks like"),
        ({"at": ""}, "at", "Give both the day and the time"),
        ({"value": "viel"}, "value", "Write the sum in digits"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client, officer, change, field, sentence):
    answer = client.post(address("new"), CALL | {"description": "Lots of words."} | change)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary, and beside the field
    assert f'href="#id_{field}"' in answer.text
    assert "Lots of words." in answer.text
    assert not Tender.objects.exists()


def test_what_the_rules_refuse_is_said_with_their_sentence(client, officer):
    answer = client.post(address("new"), CALL | {"at": "03:00"})
    assert answer.status_code == 422
    assert "No deadline between midnight and 6 in the morning." in answer.text
    assert "Entretien des parcs" in answer.text


def test_an_officer_of_two_buyers_says_for_which(client, officer, personas):
    assert 'name="buyer"' not in client.get(address("new")).text
    personas.other_buyer.posts.create(person=officer, role="officer")
    assert 'name="buyer"' in client.get(address("new")).text
    client.post(address("new"), CALL | {"buyer": personas.other_buyer.pk})
    assert Tender.objects.get().buyer == personas.other_buyer


@pytest.mark.parametrize("name", NOT_OFFICERS)
def test_others_find_no_such_page(client, personas, name: str):
    person, tender = getattr(personas, name), TenderFactory(buyer=personas.buyer)
    client.force_login(person)
    pages = pages_of(tender)
    if name != "other_officer":
        pages |= {"new": address("new"), "import": address("import")}
    assert {page: client.get(path).status_code for page, path in pages.items()} == dict.fromkeys(pages, 404)


def test_who_is_not_signed_in_is_asked_to(client, personas):
    tender = TenderFactory(buyer=personas.buyer)
    for path in pages_of(tender).values():
        assert "/accounts/login/" in client.get(path).url


def test_a_draft_shows_what_is_there_and_the_first_lawful_day(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer, sent_on=None)
    page = client.get(address("edit", tender.reference)).text
    assert tender.description in page
    assert 'value="2027-03-15"' in page
    assert "If the notice is sent today, the law allows 4 March 2027 at the earliest." in page
    answer = client.post(address("edit", tender.reference), CALL)
    assert answer.url == reverse("desk:call", args=[tender.reference])
    tender.refresh_from_db()
    assert tender.title == "Entretien des parcs"


def test_a_call_that_is_no_draft_says_why_it_cant_be_changed_and_keeps_what_was_typed(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, "in_review")
    page = client.get(address("edit", tender.reference)).text
    assert "Only a draft can be changed. This call is: in review." in page
    assert 'aria-disabled="true"' in page
    late = client.post(address("edit", tender.reference), CALL)
    assert late.status_code == 422
    assert "Entretien des parcs" in late.text


def test_a_lot_is_saved_with_its_criteria(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    lot = tender.lots.get()
    data = criteria(("price", "Prix", "55,5"), ("quality", "Délai", "44.5"), ("quality", "", ""))
    answer = client.post(address("lot", tender.reference, lot.pk), data | {"criteria-0-weight": "55.5"})
    assert answer.status_code == 302
    assert [(row.name, float(row.weight)) for row in lot.criteria.all()] == [("Prix", 55.5), ("Délai", 44.5)]


def test_another_criterion_is_a_row_more_and_judges_nothing(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    lot = tender.lots.get()
    data = criteria(("price", "Prix", "viel"), ("quality", "Délai", "")) | {"title": "", "more": "1"}
    answer = client.post(address("lot", tender.reference, lot.pk), data)
    assert answer.status_code == 200
    assert 'name="criteria-2-name"' in answer.text
    assert 'value="viel"' in answer.text
    assert "This field is required" not in answer.text
    assert lot.criteria.count() == 2  # as before


def test_a_criterion_is_removed_by_its_box(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    lot = tender.lots.get()
    page = client.get(address("lot", tender.reference, lot.pk)).text
    assert 'name="criteria-1-DELETE"' in page
    data = criteria(("price", "Prix", "100"), ("quality", "Délai", "40")) | {"criteria-1-DELETE": "on"}
    client.post(address("lot", tender.reference, lot.pk), data)
    assert [row.name for row in lot.criteria.all()] == ["Prix"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("price", "Prix", "101")], "less than or equal to 100"),
        ([("price", "Prix", "0")], "A weight is larger than 0"),
        ([("quality", "", "20")], "Say what is compared"),
        ([("price", "A", "50"), ("price", "B", "50")], "Only one criterion can be the price"),
    ],
)
def test_what_is_wrong_with_a_lot_is_said_and_nothing_typed_is_lost(client, officer, personas, rows, sentence):
    tender = TenderFactory(buyer=personas.buyer)
    lot = tender.lots.get()
    answer = client.post(address("lot", tender.reference, lot.pk), criteria(*rows, title="Parcs du nord"))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Parcs du nord" in answer.text
    assert [row.name for row in lot.criteria.all()] == ["Prix", "Qualité"]


def test_lots_are_added_and_removed_after_a_question(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    assert client.get(address("add_lot", tender.reference)).status_code == 405
    second = client.post(address("add_lot", tender.reference)).url
    lot = tender.lots.last()
    assert second == address("lot", tender.reference, lot.pk)
    assert "Remove this lot" in client.get(second).text
    assert "Remove this lot?" in client.get(address("remove_lot", tender.reference, lot.pk)).text
    assert tender.lots.count() == 2
    client.post(address("remove_lot", tender.reference, lot.pk))
    assert tender.lots.count() == 1


def test_a_lot_of_another_call_is_not_there(client, officer, personas):
    tender, other = TenderFactory(buyer=personas.buyer), TenderFactory(buyer=personas.buyer)
    assert client.get(address("lot", tender.reference, add_lot(other).pk)).status_code == 404


def test_a_document_is_added_fetched_and_removed(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    file = SimpleUploadedFile("cahier.pdf", b"%PDF cahier")
    data = {"title": "Cahier des charges", "language": "fr", "file": file}
    assert client.post(address("add_document", tender.reference), data).status_code == 302
    document = tender.documents.get()
    answer = client.get(address("document", tender.reference, document.pk))
    assert b"".join(answer.streaming_content) == b"%PDF cahier"
    assert answer["Content-Disposition"] == 'attachment; filename="Cahier des charges.pdf"'
    client.force_login(employ(personas.buyer, "approver"))
    assert client.get(address("document", tender.reference, document.pk)).status_code == 200
    client.force_login(personas.owner)
    assert client.get(address("document", tender.reference, document.pk)).status_code == 404
    client.force_login(officer)
    client.post(address("remove_document", tender.reference, document.pk))
    assert not tender.documents.exists()


def test_a_file_that_is_refused_leaves_the_rest_of_the_form(client, officer, personas):
    tender = TenderFactory(buyer=personas.buyer)
    data = {"title": "Plan", "language": "nl", "file": SimpleUploadedFile("plan.exe", b"MZ")}
    answer = client.post(address("add_document", tender.reference), data)
    assert answer.status_code == 422
    assert "Files of this kind can&#x27;t be added: .exe." in answer.text
    assert 'value="Plan"' in answer.text


def test_a_notice_becomes_a_draft_of_the_officers_buyer_and_says_what_has_no_place(client, officer, personas):
    notice = next(path for path in sorted(SAMPLES.rglob("*.xml")) if "eforms" in path.name or "cn" in path.name)
    answer = client.post(address("import"), {"file": SimpleUploadedFile("notice.xml", notice.read_bytes())})
    tender = Tender.objects.get()
    assert (tender.buyer, tender.state) == (personas.buyer, "draft")
    page = client.get(answer.url).text
    assert f"Draft {tender.reference} is made." in page
    assert all(thing.replace("'", "&#x27;") in page for thing in tender.unmapped)
    again = client.post(address("import"), {"file": SimpleUploadedFile("notice.xml", notice.read_bytes())})
    assert "was imported before" in client.get(again.url).text
    assert Tender.objects.count() == 1


def test_a_notice_that_was_imported_by_another_buyer_is_not_shown(client, officer, personas):
    notice = next(iter(sorted(SAMPLES.rglob("*.xml")))).read_bytes()
    client.force_login(personas.other_officer)
    client.post(address("import"), {"file": SimpleUploadedFile("notice.xml", notice)})
    client.force_login(officer)
    answer = client.post(address("import"), {"file": SimpleUploadedFile("notice.xml", notice)})
    assert answer.url == reverse("desk:calls")


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"<html/>", "notice"), (b"x" * (MAX_BYTES + 1), "larger than 20 MB")]
)
def test_what_is_no_notice_is_refused_beside_the_field(client, officer, content: bytes, sentence: str):
    answer = client.post(address("import"), {"file": SimpleUploadedFile("notice.xml", content)})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Tender.objects.exists()
