"""Those who followed calls before there were alerts: nobody is lost, and the links in their mails go on working."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from tenders.following.queries import followers_of
from tenders.models import Alert, Pace, Reader, Tender
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
MIGRATION = MigrationLoader(None).get_migration("tenders", "0011_followers_become_alerts")
BECOME_ALERTS = next(step.code for step in MIGRATION.operations if isinstance(step, RunPython))
ASKED, CONFIRMED = moment("2026-11-20"), moment("2026-11-21")


def old_row(tender: Tender, email: str, token: str, language: str, confirmed: datetime | None) -> SimpleNamespace:
    """Return a follower as its table held it; the table itself is gone."""
    facts = {"email": email, "token": token, "language": language, "asked_at": ASKED, "confirmed_at": confirmed}
    return SimpleNamespace(tender_id=tender.pk, **facts)


def migrate(*rows: SimpleNamespace) -> None:
    """Run the migration's own function over these rows, written in this order."""
    table = SimpleNamespace(order_by=lambda _key: SimpleNamespace(iterator=lambda: iter(rows)))
    models = {"Follower": SimpleNamespace(objects=table), "Reader": Reader, "Alert": Alert}
    BECOME_ALERTS(SimpleNamespace(get_model=lambda _app, name: models[name]), None)


@pytest.fixture
def calls() -> list[Tender]:
    return [published_call(title="One"), published_call(title="Two")]


def test_an_address_is_one_reader_with_an_alert_for_each_call(calls):
    one, two = calls
    migrate(
        old_row(one, "a@example.org", "t1", "fr", CONFIRMED),
        old_row(one, "b@example.org", "t2", "nl", None),
        old_row(two, "a@example.org", "t3", "de", CONFIRMED),
    )
    assert {reader.email: reader.language for reader in Reader.objects.all()} == {
        "a@example.org": "fr",
        "b@example.org": "nl",
    }
    kept = {alert.token: alert for alert in Alert.objects.select_related("reader")}
    assert {token: (alert.reader.email, alert.tender_id, alert.language) for token, alert in kept.items()} == {
        "t1": ("a@example.org", one.pk, "fr"),
        "t2": ("b@example.org", one.pk, "nl"),
        "t3": ("a@example.org", two.pk, "de"),
    }
    assert {(alert.pace, alert.asked_at, alert.query) for alert in kept.values()} == {(Pace.AT_ONCE, ASKED, "")}
    assert len({reader.token for reader in Reader.objects.all()}) == 2


def test_who_never_confirmed_is_told_nothing_and_can_still_confirm(calls, client):
    migrate(old_row(calls[0], "a@example.org", "t1", "fr", None))
    assert not followers_of(calls[0]).exists()
    client.post(reverse("following:confirm", args=["t1"]))
    assert [alert.token for alert in followers_of(calls[0])] == ["t1"]


def test_the_old_link_to_stop_ends_that_call_alone(calls, client):
    one, two = calls
    migrate(*(old_row(call, "a@example.org", f"t{call.pk}", "fr", CONFIRMED) for call in calls))
    assert client.post(reverse("following:stop", args=[f"t{one.pk}"])).status_code == 200
    assert [alert.tender for alert in Alert.objects.all()] == [two]
    client.post(reverse("following:stop", args=[f"t{two.pk}"]))
    assert not Reader.objects.exists()


def test_an_address_that_reads_already_keeps_its_reader(calls):
    known = Reader.objects.create(email="a@example.org", language="nl", token="known")
    migrate(old_row(calls[0], "a@example.org", "t1", "fr", CONFIRMED))
    assert Alert.objects.get().reader == known
    migrate()
    assert Alert.objects.count() == 1
