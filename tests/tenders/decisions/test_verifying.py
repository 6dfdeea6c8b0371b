"""Intact or altered, by whom, in force or superseded: for anybody, and never a traceback, on any bytes."""

import hashlib
import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procurement.commands import Unusable
from procurement.pdf_reading import data_of
from tenders.decisions.checking import check
from tenders.decisions.documents import make_decision_paper, make_letter
from tenders.decisions.queries import verify
from tenders.decisions.told import told_in
from tenders.models import Letter, Paper
from tests.personas import moment

KEYS = ["language", "time_zone", "check", "code", "name", "amount", "currency", "made_at", "lots"]
GENUINE = [
    "Intact: nothing was changed since it was signed.",
    "Signed by Parvis (DEMO - not a real authority), 2027-04-21 09:00:00 UTC.",
    "In force.",
    "Text and embedded data agree.",
]
FACTS = {
    "intact": True,
    "signed_by": "Parvis (DEMO - not a real authority)",
    "signed_at": "2027-04-21T09:00:00Z",
    "trusted": True,
    "timestamp": None,
    "status": "in_force",
    "data_matches_text": True,
    "differences": [],
}
STRANGE = {**FACTS, "intact": False, "signed_by": None, "signed_at": None, "trusted": False, "status": "unknown"}


@pytest.fixture
def paper(room) -> Paper:
    """The printed decision about the room's lot."""
    decision = room.signed()
    make_decision_paper.call(decision.pk)
    return decision.papers.get()


def bytes_of(paper: Paper) -> bytes:
    with paper.file.open("rb") as opened:
        return opened.read()


def run(document: bytes, folder: Path) -> tuple[int, dict[str, Any]]:
    """Run the command on these bytes; return its exit code and the object that it printed."""
    file, out = folder / "decision.pdf", StringIO()
    file.write_bytes(document)
    try:
        call_command("verify_decision", str(file), stdout=out)
    except SystemExit as end:
        return int(str(end.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def with_data(document: bytes, before: bytes, after: bytes) -> bytes:
    """Exchange some of the data embedded in a paper, and nothing of its text."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        ((name, attachment),) = opened.attachments.items()
        data = attachment.get_file().read_bytes()
        assert before in data
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, data.replace(before, after), filename=name)
        changed = io.BytesIO()
        opened.save(changed)
    return changed.getvalue()


def test_a_genuine_decision(paper, tmp_path):
    assert check(bytes_of(paper)).sentences == tuple(GENUINE)
    assert run(bytes_of(paper), tmp_path) == (0, FACTS)


def test_one_changed_byte_is_seen(paper, tmp_path):
    genuine = bytes_of(paper)
    for place in range(len(genuine) // 7, len(genuine), len(genuine) // 7):
        document = bytearray(genuine)
        document[place] ^= 1
        code, facts = run(bytes(document), tmp_path)
        assert (code, facts["intact"]) == (1, False)


def test_an_appended_revision_is_seen(paper):
    report = check(bytes_of(paper) + b"\n% a remark\n%%EOF\n")
    assert not report.holds
    assert report.sentences[0] == f"Altered: this is not the file that was issued under the code {paper.code}."


def test_other_data_behind_the_same_text_is_seen(paper, tmp_path):
    document = with_data(bytes_of(paper), b'"100000.00"', b'"900000.00"')
    report = check(document)
    assert not report.holds
    assert report.sentences[0].startswith("Altered")
    assert report.sentences[3].startswith("Text and embedded data disagree about: 900\xa0000,00\xa0€")
    code, facts = run(document, tmp_path)
    assert (code, facts["intact"], facts["data_matches_text"]) == (1, False, False)
    changed = [one for one in facts["differences"] if one["data"] == "900\xa0000,00\xa0€"]
    assert changed
    assert {one["text"] for one in changed} == {"100\xa0000,00\xa0€"}


def test_data_changed_to_what_stands_elsewhere_in_the_text_is_seen(room, paper, tmp_path):
    winner, loser = (json.dumps(firm.name).encode() for firm in room.firms[:2])
    code, facts = run(with_data(bytes_of(paper), winner, loser), tmp_path)
    assert (code, facts["data_matches_text"]) == (1, False)
    assert {room.firms[1].name} <= {one["data"] for one in facts["differences"]}


@pytest.mark.django_db
def test_a_pdf_of_somebody_else(tmp_path):
    written = io.BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(written)
    assert run(written.getvalue(), tmp_path) == (1, {**STRANGE, "data_matches_text": False})
    assert check(written.getvalue()).sentences == (
        "Altered or not signed: nothing proves that this file is as it was issued.",
        "Not signed.",
        "This portal has not issued it.",
        "It holds no data of ours to compare with its text.",
    )


def test_a_rehearsal_is_called_one_here_and_elsewhere(room, tmp_path):
    type(room.tender).objects.update(rehearsal=True)
    decision = room.signed()
    make_decision_paper.call(decision.pk)
    document = bytes_of(decision.papers.get())
    assert run(document, tmp_path) == (0, {**FACTS, "status": "rehearsal"})
    Paper.objects.all().delete()
    assert run(document, tmp_path) == (0, {**FACTS, "status": "rehearsal"})


def test_signed_by_us_but_unknown_here(paper, tmp_path):
    document = bytes_of(paper)
    Paper.objects.all().delete()
    report = check(document)
    assert (report.holds, report.sentences[2]) == (False, "This portal has not issued it.")
    assert run(document, tmp_path) == (1, {**FACTS, "status": "unknown"})


def test_another_portals_certificate_is_told_and_does_not_fail(paper, settings, tmp_path):
    document = bytes_of(paper)
    settings.KEYS_ROOT = tmp_path / "others"
    assert check(document).sentences[1].endswith("whose certificate this portal does not know.")
    assert run(document, tmp_path) == (0, {**FACTS, "trusted": False})


def test_a_superseded_decision_stays_verifiable(room, paper, tmp_path):
    old = room.lot.decision_in_force()
    room.notify(old)
    make_letter.call(Letter.objects.earliest("pk").pk)
    letter = Letter.objects.earliest("pk").paper
    assert verify(letter.code).in_force
    new = room.signed(supersedes=old)
    make_decision_paper.call(new.pk)
    report = check(bytes_of(paper))
    assert not report.holds
    assert report.sentences[0] == GENUINE[0]
    assert report.sentences[2] == f"Superseded for lot 1. In its place: {new.papers.get().code}."
    assert run(bytes_of(paper), tmp_path) == (0, {**FACTS, "status": "superseded"})
    found = verify(letter.code)
    assert (found.in_force, found.superseded, found.replaced_by) == (False, ("LOT-0001",), ())
    room.notify(new, now=moment("2027-04-29"))
    again = Letter.objects.filter(supplier=letter.supplier).latest("pk")
    make_letter.call(again.pk)
    again.refresh_from_db()
    assert verify(letter.code).replaced_by == (again.paper.code,)
    assert verify(again.paper.code).in_force


def test_a_letter_answers_for_its_own_lots_only(room):
    other = room.tender.lots.create(identifier="LOT-0002", position=2, title="Two")
    room.offers["LOT-0002"] = room.offers["LOT-0001"][:0]
    room.notify(room.signed(), room.signed(other, outcome="no_award", reason_code="no-rece"))
    letter = Letter.objects.earliest("pk")
    make_letter.call(letter.pk)
    letter.refresh_from_db()
    assert verify(letter.paper.code).lots == ("LOT-0001",)


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "{lower}", "{plain}"])
def test_a_code_is_found_as_people_type_it(paper, typed):
    code = paper.code
    found = verify(typed.format(code=code, lower=code.lower(), plain=code.replace("-", " ")))
    assert (found.code, found.kind, found.reference) == (code, "decision", paper.tender.reference)
    assert found.sha256 == hashlib.sha256(bytes_of(paper)).hexdigest()
    assert (found.lots, found.in_force) == (("LOT-0001",), True)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "ABCD-2345", "x" * 500, "'; --", "7K4M\x0029QD"])
def test_an_unknown_code_is_nothing(code):
    assert verify(code) is None


def test_what_stands_behind_a_code_names_no_bidder(room, paper):
    told = str(verify(paper.code))
    assert not [firm.name for firm in room.firms if firm.name in told]


def test_every_sum_date_and_name_is_compared(room, paper):
    with override("fr"):
        values = [value for _place, value in told_in(data_of(bytes_of(paper)))]
    assert {"100\xa0000,00", "21 avril 2027", room.firms[0].name} <= {value.removesuffix("\xa0€") for value in values}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("missing.pdf", None, "cannot be read."),
        ("empty.pdf", b"", "is no PDF."),
        ("notes.txt", b"Dear reader", "is no PDF."),
    ],
)
def test_unusable_input_is_one_sentence(tmp_path, name, content, sentence):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Unusable, match=sentence) as refused:
        call_command("verify_decision", str(file))
    assert refused.value.returncode == 2


def test_a_folder_is_no_pdf(tmp_path):
    with pytest.raises(Unusable, match="cannot be read"):
        call_command("verify_decision", str(tmp_path))


@pytest.mark.django_db
@given(st.binary(max_size=2000))
@example(b"%PDF-1.7\n%%EOF")
@example(b"%PDF-1.7\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_have_an_answer(rubbish):
    assert not check(b"%PDF-1.7\n" + rubbish).holds


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_a_genuine_paper_has_an_answer(paper, data):
    document = bytearray(bytes_of(paper))
    for _time in range(data.draw(st.integers(1, 5))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(document) // 2, len(document)))
    damaged = bytes(document[:cut])
    assert check(damaged).holds is (damaged == bytes_of(paper))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["fr", "2027-01-01", "UTC"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON))
@example({"language": "fr", "time_zone": "UTC", "lots": {"amount": "NaN?", "currency": 7}})
@example({"language": ["fr"], "time_zone": "UTC"})
@example({"check": {"code": "7K4M\x00" * 99}})
@example({"language": "../../fr", "time_zone": "UTC"})
@example({"language": "fr", "time_zone": "/etc/passwd", "made_at": "2027-01-01T00:00:00+00:00"})
def test_any_embedded_data_has_an_answer(data):
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["decision.json"] = pikepdf.AttachedFileSpec(document, json.dumps(data).encode())
        document.save(written)
    assert not check(written.getvalue()).holds
