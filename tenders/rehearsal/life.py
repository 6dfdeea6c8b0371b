"""The acts of a call's life, one after the other, each by the actions that the screens use.

`Life.live(until=…)` plays them until the call stands in a state. Only the clock and the people are the rehearsal's own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from procurement.lifecycle import perform
from procurement.outbox.post import drain
from tenders.bids.keys import prepare_envelope
from tenders.bids.opening import unlock
from tenders.calls import actions as calls
from tenders.decisions import actions as decisions
from tenders.evaluation import actions as evaluation
from tenders.models import Decision, Tender
from tenders.record.releasing import keep_release
from tenders.rehearsal import bidding, deciding, judging
from tenders.rehearsal.cast import PASSPHRASE, Bidder, Cast
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.words import Words, words_for

A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Life:
    """One call, its people, its bidders, the hands of its clock and the dice."""

    tender: Tender
    cast: Cast
    bidders: list[Bidder]
    hands: Hands
    chance: Random
    canary: str = ""

    def live(self, until: str = "concluded") -> None:
        """Play act after act until the call stands in the state `until`, or has ended."""
        for act in self._acts(until):
            if self.tender.state == until:
                return
            act()
            drain()
            self.tender.refresh_from_db()
            keep_release(self.tender, now=self.hands())

    def _acts(self, until: str) -> Iterator[Callable[[], None]]:
        yield from (self.send_for_approval, self.approve, self.publish, self.take_bids, self.close, self.open)
        yield self.cancel if until == "cancelled" else self.examine
        yield self.admit
        if self.tender.bids_admitted():
            yield from (self.start_evaluation, self.score, self.agree_and_rank)
        else:
            yield self.decide_without_award
        yield from (self.decide, self.notify, self.conclude)

    @property
    def words(self) -> Words:
        """Return the sentences of the call's language."""
        return words_for(self.tender.language, demo=self.tender.demo)

    def _arrive(self, kind: str) -> None:
        """Move the clock to the day that was promised for a stage."""
        stage = self.tender.stages.get(kind=kind)
        if stage.commitment:
            self.hands.to_day(stage.commitment)
        self.hands.tick()

    def send_for_approval(self) -> None:
        """The officer names the committee and asks for approval."""
        prepare_envelope(self.tender, members=self.cast.committee, by=self.cast.officer, now=self.hands.tick())
        calls.submit_for_review(self.tender, by=self.cast.officer, now=self.hands.tick())

    def approve(self) -> None:
        """Another person approves."""
        calls.approve(self.tender, by=self.cast.approver, now=self.hands.tick())

    def publish(self) -> None:
        """The call goes out, and its timetable becomes a promise."""
        calls.publish(self.tender, by=self.cast.officer, now=self.hands.tick())

    def take_bids(self) -> None:
        """A firm asks, all are answered, and the firms bid in the last day."""
        if self.bidders and self.hands() + 3 * A_DAY < self.tender.round.deadline_at:
            asker = self.bidders[0]
            self.hands.to(self.hands() + A_DAY)
            question = calls.ask_question(
                self.tender, supplier=asker.supplier, text=self.words.question, by=asker.owner, now=self.hands()
            )
            self.hands.to(self.hands() + A_DAY)
            calls.answer_question(question, answer=self.words.answer, by=self.cast.officer, now=self.hands())
        bidding.bid_all(
            self.tender, self.bidders, words=self.words, hands=self.hands, chance=self.chance, canary=self.canary
        )

    def close(self) -> None:
        """The clock closes the call, at the deadline."""
        self.hands.to(self.tender.round.deadline_at)
        calls.close_call(self.tender, now=self.hands())

    def open(self) -> None:
        """As many committee members as must be there unlock, and the last one opens."""
        for member in self.cast.committee[: self.tender.buyer.quorum_for(self.tender.value)]:
            unlock(self.tender, passphrase=PASSPHRASE, by=member, now=self.hands.tick())

    def examine(self) -> None:
        """The panel is named, everybody who will read or decide declares its interests, and the officer starts."""
        cast = self.cast
        evaluation.appoint_panel(self.tender, chair=cast.chair, members=cast.panel, by=cast.officer, now=self.hands())
        for person in cast.readers:
            evaluation.declare_interests(self.tender, by=person, now=self.hands.tick())
        evaluation.start_examination(self.tender, by=cast.officer, now=self.hands.tick())

    def admit(self) -> None:
        """Each bid is admitted or rejected."""
        self._arrive("admissibility")
        judging.examine_all(self.tender, self.cast, words=self.words, hands=self.hands, chance=self.chance)

    def cancel(self) -> None:
        """The signatory ends the call, with a reason."""
        decisions.cancel_call(self.tender, reason=self.words.cancelled, by=self.cast.signatory, now=self.hands.tick())

    def decide_without_award(self) -> None:
        """None came in, or none was admitted."""
        evaluation.decide_without_award(self.tender, by=self.cast.officer, now=self.hands.tick())

    def start_evaluation(self) -> None:
        """The panel starts."""
        evaluation.start_evaluation(self.tender, by=self.cast.officer, now=self.hands.tick())

    def score(self) -> None:
        """Every member scores, then the chair closes the scoring."""
        self._arrive("evaluation")
        members = [self.cast.chair, *self.cast.panel]
        judging.score_all(self.tender, members, words=self.words, hands=self.hands, chance=self.chance)
        evaluation.close_scoring(self.tender, by=self.cast.chair, now=self.hands.tick())

    def agree_and_rank(self) -> None:
        """The panel agrees, the lots are ranked."""
        self._arrive("consensus")
        judging.agree_all(self.tender, self.cast, words=self.words, hands=self.hands)
        for lot in self.tender.lots.all():
            if lot.bids().filter(state="admitted").exists():
                evaluation.rank_lot(lot, by=self.cast.chair, now=self.hands.tick())
        evaluation.prepare_decision(self.tender, by=self.cast.officer, now=self.hands.tick())

    def decide(self) -> None:
        """A decision per lot is drafted, approved and signed."""
        self._arrive("decision")
        deciding.decide_all(self.tender, self.cast, words=self.words, hands=self.hands)

    def notify(self) -> None:
        """Everybody is told, at the same moment."""
        self._arrive("notification")
        signed = list(Decision.in_force().filter(lot__tender=self.tender))
        decisions.notify(self.tender, decisions=signed, by=self.cast.officer, now=self.hands.tick())

    def conclude(self) -> None:
        """After the standstill: award, contract, and the clock concludes."""
        deciding.conclude_all(self.tender, self.cast, hands=self.hands)
        perform(self.tender, "conclude", by=None, now=self.hands.tick())
