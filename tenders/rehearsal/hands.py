"""The hands of a rehearsal's clock. They only move forward."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Hands:
    """A clock that stands still until somebody moves it."""

    def __init__(self, at: datetime, zone: str) -> None:
        self.at = at.astimezone(UTC)
        self.zone = ZoneInfo(zone)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at

    def tick(self) -> datetime:
        """Let a minute pass, and tell the time."""
        self.at += timedelta(minutes=1)
        return self.at

    def to(self, moment: datetime) -> datetime:
        """Move on to this instant, or stay where it lies behind."""
        self.at = max(self.at, moment.astimezone(UTC))
        return self.at

    def to_day(self, day: date, hour: int = 10) -> datetime:
        """Move on to this local day and hour, or stay where it lies behind."""
        return self.to(datetime.combine(day, time(hour), tzinfo=self.zone))
