"""The verbs of the log in plain words: the label of each move, and words for the deeds that move nothing."""

from collections.abc import Iterable, Mapping
from functools import cache

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence, moves_of
from tenders.models import Bid, Decision, Lot, LotBid, Tender

ASKED = "question.ask"
MACHINES: tuple[type[Model], ...] = (Tender, Lot, Decision, Bid, LotBid)
OTHERS: Mapping[str, Sentence] = {
    "tender.import": _("Import the notice"),
    "tender.create": _("Start to write the call"),
    "tender.copy": _("Start from an earlier call"),
    "announcement.publish": _("Publish a coming call"),
    "announcement.withdraw": _("Withdraw a coming call"),
    "announcement.begin_call": _("Begin a call that was announced"),
    "tender.insert_clause": _("Add a clause to the call"),
    "clause.write": _("Write a clause"),
    "clause.revise": _("Write a new version of a clause"),
    "clause.archive": _("Archive a clause"),
    "clause.restore": _("Bring a clause back"),
    "tender.make_template": _("Use the call as a template"),
    "tender.archive_template": _("Archive the template"),
    "tender.restore_template": _("Bring the template back"),
    "tender.relaunch": _("Begin a cancelled call again"),
    "tender.edit_draft": _("Change the draft of the call"),
    "tender.name_invited": _("Name a firm to be invited"),
    "tender.drop_invited": _("Take a firm off the list of those invited"),
    "invited_firm.take_up": _("Take an invitation up"),
    "invited_firm.decline": _("Decline to bid"),
    "tender.comment": _("Comment on a part of the call"),
    "tender.answer_comment": _("Answer a comment"),
    "tender.plan_publication": _("Set the moment of the publication"),
    "tender.drop_plan": _("Take the moment of the publication back"),
    "tender.record_dispatch": _("Record what became of the notice"),
    "tender.write_selection": _("Change what is asked of the firms"),
    "tender.write_terms": _("Change the terms of the call"),
    "lot.write_terms": _("Change the terms of the contract"),
    "lot.write_pieces": _("Change what a bid must hold"),
    "lot.add": _("Add a lot"),
    "lot.edit": _("Change a lot"),
    "lot.remove": _("Remove a lot"),
    "document.add": _("Add a document"),
    "document.remove": _("Remove a document"),
    "tender.prepare_envelope": _("Name the opening committee, and make the key"),
    "tender.ask_key_transfer": _("Ask to hand the key on to another committee"),
    "tender.hand_on_key": _("Hand a piece of the key on"),
    "tender.hand_on_refused": _("Try to hand a piece of the key on, and be refused"),
    "tender.key_handed_on": _("Another committee holds the key"),
    "tender.export_sealed": _("Export the sealed bids and the sealed pieces of their key"),
    "tender.prepare_next_round": _("Prepare the next round"),
    "tender.propose_extension": _("Propose more time after an outage of the portal"),
    "tender.accept_extension": _("Give more time after an outage of the portal"),
    "tender.decline_extension": _("Decline more time after an outage of the portal"),
    "tender.export_evidence": _("Fetch the evidence of the call"),
    "tender.extend_deadline": _("Extend the deadline"),
    "tender.draft_amendment": _("Prepare a change of the published call"),
    "tender.drop_amendment": _("Drop a change that was prepared"),
    "tender.amend": _("Change the published call"),
    "bid.confirm": _("Confirm a bid after a change"),
    "tender.pause": _("Pause the procedure"),
    "tender.resume": _("Go on after a pause"),
    "tender.unlock": _("Unlock the bids"),
    "tender.unlock_refused": _("Try to unlock, in vain"),
    "tender.appoint_panel": _("Name the panel"),
    "tender.limit_seat": _("Say which lots a member of the panel judges"),
    "tender.declare_interests": _("Declare interests"),
    "tender.publish_note": _("Publish a note of the ombudsperson"),
    "stage.expect": _("Expect another day"),
    "stage.revise": _("Move a promised day"),
    ASKED: _("Ask a question"),
    "question.write_down": _("Write down a question that was asked otherwise"),
    "meeting.keep": _("Announce or record a visit or a meeting"),
    "stage.close_answers": _("End the answers"),
    "question.answer": _("Answer a question"),
    "question.decline": _("Decline a question"),
    "bid.start": _("Start a bid"),
    "bid.save_draft": _("Save the draft of a bid"),
    "bid.add_file": _("Add a sealed file to a bid"),
    "bid.remove_file": _("Remove a sealed file from a bid"),
    "bid.hand_over": _("Hand the draft of a bid over"),
    "bid.take_over": _("Take the draft of a bid over"),
    "bid.delete_draft": _("Delete the draft of a bid"),
    "bid.start_again": _("Start a bid again"),
    "bid.read": _("Read a bid"),
    "bid.read_file": _("Read a file of a bid"),
    "bid.read_refused": _("Try to read a bid, in vain"),
    "lotbid.correct_price": _("Correct a price"),
    "score.give": _("Give a score"),
    "consensus.agree": _("Agree on a score"),
    "lot.rank": _("Rank the lot"),
    "lot.undo_ranking": _("Undo the ranking of the lot"),
    "lot.check_winner": _("Have the winner’s file checked"),
    "decision.draft": _("Draft the decision"),
    "decision.redraft": _("Write the draft anew"),
    "notification.send": _("Tell everybody concerned"),
    "paper.issue": _("Sign a paper"),
}
# What a draft consists of, by the names that its deeds leave in the log.
PARTS: Mapping[str, Sentence] = {
    "title": _("title"),
    "description": _("description"),
    "language": _("language"),
    "procedure": _("procedure"),
    "nature": _("what is bought"),
    "cpv": _("CPV code"),
    "nuts": _("place of performance"),
    "value": _("estimated value"),
    "value_is_public": _("whether the value is published"),
    "urgent": _("substantiated urgency"),
    "deadline": _("deadline"),
    "criteria": _("award criteria"),
    "validity_days": _("how long a bid binds its firm"),
    "languages": _("languages of bids"),
    "contact_service": _("whom to ask"),
    "contact_email": _("mail address for questions"),
    "contact_phone": _("telephone for questions"),
    "review_body": _("review body"),
    "review_period": _("time limits for review"),
    "most_bids": _("lots for which one firm may bid"),
    "most_wins": _("lots that one firm may win"),
    "preference": _("which lots a firm gets that came first in more"),
    "most_discounts": _("discounts for lots won together"),
    "after_fall": _("if a winner falls away"),
    "length": _("length of the contract"),
    "unit": _("unit of that length"),
    "starts_on": _("first day of the contract"),
    "ends_on": _("last day of the contract"),
    "renewals": _("number of renewals"),
    "renewal": _("renewal"),
    "options": _("options"),
    "variants": _("variants"),
}


@cache
def _labels() -> Mapping[str, Sentence]:
    """Return the label of every move, by the verb that it leaves in the log."""
    return {
        f"{machine._meta.model_name}.{name}": edge.custom["label"]
        for machine in MACHINES
        for name, method in moves_of(machine).items()
        for edge in method._django_fsm.transitions.values()  # noqa: SLF001  django-fsm's own mark
    }


def words_of(verb: str) -> str:
    """Return a verb of the log in the active language; as it stands there, where nobody has given it words."""
    return str(OTHERS.get(verb) or _labels().get(verb) or verb)


def parts_in_words(names: Iterable[str]) -> str:
    """Return the changed parts of a draft in the active language, joined by commas."""
    return ", ".join(str(PARTS.get(name, name)) for name in names)
