"""What an export says, answer by answer: a full declaration, written out as others will read it."""

from lxml import etree

from suppliers.declarations.espd import espd_of
from suppliers.declarations.ubl import CAC, CBC
from suppliers.models import Declaration, Supplier
from tests.factories.declarations import FULL
from tests.personas import moment

SAID = {
    "C2_EG_corruption/QG1/Q1/R1": "ResponseIndicator true",
    "C2_EG_corruption/QG1/QSG1/Q1/R1": "ResponseDate 2025-05-04",
    "C2_EG_corruption/QG1/QSG1/Q2/R1": "Description A site foreman paid a clerk.",
    "C2_EG_corruption/QG1/QSG1/Q3/R1": "Description J. Doe",
    "C2_EG_corruption/QG1/QSG1/Q4/R1": "2025-05-04..2027-05-03",
    "C2_EG_corruption/QG1/QSG1/QSG1/Q1/R1": "ResponseIndicator true",
    "C2_EG_corruption/QG1/QSG1/QSG1/QSG1/Q1/R1": "Description He left; two people check every payment.",
    "C7_EG_tax-pay/RG1/QSG1/Q1/R1": "ResponseIndicator true",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/Q1/R1": "ResponseCode BEL",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/Q2/R1": "ResponseAmount 1250.50",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/Q1/R1": "ResponseIndicator false",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG2/Q1/R1": "ResponseIndicator true",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG2/QSG1/Q1/R1": "ResponseDate 2026-01-15",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG3/Q1/R1": "ResponseIndicator true",
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG3/QSG1/Q1/R1": "Description Paid.",
    "C8_EG_socsec-pay/RG1/QSG1/Q1/R1": "ResponseIndicator true",
    "C8_EG_socsec-pay/RG1/QSG1/QSG1/Q1/R1": "ResponseCode FRA",
    "C8_EG_socsec-pay/RG1/QSG1/QSG1/Q2/R1": "ResponseAmount 80.00",
    "C8_EG_socsec-pay/RG1/QSG1/QSG1/QSG1/Q1/R1": "ResponseIndicator true",
    "C8_EG_socsec-pay/RG1/QSG1/QSG1/QSG1/QSG1/Q1/R1": "Description A letter of the office.",
    "C8_EG_socsec-pay/RG1/QSG1/QSG1/QSG1/QSG3/Q1/R1": "ResponseIndicator false",
    "C11_EG_labour-law/QG1/Q1/R1": "ResponseIndicator true",
    "C11_EG_labour-law/QG1/QSG1/Q1/R1": "ResponseIndicator true",
    "C11_EG_labour-law/QG1/QSG1/QSG1/Q1/R1": "Description Hours are now counted.",
    "C13_EG_insolvency/QG1/Q1/R1": "ResponseIndicator true",
    "C13_EG_insolvency/QG1/QSG1/Q1/R1": "Description A plan runs.",
    "C13_EG_insolvency/QG1/QSG1/Q2/R1": "Description It is financed until 2030.",
    "C22_EG_sanction/QG1/Q1/R1": "ResponseIndicator true",
    "C22_EG_sanction/QG1/QSG1/Q1/R1": "Description A site foreman paid a clerk.",
    "C22_EG_sanction/QG1/QSG1/QSG1/Q1/R1": "ResponseIndicator true",
    "C22_EG_sanction/QG1/QSG1/QSG1/QSG1/Q1/R1": "Description He left; two people check every payment.",
    "C21_EG_prep-confl/QG1/Q1/R1": "ResponseIndicator true",
    "C21_EG_prep-confl/QG1/QSG1/Q1/R1": "Description We measured the roofs.",
    "C23_EG_misrepresent/QG1/Q1/R1": "ResponseIndicator false",
    "C25_SC_prof-regist/RG1/RSG1/QSG2/Q1/R1": "ResponseIndicator false",
    "C25_SC_prof-regist/RG1/RSG1/QSG2/QSG2/Q1/R1": "Description The trade has none.",
    "C26_SC_trade-regist/RG1/RSG1/QSG2/Q1/R1": "ResponseIndicator true",
    "C26_SC_trade-regist/RG1/RSG1/QSG2/QSG1/Q1/R1": "Description 0400.000.002",
    "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q1/R1": "2026-01-01..2026-12-31",
    "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q2/R1": "ResponseAmount 900000.00",
    "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q1/R2": "2025-01-01..2025-12-31",
    "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q2/R2": "ResponseAmount 850000.00",
    "C35_SC_indem-insu/RG1/RSG1/QSG2/Q1/R1": "ResponseAmount 2500000.00",
    "C50_SC_year-manpower/RG1/RSG1/QSG2/Q1/R1": "ResponseQuantity 2026",
    "C50_SC_year-manpower/RG1/RSG1/QSG2/Q2/R1": "ResponseQuantity 12",
    "C50_SC_year-manpower/RG1/RSG1/QSG2/Q1/R2": "ResponseQuantity 2025",
    "C50_SC_year-manpower/RG1/RSG1/QSG2/Q2/R2": "ResponseQuantity 11",
    "C49_SC_manage-staff/RG1/RSG1/QSG2/Q1/R1": "ResponseQuantity 2026",
    "C49_SC_manage-staff/RG1/RSG1/QSG2/Q2/R1": "ResponseQuantity 2",
    "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1/Q1/R1": "Description Parks of Hautepierre <&>",
    "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1/Q2/R1": "ResponseAmount 120000.00",
    "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1/QSG1/Q1/R1": "Description Hautepierre",
    "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1/Q1/R2": "Description Schools",
    "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1/Q5/R2": "2025-03-01..2026-02-28",
    "C39_SC_service-perform/RG1/RSG1/QSG2/QSG1/QSG1/Q1/R2": "Description Valbrume",
    "C55_SC_qu-certif-indep/RG1/RSG1/QSG2/Q1/R1": "ResponseIndicator true",
    "C56_SC_envir-certif-indep/RG1/RSG1/QSG2/Q1/R1": "ResponseIndicator false",
    "C56_SC_envir-certif-indep/RG1/RSG1/QSG2/QSG1/Q1/R1": "Description Applied for in June.",
}


def said(response: etree._Element) -> str:
    """Return a period as two days, or the element of the answer and its text."""
    period = response.find(f"{{{CAC}}}ApplicablePeriod")
    if period is not None:
        return "..".join(str(day.text) for day in period)
    value = response.find(f"{{{CAC}}}ResponseValue")[1]
    return f"{etree.QName(value).localname} {value.text}"


def test_a_full_declaration_says_this_and_nothing_else():
    declaration = Declaration(pk=1, supplier=Supplier(name="Atelier", country="BE"), answers=FULL)
    root = etree.fromstring(espd_of(declaration, now=moment("2027-02-01")))
    responses = root.findall(f"{{{CAC}}}TenderingCriterionResponse")
    assert {response.findtext(f"{{{CBC}}}ID"): said(response) for response in responses} == SAID
