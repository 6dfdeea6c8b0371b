from django.db import migrations
from django.utils.crypto import get_random_string

TOKEN = 32


def become_alerts(apps, _schema_editor):
    """Keep every address with its token, so that the links in mails that were sent go on working."""
    follower, reader, alert = (apps.get_model("tenders", name) for name in ("Follower", "Reader", "Alert"))
    for row in follower.objects.order_by("pk").iterator():
        fresh = {"language": row.language, "token": get_random_string(TOKEN)}
        whose, _made = reader.objects.get_or_create(person=None, email=row.email, defaults=fresh)
        facts = {name: getattr(row, name) for name in ("language", "token", "asked_at", "confirmed_at")}
        alert.objects.create(reader=whose, tender_id=row.tender_id, pace="at_once", **facts)


class Migration(migrations.Migration):
    dependencies = [("tenders", "0010_alerts")]

    operations = [
        migrations.RunPython(become_alerts, migrations.RunPython.noop),
        migrations.DeleteModel(name="Follower"),
    ]
