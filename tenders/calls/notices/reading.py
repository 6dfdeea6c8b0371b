"""The one way in: from the bytes of a file to a contract notice."""

import hashlib

from procurement.safe_xml import XmlRefused, read_xml
from tenders.calls.notices.eforms import read_eforms
from tenders.calls.notices.kinds import refusal_of
from tenders.calls.notices.node import Node
from tenders.calls.notices.notice import Notice
from tenders.calls.notices.refusals import NoticeRefused
from tenders.calls.notices.ted import read_ted

EFORMS_ROOTS = frozenset(
    {"ContractNotice", "PriorInformationNotice", "ContractAwardNotice", "BusinessRegistrationInformationNotice"}
)
TED_ROOTS = frozenset({"TED_EXPORT", "TED_ESENDERS"})


def read_notice(data: bytes) -> Notice:
    """Read a contract notice: eForms (UBL; subtypes 10-24 and E3) or TED XML (R2.0.9, form F02).

    Raises NoticeRefused, with one sentence for people, if the file is too large, hostile or broken XML, or is anything
    but a contract notice. What a contract notice leaves out is None in the result, never an error.
    """
    try:
        root = Node(read_xml(data))
    except XmlRefused as refused:
        raise NoticeRefused(refused.sentence) from None
    digest = hashlib.sha256(data).hexdigest()
    if root.name in EFORMS_ROOTS:
        return read_eforms(root, digest)
    if root.name in TED_ROOTS:
        return read_ted(root, digest)
    raise refusal_of(root.name)
