"""Asking the registers that were imported: one row by its key, and the words for its codes."""

from collections.abc import Mapping

from suppliers.models import RegisterEntry, RegisterImport, RegisterLabel, Source
from suppliers.registers.answers import NOT_CHECKED, NOT_THERE, Answer, Found
from suppliers.registers.french_forms import french_form

COUNTRIES = {"BE": Source.KBO, "FR": Source.SIRENE}
NEWEST_FIRST = ("nace2025", "nafrev2", "nace2008", "nace2003")


def ask(country: str, number: str, *, language: str) -> Answer:
    """Return what the imported register of the country says."""
    source = COUNTRIES.get(country)
    if source is None:
        return NOT_CHECKED
    entry = RegisterEntry.objects.filter(country=country, number=number).first()
    if entry is None:
        complete = RegisterImport.objects.filter(source=source, finished_at__isnull=False).exists()
        return NOT_THERE if complete else NOT_CHECKED
    form, activity = f"form:{entry.legal_form}", _main(entry.activities)
    labels = _labels(source, [form, activity], language)
    found = Found(
        name=_in(entry.names, language),
        address=_in(entry.addresses, language),
        legal_form=labels.get(form) or (french_form(entry.legal_form) if country == "FR" else entry.legal_form),
        activity=" ".join(filter(None, [activity.partition(":")[2], labels.get(activity, "")])),
        nuts=entry.nuts,
        source=str(Source(entry.source).label),
        on=entry.extracted_on,
        ended=entry.ended,
    )
    return Answer(checked=True, found=found)


def _in(texts: Mapping[str, str], language: str) -> str:
    """Return the text in this language, else the one without, else any."""
    return texts.get(language) or texts.get("") or next(iter(texts.values()), "")


def _main(activities: list[str]) -> str:
    """Return the activity in the newest classification."""
    order = {name: place for place, name in enumerate(NEWEST_FIRST)}
    return min(activities, key=lambda code: order.get(code.partition(":")[0], len(order)), default="")


def _labels(source: str, codes: list[str], language: str) -> Mapping[str, str]:
    found = RegisterLabel.objects.filter(source=source, code__in=codes).values_list("code", "language", "text")
    texts: dict[str, dict[str, str]] = {}
    for code, of, text in found:
        texts.setdefault(code, {})[of] = text
    return {code: _in(each, language) for code, each in texts.items()}
