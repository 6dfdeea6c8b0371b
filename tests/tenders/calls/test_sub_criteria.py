"""A criterion is divided into parts: written, refused, copied, compared, amended, and warned of."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.contents import parts_of
from tenders.calls.forms import CriterionForm
from tenders.calls.importing.criteria import read_criteria
from tenders.calls.lots import CriterionFacts, LotFacts
from tenders.calls.notices.notice import CriterionKind, NoticeCriterion, NoticeLot
from tenders.calls.notices.weights import read_weight
from tenders.calls.warnings import warnings_of
from tests.factories.calls import TenderFactory, divide
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-10")
PRICE = CriterionFacts("price", "Prix", Decimal(40), "price")
METHOD = CriterionFacts("quality", "Méthode", Decimal(35), heading="Qualité")
DELAY = CriterionFacts("quality", "Délai", Decimal(5))
TEAM = CriterionFacts("quality", "Équipe", Decimal(20), heading=" qualité ")


@pytest.fixture
def draft(personas):
    return TenderFactory(buyer=personas.buyer, author=personas.officer)


def write(lot, officer, *criteria: CriterionFacts) -> list[tuple[str, str, Decimal | None]]:
    calls.edit_lot(lot, LotFacts("Lot", "", None, criteria), by=officer, now=NOW)
    return list(lot.criteria.order_by("position").values_list("heading", "name", "weight"))


@pytest.mark.django_db
class TestWriting:
    def test_parts_are_put_together_and_their_criterion_is_spelt_once(self, draft, personas):
        written = write(draft.lots.get(), personas.officer, PRICE, METHOD, DELAY, TEAM)
        assert written == [
            ("", "Prix", 40), ("Qualité", "Méthode", 35), ("Qualité", "Équipe", 20), ("", "Délai", 5),
        ]  # fmt: skip
        assert draft.lots_with_wrong_weights() == []

    def test_the_weights_of_the_parts_count_to_100_and_not_their_sum_again(self, draft, personas):
        write(draft.lots.get(), personas.officer, PRICE, METHOD, TEAM)
        assert draft.lots_with_wrong_weights() == ["LOT-0001"]

    def test_a_price_that_is_a_part_is_refused_by_form_deed_and_database(self, draft, personas):
        said = {"kind": "price", "name": "Prix", "weight": "40", "heading": "Coûts"}
        assert "The price stands by itself" in CriterionForm(said).errors["heading"][0]
        lot = draft.lots.get()
        with pytest.raises(Refused, match="The price stands by itself"):
            write(lot, personas.officer, CriterionFacts("price", "Prix", Decimal(40), "price", heading="Coûts"))
        with pytest.raises(IntegrityError):
            lot.criteria.filter(kind="price").update(heading="Coûts")

    def test_the_page_shows_what_was_written_and_its_mistake(self, client, draft, personas):
        lot = draft.lots.get()
        divide(lot)
        client.force_login(personas.officer)
        address = reverse("calls:lot", args=[draft.reference, lot.pk])
        page = client.get(address).text
        assert page.count('value="Qualité"') == 2
        sent = {"title": "Lot", "criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0"}
        sent |= {"criteria-0-kind": "price", "criteria-0-name": "Prix", "criteria-0-heading": "Coûts"}
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "Criterion 1, Part of the criterion: The price stands by itself" in answer.text

    def test_an_approver_reads_of_what_each_is_a_part(self, draft):
        divide(draft.lots.get())
        said = {part.key: (part.what, part.text) for part in parts_of(draft)}
        assert said["criterion:LOT-0001:q2:heading"] == (
            "Lot 1, Qualité – Équipe\xa0: partie du critère", "Qualité",
        )  # fmt: skip
        assert "criterion:LOT-0001:price:heading" not in said

    def test_a_copy_and_a_template_have_the_same_parts(self, draft, personas):
        divide(draft.lots.get())
        made = calls.copy_call(draft, by=personas.officer, now=NOW)
        headings = list(made.lots.get().criteria.order_by("position").values_list("heading", flat=True))
        assert headings == ["", "Qualité", "Qualité"]

    def test_one_part_alone_is_worth_a_second_look_and_two_are_not(self, draft):
        divide(draft.lots.get())
        assert warnings_of(draft, NOW) == []
        draft.lots.get().criteria.filter(code="q2").update(heading="Personnes")
        assert [warning[:46] for warning in warnings_of(draft, NOW)] == [
            "Lot 1: the criterion “Qualité” has only one pa", "Lot 1: the criterion “Personnes” has only one ",
        ]  # fmt: skip

    def test_the_name_of_the_whole_can_judge_the_firm_too(self, draft):
        divide(draft.lots.get())
        draft.lots.get().criteria.exclude(heading="").update(heading="Expérience")
        (warning,) = warnings_of(draft, NOW)
        assert "“Expérience” seems to judge the firm" in warning


@pytest.mark.django_db
class TestAmending:
    @pytest.fixture
    def published(self, personas):
        tender = published_call(buyer=personas.buyer)
        divide(tender.lots.get())
        return tender

    def amend(self, tender, officer, **wanted: str):
        calls.draft_changes(tender, {f"criterion:LOT-0001:{k}": v for k, v in wanted.items()}, by=officer, now=NOW)
        return calls.publish_amendment(tender, reason="Clearer.", by=officer, now=NOW)

    def test_weights_of_parts_and_their_criterion_change_with_old_and_new(self, published, personas):
        wanted = {"q1:weight": "20", "q2:weight": "20", "q1:heading": "Valeur", "q2:heading": "Valeur"}
        changes = self.amend(published, personas.officer, **wanted).changes
        assert [(row["old"], row["new"]) for row in changes if "heading" in row["field"]] == [("Qualité", "Valeur")] * 2
        assert changes[0]["what"].startswith("Lot 1, Qualité – Méthode\xa0: ")
        parts = published.lots.get().criteria.filter(heading="Valeur").values_list("weight", flat=True)
        assert list(parts) == [20, 20]

    def test_the_price_is_not_made_a_part(self, published, personas):
        with pytest.raises(Refused, match="can't be changed any more"):
            self.amend(published, personas.officer, **{"price:heading": "Coûts"})


class TestImporting:
    def read(self, *rows: tuple[CriterionKind, str, int, str | None]) -> list[tuple[str, str]]:
        criteria = (NoticeCriterion(kind, name, None, read_weight(str(w)), part) for kind, name, w, part in rows)
        return [
            (row.kind, row.heading)
            for row in read_criteria(NoticeLot("1", criteria=tuple(criteria)), rehearsal=False)[0]
        ]

    def test_parts_keep_the_name_of_their_criterion(self):
        price = (CriterionKind.PRICE, "Prix", 40, None)
        parts = [(CriterionKind.QUALITY, name, 30, "Qualité") for name in ("Méthode", "Équipe")]
        assert self.read(price, *parts) == [("price", ""), ("quality", "Qualité"), ("quality", "Qualité")]

    def test_a_bracket_with_the_price_in_it_is_no_criterion(self):
        kinds = (CriterionKind.PRICE, 50), (CriterionKind.QUALITY, 50)
        assert self.read(*((kind, "x", weight, "Critères") for kind, weight in kinds)) == [
            ("price", ""), ("quality", ""),
        ]  # fmt: skip
