"""Who reads which files, what waits, and how the promised days were kept."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from procurement.calendar.moments import local_day
from procurement.calendar.policies import ONE_DAY
from procurement.calendar.promises import answer_day
from procurement.punctuality import A_YEAR, Figure, kept_in_words
from suppliers.lifecycle import ApplicationState
from suppliers.models import WAITING, Application, Hearing, Submission, Supplier

# So many working days a firm has at least to answer what is announced against it.
DAYS_TO_ANSWER = 5


def buyers_checked_for(person: User) -> QuerySet[Buyer]:
    """Return the authorities whose officer the person is."""
    posts = Post.objects.filter(buyer=OuterRef("pk"), person=person.pk, person__is_active=True, role=Role.OFFICER)
    return Buyer.objects.filter(Exists(posts)).order_by("name", "pk")


def files_checked_by(person: User) -> QuerySet[Application]:
    """Return the files handed in to the person's authorities: first what waits for them, by the promised day."""
    own = Application.objects.filter(buyer__in=buyers_checked_for(person).values("pk"))
    waits = Case(When(state__in=WAITING, then=0), default=1, output_field=IntegerField())
    files = _whole(own.exclude(state=ApplicationState.DRAFT)).annotate(waits=waits)
    return files.order_by("waits", Case(When(waits=0, then=F("due"))), F("submitted_at").desc(), "-pk")


def files_of(firm: Supplier) -> QuerySet[Application]:
    """Return a firm's files, the newest first."""
    return _whole(Application.objects.filter(supplier=firm)).order_by("-made_at", "-pk")


def with_history(files: QuerySet[Application]) -> QuerySet[Application]:
    """Return the files with everything that passed: each handing-in with its remarks, each hearing."""
    rows = Submission.objects.select_related("submitted_by", "answered_by").prefetch_related("remarks")
    hearings = Hearing.objects.select_related("announced_by", "answered_by")
    return files.prefetch_related(Prefetch("submissions", rows), Prefetch("hearings", hearings))


def last_of(application: Application) -> Submission | None:
    """Return the last handing-in of a file; None for a draft."""
    return application.submissions.order_by("-submitted_at", "-pk").first()


def open_hearing(application: Application) -> Hearing | None:
    """Return the hearing that is not closed yet."""
    return application.hearings.filter(closed_at=None).first()


def verifications_run_out(now: datetime) -> QuerySet[Application]:
    """Return the verifications whose term is over."""
    verified = Application.objects.filter(state=ApplicationState.VERIFIED, valid_until__lte=now)
    return verified.select_related("supplier", "buyer").order_by("pk")


def first_day_to_close(buyer: Buyer, now: datetime) -> date:
    """Return the earliest last day that a firm can be given to answer what is announced now."""
    where = {"zone": buyer.time_zone, "country": buyer.country, "part": buyer.subdivision or buyer.nuts}
    return answer_day(now, DAYS_TO_ANSWER, **where)


def late_among(files: Iterable[Application], now: datetime) -> set[int]:
    """Return those whose promised day has passed without an answer. They come from `files_checked_by` or `files_of`."""
    waiting = [file for file in files if file.state in WAITING]
    return {file.pk for file in waiting if file.due < local_day(now, file.buyer.time_zone)}  # type: ignore[attr-defined]


def punctuality_of(buyers: Iterable[Buyer], today: date) -> list[Figure]:
    """Return, of each authority, how the days promised for checks were kept in the last twelve months."""
    answered = Submission.objects.filter(answered_on__gt=today - A_YEAR, answered_on__lt=today + ONE_DAY)
    in_time = Count("pk", filter=Q(answered_on__lte=F("due")))
    rows = answered.values("application__buyer").annotate(n=Count("pk"), kept=in_time)
    counted = {row["application__buyer"]: (row["kept"], row["n"]) for row in rows.order_by()}
    label = _("files answered by the promised day – %(buyer)s")
    return [kept_in_words(label % {"buyer": buyer}, *counted.get(buyer.pk, (0, 0))) for buyer in buyers]


def _whole(files: QuerySet[Application]) -> QuerySet[Application]:
    last = Submission.objects.filter(application=OuterRef("pk")).order_by("-submitted_at", "-pk")
    known = {name: Subquery(last.values(name)[:1]) for name in ("due", "submitted_at", "answered_on")}
    return files.annotate(**known).select_related("supplier", "buyer", "assigned_to")
