"""A notice becomes rows, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from tenders.calls.importing import import_notice
from tenders.calls.notices.notice import NoticeBuyer, NoticeIdentity
from tenders.calls.notices.refusals import NoticeRefused
from tenders.models import NoticeKey, Tender
from tests.factories.people import BuyerFactory
from tests.personas import moment

NOW = moment("2027-02-01")

pytestmark = pytest.mark.django_db


def imported(notice, **facts):
    return import_notice(notice, **{"by": None, "now": NOW, **facts})


def test_an_eforms_notice_becomes_a_draft(sample):
    tender = imported(sample("eforms.xml")).tender
    assert (tender.state, tender.author, tender.rehearsal) == ("draft", None, False)
    assert (tender.title, tender.language, tender.procedure) == ("Entretien des jardins & des haies", "fr", "open")
    assert (tender.cpv, tender.nuts, tender.value) == ("77310000", "BE332", Decimal("250000.50"))
    assert (tender.sent_on, tender.urgent) == (date(2025, 1, 6), True)
    assert tender.documents_url == "https://marches.example/7"
    round_ = tender.round
    assert (round_.deadline_date, round_.deadline_time) == (date(2025, 2, 10), time(12))
    assert (round_.deadline_at, round_.kind) == (datetime(2025, 2, 10, 11, tzinfo=UTC), "offers")
    assert [(lot.identifier, lot.title) for lot in tender.lots.all()] == [
        ("LOT-0001", "Jardins du nord"), ("LOT-0002", "Jardins du sud"),
    ]  # fmt: skip
    criteria = tender.lots.get(position=1).criteria.all()
    assert [(row.code, row.kind, row.name, row.weight) for row in criteria] == [
        ("price", "price", "Prix", Decimal(60)), ("q2", "quality", "La méthode de travail", Decimal(40)),
    ]  # fmt: skip


def test_a_ted_notice_becomes_a_draft(sample):
    found = imported(sample("ted.xml"))
    tender = found.tender
    assert (tender.language, tender.procedure, tender.round.kind) == ("de", "neg-w-call", "requests")
    assert tender.round.deadline_at == datetime(2021, 6, 30, 11, tzinfo=UTC)
    weights = {row.code: row.weight for row in tender.lots.get(identifier="Los-01").criteria.all()}
    assert weights == {"q1": Decimal(25), "price": Decimal("16.67"), "q3": Decimal("58.33")}
    assert not tender.lots.get(identifier="Los-02").criteria.exists()
    assert "No award criteria in the notice (lot 2)." in found.unmapped
    assert list(found.unmapped) == tender.unmapped
    assert found.assumptions == ()


def test_its_buyer_is_entered_with_it(sample):
    buyer = imported(sample("ted.xml")).tender.buyer
    assert (buyer.name, buyer.identifier, buyer.slug) == ("Stadt Musterau", "DE 000 000", "stadt-musterau")
    assert (buyer.country, buyer.nuts, buyer.time_zone, buyer.language) == ("DE", "DE212", "Europe/Berlin", "de")
    assert (buyer.email, buyer.address) == ("vergabe@musterau.example", "Rathausplatz 1, 00000 Musterau")


def test_a_rehearsal_is_marked_and_starts_at_the_offers(sample):
    found = imported(sample("ted.xml"), rehearsal=True)
    assert found.tender.rehearsal
    assert found.tender.round.kind == "offers"
    assert len(found.assumptions) >= 3
    assert all(lot.criteria.exists() for lot in found.tender.lots.all())


@pytest.mark.parametrize("name", ["eforms.xml", "ted.xml"])
def test_importing_twice_changes_nothing(sample, name):
    first, second = imported(sample(name)), imported(sample(name))
    assert (first.created, second.created) == (True, False)
    assert first.tender == second.tender
    assert first.unmapped == second.unmapped
    assert (Tender.objects.count(), Buyer.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="tender.import").count() == 1


def test_the_same_notice_is_known_by_any_of_its_names(sample):
    """Read before its publication without a number, and after it with one."""
    number = '<efbc:NoticePublicationID schemeName="ojs-notice-id">00012345-2025</efbc:NoticePublicationID>'
    published, unpublished = sample("eforms.xml"), sample("eforms.xml", (number, ""))
    assert published.identity != unpublished.identity
    assert imported(published).created
    assert not imported(unpublished).created


def test_another_version_is_another_draft(sample):
    changes = [("<cbc:VersionID>01<", "<cbc:VersionID>02<"), ("00012345-2025", "00054321-2025")]
    first, second = imported(sample("eforms.xml")).tender, imported(sample("eforms.xml", *changes)).tender
    assert first != second
    assert first.buyer == second.buyer
    assert first.reference != second.reference


def test_the_reference_follows_from_the_notice(notice):
    first = imported(notice).tender
    assert first.reference.startswith("2027-")
    assert first.ocid == f"ocds-parvis-{first.reference}"
    Tender.objects.all().delete()
    assert imported(notice).tender.reference == first.reference


def test_a_second_one_at_the_same_moment_finds_the_first(notice, monkeypatch):
    """The other process wrote its keys between our look and our writing: the database refuses ours."""
    looks = iter([None])
    known = "tenders.calls.importing.rows._known"
    real = imported(notice)
    monkeypatch.setattr(known, lambda _notice: next(looks, replace(real, created=False)))
    with transaction.atomic():
        assert imported(notice) == replace(real, created=False)
    assert Tender.objects.count() == 1


def test_the_database_itself_refuses_a_second_key(notice):
    tender = imported(notice).tender
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeKey.objects.create(tender=tender, key=notice.identity)


@pytest.mark.parametrize(
    ("stored", "published", "same"),
    [
        ({"identifier": "0200.1"}, {"national_id": "0200.1", "name": "Renamed"}, True),
        ({"identifier": "0200.1"}, {"national_id": "0200.2"}, False),
        ({"identifier": "0200.1"}, {"national_id": "0200.1", "country": "FR"}, False),
        ({"identifier": "0200.1"}, {"national_id": None, "name": "VILLE DE VALBRUME"}, True),
        ({"identifier": ""}, {"national_id": "0200.1"}, True),
        ({"identifier": "", "country": "FR"}, {"national_id": None}, False),
    ],
)
def test_when_a_buyer_is_the_same(notice, stored, published, same):
    known = BuyerFactory(**stored)
    usual = {"name": "Ville de Valbrume", "country": "BE"}
    found = imported(replace(notice, buyer=NoticeBuyer(**{**usual, **published}))).tender.buyer
    assert (found == known) is same


def test_an_officer_imports_for_its_own_authority(notice, personas):
    tender = imported(notice, buyer=personas.buyer, by=personas.officer).tender
    assert tender.buyer == personas.buyer
    assert Event.objects.get(verb="tender.import").actor_id == personas.officer.pk


def test_a_notice_without_a_buyer_is_refused_whole(notice):
    with pytest.raises(NoticeRefused, match="does not name its buyer"):
        imported(replace(notice, buyer=NoticeBuyer()))
    assert not Tender.objects.exists()


def test_a_refused_rehearsal_leaves_nothing_behind(notice):
    with pytest.raises(NoticeRefused):
        imported(replace(notice, title=None), rehearsal=True)
    assert not Buyer.objects.exists()


def test_a_notice_that_says_little_is_a_draft_that_lacks_much(notice):
    bare = replace(notice, title=None, lots=(), deadline=None, sent=None, language=None, procedure=None)
    tender = imported(replace(bare, names=NoticeIdentity(digest="d" * 64))).tender
    assert list(map(str, tender.missing_parts())) == ["the title", "a lot", "the deadline for bids"]
    assert (tender.procedure, tender.sent_on, tender.notice_identity) == ("other", None, f"sha256:{'d' * 64}")


def test_a_deadline_without_time_waits_for_an_officer(notice):
    timeless = replace(notice, deadline=replace(notice.deadline, time=None, at=None))
    tender = imported(timeless).tender
    assert not tender.rounds.exists()
    assert tender.unmapped == ["Deadline without a time: 2027-03-15"]


def test_long_texts_are_cut_to_what_the_database_holds(notice):
    long = replace(notice, title="t" * 900, buyer=replace(notice.buyer, name="b" * 900, national_id="9" * 90))
    tender = imported(long).tender
    assert (len(tender.title), len(tender.buyer.name), len(tender.buyer.identifier)) == (600, 400, 60)
