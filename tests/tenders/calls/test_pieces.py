"""What a bid must hold: written row by row in a draft, shown to everybody before anyone starts."""

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.pieces import pieces_of
from tenders.models import LotTerms
from tenders.models.pieces import BidPiece, kept_pieces
from tests.factories.calls import add_lot, place
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-01")
NOTE = BidPiece("", "Note technique", formats=("pdf",), megabytes=10)
PLAN = BidPiece("", "Planning", required=False)


@pytest.fixture
def address(draft, hands) -> str:
    hands.at = NOW
    return reverse("calls:pieces", args=[draft.reference, draft.lots.get().pk])


def rows(*written: dict[str, str], **more: str) -> dict[str, str]:
    data = {"criteria-TOTAL_FORMS": str(len(written)), "criteria-INITIAL_FORMS": "0"}
    for index, row in enumerate(written):
        data |= {f"criteria-{index}-{name}": value for name, value in row.items()}
    return data | more


def test_a_piece_keeps_its_code_whatever_comes_before_it(draft, personas):
    lot = draft.lots.get()
    calls.write_pieces(lot, [NOTE, PLAN], by=personas.officer, now=NOW)
    first, second = pieces_of(draft.lots.get())
    assert (first.code, first.formats, first.megabytes, first.required) == ("f1", ("pdf",), 10, True)
    calls.write_pieces(lot, [second, BidPiece("", "Devis"), first], by=personas.officer, now=NOW)
    assert [(piece.code, piece.name) for piece in pieces_of(draft.lots.get())] == [
        ("f2", "Planning"), ("f3", "Devis"), ("f1", "Note technique"),
    ]  # fmt: skip
    assert [event.payload["count"] for event in Event.objects.filter(verb="lot.write_pieces")] == [2, 3]


def test_the_same_for_every_lot_leaves_their_contracts_as_they_are(draft, personas):
    lot = add_lot(draft)
    LotTerms.objects.create(lot=draft.lots.first(), length=12)
    calls.write_pieces(lot, [NOTE], everywhere=True, by=personas.officer, now=NOW)
    assert [row.length for row in LotTerms.objects.order_by("lot__position")] == [12, None]
    assert all(len(pieces_of(each)) == 1 for each in draft.lots.select_related("terms"))
    calls.write_pieces(lot, [NOTE], everywhere=True, by=personas.officer, now=NOW)
    assert Event.objects.filter(verb="lot.write_pieces").count() == 2


def test_only_officers_write_them_and_only_into_a_draft(draft, personas):
    with pytest.raises(Refused, match="Only this role"):
        calls.write_pieces(draft.lots.get(), [NOTE], by=personas.approver, now=NOW)
    place(draft, "published")
    with pytest.raises(Refused, match="Only a draft"):
        calls.write_pieces(draft.lots.get(), [NOTE], by=personas.officer, now=NOW)


def test_an_officer_writes_them_row_by_row(client, draft, personas, address):
    client.force_login(personas.officer)
    page = client.get(reverse("calls:lot", args=[draft.reference, draft.lots.get().pk])).text
    assert address in page
    assert "docx" in client.get(address).text
    note = {"name": "Note", "required": "on", "formats": ".PDF, odt", "megabytes": "5"}
    more = client.post(address, rows(note, more="1"))
    assert more.status_code == 200
    assert 'name="criteria-1-name"' in more.text
    assert ".PDF, odt" in more.text
    assert client.post(address, rows(note, {"name": "Plan"}, {"name": ""})).status_code == 302
    note, plan = pieces_of(draft.lots.get())
    assert (note.formats, note.megabytes, note.required, plan.required) == (("pdf", "odt"), 5, True, False)
    assert 'value="pdf, odt"' in client.get(address).text


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": "Note", "formats": "exe"}, "Files of this kind are not taken here: exe."),
        ({"name": "", "megabytes": "3"}, "Say what is asked."),
        ({"name": "Note", "megabytes": "101"}, "100"),
    ],
)
def test_what_can_t_be_asked_is_said_beside_its_row(client, draft, personas, address, row, sentence: str):
    client.force_login(personas.officer)
    answer = client.post(address, rows(row))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not LotTerms.objects.exists()


@pytest.mark.parametrize("name", ["approver", "auditor", "other_officer", "owner"])
def test_others_find_no_such_page(client, personas, address, name: str):
    client.force_login(getattr(personas, name))
    assert client.get(address).status_code == 404


def test_everybody_reads_them_before_anyone_starts(client, personas):
    public = published_call(buyer=personas.buyer)
    LotTerms.objects.create(lot=public.lots.get(), pieces=kept_pieces([NOTE, PLAN]))
    page = " ".join(client.get(f"/en/calls/{public.reference}/").text.split())
    assert "What a bid must hold" in page
    assert "Note technique</span> <strong>needed</strong>" in page
    assert "pdf · at most 10 MB" in page
    assert "Planning</span> <strong>if you like</strong>" in page
    assert "The contract runs" not in page


def test_a_copy_asks_for_the_same(personas):
    earlier = published_call(buyer=personas.buyer)
    LotTerms.objects.create(lot=earlier.lots.get(), pieces=kept_pieces([NOTE]))
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    assert pieces_of(made.lots.get())[0].name == "Note technique"
