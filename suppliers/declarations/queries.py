"""What of a firm's declarations can go with a bid."""

from collections.abc import Iterable

from django.db.models import QuerySet

from suppliers.models import Declaration, Supplier


def own_declaration(firm: Supplier) -> Declaration | None:
    """Return what the firm declares of itself, signed or not."""
    return Declaration.objects.filter(supplier=firm, about=Declaration.About.SELF).select_related("signed_by").first()


def signed_by_firms(firms: Iterable[int]) -> dict[int, Declaration]:
    """Return what these firms declare of themselves, by firm; those that did not sign are left out."""
    own = Declaration.objects.filter(supplier__in=firms, about=Declaration.About.SELF, signed_at__isnull=False)
    return {declaration.supplier_id: declaration for declaration in own.select_related("supplier", "signed_by")}


def declarations_of_others(firm: Supplier) -> QuerySet[Declaration]:
    """Return what the firm hands in of other firms, by name, signed or not."""
    others = Declaration.objects.filter(supplier=firm).exclude(about=Declaration.About.SELF)
    return others.select_related("supplier", "signed_by").order_by("name", "pk")
