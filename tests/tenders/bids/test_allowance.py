"""Limits are said beforehand, hold for both ways of sending, and lock no bidder out in the last hours."""

import shutil
from datetime import timedelta

import pytest

from procurement.lifecycle import Refused
from tenders.bids import actions
from tenders.bids.allowance import RUSH, WINDOW, limits_of, refuse_when_full
from tenders.bids.arriving import Part, begin_upload, take_part
from tenders.bids.durable import NoRoom
from tenders.bids.parts import LEAST, folder
from tenders.models import PracticeBid, SealedFile, Upload
from tenders.models.upload import sent_for
from tests.factories.arriving import announced
from tests.factories.browsing import Browser, files
from tests.factories.calls import DEADLINE
from tests.factories.people import SupplierFactory, join
from tests.factories.sealed import BEFORE, hand_in, open_call, started


@pytest.fixture
def world(personas, hands):
    hands.at = BEFORE
    bid, key = started(open_call(personas), personas.supplier, personas.owner)
    return bid, {"draft_key": key, "by": personas.owner, "now": BEFORE}


def add(world, size: int = 600_000, *, name: str = "a.txt", **other) -> None:
    bid, how = world
    file = {"name": name, "chunks": b"a" * size, "lot": None, "purpose": "offer"}
    actions.add_file(bid, **file, **{**how, **other})


def test_a_bid_has_a_limit_whichever_way_its_files_come(world, settings):
    settings.UPLOAD_BID_MB = 1
    add(world)
    with pytest.raises(Refused, match="larger than 1 MB"):
        add(world, name="b.txt")
    with pytest.raises(Refused, match="larger than 1 MB"):
        begin_upload(world[0], announced(b"a" * 600_000), **world[1])
    assert SealedFile.objects.count() == 1


def test_what_is_announced_counts_before_it_is_there(world, settings):
    settings.UPLOAD_BID_MB = 1
    begin_upload(world[0], announced(b"a" * 600_000), **world[1])
    with pytest.raises(Refused, match="larger than 1 MB"):
        add(world)


def test_all_running_bids_of_a_firm_share_a_limit_and_other_firms_have_theirs(world, personas, settings):
    settings.UPLOAD_FIRM_MB = 1
    add(world)
    second, key = started(open_call(personas), personas.supplier, personas.owner)
    with pytest.raises(Refused, match="your firm would have more than 1 MB"):
        add((second, {**world[1], "draft_key": key}))
    rival = SupplierFactory()
    person = join(rival)
    other, key = started(open_call(personas), rival, person)
    add((other, {"draft_key": key, "by": person, "now": BEFORE}))


def test_when_a_deadline_is_over_its_files_do_not_count_any_more(world, settings):
    settings.UPLOAD_FIRM_MB = 1
    add(world)
    assert limits_of(world[0], BEFORE).firm_sent == 1
    assert limits_of(world[0], DEADLINE).firm_sent == 0


def test_removing_a_file_makes_room(world, settings):
    settings.UPLOAD_BID_MB = 1
    add(world)
    (file,) = SealedFile.objects.all()
    actions.remove_file(world[0], stored_as=file.stored_as, **world[1])
    add(world, name="b.txt")


@pytest.mark.parametrize("who", ["PERSON", "FIRM"])
def test_who_sends_very_many_files_within_an_hour_reads_when_to_go_on(world, settings, who: str):
    setattr(settings, f"UPLOADS_AN_HOUR_{who}", 2)
    add(world, 10)
    begin_upload(world[0], announced(), **world[1])
    with pytest.raises(Refused, match=r"More than 2 files were sent within an hour\. Go on at 11:00"):
        add(world, 10, name="c.txt")
    add(world, 10, name="c.txt", now=BEFORE + WINDOW)


def test_the_firm_is_counted_over_all_of_its_people(world, personas, settings):
    settings.UPLOADS_AN_HOUR_FIRM = settings.UPLOADS_AN_HOUR_PERSON = 2
    add(world, 10)
    add(world, 10, name="b.txt", by=personas.contributor)
    with pytest.raises(Refused, match="within an hour"):
        add(world, 10, name="c.txt", by=personas.contributor)


def test_in_the_last_hours_nobody_is_asked_to_wait(world, settings):
    settings.UPLOADS_AN_HOUR_FIRM = settings.UPLOADS_AN_HOUR_PERSON = 1
    early, late = DEADLINE - RUSH - timedelta(seconds=1), DEADLINE - RUSH
    add(world, 10, now=early)
    with pytest.raises(Refused, match="within an hour"):
        add(world, 10, name="b.txt", now=early)
    for number in range(3):
        add(world, 10, name=f"{number}.txt", now=late)
    begin_upload(world[0], announced(), **{**world[1], "now": DEADLINE - timedelta(seconds=1)})
    assert Upload.objects.count() == 5


def test_the_disk_is_never_filled_to_the_brim(world, monkeypatch, caplog):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=500_000_000 + 1_000_000))
    add(world, 400_000)
    with pytest.raises(Refused, match="no room for this file at the moment"):
        add(world, 600_000, name="b.txt")
    assert "reserve" in caplog.text
    assert "b.txt" not in caplog.text


def test_what_others_announced_keeps_its_room_and_a_practice_stops_first(world, personas, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=500_000_000 + 2_000_000))
    bid, how = world
    with pytest.raises(NoRoom):
        refuse_when_full(PracticeBid(practice_key="its own"), 1)
    begun = begin_upload(bid, announced(b"a" * 900_000), **how)
    with pytest.raises(NoRoom):
        begin_upload(bid, announced(b"b" * 900_000, name="b.txt"), **how)
    upload = Upload.objects.get(code=begun.code)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=500_000_000))
    with pytest.raises(NoRoom):
        take_part(upload, Part(0, b"a" * LEAST), **how)
    assert not list(folder().iterdir())


def test_what_was_replaced_does_not_count(personas, hands):
    hands.at = BEFORE
    call = open_call(personas)
    hand_in(call, personas.supplier, personas.owner)
    bid = hand_in(call, personas.supplier, personas.owner).bid
    sent = sent_for(bid, BEFORE)
    assert sent.firm == sent.bid > 0
    assert SealedFile.objects.exclude(bid=bid).exists()


def test_limits_stand_on_the_page_before_a_file_is_chosen(personas, hands):
    hands.at = BEFORE
    call = open_call(personas)
    browser = Browser(personas.owner)
    assert "2,000 MB a bid" in browser.get("start", call.reference).text
    bid = browser.start(call)
    browser.write(bid, **{"bid-uploads": files(("a.txt", b"a" * 600_000))})
    page = browser.get("bid", bid.number).text
    for words in ("At most 100 MB a file and 2,000 MB a bid", "this one holds 1 MB", "10,000 MB together"):
        assert words in page, words


def test_the_plain_form_says_the_limit_beside_its_field(personas, hands, settings):
    hands.at = BEFORE
    settings.UPLOAD_BID_MB = 1
    browser = Browser(personas.owner)
    bid = browser.start(open_call(personas))
    answer = browser.write(bid, **{"bid-uploads": files(("a.txt", b"a" * 600_000), ("b.txt", b"a" * 600_000))})
    assert answer.status_code == 422
    assert "b.txt: With this file the bid would be larger than 1 MB." in answer.text
