"""A buyer's call templates: made from any call, begun from, archived; and never to be seen by the public."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders import access
from tenders.calls import actions as calls
from tenders.calls.queries import calls_in_the_hands_of, office_calls, templates_of
from tenders.decisions.actions import cancel_call
from tenders.models import Tender
from tests.factories.calls import TenderFactory, add_lot
from tests.factories.published import published_call
from tests.house.visits import visit, visitable
from tests.personas import moment

NOW = moment("2027-02-01")
MARK = "Zzyzx-modèle"


@pytest.fixture
def template(personas) -> Tender:
    source = published_call(buyer=personas.buyer, state="concluded")
    add_lot(source)
    source.selection.create(kind="economic", name="Turnover", level="200 000", position=1)
    return calls.make_template(source, title=MARK, by=personas.officer, now=NOW)


def test_a_template_has_the_words_lots_and_criteria_of_its_call(template, personas):
    assert (template.template, template.state, template.title) == (True, "draft", MARK)
    assert (template.lots.count(), template.selection.get().name) == (2, "Turnover")
    assert (template.published_at, template.deadline_at) == (None, None)
    assert Event.objects.filter(verb="tender.make_template", object_id=str(template.pk)).exists()


def test_a_draft_begins_with_it_and_has_a_title_and_a_life_of_its_own(template, personas):
    made = calls.copy_call(template, title="Serre", by=personas.officer, now=NOW)
    assert (made.title, made.template, made.state) == ("Serre", False, "draft")
    assert made.lots.count() == 2
    calls.remove_lot(made.lots.last(), by=personas.officer, now=NOW)
    assert template.lots.count() == 2


def test_an_archived_template_is_neither_begun_from_nor_written_until_it_is_brought_back(template, personas):
    calls.archive_template(template, by=personas.officer, now=NOW)
    for deed in (calls.copy_call, calls.add_lot):
        with pytest.raises(Refused, match="archived"):
            deed(template, by=personas.officer, now=NOW)
    calls.restore_template(template, by=personas.officer, now=NOW)
    assert calls.copy_call(template, by=personas.officer, now=NOW).state == "draft"
    verbs = Event.objects.filter(object_id=str(template.pk)).values_list("verb", flat=True)
    assert {"tender.archive_template", "tender.restore_template"} <= set(verbs)


@pytest.mark.parametrize("name", ["approver", "other_officer", "administrator", "owner"])
def test_only_officers_of_the_buyer_keep_templates(template, personas, name: str):
    person = getattr(personas, name)
    for deed in (calls.archive_template, calls.copy_call):
        with pytest.raises(Refused, match="Only this role"):
            deed(template, by=person, now=NOW)
    assert not templates_of(person).exists()


def test_a_call_is_no_template_to_be_archived_and_a_template_makes_no_template(template, personas):
    with pytest.raises(Refused, match="no template"):
        calls.archive_template(TenderFactory(buyer=personas.buyer), by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="template already"):
        calls.make_template(template, by=personas.officer, now=NOW)


def test_it_is_neither_sent_for_approval_nor_cancelled(template, personas):
    with pytest.raises(Refused, match="This is a template"):
        calls.submit_for_review(template, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="This is a template"):
        cancel_call(template, reason="The need has changed.", by=personas.signatory, now=NOW)


@pytest.mark.parametrize(
    "change", [{"state": "published"}, {"state": "cancelled"}, {"published_at": NOW}, {"sent_on": NOW.date()}]
)
def test_the_database_refuses_a_template_that_is_anything_but_a_draft(template, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.filter(pk=template.pk).update(**change)


def test_nobody_meets_it_as_a_call(template, personas):
    for person in (personas.officer, personas.approver, personas.signatory, personas.auditor, personas.owner):
        doors = [
            access.calls_visible_to(person),
            access.openings_attended_by(person),
            access.committees_named_by(person),
            access.calls_judged_by(person),
            access.calls_declared_on_by(person),
            access.calls_decided_by(person),
            office_calls(person),
            calls_in_the_hands_of(person, "officer"),
        ]
        assert not any(door.filter(pk=template.pk).exists() for door in doors)
    assert list(templates_of(personas.officer)) == [template]
    assert not access.calls_visible_to(AnonymousUser()).filter(template=True).exists()


def test_no_address_of_the_site_tells_the_public_or_a_firm_of_it(template, personas, hands):
    """Every page, list, feed, figure, search and export, asked for with everything that names the template."""
    hands.at = moment("2027-06-01")
    lot = template.lots.first()
    known = {
        "reference": [template.reference], "pk": [template.pk, lot.pk], "identifier": [lot.identifier],
        "slug": [template.buyer.slug], "ocid": [template.ocid],
    }  # fmt: skip
    paths = visitable(known)
    asked = [
        f"{path}?q={MARK}&show=all" for path in paths if path.endswith(("/calls/", "/results/", ".atom", "/feed/"))
    ]
    for person in (AnonymousUser(), personas.owner, personas.approver):
        for path, page in visit(person, [*paths, *asked]):
            if path not in asked:
                assert MARK.encode() not in page, path
            assert template.reference.encode() not in page.replace(path.encode(), b"") or b"404" in page[:3], path


def test_the_pages_of_a_call_do_not_open_for_a_template(template, personas):
    client = Client()
    client.force_login(personas.officer)
    for name in ("desk:call", "desk:preview", "desk:notice", "calls:edit", "record:call", "opening:committee"):
        assert client.get(reverse(name, args=[template.reference])).status_code == 404, name


def test_templates_are_listed_by_title_and_what_is_archived_last(template, personas):
    first = calls.make_template(TenderFactory(buyer=personas.buyer), title="Achat", by=personas.officer, now=NOW)
    assert list(templates_of(personas.officer)) == [first, template]
    calls.archive_template(first, by=personas.officer, now=NOW)
    assert list(templates_of(personas.officer)) == [template, first]


def test_a_call_that_is_no_template_can_not_bear_the_mark_of_an_archived_one(personas):
    call = TenderFactory(buyer=personas.buyer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.filter(pk=call.pk).update(archived_at=NOW)


@pytest.mark.parametrize("name", ["approver", "signatory", "auditor", "other_officer", "administrator", "owner"])
def test_nobody_but_an_officer_of_its_buyer_makes_a_template_of_a_call_even_of_a_public_one(personas, name):
    for source in (published_call(buyer=personas.buyer), TenderFactory(buyer=personas.buyer)):
        with pytest.raises(Refused, match="Only this role may do it"):
            calls.make_template(source, title=MARK, by=getattr(personas, name), now=NOW)
    assert not Tender.objects.filter(template=True).exists()


def test_neither_paper_nor_calendar_nor_reading_of_a_template_is_to_be_had(template, personas):
    client = Client()
    client.force_login(personas.officer)
    public = [f"/en/calls/{template.reference}/{page}" for page in ("call.pdf", "print/", "calendar.ics")]
    inside = [reverse(f"calls:{name}", args=[template.reference]) for name in ("reading", "comment")]
    assert {address: client.get(address).status_code for address in [*public, *inside]} == dict.fromkeys(
        [*public, *inside], 404
    )


def test_a_refused_template_leaves_nothing_behind(template, personas):
    before = (Tender.objects.count(), Event.objects.count())
    with pytest.raises(Refused, match="This is a template already"):
        calls.make_template(template, title="Encore", by=personas.officer, now=NOW)
    calls.archive_template(template, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="archived"):
        calls.copy_call(template, by=personas.officer, now=NOW)
    assert (Tender.objects.count(), Event.objects.count()) == (before[0], before[1] + 1)
