"""The VAT number of a firm, made from the number by which it is kept."""

from stdnum.eu.vat import MEMBER_STATES

# Northern Ireland has VAT numbers of the EU without being a country of it.
EU = frozenset(code.upper() for code in MEMBER_STATES - {"xi"})


def prefix_of(country: str) -> str:
    """Return the letters before the VAT numbers of an EU country: Greece has its own."""
    return "EL" if country == "GR" else country


def vat_number(country: str, number: str) -> tuple[str, str] | None:
    """Return prefix and rest of the firm's VAT number; None where its number does not tell."""
    if country not in EU:
        return None
    if country == "BE":
        return country, number
    if country == "FR":  # two check digits, then the SIREN
        return (country, f"{int(number + '12') % 97:02}{number}") if number.isdecimal() else None
    prefix = prefix_of(country)
    return (prefix, number.removeprefix(prefix)) if number.startswith(prefix) else None
