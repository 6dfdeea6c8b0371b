"""What firms tried with their bids in a call that was judged, so that its evidence has something to show."""

from datetime import datetime

from tenders import access
from tenders.bids.attempts import What, note, one_request
from tenders.models import Envelope, Opening, Tender


def tried(tender: Tender, *, now: datetime) -> None:
    """Let one of the firms whose bids were opened have been refused before, and the portal have failed it once."""
    facts = {"fingerprint": "0" * 64, "quorum": 2, "custodian_part": b"", "made_at": now}
    envelope, _new = Envelope.objects.get_or_create(round=tender.round, kind="whole", defaults=facts)
    Opening.objects.get_or_create(envelope=envelope, defaults={"opened_at": now, "bids_opened": 1})
    bid = access.bids_in_force(tender.round).first()
    assert bid
    for what, rules in ((What.FAILED, []), (What.SUBMIT_REFUSED, ["call_takes_bids"]), (What.SUBMITTED, [])):
        with one_request():
            note(bid, What.SUBMIT_BEGUN)
            note(bid, what, rules=rules)
