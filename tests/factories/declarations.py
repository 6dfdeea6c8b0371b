"""Declarations, answered and signed by the very actions of the site."""

from datetime import datetime

from procurement.accounts.models import User
from suppliers.declarations.actions import answer, begin_of_another, begin_own
from suppliers.declarations.criteria import criteria
from suppliers.declarations.signing import sign
from suppliers.models import Declaration, Supplier
from tests.personas import moment

NOW = moment("2027-02-01")
YES = {
    "facts": "A site foreman paid a clerk.",
    "measures": "He left; two people check every payment.",
}
FULL = {
    "corruption": {
        "answer": True, "date": "2025-05-04", "who": "J. Doe", "period": ["2025-05-04", "2027-05-03"], **YES,
    },
    "tax-pay": {"answer": True, "country": "BE", "amount": "1250.50", "date": "2026-01-15", "measures": "Paid."},
    "socsec-pay": {"answer": True, "country": "FR", "amount": "80.00", "means": "A letter of the office."},
    "labour-law": {"answer": True, "measures": "Hours are now counted."},
    "insolvency": {"answer": True, "facts": "A plan runs.", "able": "It is financed until 2030."},
    "sanction": {"answer": True, **YES},
    "prep-confl": {"answer": True, "facts": "We measured the roofs."},
    "misrepresent": {"answer": False},
    "trade-regist": {"answer": True, "number": "0400.000.002"},
    "prof-regist": {"answer": False, "why": "The trade has none."},
    "gen-year-to": {
        "rows": [
            {"period": ["2026-01-01", "2026-12-31"], "amount": "900000.00"},
            {"period": ["2025-01-01", "2025-12-31"], "amount": "850000.00"},
        ]
    },
    "indem-insu": {"amount": "2500000.00"},
    "year-manpower": {"rows": [{"year": 2026, "people": 12}, {"year": 2025, "people": 11}]},
    "manage-staff": {"rows": [{"year": 2026, "people": 2}]},
    "service-perform": {
        "rows": [
            {"work": "Parks of Hautepierre <&>", "amount": "120000.00", "recipient": "Hautepierre"},
            {"work": "Schools", "period": ["2025-03-01", "2026-02-28"], "recipient": "Valbrume"},
        ]
    },
    "qu-certif-indep": {"answer": True},
    "envir-certif-indep": {"answer": False, "why": "Applied for in June."},
}  # fmt: skip


def clear() -> dict[str, dict[str, object]]:
    """Return the answers of a firm to which no ground for exclusion applies."""
    return {code: {"answer": False} for code, criterion in criteria().items() if criterion.is_ground}


def declared(firm: Supplier, by: User, *, now: datetime = NOW, **answers: dict[str, object]) -> Declaration:
    """Return the firm's signed declaration; `answers` differ from a plain no, by code with `_` for `-`."""
    declaration = begin_own(firm, by=by, now=now)
    answer(declaration, {**clear(), **_by_code(answers)}, by=by, now=now)
    sign(declaration, by=by, now=now)
    return declaration


def declared_of(
    name: str, firm: Supplier, by: User, *, about: str = "subcontractor", signed: bool = True
) -> Declaration:
    """Return what the firm hands in of another one."""
    facts = {"about": about, "name": name, "country": "BE", "identifier": ""}
    declaration = begin_of_another(firm, **facts, by=by, now=NOW)
    answer(declaration, clear(), by=by, now=NOW)
    if signed:
        sign(declaration, by=by, now=NOW)
    return declaration


def _by_code(answers: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    return {name.replace("_", "-"): values for name, values in answers.items()}
