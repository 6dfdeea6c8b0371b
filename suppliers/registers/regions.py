"""Which NUTS region a postcode lies in: what a postcode alone can tell, in Belgium and France."""

import re

POSTCODE = {"BE": re.compile(r"\b(?:B-)?([1-9]\d{3})\b"), "FR": re.compile(r"\b(?:F-)?(\d{5})\b")}
BELGIUM = (
    (1299, "BE1"), (1499, "BE31"), (1999, "BE24"), (2999, "BE21"), (3499, "BE24"), (3999, "BE22"), (4999, "BE33"),
    (5999, "BE35"), (6599, "BE32"), (6999, "BE34"), (7999, "BE32"), (8999, "BE25"), (9999, "BE23"),
)  # fmt: skip
FRANCE = {
    "FR1": "75 77 78 91 92 93 94 95",
    "FRB": "18 28 36 37 41 45",
    "FRC": "21 25 39 58 70 71 89 90",
    "FRD": "14 27 50 61 76",
    "FRE": "02 59 60 62 80",
    "FRF": "08 10 51 52 54 55 57 67 68 88",
    "FRG": "44 49 53 72 85",
    "FRH": "22 29 35 56",
    "FRI": "16 17 19 23 24 33 40 47 64 79 86 87",
    "FRJ": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "FRK": "01 03 07 15 26 38 42 43 63 69 73 74",
    "FRL": "04 05 06 13 83 84",
    "FRM": "20",
    "FRY": "97",
}
DEPARTMENTS = {department: region for region, departments in FRANCE.items() for department in departments.split()}


def region_of(country: str, postcode: str) -> str:
    """Return the region's NUTS code; "" where the postcode does not tell."""
    code = postcode.strip()
    if country == "BE" and len(code) == 4 and code.isdecimal() and code >= "1000":  # noqa: PLR2004  four digits
        return next(region for last, region in BELGIUM if int(code) <= last)
    if country == "FR" and len(code) == 5 and code.isdecimal():  # noqa: PLR2004  five digits
        return DEPARTMENTS.get(code[:2], "")
    return ""


def region_of_address(country: str, address: str) -> str:
    """Return the region of an address, by the last number in it that may be a postcode; "" where none is known."""
    codes = POSTCODE[country].findall(address) if country in POSTCODE else []
    return region_of(country, codes[-1]) if codes else ""
