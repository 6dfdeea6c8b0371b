"""Writing a call: officers of its buyer, while it is a draft."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import Buyer
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused
from procurement.safe_xml import MAX_BYTES
from procurement.uploads import uploads_in_memory
from tenders.calls import actions
from tenders.calls.beside import say_beside_call
from tenders.calls.deed_forms import NoForm, NoticeForm
from tenders.calls.drafting import written
from tenders.calls.forms import CallForm
from tenders.calls.importing import Imported, import_notice
from tenders.calls.meanwhile import carry, digests_of
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused
from tenders.calls.queries import buyers_written_for, calls_in_the_hands_of
from tenders.calls.showing import done, mind_the_size, show, typed
from tenders.models import Tender


def written_by(request: SignedIn, reference: str) -> Tender:
    """Return a call of a buyer for which the person writes calls; 404 for all others."""
    return get_object_or_404(calls_in_the_hands_of(request.user, Role.OFFICER), reference=reference)


@allow("officers of a buyer")
def new(request: SignedIn) -> HttpResponse:
    """Begin a call."""
    now, buyers = clock.now(), buyers_written_for(request.user)
    first = buyers.first()
    if first is None:
        raise Http404
    form = CallForm(**typed(request), buyers=buyers, initial={"language": first.language, "nuts": first.nuts})

    def begin(buyer: Buyer = first, **_written: Any) -> Tender:
        return actions.create_tender(buyer, form.facts(), by=request.user, now=now)

    if made := done(request, form, begin):
        messages.success(request, _("The draft is made. Say now what can be bid for, and how bids are compared."))
        return redirect("calls:lot", made.result.reference, made.result.lots.get().pk)
    lead = _("Only the title is needed to begin. Nobody outside your office sees a draft.")
    return show(
        request,
        "calls/deed.html",
        {"form": form, "title": _("Write a call"), "lead": lead, "button": _("Save the draft")},
    )


@allow("officers of the buyer")
def edit(request: SignedIn, reference: str) -> HttpResponse:
    """Change what a draft says."""
    now, tender = clock.now(), written_by(request, reference)
    if tender.by_invitation:
        return redirect("calls:invitation", reference)
    form = CallForm(**typed(request), tender=tender)
    form.say_the_earliest(tender.earliest_lawful_deadline(now), sent=tender.sent_on is not None)
    say_beside_call(form, tender)
    carry(form, digests_of(written(tender)))

    def change(seen: str, **_written: Any) -> None:
        actions.edit_draft(tender, form.facts(), seen=seen, by=request.user, now=now)

    if done(request, form, change):
        messages.success(request, _("Saved."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_edited(tender)}
    page |= {"title": _("Change the draft"), "button": _("Save the draft")}
    return show(request, "calls/deed.html", page)


@allow("officers of the buyer")
def relaunch(request: SignedIn, reference: str) -> HttpResponse:
    """Ask, then begin a cancelled call again."""
    now, tender = clock.now(), written_by(request, reference)
    form = NoForm(**typed(request))
    if made := done(request, form, lambda: actions.relaunch(tender, by=request.user, now=now)):
        messages.success(request, _("The draft is made from the cancelled call. Say now until when bids may come in."))
        return redirect("desk:call", made.result.reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_relaunched(tender)}
    page |= {"title": _("Begin this call again?"), "button": _("Begin again")}
    lead = _("A draft with its words, lots, criteria and documents. Once published, both pages lead to each other, "
             "and whoever asked, followed or bid is told.")  # fmt: skip
    return show(request, "calls/deed.html", {**page, "lead": lead})


@allow("officers of a buyer")
@uploads_in_memory(MAX_BYTES)
def upload(request: SignedIn) -> HttpResponse:
    """Make a draft of a notice that was written elsewhere."""
    now, buyers = clock.now(), buyers_written_for(request.user)
    if not buyers:
        raise Http404
    form = NoticeForm(**typed(request), buyers=buyers)
    mind_the_size(request, form, MAX_BYTES)

    def bring_in(file: UploadedFile, buyer: Buyer | None = None) -> Imported:
        try:
            return import_notice(read_notice(file.read()), buyer=buyer or buyers.get(), by=request.user, now=now)
        except NoticeRefused as refusal:
            raise Refused(refusal.sentence) from None

    if brought := done(request, form, bring_in, field="file"):
        return _after_the_import(request, brought.result)
    lead = _("A notice that was written elsewhere becomes a draft. What has no place in it is listed, not lost.")
    page = {"form": form, "title": _("Import a notice"), "lead": lead, "button": _("Import")}
    return show(request, "calls/deed.html", page)


def _after_the_import(request: SignedIn, imported: Imported) -> HttpResponse:
    """Go to the call; one of another authority, imported before, is not shown."""
    reference = {"reference": imported.tender.reference}
    if not imported.created:
        messages.warning(request, _("This notice was imported before, as %(reference)s.") % reference)
        mine = calls_in_the_hands_of(request.user, Role.OFFICER).filter(pk=imported.tender.pk).exists()
        return redirect("desk:call", imported.tender.reference) if mine else redirect("desk:calls")
    count = len(imported.unmapped)
    said = ngettext(
        "Draft %(reference)s is made. %(count)s thing of the notice has no place in it: see below.",
        "Draft %(reference)s is made. %(count)s things of the notice have no place in it: see below.",
        count,
    )
    messages.success(request, (said if count else _("Draft %(reference)s is made.")) % {**reference, "count": count})
    return redirect("desk:call", imported.tender.reference)
