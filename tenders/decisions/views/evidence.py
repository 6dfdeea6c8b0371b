"""Whether the portal worked when bids were due, for those who must prove it."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused
from tenders.decisions.evidence import evidence_of
from tenders.decisions.proving import export_evidence
from tenders.decisions.views.asking import call_for


@allow("officers and auditors of the buyer")
@never_cache
def show(request: SignedIn, reference: str) -> HttpResponse:
    """Show how the portal did before each deadline, and what firms tried in vain: once bids are open."""
    tender = call_for(request, reference, Role.OFFICER, Role.AUDITOR)
    rounds = evidence_of(tender, request.user, clock.now())
    return render(request, "decisions/evidence.html", {"tender": tender, "rounds": rounds})


@require_POST
@allow("officers and auditors of the buyer")
@never_cache
def download(request: SignedIn, reference: str) -> HttpResponse | FileResponse:
    """Give all of it as one file."""
    tender = call_for(request, reference, Role.OFFICER, Role.AUDITOR)
    try:
        whole = export_evidence(tender, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("decisions:evidence", reference)
    return FileResponse(whole, as_attachment=True, filename=f"evidence-{tender.reference}.zip")
