"""Whoever asks, wherever: with practices everything is as without, before the opening and after it.

Not a list of places that remember a filter, but every address, every query at the door, every export and every model.
"""

import pytest
from django.apps import apps
from django.core.management import call_command

from procurement.outbox.models import Mail
from procurement.outbox.post import drain
from tenders.models import Bid, HandOver, Paper, PracticeBid, SealedFile, Tender, Upload
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call, open_together, started
from tests.personas import Personas
from tests.tenders.test_access import seen
from tests.tenders.test_seal import pages


@pytest.fixture
def db(own_database):
    """Here tasks really run, so that receipts are printed and mails are sent."""
    return own_database


def practise(tender: Tender, personas: Personas) -> None:
    """Practise for two firms: handed in, replaced, and still being written."""
    for supplier, person in ((personas.supplier, personas.owner), (personas.other_supplier, personas.other_owner)):
        for _time in range(2):
            hand_in(tender, supplier, person, practises=True)
        started(tender, supplier, person, practises=True)
    drain()
    assert PracticeBid.objects.count() == 6
    assert Paper.every.filter(kind="practice").count() == 4


def bid(tender: Tender, personas: Personas) -> None:
    hand_in(tender, personas.supplier, personas.owner)
    started(tender, personas.other_supplier, personas.other_owner)
    drain()


@pytest.mark.walk
@pytest.mark.parametrize("opened", [False, True])
def test_no_address_changes_for_anybody_outside_the_firms(personas, hands, opened):
    hands.at = BEFORE
    tender = open_call(personas)
    bid(tender, personas)
    if not opened:
        before = _still(tender, personas)
        practise(tender, personas)
        assert _differing(before, pages(tender, personas)) == []
        return
    practise(tender, personas)
    hands.at = AFTER
    open_together(tender, personas)
    tender.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
    with_them = _still(tender, personas)
    _without_practices()
    assert _differing(with_them, pages(tender, personas)) == []


def _still(tender: Tender, personas: Personas) -> dict[str, bytes]:
    """Return the pages that two visits show alike: reading an opened bid is itself written down, and shown."""
    first = pages(tender, personas)
    drain()  # what a visit itself asks for is there from now on
    second = pages(tender, personas)
    still = {path: page for path, page in second.items() if page == first[path]}
    assert len(still) > 0.9 * len(first)
    return still


def _differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return [path for path, page in before.items() if after[path] != page]


def _without_practices() -> None:
    SealedFile.objects.filter(bid__in=PracticeBid.objects.all()).delete()
    Paper.every.filter(kind="practice").delete()
    PracticeBid.objects.all().delete()


def test_no_query_at_the_door_and_no_export_finds_one(personas, hands, capsys):
    hands.at = BEFORE
    tender = open_call(personas)
    bid(tender, personas)
    before = {**seen(personas, tender, BEFORE)}
    office = {key: rows for key, rows in before.items() if key[0] not in FIRMS}
    exported = _exported(capsys)
    practise(tender, personas)
    after = seen(personas, tender, BEFORE)
    assert {key: rows for key, rows in after.items() if key[0] not in FIRMS} == office
    own = {key: rows for key, rows in after.items() if key[0] in FIRMS and key[1] != "papers_readable_by"}
    assert own == {key: rows for key, rows in before.items() if key in own}
    assert _exported(capsys) == exported


FIRMS = {"owner", "contributor", "other_owner"}


def _exported(capsys) -> str:
    call_command("export_ocds")
    return capsys.readouterr().out


def test_no_model_but_the_firms_own_files_points_at_one(personas, hands):
    """Whatever refers to bids refers to none that practises: a table added later is asked here by itself."""
    hands.at = BEFORE
    tender = open_call(personas)
    bid(tender, personas)
    practise(tender, personas)
    practices = list(PracticeBid.objects.values_list("pk", flat=True))
    pointing = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Bid and model._base_manager.filter(**{f"{field.name}__in": practices}).exists():
                pointing.add(model)
    assert pointing <= {SealedFile, HandOver, Upload}
    assert not set(Bid.objects.values_list("pk", flat=True)) & set(practices)
    assert not Paper.objects.filter(kind="practice").exists()
    assert not tender.papers.filter(kind="practice").exists()


def test_only_the_firms_own_people_get_mail(personas, hands):
    hands.at = BEFORE
    tender = open_call(personas)
    before = set(Mail.objects.values_list("pk", flat=True))
    practise(tender, personas)
    told = Mail.objects.exclude(pk__in=before)
    assert {mail.to for mail in told} <= {personas.owner.email, personas.contributor.email, personas.other_owner.email}
    assert all(" P-" in mail.subject for mail in told)
