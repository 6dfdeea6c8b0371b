"""A declaration as a bid keeps it: plain JSON that no later change of the firm's reaches."""

from collections.abc import Mapping
from typing import Any

from suppliers.models import Declaration

Frozen = dict[str, Any]


def frozen(declaration: Declaration) -> Frozen:
    """Return the signed declaration with whom it is about, who signed it, and when."""
    firm = declaration if declaration.name else declaration.supplier
    signed_at = declaration.signed_at
    return {
        "about": declaration.about,
        "name": firm.name,
        "country": firm.country,
        "identifier": firm.identifier,
        "signed_at": signed_at.isoformat() if signed_at else "",
        "signed_by": str(declaration.signed_by or ""),
        "answers": _plain(declaration.answers),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
