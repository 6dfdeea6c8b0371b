"""Why a contract may be placed without a publication: a closed list of codes. Articles and ceilings are data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """Directive 2014/24/EU art. 32, and what countries add below the thresholds."""

    LOW_VALUE = "low-value", _("low value")
    SMALL = "small", _("small value: negotiated without publication")
    ADAPTED = "adapted", _("adapted procedure, its publicity chosen by the buyer")
    URGENCY = "urgency", _("extreme urgency that nobody could foresee")
    UNSUITABLE = "unsuitable", _("an earlier call brought no bid, or no suitable one")
    ARTISTIC = "artistic", _("a unique work of art or performance")
    TECHNICAL = "technical", _("only one firm can do it, for technical reasons")
    EXCLUSIVE = "exclusive", _("only one firm may do it: exclusive rights")
    ADDITIONAL = "additional", _("more of what was supplied before")
    REPETITION = "repetition", _("similar works or services, announced in the first call")
