"""A firm is registered by an officer, gets a code by post, and claims its account."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from procurement.accounts.models import Buyer
from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.intake.actions import VALIDITY, claim, make_code, take_in
from suppliers.intake.codes import digest_of, new_code
from suppliers.intake.correcting import correct
from suppliers.models import Application, CodeTried, Intake, Membership, NumberAsked, Supplier
from suppliers.onboarding.actions import Facts
from suppliers.onboarding.joining import MOST_NUMBERS_A_DAY, MOST_OF_AN_OFFICER, firm_with
from tests.factories.people import UserFactory, employ
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-15")
FACTS = Facts("Boulangerie Lenoir", "BE", "0403019261", "Rue Haute 1, 5000 Valbrume", "", "fr")
TYPED = {
    "name": "Boulangerie Lenoir", "country": "BE", "identifier": "0403019261", "address": "Rue Haute 1, 5000 Valbrume",
    "language": "fr", "channel": "paper", "attention": "Nadia Lenoir",
}  # fmt: skip


def took(personas: Personas, **facts: object) -> Intake:
    usual = {"channel": "phone", "attention": "Nadia Lenoir", "scan": None, "by": personas.officer, "now": NOW}
    return take_in(personas.buyer, FACTS, **{**usual, **facts})


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def post(client, person, name: str, *args: object, data: dict | None = None, status: int = 302):
    client.force_login(person)
    answer = client.post(reverse(f"intake:{name}", args=args), data or {})
    assert answer.status_code == status
    return answer


class TestTakingIn:
    def test_the_firm_belongs_to_nobody_until_it_is_claimed(self, personas):
        intake = took(personas)
        assert intake.supplier.identifier == "0403019261"
        assert not Membership.objects.filter(supplier=intake.supplier).exists()
        assert Event.objects.get(verb="supplier.take_in").payload["channel"] == "phone"

    @pytest.mark.parametrize("name", ["other_officer", "approver", "administrator", "owner", "stranger"])
    def test_only_officers_of_the_authority_do_it(self, personas, name: str):
        with pytest.raises(Refused, match="Only officers"):
            took(personas, by=getattr(personas, name))

    def test_a_number_that_is_here_is_refused_and_nothing_is_kept(self, personas):
        took(personas)
        with pytest.raises(Refused, match="is here already"):
            took(personas)
        assert Intake.objects.count() == 1

    def test_a_scan_goes_through_the_checks_of_every_upload(self, personas):
        with pytest.raises(Refused):
            took(personas, scan=SimpleUploadedFile("form.pdf", b"MZ no pdf at all"))
        assert not Supplier.objects.filter(name="Boulangerie Lenoir").exists()
        intake = took(personas, scan=SimpleUploadedFile("form.txt", b"Signed: N. Lenoir"))
        assert (intake.scan.read(), intake.scan_name) == (b"Signed: N. Lenoir", "form.txt")


class TestTheCode:
    def test_is_long_and_kept_as_a_digest_only(self, personas):
        intake = took(personas)
        code = make_code(intake, by=personas.officer, now=NOW)
        assert len(code.replace("-", "")) == 16
        kept = str(Intake.objects.values().get()) + str(list(Event.objects.values()))
        assert code not in kept
        assert digest_of(code) in kept
        assert len({new_code() for _ in range(100)}) == 100

    @pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}\n"])
    def test_gives_the_account_to_whoever_types_it_however_it_is_typed(self, personas, change):
        intake = took(personas)
        claim(change(make_code(intake, by=personas.officer, now=NOW)), by=personas.stranger, now=NOW)
        assert intake.supplier.roles_of(personas.stranger) == {Role.OWNER}
        assert Mail.objects.get().to == personas.officer.email

    def test_opens_once(self, personas):
        code = make_code(took(personas), by=personas.officer, now=NOW)
        claim(code, by=personas.stranger, now=NOW)
        with pytest.raises(Refused, match="opens no account"):
            claim(code, by=personas.owner, now=NOW)
        with pytest.raises(Refused, match="claimed its account already"):
            make_code(Intake.objects.get(), by=personas.officer, now=NOW)

    def test_opens_for_sixty_days(self, personas):
        code = make_code(took(personas), by=personas.officer, now=NOW)
        with pytest.raises(Refused, match="opens no account"):
            claim(code, by=personas.stranger, now=NOW + VALIDITY)
        claim(code, by=personas.stranger, now=NOW + VALIDITY - timedelta(minutes=1))

    def test_ends_with_the_next_letter(self, personas):
        intake = took(personas)
        first = make_code(intake, by=personas.officer, now=NOW)
        make_code(intake, by=personas.officer, now=NOW)
        with pytest.raises(Refused, match="opens no account"):
            claim(first, by=personas.stranger, now=NOW)

    def test_opens_nothing_for_those_who_could_have_read_it(self, personas):
        code = make_code(took(personas), by=personas.officer, now=NOW)
        for person in (personas.officer, employ(personas.buyer, Role.AUDITOR)):
            with pytest.raises(Refused, match="opens no account"):
                claim(code, by=person, now=NOW)

    def test_five_wrong_ones_a_day(self, personas):
        code = make_code(took(personas), by=personas.officer, now=NOW)
        for _ in range(5):
            with pytest.raises(Refused, match="opens no account"):
                claim(new_code(), by=personas.stranger, now=NOW)
        with pytest.raises(Refused, match="Try again tomorrow"):
            claim(code, by=personas.stranger, now=NOW)
        claim(code, by=UserFactory(), now=NOW)  # another person still can
        assert CodeTried.objects.count() == 5
        with pytest.raises(Refused, match="opens no account"):
            claim(code, by=personas.stranger, now=NOW + timedelta(days=1, minutes=1))
        assert CodeTried.objects.count() == 1

    @pytest.mark.parametrize("name", ["other_officer", "auditor", "owner"])
    def test_is_made_by_officers_of_the_authority_only(self, personas, name: str):
        with pytest.raises(Refused, match="Only officers"):
            make_code(took(personas), by=getattr(personas, name), now=NOW)


def test_the_file_that_waited_for_an_owner_is_handed_in_when_the_account_is_claimed(personas):
    Buyer.objects.filter(pk=personas.buyer.pk).update(vets_newcomers=True)
    intake = took(personas)
    assert Application.objects.get(supplier=intake.supplier).state == "draft"
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)
    assert Application.objects.get(supplier=intake.supplier).state == "submitted"


class TestThePages:
    @pytest.fixture(autouse=True)
    def today(self, hands) -> None:
        hands.at = NOW

    def test_from_the_form_to_the_claimed_account(self, client, personas):
        post(client, personas.officer, "new", data=TYPED)
        intake = Intake.objects.get()
        assert "Nadia" in text_of(client.get(reverse("intake:summary", args=[intake.pk])).content)
        letter = text_of(post(client, personas.officer, "letter", intake.pk, status=200).content)
        code = letter.split("Votre code : ")[1][:19]
        assert "14 mai 2027" in letter
        assert "/fr/firm/claim/" in letter
        assert code not in client.get(reverse("intake:one", args=[intake.pk])).text
        answer = post(client, personas.stranger, "claim", data={"code": code})
        assert answer.headers["Location"] == reverse("onboarding:firm", args=[intake.supplier_id])
        assert "has claimed the account on 15 March 2027" in seen(client, personas.officer, "one", intake.pk)

    @pytest.mark.parametrize("language", ["nl", "de", "en"])
    def test_the_letter_is_in_the_language_of_the_firm(self, client, personas, language: str):
        intake = took(personas)
        Supplier.objects.filter(pk=intake.supplier_id).update(language=language)
        letter = text_of(post(client, personas.officer, "letter", intake.pk, status=200).content)
        assert {"nl": "Uw code: ", "de": "Ihr Code: ", "en": "Your code: "}[language] in letter

    def test_a_wrong_code_is_told_beside_its_field_and_counts(self, client, personas):
        answer = post(client, personas.stranger, "claim", data={"code": "2222-2222-2222-2222"}, status=422)
        assert "This code opens no account." in answer.text
        assert CodeTried.objects.count() == 1

    def test_what_is_missing_is_told_beside_its_field(self, client, personas):
        answer = post(client, personas.officer, "new", data={**TYPED, "attention": "", "identifier": "1"}, status=422)
        assert 'id="id_attention_error"' in answer.text
        assert 'id="id_identifier_error"' in answer.text

    @pytest.mark.parametrize("name", ["other_officer", "approver", "auditor", "owner", "stranger"])
    def test_nobody_else_finds_it(self, client, personas, name: str):
        intake = took(personas, scan=SimpleUploadedFile("form.txt", b"Signed"))
        client.force_login(getattr(personas, name))
        for page in ("one", "summary", "letter", "scan"):
            assert client.get(reverse(f"intake:{page}", args=[intake.pk])).status_code == 404
            assert client.post(reverse(f"intake:{page}", args=[intake.pk])).status_code == 404
        for page in ("list", "new") if name != "other_officer" else ():
            assert client.get(reverse(f"intake:{page}")).status_code == 404

    def test_looking_at_the_letter_makes_no_code(self, client, personas):
        intake = took(personas)
        client.force_login(personas.officer)
        assert client.get(reverse("intake:letter", args=[intake.pk])).status_code == 302
        assert Intake.objects.get().code_sha256 == ""

    def test_the_list_is_empty_then_names_the_firm(self, client, personas):
        assert "No registration was taken in yet." in seen(client, personas.officer, "list")
        took(personas)
        assert "Boulangerie Lenoir" in seen(client, personas.officer, "list")
        assert "Boulangerie Lenoir" not in seen(client, personas.other_officer, "list")


def seen(client, person, name: str, *args: object) -> str:
    client.force_login(person)
    return client.get(reverse(f"intake:{name}", args=args)).text


class TestHowManyNumbersADay:
    def asked(self, person, count: int) -> None:
        NumberAsked.objects.bulk_create(NumberAsked(person=person, asked_at=NOW) for _each in range(count))

    def test_an_officer_types_a_pile_of_paper_in_one_day(self, personas):
        self.asked(personas.officer, MOST_NUMBERS_A_DAY)
        assert took(personas).supplier.name == "Boulangerie Lenoir"

    def test_not_without_end_and_the_sentence_says_when_it_goes_on(self, personas):
        self.asked(personas.officer, MOST_OF_AN_OFFICER)
        with pytest.raises(Refused, match="Try again tomorrow"):
            took(personas)
        assert took(personas, now=NOW + timedelta(days=1))

    def test_what_one_officer_asked_does_not_count_against_a_colleague(self, personas):
        self.asked(personas.officer, MOST_OF_AN_OFFICER)
        assert took(personas, by=employ(personas.buyer, Role.OFFICER, email="colleague@example.org"))

    def test_a_number_that_is_corrected_counts_like_one_that_is_typed(self, personas):
        intake = took(personas)
        self.asked(personas.officer, MOST_OF_AN_OFFICER - 1)
        with pytest.raises(Refused, match="Try again tomorrow"):
            correct(intake, replace(FACTS, identifier="0878065378"), attention="N.", by=personas.officer, now=NOW)

    def test_on_its_own_an_officer_has_no_more_than_anybody(self, personas):
        self.asked(personas.officer, MOST_NUMBERS_A_DAY)
        with pytest.raises(Refused, match="Try again tomorrow"):
            firm_with("BE", "0403019261", by=personas.officer, now=NOW)
