"""The public record for machines: who gets it, what is in it, and what moves with it."""

from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from tenders.calls.actions import revise_stage
from tenders.models import Round, Stage, Tender
from tenders.record.feeds import calendar_of
from tenders.record.queries import call_with_its_parts
from tests.factories.calls import place
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20", 10)


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


def entries(tender: Tender) -> dict[str, object]:
    feed = Calendar.from_ical(calendar_of(call_with_its_parts().get(pk=tender.pk), NOW))
    return {str(entry["uid"]).split(".")[0]: entry for entry in feed.walk("VEVENT")}


class TestTheCalendar:
    def test_has_the_deadline_to_the_minute_and_promises_as_days(self):
        tender = published_call(title="Lighting of schools")
        found = entries(tender)
        assert found["submission"].decoded("dtstart") == tender.deadline_at
        assert found["decision"].decoded("dtstart") == tender.stages.get(kind="decision").commitment
        assert str(found["decision"]["summary"]) == "Decision: Lighting of schools"
        assert f"/calls/{tender.reference}/" in str(found["decision"]["url"])

    def test_tells_promises_from_facts(self):
        tender = published_call(state="closed")
        Stage.objects.filter(tender=tender, kind="opening").update(actual=date(2027, 2, 19))
        found = entries(tender)
        assert found["opening"].decoded("dtstart") == date(2027, 2, 19)
        assert str(found["opening"]["description"]) == "This has happened."
        assert str(found["decision"]["description"]).startswith("A promise.")

    def test_numbers_each_revision_so_that_the_newer_entry_wins(self, personas):
        tender = published_call(buyer=personas.buyer)
        assert entries(tender)["decision"]["sequence"] == 0
        for moved, words in ((date(2027, 5, 26), "Illness."), (date(2027, 5, 28), "Questions.")):
            stage = tender.stages.get(kind="decision")
            facts = {"new": moved, "reason": "workload", "sentence": words, "by": personas.officer, "now": NOW}
            revise_stage(stage, **facts)
        found = entries(tender)
        assert (found["decision"]["sequence"], found["submission"]["sequence"]) == (2, 0)
        Round.objects.create(
            tender=tender, number=2, deadline_date=date(2027, 9, 1), deadline_time=time(10),
            time_zone="Europe/Brussels",
            deadline_at=moment("2027-09-01", 8),
        )  # fmt: skip
        Tender.objects.filter(pk=tender.pk).update(round_number=2)
        assert entries(tender)["submission"]["sequence"] == 1000

    def test_moves_a_date_under_the_same_name(self):
        tender = published_call()
        before = entries(tender)["decision"]
        day = tender.stages.get(kind="decision").commitment + timedelta(days=7)
        Stage.objects.filter(tender=tender, kind="decision").update(commitment=day)
        after = entries(tender)["decision"]
        assert (after["uid"], after.decoded("dtstart")) == (before["uid"], day)

    def test_has_visits_and_meetings_under_a_name_that_stays_and_a_number_that_grows(self, personas):
        tender = published_call(buyer=personas.buyer)
        facts = {"kind": "visit", "place": "At the works; gate 2, left", "recorded_by": personas.officer}
        visit = tender.meetings.create(starts_at=moment("2027-03-01"), changed_at=moment("2027-02-10"), **facts)
        name = f"meeting-{visit.pk}"
        before = entries(tender)[name]
        assert before.decoded("dtstart") == moment("2027-03-01")
        assert str(before["location"]) == "At the works; gate 2, left"
        tender.meetings.update(starts_at=moment("2027-03-02"), changed_at=moment("2027-02-11"))
        after = entries(tender)[name]
        assert (after["uid"], after.decoded("dtstart")) == (before["uid"], moment("2027-03-02"))
        assert after["sequence"] > before["sequence"]

    def test_is_the_same_bytes_while_nothing_changes(self):
        tender = call_with_its_parts().get(pk=published_call().pk)
        assert calendar_of(tender, NOW) == calendar_of(tender, NOW + timedelta(hours=1))

    def test_breaks_no_line_with_what_a_title_holds(self):
        hostile = "Roofs\r\nBEGIN:VALARM\r\nTRIGGER:-PT1M; and, walls"
        feed = Calendar.from_ical(calendar_of(call_with_its_parts().get(pk=published_call(title=hostile).pk), NOW))
        assert not feed.walk("VALARM")
        assert {entry.name for entry in feed.subcomponents} == {"VEVENT"}

    def test_speaks_the_language_of_the_address(self, client):
        tender = published_call()
        french = client.get(f"/fr/calls/{tender.reference}/dates.ics").content.decode()
        assert "Décision" in french
        assert "Décision" not in client.get(f"/en/calls/{tender.reference}/dates.ics").content.decode()


class TestWhatIsHandedOut:
    @pytest.mark.parametrize(("name", "kind"), [("record.json", "application/json"), ("dates.ics", "text/calendar")])
    def test_goes_to_everybody_and_to_every_script(self, client, name: str, kind: str):
        tender = published_call()
        answer = client.get(f"/en/calls/{tender.reference}/{name}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies

    @pytest.mark.parametrize("name", ["record.json", "dates.ics"])
    @pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
    def test_is_not_there_before_the_publication(self, client, name: str, state: str):
        tender = published_call()
        place(tender, state)
        assert client.get(f"/en/calls/{tender.reference}/{name}").status_code == 404

    def test_is_a_record_of_this_call_alone(self, client):
        tender, other = published_call(title="Lighting"), published_call(title="Roofs")
        found = client.get(f"/en/calls/{tender.reference}/record.json").json()
        assert [record["ocid"] for record in found["records"]] == [tender.ocid]
        assert found["version"] == "1.1"
        assert other.title not in str(found)

    @pytest.mark.parametrize("name", ["record.json", "dates.ics"])
    @pytest.mark.parametrize("lots", [1, 3])
    def test_takes_the_same_queries_for_any_number_of_lots(self, client, name, lots, django_assert_num_queries):
        tender = published_call(lots=lots)
        with django_assert_num_queries(14):
            client.get(f"/en/calls/{tender.reference}/{name}")

    def test_is_offered_on_the_page_of_the_call(self, client):
        tender = published_call()
        page = client.get(f"/en/calls/{tender.reference}/").content.decode()
        for name in ("record.json", "dates.ics"):
            assert f'href="/en/calls/{tender.reference}/{name}"' in page


class TestThePageOfOpenData:
    def test_names_an_example_that_works(self, client):
        tender = published_call()
        page = client.get("/en/open-data/").content.decode()
        assert f'href="/en/calls/{tender.reference}/record.json"' in page

    def test_says_so_while_nothing_is_public(self, client):
        Round.objects.all().delete()
        Tender.objects.all().delete()
        page = client.get("/en/open-data/")
        assert page.status_code == 200
        assert "No call is public yet." in page.content.decode()
