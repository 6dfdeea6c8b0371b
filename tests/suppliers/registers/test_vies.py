"""The EU's VAT service, played by a real server on this machine: what it says, and every way in which it does not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from suppliers.registers import vies
from suppliers.registers.queries import look_up
from suppliers.registers.vat import vat_number

VALID = {"countryCode": "DE", "vatNumber": "136695976", "valid": True, "name": "Werk GmbH", "address": "Weg 1\nBonn"}
DOWN = {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}


class Service(BaseHTTPRequestHandler):
    """Answers every question with what the test put there, and keeps the question."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append((self.path, json.loads(self.rfile.read(length))))
        status, body = self.server.says
        if status == 0:  # keeps silent until the test is over
            self.server.over.wait(10)
            return
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(settings) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.says, server.over = [], (200, json.dumps(VALID).encode()), threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.VIES_URL = f"http://127.0.0.1:{server.server_port}/rest-api/check-vat-number"
    settings.VIES_TIMEOUT = 5
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def says(service, status: int, answer: object) -> None:
    service.says = status, answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def test_a_number_that_it_knows_gives_name_and_address(service):
    answer = vies.ask("DE", "DE136695976")
    assert (answer.found.name, answer.found.address) == ("Werk GmbH", "Weg 1\nBonn")
    assert "VIES" in answer.found.source
    asked = {"countryCode": "DE", "vatNumber": "136695976"}
    assert service.asked == [("/rest-api/check-vat-number", asked)]


def test_a_state_that_confirms_without_a_name_leaves_it_to_be_typed(service):
    says(service, 200, {"valid": True, "name": "---", "address": "---"})
    assert (vies.ask("ES", "ESB58378431").found.name, vies.ask("ES", "ESB58378431").found.address) == ("", "")


def test_a_number_that_it_does_not_know_is_not_there(service):
    says(service, 200, {"valid": False, "name": "---"})
    answer = vies.ask("DE", "DE136695976")
    assert (answer.checked, answer.found) == (True, None)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, DOWN),
        (500, DOWN),
        (400, {"valid": True}),
        (200, b"<html>down</html>"),
        (200, b'"valid"'),
        (200, b""),
        (200, {"valid": "true"}),
        (200, b" " * 70_000 + json.dumps(VALID).encode()),
        (302, VALID),
    ],
)
def test_whatever_goes_wrong_it_is_not_checked(service, status, said):
    says(service, status, said)
    assert vies.ask("DE", "DE136695976") == vies.NOT_CHECKED
    assert len(service.asked) == 1


def test_it_waits_no_longer_than_told(service, settings):
    settings.VIES_TIMEOUT = 0.05
    says(service, 0, {})
    assert vies.ask("DE", "DE136695976") == vies.NOT_CHECKED


def test_a_service_that_is_gone_is_not_checked(service, settings):
    settings.VIES_URL = "http://127.0.0.1:9/"
    assert vies.ask("DE", "DE136695976") == vies.NOT_CHECKED


def test_nobody_is_asked_where_no_setting_names_the_service(service, settings):
    settings.VIES_URL = ""
    assert vies.ask("DE", "DE136695976") == vies.NOT_CHECKED
    assert service.asked == []


def test_nobody_is_asked_about_a_number_that_is_no_vat_number(service):
    for country, number in [("JP", "1"), ("DE", "HRB 1234"), ("GB", "GB999999973")]:
        assert vies.ask(country, number) == vies.NOT_CHECKED
    assert service.asked == []


@pytest.mark.django_db
def test_it_is_asked_where_no_register_was_imported(service):
    assert look_up("BE", "0403019261", language="fr").found.name == "Werk GmbH"
    assert service.asked[0][1] == {"countryCode": "BE", "vatNumber": "0403019261"}


@pytest.mark.parametrize(
    ("country", "number", "expected"),
    [
        ("BE", "0403019261", ("BE", "0403019261")),
        ("FR", "303265045", ("FR", "40303265045")),
        ("GR", "EL094259216", ("EL", "094259216")),
        ("NL", "NL004495445B01", ("NL", "004495445B01")),
        ("NL", "17085815", None),
        ("CH", "CHE100155212", None),
    ],
)
def test_the_vat_number_is_made_from_the_number_of_the_firm(country, number, expected):
    assert vat_number(country, number) == expected
