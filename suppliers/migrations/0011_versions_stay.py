"""Versions of proofs are added, never changed: the database itself refuses it.

They can be deleted: a firm that ends its account takes what the law does not keep with it.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER suppliers_version_no_{verb} BEFORE {VERB} ON suppliers_credentialversion
BEGIN SELECT RAISE(ABORT, 'versions of proofs are append-only'); END
"""
POSTGRES = """
CREATE TRIGGER suppliers_version_no_{verb} BEFORE {VERB} ON suppliers_credentialversion
FOR EACH ROW EXECUTE FUNCTION audit_append_only()
"""
VERBS = ("update",)


def guard(_apps, schema_editor):
    """Lay the triggers; the function of the log says why."""
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for verb in VERBS:
        schema_editor.execute(statement.format(verb=verb, VERB=verb.upper()))


def unguard(_apps, schema_editor):
    """Take them away again."""
    on = " ON suppliers_credentialversion" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in VERBS:
        schema_editor.execute(f"DROP TRIGGER suppliers_version_no_{verb}{on}")


class Migration(migrations.Migration):
    """Append-only."""

    dependencies = [("audit", "0002_append_only"), ("suppliers", "0010_languages_of_work")]

    operations = [migrations.RunPython(guard, unguard)]
