"""The nouns of the journey."""

from tenders.models.amending import AmendmentDraft, Confirmation
from tenders.models.announcing import Announcement
from tenders.models.attempt import Attempt
from tenders.models.bid import Bid, HandOver, LotBid, SealedFile
from tenders.models.clauses import Clause, ClauseUse, ClauseVersion
from tenders.models.consent import Consent
from tenders.models.content import Amendment, Document, NoticeKey, Question, SelectionCriterion
from tenders.models.decision import Decision, Letter, Notification, Paper
from tenders.models.digest import MorningMail
from tenders.models.following import Alert, News, Pace, Piece, Reader
from tenders.models.help import HelpRequest, Note
from tenders.models.invited import InvitedFirm
from tenders.models.key_transfer import KeyTransfer, TransferPart
from tenders.models.lot import AwardCriterion, Lot
from tenders.models.meeting import Meeting
from tenders.models.outages import ProposedExtension
from tenders.models.panel import CommitteeMember, ConflictDeclaration, Consensus, PanelMember, Ranking, Score
from tenders.models.practice import PracticeBid
from tenders.models.publication import Dispatch
from tenders.models.reading import Comment, Reading
from tenders.models.release import Release, ReleaseProgress
from tenders.models.round import Envelope, EnvelopePiece, MemberKey, Opening, Round, Unlock
from tenders.models.tender import Tender
from tenders.models.terms import CallTerms, LotTerms
from tenders.models.timetable import Pause, Revision, Stage
from tenders.models.upload import Upload

__all__ = [
    "Alert",
    "Amendment",
    "AmendmentDraft",
    "Announcement",
    "Attempt",
    "AwardCriterion",
    "Bid",
    "CallTerms",
    "Clause",
    "ClauseUse",
    "ClauseVersion",
    "Comment",
    "CommitteeMember",
    "Confirmation",
    "ConflictDeclaration",
    "Consensus",
    "Consent",
    "Decision",
    "Dispatch",
    "Document",
    "Envelope",
    "EnvelopePiece",
    "HandOver",
    "HelpRequest",
    "InvitedFirm",
    "KeyTransfer",
    "Letter",
    "Lot",
    "LotBid",
    "LotTerms",
    "Meeting",
    "MemberKey",
    "MorningMail",
    "News",
    "Note",
    "NoticeKey",
    "Notification",
    "Opening",
    "Pace",
    "PanelMember",
    "Paper",
    "Pause",
    "Piece",
    "PracticeBid",
    "ProposedExtension",
    "Question",
    "Ranking",
    "Reader",
    "Reading",
    "Release",
    "ReleaseProgress",
    "Revision",
    "Round",
    "Score",
    "SealedFile",
    "SelectionCriterion",
    "Stage",
    "Tender",
    "TransferPart",
    "Unlock",
    "Upload",
]
