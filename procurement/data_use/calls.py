"""What is kept of firms and people in calls: following, asking, bidding, being told."""

from django.utils.translation import gettext_lazy as _

from procurement.data_use.entry import Basis, Reader, Subject, Term, Use

USES = (
    Use(
        of=("tenders.Reader", "tenders.Alert", "tenders.Piece", "tenders.MorningMail"),
        what=_("What you follow and look for, and the address to which we write"),
        purpose=_(
            "So that you hear of changes and of new calls. Nobody at the authority sees who follows or looks for what."
        ),
        basis=Basis.CONSENT,
        seen_by=(Reader.SELF,),
        kept=Term.FOLLOWED,
        about=Subject.CALLS,
    ),
    Use(
        of=("tenders.Question.supplier", "tenders.Question.text", "tenders.Question.asked_at"),
        what=_("Questions on a call"),
        purpose=_("So that the authority can answer, and everybody gets the same answer."),
        basis=Basis.LAW,
        seen_by=(Reader.FIRM, Reader.EVERYONE),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
        public=_("question and answer; never who asked"),
    ),
    Use(
        of=("tenders.Meeting.attendance",),
        what=_("That you came to a visit or an information meeting"),
        purpose=_("So that it can be proved that everybody was told the same. It is never published."),
        basis=Basis.LAW,
        seen_by=(Reader.COLLEAGUES,),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
    ),
    Use(
        of=("tenders.HelpRequest",),
        what=_("Requests for help and their answers"),
        purpose=_("So that you are answered by the promised day, and need not explain twice."),
        basis=Basis.TASK,
        seen_by=(Reader.FIRM, Reader.HELPERS),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
    ),
    Use(
        of=("tenders.Bid", "tenders.SealedFile", "tenders.Upload", "tenders.HandOver", "tenders.Confirmation"),
        what=_("That you bid, when, who handed it in, the receipt, and the bid itself under seal"),
        purpose=_("So that it can be proved when and what you handed in, and that nobody read it early."),
        basis=Basis.LAW,
        seen_by=(Reader.FIRM, Reader.JUDGES),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
    ),
    Use(
        of=("tenders.Attempt",),
        what=_(
            "When you sent something for a bid or handed it in, and how that ended; under a reference, not your name"
        ),
        purpose=_("So that it can be proved whether the portal worked when you tried. You can fetch it at any time."),
        basis=Basis.LAW,
        seen_by=(Reader.FIRM, Reader.JUDGES),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
    ),
    Use(
        of=("tenders.InvitedFirm",),
        what=_("That an authority invited your firm to bid, why, the address it wrote to, and whether you declined"),
        purpose=_("So that you can bid where no notice is published, and the choice of firms can be checked."),
        basis=Basis.LAW,
        seen_by=(Reader.FIRM, Reader.COLLEAGUES),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
    ),
    Use(
        of=("tenders.Consent",),
        what=_("That you were asked to take part in another firm's bid, in which part, and what you answered"),
        purpose=_("So that nobody bids in your name without you, and you need not sign on paper."),
        basis=Basis.TASK,
        seen_by=(Reader.FIRM,),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
    ),
    Use(
        of=(
            "tenders.LotBid",
            "tenders.Ranking.matrix",
            "tenders.Ranking.result",
            "tenders.Decision.winners",
            "tenders.Decision.grounds",
            "tenders.Decision.advantages",
            "tenders.Paper",
            "tenders.Letter",
            "tenders.Release.body",
        ),
        what=_("Prices, what was examined, points and rank, decisions, receipts and letters"),
        purpose=_("So that every firm learns why it won or lost, and can have that reviewed."),
        basis=Basis.LAW,
        seen_by=(Reader.FIRM, Reader.JUDGES, Reader.TOLD, Reader.EVERYONE),
        kept=Term.PROCEDURE,
        about=Subject.CALLS,
        public=_("the winner, its price and points, and what else the law of the call names"),
    ),
)
