"""What approvers remarked on the terms of a call, beside the field where each is written again."""

from functools import partial

from django import forms

from tenders.calls.beside import say_beside
from tenders.calls.pieces_forms import BasePieces
from tenders.models import Lot, Tender


def say_beside_terms(form: forms.Form, tender: Tender) -> None:
    """Say it beside the terms of the call."""
    say_beside([(form, lambda name: f"terms:{name}")], tender)


def say_beside_contract(form: forms.Form, lot: Lot) -> None:
    """Say it beside how the contract of a lot runs."""
    say_beside([(form, lambda name: f"contract:{lot.identifier}:{name}")], lot.tender)


def say_beside_pieces(rows: BasePieces, lot: Lot) -> None:
    """Say it beside the name of each piece of a bid."""

    def key(row: forms.Form, name: str) -> str:
        return f"piece:{lot.identifier}:{row['code'].value()}" if name == "name" else ""

    say_beside([(row, partial(key, row)) for row in rows], lot.tender)
