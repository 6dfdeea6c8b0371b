"""How well a buyer keeps its word: the share of stages that ended on or before the day that was promised first."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from procurement.punctuality import A_YEAR, Punctuality, punctuality_from

if TYPE_CHECKING:
    from tenders.models import Stage


def punctuality(stages: Iterable["Stage"], today: date) -> Punctuality | None:
    """Count the stages that ended in the last 365 days; `punctuality_from` says what becomes of the counts."""
    ended = [
        stage.actual <= stage.first_commitment
        for stage in stages
        if stage.actual and stage.first_commitment and today - A_YEAR < stage.actual <= today
    ]
    return punctuality_from(sum(ended), len(ended))
