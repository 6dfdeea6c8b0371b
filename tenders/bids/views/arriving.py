"""Files that come in parts: announced, asked how far they are, sent on, given up. Spoken by `static/bids/uploads.mjs`.

Everything stands below the draft's own address, so that its key comes along. Answers are JSON: `offset` is from where
to go on (409: the part did not belong there), `sealed` the file's SHA-256 once it is done, `sentences` why not (422).
"""

import hashlib

from django.http import Http404, HttpRequest, HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from tenders.bids import draft_keys
from tenders.bids.arriving import (
    GONE,
    Announced,
    Part,
    Standing,
    begin_upload,
    give_up,
    standing_of,
    take_part,
    upload_of,
)
from tenders.bids.attempts import What, attempting, note, one_request
from tenders.bids.durable import NoRoom
from tenders.bids.forms import AnnouncedForm
from tenders.bids.keeping import NO_KEY, place_of
from tenders.bids.workspace import forms_of, readable
from tenders.models import Bid
from tenders.practice import own_bid

BROKEN, ELSEWHERE, NOT_YET, FULL = 400, 409, 422, 507


@allow("people of the firm")
@sensitive_post_parameters()
@never_cache
def begin(request: SignedIn, number: str) -> HttpResponseBase:
    """Take note of a file, or find the one that was begun; nothing of it has come yet."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    key = draft_keys.key_of(request, bid)
    draft, form = readable(bid, key), AnnouncedForm(request.POST)
    if key is None or draft is None:
        return _refused(Refused(NO_KEY))
    place = form.is_valid() and place_of(forms_of(bid, draft, page=request.GET.get("page")), form.cleaned_data["field"])
    if not place:
        return JsonResponse({}, status=BROKEN)
    lot, purpose = place
    said = {name: form.cleaned_data[name] for name in ("name", "size", "sha256")}
    try:
        with one_request(), attempting(bid, What.UPLOAD_REFUSED, done=What.UPLOAD_BEGUN):
            announced = Announced(lot=lot, purpose=purpose, **said)
            standing = begin_upload(bid, announced, draft_key=key, by=request.user, now=now)
    except Refused as refusal:
        return _refused(refusal)
    return _told(bid, standing)


@allow("people of the firm")
@sensitive_post_parameters()
@never_cache
def upload(request: SignedIn, number: str, upload: str) -> HttpResponseBase:
    """Tell how far a file is (GET), take its next part (PATCH), or give it up (DELETE)."""
    now, bid = clock.now(), get_object_or_404(own_bid(request.user, number))
    if (found := upload_of(bid, upload)) is None:
        raise Http404
    if request.method not in {"GET", "HEAD", "PATCH", "DELETE"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "PATCH", "DELETE"])
    key = draft_keys.key_of(request, bid)
    standing = standing_of(found, key) if key else None
    if key is None or standing is None:
        return _refused(Refused(NO_KEY if found.is_open or found.is_sealed else GONE))
    part = _part_of(request) if request.method == "PATCH" else None
    try:
        if request.method == "DELETE":
            give_up(found, by=request.user, now=now)
            return JsonResponse({})
        if part:
            with one_request(), attempting(bid, What.UPLOAD_REFUSED):
                standing = take_part(found, part, draft_key=key, by=request.user, now=now)
                if standing.sealed:
                    note(bid, What.FILE_SEALED)
    except Refused as refusal:
        return _refused(refusal)
    if request.method != "PATCH":
        return _told(bid, standing)
    fits = part and (standing.sealed or standing.received == part.offset + len(part.data))
    return _told(bid, standing, status=200 if fits else ELSEWHERE)


def _part_of(request: HttpRequest) -> Part | None:
    """Return the part as it came; None for one that is broken: its hash is another, or the connection ended."""
    offset, told = request.headers.get("Upload-Offset", ""), request.headers.get("Upload-Sha256", "")
    try:
        data = request.body
    except UnreadablePostError:
        return None
    if not offset.isdecimal() or hashlib.sha256(data).hexdigest() != told.lower():
        return None
    return Part(int(offset), data)


def _told(bid: Bid, standing: Standing, *, status: int = 200) -> JsonResponse:
    address = reverse("bids:upload", args=[bid.number, standing.code]) if standing.code else ""
    sealed = standing.announced.sha256 if standing.sealed else ""
    return JsonResponse({"address": address, "offset": standing.received, "sealed": sealed}, status=status)


def _refused(refusal: Refused) -> JsonResponse:
    sentences = [str(sentence) for sentence in refusal.sentences]
    return JsonResponse({"sentences": sentences}, status=FULL if isinstance(refusal, NoRoom) else NOT_YET)
