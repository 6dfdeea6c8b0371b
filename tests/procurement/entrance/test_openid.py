"""Signing in through an OpenID Connect provider: a whole code flow with a real one, and what may go wrong in it."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.urls import reverse

from procurement.accounts.models import Post, User
from procurement.audit.models import Event
from procurement.entrance.openid import configuration
from tests.factories.browsing import Browser
from tests.factories.identity import CLIENT, FOREIGN_KEY, SECRET, Identity, provider
from tests.factories.people import UserFactory, proven
from tests.factories.sealed import BEFORE, open_call

pytestmark = pytest.mark.django_db
SIGN_IN, BACK, HOME = "/sign-in/tests/", "/sign-in/tests/back/", "/en/desk/"


@pytest.fixture
def identity(settings):
    with provider() as identity:
        configure(settings, identity)
        yield identity


def configure(settings, identity: Identity, **more: str) -> None:
    said = {"CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "SERVER": identity.address, "NAME": "Test-ID", **more}
    environment = {"OPENID_PROVIDERS": "tests", **{f"OPENID_TESTS_{name}": value for name, value in said.items()}}
    kept = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**kept, "APPS": configuration.providers(environment)}}


def go(client, **asked: str) -> str:
    """Press the button, follow to the provider, and return the address at which it sends the browser back."""
    there = client.post(SIGN_IN, {"next": HOME, **asked})
    assert there.status_code == 302
    return requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]


def come_back(client, address: str):
    return client.get(address.removeprefix("http://testserver"))


def sign_in(client, **asked: str):
    return come_back(client, go(client, **asked))


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def verified(identity: Identity, **more: object) -> None:
    identity.person |= {"email_verified": True, "given_name": "Ann", "family_name": "Modèle", **more}


def test_a_new_person_signs_in_with_state_nonce_and_pkce_and_nothing_typed(client, identity):
    verified(identity, birthdate="1980-02-03")
    client.cookies["django_language"] = "nl"
    client.get("/nl/accounts/login/")
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    person = User.objects.get()
    assert (person.email, person.name, person.language) == ("ann@example.org", "Ann Modèle", "nl")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert len(identity.asked["nonce"]) == 32
    assert set(identity.asked["scope"].split()) == {"openid", "email", "profile"}
    assert "1980" not in str(SocialAccount.objects.get().extra_data)


def test_the_way_back_has_one_address_and_keeps_the_language_that_was_left(client, identity):
    verified(identity)
    client.get("/de/accounts/login/")
    client.cookies["django_language"] = "de"
    back = go(client, next="")
    del client.cookies["django_language"]
    assert urlsplit(back).path == BACK
    assert come_back(client, back)["Location"] == "/de/desk/"


def test_a_signed_userinfo_is_understood(client, identity):
    verified(identity, usual_name="Modèle")
    del identity.person["family_name"]
    identity.signed_userinfo = True
    sign_in(client)
    assert User.objects.get().name == "Ann Modèle"


class TestNotBelieved:
    """Whatever does not fit leaves nobody signed in and no account behind, on a page that says so."""

    def refused(self, client, answer) -> None:
        assert answer.status_code == 401
        assert 'class="pv-header"' in answer.text
        assert not is_in(client)
        assert not User.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [{"nonce": "of-another"}, {"aud": "another"}, {"iss": "https://another.example"}, {"exp": 1}, {"sub": "p-2"}],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_a_token_that_was_made_for_another(self, client, identity, wrong):
        verified(identity)
        identity.token = wrong
        self.refused(client, sign_in(client))

    def test_a_token_that_somebody_else_signed(self, client, identity):
        verified(identity)
        identity.key = FOREIGN_KEY
        self.refused(client, sign_in(client))

    def test_a_state_that_this_browser_did_not_get(self, client, identity):
        verified(identity)
        back = go(client)
        client.cookies.clear()
        self.refused(client, come_back(client, back))

    def test_a_code_used_twice(self, client, identity):
        verified(identity)
        back = go(client)
        come_back(client, back)
        client.post("/en/accounts/logout/")
        assert come_back(client, back).status_code == 401
        assert not is_in(client)

    def test_no_answer_at_all(self, client, identity):
        identity.answers = False
        self.refused(client, client.post(SIGN_IN))

    def test_a_person_who_turned_back(self, client, identity):
        state = parse_qs(urlsplit(go(client)).query)["state"][0]
        page = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
        assert page.status_code == 200
        assert not is_in(client)

    def test_a_provider_that_nobody_configured(self, client, identity):
        assert client.post("/sign-in/other/", follow=True).status_code == 404


class TestWhoseAccount:
    """An account is somebody's by an address that both sides have proved."""

    @pytest.fixture
    def ann(self):
        person = UserFactory(email="ann@example.org")
        person.set_password("a long and quiet password")
        person.save()
        return person

    def test_proved_on_both_sides_it_is_the_account_and_the_log_says_so(self, client, identity, ann):
        verified(identity, email="Ann@Example.org")
        proven(ann)
        sign_in(client)
        assert client.session["_auth_user_id"] == str(ann.pk)
        ann.refresh_from_db()
        assert ann.has_usable_password()
        assert Event.objects.get(verb="account_connected").payload == {"provider": "tests"}
        assert mail.outbox[-1].to == ["ann@example.org"]

    def test_an_address_that_the_provider_did_not_prove_opens_nothing(self, client, identity, ann):
        proven(ann)
        sign_in(client)
        assert not is_in(client)
        assert not SocialAccount.objects.exists()

    def test_an_address_that_a_stranger_typed_here_is_not_handed_over(self, client, identity, ann):
        verified(identity)
        EmailAddress.objects.create(user=ann, email=ann.email, verified=False, primary=True)
        sign_in(client)
        assert not is_in(client)

    def test_the_operator_may_vouch_for_a_provider_that_does_not_say_it(self, client, identity, ann, settings):
        configure(settings, identity, EMAIL_IS_VERIFIED="1")
        proven(ann)
        sign_in(client)
        assert client.session["_auth_user_id"] == str(ann.pk)

    def test_an_account_that_was_shut_stays_shut(self, client, identity, ann):
        verified(identity)
        proven(ann)
        ann.is_active = False
        ann.save()
        sign_in(client)
        assert not is_in(client)

    def test_later_another_address_at_the_provider_changes_nothing(self, client, identity, ann):
        verified(identity)
        proven(ann)
        sign_in(client)
        client.post("/en/accounts/logout/")
        identity.person["email"] = "new@example.org"
        sign_in(client)
        assert client.session["_auth_user_id"] == str(ann.pk)


class TestSecondFactor:
    """Who judges or decides needs it still, unless the provider says that it asked for two, and is trusted in that."""

    @pytest.fixture
    def officer(self, personas, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        return proven(personas.officer)

    def arrive(self, client, identity, officer, **token: object):
        verified(identity, email=officer.email)
        identity.token = token
        return sign_in(client)

    @pytest.mark.parametrize("told", [{}, {"acr": "eidas2"}, {"acr": ["eidas2"]}])
    def test_one_without_any_is_led_to_set_one_up(self, client, identity, officer, told):
        self.arrive(client, identity, officer, **told)
        assert client.get(HOME)["Location"] == reverse("mfa_index")

    def test_one_who_has_it_is_asked_for_it(self, client, identity, officer):
        TOTP.activate(officer, "A" * 32)
        assert self.arrive(client, identity, officer)["Location"] == reverse("mfa_authenticate")
        assert not is_in(client)

    def test_a_trusted_word_of_the_provider_is_enough(self, client, identity, officer, settings):
        configure(settings, identity, TWO_FACTORS="eidas2 eidas3", ACR_VALUES="eidas2")
        TOTP.activate(officer, "A" * 32)
        self.arrive(client, identity, officer, acr="eidas2")
        assert identity.asked["acr_values"] == "eidas2"
        Authenticator.objects.all().delete()
        assert client.get(HOME).status_code == 200

    def test_a_weaker_word_is_not(self, client, identity, officer, settings):
        configure(settings, identity, TWO_FACTORS="eidas2 eidas3")
        self.arrive(client, identity, officer, acr="eidas1")
        assert client.get(HOME)["Location"] == reverse("mfa_index")

    def test_the_word_is_about_one_person_only(self, client, identity, officer, settings):
        configure(settings, identity, TWO_FACTORS="eidas2")
        self.arrive(client, identity, officer, acr="eidas2")
        other = UserFactory()
        Post.objects.create(buyer=officer.posts.first().buyer, person=other, role="officer")
        client.force_login(other)
        assert client.get(HOME)["Location"] == reverse("mfa_index")

    def test_to_hand_in_one_says_there_again_who_one_is_after_a_while(self, identity, personas, settings, hands):
        settings.SECOND_FACTOR_REQUIRED = True
        hands.at = BEFORE
        personas.owner.set_unusable_password()
        personas.owner.save()
        owner = Browser(proven(personas.owner))
        bid = owner.start(open_call(personas))
        owner.write(bid)
        verified(identity, email=personas.owner.email)
        sign_in(owner.client)
        submit = reverse("bids:submit", args=[bid.number])
        there = urlsplit(owner.client.get(submit)["Location"])
        assert (there.path, parse_qs(there.query)["next"]) == (SIGN_IN, [submit])
        assert "prompt=login" in owner.client.post(there.geturl())["Location"]
        assert owner.post("submit", bid).url == submit
        signed_in_at = owner.client.session["account_authentication_methods"][-1]["at"]
        hands.at = datetime.fromtimestamp(signed_in_at + 60, UTC)
        assert SIGN_IN not in owner.client.get(submit).headers.get("Location", "")


class TestConfiguration:
    """What the environment says; a wrong word stops the start."""

    def test_without_any_there_is_none_and_no_button(self, client):
        assert configuration.providers({}) == []
        assert "Test-ID" not in client.get("/en/accounts/login/").text

    def test_a_button_on_the_page_leads_there(self, client, identity):
        page = client.get("/fr/accounts/login/?next=/fr/calls/").text
        assert "Test-ID" in page
        assert f'action="{SIGN_IN}"' in page

    @pytest.mark.parametrize("wrong", [{"OPENID_A_SERVER": "http://id.example"}, {"OPENID_A_CLIENT_ID": None}])
    def test_what_is_missing_or_open_to_listeners_stops_the_start(self, wrong):
        right = {"OPENID_A_SERVER": "https://id.example", "OPENID_A_CLIENT_ID": "x", "OPENID_A_CLIENT_SECRET": "y"}
        given = {name: value for name, value in (right | wrong).items() if value}
        with pytest.raises(ValueError, match=r"https only|OPENID_A_CLIENT_ID"):
            configuration.providers({"OPENID_PROVIDERS": "a", **given})

    def test_our_form_may_lead_to_the_provider_and_nowhere_else(self):
        said = {"SERVER": "https://id.example/realm", "CLIENT_ID": "x", "CLIENT_SECRET": "y"}
        given = {f"OPENID_A_{name}": value for name, value in said.items()}
        given |= {"OPENID_PROVIDERS": "a", "OPENID_A_ORIGINS": "https://login.example"}
        found = configuration.origins(configuration.providers(given))
        assert found == ["https://id.example", "https://login.example"]
