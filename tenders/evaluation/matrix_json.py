"""Read a matrix from JSON, strictly: every key known, every number a decimal string. Standard library only."""

import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from tenders.evaluation.exact import read_decimal
from tenders.evaluation.matrix import MOST_PLACES, Criterion, Matrix, Offer, WrongMatrix, quoted

PRICE_KEYS = {"id", "kind", "weight", "formula"}
QUALITY_KEYS = {"id", "kind", "weight", "scale_max"}
NUMBER_KEYS = {"weight", "reference", "scale_max", "threshold"}
# Longer whole numbers are read as floats, which the place where they stand refuses like any other wrong number.
LONGEST_WHOLE_NUMBER = 9


class JsonObject(dict[str, object]):
    """A JSON object that remembers a key given twice, so that the reader can name the place."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated = next((key for key, times in Counter(key for key, _ in pairs).items() if times > 1), None)


def parse(data: bytes) -> object:
    """Return the JSON value in `data` (UTF-8, with or without byte order mark). Raises WrongMatrix."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=JsonObject, parse_int=_whole)
    except UnicodeDecodeError as wrong:
        raise WrongMatrix(f"The input is not UTF-8 text (byte {wrong.start + 1}).") from wrong
    except json.JSONDecodeError as wrong:
        raise WrongMatrix(f"The input is not JSON: line {wrong.lineno}, column {wrong.colno}.") from wrong
    except RecursionError as wrong:
        raise WrongMatrix("The input is not a matrix: its JSON is nested too deeply.") from wrong


def read_matrix(obj: object) -> Matrix:
    """Return the matrix that a JSON object describes. Raises WrongMatrix with a sentence that names the place."""
    fields = _object(obj, "The matrix")
    _check_keys(fields, "The matrix", {"rounding", "criteria", "bids"}, {"tie_break"})
    rounding = fields["rounding"]
    if not isinstance(rounding, int) or isinstance(rounding, bool):
        raise WrongMatrix(f"rounding must be a whole number from 0 to {MOST_PLACES}.")
    return Matrix(
        criteria=tuple(_criterion(item, place) for place, item in _items(fields["criteria"], "criteria")),
        bids=tuple(_offer(item, place) for place, item in _items(fields["bids"], "bids")),
        rounding=rounding,
        tie_break=tuple(_text(item, place) for place, item in _items(fields.get("tie_break", []), "tie_break")),
    )


def _criterion(value: object, place: str) -> Criterion:
    fields = _object(value, place)
    match fields.get("kind"), fields.get("formula"):
        case "quality", _:
            _check_keys(fields, place, QUALITY_KEYS, {"threshold"})
        case "price", "reference":
            _check_keys(fields, place, PRICE_KEYS | {"reference"})
        case "price", _:
            # A reference beside another formula would be ignored without a word: most likely the formula is wrong.
            _check_keys(fields, place, PRICE_KEYS)
        case _:
            raise WrongMatrix(f'{place}: kind must be "price" or "quality".')
    name = _text(fields["id"], f"{place}: id")
    return Criterion(
        id=name,
        kind="price" if fields["kind"] == "price" else "quality",
        formula=_text(fields.get("formula", ""), f"Criterion {quoted(name)}: formula"),
        **{
            key: _number(fields[key], f"Criterion {quoted(name)}: {key}") for key in sorted(NUMBER_KEYS & fields.keys())
        },
    )


def _offer(value: object, place: str) -> Offer:
    fields = _object(value, place)
    _check_keys(fields, place, {"id"}, {"price", "scores"})
    name = _text(fields["id"], f"{place}: id")
    bid = f"Bid {quoted(name)}"
    scores = _object(fields.get("scores", {}), f"{bid}: scores")
    return Offer(
        id=name,
        price=_number(fields["price"], f"{bid}: price") if "price" in fields else None,
        scores={key: _number(score, f"{bid}: score for {quoted(key)}") for key, score in scores.items()},
    )


def _object(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise WrongMatrix(f"{place} must be a JSON object.")
    repeated = getattr(value, "repeated", None)
    if repeated is not None:
        raise WrongMatrix(f"{place}: the key {quoted(repeated)} stands there twice.")
    return value


def _check_keys(
    fields: Mapping[str, object], place: str, required: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> None:
    for key in sorted(required - fields.keys()):
        raise WrongMatrix(f"{place}: the key {quoted(key)} is missing.")
    for key in sorted(fields.keys() - required - optional):
        raise WrongMatrix(f"{place}: the key {quoted(key)} does not belong there.")


def _items(value: object, place: str) -> list[tuple[str, object]]:
    """Pair each item of a JSON list with its place, such as `bids[0]`."""
    if not isinstance(value, list):
        raise WrongMatrix(f"{place} must be a JSON list.")
    return [(f"{place}[{position}]", item) for position, item in enumerate(value)]


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise WrongMatrix(f"{place} must be a text.")
    return value


def _number(value: object, place: str) -> Fraction:
    if not isinstance(value, str):
        raise WrongMatrix(f'{place} must be a number written as text, such as "12.50".')
    try:
        return read_decimal(value)
    except ValueError as wrong:
        raise WrongMatrix(f"{place}: {wrong}.") from wrong


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= LONGEST_WHOLE_NUMBER else float(text)
