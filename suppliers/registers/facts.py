"""What rows say of one firm, put together."""

from typing import Any

Facts = dict[str, Any]
EMPTY: Facts = {"names": {}, "addresses": {}, "activities": []}


def merge(facts: Facts, more: Facts) -> Facts:
    """Return what both say: texts by language, lists without repetition, the later word on anything else."""
    merged = dict(facts)
    for name, value in more.items():
        if isinstance(value, dict):
            merged[name] = merged.get(name, {}) | value
        elif isinstance(value, list):
            known = merged.get(name, [])
            merged[name] = known + [each for each in value if each not in known]
        else:
            merged[name] = value
    return merged
