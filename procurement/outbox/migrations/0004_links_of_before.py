"""Mails that were sent before lose what their single-use links open with; what still waits says which part that is."""

import re

from django.conf import settings
from django.db import migrations
from django.db.models import Q

BLANK, LAST_ATTEMPT = "…", 8


def blank(apps, schema_editor):
    if settings.DEMO:
        return
    Mail = apps.get_model("outbox", "Mail")
    for mail in Mail.objects.filter(Q(text__contains="/invited/") | Q(text__contains="/invitations/"), secret=""):
        found = LINK.search(mail.text)
        if not found:
            continue
        mail.secret = found[1]
        if mail.sent_at or mail.attempts >= LAST_ATTEMPT:
            mail.text, mail.html = (words.replace(mail.secret, BLANK) for words in (mail.text, mail.html))
            mail.secret = ""
        mail.save(update_fields=["text", "html", "secret"])


LINK = re.compile(r"/(?:invited|invitations)/([\w-]{43})/")


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_what_a_link_opens_with")]
    operations = [migrations.RunPython(blank, migrations.RunPython.noop, elidable=True)]
