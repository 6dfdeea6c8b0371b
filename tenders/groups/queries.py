"""Which consents a firm asked for, and which are asked of it: found by its number, so that who asks learns nothing."""

from django.db.models import Exists, OuterRef, QuerySet

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from suppliers.access import firms_here, firms_of
from suppliers.models import Membership, Supplier
from tenders import access
from tenders.lifecycle.bid import BidState
from tenders.models import Consent, Round

IN_FORCE = [BidState.SUBMITTED, BidState.OPENED]
BINDERS = [Role.OWNER, Role.BID_SIGNATORY]


def consents_asked_of(user: User) -> QuerySet[Consent]:
    """Return what is asked of the person's firms, the newest first. It tells call, leader and part, nothing else."""
    own = firms_here().filter(
        pk__in=firms_of(user).values("pk"),
        country=OuterRef("partner__country"),
        identifier=OuterRef("partner__identifier"),
    )
    asked = Consent.objects.filter(Exists(own)).select_related("partner__supplier", "round__tender__buyer", "bid")
    return asked.order_by("-asked_at", "-pk")


def consents_asked_by(firm: Supplier, round_: Round) -> QuerySet[Consent]:
    """Return what the firm asked of its partners for its bid in the round."""
    return Consent.objects.filter(round=round_, partner__supplier=firm).select_related("partner", "firm", "answered_by")


def firm_asked(consent: Consent) -> Supplier | None:
    """Return the firm here whose number the partner has."""
    partner = consent.partner
    return firms_here().filter(country=partner.country, identifier=partner.identifier).first()


def binders_of(firm: Supplier) -> QuerySet[User]:
    """Return who can bind the firm: its owners and signatories."""
    posts = Membership.objects.filter(supplier=firm, role__in=BINDERS)
    return User.objects.filter(pk__in=posts.values("person"), is_active=True).order_by("pk")


def is_in_force(consent: Consent) -> bool:
    """Tell whether a bid that was handed in rests on the consent."""
    return consent.bid is not None and consent.bid.state in IN_FORCE


def bids_alone(firm: Supplier, round_: Round) -> bool:
    """Tell a firm whether it has handed in a bid of its own in the round."""
    return access.bids_in_force(round_).filter(supplier=firm).exists()


def other_leaders(consent: Consent, firm: Supplier) -> list[str]:
    """Name the other firms to whose bids in the same round the firm consented. For the firm itself."""
    given = Consent.objects.filter(round=consent.round_id, firm=firm, given=True).exclude(pk=consent.pk)
    return list(given.order_by("partner__supplier__name").values_list("partner__supplier__name", flat=True))
