from django.db import migrations, models

# django-axes counted before, by address alone, and kept addresses in the clear.
FORMER = ["axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog"]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_erasing")]

    operations = [
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=64)),
                ("browser", models.CharField(blank=True, max_length=22)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "wrong password",
                "verbose_name_plural": "wrong passwords",
                "indexes": [
                    models.Index(fields=["account", "at"], name="tries_of_account"),
                    models.Index(fields=["address", "at"], name="tries_from_address"),
                ],
            },
        ),
        *[migrations.RunSQL(f"DROP TABLE IF EXISTS {table}", migrations.RunSQL.noop) for table in FORMER],
        migrations.RunSQL("DELETE FROM django_migrations WHERE app = 'axes'", migrations.RunSQL.noop),
    ]
