"""Published text made plain: without markup or invisible signs; and the addresses, codes and amounts in it."""

import html
import re
import unicodedata
from decimal import Decimal

# Far above what the forms allow (400 and 10,000 signs): only nonsense is cut.
LONGEST_LINE = 2_000
LONGEST_PROSE = 200_000
TWO_DECIMALS = Decimal("0.01")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
BLOCK_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|tr|table|h[1-6])(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|sub|sup|font|td|th)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
# Control and format signs (Unicode Cc and Cf): unseen, they can turn or hide text.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
BLANK_LINES = re.compile(r"\n{3,}")
SAFE_PARTS = re.compile(r"[A-Za-z0-9]+")
LONGEST_IDENTIFIER = 20
LONGEST_NAME = 100
DOCUMENT_NUMBER = re.compile(r"0*([1-9][0-9]{0,7})-([0-9]{4})")
JOURNAL_NUMBER = re.compile(r"([0-9]{4})/S ?[0-9]{1,3}-0*([1-9][0-9]{0,7})")
CPV = re.compile(r"(\d{8})(?:-\d)?")
NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
AMOUNT = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")
EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;.]{2,63}")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,1990}", re.IGNORECASE)
HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})+(?:[:/?#][^\s<>\"]{0,1900})?")


def line(text: str | None) -> str | None:
    """Return the text on one line, or None where nothing is left."""
    return _cut(" ".join(_cleaned(text).split()), LONGEST_LINE) or None


def prose(text: str | None) -> str | None:
    """Return the text with its line breaks; of several blank lines one stays."""
    lines = [" ".join(part.split()) for part in _cleaned(text).splitlines()]
    return _cut(BLANK_LINES.sub("\n\n", "\n".join(lines)).strip(), LONGEST_PROSE) or None


def web_address(text: str | None) -> str | None:
    """Return an address that is safe to link: http or https alone. One without scheme gets https."""
    text = line(text)
    if text and HOST.fullmatch(text):
        text = f"https://{text}"
    return text if text and WEB_ADDRESS.fullmatch(text) else None


def email(text: str | None) -> str | None:
    """Return the first of the mail addresses in the text."""
    found = EMAIL.search(line(text) or "")
    return found[0] if found else None


def cpv(text: str | None) -> str | None:
    """Return a code of the Common Procurement Vocabulary: eight digits, without its check digit."""
    found = CPV.fullmatch(line(text) or "")
    return found[1] if found else None


def nuts(text: str | None) -> str | None:
    """Return a code of the nomenclature of territorial units."""
    text = (line(text) or "").upper()
    return text if NUTS.fullmatch(text) else None


def amount(text: str | None) -> Decimal | None:
    """Return an amount of money with two decimals."""
    text = (line(text) or "").replace(" ", "")
    return Decimal(text.replace(",", ".")).quantize(TWO_DECIMALS) if AMOUNT.fullmatch(text) else None


def currency(text: str | None) -> str | None:
    """Return a currency code (ISO 4217)."""
    text = line(text) or ""
    return text if re.fullmatch(r"[A-Z]{3}", text) else None


def identifier(text: str | None) -> str:
    """Return a short form that is safe in file names: "LOT-0001", "Los 01" as "Los-01", "1." as "1".

    A sentence, or one in another alphabet, is known by its first number. Empty where there is none.
    """
    text = line(text) or ""
    safe = "-".join(SAFE_PARTS.findall(text))
    if len(safe) <= LONGEST_IDENTIFIER and text.isascii():
        return safe
    return next(iter(re.findall(r"[0-9]{1,6}", text)), safe[:LONGEST_IDENTIFIER].strip("-"))


def name(text: str | None) -> str | None:
    """Return a technical name (an identifier, a version) if it has the length of one."""
    text = line(text)
    return text if text and len(text) <= LONGEST_NAME else None


def publication_number(text: str | None) -> str | None:
    """Return the number in the Official Journal as "187948-2022", from "00187948-2022" or "2022/S 070-187948"."""
    text = line(text) or ""
    if found := JOURNAL_NUMBER.fullmatch(text):
        return f"{found[2]}-{found[1]}"
    found = DOCUMENT_NUMBER.fullmatch(text)
    return f"{found[1]}-{found[2]}" if found else None


def whole_number(text: str | None) -> int | None:
    """Return a count of at most six digits; "12.0" counts as 12."""
    found = re.fullmatch(r"([0-9]{1,6})(?:\.0{1,4})?", line(text) or "")
    return int(found[1]) if found else None


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _cleaned(text: str | None) -> str:
    """Return the text without entities and tags that were escaped into it, and without invisible signs."""
    text = ENTITY.sub(lambda found: html.unescape(found[0]), text or "")
    text = INLINE_TAG.sub("", BLOCK_TAG.sub("\n", text))
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text))
