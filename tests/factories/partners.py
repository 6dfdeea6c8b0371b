"""Partners, named by the very actions of the site."""

from procurement.accounts.models import User
from suppliers.models import Partner, Supplier
from suppliers.partners.actions import name_partner
from tests.personas import moment

NOW = moment("2027-02-01")


def partnered(
    firm: Supplier, by: User, name: str = "Toitures SA", *, identifier: str = "0200065765", email: str = ""
) -> Partner:
    """Return another firm on this one's list."""
    return name_partner(firm, name=name, country="BE", identifier=identifier, email=email, by=by, now=NOW)


def partnered_with(other: Supplier, firm: Supplier, by: User) -> Partner:
    """Return a firm that has an account here, on another one's list: known by its number."""
    return partnered(firm, by, other.name, identifier=other.identifier, email="desk@partner.example")
