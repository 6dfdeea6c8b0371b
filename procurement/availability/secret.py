"""What the worker and a monitor say to be told from strangers, who could hide an outage, or make one up."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

HEADER = "X-Health-Secret"
PURPOSE = "procurement.availability.heartbeat"


def workers_secret() -> str:
    """Return what the worker says: made of the SECRET_KEY for this purpose only, which it does not give away."""
    return salted_hmac(PURPOSE, "worker", algorithm="sha256").hexdigest()


def is_known(said: str) -> bool:
    """Tell whether the worker said it, or the monitor that was given HEALTH_SECRET."""
    known = [workers_secret(), *filter(None, [settings.HEALTH_SECRET])]
    return any(constant_time_compare(said, secret) for secret in known)
