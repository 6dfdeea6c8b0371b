"""What differs between two sendings of a call, old and new side by side as an amendment shows it. Pure."""

from collections.abc import Iterable, Mapping

Row = Mapping[str, str]  # {"field": key, "what": words for people, "text": …}


def changes_between(old: Iterable[Row], new: Iterable[Row]) -> list[dict[str, str]]:
    """Return what differs, old and new side by side, in the order of the new; what is gone comes last."""
    before, after = ({row["field"]: row for row in rows} for rows in (old, new))
    keys = [*after, *(key for key in before if key not in after)]
    return [
        {"field": key, "what": {**before, **after}[key]["what"], "old": _text(before, key), "new": _text(after, key)}
        for key in keys
        if _text(before, key) != _text(after, key)
    ]


def _text(rows: Mapping[str, Row], key: str) -> str:
    return rows[key]["text"] if key in rows else ""
