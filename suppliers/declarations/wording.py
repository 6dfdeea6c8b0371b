"""How each page, criterion and question reads to a person. The names are those of `criteria.toml`."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.lifecycle import Sentence


@dataclass(frozen=True, slots=True)
class Words:
    """The title of a page, and what it asks."""

    title: Sentence
    question: Sentence


STEPS = {
    "convictions": Words(
        _("Convictions"),
        _(
            "In the last five years, was the firm, or a person who manages, supervises, represents or controls it,"
            " convicted by final judgment of one of these? Say yes, too, where an exclusion by a judgment still runs."
        ),
    ),
    "payments": Words(
        _("Taxes and social security"),
        _("Has the firm not paid what it owes, in its own country or in that of the authority?"),
    ),
    "obligations": Words(
        _("Environment, social security, labour"),
        _("To its knowledge, has the firm broken obligations under one of these laws?"),
    ),
    "insolvency": Words(_("Insolvency"), _("Is the firm in one of these situations?")),
    "conduct": Words(_("Conduct and interests"), _("Does one of these apply to the firm?")),
    "registers": Words(_("Registers"), _("Is the firm entered in these registers of its country?")),
    "finances": Words(
        _("Turnover and insurance"),
        _("What a call asks for stands in its documents. You may leave empty what no call asked you yet."),
    ),
    "people": Words(_("People"), _("How many people worked in the firm, on average, in each of the last three years?")),
    "works": Words(_("Works carried out"), _("The most telling ones. Leave it empty if there are none.")),
    "supplies": Words(_("Deliveries made"), _("The most telling ones. Leave it empty if there are none.")),
    "services": Words(_("Services provided"), _("The most telling ones. Leave it empty if there are none.")),
    "standards": Words(
        _("Quality and environment"),
        _("Can the firm show certificates of independent bodies about these?"),
    ),
}

CRITERIA = {
    "crime-org": _("Participation in a criminal organisation"),
    "corruption": _("Corruption"),
    "fraud": _("Fraud"),
    "terr-offence": _("Terrorist offences, or offences linked to terrorist activities"),
    "finan-laund": _("Money laundering or financing of terrorism"),
    "human-traffic": _("Child labour and other forms of trafficking in human beings"),
    "tax-pay": _("Payment of taxes"),
    "socsec-pay": _("Payment of social security contributions"),
    "envir-law": _("Environmental law"),
    "socsec-law": _("Social law"),
    "labour-law": _("Labour law"),
    "bankruptcy": _("Bankruptcy"),
    "insolvency": _("Insolvency or winding-up"),
    "cred-arran": _("An arrangement with creditors"),
    "bankr-nat": _("A situation like bankruptcy under national law"),
    "liq-admin": _("Assets administered by a liquidator or by a court"),
    "susp-act": _("Suspended business activities"),
    "prof-misconduct": _("Grave professional misconduct"),
    "distorsion": _("Agreements with others to distort competition"),
    "sanction": _("An earlier public contract ended early, or with damages or a like sanction"),
    "partic-confl": _("A conflict of interest in taking part in a call"),
    "prep-confl": _("Advice to the authority, or part in preparing a call"),
    "misrepresent": _("False statements, information withheld, undue influence, or confidential information obtained"),
    "nati-ground": _("Another ground for exclusion in the law of the authority's country"),
    "prof-regist": _("A professional register"),
    "trade-regist": _("A trade register"),
    "gen-year-to": _("General yearly turnover"),
    "indem-insu": _("Professional risk insurance: the insured sum"),
    "year-manpower": _("Average number of people in the year"),
    "manage-staff": _("Number of managers"),
    "work-perform": _("Reference for works"),
    "supply-perform": _("Reference for deliveries"),
    "service-perform": _("Reference for services"),
    "qu-certif-indep": _("Quality assurance"),
    "envir-certif-indep": _("Environmental management"),
}

QUESTIONS = {
    "answer": pgettext_lazy("self-declaration", "Answer"),
    "facts": _("What happened, or what it is about"),
    "measures": _("What the firm did so that it can be trusted again"),
    "date": _("Day of the judgment or decision"),
    "who": _("Who was convicted"),
    "period": pgettext_lazy("self-declaration", "Period"),
    "country": _("Country concerned"),
    "amount": _("Amount, in euro"),
    "means": _("If no court or authority decided it: how it was established"),
    "able": _("Why the firm can carry out a contract all the same"),
    "number": pgettext_lazy("self-declaration", "Number in the register"),
    "why": _("If not: why, and what proves it otherwise"),
    "year": _("Year"),
    "people": _("How many people"),
    "work": _("What was done"),
    "recipient": _("For whom"),
}
HINTS: dict[str, Sentence] = {
    "measures": _(
        "Self-cleaning (Directive 2014/24/EU art. 57(6)): damage made good, facts cleared up with the authorities, "
        "changes in people and organisation. An authority must weigh this before it excludes you."
    ),
}
