"""Every paper leaves by one door: once, signed, and with the right key."""

import hashlib
from dataclasses import replace

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from procurement.demo_certificate import LABEL, demo_certificate
from procurement.signing import verify_pdf
from tenders.issuing import ALPHABET, address_lines, frame, issue, new_code, town_in, trust_roots
from tenders.models import Paper
from tests.factories import papers
from tests.factories.calls import TenderFactory
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture
def tender(personas):
    return TenderFactory(buyer=personas.buyer)


def test_a_paper_is_signed_stored_and_hashed(tender, settings) -> None:
    code = new_code()
    paper = issue(papers.receipt(), Paper(tender=tender, kind=Paper.Kind.RECEIPT, code=code))
    document = Paper.objects.get(code=code).file.read()
    assert hashlib.sha256(document).hexdigest() == paper.sha256
    verdict = verify_pdf(document, trust_roots(settings.KEYS_ROOT))
    assert (verdict.intact, verdict.trusted) == (True, True)


def test_a_rehearsal_is_never_signed_with_the_real_key(tender, settings, tmp_path) -> None:
    settings.SIGNING_KEY = str(demo_certificate(tmp_path, "The real authority").path)
    real, rehearsed = (
        issue(
            replace(papers.receipt(), **{**frame(tender, language="fr", now=NOW, code=code), "rehearsal": rehearsal}),
            Paper(tender=tender, kind=Paper.Kind.RECEIPT, code=code),
        )
        for code, rehearsal in ((new_code(), False), (new_code(), True))
    )
    names = [signer_of(paper) for paper in (real, rehearsed)]
    assert names[0].startswith("The real authority")
    assert names[1].startswith("Parvis")
    assert LABEL in names[1]


def signer_of(paper: Paper) -> str:
    [signature] = PdfFileReader(paper.file.open("rb")).embedded_regular_signatures
    return signature.signer_cert.subject.native["common_name"]


def test_codes_are_random_and_hold_no_letter_that_is_mistaken_for_another() -> None:
    codes = {new_code() for _n in range(200)}
    assert len(codes) == 200
    assert set("".join(codes)) - {"-"} <= set(ALPHABET)
    assert not set("01IOL") & set(ALPHABET)


@pytest.mark.parametrize(
    ("address", "town"),
    [
        (("Place du Parvis 1", "1000 Bruxelles"), "Bruxelles"),
        (("Grand-Place 1, 1000 Bruxelles",), "Bruxelles"),
        (("Place du Parvis 1", "B-4700 Eupen", "Belgique"), "Eupen"),
        (("Coolsingel 40", "3011 AD Rotterdam"), "Rotterdam"),
        (("4 rue Lobau", "75196 Paris Cedex 04"), "Paris"),
        (("Wetstraat 16, 1040 Brussel, België",), "Brussel"),
        (("Place du Parvis 1", "Exemple"), "Exemple"),
        (("Place du Parvis 1",), ""),
        (("Hôtel de ville",), ""),
        ((), ""),
    ],
)
def test_a_letter_is_dated_from_the_town_alone(address, town) -> None:
    assert town_in(address) == town


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("Place du Parvis 1\n1000 Bruxelles\n", ("Place du Parvis 1", "1000 Bruxelles")),
        ("Place du Parvis 1, boîte 3\n1000 Bruxelles", ("Place du Parvis 1, boîte 3", "1000 Bruxelles")),
        ("Stropstraat 119, 9000 Gent", ("Stropstraat 119", "9000 Gent")),
        ("", ()),
    ],
)
def test_an_address_stands_in_lines(written, lines) -> None:
    assert address_lines(written) == lines
