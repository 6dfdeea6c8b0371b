"""Inviting to a firm: the same answer whether or not there is an account, one's own consent, and no second door."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.translation import override

from procurement.accounts.invitations import MOST_WAITING, digest_of
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.access import firms_of, invitations_to
from suppliers.models import Invitation, Membership
from suppliers.onboarding import inviting
from tests.factories.people import UserFactory, proven
from tests.personas import moment

NOW = moment("2027-02-01")
NEW = "newcomer@example.org"
PASSWORD = "a long and quiet password"


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


def address(name: str, *args: object) -> str:
    return reverse(f"onboarding:{name}", args=args)


def invite(personas, email: str = NEW, role: str = "contributor", **how) -> Invitation:
    return inviting.invite(personas.supplier, email=email, role=role, **{"by": personas.owner, "now": NOW, **how})


def link(mail: Mail | None = None) -> str:
    """Return the path of the link in a mail."""
    text = (mail or Mail.objects.latest("pk")).text
    return re.search(r"https?://[^/]+(/\S+)", text)[1]


class TestTheOneWhoInvites:
    """Learns nothing about who has an account."""

    def answers(self, client, personas, email: str) -> tuple[int, str, list[str]]:
        client.force_login(personas.owner)
        answer = client.post(address("add", personas.supplier.pk), {"email": email, "role": "bid_signatory"})
        page = client.get(answer.url).text.replace(email, "X")
        tidy = re.sub(r'(csrfmiddlewaretoken" value|/invitations)[="/]\S+', "", page)
        return answer.status_code, tidy, [event.verb for event in Event.objects.all()]

    def test_gets_the_same_answer_with_and_without_an_account(self, client, personas):
        known = self.answers(client, personas, personas.stranger.email)
        Invitation.objects.all().delete()
        unknown = self.answers(client, personas, NEW)
        assert known[:2] == unknown[:2]
        assert unknown[2] == known[2] * 2
        assert [mail.to for mail in Mail.objects.order_by("pk")] == [personas.stranger.email, NEW]
        assert not Membership.objects.filter(person=personas.stranger).exists()

    def test_sees_what_waits_and_until_when(self, client, personas):
        invite(personas)
        client.force_login(personas.owner)
        page = client.get(address("firm", personas.supplier.pk)).text
        assert NEW in page
        assert "waits until" in page
        client.force_login(personas.contributor)
        assert NEW not in client.get(address("firm", personas.supplier.pk)).text

    def test_takes_an_invitation_back(self, client, personas):
        invitation = invite(personas)
        path = link()
        client.force_login(personas.owner)
        back = address("take_back", personas.supplier.pk, invitation.pk)
        client.get(back)
        assert Invitation.objects.exists()
        client.post(back)
        client.logout()
        assert client.get(path).status_code == 404
        assert Event.objects.latest("pk").verb == "supplier.uninvite"

    def test_is_refused_for_a_member_and_told_beside_the_field(self, client, personas):
        client.force_login(personas.owner)
        data = {"email": personas.contributor.email, "role": "contributor"}
        answer = client.post(address("add", personas.supplier.pk), data)
        assert answer.status_code == 422
        assert answer.text.count("belongs to the firm already") == 2

    def test_cannot_flood_the_world(self, personas):
        for number in range(MOST_WAITING):
            invite(personas, f"p{number}@example.org")
        with pytest.raises(Refused, match="Too many invitations"):
            invite(personas)
        invite(personas, "p0@example.org")  # another mail to one of them is fine
        later = NOW + timedelta(days=15)
        invite(personas, now=later)

    @pytest.mark.parametrize("name", ["contributor", "other_owner", "officer", "administrator", "stranger"])
    def test_is_an_owner(self, client, personas, name: str):
        invitation = invite(personas)
        with pytest.raises(Refused, match="Only an owner"):
            invite(personas, "x@example.org", by=getattr(personas, name))
        with pytest.raises(Refused, match="Only an owner"):
            inviting.take_back(invitation, by=getattr(personas, name), now=NOW)
        client.force_login(getattr(personas, name))
        assert client.post(address("take_back", personas.supplier.pk, invitation.pk)).status_code == 404

    def test_does_not_reach_the_invitations_of_another_firm(self, client, personas):
        invitation = invite(personas)
        client.force_login(personas.other_owner)
        assert client.post(address("take_back", personas.other_supplier.pk, invitation.pk)).status_code == 404


class TestTheMail:
    """Holds the only copy of the token."""

    def test_says_who_invites_to_what_and_until_when(self, personas):
        invite(personas, role="owner")
        mail = Mail.objects.get()
        for words in (personas.owner.name, personas.supplier.name, "15"):
            assert words in mail.text
        token = link().rstrip("/").rsplit("/", 1)[1]
        kept = str(list(Invitation.objects.values_list())) + str(list(Event.objects.values_list()))
        assert token not in kept
        assert digest_of(token) == Invitation.objects.get().token_sha256
        assert NEW not in str(list(Event.objects.values_list()))

    def test_is_in_the_language_of_the_account_or_else_of_the_firm(self, personas):
        german = UserFactory(language="de")
        invite(personas, german.email)
        invite(personas)
        assert list(Mail.objects.order_by("pk").values_list("language", flat=True)) == ["de", "fr"]
        assert "/de/" in link(Mail.objects.get(to=german.email))

    def test_a_second_one_ends_the_first(self, client, personas):
        invite(personas)
        first = link()
        invite(personas, role="owner")
        assert client.get(first).status_code == 404
        assert client.get(link()).status_code == 200
        assert Invitation.objects.get().role == "owner"


class TestTheOneWhoIsInvited:
    """Joins by its own consent, as the one whose address it is."""

    def test_reads_who_invites_before_signing_in(self, client, personas):
        invite(personas)
        page = client.get(link()).text
        assert personas.supplier.name in page
        assert NEW in page
        assert "/accounts/signup/?next=" in page

    def test_makes_an_account_without_proving_the_address_again_and_joins(self, client, personas):
        invite(personas)
        client.get(link())
        following = address("invitations")
        typed = {"email": NEW, "password1": PASSWORD, "password2": PASSWORD, "next": following}
        answer = client.post(f"{reverse('account_signup')}?next={following}", typed)
        assert (answer.status_code, answer.url) == (302, following)
        assert 'name="own_name"' in client.get(following).text
        accept = address("accept", Invitation.objects.get().pk)
        assert client.post(accept).status_code == 422
        assert client.post(accept, {"own_name": "Nora Neuve"}).url == address("firm", personas.supplier.pk)
        member = Membership.objects.get(person__email=NEW)
        assert (member.role, member.person.name) == ("contributor", "Nora Neuve")

    def test_with_an_account_accepts_from_the_desk_and_who_invited_is_told(self, client, personas):
        invitation = invite(personas, personas.stranger.email, "bid_signatory")
        client.force_login(proven(personas.stranger))
        assert address("invitations") in client.get(reverse("desk:home")).text
        assert client.get(link()).url == address("invitations")
        assert personas.supplier.name in client.get(address("invitations")).text
        client.post(address("accept", invitation.pk))
        assert list(firms_of(personas.stranger)) == [personas.supplier]
        assert not Invitation.objects.exists()
        event = Event.objects.latest("pk")
        assert (event.verb, event.actor_id) == ("supplier.join", personas.stranger.pk)
        mail = Mail.objects.latest("pk")
        assert (mail.to, personas.stranger.name in mail.text) == (personas.owner.email, True)

    def test_nothing_is_accepted_by_looking(self, client, personas):
        invitation = invite(personas, personas.stranger.email)
        client.force_login(proven(personas.stranger))
        assert client.get(address("accept", invitation.pk)).status_code == 200
        assert not Membership.objects.filter(person=personas.stranger).exists()

    def test_after_two_weeks_it_is_too_late(self, client, personas, hands):
        invitation = invite(personas, personas.stranger.email)
        hands.at = NOW + timedelta(days=14)
        assert client.get(link()).status_code == 404
        client.force_login(proven(personas.stranger))
        assert client.post(address("accept", invitation.pk)).status_code == 404
        with override("en"), pytest.raises(Refused, match="no longer valid"):
            inviting.accept(invitation, by=personas.stranger, now=hands.at)

    def test_is_the_one_whose_address_it_is(self, client, personas):
        invitation = invite(personas, personas.stranger.email)
        client.force_login(proven(personas.other_owner))
        assert client.get(link()).url == address("invitations")
        assert personas.supplier.name not in client.get(address("invitations")).text
        assert client.post(address("accept", invitation.pk)).status_code == 404

    def test_an_address_that_was_never_proved_opens_nothing(self, personas):
        """Whoever holds an invitation to one address could sign up with another's and read what waits for that one."""
        invite(personas, personas.stranger.email)
        EmailAddress.objects.create(user=personas.stranger, email=personas.stranger.email, verified=False)
        assert list(invitations_to(personas.stranger, NOW)) == []

    def test_a_member_keeps_the_role_it_has(self, personas):
        invitation = invite(personas, personas.stranger.email, "contributor")
        Membership.objects.create(supplier=personas.supplier, person=personas.stranger, role="owner")
        member = inviting.accept(invitation, by=proven(personas.stranger), now=NOW)
        assert member.role == "owner"
