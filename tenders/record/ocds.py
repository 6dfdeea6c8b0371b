"""What we publish, as open data: OCDS 1.1.5 releases and record packages, made from what is public at a moment.

A draft has no release. Texts are in the call's own language. The extensions are named by their official addresses; the
core of a release is valid without them.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenders.lifecycle.tender import TenderState
from tenders.models import Lot, Tender
from tenders.record.awards import awards_of, bids_of, contracts_of
from tenders.record.call import tender_of
from tenders.record.contract_terms import contact_of
from tenders.record.encoding import Object, filled, instant
from tenders.record.freshness import last_change
from tenders.record.parties import asked_at, party, reference, suppliers_of
from tenders.record.queries import is_public
from tenders.record.results import Tenderer, names_at_the_opening, results_of

REGISTRY = "https://raw.githubusercontent.com/open-contracting-extensions"
EXTENSIONS = [
    f"{REGISTRY}/ocds_lots_extension/v1.1.5/extension.json",
    f"{REGISTRY}/ocds_bid_extension/v1.1.5/extension.json",
    f"{REGISTRY}/ocds_enquiry_extension/v1.1.5/extension.json",
    f"{REGISTRY}/ocds_location_extension/v1.1.5/extension.json",
    f"{REGISTRY}/ocds_process_title_extension/v1.1.5/extension.json",
    f"{REGISTRY}/ocds_submissionTerms_extension/master/extension.json",
    f"{REGISTRY}/ocds_options_extension/master/extension.json",
    f"{REGISTRY}/ocds_renewal_extension/master/extension.json",
    f"{REGISTRY}/ocds_awardCriteriaBreakdown_extension/master/extension.json",
]
ONE_DAY = timedelta(days=1)


class NotPublicError(LookupError):
    """The call was never published, or not by then: there is nothing to tell."""


def release_of(tender: Tender, *, now: datetime) -> Object:
    """Return the one release that tells all that is public at `now`.

    The same state of things gives the same release, with the same id. Raises NotPublicError.
    """
    if not is_public(tender, now):
        raise NotPublicError(tender.reference)
    with override(tender.language):
        release = _content(tender, now)
    digest = hashlib.sha256(json.dumps(release, sort_keys=True).encode()).hexdigest()
    return {"ocid": tender.ocid, "id": f"{tender.ocid}-{digest[:16]}", **release}


def record_package(tenders: Iterable[Tender], *, now: datetime) -> Object:
    """Return a record package of these calls; those that are not public are left out.

    The standard asks for one record at least: a package of nothing is none.
    """
    records = [_record(release_of(tender, now=now)) for tender in tenders if is_public(tender, now)]
    dates = [record["compiledRelease"]["date"] for record in records]
    return {
        "uri": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(_versions(records)))}",
        "version": "1.1",
        "extensions": EXTENSIONS,
        "publisher": filled(name=_publisher(), uri=settings.BASE_URL),
        "publishedDate": max(dates, default=instant(now)),
        "records": records,
    }


def _record(release: Object) -> Object:
    compiled = {**release, "id": f"{release['ocid']}-{release['date']}", "tag": ["compiled"]}
    return {"ocid": release["ocid"], "releases": [release], "compiledRelease": compiled}


def _versions(records: Iterable[Object]) -> Iterator[str]:
    yield settings.BASE_URL
    yield from (record["releases"][0]["id"] for record in records)


def _publisher() -> str:
    return f"{settings.SITE_NAME} (rehearsal)" if settings.REHEARSAL else settings.SITE_NAME


def _content(tender: Tender, now: datetime) -> Object:
    results, named = results_of(tender, now), _named(tender, now)
    awards, contracts = awards_of(tender, results), contracts_of(tender, results, now)
    mark, buyer = _mark(tender), tender.buyer
    everyone = [tenderer for tenderers in named.values() for tenderer in tenderers]
    return filled(
        date=instant(last_change(tender, results, now)),
        tag=_tags(tender, awards=bool(awards), contracts=bool(contracts)),
        initiationType="tender",
        language=tender.language,
        title=tender.title,
        description=mark,
        parties=[
            asked_at(party(buyer, "buyer", "procuringEntity"), contact_of(tender)),
            *suppliers_of(results, everyone),
        ],
        buyer=reference(buyer),
        tender=tender_of(tender, mark=mark, now=now),
        bids=bids_of(results, named),
        awards=awards,
        contracts=contracts,
    )


def _named(tender: Tender, now: datetime) -> dict[Lot, list[Tenderer]]:
    names = names_at_the_opening(tender, now)
    return {lot: names[lot.pk] for lot in tender.lots.all() if lot.pk in names}


def _tags(tender: Tender, *, awards: bool, contracts: bool) -> list[str]:
    found = {"tender": True, "award": awards, "contract": contracts}
    found["tenderCancellation"] = tender.state == TenderState.CANCELLED
    return [tag for tag, applies in found.items() if applies]


def _mark(tender: Tender) -> str:
    """Say in plain words what is not real; the standard has no code for it."""
    if tender.rehearsal:
        return _("Rehearsal. Nothing here is binding; no letter leaves this machine.")
    return _("Demonstration. Towns, firms, people and sums are invented.") if tender.demo else ""
