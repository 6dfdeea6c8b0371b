"""The published scale of a criterion: which scores are on it, and what a score stands for."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.lifecycle import Sentence
from tenders.models import AwardCriterion
from tenders.models.levels import Level


def level_at(criterion: AwardCriterion, value: Decimal) -> Level | None:
    """Return the published level that gives this score; None where the scale has no levels, or none there."""
    return next((level for level in criterion.scale if level.points == value), None)


def why_off_scale(criterion: AwardCriterion, value: Decimal) -> Sentence | None:
    """Return why this score can't be given; None when it is on the published scale."""
    if criterion.scale and level_at(criterion, value) is None:
        known = ", ".join(number_format(level.points.normalize()) for level in criterion.scale)
        return _("The score must be one of the published levels: %(levels)s.") % {"levels": known}
    if not 0 <= value <= criterion.scale_max:
        return _("The score must be from 0 to %(max)s.") % {"max": f"{criterion.scale_max.normalize():f}"}
    return None


def level_in_words(criterion: AwardCriterion, value: Decimal) -> str:
    """Say which published level a score stands for; nothing where the scale has none."""
    level = level_at(criterion, value)
    if level is None:
        return ""
    top = number_format(criterion.scale_max.normalize())
    known = {"points": number_format(level.points.normalize()), "max": top, "name": level.name}
    return _("%(points)s of %(max)s on the published scale, “%(name)s”.") % known
