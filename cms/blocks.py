"""The few blocks that guidance and news are written with. Few and stable: each change of them is a migration."""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from procurement import clock
from procurement.accounts.models import Buyer
from tenders.record.queries import SOON, buyers_with_calls, calls_wanted
from tenders.wanted import Wanted

FEATURES = ["bold", "link", "ol", "ul", "h3"]
MOST_CALLS = 10


def buyers() -> list[tuple[str, str]]:
    """Return the buyers whose calls a block may show."""
    return [(buyer.slug, buyer.name) for buyer in buyers_with_calls()]


class StepBlock(blocks.StructBlock):
    """One step: what to do, and how."""

    title = blocks.CharBlock(label=_("what to do"))
    text = blocks.TextBlock(label=_("how"), required=False)


class StepsBlock(blocks.ListBlock):
    """Steps in their order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(StepBlock(), **{"template": "cms/blocks/steps.html", "label": _("steps"), **kwargs})


class DayBlock(blocks.StructBlock):
    """A day, and what happens on it."""

    day = blocks.DateBlock(label=_("day"))
    words = blocks.CharBlock(label=_("what happens"))


class NoticeBlock(blocks.StructBlock):
    """Something not to be overlooked, with its key dates if it has any."""

    title = blocks.CharBlock(label=_("title"))
    text = blocks.TextBlock(label=_("text"), required=False)
    dates = blocks.ListBlock(DayBlock(), label=_("key dates"), default=[])

    class Meta:
        template = "cms/blocks/notice.html"
        label = _("notice, with key dates")


class CallsBlock(blocks.StructBlock):
    """The calls that are open at the moment the page is read."""

    title = blocks.CharBlock(label=_("title"))
    buyer = blocks.ChoiceBlock(choices=buyers, label=_("only of this buyer"), required=False)
    cpv = blocks.CharBlock(
        label=_("only with a CPV code that begins so"), required=False, validators=[RegexValidator(r"^\d{2,8}$")]
    )
    closing_soon = blocks.BooleanBlock(label=_("only those that close within 7 days"), required=False)
    most = blocks.IntegerBlock(label=_("how many at most"), min_value=1, max_value=MOST_CALLS, default=5)

    class Meta:
        template = "cms/blocks/calls.html"
        label = _("open calls")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Look for the calls now; a buyer that is gone leaves none rather than all."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        now, slug = clock.now(), value.get("buyer")
        buyer = Buyer.objects.filter(slug=slug).first() if slug else None
        wanted = Wanted(show=SOON if value.get("closing_soon") else "", buyer=buyer, cpv=value.get("cpv") or "")
        calls = [] if slug and buyer is None else calls_wanted(wanted, now)[: value.get("most") or MOST_CALLS]
        return {**context, "calls": calls, "now": now}


class WordsBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = blocks.CharBlock(template="cms/blocks/heading.html", label=_("heading"), icon="title")
    text = blocks.RichTextBlock(features=FEATURES, label=_("text"))
    steps = StepsBlock(icon="list-ol")
    calls = CallsBlock(icon="list-ul")
    notice = NoticeBlock(icon="warning")
