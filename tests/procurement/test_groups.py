"""Who may enter the Wagtail admin follows from posts, each time anew, and a check says when it was forgotten."""

import pytest
from django.core.management import call_command

from procurement.accounts.checks import groups_follow_posts
from procurement.accounts.groups import ensure_groups
from procurement.accounts.models import User


def may(person: User) -> set[str]:
    return User.objects.get(pk=person.pk).get_all_permissions()


def warned() -> list[str]:
    return [str(message.id) for message in groups_follow_posts(databases=["default"])]


def test_a_post_lets_in_and_nothing_more(personas):
    ensure_groups()
    assert may(personas.officer) == may(personas.editor) == {"wagtailadmin.access_admin"}
    for person in (personas.administrator, personas.approver, personas.auditor, personas.owner, personas.stranger):
        assert may(person) == set()


def test_who_loses_the_post_is_out_the_next_time(personas):
    ensure_groups()
    personas.officer.posts.all().delete()
    personas.buyer.posts.create(person=personas.stranger, role="officer")
    ensure_groups()
    assert may(personas.officer) == set()
    assert may(personas.stranger) == {"wagtailadmin.access_admin"}


def test_the_check_warns_until_the_command_was_run(personas, capsys):
    assert warned() == ["parvis.W001"]
    call_command("ensure_groups")
    assert "follow the posts" in capsys.readouterr().out
    assert warned() == []
    personas.officer.posts.all().delete()
    assert warned() == ["parvis.W001"]


def test_the_check_is_part_of_those_that_ask_the_database(personas, capsys):
    call_command("check", databases=["default"])
    assert "manage.py ensure_groups" in capsys.readouterr().err
    call_command("check")
    assert "ensure_groups" not in capsys.readouterr().err


@pytest.mark.parametrize("databases", [None, []])
def test_without_a_database_the_check_asks_none(django_assert_num_queries, db, databases):
    with django_assert_num_queries(0):
        assert groups_follow_posts(databases=databases) == []
