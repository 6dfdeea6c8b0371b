"""The eleven stages of a call, in the order in which they happen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StageKind(TextChoices):
    """A stage ends on the day that stands beside its name."""

    QUESTIONS = "questions", _("Questions close")
    ANSWERS = "answers", _("Answers out")
    SUBMISSION = "submission", _("Deadline for bids")
    OPENING = "opening", _("Opening")
    ADMISSIBILITY = "admissibility", _("Admissibility")
    EVALUATION = "evaluation", _("Evaluation")
    CONSENSUS = "consensus", _("Consensus")
    DECISION = "decision", _("Decision")
    NOTIFICATION = "notification", _("Notification")
    STANDSTILL = "standstill", _("Standstill ends")
    CONTRACT = "contract", _("Contract")


# These days follow from the deadline for bids, and move only with it.
BEFORE_THE_DEADLINE = (StageKind.QUESTIONS, StageKind.ANSWERS, StageKind.SUBMISSION)
AFTER_THE_DEADLINE = tuple(kind for kind in StageKind if kind not in BEFORE_THE_DEADLINE)
