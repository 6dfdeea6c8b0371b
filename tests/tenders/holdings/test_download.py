"""Everything that is held about a firm, in one ZIP, for its owner; the reasons from the registry; nothing of others."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from procurement.audit.models import Event
from suppliers.models import Supplier
from tenders.help.actions import ask_for_help
from tenders.holdings.download import parcel_of
from tenders.holdings.queries import more_of, own_models, rows_of
from tenders.models import Bid, Paper, Question
from tests.factories.calls import TenderFactory
from tests.house.tree import PACKAGES
from tests.personas import Personas, moment

NOW = moment("2027-03-20")


@pytest.fixture
def lived(personas: Personas) -> Personas:
    """A firm with a bid, a receipt, a question and help that was given."""
    call = TenderFactory(buyer=personas.buyer)
    facts = {"number": "B-77", "submitted_at": NOW, "submitted_by": personas.owner, "sealed_manifest": b"ciphertext"}
    Bid.objects.create(round=call.round, supplier=personas.supplier, **facts)
    paper = Paper(tender=call, supplier=personas.supplier, kind="receipt", code="REC-1", language="fr", made_at=NOW)
    paper.file.save("receipt.pdf", ContentFile(b"%PDF-receipt"), save=False)
    paper.save()
    Question.objects.create(tender=call, supplier=personas.supplier, text="Which bolts?", asked_at=NOW)
    Question.objects.create(tender=call, supplier=personas.other_supplier, text="Whose secret?", asked_at=NOW)
    helped = ask_for_help(personas.buyer, supplier=personas.supplier, text="How?", by=personas.owner, now=NOW)
    helped.answer, helped.answered_by, helped.answered_at, helped.answered_on = "So.", personas.officer, NOW, NOW.date()
    helped.save()
    return personas


def parcel(personas: Personas) -> tuple[dict, ZipFile]:
    whole = ZipFile(parcel_of(personas.supplier, reader=personas.owner, now=NOW))
    return json.loads(whole.read("data.json")), whole


def rows(data: dict, what: str) -> list[dict]:
    [part] = [part for part in data["parts"] if part["what"] == what]
    return part["rows"]


def test_all_of_it_is_there_with_the_reason(lived):
    data, whole = parcel(lived)
    assert rows(data, "suppliers")[0]["identifier"] == lived.supplier.identifier
    assert [row["person"]["email"] for row in rows(data, "memberships")] == [lived.owner.email, lived.contributor.email]
    assert rows(data, "bids")[0]["number"] == "B-77"
    assert [row["text"] for row in rows(data, "questions")] == ["Which bolts?"]
    assert rows(data, "requests for help")[0]["answer"] == "So."
    assert whole.read(rows(data, "papers")[0]["file"]) == b"%PDF-receipt"
    assert all(reason["what_for"] and reason["how_long"] for part in data["parts"] for reason in part["why"])
    assert data["log"][0]["what"] == "Ask an authority for help"


def test_sealed_bytes_secrets_and_names_of_officers_are_not(lived):
    data, whole = parcel(lived)
    text = json.dumps(data)
    assert rows(data, "bids")[0]["sealed_manifest"]["bytes"] == len(b"ciphertext")
    for secret in ("ciphertext", "Whose secret?", lived.officer.name, lived.officer.email, "token_sha256", "password"):
        assert secret not in text
    assert len(data["left_out"]) == 3
    assert whole.testzip() is None


def test_a_new_kind_of_thing_that_belongs_to_a_firm_comes_along(personas):
    """A model of the suppliers' comes by itself; one of the tenders' is added to `tenders/holdings/queries.py`."""
    taken = {each.model for each in (*rows_of(personas.supplier), *more_of(personas.supplier, personas.owner))}
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
    named = {model for model in ours for field in model._meta.local_fields if field.related_model is Supplier}
    assert named - taken == set()
    assert {model.__name__: path for model, path in own_models()}["Membership"] == "supplier"


def test_an_owner_gets_it_as_a_stream_and_the_log_says_so(lived):
    client = Client()
    client.force_login(lived.owner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("holdings:download", args=[lived.supplier.pk])
    assert client.get(address).status_code == 302
    answer = client.post(address)
    assert (answer.status_code, answer.streaming, answer.headers["Content-Type"]) == (200, True, "application/zip")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "data.json" in ZipFile(BytesIO(b"".join(answer.streaming_content))).namelist()
    assert Event.objects.latest("pk").verb == "supplier.download"
