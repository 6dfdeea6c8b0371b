"""What becomes of parts when servers die, disks fill, browsers meet and people lose interest."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from procurement.lifecycle import Refused
from tenders.bids import actions, arriving, draft_files, drafts, durable, parts
from tenders.bids.arriving import KEPT, Part, begin_upload, on_their_way, take_part
from tenders.bids.durable import NoRoom
from tenders.bids.files import sealed_path
from tenders.bids.handing_over import start_again
from tenders.bids.sweeping import COUNTED, LATE, forget_abandoned
from tenders.models import SealedFile, Upload
from tests.factories.arriving import TEXT, announced, cut
from tests.factories.calls import DEADLINE
from tests.factories.sealed import BEFORE, hand_in, open_call, started


@pytest.fixture
def world(personas, hands):
    hands.at = BEFORE
    bid, key = started(open_call(personas), personas.supplier, personas.owner)
    return bid, {"draft_key": key, "by": personas.owner, "now": BEFORE}


def begun(world) -> Upload:
    bid, how = world
    return Upload.objects.get(code=begin_upload(bid, announced(), **how).code)


def send(upload: Upload, how, *places: int) -> arriving.Standing:
    pieces = list(cut())
    for place in places:
        standing = take_part(upload, Part(*pieces[place]), **how)
    return standing


def lying() -> list[Path]:
    return list(parts.folder().iterdir())


def test_a_server_killed_between_the_part_and_its_row_takes_it_once_more(world, monkeypatch):
    upload, how = begun(world), world[1]
    with monkeypatch.context() as patch:
        patch.setattr(Upload, "save", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            send(upload, how, 0)
    upload.refresh_from_db()
    assert (upload.received, len(lying())) == (0, 1)
    assert send(upload, how, 0, 1, 2).sealed


def test_a_server_killed_while_it_seals_seals_when_it_is_asked_again(world, monkeypatch):
    upload, how = begun(world), world[1]
    send(upload, how, 0, 1)
    with monkeypatch.context() as patch:
        patch.setattr(draft_files, "_keep_file", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            send(upload, how, 2)
    assert SealedFile.objects.count() == 0
    upload = Upload.objects.get()
    assert (upload.received, upload.is_open) == (len(TEXT), True)
    assert take_part(upload, Part(len(TEXT), b""), **how).sealed
    assert SealedFile.objects.count() == 1


def test_a_server_killed_just_after_it_kept_the_file_keeps_it_and_takes_a_lost_one_again(world, monkeypatch):
    upload, how = begun(world), world[1]
    send(upload, how, 0, 1)
    real = draft_files._keep_file

    def killed(*args, **kwargs):
        real(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(draft_files, "_keep_file", killed)
        with pytest.raises(KeyboardInterrupt):
            send(upload, how, 2)
    (kept,) = SealedFile.objects.all()
    assert sealed_path(kept.stored_as).exists()
    assert begin_upload(world[0], announced(), **how).sealed
    sealed_path(kept.stored_as).unlink()
    assert not begin_upload(world[0], announced(), **how).sealed


def test_a_part_that_a_power_cut_took_is_asked_for_again(world):
    upload, how = begun(world), world[1]
    send(upload, how, 0, 1)
    lost = parts.folder() / f"{upload.code}-{parts.LEAST}"
    lost.write_bytes(lost.read_bytes()[:100])
    assert send(upload, how, 2).received == parts.LEAST
    upload.refresh_from_db()
    assert send(upload, how, 1, 2).sealed


def test_a_part_cannot_stand_in_for_another(world):
    upload, how = begun(world), world[1]
    send(upload, how, 0, 1)
    first, second = (parts.folder() / f"{upload.code}-{offset}" for offset in (0, parts.LEAST))
    first.write_bytes(second.read_bytes())
    assert send(upload, how, 2).received == 0


def test_two_browsers_bring_it_to_its_end_and_one_file_is_sealed(world, monkeypatch):
    bid, how = world
    upload, other = begun(world), begun(world)
    assert upload.pk == other.pk
    send(upload, how, 0, 1)
    real = draft_files.seal_upload

    def meanwhile(*args, **kwargs):
        monkeypatch.setattr(draft_files, "seal_upload", real)
        assert take_part(other, Part(len(TEXT), b""), **how).sealed
        return real(*args, **kwargs)

    monkeypatch.setattr(draft_files, "seal_upload", meanwhile)
    assert send(upload, how, 2).sealed
    assert SealedFile.objects.count() == 1
    assert len(list((settings.MEDIA_ROOT / "sealed").iterdir())) == 1
    bid.refresh_from_db()
    assert len(actions.read_draft(bid, draft_key=how["draft_key"]).files) == 1


def test_a_full_disk_is_a_sentence_and_loses_nothing(world, monkeypatch):
    upload, how = begun(world), world[1]
    send(upload, how, 0)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(durable.os, "fsync", full)
        with pytest.raises(NoRoom, match="no room"):
            send(upload, how, 1)
    assert [path.name for path in lying()] == [f"{upload.code}-0"]
    send(upload, how, 1)
    with monkeypatch.context() as patch:
        patch.setattr(draft_files, "seal_upload", lambda *a, **k: (_ for _ in ()).throw(NoRoom()))
        with pytest.raises(NoRoom):
            send(upload, how, 2)
    assert len(lying()) == 3
    assert take_part(Upload.objects.get(), Part(len(TEXT), b""), **how).sealed


def test_another_fault_of_the_disk_is_no_sentence(world, monkeypatch):
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(durable.os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        send(begun(world), world[1], 0)


def test_who_waits_a_week_is_given_up_and_who_goes_on_is_not(world, hands):
    bid, how = world
    send(begun(world), how, 0)
    forget_abandoned(now=BEFORE + KEPT - timedelta(minutes=1))
    assert len(on_their_way(bid, how["draft_key"])) == len(lying()) == 1
    forget_abandoned(now=BEFORE + KEPT)
    assert (on_their_way(bid, how["draft_key"]), lying()) == ([], [])
    assert Upload.objects.exists()
    forget_abandoned(now=BEFORE + KEPT + COUNTED)
    assert not Upload.objects.exists()


def test_parts_outlive_the_deadline_while_an_outage_may_give_more_time(world, monkeypatch):
    upload, how = begun(world), {**world[1], "now": DEADLINE - timedelta(hours=1)}
    send(upload, how, 0, 1)
    forget_abandoned(now=DEADLINE + LATE - timedelta(minutes=1))

    def late(*_args, **_how):
        raise Refused("too late", rules=["call_takes_bids"])

    with monkeypatch.context() as patch:
        patch.setattr(draft_files, "_keep_file", late)
        with pytest.raises(Refused, match="too late"):
            send(upload, how, 2)
    assert len(lying()) == 3
    forget_abandoned(now=DEADLINE + LATE)
    assert lying() == []


def test_what_is_left_of_a_handed_in_bid_goes_and_its_sealed_files_stay(world, personas):
    handed = hand_in(world[0].round.tender, personas.supplier, personas.owner).bid
    upload = begun(world)
    send(upload, world[1], 0)
    Upload.objects.update(bid=handed)
    torn = settings.MEDIA_ROOT / "sealed" / ".0123.part"
    torn.write_bytes(b"half")
    orphan = settings.MEDIA_ROOT / "sealed" / f"{'0' * 32}.age"
    orphan.write_bytes(b"of a database that was restored")
    forget_abandoned(now=BEFORE)  # this clock is ahead of the disk's
    assert lying() == []
    assert not torn.exists()
    assert orphan.exists()
    assert len(list(orphan.parent.iterdir())) == 2


def test_a_file_that_gets_its_name_while_the_disk_is_cleared_is_no_fault(world, monkeypatch):
    monkeypatch.setattr(Path, "glob", lambda folder, _pattern: iter([folder / ".0123.part"]))
    forget_abandoned(now=BEFORE)


def test_parts_go_with_their_draft(world, django_capture_on_commit_callbacks):
    bid, how = world
    send(begun(world), how, 0)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_draft(bid, by=how["by"], now=BEFORE)
    assert lying() == []
    assert not Upload.objects.exists()


def test_with_a_new_key_what_the_old_one_locked_is_given_up(world):
    bid, how = world
    send(begun(world), how, 0)
    key = start_again(bid, by=how["by"], now=BEFORE)
    assert on_their_way(bid, key) == []
    forget_abandoned(now=BEFORE)
    assert lying() == []


def test_another_key_neither_begins_nor_goes_on(world):
    bid, how = world
    actions.save_draft(bid, offers=[], declaration={}, **how)
    upload = begun(world)
    wrong = {**how, "draft_key": drafts.new_draft_key()}
    with pytest.raises(Refused, match="does not hold the key"):
        begin_upload(bid, announced(name="b.txt"), **wrong)
    with pytest.raises(Refused, match="given up"):
        send(upload, wrong, 0)
    assert lying() == []


def test_a_hundred_files_at_once_are_enough(world, monkeypatch):
    monkeypatch.setattr(arriving, "AT_ONCE", 1)
    begun(world)
    with pytest.raises(Refused, match="Too many files are on their way"):
        begin_upload(world[0], announced(name="b.txt"), **world[1])
