"""What firms tried with their bids; the database itself refuses to change or delete it."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE TRIGGER tenders_attempt_no_{verb} BEFORE {VERB} ON tenders_attempt
BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END
"""
POSTGRES = """
CREATE TRIGGER tenders_attempt_no_{verb} BEFORE {VERB} ON tenders_attempt
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
    on = " ON tenders_attempt" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in VERBS:
        schema_editor.execute(f"DROP TRIGGER tenders_attempt_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("tenders", "0028_calls_by_invitation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("firm", models.CharField(max_length=16)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("upload_begun", "began to send files or texts of a bid"),
                            ("upload_came", "what was sent arrived whole"),
                            ("file_sealed", "a file was sealed"),
                            ("upload_refused", "something that was sent was refused"),
                            ("submit_begun", "began to hand the bid in"),
                            ("submitted", "the bid was handed in"),
                            ("submit_refused", "handing in was refused"),
                            ("failed", "the portal failed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rules", models.CharField(blank=True, max_length=200)),
                ("request", models.CharField(max_length=32)),
                ("moment", models.DateTimeField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenders.round"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["round", "firm"], name="attempt_by_round_and_firm")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
