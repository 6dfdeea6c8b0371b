"""Who gives which role to whom: never to oneself, never mixed with accounts, always logged and told."""

import pytest

from procurement.accounts.groups import ensure_groups
from procurement.accounts.models import Post, User
from procurement.accounts.roles import Role
from procurement.administration import actions, inviting
from procurement.administration.actions import Facts
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tests.factories.people import UserFactory, employ, join, proven
from tests.personas import moment

NOW = moment("2027-02-01")
FACTS = Facts("Ville de Lys", "0207.000.001", "BE", "", "BE352", "Place 1", "a@lys.example", "fr", "Europe/Brussels", 2)


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser("root@example.org", name="Root")


def roles_of(personas, person) -> set[str]:
    return set(Post.objects.filter(buyer=personas.buyer, person=person).values_list("role", flat=True))


def set_roles(personas, person, *roles, by=None) -> None:
    actions.set_roles(personas.buyer, person, roles, by=by or personas.administrator, now=NOW)


def test_roles_are_given_and_taken_each_with_its_event_and_one_mail(personas):
    set_roles(personas, personas.approver, "officer", "signatory")
    assert roles_of(personas, personas.approver) == {"officer", "signatory"}
    done = [(event.verb, event.payload["role"]) for event in Event.objects.order_by("pk")]
    assert done == [("buyer.give_role", "officer"), ("buyer.give_role", "signatory"), ("buyer.take_role", "approver")]
    assert {event.actor_id for event in Event.objects.all()} == {personas.administrator.pk}
    assert Post.objects.get(person=personas.approver, role="officer").since == NOW
    assert Mail.objects.get().to == personas.approver.email


def test_what_does_not_change_is_neither_logged_nor_told(personas):
    set_roles(personas, personas.approver, "approver")
    assert not Event.objects.exists()
    assert not Mail.objects.exists()


def test_the_way_into_the_wagtail_admin_follows_at_once(personas):
    ensure_groups()
    set_roles(personas, personas.approver, "officer")
    assert User.objects.get(pk=personas.approver.pk).has_perm("wagtailadmin.access_admin")
    set_roles(personas, personas.approver)
    assert not User.objects.get(pk=personas.approver.pk).has_perm("wagtailadmin.access_admin")


def test_nobody_gives_itself_a_role_nor_shuts_itself_out(personas):
    with pytest.raises(Refused, match="its own roles"):
        set_roles(personas, personas.administrator, "officer")
    with pytest.raises(Refused, match="shuts out itself"):
        actions.shut_out(personas.buyer, personas.administrator, by=personas.administrator, now=NOW)
    assert roles_of(personas, personas.administrator) == {"administrator"}


@pytest.mark.parametrize("role", ["officer", "approver", "signatory", "committee", "evaluator", "auditor"])
def test_who_looks_after_accounts_takes_no_part_in_calls(personas, role: str):
    with pytest.raises(Refused, match="takes no part in calls"):
        set_roles(personas, personas.stranger, "administrator", role)
    set_roles(personas, personas.stranger, "administrator", "editor")


def test_a_role_offered_by_mail_is_not_mixed_either(personas):
    invitation = inviting.invite(
        personas.buyer, email=personas.stranger.email, role="administrator", by=personas.administrator, now=NOW
    )
    proven(personas.stranger)
    set_roles(personas, personas.stranger, "officer")
    with pytest.raises(Refused, match="takes no part in calls"):
        inviting.accept(invitation, by=personas.stranger, now=NOW)
    assert roles_of(personas, personas.stranger) == {"officer"}


def test_a_shut_out_account_can_do_nothing_until_it_is_let_in_again(client, personas):
    client.force_login(personas.officer)
    actions.shut_out(personas.buyer, personas.officer, by=personas.administrator, now=NOW)
    assert "/accounts/login/" in client.get("/en/desk/").url
    assert personas.buyer.roles_of(User.objects.get(pk=personas.officer.pk)) == frozenset()
    actions.let_in_again(personas.buyer, personas.officer, by=personas.administrator, now=NOW)
    assert personas.buyer.roles_of(User.objects.get(pk=personas.officer.pk)) == {"officer"}
    assert [event.verb for event in Event.objects.order_by("pk")] == ["buyer.shut_out", "buyer.let_in_again"]


@pytest.mark.parametrize("deed", [actions.shut_out, actions.let_in_again])
def test_an_account_that_others_need_is_not_theirs_to_shut(personas, root, deed):
    elsewhere = employ(personas.other_buyer, Role.OFFICER)
    in_a_firm = join(personas.supplier, email="double@example.org")
    for person in (elsewhere, in_a_firm, root):
        Post.objects.create(buyer=personas.buyer, person=person, role="evaluator")
        with pytest.raises(Refused, match="used elsewhere"):
            deed(personas.buyer, person, by=personas.administrator, now=NOW)
        deed(personas.buyer, person, by=root if person != root else User.objects.create_superuser("r2@x.org"), now=NOW)


@pytest.mark.parametrize("name", ["officer", "editor", "auditor", "owner", "other_officer", "stranger"])
def test_only_an_administrator_of_the_authority_does_any_of_it(personas, name: str):
    by, buyer, target = getattr(personas, name), personas.buyer, personas.evaluator
    how = {"by": by, "now": NOW}
    offered = inviting.invite(buyer, email="x@example.org", role="officer", by=personas.administrator, now=NOW)
    before = Event.objects.count()
    deeds = [
        lambda: actions.change_buyer(buyer, FACTS, **how),
        lambda: actions.set_roles(buyer, target, ["officer"], **how),
        lambda: actions.shut_out(buyer, target, **how),
        lambda: actions.let_in_again(buyer, target, **how),
        lambda: inviting.invite(buyer, email="y@example.org", role="officer", **how),
        lambda: inviting.take_back(offered, **how),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="Only an administrator of this authority"):
            deed()
    with pytest.raises(Refused, match="Only who runs the portal"):
        actions.make_buyer(FACTS, **how)
    assert Event.objects.count() == before


def test_an_administrator_looks_after_its_own_authority_only(personas):
    with pytest.raises(Refused, match="Only an administrator of this authority"):
        actions.set_roles(
            personas.other_buyer, personas.other_officer, ["signatory"], by=personas.administrator, now=NOW
        )


def test_who_runs_the_portal_adds_an_authority_and_its_first_administrator(root):
    buyer = actions.make_buyer(FACTS, by=root, now=NOW)
    inviting.invite(buyer, email="first@lys.example", role="administrator", by=root, now=NOW)
    first = proven(UserFactory(email="first@lys.example"))
    inviting.accept(buyer.invitations.get(), by=first, now=NOW)
    assert buyer.roles_of(first) == {"administrator"}
    assert [event.verb for event in Event.objects.order_by("pk")] == ["buyer.make", "buyer.invite", "buyer.join"]
    assert buyer.slug.startswith("ville-de-lys-")


def test_facts_change_and_the_log_says_which(personas):
    actions.change_buyer(personas.buyer, FACTS, by=personas.administrator, now=NOW)
    personas.buyer.refresh_from_db()
    assert personas.buyer.name == "Ville de Lys"
    changed = Event.objects.get().payload["changed"]
    assert "name" in changed
    assert "quorum" not in changed
