"""The page of one's alerts: with an account or by a mail's link; saved by a click, changed, stopped."""

import pytest
from django.test import Client
from django.urls import reverse

from procurement.outbox.models import Mail
from tenders.following.queries import MOST_OF_A_READER
from tenders.models import Alert, Pace, Reader
from tenders.wanted import Wanted
from tests.factories.alerts import SAVED, alert_of
from tests.factories.browsing import Browser
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW, WHO = moment("2027-02-20", 10), "visitor@example.org"


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def own(personas) -> Client:
    """The owner's browser."""
    client = Client()
    client.force_login(personas.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"alerts:{name}", args=args)


class TestSaving:
    def test_is_one_click_on_the_list_for_whoever_signed_in(self, own, personas):
        published_call()
        page = own.get("/en/calls/?cpv=7731&region=BE&show=all").text
        assert f'action="{at("new")}?cpv=7731&amp;region=BE"' in page
        answer = own.post(f"{at('new')}?cpv=7731&region=BE", {"pace": "daily"}, follow=True)
        assert "The search is saved" in answer.text
        assert "CPV code: 7731… · Place: Belgium (BE)" in answer.text
        alert = Alert.objects.select_related("reader").get()
        assert (alert.reader.person, alert.pace, alert.confirmed_at) == (personas.owner, "daily", NOW)
        assert not Mail.objects.exists()

    def test_without_an_account_asks_for_an_address_and_confirms_it(self, client):
        call = published_call()
        link = f"{at('new')}?buyer={call.buyer.slug}&amp;days=14"
        assert link in client.get(f"/en/calls/?buyer={call.buyer.slug}&days=14").text
        answer = client.post(link.replace("&amp;", "&"), {"email": WHO, "pace": "weekly"})
        assert answer["Location"] == at("asked")
        assert client.get(at("asked")).status_code == 200
        alert = Alert.objects.get()
        assert (alert.buyer, alert.days, alert.pace, alert.confirmed_at) == (call.buyer, 14, "weekly", None)
        written = Mail.objects.get(to=WHO)
        assert written.subject == "Confirm that you want to hear of new calls"
        assert "Buyer: Ville de Valbrume · At least 14 days left" in written.text
        confirming = reverse("following:confirm", args=[alert.token])
        assert "At least 14 days left" in client.get(confirming).text
        assert client.post(confirming)["Location"] == f"/en/calls/?{alert.query}"
        alert.refresh_from_db()
        assert alert.confirmed_at == NOW

    def test_names_what_is_missing(self, client):
        answer = client.post(at("new"), {"email": "no address", "pace": "hourly"})
        assert answer.status_code == 422
        assert not Reader.objects.exists()

    def test_of_a_filter_that_can_not_be_read_saves_the_others(self, own):
        own.post(f"{at('new')}?cpv=x&region=BE", {"pace": "daily"})
        assert Alert.objects.get().query == "region=BE"

    def test_has_an_end(self, own, personas):
        first = alert_of(Wanted(), by=personas.owner)
        shared = {"reader": first.reader, "asked_at": SAVED, "language": "en"}
        Alert.objects.bulk_create(
            Alert(query=f"q={n}", words=str(n), token=str(n), **shared) for n in range(MOST_OF_A_READER - 1)
        )
        answer = own.post(f"{at('new')}?q=more", {"pace": "daily"})
        assert answer.status_code == 422
        assert "Stop some of them" in answer.text
        assert own.post(at("new"), {"pace": "daily"}).status_code == 302

    def test_a_call_is_followed_at_once_with_an_account(self, own, personas):
        call = published_call()
        path = reverse("following:follow", args=[call.reference])
        assert 'name="email"' not in own.get(path).text
        assert own.post(path, {"pace": "weekly"})["Location"] == call.get_absolute_url()
        alert = Alert.objects.select_related("reader").get()
        assert (alert.tender, alert.reader.person, alert.pace) == (call, personas.owner, "weekly")

    def test_what_an_address_followed_before_comes_with_its_account(self, own, personas):
        before = alert_of(published_call(), email=personas.owner.email)
        Reader.objects.update(person=None, email=personas.owner.email)
        own.post(at("new"), {"pace": "daily"})
        assert Reader.objects.get().person == personas.owner
        assert set(Alert.objects.values_list("reader", flat=True)) == {before.reader_id}


class TestTheList:
    def test_says_what_to_do_where_it_is_empty(self, own):
        page = own.get(at("mine")).text
        assert "You follow nothing yet" in page
        assert "private" not in page.split("<main")[1].split("</main")[0]

    def test_shows_searches_and_calls_with_their_pace(self, own, personas):
        call = published_call(title="Lighting of schools")
        alert_of(call, by=personas.owner, pace=Pace.WEEKLY)
        alert_of(Wanted(q="roofs"), by=personas.owner)
        page = own.get(at("mine")).text
        assert page.index("Words: roofs") < page.index("Lighting of schools")
        assert "every Monday" in page
        assert personas.owner.email in page

    def test_hides_what_waits_for_a_confirmation(self, own, personas):
        alert_of(Wanted(q="roofs"), by=personas.owner)
        Alert.objects.update(confirmed_at=None)
        assert "roofs" not in own.get(at("mine")).text

    def test_asks_a_stranger_to_sign_in_and_shows_nobody_elses(self, client, personas):
        alert_of(Wanted(q="roofs"), by=personas.other_owner)
        assert client.get(at("mine")).status_code == 302
        assert "roofs" not in Browser(personas.owner).client.get(at("mine")).text

    def test_is_cut_into_pages(self, own, personas):
        reader = alert_of(Wanted(), by=personas.owner).reader
        shared = {"reader": reader, "asked_at": SAVED, "confirmed_at": SAVED, "language": "en"}
        Alert.objects.bulk_create(Alert(query=f"q={n}", words=f"w{n}", token=f"t{n}", **shared) for n in range(50))
        assert "1 to 50 of 51" in own.get(at("mine")).text
        assert "51 to 51 of 51" in own.get(f"{at('mine')}?page=2").text

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_as_for_three(self, own, personas, count, django_assert_num_queries):
        for n in range(count):
            alert_of(Wanted(q=f"w{n}"), by=personas.owner)
            alert_of(published_call(), by=personas.owner)
        own.get(at("mine"))
        with django_assert_num_queries(8):
            own.get(at("mine"))

    def test_of_an_address_opens_by_its_link_alone(self, client, personas):
        alert = alert_of(Wanted(q="roofs"), email=WHO)
        assert "Words: roofs" in client.get(at("of", alert.reader.token)).text
        assert client.get(at("of", "nothing")).status_code == 404
        account = alert_of(Wanted(q="walls"), by=personas.owner)
        assert client.get(at("of", account.reader.token)).status_code == 404


class TestChanging:
    def test_the_pace(self, own, personas):
        alert = alert_of(Wanted(q="roofs"), by=personas.owner, pace=Pace.DAILY)
        assert own.get(at("one", alert.token)).context["form"]["pace"].value() == "daily"
        assert own.post(at("one", alert.token), {"pace": "weekly"})["Location"] == at("mine")
        alert.refresh_from_db()
        assert alert.pace == "weekly"
        assert own.post(at("one", alert.token), {"pace": "hourly"}).status_code == 422

    def test_stopping_leads_back_to_what_is_left(self, client):
        first, last = alert_of(Wanted(q="roofs"), email=WHO), alert_of(Wanted(q="walls"), email=WHO)
        assert client.post(at("one", first.token), {"stop": "1"})["Location"] == at("of", first.reader.token)
        assert client.post(at("one", last.token), {"stop": "1"})["Location"] == "/en/calls/"
        assert not Reader.objects.exists()

    def test_reading_changes_nothing(self, client):
        alert = alert_of(Wanted(q="roofs"), email=WHO)
        for path in (at("one", alert.token), at("of", alert.reader.token), at("private_of", alert.reader.token)):
            client.get(path)
        client.get(reverse("following:stop_all", args=[alert.reader.token, "at_once"]))
        assert Alert.objects.filter(pk=alert.pk, reader__isnull=False).exists()

    @pytest.mark.parametrize("token", ["nothing", "unconfirmed"])
    def test_is_not_there_without_its_link(self, client, token):
        alert = alert_of(Wanted(q="roofs"), email=WHO)
        Alert.objects.filter(pk=alert.pk).update(token="unconfirmed", confirmed_at=None)
        assert client.get(at("one", token)).status_code == 404
        assert client.post(at("one", token), {"stop": "1"}).status_code == 404
        assert Alert.objects.exists()
