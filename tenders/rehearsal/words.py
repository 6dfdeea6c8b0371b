"""What is written in a rehearsal, in the call's language. Plain, different for each bid, and marked as invented."""

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language; `{…}` is filled in."""

    question: str
    answer: str
    bid_text: str
    price_comment: str
    score: tuple[str, str, str]  # weak, fair, strong
    agreed: str
    rule: str
    facts: str
    grounds: str
    nothing_received: str
    nothing_admitted: str
    advantages: str
    cancelled: str


# What stands for {mark}: in a rehearsal, and in the demonstration.
MARKS = {
    "fr": ("Répétition", "Démonstration"),
    "nl": ("Repetitie", "Demonstratie"),
    "de": ("Probe", "Vorführung"),
    "en": ("Rehearsal", "Demonstration"),
}


def words_for(language: str, *, demo: bool) -> Words:
    """Return the sentences of one language, each marked for what it is."""
    mark = MARKS[language][demo]
    unmarked = WORDS[language]
    return Words(**{field.name: _marked(getattr(unmarked, field.name), mark) for field in fields(unmarked)})


def _marked(text: Any, mark: str) -> Any:
    if isinstance(text, tuple):
        return tuple(_marked(part, mark) for part in text)
    return text.replace("{mark}", mark)


WORDS = {
    "fr": Words(
        question="{mark} : une visite des lieux est-elle possible avant la remise des offres ?",
        answer="{mark} : oui, sur rendez-vous, jusqu'à la clôture des questions.",
        bid_text="{mark}, texte de {firm} : méthode, équipe et calendrier.",
        price_comment="{mark}, prix toutes charges comprises.",
        score=(
            "La méthode de {firm} laisse ouvertes des étapes importantes pour « {criterion} ».",
            "{firm} répond à l'essentiel de « {criterion} », avec quelques imprécisions.",
            "{firm} décrit « {criterion} » de façon précise et vérifiable.",
        ),
        agreed="Le comité a retenu {value} sur {scale} pour {firm} : {why}",
        rule="Capacité technique demandée par l'avis ({mark})",
        facts="Le dossier de {firm} ne contient aucune des références demandées ({mark}).",
        grounds="{mark} : l'offre de {firm} est la mieux classée selon les critères publiés.",
        nothing_received="{mark} : aucune offre n'a été reçue pour ce lot.",
        nothing_admitted="{mark} : aucune offre reçue pour ce lot n'était recevable.",
        advantages="{mark} : {firm} obtient {total} points et présente le meilleur rapport qualité-prix.",
        cancelled="{mark} : le besoin a changé.",
    ),
    "nl": Words(
        question="{mark}: is een plaatsbezoek mogelijk vóór het indienen van de offertes?",
        answer="{mark}: ja, op afspraak, tot de vragen worden afgesloten.",
        bid_text="{mark}, tekst van {firm}: werkwijze, team en planning.",
        price_comment="{mark}, prijs alle kosten inbegrepen.",
        score=(
            "De aanpak van {firm} laat belangrijke stappen open voor “{criterion}”.",
            "{firm} beantwoordt het wezenlijke van “{criterion}”, met enkele onduidelijkheden.",
            "{firm} beschrijft “{criterion}” nauwkeurig en controleerbaar.",
        ),
        agreed="Het comité gaf {firm} {value} op {scale}: {why}",
        rule="Technische bekwaamheid die de aankondiging vraagt ({mark})",
        facts="Het dossier van {firm} bevat geen enkele van de gevraagde referenties ({mark}).",
        grounds="{mark}: de offerte van {firm} is het best gerangschikt volgens de bekendgemaakte criteria.",
        nothing_received="{mark}: voor dit perceel kwam geen offerte binnen.",
        nothing_admitted="{mark}: geen enkele offerte voor dit perceel was ontvankelijk.",
        advantages="{mark}: {firm} behaalt {total} punten en biedt de beste prijs-kwaliteitsverhouding.",
        cancelled="{mark}: de behoefte is gewijzigd.",
    ),
    "de": Words(
        question="{mark}: Ist vor der Abgabe der Angebote eine Ortsbesichtigung möglich?",
        answer="{mark}: Ja, nach Vereinbarung, bis zum Ende der Fragefrist.",
        bid_text="{mark}, Text von {firm}: Vorgehen, Team und Zeitplan.",
        price_comment="{mark}, Preis alle Kosten inbegriffen.",
        score=(
            "Das Vorgehen von {firm} lässt bei „{criterion}“ wichtige Schritte offen.",
            "{firm} erfüllt das Wesentliche von „{criterion}“, mit einigen Unklarheiten.",
            "{firm} beschreibt „{criterion}“ genau und nachprüfbar.",
        ),
        agreed="Das Gremium gab {firm} {value} von {scale}: {why}",
        rule="Technische Leistungsfähigkeit laut Bekanntmachung ({mark})",
        facts="Die Unterlagen von {firm} enthalten keine der verlangten Referenzen ({mark}).",
        grounds="{mark}: Das Angebot von {firm} steht nach den bekannt gemachten Kriterien an erster Stelle.",
        nothing_received="{mark}: Für dieses Los ist kein Angebot eingegangen.",
        nothing_admitted="{mark}: Kein Angebot für dieses Los war zulässig.",
        advantages="{mark}: {firm} erreicht {total} Punkte und bietet das beste Preis-Leistungs-Verhältnis.",
        cancelled="{mark}: Der Bedarf hat sich geändert.",
    ),
    "en": Words(
        question="{mark}: is a visit to the site possible before bids are due?",
        answer="{mark}: yes, by appointment, until questions close.",
        bid_text="{mark}, text of {firm}: method, team and schedule.",
        price_comment="{mark}, price all costs included.",
        score=(
            "The method of {firm} leaves important steps open for “{criterion}”.",
            "{firm} covers the essentials of “{criterion}”, with some gaps.",
            "{firm} describes “{criterion}” precisely and in a way that can be checked.",
        ),
        agreed="The panel agreed on {value} out of {scale} for {firm}: {why}",
        rule="Technical ability asked for in the notice ({mark})",
        facts="The file of {firm} holds none of the references that were asked for ({mark}).",
        grounds="{mark}: the bid of {firm} ranks first by the published criteria.",
        nothing_received="{mark}: no bid was received for this lot.",
        nothing_admitted="{mark}: no bid received for this lot was admissible.",
        advantages="{mark}: {firm} obtains {total} points and offers the best price-quality ratio.",
        cancelled="{mark}: the need has changed.",
    ),
}
