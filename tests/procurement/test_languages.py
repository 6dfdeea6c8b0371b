"""The switch of language: the same page, with its question, whatever the browser asks for."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("asked_for", ["en", "fr", "nl", "de", ""])
@pytest.mark.parametrize("page", ["calls/?q=bois&show=all", "verify/?code=AAAA-AAAA", ""])
def test_the_page_and_its_question_stay(asked_for: str, page: str):
    client = Client(headers={"accept-language": asked_for})
    answer = client.post("/i18n/setlang/", {"language": "de", "next": f"/fr/{page}"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/de/{page}")


@pytest.mark.django_db
def test_the_switch_leads_to_no_other_house():
    answer = Client().post("/i18n/setlang/", {"language": "de", "next": "https://elsewhere.example/fr/"})
    assert answer.headers["Location"] == "/"


def test_the_switch_is_no_link(client):
    assert client.get("/i18n/setlang/").status_code == 405
