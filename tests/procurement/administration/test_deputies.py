"""Who is away names a deputy: a right for some days only, by the database's own clock, and every deed says for whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement import clock
from procurement.accounts.models import Post
from procurement.accounts.roles import Role
from procurement.accounts.standing_in import StandIn
from procurement.administration.actions import set_roles, shut_out
from procurement.administration.deputies import end_stand_in, name_deputy
from procurement.administration.naming import LONGEST
from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.decisions.logbook import log_of
from tests.factories.calls import TenderFactory, place
from tests.factories.people import employ

PAGE = reverse("administration:deputies")


@pytest.fixture
def now(db):
    """This very moment: whether a lent right holds, the database asks of its own clock."""
    return clock.now()


@pytest.fixture
def name(personas, now):
    """Let the approver name the signatory, from so many days on until so many; today by default."""

    def go(first: int = 0, last: int = 5, deputy=None, person=None, role=Role.APPROVER):
        person = person or personas.approver
        post = Post.objects.get(buyer=personas.buyer, person=person, role=role)
        today = now.astimezone(personas.buyer.zone).date()
        days = {"first": today + timedelta(days=first), "last": today + timedelta(days=last)}
        return name_deputy(post, deputy or personas.signatory, **days, by=person, now=now)

    return go


@pytest.fixture
def sent(personas):
    call = TenderFactory(buyer=personas.buyer, author=personas.officer)
    place(call, "in_review")
    return call


def roles(personas, person) -> set[str]:
    return set(personas.buyer.roles_of(person))


def test_the_deputy_holds_the_right_and_is_told(personas, name):
    name()
    assert roles(personas, personas.signatory) == {"signatory", "approver"}
    mail = Mail.objects.get()
    assert mail.to == personas.signatory.email
    assert "Armand Visa" in mail.subject
    event = Event.objects.get(verb="buyer.name_deputy")
    assert (event.actor_id, event.payload["person"]) == (personas.approver.pk, personas.signatory.pk)


@pytest.mark.parametrize(("first", "last", "holds"), [(-3, 0, True), (0, 0, True), (1, 5, False), (30, 40, False)])
def test_the_right_holds_within_its_days_only(personas, name, first, last, holds):
    name(first, last)
    assert ("approver" in roles(personas, personas.signatory)) == holds


def test_when_its_time_is_over_the_right_is_gone_without_anybody_doing_anything(personas, name, sent, now):
    stands_in = name()
    past = {"begins_at": now - timedelta(days=9), "ends_at": now - timedelta(seconds=1)}
    StandIn.objects.filter(pk=stands_in.pk).update(**past)
    assert roles(personas, personas.signatory) == {"signatory"}
    with pytest.raises(Refused, match="Only this role"):
        calls.approve(sent, by=personas.signatory, now=now)


def test_what_it_does_says_for_whom_in_the_log(personas, name, sent, now):
    name()
    comment = calls.comment_on(sent, about="title", text="Which?", by=personas.signatory, now=now)
    calls.answer_comment(comment, answer="", is_done=True, by=personas.officer, now=now)
    calls.approve(sent, by=personas.signatory, now=now)
    said = {event.verb: event.payload.get("for") for event in Event.objects.filter(object_type="tender")}
    assert said == {
        "tender.comment": personas.approver.pk,
        "tender.answer_comment": None,
        "tender.approve": personas.approver.pk,
    }
    _page, entries = log_of(sent, personas.officer, now, page=None)
    assert [entry.who for entry in entries] == [
        "Solange Signe, for Armand Visa", "Odile Officier", "Solange Signe, for Armand Visa",
    ]  # fmt: skip


def test_who_holds_the_right_itself_acts_in_its_own_name(personas, name, sent, now):
    other = employ(personas.buyer, Role.APPROVER, name="Anne Autre")
    name(deputy=other)
    assert Post.given.filter(person=other).count() == Post.objects.filter(person=other).count() == 1
    calls.approve(sent, by=other, now=now)
    assert "for" not in Event.objects.get(verb="tender.approve").payload


def test_a_deputy_approves_neither_its_own_call_nor_that_of_whom_it_stands_in_for(personas, name, now):
    name(deputy=personas.officer)
    own = TenderFactory(buyer=personas.buyer, author=personas.officer)
    theirs = TenderFactory(buyer=personas.buyer, author=personas.approver)
    for call, sentence in ((own, "You wrote this"), (theirs, "You stand in for Armand Visa, who wrote this")):
        place(call, "in_review")
        assert any(str(said).startswith(sentence) for said in blockers(call, "approve", by=personas.officer, now=now))
        with pytest.raises(Refused, match=sentence):
            calls.approve(call, by=personas.officer, now=now)


def test_either_of_the_two_ends_it_early_and_the_other_is_told(personas, name, now):
    for ender, told in ((personas.approver, personas.signatory), (personas.signatory, personas.approver)):
        stands_in = name()
        Mail.objects.all().delete()
        end_stand_in(stands_in, by=ender, now=now + timedelta(seconds=1))
        StandIn.objects.filter(pk=stands_in.pk).update(begins_at=now - timedelta(days=1), ends_at=now)
        assert roles(personas, personas.signatory) == {"signatory"}
        assert [mail.to for mail in Mail.objects.all()] == [told.email]
        with pytest.raises(Refused, match="over already"):
            end_stand_in(stands_in, by=ender, now=now + timedelta(seconds=2))
    with pytest.raises(Refused, match="two people concerned"):
        end_stand_in(name(), by=personas.officer, now=now)
    assert Event.objects.filter(verb="buyer.end_deputy").count() == 2


def test_one_that_has_not_begun_never_begins_once_it_is_ended(personas, name, now):
    stands_in = name(2, 5)
    end_stand_in(stands_in, by=personas.approver, now=now)
    assert stands_in.begins_at == stands_in.ends_at
    name(2, 5)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [((3, 1), "after the first"), ((-5, -1), "lie behind"), ((0, LONGEST), "At most")],
)
def test_days_that_cant_be_are_refused(name, days, sentence):
    with pytest.raises(Refused, match=sentence):
        name(*days)
    assert not StandIn.objects.exists()


@pytest.mark.parametrize("who", ["administrator", "owner", "other_officer", "approver"])
def test_nobody_else_stands_in(personas, name, who):
    with pytest.raises(Refused, match="Name somebody else who works for this authority"):
        name(deputy=getattr(personas, who))


def test_only_ones_own_right_is_lent_and_no_lent_one_further(personas, name, now):
    post = Post.objects.get(person=personas.officer)
    today = now.date()
    with pytest.raises(Refused, match="Only one's own right"):
        name_deputy(post, personas.signatory, first=today, last=today, by=personas.officer, now=now)
    name()
    lent = Post.objects.get(person=personas.signatory, role="approver")
    with pytest.raises(Refused, match="Only one's own right"):
        name_deputy(lent, personas.officer, first=today, last=today, by=personas.signatory, now=now)


def test_one_deputy_a_person_and_one_person_a_deputy_at_a_time(personas, name):
    other = employ(personas.buyer, Role.APPROVER)
    name(1, 5)
    with pytest.raises(Refused, match="stands in for you"):
        name(5, 9, deputy=personas.officer)
    with pytest.raises(Refused, match="stands in for somebody else"):
        name(0, 1, person=other)
    name(6, 9, person=other)


def test_who_loses_the_right_or_is_shut_out_lends_it_no_more(personas, name, now):
    later = now + timedelta(seconds=1)
    name()
    set_roles(personas.buyer, personas.approver, ["officer"], by=personas.administrator, now=later)
    assert StandIn.objects.get().ends_at == later
    name(role=Role.SIGNATORY, person=personas.signatory, deputy=personas.officer)
    shut_out(personas.buyer, personas.signatory, by=personas.administrator, now=later)
    assert not StandIn.objects.filter(ends_at__gt=later).exists()


def test_an_administrator_neither_sees_a_lent_role_as_given_nor_takes_it_over(personas, name, now):
    name()
    set_roles(personas.buyer, personas.signatory, ["signatory", "approver"], by=personas.administrator, now=now)
    assert Post.given.filter(person=personas.signatory).count() == 2


def test_the_database_lends_no_other_right_and_never_to_oneself(personas, name, now):
    stands_in = name()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(stands_in=stands_in).update(role="officer")
    with pytest.raises(IntegrityError), transaction.atomic():
        StandIn.objects.update(deputy=stands_in.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandIn.objects.update(ends_at=now - timedelta(days=400))


def test_the_page_names_a_deputy_whose_desk_shows_the_work(client, personas, sent, now):
    client.force_login(personas.approver)
    post = Post.objects.get(person=personas.approver)
    today = now.astimezone(personas.buyer.zone).date()
    typed = {"post": post.pk, "deputy": personas.signatory.pk, "first": today, "last": today}
    wrong = client.post(PAGE, typed | {"last": today - timedelta(days=9)})
    assert wrong.status_code == 422
    assert str(today) in wrong.text  # nothing typed is lost
    assert client.post(PAGE, typed).status_code == 302
    assert "Solange Signe" in client.get(PAGE).text
    client.force_login(personas.signatory)
    desk = client.get(reverse("desk:home")).text
    assert "Armand Visa" in desk
    assert sent.title in desk
    move = client.get(reverse("desk:move", args=[sent.reference, "approve"])).text
    assert "Armand Visa" in move
    end = reverse("administration:end_deputy", args=[StandIn.objects.get().pk])
    assert end in desk
    assert client.get(end).status_code == 200
    assert client.post(end).url == PAGE
    assert client.get(reverse("desk:move", args=[sent.reference, "approve"])).status_code == 404


def test_a_signatory_s_deputy_proves_who_it_is_twice(client, personas, name, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(personas.ombudsperson)
    assert client.get(reverse("desk:home")).status_code == 200
    name(person=personas.signatory, role=Role.SIGNATORY, deputy=personas.ombudsperson)
    assert client.get(reverse("desk:home")).url == reverse("mfa_index")


@pytest.mark.parametrize("who", ["officer", "auditor", "owner", "administrator", "stranger"])
def test_who_lends_nothing_and_stands_in_for_nobody_has_no_page(client, personas, name, who):
    stands_in = name()
    client.force_login(getattr(personas, who))
    assert client.get(PAGE).status_code == 404
    assert client.get(reverse("administration:end_deputy", args=[stands_in.pk])).status_code == 404
    assert client.post(reverse("administration:end_deputy", args=[stands_in.pk])).status_code == 404


def test_three_deputyships_are_listed_in_as_many_questions_as_one(client, personas, name, django_assert_num_queries):
    client.force_login(personas.approver)
    name(0, 1)
    client.get(PAGE)
    with django_assert_num_queries(9):
        client.get(PAGE)
    name(2, 3), name(4, 5)
    with django_assert_num_queries(9):
        client.get(PAGE)


def test_the_longest_time_is_allowed_to_the_day(name):
    name(1, LONGEST)
    assert StandIn.objects.count() == 1


@pytest.mark.parametrize(("first", "last", "status"), [(-2, 0, 200), (1, 5, 404)])
def test_a_deputy_reads_and_remarks_within_the_days_only(client, personas, name, sent, now, first, last, status):
    lent = name(first, last)
    client.force_login(personas.signatory)
    pages = [reverse("calls:reading", args=[sent.reference])]
    pages.append(f"{reverse('calls:comment', args=[sent.reference])}?about=title")
    assert [client.get(page).status_code for page in pages] == [status, status]
    StandIn.objects.filter(pk=lent.pk).update(begins_at=now - timedelta(days=9), ends_at=now - timedelta(seconds=1))
    assert [client.get(page).status_code for page in pages] == [404, 404]
    with pytest.raises(Refused, match="Only this role"):
        calls.comment_on(sent, about="title", text="Which?", by=personas.signatory, now=now)


def test_a_deputy_remarks_neither_on_its_own_call_nor_on_that_of_whom_it_stands_in_for(personas, name, now):
    name(deputy=personas.officer)
    for author, sentence in ((personas.officer, "You wrote this"), (personas.approver, "You stand in for Armand Visa")):
        call = TenderFactory(buyer=personas.buyer, author=author)
        place(call, "in_review")
        with pytest.raises(Refused, match=sentence):
            calls.comment_on(call, about="title", text="Which?", by=personas.officer, now=now)


def test_a_deputy_who_calls_a_comment_done_says_for_whom(personas, name, sent, now):
    """As an approver it acts for somebody; an officer who is a deputy, too, answers as the officer."""
    remarks = [calls.comment_on(sent, about="title", text=f"{n}?", by=personas.approver, now=now) for n in (1, 2)]
    lent = name()
    calls.answer_comment(remarks[0], answer="", is_done=True, by=personas.signatory, now=now)
    assert Event.objects.get(verb="tender.answer_comment").payload.get("for") == personas.approver.pk
    end_stand_in(lent, by=personas.approver, now=now)
    name(deputy=personas.officer)
    calls.answer_comment(remarks[1], answer="", is_done=True, by=personas.officer, now=now)
    assert "for" not in Event.objects.filter(verb="tender.answer_comment").last().payload


def test_nobody_of_another_authority_is_named_or_meets_the_deputyship(client, personas, name, now):
    lent, elsewhere = name(1, 5), employ(personas.other_buyer, Role.APPROVER)
    client.force_login(elsewhere)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Solange Signe" not in page.text
    end = reverse("administration:end_deputy", args=[lent.pk])
    assert (client.get(end).status_code, client.post(end).status_code) == (404, 404)
    own, theirs = Post.objects.get(person=elsewhere), Post.objects.get(person=personas.approver)
    days = {"first": "2099-01-01", "last": "2099-01-02"}
    for wrong in (
        {"post": own.pk, "deputy": personas.signatory.pk},
        {"post": theirs.pk, "deputy": personas.signatory.pk},
    ):
        assert client.post(PAGE, wrong | days).status_code == 422
    assert StandIn.objects.get() == lent
