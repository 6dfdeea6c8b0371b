"""Signatures: valid, tampered, cut, added to, by nobody we know; and the demonstration's certificate under a race."""

import http.server
import io
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from procurement.demo_certificate import LABEL, demo_certificate
from procurement.paper import printed
from procurement.signing import NOT_SIGNED, FileSigner, SigningFailedError, sign_pdf, verify_pdf
from tests.factories import papers

NOW = datetime(2027, 6, 9, 8, 12, 45, tzinfo=UTC)


@pytest.fixture(scope="module")
def document() -> bytes:
    return printed(papers.letter())


@pytest.fixture(scope="module")
def signer(tmp_path_factory) -> FileSigner:
    return demo_certificate(tmp_path_factory.mktemp("keys"), "Ville d’Exemple")


def sign(document: bytes, signer: FileSigner, **changes) -> bytes:
    values = {
        "name": "Anne Modèle",
        "reason": "Décision",
        "visible_text": "Signé\nDémonstration",
        "now": NOW,
        **changes,
    }
    return sign_pdf(document, signer, **values)


@pytest.fixture(scope="module")
def signed(document, signer) -> bytes:
    return sign(document, signer)


def test_a_signature_is_intact_trusted_and_tells_who_and_when(signed, signer):
    verdict = verify_pdf(signed, signer.trust_roots())
    assert (verdict.intact, verdict.trusted, verdict.covers_whole_document) == (True, True, True)
    assert verdict.signer_name == f"Ville d’Exemple ({LABEL})"
    assert verdict.signed_at == NOW
    assert verdict.sentence == ""


def test_what_was_signed_stays_byte_for_byte(document, signed):
    assert signed.startswith(document)


def test_the_signature_is_pades_and_visible_with_its_words(signed):
    signature = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures[-1]
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_field["/TU"] == "Signé\nDémonstration"
    assert signature.sig_object["/Reason"] == "Décision"


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_one_changed_bit_anywhere_is_seen(document, signed, signer, share):
    changed = bytearray(signed)
    changed[int(len(document) * share)] ^= 1
    assert not verify_pdf(bytes(changed), signer.trust_roots()).intact


def test_what_is_added_after_the_signature_is_seen(signed, signer):
    verdict = verify_pdf(signed + b"\n% and a little more", signer.trust_roots())
    assert not verdict.intact
    assert not verdict.covers_whole_document
    assert verdict.sentence


def test_a_signature_by_nobody_we_know_is_intact_but_not_trusted(signed, tmp_path):
    stranger = demo_certificate(tmp_path, "Ville d’Exemple")
    verdict = verify_pdf(signed, stranger.trust_roots())
    assert verdict.intact
    assert not verdict.trusted


def test_an_unsigned_document_is_not_signed(document, signer):
    assert verify_pdf(document, signer.trust_roots()) == NOT_SIGNED


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"\x00" * 5000])
def test_any_bytes_get_an_answer(data):
    verdict = verify_pdf(data, [])
    assert not verdict.intact
    assert verdict.sentence


def test_a_signed_document_cut_short_is_not_intact(signed, signer):
    for length in range(1000, len(signed), 7919):
        assert not verify_pdf(signed[:length], signer.trust_roots()).intact


def test_the_demo_key_is_private_labelled_and_made_once(tmp_path):
    first = demo_certificate(tmp_path / "keys", "Town")
    again = demo_certificate(tmp_path / "keys", "Another town")
    assert first.path.read_bytes() == again.path.read_bytes()
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert first.demo
    assert LABEL in first.pyhanko().signing_cert.issuer.human_friendly


def test_many_at_once_make_one_demo_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(lambda _: demo_certificate(tmp_path, "Town"), range(8)))
    assert len({signer.pyhanko().signing_cert.dump() for signer in signers}) == 1
    assert [path.name for path in tmp_path.iterdir()] == [signers[0].path.name]


def test_a_pkcs12_file_signs_too(tmp_path, document):
    bundle = demo_certificate(tmp_path, "Town").path.read_bytes()
    own, root = load_pem_x509_certificates(bundle)
    path = tmp_path / "town.p12"
    key = load_pem_private_key(bundle, None)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"town", key, own, [root], BestAvailableEncryption(b"open")))
    signer = FileSigner(path, passphrase=b"open")
    assert verify_pdf(sign(document, signer), signer.trust_roots()).trusted
    with pytest.raises(SigningFailedError):
        FileSigner(path, passphrase=b"wrong").pyhanko()


@pytest.mark.parametrize("content", [None, b"", b"no key"])
def test_a_key_that_cannot_be_read_is_one_sentence(tmp_path, content):
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SigningFailedError, match="cannot be read"):
        FileSigner(path).pyhanko()


@pytest.fixture
def timestamp_url():
    """A time-stamp authority on this machine."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time-stamps of a test")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=1), NOW + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)), PrivateKeyInfo.load(private), fixed_dt=NOW
    )

    class Authority(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_time_stamp_authority_makes_it_b_t(document, signer, timestamp_url):
    signed = sign(document, signer, timestamp_url=timestamp_url)
    verdict = verify_pdf(signed, signer.trust_roots())
    assert verdict.intact
    assert verdict.signed_at == NOW
    assert len(signed) > len(sign(document, signer))


def test_a_silent_time_stamp_authority_is_one_sentence(document, signer):
    with pytest.raises(SigningFailedError):
        sign(document, signer, timestamp_url="http://127.0.0.1:9/")
