"""Two call templates for each office of the demonstration: a small supply and a small service, in its language."""

from datetime import datetime
from decimal import Decimal

from tenders.calls.actions import edit_lot, write_selection
from tenders.calls.drafting import FIRST_LOT, OCID_PREFIX, free_reference
from tenders.calls.lots import CriterionFacts, LotFacts
from tenders.calls.scales import USUAL
from tenders.calls.selection import SelectionFacts
from tenders.demo.script import TemplateWords
from tenders.models import Lot, Tender
from tenders.rehearsal.cast import Cast


def keep_templates(cast: Cast, templates: list[TemplateWords], *, now: datetime) -> None:
    """Make the templates in the office's language that are not there yet; one that is there stays as it is."""
    for words in templates:
        known = Tender.objects.filter(buyer=cast.buyer, template=True, title=words.title).exists()
        if words.language == cast.buyer.language and not known:
            _keep(cast, words, now)


def _keep(cast: Cast, words: TemplateWords, now: datetime) -> None:
    reference, by = free_reference(now.year), cast.officer
    facts = {"title": words.title, "description": words.description, "nature": words.nature, "language": words.language}
    template = Tender.objects.create(
        buyer=cast.buyer, author=by, reference=reference, ocid=f"{OCID_PREFIX}-{reference}", template=True, demo=True,
        procedure=Tender.Procedure.SIMPLIFIED, nuts=cast.buyer.nuts, **facts,
    )  # fmt: skip
    lot = Lot.objects.create(tender=template, identifier=FIRST_LOT, title=words.title)
    (price, weight), *others = words.criteria
    criteria = [CriterionFacts("price", price, Decimal(weight))]
    criteria += [CriterionFacts("quality", name, Decimal(share), scale=USUAL) for name, share in others]
    edit_lot(lot, LotFacts(words.title, "", None, tuple(criteria)), by=by, now=now)
    write_selection(template, [SelectionFacts(*row) for row in words.selection], by=by, now=now)
