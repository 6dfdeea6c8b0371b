"""What a letter says of review: body, address and periods, per outcome, in the recipient's language."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.calendar.remedies import FAMILIES, remedy
from procurement.calendar.rulepacks import pack_for

DAY = date(2026, 11, 22)
EU, BE, FR = (pack_for(country, DAY) for country in ("EU", "BE", "FR"))


@pytest.mark.parametrize("outcome", FAMILIES)
@pytest.mark.parametrize(
    ("language", "body", "address"),
    [
        ("fr", "Conseil d'État", "rue de la Science 33, 1040 Bruxelles"),
        ("nl", "Raad van State", "Wetenschapsstraat 33, 1040 Brussel"),
        ("de", "Staatsrat", "rue de la Science 33, 1040 Brüssel"),
        ("en", "Council of State", "rue de la Science 33, 1040 Brussels"),
    ],
)
def test_belgium(outcome, language, body, address):
    text = remedy(BE, outcome, language)

    assert text.body.startswith(body)
    assert text.address == address
    suspension, annulment = text.periods
    assert " 15 " in suspension
    assert " 60 " in annulment


def test_a_belgian_buyer_that_is_no_administrative_authority():
    text = remedy(BE, "loser", "fr", administrative=False)

    assert "ordre judiciaire" in text.body
    assert "Conseil d'État" not in text.body
    assert len(text.periods) == 2


@pytest.mark.parametrize("outcome", ["winner", "loser", "rejected", "abnormally-low"])
def test_france_with_a_contract_to_come(outcome):
    text = remedy(FR, outcome, "fr")

    assert text.body == "Tribunal administratif compétent"
    before, after, validity = text.periods
    assert "jusqu'à la signature" in before
    assert "L. 551-1 " in before
    assert "31 jours" in after
    assert "deux mois" in validity
    assert "Tarn-et-Garonne" in validity


@pytest.mark.parametrize("outcome", ["no-award", "cancelled"])
def test_france_without_a_contract(outcome):
    text = remedy(FR, outcome, "fr")

    assert "excès de pouvoir" in text.periods[0]
    assert not any("précontractuel" in period for period in text.periods)


def test_a_french_buyer_under_private_law():
    assert remedy(FR, "loser", "fr", administrative=False).body == "Tribunal judiciaire compétent"


@pytest.mark.parametrize("administrative", [True, False])
def test_elsewhere_the_body_named_in_the_notice(administrative):
    text = remedy(EU, "loser", "en", administrative=administrative)

    assert text.body == "The review body named in the contract notice"


def test_a_pack_may_word_one_outcome_apart():
    own = replace(remedy(FR, "loser", "fr"), body="Médiateur")
    pack = replace(FR, remedies={**FR.remedies, ("remedies", "rejected", "fr"): own})

    assert remedy(pack, "rejected", "fr").body == "Médiateur"
    assert remedy(pack, "loser", "fr").body == "Tribunal administratif compétent"


def test_another_language_falls_back_on_english():
    assert remedy(BE, "loser", "it") == remedy(BE, "loser", "en")


def test_an_outcome_that_no_letter_brings_is_refused():
    with pytest.raises(LookupError):
        remedy(BE, "lost", "fr")
