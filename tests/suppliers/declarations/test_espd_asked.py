"""A buyer's ESPD request: shown beside the declaration, never kept, and refused where it is hostile."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.audit.models import Event
from procurement.safe_xml import XmlRefused
from suppliers.declarations.espd_asked import LONGEST_WORDS, MOST, read_request
from suppliers.models import Declaration, Supplier
from tests.factories.declarations import clear, declared
from tests.suppliers.declarations.test_espd_hostile import HOSTILE

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "espd" / "4.1.0_ESPD-Request.xml"


def required(kind: str, text: str, words: str = "A turnover") -> str:
    told = f"<Description>{words}</Description><TypeCode>REQUIREMENT</TypeCode><{kind}>{text}</{kind}>"
    return f"<Group><TenderingCriterionProperty>{told}</TenderingCriterionProperty></Group>"


def criterion(code: str, *parts: str, name: str = "Its name") -> str:
    head = f"<CriterionTypeCode>{code}</CriterionTypeCode><Name>{name}</Name>"
    return f"<TenderingCriterion>{head}{''.join(parts)}</TenderingCriterion>"


def request_of(*criteria: str) -> bytes:
    head = "<ContractFolderID>PP-1</ContractFolderID><ProcurementProject><Name>Parks</Name></ProcurementProject>"
    body = f"{head}{''.join(criteria)}"
    return f"<QualificationApplicationRequest>{body}</QualificationApplicationRequest>".encode()


def read(*criteria: str, **answers: object):
    return read_request(request_of(*criteria), Declaration(supplier=Supplier(name="A"), answers=answers))


def test_each_is_shown_with_the_buyers_words_and_whether_it_is_answered():
    words = required("ExpectedDescription", "Two parks") + required("MinimumAmount", "100000")
    found = read(
        criterion("fraud"), criterion("service-perform", words), criterion("finan-rat"), fraud={"answer": False}
    )
    assert (found.reference, found.title) == ("PP-1", "Parks")
    fraud, performed, ratio = found.asked
    assert (str(fraud.name), fraud.step, fraud.answered) == ("Fraud", "convictions", True)
    assert (performed.words, performed.step, performed.answered) == (
        ["Two parks", "A turnover: 100000"], "services", False,
    )  # fmt: skip
    assert (ratio.name, ratio.step, ratio.answered) == ("Its name", "", False)


def test_a_form_that_its_buyer_has_not_filled_in_says_nothing():
    assert read(criterion("fraud", required("ExpectedDescription", "[Register Name]"))).asked[0].words == []


def test_a_question_is_no_requirement():
    question = required("ExpectedDescription", "Is it so?").replace("REQUIREMENT", "QUESTION")
    assert read(criterion("fraud", question)).asked[0].words == []


def test_it_is_shown_within_bounds():
    long = criterion("fraud", required("ExpectedDescription", "x" * 9000), name="n" * 900)
    found = read(long, *[criterion("made-up")] * (MOST + 50))
    assert len(found.asked) == MOST
    assert len(found.asked[0].words[0]) == LONGEST_WORDS


def test_a_response_is_none_and_one_that_asks_nothing_is_refused():
    assert read_request(b"<QualificationApplicationResponse/>", Declaration()) is None
    with pytest.raises(XmlRefused, match="asks nothing"):
        read()


@pytest.mark.skipif(not SAMPLE.is_file(), reason="needs the format's sample in ../shared/data, not of the repository")
def test_the_formats_own_sample_is_read():
    found = read_request(SAMPLE.read_bytes(), Declaration(supplier=Supplier(name="A"), answers=clear()))
    assert found.reference == "PP.20170419.1024-9"
    assert len(found.asked) == 62
    assert sum(each.answered for each in found.asked) == len(clear())
    assert "Minimum amount requirement: 100000" in [word for each in found.asked for word in each.words]


class TestThePage:
    def send(self, client, personas, data: bytes):
        own = declared(personas.supplier, personas.owner)
        client.force_login(personas.owner)
        address = reverse("declarations:import", args=[personas.supplier.pk, own.pk])
        before = Declaration.objects.values().get(), Event.objects.count()
        answer = client.post(address, {"file": SimpleUploadedFile("espd.xml", data)})
        assert (Declaration.objects.values().get(), Event.objects.count()) == before
        return answer

    def test_says_what_is_answered_and_changes_nothing(self, client, personas):
        page = self.send(client, personas, request_of(criterion("fraud"), criterion("made-up", name="<b>Odd</b>"))).text
        assert "Nothing was changed or kept." in page
        assert "Answered" in page
        assert "Not asked here" in page
        assert "<b>Odd" not in page

    @pytest.mark.parametrize("case", [case for case in HOSTILE if "too large" not in case])
    def test_a_hostile_file_is_refused_in_words(self, client, personas, case: str):
        data = HOSTILE[case].replace(b"Response>", b"Request>") if case == "wrong root" else HOSTILE[case]
        answer = self.send(client, personas, data)
        assert answer.status_code == 422
        assert "passwd" not in answer.text
