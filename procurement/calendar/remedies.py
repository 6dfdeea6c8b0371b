"""What to tell those who want a decision reviewed. The words are the rule pack's; here is only which of them apply."""

from procurement.calendar.rules import Remedy, RulePack

# The outcomes that a letter can bring, and the family whose text is taken when the pack has none of its own.
FAMILIES = {
    "winner": "award",
    "loser": "award",
    "rejected": "award",
    "abnormally-low": "award",
    "no-award": "no-award",
    "cancelled": "no-award",
}
FALLBACK_LANGUAGE = "en"


def remedy(pack: RulePack, outcome: str, language: str, *, administrative: bool = True) -> Remedy:
    """Return the remedies that a letter must name.

    Args:
        pack: the rule pack of the tender; keep its `version` with the letter.
        outcome: a key of `FAMILIES`.
        language: "fr", "nl", "de" or "en"; for another language the English text is returned.
        administrative: whether the buyer is an administrative authority; if not, the ordinary courts decide where the
            pack knows them (Belgium: law of 17 June 2013 art. 24; France: ordonnance 2009-515).

    Raises LookupError for an unknown outcome.
    """
    forums = ["remedies"] if administrative else ["courts", "remedies"]
    for forum in forums:
        for kind in (outcome, FAMILIES[outcome], "any"):
            for tongue in (language, FALLBACK_LANGUAGE):
                found = pack.remedies.get((forum, kind, tongue))
                if found:
                    return found
    raise LookupError("The rule pack names no remedies for this outcome.")
