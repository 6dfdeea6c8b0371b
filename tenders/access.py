"""Who may see what, and when: the only door to bids. Every answer is a queryset.

Before the opening nothing that an officer or the public can ask for differs between 0 and 50 bids: a bid is there for
its own firm's members only (Directive 2014/24/EU, Annex IV (b), (d), (f)). First the questions that people's pages ask;
at the end those that the deeds themselves ask, which tell nobody anything.
"""

from collections.abc import Set as AbstractSet
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from suppliers.models import Membership, Supplier
from tenders.lifecycle.bid import STILL_IN, BidState
from tenders.lifecycle.tender import TenderState
from tenders.models import (
    Bid,
    CommitteeMember,
    ConflictDeclaration,
    Consensus,
    Letter,
    Lot,
    LotBid,
    PanelMember,
    Paper,
    Round,
    Score,
    SealedFile,
    Tender,
)
from tenders.models.consent import lets_in
from tenders.models.invited import FOR_EVERYBODY
from tenders.models.panel import Agreements

Person = User | AnonymousUser

# Who reads bids once they are open, after declaring no conflict; the auditor needs no declaration, it decides nothing.
READERS = {Role.OFFICER, Role.SIGNATORY, Role.CHAIR, Role.EVALUATOR}
# Who learns, at the opening, which firms bid: to declare on a name, one must know it.
LISTENERS = {*READERS, Role.AUDITOR, Role.APPROVER, Role.COMMITTEE}
# What a seat in the call gives, not a post.
SEATS = {Role.CHAIR, Role.EVALUATOR, Role.COMMITTEE}
# Who works on a call before it is published.
PREPARERS = [Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.AUDITOR]
PAPER_READERS = [Role.OFFICER, Role.SIGNATORY, Role.AUDITOR]
# Whose post lets them into the evaluation, beside the panel; and whose deeds need a declaration of interests.
JUDGES = [Role.OFFICER, Role.SIGNATORY, Role.AUDITOR]
DECLARERS = [Role.OFFICER, Role.APPROVER, Role.SIGNATORY]
# Who meets on the pages of decisions; the auditor only reads.
DECIDERS = [*DECLARERS, Role.AUDITOR]
# Who sees every single score, once the scoring is closed; the other members of the panel see what they agree on.
SCORE_READERS = {Role.OFFICER, Role.CHAIR, Role.AUDITOR}

SCORING_IS_CLOSED = {TenderState.CONSENSUS, TenderState.DECISION, TenderState.CONCLUDED}


def own_bids(user: Person) -> QuerySet[Bid]:
    """Return every bid of the person's own firms, in whatever state: what lies in the row, not what is sealed in it."""
    return Bid.objects.filter(_own_firm(user)).select_related("round__tender", "supplier").order_by("-pk")


def bids_handed_in_by(user: Person) -> QuerySet[Bid]:
    """Return the bids that the person itself handed in, for whatever firm."""
    return Bid.objects.filter(submitted_by=user.pk).select_related("round__tender", "supplier").order_by("-pk")


def bids_readable_by(user: Person, tender: Tender, now: datetime) -> QuerySet[Bid]:
    """Return the call's bids whose content the person may read.

    Its own firm's, always (the content itself only after the opening); the opened ones for officers, panel and
    signatory who declared to have no conflict, and for auditors. A member of the panel whose seat is limited to some
    lots reads the bids for these. Each reading is logged by `tenders.bids.reading`.
    """
    read = _opened(now) & _for_lots_of(user, tender, READERS) if may_judge(user, tender) else Q(pk=None)
    return _bids(tender).filter(_own_firm(user) | read)


def bids_known_to(user: Person, tender: Tender, now: datetime) -> QuerySet[Bid]:
    """Return the call's bids of which the person may know that they exist, and from whom they are."""
    listens = bool(_roles(user, tender) & LISTENERS)
    heard = _opened(now) & _for_lots_of(user, tender, LISTENERS) if listens else Q(pk=None)
    return _bids(tender).filter(_own_firm(user) | heard)


def lot_bids_readable_by(user: Person, tender: Tender, now: datetime) -> QuerySet[LotBid]:
    """Return the offers per lot (prices, findings) of the opened bids that the person may read."""
    readable = bids_readable_by(user, tender, now).filter(_opened(now))
    read = tender.lots.filter(_read_lots(user, tender))
    offers = LotBid.objects.filter(bid__in=readable.values("pk"), lot__in=read.values("pk"))
    return offers.select_related("bid__supplier", "lot").order_by("pk")


def lots_read_by(user: Person, tender: Tender) -> QuerySet[Lot]:
    """Return the lots of whose bids the person reads what it may read at all: every lot, or those of its seat."""
    return tender.lots.filter(_read_lots(user, tender)) if may_judge(user, tender) else tender.lots.none()


def lots_shut_to(user: Person, tender: Tender) -> QuerySet[Lot]:
    """Return the lots of whose bids the person reads nothing, because its seat in the panel is limited to others."""
    return tender.lots.exclude(_read_lots(user, tender))


def papers_readable_by(user: Person) -> QuerySet[Paper]:
    """Return the signed papers that the person may download.

    Its own firm's receipts and letters; for officers, signatories and auditors of the buyer all others, a receipt once
    its bid was opened; for the opening committee the record of its opening; for a panel member without a conflict the
    report of its evaluation, unless it is external or judges some lots only: the report is about all of them.
    Receipts of practices are for the firm alone.
    """
    opened = Bid.objects.filter(number=OuterRef("bid_number"), state=BidState.OPENED)
    at_buyer = _posts(user, PAPER_READERS, "tender__buyer") & (~Q(kind=Paper.Kind.RECEIPT) | Exists(opened))
    seat = CommitteeMember.objects.filter(tender=OuterRef("tender"), person=user.pk, person__is_active=True)
    witnessed = Q(kind=Paper.Kind.OPENING_RECORD) & Exists(seat)
    panel = PanelMember.objects.filter(
        tender=OuterRef("tender"), person=user.pk, person__is_active=True, external=False, lots=None
    )
    declared = ConflictDeclaration.objects.filter(tender=OuterRef("tender"), person=user.pk)
    last = Subquery(declared.order_by("-declared_at", "-pk").values("has_conflict")[:1])
    evaluated = Q(kind=Paper.Kind.EVALUATION_REPORT) & Exists(panel) & Exact(last, False)  # noqa: FBT003  an SQL value
    office = (at_buyer | witnessed | evaluated) & ~Q(kind=Paper.Kind.PRACTICE)
    return Paper.every.filter(_own_firm(user) | office).select_related("tender")


def calls_visible_to(user: Person) -> QuerySet[Tender]:
    """Return the calls that are public, those by invitation into which the person is let, and all that it prepares."""
    part = _part_in(user, PREPARERS, CommitteeMember, PanelMember)
    return Tender.objects.filter(FOR_EVERYBODY | lets_in(user) | part).select_related("buyer")


def openings_attended_by(user: Person) -> QuerySet[Tender]:
    """Return the calls whose opening room the person may enter: who prepares them, opens them or will judge."""
    return Tender.objects.filter(_part_in(user, PREPARERS, CommitteeMember, PanelMember)).select_related("buyer")


def openings_held_by(user: Person) -> QuerySet[Tender]:
    """Return the calls whose bids the person opens, together with others of the committee."""
    return Tender.objects.filter(_part_in(user, [], CommitteeMember)).select_related("buyer")


def committees_named_by(user: Person) -> QuerySet[Tender]:
    """Return the calls whose opening committee the person names."""
    return Tender.objects.filter(_part_in(user, [Role.OFFICER])).select_related("buyer")


def calls_judged_by(user: Person) -> QuerySet[Tender]:
    """Return the calls in whose evaluation the person has a part. What it sees there, `may_judge` says."""
    return Tender.objects.filter(_part_in(user, JUDGES, PanelMember)).select_related("buyer")


def calls_declared_on_by(user: Person) -> QuerySet[Tender]:
    """Return the calls for which the person declares its interests, as its part in them asks."""
    return Tender.objects.filter(_part_in(user, DECLARERS, PanelMember)).select_related("buyer")


def calls_decided_by(user: Person, *roles: Role) -> QuerySet[Tender]:
    """Return the calls that the person decides on, or audits; with roles, those where it holds one of them."""
    return Tender.objects.filter(_part_in(user, list(roles) or DECIDERS)).select_related("buyer")


def offers_decided_on_by(user: Person, tender: Tender, now: datetime) -> QuerySet[LotBid]:
    """Return the opened offers on which the call's decisions rest, for those who may know them (`may_decide`)."""
    opened = Bid.objects.filter(_opened(now), round__tender=tender)
    offers = LotBid.objects.filter(bid__in=opened.values("pk")) if may_decide(user, tender) else LotBid.objects.none()
    return offers.select_related("bid__supplier").order_by("bid__number")


def letters_readable_by(user: Person) -> QuerySet[Letter]:
    """Return the letters to the person's own firms; for officers, signatories and auditors of the buyer, all of it."""
    at_buyer = _posts(user, PAPER_READERS, "notification__tender__buyer")
    return Letter.objects.filter(_own_firm(user) | at_buyer).select_related("notification__tender__buyer", "supplier")


def scores_readable_by(user: Person, tender: Tender, now: datetime) -> QuerySet[Score]:
    """Return the single scores that the person may see: its own; everybody's where it `sees_every_score`."""
    roles = _roles(user, tender)
    whose = Q() if _every_score(roles, tender) else Q(evaluator=user.pk)
    offers = lot_bids_readable_by(user, tender, now) if roles else LotBid.objects.none()
    return (
        Score.objects.filter(whose, lot_bid__in=offers.values("pk"))
        .select_related("evaluator")
        .order_by("evaluator__name", "pk")
    )


def sees_every_score(person: Person, tender: Tender) -> bool:
    """Tell whether the person sees who gave which score: chair, officers and auditors, once the scoring is closed."""
    return _every_score(_roles(person, tender), tender)


def agreements_readable_by(user: Person, tender: Tender, now: datetime) -> Agreements:
    """Return what the panel agreed on, for all who judge the call."""
    offers = lot_bids_readable_by(user, tender, now) if may_judge(user, tender) else LotBid.objects.none()
    return (
        Consensus.objects.compared().filter(lot_bid__in=offers.values("pk")).select_related("agreed_by").order_by("pk")
    )


def may_judge(person: Person, tender: Tender) -> bool:
    """Tell whether the person reads the call's bids: by its part, and after declaring that it has no conflict."""
    roles = _roles(person, tender)
    reads = isinstance(person, User) and bool(roles & READERS) and tender.has_declared_no_conflict(person)
    return Role.AUDITOR in roles or reads


def may_decide(person: Person, tender: Tender) -> bool:
    """Tell whether the person knows what a decision rests on: a judge, or an approver who declared no conflict."""
    if isinstance(person, User) and Role.APPROVER in _roles(person, tender):
        return may_judge(person, tender) or tender.has_declared_no_conflict(person)
    return may_judge(person, tender)


# --- For the deeds and papers themselves ------------------------------------------------------------------------------


def bids_in_force(round_: Round) -> QuerySet[Bid]:
    """Return the round's bids that are handed in and neither withdrawn nor replaced."""
    return _in(round_, [BidState.SUBMITTED, BidState.OPENED])


def firms_invited_to(round_: Round) -> QuerySet[Supplier]:
    """Return the firms that were selected, for a lot at least, in the round before this one."""
    before = LotBid.objects.filter(bid__round__tender=round_.tender_id, bid__round__number=round_.number - 1)
    return Supplier.objects.filter(pk__in=before.filter(state__in=STILL_IN).values("bid__supplier")).order_by(
        "name", "pk"
    )


def firms_left_out_of(round_: Round) -> QuerySet[Supplier]:
    """Return the firms whose bid of the round before was opened, and that were selected for no lot."""
    before = Bid.objects.filter(round__tender=round_.tender_id, round__number=round_.number - 1, state=BidState.OPENED)
    invited = firms_invited_to(round_).values("pk")
    return Supplier.objects.filter(pk__in=before.values("supplier")).exclude(pk__in=invited).order_by("name", "pk")


def lots_asked_for(firm: Supplier, round_: Round) -> set[str]:
    """Return the identifiers of the lots for which the firm's bid of the round before was opened."""
    before = LotBid.objects.filter(bid__round__tender=round_.tender_id, bid__round__number=round_.number - 1)
    return set(before.filter(bid__supplier=firm, bid__state=BidState.OPENED).values_list("lot__identifier", flat=True))


def lots_open_to(firm: Supplier | int, tender: Tender) -> set[str] | None:
    """Return the identifiers of the lots for which the firm was selected before; None in the first round: all lots."""
    if tender.round_number == 1:
        return None
    before = LotBid.objects.filter(bid__round__tender=tender, bid__round__number=tender.round_number - 1)
    return set(before.filter(bid__supplier=firm, state__in=STILL_IN).values_list("lot__identifier", flat=True))


def bids_of(tender: Tender) -> QuerySet[Bid]:
    """Return every bid of the call in whatever state, for a rehearsal's own summary."""
    return _bids(tender)


def firms_at_work_on(round_: Round) -> QuerySet[Supplier]:
    """Return the firms with a draft or a bid in force, for mails about what they must do: nobody else is told of it."""
    return Supplier.objects.filter(pk__in=_in(round_, [BidState.DRAFT, BidState.SUBMITTED]).values("supplier"))


def bids_withdrawn(round_: Round) -> QuerySet[Bid]:
    """Return the round's bids that were taken back: they stay sealed."""
    return _in(round_, [BidState.WITHDRAWN])


def _in(round_: Round, states: list[BidState]) -> QuerySet[Bid]:
    bids = Bid.objects.filter(round=round_, state__in=states)
    return bids.select_related("round__tender", "supplier").order_by("number")


def offers_for_the_record(tender: Tender, now: datetime) -> QuerySet[LotBid]:
    """Return the opened offers of the running round; what the public record tells of them, its rule pack says."""
    opened = Bid.objects.filter(_opened(now), round__tender=tender, round__number=tender.round_number)
    return LotBid.objects.filter(bid__in=opened.values("pk")).select_related("bid__supplier").order_by("bid__number")


def offers_of(bid: Bid) -> QuerySet[LotBid]:
    """Return what an opened bid offers, lot by lot."""
    return LotBid.objects.filter(bid=bid).select_related("lot").order_by("lot__position")


def files_of(bid: Bid) -> QuerySet[SealedFile]:
    """Return the bid's files as they lie on the disk."""
    return SealedFile.objects.filter(bid=bid).order_by("pk")


def _bids(tender: Tender) -> QuerySet[Bid]:
    return Bid.objects.filter(round__tender=tender).select_related("round", "supplier").order_by("number")


def _opened(now: datetime) -> Q:
    """The opening alone makes this state; that the deadline lies behind is asked again all the same."""
    return Q(state=BidState.OPENED, round__deadline_at__lte=now)


def _roles(user: Person, tender: Tender) -> frozenset[str]:
    return tender.roles_of(user) if isinstance(user, User) else frozenset()


def _every_score(roles: frozenset[str], tender: Tender) -> bool:
    return tender.state in SCORING_IS_CLOSED and bool(roles & SCORE_READERS)


def _part_in(user: Person, roles: list[Role], *seats: type[CommitteeMember] | type[PanelMember]) -> Q:
    """The person holds one of these posts at the call's buyer, or has a seat in the call; a template is no call."""
    part = _posts(user, roles, "buyer")
    for model in seats:
        part |= Q(Exists(model.objects.filter(tender=OuterRef("pk"), person=user.pk, person__is_active=True)))
    return part & Q(template=False)


def _unlimited(user: Person, tender: Tender, free: AbstractSet[Role]) -> Q:
    """The person's seat in the panel is limited to no lots, or it has another part in the call that isn't."""
    posts = Post.objects.filter(buyer=tender.buyer_id, person=user.pk, role__in={*free, Role.AUDITOR} - SEATS)
    opens = tender.committee.filter(person=user.pk) if Role.COMMITTEE in free else CommitteeMember.objects.none()
    return ~Q(Exists(_limits(user, tender))) | Q(Exists(posts)) | Q(Exists(opens))


def _limits(user: Person, tender: Tender) -> QuerySet:
    """The lots to which the person's seat is limited. The chair's never is."""
    return PanelMember.lots.through.objects.filter(panelmember__tender=tender.pk, panelmember__person=user.pk)


def _read_lots(user: Person, tender: Tender) -> Q:
    return _unlimited(user, tender, READERS) | Q(Exists(_limits(user, tender).filter(lot=OuterRef("pk"))))


def _for_lots_of(user: Person, tender: Tender, free: AbstractSet[Role]) -> Q:
    """The bid offers something for a lot that the person is not kept from."""
    offered = LotBid.objects.filter(bid=OuterRef("pk"), lot__in=_limits(user, tender).values("lot"))
    return _unlimited(user, tender, free) | Q(Exists(offered))


def _own_firm(user: Person) -> Q:
    """The row's supplier is a firm of this person."""
    membership = Membership.objects.filter(supplier=OuterRef("supplier"), person=user.pk, person__is_active=True)
    return Q(Exists(membership))


def _posts(user: Person, roles: list[Role], buyer: str) -> Q:
    """The person holds one of these roles at the row's buyer."""
    posts = Post.objects.filter(buyer=OuterRef(buyer), person=user.pk, person__is_active=True, role__in=roles)
    return Q(Exists(posts))
