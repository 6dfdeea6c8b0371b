"""What was published of a call, kept as bytes; the database itself refuses to change or delete them."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE TRIGGER tenders_release_no_{verb} BEFORE {VERB} ON tenders_release
BEGIN SELECT RAISE(ABORT, 'releases are append-only'); END
"""
POSTGRES = """
CREATE TRIGGER tenders_release_no_{verb} BEFORE {VERB} ON tenders_release
FOR EACH ROW EXECUTE FUNCTION audit_append_only()
"""
VERBS = ("update", "delete")


def guard(_apps, schema_editor):
    """Lay the triggers; the function of the log says why."""
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for verb in VERBS:
        schema_editor.execute(statement.format(verb=verb, VERB=verb.upper()))


def unguard(_apps, schema_editor):
    """Take them away again."""
    on = " ON tenders_release" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in VERBS:
        schema_editor.execute(f"DROP TRIGGER tenders_release_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("tenders", "0008_requests_for_help_and_notes")]

    operations = [
        migrations.CreateModel(
            name="ReleaseProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_link", models.BigIntegerField(default=0)),
                ("swept_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identifier", models.CharField(max_length=100, unique=True)),
                ("content", models.CharField(max_length=90)),
                ("date", models.DateTimeField()),
                ("body", models.BinaryField()),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="tenders.tender"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["date", "identifier"], name="release_by_date")]},
        ),
        migrations.RunPython(guard, unguard),
    ]
