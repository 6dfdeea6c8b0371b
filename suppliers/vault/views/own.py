"""A firm's own vault: the list, one proof with its versions who looked at it, and its files."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from suppliers.access import firms_described_by, firms_of, proofs_of
from suppliers.models import Credential
from suppliers.vault import looking, looks, queries, standing
from suppliers.vault.views.answering import handed


@allow("people of the firm")
def vault(request: SignedIn, pk: int) -> HttpResponse:
    """List what the firm keeps, and how much room is left."""
    firm = get_object_or_404(firms_of(request.user), pk=pk)
    page = Paginator(queries.newest_of(firm), queries.ROWS).get_page(request.GET.get("page"))
    known = {"firm": firm, "page": page, "rows": standing.rows_of(page, clock.now()), "keeps": _keeps(request, pk)}
    return render(request, "vault/vault.html", {**known, "room": queries.room_of(firm)})


@allow("people of the firm")
def proof(request: SignedIn, pk: int, proof: int) -> HttpResponse:
    """Show one proof: its versions, to whom it was given, and who looked at it."""
    own = _proof(request, pk, proof)
    versions = own.versions.select_related("added_by").prefetch_related("contests__contested_by")
    page, seen = looks.looks_at(own, page=request.GET.get("page"))
    given = own.disclosures.select_related("application__buyer").order_by("pk")
    known = {"proof": own, "firm": own.supplier, "keeps": _keeps(request, pk), "given": given}
    rows = standing.rows_of(list(versions), clock.now())
    return render(request, "vault/proof.html", {**known, "rows": rows, "page": page, "looks": seen})


@allow("people of the firm")
@never_cache
def file(request: SignedIn, pk: int, proof: int, version: int) -> FileResponse:
    """Hand a version's file to the firm's people."""
    row = get_object_or_404(_proof(request, pk, proof).versions.exclude(stored_as=""), number=version)
    return handed(row.file_name, lambda: looking.read_own(row, by=request.user, now=clock.now()))


def _keeps(request: SignedIn, pk: int) -> bool:
    return firms_described_by(request.user).filter(pk=pk).exists()


def _proof(request: SignedIn, pk: int, proof: int) -> Credential:
    firm = get_object_or_404(firms_of(request.user), pk=pk)
    return get_object_or_404(proofs_of(firm).select_related("supplier", "fetched_by"), pk=proof)
