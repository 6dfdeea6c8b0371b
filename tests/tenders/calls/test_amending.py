"""Changes are prepared aside and become public at one moment, with a reason, old and new side by side."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.models import (
    Amendment,
    AmendmentDraft,
    CallTerms,
    Document,
    Envelope,
    LotTerms,
    SelectionCriterion,
    Unlock,
)
from tenders.record.changes import changes_of
from tenders.record.ocds import record_package
from tests.factories.calls import add_lot, place
from tests.personas import moment

NOW = moment("2027-02-10")
CLOSE = moment("2027-03-10")  # answers had to be out on 9 March


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def prepare(published, personas):
    def prepare_it(now=NOW, **wanted: str):
        keys = {key.replace("__", ":"): text for key, text in wanted.items()}
        return calls.draft_changes(published, keys, by=personas.officer, now=now)

    return prepare_it


def file(name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 new")


def test_what_is_prepared_leaves_the_call_as_it_is_until_it_is_published(published, personas, prepare):
    old = published.title
    prepare(title="Parcs et jardins", value="130000")
    published.refresh_from_db()
    assert published.title == old
    amendment = calls.publish_amendment(published, reason="More parks.", by=personas.officer, now=NOW)
    published.refresh_from_db()
    assert (published.title, published.value) == ("Parcs et jardins", Decimal(130000))
    assert [(row["field"], row["old"], row["new"]) for row in amendment.changes] == [
        ("title", old, "Parcs et jardins"), ("value", "120000.00", "130000"),
    ]  # fmt: skip
    assert not AmendmentDraft.objects.exists()
    (change,) = changes_of(published)
    assert (change.sentence, change.parts[0]["new"]) == ("More parks.", "Parcs et jardins")
    release = record_package([published], now=NOW)["records"][0]["compiledRelease"]
    assert "Parcs et jardins" in release["tender"]["amendments"][0]["description"]
    assert Event.objects.get(verb="tender.amend").payload == {"reason": "More parks.", "changed": ["title", "value"]}


def test_what_stands_there_already_is_no_change(published, prepare):
    prepare(title="Other", value="120000.0")
    assert [row["field"] for row in prepare().changes] == ["title"]
    assert prepare(title=published.title).changes == []


def test_a_lot_its_criteria_and_what_is_asked_are_changed(published, personas, prepare):
    asked = SelectionCriterion.objects.create(tender=published, kind="technical", name="Three works", level="3")
    prepare(**{
        "lot__LOT-0001__title": "Le grand parc",
        "criterion__LOT-0001__price__weight": "70",
        "criterion__LOT-0001__q1__weight": "30",
        f"asked__{asked.pk}__level": "2",
    })  # fmt: skip
    calls.publish_amendment(published, reason="Fairer.", by=personas.officer, now=NOW)
    lot = published.lots.get()
    assert lot.title == "Le grand parc"
    assert list(lot.criteria.values_list("weight", flat=True)) == [70, 30]
    asked.refresh_from_db()
    assert asked.level == "2"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"procedure": "restricted"}, "cancel the call, and begin again"),
        ({"lot__LOT-0009__title": "x"}, "cancel the call, and begin again"),
        ({"title": ""}, "Title: This field cannot be blank"),
        ({"value": "much"}, "must be a decimal number"),
    ],
)
def test_what_can_not_be_changed_or_is_no_value_is_refused(prepare, wanted, sentence):
    with pytest.raises(Refused, match=sentence):
        prepare(**wanted)
    assert not AmendmentDraft.objects.exists()


def test_weights_that_do_not_add_up_are_refused_and_nothing_becomes_live(published, personas, prepare):
    prepare(**{"criterion__LOT-0001__price__weight": "70"})
    with pytest.raises(Refused, match="do not add up to 100 in lot 1"):
        calls.publish_amendment(published, reason="Fairer.", by=personas.officer, now=NOW)
    assert published.lots.get().criteria.get(code="price").weight == 60
    assert AmendmentDraft.objects.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"reason": " "}, "Give a reason"), ({"reason": "Why."}, "Nothing was prepared")]
)
def test_no_amendment_without_a_change_and_a_reason(published, personas, prepare, facts, sentence):
    if not facts["reason"].strip():
        prepare(title="Other")
    with pytest.raises(Refused, match=sentence):
        calls.publish_amendment(published, **facts, by=personas.officer, now=NOW)


def test_a_weighty_change_close_to_the_deadline_needs_a_later_one(published, personas, prepare):
    prepare(CLOSE, **{"criterion__LOT-0001__q1__name": "La méthode"})
    with pytest.raises(Refused, match="give firms time to take it in"):
        calls.publish_amendment(published, reason="Clearer.", by=personas.officer, now=CLOSE)
    more = {"day": date(2027, 3, 22), "time": time(10)}
    amendment = calls.publish_amendment(published, reason="Clearer.", **more, by=personas.officer, now=CLOSE)
    assert [row["field"] for row in amendment.changes] == ["criterion:LOT-0001:q1:name", "deadline"]
    assert published.stages.get(kind="submission").commitment == date(2027, 3, 22)


def test_a_word_may_change_close_to_the_deadline_unless_bids_must_be_confirmed(published, personas, prepare):
    prepare(CLOSE, description="Tonte.")
    with pytest.raises(Refused, match="give firms time"):
        calls.publish_amendment(published, reason="Typo.", asks_to_confirm=True, by=personas.officer, now=CLOSE)
    calls.publish_amendment(published, reason="Typo.", by=personas.officer, now=CLOSE)
    assert "already stays valid" in Mail.objects.filter(subject__startswith="The call was changed").first().text


def test_nothing_changes_after_the_deadline_or_an_opening_step(published, personas, prepare):
    prepare(title="Other")
    with pytest.raises(Refused, match="before its deadline"):
        prepare(moment("2027-03-15", 9), title="Later")
    envelope = Envelope.objects.get(round__tender=published)
    Unlock.objects.create(envelope=envelope, member=personas.committee[0], unlocked_at=NOW, pieces=b"p")
    with pytest.raises(Refused, match="before anything of it is opened"):
        calls.publish_amendment(published, reason="Late.", by=personas.officer, now=NOW)


def test_a_new_version_of_a_document_waits_and_the_old_one_stays_to_be_had(client, published, personas):
    old = Document.objects.create(
        tender=published, title="Plan", language="fr", sha256="0", size=1, added_at=NOW, file=file()
    )
    facts = {"title": "Plan, version 2", "language": "fr", "file": file(), "replaces": old}
    new = calls.draft_document(published, **facts, by=personas.officer, now=NOW)
    address = reverse("record:document", args=[published.reference, new.pk])
    assert client.get(address).status_code == 404
    assert "version 2" not in client.get(published.get_absolute_url()).text
    calls.publish_amendment(published, reason="A road was missing.", by=personas.officer, now=NOW)
    assert client.get(address).status_code == 200
    assert [document.title for document in published.documents.all()] == ["Plan, version 2"]
    earlier = reverse("record:document", args=[published.reference, old.pk])
    assert earlier in client.get(published.get_absolute_url()).text
    assert client.get(earlier).status_code == 200


def test_what_is_dropped_leaves_nothing_behind(published, personas, prepare, django_capture_on_commit_callbacks):
    prepare(title="Other")
    facts = {"title": "Annexe", "language": "fr", "file": file()}
    document = calls.draft_document(published, **facts, by=personas.officer, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        calls.drop_amendment(published, by=personas.officer, now=NOW)
    assert not document.file.storage.exists(document.file.name)
    assert not Document.every.filter(tender=published).exists()
    assert calls.prepared_for(published) == []


def test_an_officer_changes_a_call_in_the_browser(client, published, personas):
    add_lot(published)
    client.force_login(personas.officer)
    amend = reverse("calls:amend", args=[published.reference])
    assert amend in client.get(reverse("desk:call", args=[published.reference])).text
    assert "Nothing is prepared yet." in client.get(amend).text
    part = reverse("calls:amend_part", args=[published.reference, "LOT-0002"])
    assert part in client.get(amend).text
    typed = {"lot:LOT-0002:title": "Le cimetière", "criterion:LOT-0002:price:name": "Prix",
             "criterion:LOT-0002:q1:name": "Qualité", "criterion:LOT-0002:price:weight": "60",
             "criterion:LOT-0002:q1:weight": "40"}  # fmt: skip
    assert client.post(part, typed).url == amend
    assert "Le cimetière" in client.get(amend).text
    half = client.post(amend, {"reason": "Nommé.", "bids": "stays", "day": "2027-03-22"})
    assert "Give both the day and the time" in half.text
    client.post(amend, {"reason": "Nommé.", "bids": "stays"})
    assert Amendment.objects.get().changes[0]["new"] == "Le cimetière"
    assert "Le cimetière" in client.get(published.get_absolute_url()).text


def test_terms_that_were_not_said_are_said_and_others_change(published, personas, prepare):
    terms = LotTerms.objects.create(lot=published.lots.get(), starts_on=date(2027, 5, 1), ends_on=date(2027, 12, 31))
    prepare(terms__validity_days="90", terms__contact_email="service@ville.example")
    both = {"contract__LOT-0001__starts_on": "2028-01-01", "contract__LOT-0001__ends_on": "2028-12-31"}
    prepare(**both)
    amendment = calls.publish_amendment(published, reason="Later.", by=personas.officer, now=NOW)
    terms.refresh_from_db()
    assert (terms.starts_on, terms.ends_on) == (date(2028, 1, 1), date(2028, 12, 31))
    kept = CallTerms.objects.get(tender=published)
    assert (kept.validity_days, kept.contact_email) == (90, "service@ville.example")
    assert {row["what"] for row in amendment.changes} >= {
        "Nombre de jours pendant lesquels l’offre engage l’entreprise"
    }


def test_a_contract_that_would_end_before_it_begins_is_refused_and_nothing_changes(published, personas, prepare):
    terms = LotTerms.objects.create(lot=published.lots.get(), starts_on=date(2027, 5, 1), ends_on=date(2027, 12, 31))
    with pytest.raises(Refused, match="The contract ends before it begins"):
        prepare(**{"contract__LOT-0001__starts_on": "2028-01-01"})
    assert not AmendmentDraft.objects.exists()
    terms.refresh_from_db()
    assert terms.starts_on == date(2027, 5, 1)


def test_a_document_is_prepared_in_the_browser_and_dropped(client, published, personas):
    client.force_login(personas.officer)
    page = reverse("calls:amend_document", args=[published.reference])
    assert client.post(page, {"title": "x", "language": "fr", "file": file("x.exe")}).status_code == 422
    client.post(page, {"title": "Annexe", "language": "fr", "file": file()})
    assert Document.every.filter(pending=True).count() == 1
    client.post(reverse("calls:drop_amendment", args=[published.reference]))
    assert not Document.every.exists()


@pytest.mark.parametrize("name", ["approver", "auditor", "owner", "other_officer"])
def test_others_find_no_amendment(client, published, personas, name):
    client.force_login(getattr(personas, name))
    for page, more in (("amend", ()), ("amend_part", ("call",)), ("amend_document", ()), ("drop_amendment", ())):
        assert client.post(reverse(f"calls:{page}", args=[published.reference, *more])).status_code == 404


def test_a_call_that_is_closed_says_why_it_stays(client, published, personas):
    place(published, "closed")
    client.force_login(personas.officer)
    assert "Only a published call can be changed" in client.get(reverse("calls:amend", args=[published.reference])).text
    assert client.get(reverse("calls:amend_part", args=[published.reference, "LOT-0009"])).status_code == 404
