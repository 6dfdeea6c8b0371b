"""A declaration as a file: out as an ESPD response, and in from one made elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from procurement.safe_xml import MAX_BYTES, XmlRefused
from procurement.uploads import left_out, uploads_in_memory
from suppliers.declarations import actions
from suppliers.declarations.answering import answered, found_for, tell
from suppliers.declarations.espd import espd_of
from suppliers.declarations.espd_asked import read_request
from suppliers.declarations.forms import ImportForm


@allow("people of the firm")
@never_cache
def espd(request: SignedIn, pk: int, declaration: int) -> HttpResponse:
    """Hand the declaration out as an ESPD response."""
    found, now = found_for(request, pk, declaration), clock.now()
    if not found.answers:
        raise Http404
    name = f"espd-{now:%Y-%m-%d}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(espd_of(found, now=now), content_type="application/xml", headers=headers)


@allow("people of the firm")
@uploads_in_memory(MAX_BYTES)
@never_cache
def take_in(request: SignedIn, pk: int, declaration: int) -> HttpResponse:
    """Take in an ESPD response made elsewhere; of a request, show what it asks."""
    now, found = clock.now(), found_for(request, pk, declaration)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*posted)
    if left_out(request):
        form.errors["file"] = form.error_class([_("The file is larger than %(size)d MB.") % {"size": MAX_BYTES >> 20}])
    elif form.is_valid():
        try:
            data = form.cleaned_data["file"].read()
            if asked := read_request(data, found):
                page = {"declaration": found, "firm": found.supplier, "asked": asked}
                return render(request, "declarations/asked.html", page)
            count = actions.take_in(found, data, by=request.user, now=now)
        except XmlRefused as refused:
            form.add_error("file", refused.sentence)
        except Refused as refusal:
            tell(form, refusal, "file")
        else:
            said = ngettext("%(count)s criterion was answered.", "%(count)s criteria were answered.", count)
            messages.success(request, said % {"count": count})
            return redirect("declarations:whole", pk, declaration)
    return answered(request, "declarations/import.html", {"declaration": found, "firm": found.supplier, "form": form})
