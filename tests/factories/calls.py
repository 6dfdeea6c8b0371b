"""Calls as rows, for tests that need one in a given state without living its whole life."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import factory

from tenders.models import AwardCriterion, Lot, Round, Tender
from tests.factories.people import BuyerFactory

DEADLINE = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)


class TenderFactory(factory.django.DjangoModelFactory):
    """A draft call with one lot (price 60, quality 40) and its deadline."""

    class Meta:
        model = Tender
        skip_postgeneration_save = True

    buyer = factory.SubFactory(BuyerFactory)
    reference = factory.Sequence(lambda n: f"T-{n:04}")
    ocid = factory.Sequence(lambda n: f"ocds-parvis-T-{n:04}")
    title = "Entretien des espaces verts"
    description = "Tonte, taille et désherbage, en deux ans."
    cpv = "77310000"
    nuts = "BE352"
    value = Decimal("120000.00")
    sent_on = date(2027, 1, 25)

    @factory.post_generation
    def content(self, create: bool, extracted: object, **_kwargs: object) -> None:
        """Add the round and the lot, unless content=False."""
        if create and extracted is not False:
            Round.objects.create(
                tender=self,
                deadline_date=date(2027, 3, 15),
                deadline_time=time(10),
                time_zone="Europe/Brussels",
                deadline_at=DEADLINE,
            )
            add_lot(self)


def add_lot(tender: Tender, **fields: object) -> Lot:
    """Add a lot with a price and a quality criterion."""
    position = tender.lots.count() + 1
    facts = {"identifier": f"LOT-{position:04}", "position": position, "title": f"Lot {position}", **fields}
    lot = Lot.objects.create(tender=tender, **facts)
    price = AwardCriterion(lot=lot, code="price", position=1, kind="price", name="Prix", weight=60)
    quality = AwardCriterion(lot=lot, code="q1", position=2, kind="quality", name="Qualité", weight=40)
    AwardCriterion.objects.bulk_create([price, quality])
    return lot


def divide(lot: Lot) -> tuple[AwardCriterion, AwardCriterion]:
    """Let the quality of a lot have two parts: a method (q1, 25) and a team (q2, 15)."""
    lot.criteria.filter(code="q1").update(name="Méthode", heading="Qualité", weight=25)
    told = {"position": 3, "kind": "quality", "name": "Équipe", "heading": "Qualité", "weight": 15}
    return lot.criteria.get(code="q1"), AwardCriterion.objects.create(lot=lot, code="q2", **told)


def place(thing: object, state: str) -> None:
    """Put a row into a state behind the door's back, as a test's starting point."""
    type(thing)._base_manager.filter(pk=thing.pk).update(state=state)
    thing.refresh_from_db()


def by_price_alone(tender: Tender) -> None:
    """Let nothing but the price decide in each lot."""
    AwardCriterion.objects.filter(lot__tender=tender, kind="quality").delete()
    AwardCriterion.objects.filter(lot__tender=tender).update(weight=100)
