"""A download tells its owner everything and nobody anything: no copy, no trace, nothing while bids are sealed."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from procurement.audit.log import record
from procurement.audit.models import Event
from suppliers.models import RegisterEntry
from suppliers.onboarding import inviting
from tenders.holdings import actions
from tenders.holdings.download import parcel_of
from tenders.holdings.log import ROWS, log_of
from tenders.models import Bid, Paper
from tests.factories.calls import TenderFactory
from tests.personas import Personas, moment

NOW = moment("2027-03-20")


def data_of(personas: Personas) -> dict:
    whole = ZipFile(parcel_of(personas.supplier, reader=personas.owner, now=NOW))
    return json.loads(whole.read("data.json"))


def files_on_the_disk() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_no_copy_stays_on_the_disk(personas):
    before = files_on_the_disk()
    parcel_of(personas.supplier, reader=personas.owner, now=NOW).close()
    assert files_on_the_disk() == before


def test_the_log_of_a_download_says_nothing_of_what_was_in_it(personas):
    call = TenderFactory(buyer=personas.buyer)
    Bid.objects.create(round=call.round, supplier=personas.supplier, number="B-SECRET")
    actions.note_download(personas.supplier, by=personas.owner, now=NOW)
    event = Event.objects.latest("pk")
    assert (event.object_type, event.object_id, event.payload) == ("supplier", str(personas.supplier.pk), {})


def test_what_registers_say_is_told_and_that_of_others_not(personas):
    facts = {"country": "BE", "source": "kbo", "extracted_on": NOW.date()}
    RegisterEntry.objects.create(number=personas.supplier.identifier, names={"fr": "Atelier"}, **facts)
    RegisterEntry.objects.create(number="9999", names={"fr": "Voisin"}, **facts)
    text = json.dumps(data_of(personas))
    assert "Atelier" in text
    assert "Voisin" not in text


def test_an_invitation_is_there_without_the_means_to_use_it(personas):
    inviting.invite(personas.supplier, email="new@example.org", role="contributor", by=personas.owner, now=NOW)
    [part] = [part for part in data_of(personas)["parts"] if part["what"] == "invitations"]
    [row] = part["rows"]
    assert row["email"] == "new@example.org"
    assert "token_sha256" not in row


def test_a_file_that_is_not_on_the_disk_spoils_nothing(personas):
    call = TenderFactory(buyer=personas.buyer)
    paper = Paper(tender=call, supplier=personas.supplier, kind="receipt", code="R-1", language="fr", made_at=NOW)
    paper.file.save("gone.pdf", ContentFile(b"%PDF"), save=False)
    paper.save()
    paper.file.storage.delete(paper.file.name)
    [part] = [part for part in data_of(personas)["parts"] if part["what"] == "papers"]
    assert part["rows"][0]["file"] is None


def test_a_paper_of_the_authority_is_nobodys_parcel(personas):
    call = TenderFactory(buyer=personas.buyer)
    paper = Paper(tender=call, kind="evaluation_report", code="E-1", language="fr", made_at=NOW)
    paper.file.save("report.pdf", ContentFile(b"%PDF-report"), save=False)
    paper.save()
    whole = ZipFile(parcel_of(personas.supplier, reader=personas.owner, now=NOW))
    assert whole.namelist() == ["data.json"]


class TestTheLog:
    def test_fifty_rows_a_page_the_newest_first(self, personas):
        for number in range(ROWS + 2):
            record("supplier.change", personas.supplier, by=personas.owner, now=NOW, payload={"changed": [number]})
        page, deeds = log_of(personas.supplier, personas.owner, page=None)
        assert (len(deeds), page.paginator.count) == (ROWS, ROWS + 2)
        _page, last = log_of(personas.supplier, personas.owner, page="2")
        assert len(last) == 2

    def test_the_clock_and_people_who_are_gone_have_words(self, personas):
        record("supplier.change", personas.supplier, by=None, now=NOW)
        record("supplier.change", personas.supplier, by=personas.contributor, now=NOW)
        personas.contributor.delete()
        _page, deeds = log_of(personas.supplier, personas.owner, page=None)
        assert [deed.who for deed in deeds] == ["somebody whose account is gone", "the portal itself"]

    @pytest.mark.parametrize("verb", ["bid.read", "bid.read_file", "bid.read_refused", "bid.open"])
    def test_who_read_a_bid_is_not_told(self, personas, verb):
        call = TenderFactory(buyer=personas.buyer)
        bid = Bid.objects.create(round=call.round, supplier=personas.supplier, number="B-1")
        record(verb, bid, by=personas.evaluator, now=NOW)
        assert log_of(personas.supplier, personas.owner, page=None)[1] == []
