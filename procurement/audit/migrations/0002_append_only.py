"""The database itself refuses to change or delete what was logged."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_{table}_no_{verb} BEFORE {VERB} ON audit_{table}
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the log is append-only'; END
$$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER audit_{table}_no_{verb} BEFORE {VERB} ON audit_{table}
FOR EACH ROW EXECUTE FUNCTION audit_append_only()
"""
PAIRS = [(table, verb) for table in ("event", "link") for verb in ("update", "delete")]


def guard(_apps, schema_editor):
    """Lay the triggers."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION)
    for table, verb in PAIRS:
        statement = POSTGRES if vendor == "postgresql" else SQLITE
        schema_editor.execute(statement.format(table=table, verb=verb, VERB=verb.upper()))


def unguard(_apps, schema_editor):
    """Take them away again."""
    for table, verb in PAIRS:
        on = f" ON audit_{table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER audit_{table}_no_{verb}{on}")


class Migration(migrations.Migration):
    """Append-only."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
