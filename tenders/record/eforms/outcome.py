"""The result of each lot, as a notice tells it: winners with prices, counts, contracts. No word about the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tenders.models import Decision, Tender
from tenders.record.awards import is_signed
from tenders.record.eforms.markup import Child, Element, branch, leaf
from tenders.record.eforms.organisations import Organisations
from tenders.record.eforms.values import amount, day
from tenders.record.results import LotResult, Tenderer

SELECTED, CLOSED = "selec-w", "clos-nw"


@dataclass(slots=True)
class Outcome:
    """Gives numbers to results, tenders, contracts and parties as they are written."""

    tender: Tender
    parties: Organisations
    now: datetime
    tenders: list[Child] = field(default_factory=list)
    contracts: list[Child] = field(default_factory=list)
    firms: list[Child] = field(default_factory=list)
    numbers: dict[int, str] = field(default_factory=dict)

    def notice_result(self, results: Sequence[LotResult]) -> Element | None:
        """Return the results of all lots, with the tenders that won and the contracts signed."""
        lots = [self._lot_result(result, number) for number, result in enumerate(results, start=1)]
        total = amount("cbc:TotalAmount", self._total(results), self.tender.currency)
        return branch("efac:NoticeResult", total, lots, self.tenders, self.contracts, self.firms)

    def _total(self, results: Sequence[LotResult]) -> Decimal | None:
        """Return the sum of the awards; None where a price is missing, or several share a lot."""
        alone = [result.winners[0] for result in results if len(result.winners) == 1]
        prices = [winner.price for winner in alone if winner.price is not None]
        awarded = sum(result.decision.outcome == Decision.Outcome.AWARD for result in results)
        return sum(prices, Decimal(0)) if prices and len(prices) == awarded else None

    def _lot_result(self, result: LotResult, number: int) -> Element | None:
        winners = [self._winner(result, winner) for winner in result.winners]
        return branch(
            "efac:LotResult",
            leaf("cbc:ID", f"RES-{number:04}", schemeName="result"),
            leaf("cbc:TenderResultCode", _outcome(result), listName="winner-selection-status"),
            _reason(result),
            [branch("efac:LotTender", leaf("cbc:ID", winner, schemeName="tender")) for winner in winners],
            list(_statistics(result)),
            self._contract(result, winners),
            _lot(result),
        )

    def _winner(self, result: LotResult, winner: Tenderer) -> str:
        number = f"TEN-{len(self.tenders) + 1:04}"
        total = amount("cbc:PayableAmount", winner.price, winner.currency)
        self.tenders.append(
            branch(
                "efac:LotTender",
                leaf("cbc:ID", number, schemeName="tender"),
                branch("cac:LegalMonetaryTotal", total),
                branch("efac:TenderingParty", leaf("cbc:ID", self._party(winner), schemeName="tendering-party")),
                _lot(result),
                branch("efac:TenderReference", leaf("cbc:ID", winner.number)),
            )
        )
        return number

    def _party(self, winner: Tenderer) -> str:
        """Return the number of the firm as a party: one firm is one party, however many lots it wins."""
        firm = winner.supplier
        if firm.pk not in self.numbers:
            number = self.numbers[firm.pk] = f"TPA-{len(self.numbers) + 1:04}"
            named = leaf("cbc:ID", number, schemeName="tendering-party")
            pointer = branch("efac:Tenderer", _organisation(self.parties.firm(firm)))
            self.firms.append(branch("efac:TenderingParty", named, pointer))
        return self.numbers[firm.pk]

    def _contract(self, result: LotResult, winners: Sequence[str]) -> Element | None:
        """Return the pointer to the lot's contract, once it is signed."""
        if not (winners and is_signed(result.lot, self.tender, self.now)):
            return None
        number = f"CON-{len(self.contracts) + 1:04}"
        reference = f"{self.tender.reference}-{result.lot.identifier}"
        self.contracts.append(
            branch(
                "efac:SettledContract",
                leaf("cbc:ID", number, schemeName="contract"),
                day("cbc:IssueDate", result.lot.contracted_on, self.tender.buyer.time_zone),
                branch("efac:ContractReference", leaf("cbc:ID", reference)),
                [branch("efac:LotTender", leaf("cbc:ID", winner, schemeName="tender")) for winner in winners],
            )
        )
        return branch("efac:SettledContract", leaf("cbc:ID", number, schemeName="contract"))


def _organisation(pointer: Element | None) -> Child:
    """Return the number alone: here eForms wants it without UBL's frame around it."""
    return list(pointer) if pointer is not None else None


def _outcome(result: LotResult) -> str:
    """Return whether a winner was chosen (BT-142): what was notified without one is closed."""
    return SELECTED if result.decision.outcome == Decision.Outcome.AWARD else CLOSED


def _reason(result: LotResult) -> Element | None:
    """Return why nothing was awarded (BT-144), in the codes that decisions use, which are those of eForms."""
    reason = leaf("efbc:DecisionReasonCode", result.decision.reason_code, listName="non-award-justification")
    return branch("efac:DecisionReason", reason)


def _statistics(result: LotResult) -> Iterator[Child]:
    for code, count in (("tenders", result.bids), ("t-sme", result.small_firms)):
        if count is not None:
            counted = leaf("efbc:StatisticsCode", code, listName="received-submission-type")
            yield branch("efac:ReceivedSubmissionsStatistics", counted, leaf("efbc:StatisticsNumeric", count))


def _lot(result: LotResult) -> Element | None:
    return branch("efac:TenderLot", leaf("cbc:ID", result.lot.identifier, schemeName="Lot"))
