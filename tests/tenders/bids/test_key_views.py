"""A committee member's own key: its page, its file, its sheet on paper."""

import io
import json
from base64 import b64decode

import pikepdf
import pytest
from pypdf import PdfReader

from procurement.audit.models import Event
from procurement.paper import in_fours
from tenders.bids import memberkeys
from tenders.bids.actions import make_member_key
from tenders.bids.memberkeys import WrongPassphraseError
from tenders.models import MemberKey
from tests.factories.sealed import keyed_call
from tests.factories.visiting import get, post
from tests.personas import PASSPHRASE, moment

pytestmark = pytest.mark.django_db
KEY, NEW_KEY = "/en/opening/key/", "/en/opening/key/new/"
OUTSIDE = ["owner", "other_officer", "ombudsperson", "editor", "administrator", "stranger"]
NOW, NEW = moment("2027-02-01"), "quite a new phrase of one's own"


class TestOnesOwnKey:
    def test_it_is_made_with_a_passphrase_typed_twice(self, client, personas, hands):
        hands.at, member = NOW, personas.committee[0]
        assert "At least 12 characters" in get(client, member, NEW_KEY)
        post(client, member, NEW_KEY, {"passphrase": PASSPHRASE, "again": PASSPHRASE})
        assert MemberKey.objects.get(person=member).is_tried(NOW)
        assert "Works" in get(client, member, KEY)

    @pytest.mark.parametrize(
        ("first", "second", "sentence"),
        [
            ("short", "short", "Choose a longer passphrase."),
            (PASSPHRASE, f"{PASSPHRASE}!", "Both must be the same."),
            ("my password to sign in", "my password to sign in", "This is your password for signing in."),
        ],
    )
    def test_a_passphrase_that_breaks_a_rule_is_told_by_its_field(self, client, personas, first, second, sentence):
        member = personas.committee[0]
        member.set_password("my password to sign in")
        member.save()
        page = post(client, member, NEW_KEY, {"passphrase": first, "again": second}, 422).content.decode()
        assert sentence in page
        assert "There is something to mend" in page
        assert f'value="{first}"' not in page
        assert not MemberKey.objects.exists()

    def test_it_is_tried_and_a_wrong_passphrase_is_told_and_logged(self, client, personas, hands):
        member = personas.committee[0]
        make_member_key(member, passphrase=PASSPHRASE, now=NOW)
        hands.at = moment("2027-06-01")
        assert "Must be tried again" in get(client, member, KEY)
        page = post(client, member, KEY, {"passphrase": "quite another phrase"}, 422).content.decode()
        assert "This passphrase does not open the key." in page
        assert Event.objects.filter(verb="memberkey.drill_refused").exists()
        post(client, member, KEY, {"passphrase": PASSPHRASE})
        assert MemberKey.objects.get().is_tried(hands.at)

    def test_while_a_call_needs_it_another_takes_its_place_with_the_present_passphrase_only(self, client, personas):
        tender, member = keyed_call(personas), personas.committee[0]
        page = get(client, member, NEW_KEY)
        assert f"So that the new key opens {tender.reference}, as the old one would." in page
        assert "Then no new key can be made yet" in page
        old, new = bytes(MemberKey.objects.get(person=member).public), {"passphrase": NEW, "again": NEW}
        for former, sentence in [("", "This field is required."), ("quite another phrase", "does not open the key")]:
            told = post(client, member, NEW_KEY, {**new, "former": former}, 422).content.decode()
            assert sentence in told
            assert f'value="{NEW}"' not in told
        assert bytes(MemberKey.objects.get(person=member).public) == old
        post(client, member, NEW_KEY, {**new, "former": PASSPHRASE})
        assert bytes(MemberKey.objects.get(person=member).public) != old

    def test_who_forgot_it_makes_another_when_no_call_waits(self, client, personas):
        member = personas.committee[0]
        make_member_key(member, passphrase=PASSPHRASE, now=NOW)
        assert "no call waits to be opened with the old key" in get(client, member, NEW_KEY)
        post(client, member, NEW_KEY, {"passphrase": NEW, "again": NEW, "former": ""})
        assert memberkeys.unwrap(bytes(MemberKey.objects.get().wrapped), NEW)

    def test_without_a_key_the_page_says_what_to_do(self, client, personas):
        assert "You have no key yet." in get(client, personas.committee[0], KEY)

    @pytest.mark.parametrize("name", [*OUTSIDE, "officer", "evaluator"])
    def test_who_opens_nothing_has_no_such_page(self, client, personas, name):
        for address in (KEY, NEW_KEY, f"{KEY}file/", f"{KEY}sheet/"):
            get(client, getattr(personas, name), address, 404)
        for address in (KEY, NEW_KEY):
            post(client, getattr(personas, name), address, {"passphrase": PASSPHRASE, "again": PASSPHRASE}, 404)


class TestACopyToTakeHome:
    @pytest.fixture
    def member(self, personas, hands):
        hands.at = NOW
        make_member_key(personas.committee[0], passphrase=PASSPHRASE, now=NOW)
        return personas.committee[0]

    def test_the_file_opens_with_the_passphrase_and_with_nothing_else(self, client, member):
        client.force_login(member)
        answer = client.get(f"{KEY}file/")
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer["Cache-Control"]
        assert len(memberkeys.unwrap(answer.content, PASSPHRASE)) == 32
        with pytest.raises(WrongPassphraseError):
            memberkeys.unwrap(answer.content, "quite another phrase")

    @pytest.mark.parametrize(
        ("language", "title"),
        [
            ("fr", "Fiche de récupération d’un membre du comité"),
            ("nl", "Herstelblad van een commissielid"),
            ("de", "Wiederherstellungsblatt eines Ausschussmitglieds"),
            ("en", "Recovery sheet of a committee member"),
        ],
    )
    def test_the_sheet_says_what_is_in_the_file_and_how_to_keep_it(self, client, member, language, title):
        client.force_login(member)
        answer = client.get(f"/{language}/opening/key/sheet/")
        text, key = text_of(answer.content), json.loads(bytes(MemberKey.objects.get().wrapped))
        assert title in text
        for name in ("public", "salt", "box"):
            assert in_fours(b64decode(key[name]).hex()) in text
        assert PASSPHRASE not in text
        with pikepdf.open(io.BytesIO(answer.content)) as pdf:
            assert len(pdf.pages) == 1
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == language
            (embedded,) = pdf.attachments.values()
            assert json.loads(embedded.get_file().read_bytes())["key"] == key

    def test_without_a_key_there_is_nothing_to_take(self, client, personas):
        for page in ("file/", "sheet/"):
            get(client, personas.committee[1], f"{KEY}{page}", 404)


def text_of(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())
