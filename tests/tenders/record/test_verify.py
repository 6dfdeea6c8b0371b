"""Anyone who holds a paper can ask whether it is ours and still holds."""

import pytest
from django.core.files.base import ContentFile

from tenders.models import Decision, Paper
from tests.factories.published import award, judged_call, notify_award
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db


def issued(decision: Decision, code: str) -> Paper:
    facts = {"tender": decision.lot.tender, "lot": decision.lot, "decision": decision, "language": "fr"}
    paper = Paper(kind="decision", code=code, sha256="ab12" * 16, made_at=moment("2027-05-18"), **facts)
    paper.file.save(f"{code}.pdf", ContentFile(b"%PDF"), save=False)
    paper.save()
    return paper


def test_a_code_tells_what_the_paper_is_worth(client, personas: Personas):
    tender = judged_call(personas)
    (decision,) = notify_award(personas, tender.lots.get())
    issued(decision, "7K4M-29QD")
    found = client.get("/en/verify/7K4M-29QD/").content.decode()
    assert "Ours, and in force" in found
    assert tender.reference in found
    assert "ab12 ab12" in found
    assert decision.winners.get().supplier.name not in found
    assert client.get("/en/verify/", {"code": " 7k4m29qd "}).content.decode().count("Ours, and in force") == 1


def test_a_superseded_paper_says_what_took_its_place(client, personas: Personas):
    tender = judged_call(personas)
    (old,) = notify_award(personas, tender.lots.get())
    issued(old, "7K4M-29QD")
    new = award(personas, tender.lots.get(), supersedes=old, place_=1)
    issued(new, "8K4M-29QD")
    found = client.get("/en/verify/7K4M-29QD/").content.decode()
    assert "no longer in force" in found
    assert "/en/verify/8K4M-29QD/" in found


@pytest.mark.parametrize("code", ["AAAA-AAAA", "x", "<b>"])
def test_what_we_never_issued_is_told_so(client, code: str):
    response = client.get("/en/verify/", {"code": code})
    assert response.status_code == 404
    assert "We issued no paper" in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_without_a_code_the_page_asks_for_one(client):
    response = client.get("/en/verify/")
    assert response.status_code == 200
    assert 'name="code"' in response.content.decode()
