"""What is printed: once, in whose language, and what nobody else is told."""

import hashlib
import json
from datetime import date

import pytest
from django.utils import translation

from procurement.pdf_reading import data_of, squeezed, words_of
from procurement.signing import verify_pdf
from tenders.decisions import actions, documents
from tenders.decisions.documents import make_decision_paper, make_letter
from tenders.decisions.letters import letter_on_paper
from tenders.decisions.motivated import motivated_decision
from tenders.issuing import issue, trust_roots
from tenders.models import Consensus, Letter, Paper, Stage
from tests.factories.decided import call_in_decision, firms, offer, ranked_lot
from tests.personas import moment
from tests.tenders.decisions.conftest import ADVANTAGES, GROUNDS, Room


def printed(paper: Paper) -> bytes:
    with paper.file.open("rb") as opened:
        return opened.read()


def letter_to(firm) -> tuple[dict, str]:
    """The data and the text of the newest letter to a firm; only this one is printed, for the others take long."""
    letter = Letter.objects.filter(supplier=firm).latest("pk")
    make_letter.call(letter.pk)
    letter.refresh_from_db()
    document = printed(letter.paper)
    return data_of(document), words_of(document)


def data_to(firm) -> dict:
    """What the newest letter to a firm says, without printing it."""
    letter = Letter.objects.filter(supplier=firm).latest("pk")
    with translation.override(letter.language):
        return letter_on_paper(letter, code="TEST-TEST").as_data()


@pytest.fixture
def told(room):
    """One award is signed and notified, with a rejected bid; its papers wait in the queue."""
    room.firms += firms(4)[3:]  # speaks English
    offer(room.lot, room.firms[3], state="rejected")
    Stage.objects.filter(tender=room.tender, kind="decision").update(
        first_commitment=date(2027, 4, 1), commitment=date(2027, 4, 15)
    )
    room.notify(room.signed())
    return room


def test_a_decision_is_printed_signed_and_stored_once(told, settings):
    decision = told.lot.decision_in_force()
    make_decision_paper.call(decision.pk)
    paper = decision.papers.get()
    document = printed(paper)
    assert paper.sha256 == hashlib.sha256(document).hexdigest()
    verdict = verify_pdf(document, trust_roots(settings.KEYS_ROOT))
    assert verdict.intact
    assert verdict.trusted
    assert verdict.signed_at == decision.signed_at
    make_decision_paper.call(decision.pk)
    assert decision.papers.get() == paper


def test_the_queue_prints_every_paper_once(told, run_tasks):
    run_tasks()
    before = set(Paper.objects.values_list("kind", "supplier", "code"))
    assert len(before) == 5
    for letter in Letter.objects.all():
        make_letter.call(letter.pk)
        assert letter.paper.supplier == letter.supplier
    assert set(Paper.objects.values_list("kind", "supplier", "code")) == before
    assert {paper.file.name for paper in Paper.objects.all()} == {f"papers/{code}.pdf" for *_who, code in before}


def test_of_two_workers_the_first_one_stays(told, monkeypatch):
    letter = Letter.objects.first()
    make_letter.call(letter.pk)
    letter.refresh_from_db()
    first, papers = letter.paper, Paper.objects.count()

    def issue_late(paper, row):
        """Print as always, but the other worker is done meanwhile."""
        late = issue(paper, row)
        Letter.objects.filter(pk=letter.pk).update(paper=first)
        return late

    Letter.objects.filter(pk=letter.pk).update(paper=None)
    monkeypatch.setattr(documents, "issue", issue_late)
    make_letter.call(letter.pk)
    assert Letter.objects.get(pk=letter.pk).paper == first
    assert Paper.objects.count() == papers


def test_the_decision_says_everything_the_law_asks_for(told):
    decision = told.lot.decision_in_force()
    make_decision_paper.call(decision.pk)
    paper = decision.papers.get()
    data, words = data_of(printed(paper)), words_of(printed(paper))
    assert data["language"] == "fr"
    assert data["outcome"] == "award"
    assert (data["bids_received"], len(data["ranking"]), len(data["rejected"])) == (4, 3, 1)
    assert data["legal_ground"] == "Loi du 17 juin 2016, art.\u00a036"
    assert data["value"] == {"amount": "500000.00", "currency": "EUR"}
    assert [row["points"] for row in data["ranking"][0]["scores"]] == ["60.00", "32.00"]
    assert [(row["name"], row["weight"]) for row in data["criteria"]] == [("Prix", "60"), ("Qualité", "40")]
    assert data["winners"][0]["supplier"]["name"] == told.firms[0].name
    stage = next(row for row in data["timetable"]["stages"] if row["first"])
    assert (stage["first"], stage["current"], stage["actual"]) == ("2027-04-01", "2027-04-15", "2027-04-21")
    for text in (GROUNDS, ADVANTAGES, told.people.signatory.name, told.people.buyer.name, "Point 3.1"):
        assert squeezed(text) in words
    assert data["remedies"]["body"] == "Conseil d'État, section du contentieux administratif"


@pytest.mark.parametrize(("place", "language"), [(0, "fr"), (1, "nl"), (2, "de")])
def test_each_letter_is_in_its_recipients_language(told, place, language):
    data, words = letter_to(told.firms[place])
    assert data["language"] == language
    with translation.override(language):
        assert squeezed(translation.gettext("What you can do, and until when")) in words
    bodies = {"fr": "Conseil d'État", "nl": "Raad van State", "de": "Staatsrat"}
    assert data["lots"][0]["remedies"]["body"].startswith(bodies[language])
    assert squeezed(bodies[language]) in words
    assert all("15" in period or "60" in period for period in data["lots"][0]["remedies"]["periods"])


def test_every_letter_names_the_earliest_day_of_signature(told):
    for firm in told.firms:
        waits = data_to(firm)["lots"][0]["standstill"]
        assert (waits["ends"], waits["earliest_signature"]) == ("2027-05-07", "2027-05-08")


def test_the_winner_reads_what_follows(told):
    lot = data_to(told.firms[0])["lots"][0]
    assert (lot["outcome"], lot["rank"], lot["ranked"], lot["total"]) == ("winner", 1, 3, "92.00")
    assert lot["winners"] == []
    assert len(lot["follows"]) == 2
    assert lot["advantages"] == ADVANTAGES


def test_a_loser_reads_its_own_points_and_those_of_the_winner_and_of_nobody_else(told):
    data, words = letter_to(told.firms[1])
    lot = data["lots"][0]
    assert (lot["outcome"], lot["rank"], lot["total"], lot["winner_total"]) == ("loser", 2, "85.00", "92.00")
    assert [(own["score"]["points"], own["winner_points"]) for own in lot["scores"]] == [
        ("55.00", "60.00"),
        ("30.00", "32.00"),
    ]
    assert lot["winners"][0]["supplier"]["name"] == told.firms[0].name
    reason = Consensus.objects.get(lot_bid=told.offers["LOT-0001"][1]).reason
    assert squeezed(reason) in words
    for other in told.firms[2:]:
        assert other.name not in json.dumps(data, ensure_ascii=False)
        assert squeezed(other.name) not in words
    assert '"78.00"' not in json.dumps(data)  # the third one's total


def test_a_rejected_firm_reads_the_rule_and_the_facts_and_no_points(told):
    data, words = letter_to(told.firms[3])
    lot = data["lots"][0]
    assert (lot["outcome"], lot["scores"], lot["total"], lot["price"]) == ("rejected", [], None, None)
    assert lot["rejection"]["rule"] == "Point 3.1: signed by a director"
    assert squeezed("An employee signed it.") in words
    assert lot["winners"] == [{"supplier": lot["winners"][0]["supplier"], "total": None, "price": None}]


def test_one_letter_covers_all_lots_decided_together(personas):
    room = Room(personas, call_in_decision(personas, lots=3), firms(2))
    first, second, third = room.tender.lots.all()
    room.offers = {lot.identifier: ranked_lot(lot, room.firms) for lot in (first, second, third)}
    room.offers["LOT-0002"].reverse()
    room.notify(
        room.signed(first),
        room.signed(second),
        room.signed(third, outcome="no_award", reason_code="ins-fund", grounds="The budget was cut by half."),
    )
    data, words = letter_to(room.firms[0])
    assert [lot["outcome"] for lot in data["lots"]] == ["winner", "loser", "no_award"]
    assert squeezed("The budget was cut by half.") in words
    assert [bool(lot["standstill"]) for lot in data["lots"]] == [True, True, False]


def test_a_sole_tenderer_reads_that_nobody_waits(personas):
    room = Room(personas, call_in_decision(personas), firms(1))
    room.offers = {"LOT-0001": ranked_lot(room.lot, room.firms)}
    room.notify(room.signed())
    data, words = letter_to(room.firms[0])
    assert data["lots"][0]["standstill"] is None
    with translation.override("fr"):
        assert squeezed(translation.gettext("No standstill applies: the contract may be signed at once.")) in words
        wrong = translation.gettext("No standstill applies: no contract follows from this decision.")
    assert squeezed(wrong) not in words


def test_a_cancelled_call_is_told_with_its_reason_and_remedies(room):
    actions.cancel_call(room.tender, reason="Le besoin a changé.", by=room.people.signatory, now=moment("2027-04-25"))
    data, words = letter_to(room.firms[1])
    lot = data["lots"][0]
    assert (lot["outcome"], lot["standstill"]) == ("cancellation", None)
    assert squeezed("Le besoin a changé.") in words
    assert lot["remedies"]["body"].startswith("Raad van State")
    assert data["signatory"]["name"] == room.people.signatory.name


def test_a_new_decision_and_its_letters_say_what_they_replace(told):
    old = told.lot.decision_in_force()
    make_decision_paper.call(old.pk)
    first, _words = letter_to(told.firms[1])
    told.notify(told.signed(supersedes=old), now=moment("2027-04-29"))
    new = motivated_decision(told.lot.decision_in_force(), code="TEST-TEST")
    assert (new.replaces.code, new.replaces.made_on) == (old.papers.get().code, date(2027, 4, 21))
    assert data_to(told.firms[1])["replaces"] == {"code": first["check"]["code"], "made_on": "2027-04-22"}
    letter = Letter.objects.filter(supplier=told.firms[1]).earliest("pk")
    assert letter.paper.file.storage.exists(letter.paper.file.name)  # the old one stays
