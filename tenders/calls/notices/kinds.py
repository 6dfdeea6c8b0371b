"""Which notices are contract notices, and what to say of the others."""

import re

from django.utils.translation import gettext as _

from tenders.calls.notices.refusals import NoticeRefused

LONGEST_NAME = 40

# eForms subtypes 10 to 24 are calls for competition (Regulation (EU) 2019/1780, annex, table 1), E3 the voluntary one
# below the thresholds. Some countries put an N before the number for their national twin of a subtype.
CONTRACT_NOTICES = frozenset({*(str(number) for number in range(10, 25)), "E3"})
SUBTYPE_GROUPS = {
    **dict.fromkeys(("1", "2", "3"), "profile"),
    **dict.fromkeys(("4", "5", "6", "7", "8", "9", "E2", "T01"), "planning"),
    **dict.fromkeys(("25", "26", "27", "28"), "ex-ante"),
    **dict.fromkeys(("29", "30", "31", "32", "33", "34", "35", "36", "37", "E4", "T02"), "result"),
    **dict.fromkeys(("38", "39", "40", "E6"), "modification"),
    **dict.fromkeys(("X01", "X02"), "business"),
    "CEI": "interest",
    "E1": "consultation",
    "E5": "completion",
}
# eForms notice types (BT-02), asked when there is no subtype.
CONTRACT_NOTICE_TYPES = frozenset(
    {"cn-standard", "cn-social", "cn-desg", "pin-cfc-standard", "pin-cfc-social", "qu-sy", "subco"}
)
TED_GROUPS = {
    **dict.fromkeys(("F01", "F04", "F16"), "planning"),
    **dict.fromkeys(("F03", "F06", "F13", "F18", "F25"), "result"),
    "F08": "profile",
    "F14": "correction",
    "F15": "ex-ante",
    "F20": "modification",
}


def check_eforms(root_name: str, subtype: str | None, notice_type: str | None) -> None:
    """Refuse an eForms document that is no contract notice. Raises NoticeRefused."""
    known = subtype.upper().removeprefix("N") if subtype else None
    if root_name in {"ContractNotice", "PriorInformationNotice"} and (
        known in CONTRACT_NOTICES or (known is None and notice_type in CONTRACT_NOTICE_TYPES)
    ):
        return
    roots = {"ContractAwardNotice": "result", "BusinessRegistrationInformationNotice": "business"}
    group = SUBTYPE_GROUPS.get(known or "") or roots.get(root_name)
    if group is None and subtype is None:
        raise NoticeRefused(_("The notice doesn't say which eForms subtype it is."))
    raise NoticeRefused(_sentence(group, _("eForms subtype %(name)s") % {"name": _short(subtype or root_name)}))


def check_ted(form_name: str) -> None:
    """Refuse a TED form other than F02. `form_name` is the element, such as F03_2014. Raises NoticeRefused."""
    number = form_name.partition("_")[0]
    if number == "F02":
        return
    if not re.fullmatch(r"[FT][0-9]{2}", number):
        raise NoticeRefused(_("This TED notice is in an older format than R2.0.9, which can't be read."))
    raise NoticeRefused(_sentence(TED_GROUPS.get(number), _("TED form %(name)s") % {"name": number}))


def refusal_of(root_name: str) -> NoticeRefused:
    """Return the refusal of XML that is no notice at all."""
    sentence = _("This is not a notice of eForms or TED: its XML begins with “%(name)s”.")
    return NoticeRefused(sentence % {"name": _short(root_name)})


def _sentence(group: str | None, name: str) -> str:
    sentences = {
        "profile": _("This notice announces a buyer profile; it is not a contract notice (%(name)s)."),
        "planning": _("This notice announces a plan; it is not a contract notice (%(name)s)."),
        "ex-ante": _("This notice announces a direct award; it is not a contract notice (%(name)s)."),
        "result": _("This notice announces a result; it is not a contract notice (%(name)s)."),
        "modification": _("This notice announces a change to a contract; it is not a contract notice (%(name)s)."),
        "completion": _("This notice announces that a contract is completed; it is not a contract notice (%(name)s)."),
        "correction": _("This notice corrects another one; it is not a contract notice (%(name)s)."),
        "consultation": _("This notice announces a market consultation; it is not a contract notice (%(name)s)."),
        "interest": _("This notice asks for expressions of interest; it is not a contract notice (%(name)s)."),
        "business": _("This notice is about the registration of a company; it is not a contract notice (%(name)s)."),
    }
    return sentences.get(group or "", _("This is not a contract notice that can be read (%(name)s).")) % {"name": name}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
