"""What a release and a record say, in every state of a call."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from procurement.accounts.models import User
from procurement.lifecycle import perform
from suppliers.models import Supplier
from tenders.models import Document, Pause, Question, Revision, Stage, Tender
from tenders.record.ocds import NotPublicError, record_package, release_of
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.people import SupplierFactory, UserFactory
from tests.factories.published import (
    PUBLISHED,
    published_call,
)
from tests.personas import moment

pytestmark = pytest.mark.django_db
OPEN = moment("2027-02-20")
AFTER = moment("2027-09-01")
PUBLIC_STATES = [
    "published", "closed", "opened", "admissibility", "evaluation", "consensus", "decision", "concluded", "cancelled",
]  # fmt: skip


def text(release) -> str:
    return json.dumps(release, ensure_ascii=False, sort_keys=True)


def answered(tender: Tender, asker: Supplier, officer: User, *, at=OPEN) -> Question:
    return Question.objects.create(
        tender=tender,
        supplier=asker,
        text="Is a visit possible?",
        asked_at=at - timedelta(days=2),
        answer="Yes, on 1 March.",
        answered_at=at,
        answered_by=officer,
    )


def empty_places(value, path="") -> list[str]:
    if value in ("", [], {}, None):
        return [path]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in parts for place in empty_places(part, f"{path}/{key}")]


class TestACallThatIsOpen:
    def test_says_what_is_bought_and_until_when(self):
        tender = published_call(lots=2)
        told = release_of(tender, now=OPEN)
        assert told["tag"] == ["tender"]
        assert (told["ocid"], told["language"], told["initiationType"]) == (tender.ocid, "fr", "tender")
        call = told["tender"]
        assert (call["status"], call["procurementMethod"], call["mainProcurementCategory"]) == (
            "active",
            "open",
            "services",
        )
        assert call["value"] == {"amount": 120000, "currency": "EUR"}
        assert call["tenderPeriod"] == {"startDate": "2027-02-01T09:00:00Z", "endDate": "2027-03-15T09:00:00Z"}
        assert call["enquiryPeriod"]["endDate"] == "2027-03-01T23:59:59+01:00"
        assert [item["classification"] for item in call["items"]] == [{"scheme": "CPV", "id": "77310000"}] * 2
        assert [item["relatedLot"] for item in call["items"]] == ["LOT-0001", "LOT-0002"]

    def test_names_the_buyer_as_the_register_does(self):
        tender = published_call(buyer__identifier="0207.437.468")
        buyer, *others = release_of(tender, now=OPEN)["parties"]
        assert not others
        assert buyer["id"] == "BE-BCE_KBO-0207437468"
        assert buyer["identifier"] == {"scheme": "BE-BCE_KBO", "id": "0207437468", "legalName": "Ville de Valbrume"}
        assert buyer["address"]["streetAddress"] == "Place du Perron 1, 5000 Valbrume"
        assert buyer["roles"] == ["buyer", "procuringEntity"]

    def test_a_number_that_no_register_knows_is_told_without_a_scheme(self):
        buyer = release_of(published_call(buyer__identifier="1234"), now=OPEN)["parties"][0]
        assert buyer["identifier"] == {"id": "1234", "legalName": "Ville de Valbrume"}

    def test_criteria_stand_in_each_lot_with_their_weights(self):
        tender = published_call()
        tender.lots.get().criteria.filter(kind="quality").update(threshold=Decimal("12.50"))
        call = release_of(tender, now=OPEN)["tender"]
        assert call["awardCriteria"] == "ratedCriteria"
        price, quality = call["lots"][0]["awardCriteria"]["criteria"]
        assert price == {"type": "price", "name": "Prix", "numbers": [{"number": 60, "weight": "percentageExact"}]}
        assert quality["numbers"] == [
            {"number": 40, "weight": "percentageExact"},
            {"number": 12.5, "threshold": "minimumScore"},
        ]

    def test_a_weight_that_could_not_be_read_stays_text(self):
        tender = published_call()
        tender.lots.get().criteria.update(weight=None, weight_text="in descending order")
        criteria = release_of(tender, now=OPEN)["tender"]["lots"][0]["awardCriteria"]["criteria"]
        assert [row["description"] for row in criteria] == ["in descending order"] * 2
        assert not any("numbers" in row for row in criteria)

    def test_a_value_that_is_not_public_is_nowhere(self):
        tender = published_call(value=Decimal("987654.32"), value_is_public=False)
        tender.lots.update(value=Decimal("987654.32"))
        assert "987654" not in text(release_of(tender, now=OPEN))
        Tender.objects.filter(pk=tender.pk).update(value_is_public=True)
        tender.refresh_from_db()
        assert text(release_of(tender, now=OPEN)).count("987654.32") == 2

    def test_answers_are_told_and_who_asked_is_not(self, personas):
        tender = published_call()
        asker = SupplierFactory(name="Curious and Sons")
        answered(tender, asker, personas.officer)
        Question.objects.create(tender=tender, supplier=asker, text="Unanswered?", asked_at=OPEN)
        told = release_of(tender, now=OPEN)
        assert told["tender"]["enquiries"] == [
            {
                "id": "1",
                "date": "2027-02-18T09:00:00Z",
                "description": "Is a visit possible?",
                "answer": "Yes, on 1 March.",
                "dateAnswered": "2027-02-20T09:00:00Z",
            }
        ]
        assert "Curious" not in text(told)
        assert "Unanswered" not in text(told)

    def test_documents_have_addresses(self):
        tender = published_call(documents_url="https://town.example/docs?a=é")
        facts = {"language": "fr", "sha256": "0" * 64, "size": 10, "added_at": moment("2027-01-20")}
        document = Document.objects.create(tender=tender, title="Specifications", file="call-documents/x.pdf", **facts)
        page, elsewhere, own = release_of(tender, now=OPEN)["tender"]["documents"]
        assert page["url"].endswith(f"/fr/calls/{tender.reference}/")
        assert elsewhere["url"] == "https://town.example/docs?a=%C3%A9"
        assert own["url"].endswith(f"/fr/calls/{tender.reference}/documents/{document.pk}/")
        assert own["datePublished"] == "2027-02-01T09:00:00Z"


class TestTheTimetable:
    def test_every_promise_is_a_milestone(self):
        milestones = release_of(published_call(), now=OPEN)["tender"]["milestones"]
        assert [row["id"] for row in milestones] == list(Stage.Kind.values)
        assert {row["status"] for row in milestones} == {"scheduled"}
        by_id = {row["id"]: row for row in milestones}
        assert by_id["submission"]["dueDate"] == "2027-03-15T09:00:00Z"
        assert by_id["decision"]["dueDate"] == "2027-05-17T23:59:59+02:00"

    def test_fact_lateness_and_each_move_with_its_reason(self, personas):
        tender = published_call(state="evaluation")
        tender.stages.filter(kind="opening").update(actual=date(2027, 3, 16))
        stage = tender.stages.get(kind="decision")
        Revision.objects.create(
            stage=stage,
            old=date(2027, 5, 17),
            new=date(2027, 5, 28),
            reason="workload",
            sentence="Le laboratoire a du retard.",
            made_at=moment("2027-04-20"),
            made_by=personas.officer,
        )
        tender.stages.filter(pk=stage.pk).update(commitment=date(2027, 5, 28))
        told = release_of(tender, now=moment("2027-05-01"))
        by_id = {row["id"]: row for row in told["tender"]["milestones"]}
        assert by_id["opening"]["dateMet"] == "2027-03-16T00:00:00+01:00"
        assert (by_id["opening"]["status"], by_id["admissibility"]["status"]) == ("met", "notMet")
        assert by_id["decision"]["dateModified"] == "2027-04-20T09:00:00Z"
        assert "Le laboratoire a du retard." in by_id["decision"]["description"]
        assert "2027" in by_id["decision"]["description"]
        assert told["date"] == "2027-04-26T22:00:00Z"  # the evaluation was due on the 26th


class TestWhatIsNotPublic:
    @pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
    def test_a_draft_has_no_release(self, state):
        tender = TenderFactory()
        place(tender, state)
        with pytest.raises(NotPublicError):
            release_of(tender, now=OPEN)
        assert record_package([tender], now=OPEN)["records"] == []

    def test_nor_has_a_call_before_its_publication_or_cancelled_before_it(self):
        with pytest.raises(NotPublicError):
            release_of(published_call(), now=PUBLISHED - timedelta(seconds=1))
        tender = TenderFactory()
        place(tender, "cancelled")
        with pytest.raises(NotPublicError):
            release_of(tender, now=OPEN)


class TestEveryState:
    @pytest.mark.parametrize("state", PUBLIC_STATES)
    def test_the_release_is_whole_and_holds_nothing_empty(self, state, personas):
        tender = published_call(state=state, lots=2)
        answered(tender, personas.supplier, personas.officer)
        told = release_of(tender, now=AFTER)
        status = {"concluded": "unsuccessful", "cancelled": "cancelled"}.get(state, "active")
        assert told["tender"]["status"] == status
        assert ("tenderCancellation" in told["tag"]) == (state == "cancelled")
        assert empty_places(told) == []
        assert told["date"] <= "2027-09-01"
        assert json.loads(json.dumps(told)) == told

    def test_a_call_with_a_contract_is_complete(self, personas):
        tender = published_call(state="concluded", lots=2)
        place(tender.lots.first(), "contracted")
        assert release_of(tender, now=AFTER)["tender"]["status"] == "complete"

    def test_a_cancelled_call_says_why(self, personas):
        tender = published_call(buyer=personas.buyer)
        perform(tender, "cancel", by=personas.signatory, now=OPEN, reason="The school closes.")
        told = release_of(tender, now=AFTER)["tender"]
        assert told["amendments"] == [
            {
                "id": "cancellation",
                "date": "2027-02-20T09:00:00Z",
                "rationale": "The school closes.",
                "description": told["amendments"][0]["description"],
            }
        ]
        assert {lot["status"] for lot in told["lots"]} == {"cancelled"}

    def test_pauses_are_told(self):
        tender = published_call()
        pause = {"kind": "review", "legal_basis": "Art. 15", "starts_at": OPEN}
        Pause.objects.create(tender=tender, **pause, ends_at=moment("2027-02-25"))
        running, over = (release_of(tender, now=now)["tender"]["amendments"] for now in (OPEN, AFTER))
        assert running[0]["rationale"].endswith(": Art. 15")
        assert running[0]["description"] == "2027-02-20T09:00:00Z → …"
        assert over[0]["description"] == "2027-02-20T09:00:00Z → 2027-02-25T09:00:00Z"

    def test_a_stage_that_was_never_promised_is_not_told(self):
        tender = published_call(state="concluded")
        tender.stages.filter(kind="standstill").update(commitment=None, first_commitment=None, actual=date(2027, 5, 25))
        assert "standstill" not in [row["id"] for row in release_of(tender, now=AFTER)["tender"]["milestones"]]


class TestIdentity:
    def test_nothing_new_gives_the_same_release_whenever_it_is_asked(self):
        tender = published_call()
        assert release_of(tender, now=OPEN) == release_of(tender, now=OPEN + timedelta(hours=5))

    def test_something_new_gives_a_new_release_of_the_same_process(self, personas):
        tender = published_call()
        before = release_of(tender, now=OPEN)
        answered(tender, personas.supplier, personas.officer, at=OPEN + timedelta(hours=1))
        assert release_of(tender, now=OPEN) == before
        after = release_of(tender, now=OPEN + timedelta(hours=2))
        assert after["id"] != before["id"]
        assert (after["ocid"], after["date"]) == (before["ocid"], "2027-02-20T10:00:00Z")

    def test_the_reader_language_changes_nothing(self, settings):
        tender = published_call()
        told = {}
        for code in ("fr", "nl", "en"):
            settings.LANGUAGE_CODE = code
            told[code] = release_of(tender, now=OPEN)
        assert told["fr"] == told["nl"] == told["en"]


class TestARecord:
    def test_holds_the_release_and_its_compilation(self):
        tenders = [published_call(), published_call()]
        package = record_package(tenders, now=OPEN)
        assert package["version"] == "1.1"
        assert package["uri"].startswith("urn:uuid:")
        assert [record["ocid"] for record in package["records"]] == [tender.ocid for tender in tenders]
        for record in package["records"]:
            (release,), compiled = record["releases"], record["compiledRelease"]
            assert compiled["tag"] == ["compiled"]
            assert compiled["tender"] == release["tender"]
            assert release["date"] <= package["publishedDate"]

    def test_is_the_same_when_nothing_changed(self):
        tender = published_call()
        assert record_package([tender], now=OPEN) == record_package([tender], now=OPEN + timedelta(hours=1))

    @pytest.mark.parametrize("mark", ["rehearsal", "demo"])
    def test_says_what_is_not_real(self, mark):
        tender = published_call(**{mark: True})
        add_lot(tender)
        UserFactory()
        told = release_of(tender, now=OPEN)
        assert told["description"]
        assert told["tender"]["description"].startswith(told["description"])
        real = release_of(published_call(), now=OPEN)
        assert "description" not in real
