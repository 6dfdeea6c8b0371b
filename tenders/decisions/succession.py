"""Who follows when a winner falls away, by the rule that its call published: told to those who decide again.

It is told and not decided: a winner may also be replaced although its bid stands, by a review or for a mistake.
"""

from collections.abc import Iterator, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.lifecycle import Sentence
from tenders.evaluation.falling import rank_without
from tenders.evaluation.scoring import Result, WrongMatrix, read_matrix
from tenders.models import CallTerms, Decision, LotBid


def who_follows(decision: Decision) -> list[Sentence]:
    """Say who comes first without the winners of every award whose place was taken; nothing without a rule."""
    if decision.supersedes is None:
        return []
    rule = CallTerms.objects.filter(tender=decision.lot.tender_id).values_list("after_fall", flat=True).first()
    fallen = list(fallen_of(decision, chosen_in(decision))) if rule else []
    result = _without(decision, fallen, anew=rule == CallTerms.AfterFall.ANEW) if fallen else None
    if rule is None or result is None:
        return []
    said = {"rule": CallTerms.AfterFall(rule).label, "fallen": ", ".join(bid.tenderer for bid in fallen)}
    firms = {bid.bid.number: bid.tenderer for bid in decision.lot.every_bid()}
    first = [one for one in result.ranking if one.rank == 1]
    if not first:
        return [_("If %(fallen)s falls away, no bid of this lot is left.") % said]
    said["first"] = ", ".join(firms[one.id] for one in first)
    said["points"] = number_format(first[0].total, use_l10n=True)
    sentence = _(
        "If %(fallen)s falls away, the published rule is: %(rule)s. %(first)s then comes first, with %(points)s points."
    )
    return [sentence % said]


def chosen_in(decision: Decision) -> Sequence[LotBid]:
    """Return the winners that are stored of a decision; a new one has none yet."""
    return list(decision.winners.all()) if decision.pk else []


def fallen_of(decision: Decision, winners: Sequence[LotBid]) -> Iterator[LotBid]:
    """Yield whom earlier awards chose and this decision does not: `winners` are those that it is to have."""
    chosen = {winner.pk for winner in winners}
    earlier = decision.supersedes
    while earlier is not None:
        for winner in earlier.winners.select_related("bid__supplier"):
            if winner.pk not in chosen:
                chosen.add(winner.pk)
                yield winner
        earlier = earlier.supersedes


def _without(decision: Decision, fallen: list[LotBid], *, anew: bool) -> Result | None:
    """Return the ranking without them; None where there is none that can be computed with."""
    ranking = decision.lot.ranking()
    try:
        matrix = read_matrix(ranking.matrix) if ranking else None
        return rank_without(matrix, [bid.bid.number for bid in fallen], anew=anew) if matrix else None
    except WrongMatrix:
        return None
