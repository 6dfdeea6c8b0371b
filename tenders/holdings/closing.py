"""Which of a firm's own rows go when its account is closed, and which stay beside the bids that it handed in.

A bid holds its own sealed copies: of the declarations as they were frozen, of each proof that was taken from the vault.
So those rows are no paper of a call. A check that an authority settled is: it stays with the proofs that the authority
was given for it, and with the facts that it fetched. One that nobody settled verified nothing, and goes.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from suppliers.models import OPEN, Application, Credential, Disclosure, Supplier
from tenders.holdings.queries import own_models


def settled_files(firm: Supplier) -> list[Application]:
    """Return the firm's files at authorities that are not open any more."""
    return list(Application.objects.filter(supplier=firm).exclude(state__in=OPEN).order_by("pk"))


def rows_that_go(firm: Supplier, *, settled: Collection[Application]) -> Iterator[QuerySet[Any]]:
    """Yield the rows to be deleted, kind by kind, what depends on another first; `settled` stays with all it needs."""
    proofs = _proofs_of(firm, settled)
    for model, path in reversed(list(own_models())):
        rows = model._default_manager.filter(**{path: firm})
        owner = path.rpartition("__")[0]
        if model is Disclosure:  # of a proof, to a file: it is the file that counts
            rows = rows.exclude(application__in=settled)
        elif model is Application or owner.endswith("application"):
            rows = rows.exclude(**{f"{owner or 'pk'}__in": _keys(settled)})
        elif model is Credential or owner.endswith("credential"):
            rows = rows.exclude(**{f"{owner or 'pk'}__in": _keys(proofs)})
        yield rows


def _proofs_of(firm: Supplier, settled: Collection[Application]) -> list[Credential]:
    """Return the proofs that an authority was given for a settled file, and the facts that it fetched."""
    fetched = Q(fetched_by__in=[file.buyer_id for file in settled])
    given = Q(disclosures__application__in=settled)
    return list(Credential.objects.filter(given | fetched, supplier=firm).distinct())


def _keys(rows: Collection[Application] | Collection[Credential]) -> list[int]:
    return [row.pk for row in rows]
