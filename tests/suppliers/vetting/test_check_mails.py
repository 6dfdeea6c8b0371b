"""What is written while a file is checked: to whom, in which language, and with which one link."""

import pytest

from procurement.accounts.roles import Role
from procurement.outbox.models import Mail
from suppliers.filing.emails import News, Work, tell_firm, tell_officers
from suppliers.models import Application, Membership
from suppliers.vetting.actions import assign
from suppliers.vetting.mending import mend
from tests.factories.files import THURSDAY, filed, to_mend, verified
from tests.factories.people import employ, join
from tests.personas import Personas

pytestmark = pytest.mark.django_db
DAY = THURSDAY.date()
FACTS = {"due": DAY, "answer_by": DAY}
LANGUAGES = ["fr", "nl", "de", "en"]
SAYS = {
    "received": ("est chez", "ligt bei", "liegt bei", "is with"),
    "unasked": ("sans qu’on", "ongevraagd", "von sich aus", "unasked"),
    "changes": ("demande de modifier", "vraagt u iets te wijzigen", "bittet Sie", "asks you to change"),
    "verified": ("il est en ordre", "het is in orde", "in Ordnung", "it is in order"),
    "refused": ("n’a pas pu le vérifier", "kon het niet verifiëren", "nicht bestätigen", "could not verify it"),
    "expired": ("est écoulée", "niet meer geldig", "ist abgelaufen", "is over"),
    "hearing": ("Rien n’est décidé", "niets beslist", "nichts entschieden", "Nothing is decided"),
    "dropped": ("ne suspend pas", "schorst de verificatie", "nicht aus", "does not suspend"),
    "suspended": ("a suspendu", "geschorst", "ausgesetzt", "has suspended"),
}
SAYS["received"] = ("est chez", "ligt bij", "liegt bei", "is with")


@pytest.fixture
def file(personas: Personas) -> Application:
    made = verified(personas)
    Mail.objects.all().delete()
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("news", News.values)
def test_the_firm_reads_each_news_in_its_language_with_one_link(personas, file, news: str, language: str):
    personas.owner.language = language
    personas.owner.save()
    tell_firm(file, News(news), now=THURSDAY, **FACTS)
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == (personas.owner.email, language)
    assert SAYS[news][LANGUAGES.index(language)] in mail.text
    assert mail.text.count(f"/{language}/firm/{personas.supplier.pk}/checks/{file.pk}/") == 1
    assert "Ville de Valbrume" in mail.subject
    assert "%(" not in mail.subject + mail.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("work", Work.values)
def test_the_officer_reads_each_task_in_its_language_with_one_link(personas, file, work: str, language: str):
    personas.officer.language = language
    personas.officer.save()
    tell_officers(file, Work(work), now=THURSDAY, due=DAY, by=personas.approver)
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == (personas.officer.email, language)
    assert personas.supplier.name in mail.subject
    assert mail.text.count(f"/{language}/office/files/{file.pk}/") == 1


def test_each_subject_is_another_so_that_they_can_be_told_apart(personas, file):
    for news in News:
        tell_firm(file, news, now=THURSDAY, **FACTS)
    assert len(set(Mail.objects.values_list("subject", flat=True))) == len(News)


def test_every_owner_is_told_and_nobody_else_of_the_firm(personas, file):
    second = join(personas.supplier, Role.OWNER, email="second@example.org")
    gone = join(personas.supplier, Role.OWNER, email="gone@example.org", is_active=False)
    tell_firm(file, News.VERIFIED, now=THURSDAY)
    assert set(Mail.objects.values_list("to", flat=True)) == {personas.owner.email, second.email}
    assert gone.email not in set(Mail.objects.values_list("to", flat=True))


def test_a_firm_that_nobody_owns_is_told_at_its_own_address_without_a_link(personas, file):
    Membership.objects.filter(supplier=personas.supplier, role=Role.OWNER).delete()
    tell_firm(file, News.VERIFIED, now=THURSDAY)
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == (personas.supplier.email, personas.supplier.language)
    assert "/checks/" not in mail.text


def test_while_nobody_has_the_file_all_officers_hear_of_it(personas):
    colleague = employ(personas.buyer, Role.OFFICER)
    filed(personas)
    told = set(Mail.objects.values_list("to", flat=True))
    assert told == {personas.owner.email, personas.officer.email, colleague.email}


def test_then_only_who_has_it_and_again_all_when_that_one_is_gone(personas):
    colleague = employ(personas.buyer, Role.OFFICER)
    file = to_mend(personas)
    Mail.objects.all().delete()
    mend(file, changes={}, answers={"address": "It is right."}, by=personas.owner, now=THURSDAY)
    assert set(Mail.objects.values_list("to", flat=True)) == {personas.owner.email, personas.officer.email}
    personas.officer.is_active = False
    personas.officer.save()
    Mail.objects.all().delete()
    tell_officers(file, Work.AGAIN, now=THURSDAY, due=DAY)
    assert Mail.objects.get().to == colleague.email


def test_who_takes_a_file_for_itself_is_not_told_of_it(personas):
    file = filed(personas)
    Mail.objects.all().delete()
    assign(file, to=personas.officer, by=personas.officer, now=THURSDAY)
    assert not Mail.objects.exists()
