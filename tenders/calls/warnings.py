"""What does not stand against a call, and is worth a second look: criteria that judge the firm, long
sentences, texts that are hard to read. None of it keeps the call from being sent.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_number
from tenders.calls.readability import EASY, FORMULAS, HARD, longest_sentences, reading_ease, sentences_of
from tenders.models import AwardCriterion, Lot, Tender

# Who says this in an award criterion usually means the firm, which selection criteria are about (arts 58 and 67).
ABOUT_THE_FIRM = re.compile(
    r"expérience|références|chiffre d.affaires|capacité (?:technique|financière)|effectif"
    r"|ervaring|referenties|omzet|bekwaamheid"
    r"|erfahrung|referenzen|umsatz|leistungsfähigkeit"
    r"|experience|references|turnover|track record",
    re.IGNORECASE,
)
LONG = 30  # words: from there on, half of all readers begin again
FULL = 20  # words: the longest that plain language asks for
ENOUGH = 3  # firms: from there on there is competition
SHORT = timedelta(days=7)
QUOTED = 8  # words of a sentence, by which its author finds it


def warnings_of(tender: Tender, now: datetime) -> list[Sentence]:
    """Return what an officer should look at again; none of it keeps the call from being sent."""
    quality = AwardCriterion.objects.filter(lot__tender=tender, kind=AwardCriterion.Kind.QUALITY)
    rows = list(quality.order_by("lot__position", "position").values_list("lot__identifier", "heading", "name"))
    own = [*few_invited(tender), *_short_time(tender, now)] if tender.by_invitation else []
    return [
        *own,
        *_about_the_firm({text for _lot, *texts in rows for text in texts}),
        *_single_parts((lot, heading) for lot, heading, _name in rows if heading),
        *_long_sentences(tender.description),
        *_hard_texts(tender),
    ]


def few_invited(tender: Tender) -> list[Sentence]:
    """Warn of a call by invitation that names fewer than three firms without saying why; in it while it says so."""
    count = tender.count_invited()
    if not count or count >= ENOUGH:
        return []
    said = ngettext(
        "Only %(count)s firm is invited. Where it can, an authority asks three or more.",
        "Only %(count)s firms are invited. Where it can, an authority asks three or more.",
        count,
    ) % {"count": count}
    why = _("Your reason: “%(reason)s”") if tender.few_invited else _("Say why in the call, or invite more.")
    return [f"{said} {why % {'reason': tender.few_invited} if tender.few_invited else why}"]


def _short_time(tender: Tender, now: datetime) -> Iterator[Sentence]:
    """The law sets a call by invitation no period; firms need one all the same."""
    row = tender.rounds.filter(number=1).first()
    begins = tender.publish_at or now
    if row and row.deadline_at - begins < SHORT:
        said = _("Firms have fewer than %(days)s days to bid. The law sets no period here, but a bid takes time, and "
                 "few may come.")  # fmt: skip
        yield said % {"days": SHORT.days}


def _about_the_firm(names: Iterable[str]) -> Iterator[Sentence]:
    for name in filter(ABOUT_THE_FIRM.search, sorted(names)):
        said = _("The award criterion “%(name)s” seems to judge the firm, not its offer: ask it among what is asked "
                 "of the firms, or say what in the offer is compared.")  # fmt: skip
        yield said % {"name": name}


def _single_parts(headings: Iterable[tuple[str, str]]) -> Iterator[Sentence]:
    """Name each criterion that is divided into one part: a slip of the pen, or a heading too many."""
    for (lot, heading), parts in Counter(headings).items():
        said = _("Lot %(lot)s: the criterion “%(name)s” has only one part. Give it another, or take its name out.")
        if parts == 1:
            yield said % {"lot": lot_number(lot), "name": heading}


def _long_sentences(text: str) -> Iterator[Sentence]:
    long = sum(len(sentence.split()) > LONG for sentence in sentences_of(text))
    if not long:
        return
    said = ngettext(
        "%(count)s sentence of the description has more than %(words)s words: shorter ones are read to the end.",
        "%(count)s sentences of the description have more than %(words)s words: shorter ones are read to the end.",
        long,
    ) % {"count": long, "words": LONG}
    yield f"{said} {_worst(text, over=LONG)}"


def _hard_texts(tender: Tender) -> Iterator[Sentence]:
    """Name each text of the call that is hard to read in its language, with where to begin."""
    lots = Lot.objects.filter(tender=tender).exclude(description="").order_by("position")
    for name, text in [(_("The description"), tender.description), *((str(lot), lot.description) for lot in lots)]:
        ease = reading_ease(text, tender.language)
        if ease is None or ease >= EASY:
            continue
        very = _("“%(name)s” is very hard to read: %(ease)s out of 100 by the formula of %(formula)s.")
        hard = _("“%(name)s” is hard to read: %(ease)s out of 100 by the formula of %(formula)s.")
        facts = {"name": name, "ease": ease, "formula": FORMULAS[tender.language].named}
        cure = _("Plain texts reach 60. Shorter sentences and shorter words help.")
        yield " ".join(filter(None, [(very if ease < HARD else hard) % facts, cure, _worst(text, over=FULL)]))


def _worst(text: str, *, over: int) -> str:
    """Quote how the longest sentences begin; "" where none has more than so many words."""
    found = [
        _("“%(begins)s” (%(words)s words)")
        % {"begins": Truncator(sentence).words(QUOTED, truncate=" …"), "words": words}
        for sentence, words in longest_sentences(text, over=over)
    ]
    return _("Begin with: %(sentences)s.") % {"sentences": "; ".join(found)} if found else ""
