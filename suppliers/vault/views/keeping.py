"""What a firm does in its vault: keep a proof, renew it, remove it, give it, contest a fact."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.uploads import left_out, uploads_in_memory
from suppliers.access import firms_described_by, proofs_of
from suppliers.models import Credential
from suppliers.vault import actions, facts, files, queries
from suppliers.vault.fact_forms import ContestForm, GiveForm
from suppliers.vault.forms import ProofForm, VersionForm
from suppliers.vault.giving import give_proof
from suppliers.vault.standing import today_of
from suppliers.vault.views.answering import done, show, typed


@allow("owners and contributors of the firm")
@uploads_in_memory(files.MAX_FILE)
def add(request: SignedIn, pk: int) -> HttpResponse:
    """Keep a new proof."""
    now, firm = clock.now(), get_object_or_404(firms_described_by(request.user), pk=pk)
    form = ProofForm(**typed(request), today=today_of(now), too_large=bool(left_out(request)))

    def keep() -> None:
        about = {name: form.cleaned_data[name] for name in ("kind", "title")}
        actions.add_proof(firm, **about, said=form.said(), upload=form.upload_given(), by=request.user, now=now)

    if done(form, keep, field="upload"):
        messages.success(request, _("It is kept in your vault."))
        return redirect("vault:vault", pk)
    return show(request, "vault/add.html", {"form": form, "firm": firm, "room": queries.room_of(firm)})


@allow("owners and contributors of the firm")
@uploads_in_memory(files.MAX_FILE)
def renew(request: SignedIn, pk: int, proof: int) -> HttpResponse:
    """Add a version to a proof of the firm's own."""
    now, own = clock.now(), _proof_to_keep(request, pk, proof)
    form = VersionForm(
        **typed(request),
        today=today_of(now),
        too_large=bool(left_out(request)),
        initial={"issuer": queries.newest(own).issuer},
    )

    def keep() -> None:
        actions.renew_proof(own, said=form.said(), upload=form.upload_given(), by=request.user, now=now)

    if done(form, keep, field="upload"):
        messages.success(request, _("The new version counts from now on."))
        return redirect("vault:proof", pk, proof)
    page = {"form": form, "firm": own.supplier, "proof": own, "room": queries.room_of(own.supplier)}
    return show(request, "vault/renew.html", page)


@allow("owners and contributors of the firm")
def remove(request: SignedIn, pk: int, proof: int) -> HttpResponse:
    """Ask, then take a proof out of the vault."""
    own = _proof_to_keep(request, pk, proof)
    if request.method == "POST":
        actions.remove_proof(own, by=request.user, now=clock.now())
        messages.success(request, _("“%(title)s” is removed.") % {"title": own.title})
        return redirect("vault:vault", pk)
    given = own.disclosures.select_related("application__buyer").order_by("pk")
    return render(request, "vault/remove.html", {"proof": own, "firm": own.supplier, "given": given})


@allow("owners and contributors of the firm")
def give(request: SignedIn, pk: int, proof: int) -> HttpResponse:
    """Give a proof to an authority that has the firm's file."""
    now, own = clock.now(), _proof_to_keep(request, pk, proof)
    applications = queries.applications_open_to(own)
    form = GiveForm(**typed(request), applications=applications)

    def deed() -> None:
        give_proof(own, form.cleaned_data["application"], by=request.user, now=now)

    if done(form, deed):
        messages.success(request, _("The authority can see this proof now. You see here when it does."))
        return redirect("vault:proof", pk, proof)
    page = {"form": form, "proof": own, "firm": own.supplier, "applications": applications}
    return show(request, "vault/give.html", page)


@allow("owners and contributors of the firm")
def contest(request: SignedIn, pk: int, proof: int) -> HttpResponse:
    """Say what is wrong with a fact that was fetched about the firm."""
    now, firm = clock.now(), get_object_or_404(firms_described_by(request.user), pk=pk)
    fact = get_object_or_404(proofs_of(firm).select_related("fetched_by"), pk=proof, fetched_by__isnull=False)
    version = queries.newest(fact)
    form = ContestForm(**typed(request))

    def answer() -> None:
        facts.contest_fact(version, text=form.cleaned_data["text"], by=request.user, now=now)

    if done(form, answer, field="text"):
        messages.success(request, _("Your answer stands beside the fact, and the authority is told."))
        return redirect("vault:proof", pk, proof)
    return show(request, "vault/contest.html", {"form": form, "proof": fact, "version": version, "firm": firm})


def _proof_to_keep(request: SignedIn, pk: int, proof: int) -> Credential:
    firm = get_object_or_404(firms_described_by(request.user), pk=pk)
    return get_object_or_404(proofs_of(firm).select_related("supplier"), pk=proof, fetched_by=None)
