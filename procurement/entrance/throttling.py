"""How often somebody may try a password: slow for who guesses, never shut for who owns the account.

A limit per account alone is a weapon: whoever knows a rival's address types wrong passwords in the last hour, and the
rival cannot hand in its bid. So a browser that signed in before is known, and counted apart from all strangers; the
limits for strangers end by themselves, are not prolonged by further tries, and a new password asked for by mail signs
in at once, as a passkey does. What is kept says nothing to who reads it: digests, and for a day.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from procurement.accounts.models import FailedSignIn

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
# Wrong passwords within the window: for one account from one place, for one account from everywhere, from one place.
MOST_HERE = 10
MOST_FOR_ACCOUNT = 60
MOST_FROM_ADDRESS = 60
IPV6_SITE = 64  # one household or firm holds that many addresses


class Shut(Exception):  # noqa: N818  it is an answer, not a fault
    """Too many tries: the next one is possible at that moment."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def begin(*, login: str, address: str, browser: str, now: datetime) -> FailedSignIn:
    """Write a try down as failed, before the password is looked at: many at once are counted, too. Or raise `Shut`."""
    FailedSignIn.objects.filter(at__lte=now - KEPT).delete()
    attempt = FailedSignIn.objects.create(
        account=account_digest(login), address=address_digest(address), browser=browser, at=now
    )
    if until := shut_until(attempt):
        attempt.delete()
        raise Shut(until)
    return attempt


def forgive(attempt: FailedSignIn) -> None:
    """The password was right: what the same person mistyped here before is forgotten with this try."""
    _here(attempt).delete()


def shut_until(attempt: FailedSignIn) -> datetime | None:
    """Tell when the next try is possible, if this one comes too early."""
    limits = [(_here(attempt), MOST_HERE)]
    if not attempt.browser:
        strangers = FailedSignIn.objects.filter(browser="")
        limits += [
            (strangers.filter(account=attempt.account), MOST_FOR_ACCOUNT),
            (strangers.filter(address=attempt.address), MOST_FROM_ADDRESS),
        ]
    ends = [end for tries, most in limits if (end := _end(tries.exclude(pk=attempt.pk), most, attempt.at))]
    return max(ends, default=None)


def account_digest(login: str) -> str:
    """Return what stands for an account."""
    return salted_hmac("sign-in-account", login.strip().casefold()).hexdigest()


def address_digest(address: str) -> str:
    """Return what stands for an address, or for the network that a household has."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):  # some servers write an address of the old kind in the new way
        parsed = parsed.ipv4_mapped or ip_network((parsed, IPV6_SITE), strict=False).network_address
    return salted_hmac("sign-in-address", str(parsed)).hexdigest()


def _here(attempt: FailedSignIn) -> QuerySet[FailedSignIn]:
    """Return the tries for the account from this browser, if it is known, or else from this address."""
    tries = FailedSignIn.objects.filter(account=attempt.account, browser=attempt.browser)
    return tries if attempt.browser else tries.filter(address=attempt.address)


def _end(tries: QuerySet[FailedSignIn], most: int, now: datetime) -> datetime | None:
    """Return when so few are left within the window that one more is possible."""
    times = tries.filter(at__gt=now - WINDOW).order_by("-at").values_list("at", flat=True)[most - 1 : most]
    return next((at + WINDOW for at in times), None)
