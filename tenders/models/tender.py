"""The call."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Buyer, User
from procurement.accounts.roles import Role
from procurement.calendar.grounds import Ground
from tenders.lifecycle.tender import TenderLifecycle
from tenders.models.round import Round
from tenders.models.tender_questions import TenderQuestions

STAGE_OF_MOVE = {
    "close": "submission",
    "open": "opening",
    "evaluate": "admissibility",
    "close_scoring": "evaluation",
    "prepare_decision": "consensus",
    "decide_without_award": "admissibility",
}


class Tender(TenderQuestions, TenderLifecycle):
    """A call for tenders (*marché, consultation*). A plain model: its state machine alone owns what is published."""

    class Procedure(models.TextChoices):
        """Directive 2014/24/EU arts 26 to 32, and the national procedures with publication."""

        OPEN = "open", _("open procedure")
        RESTRICTED = "restricted", _("restricted procedure")
        NEGOTIATED = "neg-w-call", _("competitive procedure with negotiation")
        DIALOGUE = "comp-dial", _("competitive dialogue")
        INNOVATION = "innovation", _("innovation partnership")
        NEGOTIATED_WITHOUT_CALL = "neg-wo-call", _("negotiated procedure without publication")
        SIMPLIFIED = "simplified", _("simplified negotiated procedure with publication")
        ADAPTED = "adapted", _("adapted procedure")
        OTHER = "other", _("other procedure")

    class Nature(models.TextChoices):
        """What is bought."""

        WORKS = "works", _("works")
        SUPPLIES = "supplies", _("supplies")
        SERVICES = "services", _("services")

    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="tenders")
    # Nobody wrote an imported call until an officer takes it up and sends it for approval.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The call that ended without a contract and is begun again by this one.
    takes_up = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    ocid = models.CharField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=600)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    procedure = models.CharField(_("procedure"), max_length=20, choices=Procedure.choices, default=Procedure.OPEN)
    nature = models.CharField(_("what is bought"), max_length=10, choices=Nature.choices, default=Nature.SERVICES)
    cpv = models.CharField(_("CPV code"), max_length=8, blank=True, db_index=True)
    additional_cpv = models.JSONField(default=list, blank=True)
    nuts = models.CharField(_("place of performance"), max_length=5, blank=True, db_index=True)
    value = models.DecimalField(_("estimated value"), max_digits=18, decimal_places=2, null=True, blank=True)
    value_is_public = models.BooleanField(default=True)
    currency = models.CharField(max_length=3, default="EUR")
    documents_url = models.URLField(max_length=2000, blank=True)
    urgent = models.BooleanField(_("substantiated urgency"), default=False)

    round_number = models.PositiveSmallIntegerField(default=1)
    # The day the notice is sent to the journal: it triggers the minimum periods.
    sent_on = models.DateField(_("notice sent on"), null=True, blank=True)
    publish_from = models.DateTimeField(null=True, blank=True)
    # The moment that an officer set for the publication: the clock publishes then, if the rules still allow it.
    publish_at = models.DateTimeField(_("to be published on"), null=True, blank=True, db_index=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The rule pack and the public holidays as they were used: an update never moves a published date.
    rule_pack = models.CharField(max_length=40, blank=True)
    holidays = models.JSONField(default=list, blank=True)

    # Sent to invited firms only. Nobody else knows of it before its result is public, if the law makes it so.
    by_invitation = models.BooleanField(default=False, db_index=True)
    ground = models.CharField(_("legal ground"), max_length=20, choices=Ground.choices, blank=True)
    few_invited = models.TextField(_("why so few firms are invited"), blank=True)
    disclosed_at = models.DateTimeField(null=True, blank=True)

    # Where an imported notice came from; importing it again finds this call.
    notice_identity = models.CharField(max_length=220, blank=True)
    # What eForms calls the procedure there (BT-04): our notices about it bear the same name.
    procedure_id = models.CharField(max_length=100, blank=True)
    unmapped = models.JSONField(default=list, blank=True)
    # A pattern that the buyer's officers begin drafts from. It stays a draft for ever: the database holds it to that.
    template = models.BooleanField(default=False, db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    rehearsal = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("call for tenders")
        verbose_name_plural = _("calls for tenders")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice_identity"], condition=~Q(notice_identity=""), name="notice_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(template=False) | Q(state="draft", published_at=None, sent_on=None),
                name="template_stays_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(template=True) | Q(archived_at=None), name="only_templates_are_archived"
            ),
            models.CheckConstraint(
                condition=Q(by_invitation=True) | Q(ground="", few_invited="", disclosed_at=None),
                name="only_invitations_have_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self) -> str:
        """Return the public address of the call."""
        return reverse("record:call", args=[self.reference])

    @property
    def round(self) -> Round:
        """The round that runs now."""
        return self.rounds.get(number=self.round_number)

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return what the person is here: its posts at the buyer, and its seat in this call's committee or panel.

        A committee or evaluator's post alone opens nothing: the call names its own members.
        """
        if (part := self._part_of(person)) is not None:
            return part.roles
        roles = self.buyer.roles_of(person) - {Role.COMMITTEE, Role.EVALUATOR}
        if person is None or not person.is_active:
            return roles
        if self.committee.filter(person=person).exists():
            roles |= {Role.COMMITTEE.value}
        seat = self.panel.filter(person=person).values_list("role", flat=True).first()
        return roles | ({Role.EVALUATOR.value, seat} if seat else set())

    def stood_in_for(self, person: User | None, roles: Collection[str], now: datetime) -> User | None:
        """Return for whom this person acts here in one of these roles; None where it has the right itself."""
        part, asked = self._part_of(person), frozenset(roles)
        if part is None:
            return self.buyer.stood_in_for(person, roles, now)
        if asked not in part.deputies:
            part.deputies[asked] = self.buyer.stood_in_for(person, roles, now)
        return part.deputies[asked]

    def local_day(self, now: datetime) -> date:
        """Return the day that it is at the buyer's."""
        return now.astimezone(ZoneInfo(self.buyer.time_zone)).date()

    def stamp(self, kind: str, now: datetime) -> None:
        """Write the day on which a stage really ended."""
        self.stages.filter(kind=kind).update(actual=self.local_day(now))

    def moved(self, move: str, *, by: User | None, now: datetime) -> None:
        """Stamp the publication, the stages and the end."""
        if move == "submit_for_review":
            self.author = self.author or by
        elif move in {"publish", "publish_as_planned"}:
            self.published_at, self.publish_at = now, None
        elif move == "send_back":
            self.publish_at = None
        elif move == "start_next_round":
            self.round_number += 1
        elif move in {"conclude", "cancel"}:
            self.ended_at = now
            self.disclosed_at = now if move == "conclude" and self.result_is_public(now) else None
        if kind := STAGE_OF_MOVE.get(move):
            self.stamp(kind, now)
        if move == "close":
            self._stamp_questions(now)
        elif move == "take_bids_again":
            self.stages.filter(kind="submission").update(actual=None)

    def opening_has_begun(self) -> bool:
        """Tell whether a member of the committee has unlocked the running round."""
        return any(envelope.unlocks.exists() for envelope in self.round.envelopes.all())

    def more_time_is_proposed(self) -> bool:
        """Tell whether an officer has yet to say whether an outage of the portal gives more time for bids."""
        waiting = self.proposed_extensions.filter(due="bids", answered_at=None, round__number=self.round_number)
        return waiting.filter(old=models.F("round__deadline_at")).exists()

    def _stamp_questions(self, now: datetime) -> None:
        """Questions close by themselves; answers were out with the last one, unless one is missing for ever."""
        closed = self.stages.filter(kind="questions", actual=None)
        closed.update(actual=models.F("commitment"))
        if self.questions.filter(answered_at=None).exists():
            return
        last = self.questions.filter(answered_at__isnull=False).order_by("answered_at").last()
        answers = self.stages.filter(kind="answers", actual=None)
        answers.update(actual=self.local_day(last.answered_at) if last and last.answered_at else models.F("commitment"))
