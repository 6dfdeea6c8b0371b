"""People, authorities and firms, invented."""

import factory
from allauth.account.models import EmailAddress

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from suppliers.models import Membership, Supplier


class UserFactory(factory.django.DjangoModelFactory):
    """A person with an address of its own."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "fr"


class BuyerFactory(factory.django.DjangoModelFactory):
    """A Belgian town."""

    class Meta:
        model = Buyer

    name = "Ville de Valbrume"
    slug = factory.Sequence(lambda n: f"valbrume-{n}")
    identifier = factory.Sequence(lambda n: f"0200.{n:03}.001")
    country = "BE"
    nuts = "BE352"
    address = "Place du Perron 1, 5000 Valbrume"
    email = "marches@valbrume.example"
    language = "fr"


class SupplierFactory(factory.django.DjangoModelFactory):
    """A small firm."""

    class Meta:
        model = Supplier

    name = factory.Sequence(lambda n: f"Atelier {n} SRL")
    identifier = factory.Sequence(lambda n: f"0400.{n:03}.002")
    country = "BE"
    address = "Rue Neuve 12, 5000 Valbrume"
    email = factory.Sequence(lambda n: f"atelier{n}@example.org")
    language = "fr"
    size = "small"


def proven(person: User) -> User:
    """Let the person have proved its address, as signing up asks."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def employ(buyer: Buyer, *roles: Role, **fields: object) -> User:
    """Make a person with these roles at the buyer."""
    person = UserFactory(**fields)
    Post.objects.bulk_create(Post(buyer=buyer, person=person, role=role) for role in roles)
    return person


def join(supplier: Supplier, role: Role = Role.OWNER, **fields: object) -> User:
    """Make a person who belongs to the firm."""
    person = UserFactory(**{"email": supplier.email, "language": supplier.language, **fields})
    Membership.objects.create(supplier=supplier, person=person, role=role)
    return person
