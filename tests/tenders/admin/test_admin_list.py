"""The list of calls in the admin: for officers of their buyer, and for nobody else."""

import pytest
from django.urls import reverse

from cms.actions import ensure_home_pages
from tests.factories.calls import TenderFactory
from tests.factories.published import published_call

LIST = reverse("office_calls:index")


def write(tender) -> str:
    return reverse("office_calls:write", args=[tender.reference])


def test_an_officer_lists_the_calls_of_its_buyer_with_their_state(officer, personas, draft):
    public = published_call(buyer=personas.buyer, title="Le public")
    TenderFactory(buyer=personas.other_buyer, title="Ailleurs")
    listed = officer.get(LIST).text
    assert [write(tender) in listed for tender in (draft, public)] == [True, True]
    assert reverse("office_calls:add") in listed
    assert "Le public" in listed
    assert "Ailleurs" not in listed


@pytest.mark.parametrize("name", ["other_officer", "editor", "administrator", "approver", "owner", "stranger"])
def test_others_find_neither_the_list_nor_its_place_in_the_menu(client, personas, draft, name: str):
    client.force_login(getattr(personas, name))
    listed = client.get(LIST)
    assert "Le brouillon" not in listed.text
    if name != "other_officer":
        assert listed.status_code in {302, 404}
        assert LIST not in client.get(reverse("wagtailadmin_home"), follow=True).text


def test_a_superuser_without_a_post_sees_no_call(admin_client, draft):
    for address in (LIST, write(draft), reverse("office_calls:add")):
        assert admin_client.get(address, follow=True).status_code == 404


def test_the_list_asks_as_often_for_three_calls_as_for_one(officer, personas, draft, django_assert_max_num_queries):
    officer.get(LIST)
    with django_assert_max_num_queries(40) as one:
        officer.get(LIST)
    for title in ("Deux", "Trois"):
        TenderFactory(buyer=personas.buyer, title=title)
    with django_assert_max_num_queries(len(one)):
        officer.get(LIST)


def test_nothing_is_deleted_there_and_no_history_of_wagtails_own(officer, draft):
    for name in ("edit", "delete", "history", "usage", "copy"):
        assert officer.get(f"/admin/calls/{name}/{draft.pk}/", follow=True).status_code == 404


def test_the_menu_leads_back_to_the_desk(officer):
    assert "/desk/" in officer.get(reverse("wagtailadmin_home")).text


def test_an_editor_writes_pages(client, personas):
    ensure_home_pages()
    client.force_login(personas.editor)
    assert client.get(reverse("wagtailadmin_explore_root")).status_code == 200
    client.force_login(personas.officer)
    assert client.get(reverse("wagtailadmin_explore_root")).status_code == 302
