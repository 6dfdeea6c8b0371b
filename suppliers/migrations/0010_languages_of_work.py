from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0009_taking_over_and_closing")]

    operations = [
        migrations.AddField(
            "supplier",
            "languages",
            models.JSONField(blank=True, default=list, verbose_name="languages in which it works"),
        ),
    ]
