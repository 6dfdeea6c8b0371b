"""What a bid earns on one criterion: a cell of every table of points."""

from decimal import Decimal
from typing import NamedTuple

from tenders.models import AwardCriterion


class Earned(NamedTuple):
    """The points for one criterion, rounded as the ranking rounds them."""

    criterion: AwardCriterion
    points: Decimal

    @property
    def heading(self) -> str:
        """Of what the criterion is a part, "" of nothing."""
        return self.criterion.heading

    @property
    def weight(self) -> Decimal | None:
        """How many points it could bring."""
        return self.criterion.weight
