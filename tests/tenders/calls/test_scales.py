"""The scale of a criterion: the usual one in every language, and an officer's own, written line by line."""

from decimal import Decimal

import pytest

from procurement.lifecycle import Refused
from tenders.calls import actions
from tenders.calls.forms import CriterionForm
from tenders.calls.lots import CriterionFacts, LotFacts
from tenders.calls.scales import OWN, PLAIN, USUAL, read_levels, usual_levels, write_levels
from tenders.models.levels import Level
from tests.factories.calls import TenderFactory, place
from tests.personas import moment

NOW = moment("2027-01-10")
OWN_WORDS = "0 = Absent\n\n10 = Full: all schools.\n2,5 = Weak: one school: no more."


def test_levels_are_read_in_order_and_written_as_they_are_read():
    levels = read_levels(OWN_WORDS)
    assert [(level.key, level.name) for level in levels] == [("0", "Absent"), ("2.5", "Weak"), ("10", "Full")]
    assert levels[1].description == "one school: no more."
    assert read_levels(write_levels(levels)) == levels


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("0 = No\nmuch = Yes", "much = Yes"), ("0 = No\n0 = Yes", "0 = Yes"), ("0 = No", ""), ("1 = A\n2 = B", "")],
)
def test_what_can_t_be_read_is_named(text, wrong):
    with pytest.raises(ValueError, match=f"^{wrong}$"):
        read_levels(text)
    form = CriterionForm({"kind": "quality", "name": "Delay", "weight": "10", "scale": OWN, "levels": text})
    assert (wrong or "Write at least two levels") in form.errors["levels"][0]


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_usual_scale_goes_from_0_to_5_in_every_language(language):
    levels = usual_levels(language)
    assert [level.points for level in levels] == list(range(6))
    assert all(level.name and level.description for level in levels)


@pytest.mark.django_db
class TestWriting:
    def write(self, lot, officer, **scale) -> None:
        code = "q1" if lot.criteria.filter(code="q1").exists() else ""
        row = CriterionFacts("quality", "Delay", Decimal(100), code, **scale)
        actions.edit_lot(lot, LotFacts("Lot", "", None, (row,)), by=officer, now=NOW)

    def test_a_scale_is_chosen_changed_kept_and_left_again(self, personas):
        tender = TenderFactory(buyer=personas.buyer, language="en")
        place(tender, "draft")
        lot = tender.lots.get()
        self.write(lot, personas.officer, scale=USUAL)
        criterion = lot.criteria.get()
        assert [level.name for level in criterion.scale][-1] == "Excellent"
        assert criterion.scale_max == 5
        self.write(lot, personas.officer)
        assert len(lot.criteria.get().scale) == 6
        self.write(lot, personas.officer, scale=OWN, levels=(Level(Decimal(0), "No"), Level(Decimal(20), "Yes")))
        assert (lot.criteria.get().scale_max, len(lot.criteria.get().scale)) == (20, 2)
        self.write(lot, personas.officer, scale=PLAIN)
        assert (lot.criteria.get().scale_max, lot.criteria.get().scale) == (10, ())

    def test_after_publication_it_stays(self, personas):
        tender = TenderFactory(buyer=personas.buyer)
        place(tender, "published")
        with pytest.raises(Refused):
            self.write(tender.lots.get(), personas.officer, scale=USUAL)
        assert not tender.lots.get().criteria.filter(code="q1").get().levels
