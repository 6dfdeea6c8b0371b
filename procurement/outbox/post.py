"""Write a mail, send it later; drain the queue."""

import re
import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.translation import override
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from procurement import clock
from procurement.outbox.html import as_html
from procurement.outbox.models import Mail

if TYPE_CHECKING:
    from procurement.accounts.models import User

LAST_ATTEMPT = 8
KEPT = timedelta(days=365)
BLANK = "…"
LINE = 76  # characters: what every program that reads mail shows unbroken, even quoted once

Page = Callable[[], str]


def write(  # noqa: PLR0913  a mail is all of this, and every part has its name
    template: str,
    *,
    to: str,
    language: str,
    now: datetime,
    context: Mapping[str, Any],
    page: Page | None = None,
    person: "User | None" = None,
    unsubscribe: str = "",
    secret: str = "",
) -> Mail:
    """Write one mail from `templates/emails/TEMPLATE.txt` (first line the subject), and queue its sending.

    `page` returns the path of the one page that it links to, in the active language. The mail goes out as text and as
    HTML, and both say the same. Call it inside the deed's transaction: when the deed is rolled back, so is the mail.
    `unsubscribe` is the whole address where one click ends mails of this kind. `secret` is what of the page's address
    nobody but the reader may hold: it is kept until the mail is sent or given up, and no longer.
    """
    with override(language):
        frame = {"site_name": settings.SITE_NAME, "address": f"{settings.BASE_URL}{page()}" if page else ""}
        rendered = render_to_string(f"emails/{template}.txt", {**frame, **context, "language": language})
    first, _blank, rest = rendered.strip().partition("\n")
    subject, text = first.strip(), re.sub(r"\n{3,}", "\n\n", rest.strip()) + "\n"
    html = as_html(subject, text, language)
    words = {"language": language, "subject": subject, "text": text, "html": html}
    kinds = {"unsubscribe": unsubscribe, "secret": secret}
    mail = Mail.objects.create(to=to, person=person, written_at=now, **kinds, **words)
    send.enqueue(mail.pk)
    return mail


def _in_short_lines(text: str) -> str:
    """Return the text in lines that fit; an address or a hash is never broken."""
    wrap = textwrap.TextWrapper(width=LINE, break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrap.fill(line) for line in text.splitlines()) + "\n"


def write_to(
    person: "User", template: str, *, now: datetime, context: Mapping[str, Any], page: Page | None = None
) -> Mail:
    """Write one mail to a person, in its language."""
    return write(
        template, to=person.email, language=person.language, now=now, context=context, page=page, person=person
    )


@task()
def send(mail_id: int) -> None:
    """Send one mail, once: the row is claimed before, and released again when the mail server refuses.

    One that was forgotten meanwhile is not sent.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None or mail.sent_at or mail.attempts >= LAST_ATTEMPT:
            return
        mail.attempts += 1
        mail.save(update_fields=["attempts"])
    headers = {}
    if mail.unsubscribe:
        headers = {"List-Unsubscribe": f"<{mail.unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(mail.subject, _in_short_lines(mail.text), to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()
    Mail.objects.filter(pk=mail_id).update(sent_at=clock.now(), **_without_secret(mail))


def _without_secret(mail: Mail) -> dict[str, str]:
    """Return the words to keep of a mail that will not go out again. The demonstration shows its mails: links stay."""
    if not mail.secret or settings.DEMO:
        return {}
    return {name: getattr(mail, name).replace(mail.secret, BLANK) for name in ("text", "html")} | {"secret": ""}


def forget_secrets() -> None:
    """Blank the secrets of mails that were given up. Called by the worker's minute tick."""
    for mail in Mail.objects.filter(sent_at=None, attempts__gte=LAST_ATTEMPT).exclude(secret=""):
        Mail.objects.filter(pk=mail.pk).update(**_without_secret(mail))


def forget(unsubscribe: str) -> None:
    """Delete the mails that this address ends, sent or not. Whoever had them keeps them; we do not."""
    Mail.objects.filter(unsubscribe=unsubscribe).delete()


def forget_old(*, now: datetime) -> None:
    """Delete mails whose year is over."""
    Mail.objects.filter(written_at__lt=now - KEPT).delete()


def retry_unsent() -> int:
    """Queue again what could not be sent before. Called by the worker's minute tick; returns how many."""
    waiting = Mail.objects.filter(sent_at=None, attempts__gt=0, attempts__lt=LAST_ATTEMPT)[:100]
    for mail in waiting:
        send.enqueue(mail.pk)
    return len(waiting)


class TaskFailed(Exception):  # noqa: N818  tells which task, and why
    """A queued task raised an error while the queue was drained."""


def run_waiting() -> None:
    """Run every task that waits, one after the other. A task that fails is kept, marked as failed."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()


def drain() -> None:
    """Run every task that waits, here and now, for rehearsals and tests. Raises TaskFailed for the first failure."""
    run_waiting()
    if failed := DBTaskResult.objects.failed().first():
        raise TaskFailed(f"{failed.task_path}: {failed.traceback}")
