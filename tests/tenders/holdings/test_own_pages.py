"""The pages of what is held: whole in four languages, linked from where one looks, and each says what follows."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.personas import Personas

LANGUAGES = ["fr", "nl", "de", "en"]
OF_THE_FIRM = ["log", "firm", "close"]
OWN = ["me", "erase"]


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pages(personas: Personas, language: str) -> list[str]:
    with override(language):
        firm = [reverse(f"holdings:{name}", args=[personas.supplier.pk]) for name in OF_THE_FIRM]
        return [*firm, *(reverse(f"holdings:{name}") for name in OWN)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_there_in_each_language_with_one_heading(personas, language):
    client = client_of(personas.owner)
    for path in pages(personas, language):
        answer = client.get(path)
        page = answer.content.decode()
        assert (answer.status_code, page.count("<h1>"), f'<html lang="{language}">' in page) == (200, 1, True), path


def test_an_owner_finds_them_from_the_page_of_the_firm(personas):
    page = client_of(personas.owner).get(f"/fr/firm/{personas.supplier.pk}/").content.decode()
    assert f"/fr/firm/{personas.supplier.pk}/log/" in page
    assert f"/fr/firm/{personas.supplier.pk}/data/" in page


def test_a_contributor_finds_the_way_out_and_the_way_to_the_account(personas):
    page = client_of(personas.contributor).get(f"/fr/firm/{personas.supplier.pk}/").content.decode()
    assert f"/fr/firm/{personas.supplier.pk}/take-over/" in page
    assert "/remove/" in page
    assert "/log/" not in page


def test_the_desk_leads_to_what_is_held_about_oneself(personas):
    assert 'href="/fr/me/"' in client_of(personas.stranger).get("/fr/desk/").content.decode()


def test_the_last_owner_reads_what_to_do_first(personas):
    page = client_of(personas.owner).get("/en/me/erase/").content.decode()
    assert f"You alone own the account of {personas.supplier.name}" in page
    assert 'name="sure"' not in page


def test_one_who_never_bid_has_nothing_that_the_law_keeps(personas):
    page = client_of(personas.contributor).get("/en/me/erase/").content.decode()
    assert "The law has the authority keep" not in page
    assert "The log stays for good, with a number in place of a name." in page


@pytest.mark.parametrize("page", OWN)
def test_without_signing_in_one_is_asked_to(db, page):
    answer = Client().get(reverse(f"holdings:{page}"))
    assert "/accounts/login/" in answer.headers["Location"]
