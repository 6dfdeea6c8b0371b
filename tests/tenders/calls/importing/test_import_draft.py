"""What a notice makes of a call, and what is said about the rest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tenders.calls.importing.deadline import Place
from tenders.calls.importing.draft import draft_of
from tenders.calls.importing.terms import lot_terms
from tenders.calls.notices.notice import (
    CriterionKind,
    NoticeCriterion,
    NoticeLot,
    NoticePeriod,
    NoticeTerms,
    NoticeVariants,
)
from tenders.calls.notices.refusals import NoticeRefused
from tenders.calls.notices.weights import read_weight
from tenders.calls.terms import CallTermsFacts, LotTermsFacts

BRUSSELS = Place("BE", "", "Europe/Brussels")


def lots(*identifiers, criteria=()):
    return tuple(NoticeLot(identifier, criteria=criteria) for identifier in identifiers)


def test_a_complete_notice_leaves_nothing_open(notice):
    for rehearsal in (True, False):
        draft = draft_of(notice, BRUSSELS, rehearsal=rehearsal)
        assert (draft.assumptions, draft.unmapped) == ((), ())
        assert [(lot.identifier, lot.title, len(lot.criteria)) for lot in draft.lots] == [("1", "Lot 1", 2)]


def test_what_is_open_is_said_once_for_all_lots_concerned(notice):
    divided = replace(notice, lots=(*notice.lots, *lots("2", "3")))
    assert draft_of(divided, BRUSSELS, rehearsal=False).unmapped == ("No award criteria in the notice (lots 2, 3).",)
    rehearsed = draft_of(divided, BRUSSELS, rehearsal=True)
    assert rehearsed.assumptions == ("No award criteria in the notice (lots 2, 3): the price alone decides.",)
    assert rehearsed.unmapped == ()


def test_all_lots_are_called_so(notice):
    rehearsed = draft_of(replace(notice, lots=lots("1", "2")), BRUSSELS, rehearsal=True)
    assert rehearsed.assumptions == ("No award criteria in the notice (all lots): the price alone decides.",)


def test_a_rehearsal_without_lots_has_one_for_everything(notice):
    without = replace(notice, lots=())
    assert draft_of(without, BRUSSELS, rehearsal=False).lots == ()
    rehearsed = draft_of(without, BRUSSELS, rehearsal=True)
    assert [(lot.identifier, lot.title) for lot in rehearsed.lots] == [("1", notice.title)]
    assert "The notice names no lot: one lot for everything is assumed." in rehearsed.assumptions


def test_a_rehearsal_needs_a_title(notice):
    untitled = replace(notice, title=None)
    assert draft_of(untitled, BRUSSELS, rehearsal=False).lots
    with pytest.raises(NoticeRefused, match="The notice has no title"):
        draft_of(untitled, BRUSSELS, rehearsal=True)


@pytest.mark.parametrize(("language", "shown"), [("fr", "fr"), ("bg", "en"), (None, "en")])
def test_a_language_that_the_portal_does_not_speak_is_shown_as_english(notice, language, shown):
    draft = draft_of(replace(notice, language=language), BRUSSELS, rehearsal=False)
    assert draft.language == shown
    named = f"Language of the notice: {language or '?'}. The call is shown as English."
    assert draft.unmapped == (() if language == shown else (named,))


def test_a_criterion_without_name_is_named_in_the_language_of_the_call(notice):
    nameless = NoticeCriterion(CriterionKind.PRICE, None, None, read_weight("100"))
    draft = draft_of(replace(notice, lots=lots("1", criteria=(nameless,))), BRUSSELS, rehearsal=False)
    assert draft.lots[0].criteria[0].name in {"Prix", "Price"}  # French once the catalogues are there


def test_what_has_no_place_is_named_and_so_is_what_was_not_read(notice):
    rich = replace(
        notice,
        framework=True,
        submission_languages=("fr", "nl"),
        lots=tuple(replace(lot, period=NoticePeriod(length=24, unit="month")) for lot in notice.lots),
        unmapped=("LEFTI/SUITABILITY",),
    )
    assert draft_of(rich, BRUSSELS, rehearsal=False).unmapped == (
        "Framework agreement", "LEFTI/SUITABILITY",
    )  # fmt: skip


def test_the_terms_of_a_notice_are_those_of_the_call(notice):
    terms = NoticeTerms(validity=NoticePeriod(4, "month"), contact_service="Greffe", review_body="x" * 500)
    lot = replace(notice.lots[0], period=NoticePeriod(24, "month"), renewals=2, options="Plus.")
    lot = replace(lot, variants=NoticeVariants.ALLOWED)
    draft = draft_of(replace(notice, terms=terms, submission_languages=("fr",), lots=(lot,)), BRUSSELS, rehearsal=False)
    assert draft.unmapped == ("Bids bind their firms for 4 months: counted as 120 days.",)
    assert draft.terms == CallTermsFacts(120, ("fr",), contact_service="Greffe", review_body="x" * 400)
    assert draft.lots[0].terms == LotTermsFacts(24, "month", renewals=2, options="Plus.", variants="allowed")


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        (NoticePeriod(12, None), LotTermsFacts()),  # twelve of what?
        (NoticePeriod(200_000, "day"), LotTermsFacts()),
        (NoticePeriod(start=date(2028, 1, 1), end=date(2027, 1, 1)), LotTermsFacts()),
        (NoticePeriod(start=date(2028, 1, 1)), LotTermsFacts(starts_on=date(2028, 1, 1))),
    ],
)
def test_a_period_that_cant_be_one_is_left_out(period: NoticePeriod, kept: LotTermsFacts):
    assert (lot_terms(NoticeLot("1", period=period)) or LotTermsFacts()) == kept


def test_a_validity_longer_than_anybody_waits_is_left_to_the_officer(notice):
    endless = replace(notice, terms=NoticeTerms(validity=NoticePeriod(9, "year")))
    draft = draft_of(endless, BRUSSELS, rehearsal=False)
    assert draft.terms is None
    assert draft.unmapped == ("A bid binds its firm for more than 1000 days: enter them.",)


def test_a_deadline_without_time_and_different_deadlines_are_named(notice):
    later = replace(notice.deadline, date=notice.deadline.date + timedelta(days=1), at=None)
    two = replace(notice, lots=(replace(notice.lots[0], deadline=notice.deadline), NoticeLot("2", deadline=later)))
    assert "Different deadlines of lots: the earliest is kept" in draft_of(two, BRUSSELS, rehearsal=False).unmapped
    timeless = replace(notice, deadline=replace(notice.deadline, time=None, at=None))
    assert draft_of(timeless, BRUSSELS, rehearsal=False).unmapped == ("Deadline without a time: 2027-03-15",)
