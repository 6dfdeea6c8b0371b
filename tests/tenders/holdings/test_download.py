"""Everything that is held about a firm, in one ZIP, for its owner; the reasons from the registry; nothing of others."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.outbox.models import Mail
from suppliers.models import Supplier
from tenders.help.actions import ask_for_help
from tenders.holdings.download import parcel_of
from tenders.holdings.queries import invitations_to, more_of, own_models, rows_of
from tenders.models import Bid, InvitedFirm, Paper, Question
from tests.factories.calls import TenderFactory
from tests.factories.invited import draft_by_invitation, sent_call
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


class TestMails:
    """A firm types its address as it likes: nobody reads what was written to somebody else's."""

    def written(self, personas: Personas, **facts: object) -> Mail:
        about = {"to": "info@competitor.example", "language": "fr", "subject": "Invitation", "text": "the link"}
        personas.supplier.email = "info@competitor.example"
        personas.supplier.save()
        return Mail.objects.create(**{**about, "written_at": NOW, **facts})

    def read(self, personas: Personas) -> list[str]:
        parts = parcel(personas)[0]["parts"]
        return [row["subject"] for part in parts if part["what"] == "mails" for row in part["rows"]]

    def prove(self, person: User, *, verified: bool = True) -> None:
        EmailAddress.objects.create(user=person, email="info@competitor.example", verified=verified)

    def test_mails_to_an_address_that_was_only_typed_are_not_in_it(self, personas):
        self.written(personas)
        self.prove(personas.owner, verified=False)
        assert "the link" not in json.dumps(parcel(personas)[0])

    def test_nor_what_a_colleague_reads_there(self, personas):
        self.written(personas, person=personas.contributor)
        self.written(personas)
        self.prove(personas.contributor)
        assert self.read(personas) == []

    def test_who_proved_to_read_them_has_them(self, personas):
        self.written(personas)
        self.written(personas, to="Info@competitor.example", person=personas.owner)
        self.written(personas, person=personas.stranger, subject="of who had the address before")
        self.prove(personas.owner)
        assert self.read(personas) == ["Invitation", "Invitation"]

    def test_what_a_link_opens_with_is_never_in_it(self, personas):
        self.written(personas, secret="what it opens with")
        self.prove(personas.owner)
        assert self.read(personas) == ["Invitation"]
        assert "what it opens with" not in json.dumps(parcel(personas)[0])

    def test_a_firm_without_address_has_none(self, personas):
        Mail.objects.create(to="", language="fr", subject="s", text="t", written_at=NOW)
        Supplier.objects.filter(pk=personas.supplier.pk).update(email="")
        personas.supplier.refresh_from_db()
        assert self.read(personas) == []


def test_invitations_to_bid_are_in_it_once_sent_and_no_address_that_others_read(personas):
    sent_call(personas, personas.supplier, personas.other_supplier)
    draft_by_invitation(personas, personas.supplier)
    own, other = InvitedFirm.objects.filter(invited_at__isnull=False).order_by("supplier")
    assert list(invitations_to(personas.supplier, personas.owner)) == [own]
    row = rows(parcel(personas)[0], str(InvitedFirm._meta.verbose_name_plural))[0]
    assert (row["reason"], "token_sha256" in row) == (own.reason, False)
    taken = {"taken_up_at": NOW, "taken_up_by": personas.owner, "email": "info@competitor.example"}
    InvitedFirm.objects.filter(pk=own.pk).update(**taken)
    assert not invitations_to(personas.supplier, personas.owner)
    EmailAddress.objects.create(user=personas.owner, email="info@competitor.example", verified=True)
    assert list(invitations_to(personas.supplier, personas.owner)) == [own]
    assert list(invitations_to(personas.other_supplier, personas.owner)) == [other]
